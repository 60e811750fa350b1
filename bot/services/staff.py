"""Whom the terminal means, and words to somebody who has no open ticket. The desk itself is ``services.desk``."""

from __future__ import annotations

from typing import Literal

from bot.core.incoming import StaffSaid
from bot.ports import Clock, Store, TicketRow, Tx
from bot.services import people


def find(tx: Tx, who: str) -> str | None:
    """Return the person behind a ticket number ("12", "#12"), a phone, a BSUID or a person id."""
    ticket = _by_number(tx, who)
    return ticket.person if ticket else tx.persons.lookup(who)


def ticket(tx: Tx, who: str) -> TicketRow | None:
    """Return the ticket of that number, else the person's newest one."""
    found = _by_number(tx, who)
    if found is not None:
        return found
    person = tx.persons.lookup(who)
    return tx.tickets.last(person) if person else None


def _by_number(tx: Tx, who: str) -> TicketRow | None:
    digits = who.removeprefix("#")
    return tx.tickets.get(int(digits)) if digits.isdecimal() and len(digits) < 7 else None


def say(
    store: Store, clock: Clock, who: str, *, by: str, key: str, text: str = "",
    what: Literal["reply", "take", "close"] = "reply", name: str = "",
) -> bool:  # fmt: skip
    """Put a staff event into the inbox; False where nobody is meant by *who*."""
    now = clock.now()

    def put(tx: Tx) -> bool:
        person = find(tx, who)
        if person is None:
            return False
        event = StaffSaid(person=person, at=now, by=by, text=text, what=what, name=name)
        tx.inbox.put(key, event, at=now, received_ms=clock.now_ms(), person=person)
        return True

    return store.write(put)


def hours_since(tx: Tx, person: str, now: int) -> int | None:
    """Return how many hours ago the window of a person was shut for us to write freely; None where it is open."""
    row = tx.persons.get(person)
    if row is None or people.window_until(row) > now:
        return None
    return (now - row.heard_at) // 3600
