"""How triggers, conditions, durations and texts are written in a drawing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.flow import Branch, Flow, Trigger, Wording

MOST_VALUES = 3
LONGEST_VALUE = 40
_TRIGGERS: Mapping[str, str] = {
    "words": "the message is",
    "phrases": "the message has",
    "pattern": "the message looks like",
    "examples": "something like",
    "payload": "the button",
    "first_message": "the first message ever",
    "ad": "an ad or post",
    "link": "the link or QR code",
    "media": "a file:",
    "location": "a place on the map",
    "out_of_hours": "a message while closed",
    "handover_closed": "a person gave the conversation back",
    "unknown": "nothing else understood it",
    "event": "the event",
    "after": "after",
    "every": "every",
}
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "min"), (1, "s"))


def wording(given: Wording | None, language: str) -> str:
    """Return a text in a language, else in any; the first of its variants, on one line."""
    found = (given.by_language.get(language) or next(iter(given.by_language.values()), ())) if given else ()
    return " ".join(found[0].source.split()) if found else ""


def shortened(text: str, longest: int) -> str:
    """Return a text cut at a word, with an ellipsis where something is missing.

    >>> shortened("May we send you offers here?", 20)
    'May we send you…'
    """
    if len(text) <= longest:
        return text
    room = text[: longest - 1]
    cut = room.rfind(" ")
    return (room[:cut] if cut > longest // 2 else room).rstrip(" ,;:.") + "…"


def duration(seconds: int) -> str:
    """Write seconds in the largest unit that fits.

    >>> duration(1800), duration(7200), duration(90)
    ('30 min', '2 hours', '90 s')
    """
    size, unit = next((pair for pair in _UNITS if seconds >= pair[0] and seconds % pair[0] == 0), (1, "s"))
    count = seconds // size
    return f"{count} {unit}{'s' if count != 1 and unit in ('day', 'hour') else ''}"


def trigger(one: Trigger) -> str:
    """Write a trigger in a few words."""
    said = _TRIGGERS.get(one.kind, one.kind)
    if not one.values or one.values == ("any",):
        return said.rstrip(":")
    shown = [f"“{shortened(value, LONGEST_VALUE)}”" for value in one.values[:MOST_VALUES]]
    more = len(one.values) - len(shown)
    return f"{said} {', '.join(shown)}" + (f" and {more} more" if more > 0 else "")


def starts(flow: Flow, callers: tuple[str, ...]) -> list[str]:
    """Return what starts a flow, a line each."""
    lines = [trigger(one) for one in flow.triggers]
    if not lines:
        lines = [f"from {', '.join(callers)}" if callers else "from the menu only"]
    if flow.guard is not None:
        lines.append(f"only if {flow.guard.source}")
    if flow.purpose:
        lines.append(f"we may start it, for {flow.purpose}")
    return lines


def condition(branch: Branch, *, alone: bool) -> str:
    """Return the label of a branch; none where there is only one way."""
    if branch.when is None:
        return "" if alone else "else"
    return f"if {branch.when.source}"


def value(given: Any) -> str:
    """Write what a slot is set to."""
    return "nothing" if given is None else str(given)
