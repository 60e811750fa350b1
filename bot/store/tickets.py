"""tickets: handovers to a person of the business."""

from __future__ import annotations

from bot.errors import StoreError
from bot.ports import TicketRow
from bot.store.queries import queries
from bot.store.sqlite import Connection

SQL = queries("tickets")


class TicketsTable:
    """Handovers."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def open(self, person: str, reason: str, team: str, title: str, now: int) -> TicketRow:
        """Open one, or return the one that is open already."""
        if self.current(person) is None:
            self._db.run(SQL["open"], person=person, reason=reason, team=team, title=title, now=now)
        ticket = self.current(person)
        if ticket is None:
            raise StoreError(why="a ticket that was just opened is gone.")
        return ticket

    def current(self, person: str) -> TicketRow | None:
        """Return the ticket that is not closed."""
        row = self._db.one(SQL["current"], person=person)
        return TicketRow(*row) if row else None

    def of(self, person: str) -> tuple[TicketRow, ...]:
        """All handovers of one person, oldest first."""
        return tuple(TicketRow(*row) for row in self._db.all(SQL["of"], person=person))

    def fade(self, before: int, limit: int) -> int:
        """Forget what handovers were about that were closed earlier; how many."""
        return self._db.run(SQL["fade"], before=before, limit=limit)

    def take(self, ticket: int, by: str, now: int) -> None:
        """Somebody answers."""
        self._db.run(SQL["take"], ticket=ticket, by=by)

    def close(self, ticket: int, why: str, now: int) -> None:
        """The bot is back."""
        self._db.run(SQL["close"], ticket=ticket, why=why, now=now)

    def waiting(self) -> tuple[TicketRow, ...]:
        """All that are not closed; those that nobody took come first, then the oldest."""
        return tuple(TicketRow(*row) for row in self._db.all(SQL["waiting"]))
