"""What staff do when somebody tells them to stop: a withdrawal with its note. There is no act that says yes."""

from __future__ import annotations

from bot.core.consent import grant_of
from bot.errors import ProofError
from bot.ports import Tx
from bot.services import withdrawing
from bot.services.desk_acting import MAX_NOTE, acting_on
from bot.services.desk_views import Done, NotDone, Result, Seat
from bot.services.front import Front


def withdraw(front: Front, seat: Seat, ticket: int, note: str, *, purpose: str = "*") -> Result:
    """Record that the person told the business to stop (``purpose`` "*": everything); what waits is blocked at once.

    A form that is sent twice records one: where nothing stands that could end, nothing is written.
    """
    book, now = front.flows.book, front.clock.now()

    def write(tx: Tx) -> Result:
        found = acting_on(tx, seat, ticket)
        if isinstance(found, NotDone):
            return found
        if not note.strip():
            return NotDone("empty", "Write when and how they said so.")
        if len(note) > MAX_NOTE:
            return NotDone("too_long", f"A note can have {MAX_NOTE} characters.", {"limit": str(MAX_NOTE)})
        person = found[0].person
        if _over(tx, person, purpose, tuple(book.purposes)):
            return Done(ticket, 0)
        try:
            line, _ = withdrawing.withdraw(tx, person, book, purpose=purpose, note=note, by=seat.user, now=now)
        except ProofError as problem:
            return NotDone("unknown_purpose", str(problem), {"purpose": purpose})
        tx.tickets.stopped(ticket)
        told = {"by": seat.user, "name": seat.name, "what": "withdrawn", "value": "told"}
        tx.desk.happened(ticket, person, "stopped", told, at=now)
        tx.audit.add(seat.user, "withdrew", f"#{ticket}", now)
        return Done(ticket, line.seq)

    return front.store.write(write)


def _over(tx: Tx, person: str, purpose: str, purposes: tuple[str, ...]) -> bool:
    """Whether it is on record already, and nothing was agreed to since."""
    lines = tx.ledger.of(person)
    wanted = purposes if purpose == "*" else (purpose,)
    stands = any(grant_of(lines, each) is not None for each in wanted)
    ended = any(line.kind in ("withdrawn", "invalidated") and line.purpose in ("*", purpose) for line in lines)
    return ended and not stands
