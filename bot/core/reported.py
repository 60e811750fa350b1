"""The data that an event of the shop's own program brings, fitted to the owner's slots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from bot.core.flow import Book, Flow, Trigger

LONGEST = 200  # characters of a text: it becomes a part of a template


class Unfit(ValueError):
    """A value that does not fit its slot; says so in a sentence."""


def listeners(book: Book, event: str) -> list[tuple[Flow, Trigger]]:
    """Return the proactive flows that start on an event."""
    return [
        (flow, trigger)
        for flow in book.flows.values()
        for trigger in (flow.triggers if flow.purpose else ())
        if trigger.kind == "event" and event in trigger.values
    ]


def events(book: Book) -> list[str]:
    """Return the names of all events that start something."""
    found = {
        value for flow in book.flows.values() for one in flow.triggers if one.kind == "event" for value in one.values
    }
    return sorted(found)


def fitted(book: Book, trigger: Trigger, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return slot -> value for the slots that a trigger names; Unfit where one is missing or of another type.

    Whatever else the program sends is left out: it is not ours to keep.
    """
    missing = [name for name in trigger.data if data.get(name) in (None, "")]
    if missing:
        raise Unfit(f"The event {' and '.join(trigger.values)} needs in its data: {', '.join(missing)}.")
    return {
        name: _fitted(name, book.slots[name].type if name in book.slots else "text", data[name])
        for name in trigger.data
    }


def _fitted(name: str, kind: str, value: Any) -> Any:
    fit, example = _KINDS.get(kind, (_text, "a text"))
    try:
        return fit(value)
    except (ValueError, TypeError):
        raise Unfit(f'The data "{name}" is {value!r:.60}; it must be {example}.') from None


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise TypeError(value)
    text = " ".join(str(value).split())
    if len(text) > LONGEST:
        raise ValueError(text)
    return text


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(value)
    return value


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _list(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > 20:
        raise TypeError(value)
    return tuple(map(_text, value))


_KINDS: Mapping[str, tuple[Callable[[Any], Any], str]] = {
    "number": (_number, "a number"),
    "bool": (_bool, "true or false"),
    "list": (_list, "a list of texts"),
    "date": (lambda value: date.fromisoformat(value).isoformat(), "a day like 2026-12-31"),
    "time": (lambda value: time.fromisoformat(value).strftime("%H:%M"), "a time like 18:30"),
    "datetime": (
        lambda value: datetime.fromisoformat(value).strftime("%Y-%m-%dT%H:%M"), "a moment like 2026-12-31T18:30",
    ),
    "text": (_text, f"a text of at most {LONGEST} characters"),
}  # fmt: skip
