"""What the people of the business do: see who waits, answer, take, give back. All of it goes through the inbox."""

from __future__ import annotations

from typing import Any, Literal

from bot.core.incoming import Message, StaffSaid
from bot.ports import Clock, Store, TicketRow, Tx
from bot.services.conversation import spoken
from bot.services.inspecting import iso, text_of


def waiting(tx: Tx) -> list[dict[str, Any]]:
    """Return the open tickets, oldest first."""
    return [_ticket(tx, ticket) for ticket in tx.tickets.waiting()]


def _ticket(tx: Tx, ticket: TicketRow) -> dict[str, Any]:
    row = tx.persons.get(ticket.person)
    return {
        "ticket": ticket.id,
        "person": ticket.person,
        "name": row.name if row else "",
        "state": ticket.state,
        "reason": ticket.reason,
        "title": ticket.title,
        "since": iso(ticket.opened_at),
        "taken_by": ticket.taken_by,
    }


def find(tx: Tx, who: str) -> str | None:
    """Return the person behind a ticket number ("12", "#12"), a phone, a BSUID or a person id."""
    digits = who.removeprefix("#")
    if digits.isdigit() and len(digits) < 7:
        found = [t.person for t in tx.tickets.waiting() if t.id == int(digits)]
        if found:
            return found[0]
    return tx.persons.lookup(who)


def say(
    store: Store, clock: Clock, who: str, *, by: str, key: str, text: str = "",
    what: Literal["reply", "take", "close"] = "reply",
) -> bool:  # fmt: skip
    """Put a staff event into the inbox; False where nobody is meant by *who*."""
    now = clock.now()

    def put(tx: Tx) -> bool:
        person = find(tx, who)
        if person is None:
            return False
        event = StaffSaid(person=person, at=now, by=by, text=text, what=what)
        tx.inbox.put(key, event, at=now, received_ms=clock.now_ms(), person=person)
        return True

    return store.write(put)


def history(tx: Tx, person: str, limit: int = 20) -> list[dict[str, Any]]:
    """Return the last messages both ways, oldest first."""
    lines: list[dict[str, Any]] = [
        {"at": row.at, "who": "person", "text": spoken(row.event) or type(row.event).__name__}
        for row in tx.inbox.of(person, limit)
        if isinstance(row.event, Message)
    ]
    lines += [{"at": row.at, "who": "bot", "text": text_of(row.message)} for row in tx.outbox.of(person, limit)]
    return sorted(lines, key=lambda line: line["at"])[-limit:]
