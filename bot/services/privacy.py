"""What is kept of one person, as data; and its end: erased on their word or on the owner's, also over a kill -9.

The wish is a fact in the turn's own transaction (``rights.want_erasure``). The worker erases once the goodbye has left,
in one transaction, which notes that the log still has to be wiped; so every restart goes on where the last one ended.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.core.codec import plain
from bot.core.flow import Book
from bot.core.incoming import Message
from bot.core.understanding.fold import fold
from bot.errors import StoreBusy
from bot.ports import SCRUB, Clock, InboxRow, NoteRow, OutRow, ScheduleRow, Store, TicketRow, Tx
from bot.ports.telling import BridgeRow
from bot.services import inspecting
from bot.services.conversation import spoken
from bot.services.rights import ERASE, MOST

log = logging.getLogger("askfirst.privacy")

PATIENCE = 3600
"""Seconds that an erasure waits for its goodbye to leave; then it comes without one."""


# ---- export


def export(tx: Tx, person: str, book: Book, now: int) -> dict[str, Any]:
    """Return everything that is kept of a person, as JSON types: `askfirst person export`."""
    told = inspecting.consent(tx, person, book, now)
    row = tx.persons.get(told["person"])
    about: dict[str, Any] = {"person": told["person"]}
    if row is not None:
        about |= {
            "name": row.name,
            "language": row.language,
            "country": row.country,
            "timezone": row.timezone,
            "known_since": inspecting.iso(row.created_at),
            "last_message": inspecting.iso(row.heard_at) if row.heard_at else None,
            "held": row.held,
            "suppressed": tx.persons.suppressed(row.id),
            "conversation": plain(row.state),
        }
    return {
        **about,
        "identifiers": told["identifiers"],
        "purposes": told["purposes"],
        "consents": told["events"],
        "consents_before_a_merge": [inspecting.ledger_line(tx, line) for line in tx.ledger.merged(told["person"])],
        "received": [_received(each) for each in reversed(tx.inbox.of(person, MOST))],
        "sent": [_sent(each) for each in reversed(tx.outbox.of(person, MOST))],
        "tickets": [_ticket(each) for each in tx.tickets.of(person)],
        "notes": [_note(each) for each in tx.desk.notes(told["person"])],
        "scheduled": [_scheduled(each) for each in tx.schedules.of(person)],
        "help_desks": [_there(each) for each in tx.bridges.of_person(told["person"])],
    }


def _there(row: BridgeRow) -> dict[str, Any]:
    return {"at": row.provider, "conversation": row.conversation, "contact": row.contact}


def _scheduled(row: ScheduleRow) -> dict[str, Any]:
    return {"flow": row.flow, "at": inspecting.iso(row.at), "data": plain(dict(row.data))}


def _received(row: InboxRow) -> dict[str, Any]:
    return {"at": inspecting.iso(row.at), "text": spoken(row.event), "event": plain(row.event)}


def _sent(row: OutRow) -> dict[str, Any]:
    return {**inspecting.outbox_line(row), "message": plain(row.message)}


def _note(row: NoteRow) -> dict[str, Any]:
    """What staff wrote about a person is about that person; who wrote it is not."""
    return {"at": inspecting.iso(row.at), "ticket": row.ticket, "text": row.text}


def _ticket(row: TicketRow) -> dict[str, Any]:
    return {
        "ticket": row.id,
        "state": row.state,
        "reason": row.reason,
        "title": row.title,
        "team": row.team,
        "opened": inspecting.iso(row.opened_at),
        "answered": inspecting.iso(row.answered_at) if row.answered_at else None,
        "closed": inspecting.iso(row.closed_at) if row.closed_at else None,
        "waiting_note": row.callback,
        "outcome": row.outcome,
        "survey": row.survey,
        "tags": list(row.tags),
    }


# ---- erasure


def erase(tx: Tx, person: str, why: str, now: int) -> Mapping[str, int]:
    """Erase a person in the caller's transaction; return how much of what. ``scrub`` has to follow."""
    received, sent = tx.inbox.of(person, MOST), tx.outbox.of(person, MOST)
    counts = {
        "identifiers": len(tx.persons.identifiers(person)),
        "messages": sum(isinstance(row.event, Message) for row in received) + len(sent),
        "consents": sum(line.evidence is not None for line in tx.ledger.of(person)),
        "tickets": len(tx.tickets.of(person)),
    }
    for text in filter(None, (spoken(row.event) for row in received)):
        tx.facts.unmiss(fold(text))
    tx.persons.erase(person, why, now)
    return counts


def due(tx: Tx, now: int) -> tuple[str, ...]:
    """Return who waits to be erased and has got everything that was under way to them."""
    wishes = tx.facts.all(ERASE)
    return tuple(
        person
        for person, wish in ((key.removeprefix(ERASE), wish) for key, wish in wishes.items())
        if now - int(wish.get("at", 0)) > PATIENCE or not _under_way(tx, person)
    )


def _under_way(tx: Tx, person: str) -> bool:
    return any(row.state in ("queued", "sending") for row in tx.outbox.of(person))


def scrub(store: Store, now: int) -> bool:
    """Wipe the traces of erased rows from the log; whether nothing is left to wipe. A reader may be in the way."""
    if store.read(lambda tx: tx.facts.get(SCRUB)) is None:
        return True
    try:
        store.scrub()
    except StoreBusy:
        return False
    store.write(lambda tx: tx.facts.set(SCRUB, None, now))
    return True


class Eraser:
    """The worker's part of it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def run(self, persons: tuple[str, ...]) -> int:
        """Erase these, each in a transaction of their own; return how many."""
        now = self._clock.now()
        for person in persons:
            counts = self._store.write(partial(erase, person=person, why="the person asked for it", now=now))
            log.info("Somebody who asked for it was erased: %s messages.", counts["messages"])
        self.tidy()
        return len(persons)

    def tidy(self) -> None:
        """Wipe what an earlier erasure left in the log."""
        if not scrub(self._store, self._clock.now()):
            log.warning("The log could not be wiped yet after an erasure; it is tried again.")
