"""What the shop's own programs report: an event about a person starts the flows that wait for it, at once.

The verdicts are the answer, so the flows are started in the caller's transaction. That changes nothing in the
conversation: it is the engine's ``Started``, which ends in a message for the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core import reported
from bot.core.engine import advance
from bot.core.flow import Book, Flow
from bot.core.incoming import Started
from bot.core.names import nearest
from bot.core.times import DAY
from bot.core.understanding.mind import Mind
from bot.errors import BadReport, UnknownEvent
from bot.ports import InboxRow, Tx
from bot.services import people, proactive
from bot.services.applying import Cause, carry_out
from bot.services.proactive import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One event. ``person``: phone in any writing, BSUID or person id. ``key``: the caller's idempotency key."""

    event: str
    person: str
    data: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What each flow's message came to."""

    event: str
    flows: Mapping[str, Answer]

    @property
    def verdict(self) -> str:
        """The best of them: cleared, put_off, refused, skipped; conflict where one is."""
        found = [answer.verdict for answer in self.flows.values()]
        return next(word for word in ("conflict", "cleared", "put_off", "refused", "skipped") if word in found)

    def as_json(self) -> dict[str, Any]:
        """Return the JSON that `askfirst event` and the API give."""
        flows = {name: answer.as_json() for name, answer in self.flows.items()}
        return {"event": self.event, "verdict": self.verdict, "flows": flows}


def report(
    tx: Tx, told: Reported, known: tuple[Book, Mind], *, now: int, key: str, pick: Callable[[int], int]
) -> Outcome:
    """Start what waits for this event; raise UnknownEvent or BadReport. ``key`` is what the event is unique by."""
    book, _ = known
    found = reported.listeners(book, told.event)
    if not found:
        names = reported.events(book)
        near = nearest(told.event, names)
        hint = f"did you mean {near}?" if near else f"Known: {', '.join(names) or 'none'}."
        raise UnknownEvent(name=told.event, hint=hint)
    try:
        data = {flow.id: reported.fitted(book, trigger, told.data) for flow, trigger in found}
    except reported.Unfit as problem:
        raise BadReport(why=str(problem)) from problem
    person = tx.persons.lookup(told.person)
    if person is None:
        return Outcome(told.event, {flow.id: proactive.nobody() for flow, _ in found})
    answers = {}
    for flow, _ in found:
        own = f"{key}:{flow.id}"
        event = Started(person, flow.id, now, "event", told.event, key=own, data=data[flow.id], until=now + DAY)
        answers[flow.id] = _start(tx, flow, event, known, now=now, pick=pick)
    return Outcome(told.event, answers)


def _start(
    tx: Tx, flow: Flow, event: Started, known: tuple[Book, Mind], *, now: int, pick: Callable[[int], int]
) -> Answer:
    book, mind = known
    earlier = tx.inbox.inside(event.key)
    if earlier is not None:
        return _again(tx, earlier, event)
    loaded = people.load(tx, event.person, book, now)
    if loaded is None:
        return proactive.nobody()
    saved, before = loaded
    number = tx.inbox.put(event.key, event, at=now, received_ms=now * 1000, person=saved.id)
    row = InboxRow(number or 0, "inside", event.key, now, now * 1000, event, saved.id)
    turn = advance(book, mind, before, event, now=now, pick=pick)
    tx.inbox.done(row.id, saved.id, f"{turn.why.rule} {turn.why.name}")
    cause = Cause(row=row, person=saved.id, book=book, now=now, window_until=before.window_until)
    carry_out(tx, cause, turn.effects)
    return _answer(tx, event.key)


def _answer(tx: Tx, key: str) -> Answer:
    row = tx.outbox.by_key(key)
    if row is not None:
        return proactive.told(row)
    return Answer("skipped", "condition", "The flow's condition did not hold, so there was nothing to send.")


def _again(tx: Tx, earlier: InboxRow, event: Started) -> Answer:
    """The same event told twice has the same answer; another one under its key is refused."""
    first = earlier.event
    if isinstance(first, Started) and (first.person, first.detail, first.data) != (
        event.person, event.detail, event.data,
    ):  # fmt: skip
        return proactive.conflict()
    return _answer(tx, event.key)
