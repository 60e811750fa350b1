"""Applies what arrived: one event of one person at a time, each with everything it causes in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.drawing.figures import COUNTED
from bot.core.effects import Effect, Ledger
from bot.core.engine import advance
from bot.core.flow import Book
from bot.core.incoming import (
    AccountNews,
    ActionResult,
    Echo,
    Edited,
    Event,
    FromInside,
    IdentityChange,
    Ignored,
    Message,
    Preference,
    Reacted,
    Receipt,
    Revoked,
    Said,
    Tapped,
    Unreadable,
)
from bot.core.state import Person
from bot.core.understanding.mind import Mind
from bot.errors import StoreError
from bot.ports import Clock, Ids, InboxRow, PersonRow, Store, Tx
from bot.services import account, codes, expiry, people, receipts
from bot.services.applying import Cause, Left, carry_out
from bot.services.counters import Counters
from bot.services.leaving import Links

log = logging.getLogger("askfirst.conversation")

BATCH = 64
"""Events applied in one commit."""

_SILENT = (Reacted, Revoked, Unreadable)
"""Contents that do not open the 24-hour window (cloud-api.md: not confirmed, so not counted)."""


@dataclass(slots=True)
class Applied:
    """What one batch did and what waits for the commit to be over."""

    events: int = 0
    left: list[tuple[str, Left]] = field(default_factory=list)


class Conversation:
    """Turns inbox rows into state, ledger lines, tickets and outbox rows."""

    def __init__(
        self, store: Store, mind: Callable[[], tuple[Book, Mind]], clock: Clock, ids: Ids, counters: Counters,
        *, links: Links | None = None,
    ) -> None:  # fmt: skip
        self._store, self._mind, self._clock, self._ids, self._counters = store, mind, clock, ids, counters
        self._links = links if links is not None and links.url else None

    def prepare(self, rows: tuple[InboxRow, ...]) -> tuple[Book, Mind]:
        """Return the book in force with its mind, which has thought about these rows before any transaction begins."""
        book, mind = self._mind()
        for row in rows:
            text = spoken(row.event)
            if text and len(rows) > 1:
                mind.warm(text)
        return book, mind

    def book(self) -> Book:
        """Return the book in force."""
        return self._mind()[0]

    def apply(self, tx: Tx, rows: tuple[InboxRow, ...], mind: tuple[Book, Mind]) -> Applied:
        """Apply what was read: nobody else applies, so it is still waiting."""
        applied = Applied()
        for row, person in self._in_order(tx, rows):
            self._one(tx, row, person, applied, *mind)
            applied.events += 1
        visits = [visit for _, left in applied.left for visit in left.visits if visit[0] in COUNTED]
        tx.step_counts.add(visits, self._clock.now())
        return applied

    def _in_order(self, tx: Tx, rows: tuple[InboxRow, ...]) -> list[tuple[InboxRow, str]]:
        """Persons in order of arrival; of one person, WhatsApp's time first, then arrival."""
        known: list[tuple[InboxRow, str]] = []
        for row in rows:
            known.append((row, row.person or self._who(tx, row)))
        first: dict[str, int] = {}
        for n, (_, person) in enumerate(known):
            first.setdefault(person or f"-{n}", n)
        ranked = [
            (first.get(person, n), row.at if person else 0, row.id, row, person)
            for n, (row, person) in enumerate(known)
        ]
        return [(row, person) for *_, row, person in sorted(ranked, key=lambda item: item[:3])]

    def _who(self, tx: Tx, row: InboxRow) -> str:
        """Find (or make) the person of an event from outside; "" for events of nobody."""
        event, now = row.event, self._clock.now()
        meeting = expiry.watcher(tx, self._mind()[0], now)
        if isinstance(event, Message):
            return "" if event.group else people.resolve(tx, event.sender, now, at=row.at, meeting=meeting)
        if isinstance(event, Preference):
            return people.resolve(tx, event.sender, now, at=row.at, meeting=meeting)
        if isinstance(event, Echo):
            return people.resolve(tx, event.to, now, at=row.at, meeting=meeting)
        return ""

    def _one(self, tx: Tx, row: InboxRow, person: str, applied: Applied, book: Book, mind: Mind) -> None:
        try:
            left = tx.attempt(lambda inner: self._apply(inner, row, person, book, mind))
        except StoreError:
            raise
        except Exception as problem:
            self._counters.add("events_failed")
            log.exception("Event %s could not be applied and is set aside.", row.id)
            tx.inbox.failed(row.id, type(problem).__name__)
            return
        if left is not None:
            applied.left.append((person, left))

    def _apply(self, tx: Tx, row: InboxRow, person: str, book: Book, mind: Mind) -> Left | None:
        event = row.event
        now = self._clock.now()
        if isinstance(event, Receipt):
            of, note = receipts.apply(tx, event, book, now)
            tx.inbox.done(row.id, of, note)
            if not of:
                tx.inbox.forget(row.id)
            return None
        if isinstance(event, AccountNews | Ignored | IdentityChange):
            tx.inbox.done(row.id, "", account.apply(tx, event, now, meeting=expiry.watcher(tx, book, now)))
            return None
        person = person or _inside_person(event)
        if opens_window(event):
            expiry.before_hearing(tx, person, book, now)
            tx.persons.heard(person, min(row.at or now, now))
        loaded = people.load(tx, person, book, now) if person else None
        if loaded is None:
            tx.inbox.done(row.id, "", "nobody")
            tx.inbox.forget(row.id)  # of a group, or of somebody who was erased: none of our business
            return None
        return self._turn(tx, row, loaded, book, mind)

    def _turn(self, tx: Tx, row: InboxRow, loaded: tuple[PersonRow, Person], book: Book, mind: Mind) -> Left:
        now, event = self._clock.now(), row.event
        saved, before = loaded
        if isinstance(event, ActionResult):
            tx.facts.set(f"call:{event.call}", None, now)
        before = codes.noticed(tx, before, spoken(event), book, now)
        if self._links is not None:
            before = replace(before, stop_url=self._links.of(saved.id))
        turn = advance(book, mind, before, event, now=now, pick=self._ids.pick)
        tx.inbox.done(row.id, saved.id, f"{turn.why.rule} {turn.why.name}".strip())
        cause = Cause(
            row=row,
            person=saved.id,
            book=book,
            now=now,
            window_until=before.window_until,
            heard=spoken(event),
            language=turn.state.language,
            stop_url=before.stop_url,
        )
        left = carry_out(tx, cause, turn.effects)
        left.visits = turn.visits
        if before.code[0] and _answered_by_code(turn.effects):
            codes.use(tx, before.code[0], now)
        if turn.state != saved.state:
            tx.persons.save(saved.id, turn.state, version=saved.version, now=now)
        self._counters.add("turns")
        return left


def _answered_by_code(effects: tuple[Effect, ...]) -> bool:
    """Whether a code brought its question or its yes: then it is used up."""
    return any(isinstance(each, Ledger) and (each.kind == "asked" or "page" in each.evidence) for each in effects)


def opens_window(event: Event) -> bool:
    """Say whether this is a message that restarts the 24-hour window."""
    return isinstance(event, Message) and not event.group and not isinstance(event.content, _SILENT)


def spoken(event: Any) -> str:
    """Return the words of an event, "" where it has none."""
    content = event.content if isinstance(event, Message) else None
    if isinstance(content, Edited):
        content = content.content
    if isinstance(content, Said):
        return content.text
    if isinstance(content, Tapped):
        return content.title
    return str(getattr(content, "caption", "") or getattr(event, "text", "") or "")


def _inside_person(event: Event) -> str:
    return event.person if isinstance(event, FromInside) else ""
