"""tickets: handovers to a person of the business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

from bot.errors import StoreError
from bot.ports import TicketRow
from bot.store.queries import queries
from bot.store.sqlite import Connection, Row

SQL = queries("tickets")
_NAMES: Final = tuple(field.name for field in fields(TicketRow))
TITLE: Final = 120
_START: Final = 160  # characters of a message that lists show
_HELPED: Final = 30 * 86_400  # seconds for which whoever helped somebody is the first to be asked again


class TicketsTable:
    """Handovers."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def open(
        self, person: str, reason: str, team: str, title: str, now: int,
        *, text: str = "", promised_at: int = 0, tags: Sequence[str] = (),
    ) -> TicketRow:  # fmt: skip
        """Open one, or return the one that is open already. ``text``: what the person wrote, "" where staff began."""
        if self.current(person) is None:
            self._db.run(
                SQL["open"], person=person, reason=reason, team=team, title=title[:TITLE], now=now,
                promised_at=promised_at, tags="\n".join(tags), helped=now - _HELPED,
                who="person" if text else "", text=text[:_START], unread=int(bool(text)),
            )  # fmt: skip
        ticket = self.current(person)
        if ticket is None:
            raise StoreError(why="a ticket that was just opened is gone.")
        return ticket

    def get(self, ticket: int) -> TicketRow | None:
        """Return one by its number."""
        return _maybe(self._db.one(SQL["get"], ticket=ticket))

    def current(self, person: str) -> TicketRow | None:
        """Return the ticket that is not closed."""
        return _maybe(self._db.one(SQL["current"], person=person))

    def last(self, person: str) -> TicketRow | None:
        """Return the newest one of a person, closed or not."""
        return _maybe(self._db.one(SQL["last"], person=person))

    def of(self, person: str) -> tuple[TicketRow, ...]:
        """All handovers of one person, oldest first."""
        return tuple(map(ticket_of, self._db.all(SQL["of"], person=person)))

    def fade(self, before: int, limit: int) -> int:
        """Forget what handovers were about that were closed earlier; how many."""
        return self._db.run(SQL["fade"], before=before, limit=limit)

    def take(self, ticket: int, by: str, now: int, *, name: str = "") -> None:
        """Somebody answers."""
        self._db.run(SQL["take"], ticket=ticket, by=by, name=name or by, now=now)

    def release(self, ticket: int) -> None:
        """Nobody has it any more."""
        self._db.run(SQL["release"], ticket=ticket)

    def assign(self, ticket: int, *, user: str = "", team: str = "") -> None:
        """Let it wait for one user, or for a team."""
        self._db.run(SQL["assign"], ticket=ticket, user=user, team=team)

    def heard(self, ticket: int, text: str, now: int) -> None:
        """The person wrote."""
        self._db.run(SQL["heard"], ticket=ticket, text=text[:_START], now=now)

    def said(self, ticket: int, text: str, now: int) -> None:
        """Somebody of the business wrote."""
        self._db.run(SQL["said"], ticket=ticket, text=text[:_START], now=now)

    def callback(self, ticket: int, text: str) -> None:
        """Add to what they wrote while nobody was there."""
        self._db.run(SQL["callback"], ticket=ticket, text=text)

    def late(self, ticket: int) -> None:
        """The promise was broken."""
        self._db.run(SQL["late"], ticket=ticket)

    def stopped(self, ticket: int) -> None:
        """They said STOP meanwhile."""
        self._db.run(SQL["stopped"], ticket=ticket)

    def tagged(self, ticket: int, tags: Sequence[str]) -> None:
        """Note the person's tags, as lists show them."""
        self._db.run(SQL["tagged"], ticket=ticket, tags="\n".join(tags))

    def survey(self, ticket: int, answer: str) -> None:
        """Note their answer to the question afterwards."""
        self._db.run(SQL["survey"], ticket=ticket, text=answer)

    def close(self, ticket: int, why: str, now: int, *, outcome: str = "", by: str = "") -> None:
        """The bot is back."""
        self._db.run(SQL["close"], ticket=ticket, why=why, outcome=outcome, by=by, now=now)

    def waiting(self) -> tuple[TicketRow, ...]:
        """All that are not closed; those that nobody took come first, then the oldest."""
        return tuple(map(ticket_of, self._db.all(SQL["waiting"])))


def _maybe(row: Row | None) -> TicketRow | None:
    return None if row is None else ticket_of(row)


def ticket_of(row: Row) -> TicketRow:
    """Return the row of a handover; columns as in ``row`` of queries/tickets.sql."""
    values: dict[str, Any] = dict(zip(_NAMES, row, strict=False))
    values |= {"late": bool(values["late"]), "stopped": bool(values["stopped"])}
    return TicketRow(**{**values, "tags": tuple(values["tags"].split("\n")) if values["tags"] else ()})
