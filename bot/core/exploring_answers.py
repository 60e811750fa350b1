"""Sensible things to say: one for each way that a conversation can go on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.core.compare import number
from bot.core.conditions import Condition
from bot.core.flow import AnyStep, Book, Collect, RunAction, Say, Trigger, Wait
from bot.core.state import Question, State
from bot.core.talk import Customer, Later, Line, Sends, Tap

_SLOT = re.compile(r"slots\.(\w+)")
_TYPED: Mapping[str, tuple[str, ...]] = {
    "text": ("Ada",),
    "name": ("Ada",),
    "number": ("2",),
    "money": ("20",),
    "date": ("2026-01-06", "2026-01-10", "2026-01-11"),
    "time": ("12:30", "19:30"),
    "datetime": ("2026-01-06 12:30",),
    "email": ("ada@example.com",),
    "phone": ("+351912345678",),
    "list": ("red, blue",),
    "bool": ("yes",),
    "choice": (),
}
_SENT = {"location": "location", "media": "image"}
_MOST = 12  # answers to one question


@dataclass(frozen=True, slots=True)
class Hints:
    """What the book's conditions tell: which slots they look at, and with what those are compared."""

    decisive: tuple[str, ...]
    compared: Mapping[str, tuple[Any, ...]]


def hints(book: Book) -> Hints:
    """Look at every condition of the book."""
    compared: dict[str, list[Any]] = {}
    decisive: dict[str, None] = {}
    for condition, branches in _conditions(book):
        names = [found for name in condition.names for found in _SLOT.findall(name)]
        decisive |= dict.fromkeys(names if branches else ())
        for name in names:
            compared.setdefault(name, [])
        for one in condition.comparisons:
            for name in _SLOT.findall(one.name):
                compared.setdefault(name, []).append(one.value)
    return Hints(tuple(decisive), {name: tuple(values) for name, values in compared.items()})


def _conditions(book: Book) -> Iterator[tuple[Condition, bool]]:
    """Yield every condition, and whether it decides where a conversation goes."""
    steps = [step for flow in book.flows.values() for step in flow.steps.values()]
    guards = [flow.guard for flow in book.flows.values()]
    branches = [branch.when for step in steps for branch in step.next]
    yield from ((condition, True) for condition in (*guards, *branches) if condition)
    asked = [step for step in steps if isinstance(step, Collect)]
    yield from (
        (one.when, False) for part in (asked, book.slots.values()) for thing in part for one in thing.rejections
    )


# ---- how conversations begin


def beginnings(book: Book) -> Iterator[Line]:
    """Yield a message for each flow that a message can start."""
    said: set[Line] = set()
    for flow in book.flows.values():
        for trigger in flow.triggers:
            act = _begin(trigger)
            if act is not None and act not in said:
                said.add(act)
                yield act


def _begin(trigger: Trigger) -> Line | None:
    first = trigger.values[0] if trigger.values else ""
    if trigger.kind in ("words", "phrases", "examples", "link"):
        return Customer(first) if first else None
    if trigger.kind == "first_message":
        return Customer("Hello")
    if trigger.kind in ("unknown", "out_of_hours"):
        return Customer("xyzzy plugh")
    if trigger.kind == "media":
        return Sends(first if first not in ("", "any") else "image")
    return Sends("location") if trigger.kind == "location" else None


# ---- how they go on


def answers(book: Book, state: State, known: Hints) -> list[Line]:
    """Return what a customer might do now; nothing where a person of the business answers or nothing is open."""
    if state.handover:
        return []
    top = state.stack[-1] if state.stack else None
    flow = book.flows.get(top.flow) if top else None
    step = flow.steps.get(top.step) if flow and top else None
    if isinstance(step, Wait):
        return [Later(step.seconds)]
    outside = [Tap(title) for one in (state.doubt, state.question) if one for _, title in one.options]
    return [*_to_step(book, step, top.question if top else None, known), *outside][:_MOST]


def _to_step(book: Book, step: AnyStep | None, question: Question | None, known: Hints) -> Iterable[Line]:
    if question is None:
        return []
    if question.options:
        return [Tap(title) for _, title in question.options]
    if isinstance(step, Say):
        return [Customer(text) for text in _texts(step.save, "text", known)]
    if not isinstance(step, Collect):
        return []
    if step.type in _SENT:
        return [Sends(_SENT[step.type])]
    return [Customer(text) for text in _texts(step.slot, step.type, known)]


def _texts(slot: str, type: str, known: Hints) -> list[str]:
    """Return typed answers: usual ones, and those on both sides of what conditions compare the slot with."""
    found = list(_TYPED.get(type, ("Ada",)))
    for value in known.compared.get(slot, ()):
        found += _around(value, type)
    return list(dict.fromkeys(text for text in found if text))


def _around(value: Any, type: str) -> list[str]:
    figure = number(value)
    if type in ("number", "money") and figure is not None:
        return [_figure(figure + more) for more in (0, 1, -1) if figure + more >= 0]
    return [] if value is None or isinstance(value, bool) else [str(value)]


def _figure(value: Decimal) -> str:
    return str(int(value)) if value == int(value) else str(value)


# ---- what actions may return


def results(book: Book, state: State, known: Hints) -> list[Mapping[str, Any]]:
    """Return slots that the running action might set: none, and each value that the flow then asks for."""
    flow = book.flows.get(state.stack[-1].flow) if state.stack else None
    if flow is None:
        return [{}]
    asked = {step.slot for step in flow.steps.values() if isinstance(step, Collect)}
    asked |= {step.save for step in flow.steps.values() if isinstance(step, Say)}
    open_slots = [name for name in _named_after(flow.steps.values()) if name not in asked]
    out: list[Mapping[str, Any]] = [{}]
    for name in open_slots:
        out += [{name: _plain(value)} for value in known.compared.get(name, ()) or (True,) if value is not None]
    return out[:_MOST]


def _named_after(steps: Iterable[AnyStep]) -> list[str]:
    names = [
        found
        for step in steps
        for branch in step.next
        if branch.when
        for name in branch.when.names
        for found in _SLOT.findall(name)
    ]
    return list(dict.fromkeys(names))


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) and value == int(value) else value


def runs_actions(book: Book) -> bool:
    """Whether any flow runs an action."""
    return any(isinstance(step, RunAction) for flow in book.flows.values() for step in flow.steps.values())
