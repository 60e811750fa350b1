"""The desk: tickets as lists show them, one person's conversation, notes, and what happened, in order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.core.codec import dumps
from bot.ports import DeskEvent, InboxRow, NoteRow, OutRow, Shown, TicketRow, Wanted
from bot.store.inbox import row_of as inbox_row
from bot.store.outbox import row_of as outbox_row
from bot.store.queries import queries
from bot.store.sqlite import Connection, Row
from bot.store.tickets import ticket_of

SQL = queries("desk")
_FIGURES: Final = (
    "opened", "waiting", "taken", "answered", "closed", "promised", "kept", "late", "surveyed", "stopped",
)  # fmt: skip
_END: Final = (1 << 62, 1 << 62)
_FEW: Final = 3  # digits below which a search does not look at phone numbers


class DeskTable:
    """What the people of the business look at."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    # ---- what happened

    def events(self, after: int, limit: int) -> tuple[DeskEvent, ...]:
        """Return what happened beyond an event, in order."""
        return tuple(map(_event, self._db.all(SQL["events"], after=after, limit=limit)))

    def last_event(self) -> int:
        """Return the number of the newest event."""
        return self._number(SQL["last_event"])

    def events_of(self, person: str, *, since: int = 0, limit: int = 1000) -> tuple[DeskEvent, ...]:
        """Return what happened to one person's tickets since that time, oldest first."""
        return tuple(map(_event, self._db.all(SQL["events_of"], person=person, since=since, limit=limit)))

    def happened(self, ticket: int, person: str, kind: str, data: Mapping[str, Any], *, at: int) -> int:
        """Write an event; return its number."""
        row = self._db.one(
            SQL["happened"], at=at, ticket=ticket, person=person, kind=kind, data=dumps(dict(data)) if data else "{}"
        )
        return int(row[0]) if row else 0

    # ---- notes

    def note(self, ticket: TicketRow, *, key: str, user: str, name: str, text: str, at: int) -> int | None:
        """Write a note; None where the key is known."""
        row = self._db.one(
            SQL["note"], key=key, at=at, ticket=ticket.id, person=ticket.person, user=user, name=name, text=text
        )
        return int(row[0]) if row else None

    def notes(self, person: str) -> tuple[NoteRow, ...]:
        """Return all notes about one person, oldest first."""
        return tuple(NoteRow(*row) for row in self._db.all(SQL["notes"], person=person))

    # ---- lists

    def counts(self, user: str, teams: Sequence[str] = ()) -> Mapping[str, int]:
        """Return how many tickets are waiting, mine, and not closed at all."""
        return {
            "waiting": self._number(SQL["count_waiting"], user=user, teams=_joined(teams)),
            "mine": self._number(SQL["count_mine"], user=user),
            "all": self._number(SQL["count_all"], user=user, teams=_joined(teams)),
        }

    def tickets(self, wanted: Wanted) -> tuple[Shown, ...]:
        """Return tickets: waiting ones oldest first, others by their last message, newest first."""
        at, id = wanted.below or _END
        if wanted.search.strip():
            rows = self._search(wanted, at, id)
        elif wanted.view == "waiting":
            first = wanted.below[1] if wanted.below else 0
            rows = self._db.all(
                SQL["waiting"], id=first, teams=_joined(wanted.teams), user=wanted.user, limit=wanted.limit
            )
        elif wanted.view == "mine":
            rows = self._db.all(SQL["mine"], at=at, id=id, user=wanted.user, limit=wanted.limit)
        else:
            rows = self._db.all(
                SQL["every"], at=at, id=id, teams=_joined(wanted.teams), user=wanted.user, limit=wanted.limit
            )
        return tuple(Shown(ticket_of(row), row[26]) for row in rows)

    def _search(self, wanted: Wanted, at: int, id: int) -> list[Row]:
        said = wanted.search.strip()
        plain = said.removeprefix("#")
        digits = "".join(letter for letter in said if letter.isdecimal())
        phone = len(digits) >= _FEW and not any(letter.isalpha() for letter in said)
        # SQLite compares without regard to case in ASCII alone.
        others = ["", "", ""] if said.isascii() else [said.casefold(), said.title(), said.upper()]
        words = {f"w{n}": text and f"%{_literal(text)}%" for n, text in enumerate([said, *others], 1)}
        return self._db.all(
            SQL["search"], at=at, id=id, view=wanted.view, user=wanted.user, teams=_joined(wanted.teams),
            limit=wanted.limit,
            number=int(plain) if plain.isdecimal() and len(plain) < 12 else -1,
            digits=f"%{digits}%" if phone else "", **words,
        )  # fmt: skip

    # ---- one conversation

    def heard(self, person: str, *, before: int, limit: int) -> tuple[InboxRow, ...]:
        """Return messages, echoes and switches of one person before a time, newest first."""
        return tuple(map(inbox_row, self._db.all(SQL["heard"], person=person, before=before, limit=limit)))

    def told(self, person: str, *, before: int, limit: int) -> tuple[OutRow, ...]:
        """Return messages to one person before a time, newest first."""
        return tuple(map(outbox_row, self._db.all(SQL["told"], person=person, before=before, limit=limit)))

    def message(self, row: int) -> InboxRow | None:
        """Return one message by its row in the inbox."""
        found = self._db.one(SQL["message"], row=row)
        return inbox_row(found) if found else None

    # ---- figures and age

    def figures(self, since: int) -> Mapping[str, int]:
        """Return what became of the tickets that were opened since then."""
        row = self._db.one(SQL["figures"], since=since) or ()
        return {name: int(value or 0) for name, value in zip(_FIGURES, row, strict=True)}

    def survey(self, since: int) -> Mapping[str, int]:
        """Return how often each answer to the question afterwards was given."""
        return {answer: int(times) for answer, times in self._db.all(SQL["survey"], since=since)}

    def fade(self, before: int, limit: int) -> int:
        """Forget notes and events that are older; return how many rows."""
        gone = self._db.run(SQL["fade_notes"], before=before, limit=limit)
        return gone + self._db.run(SQL["fade_events"], before=before, limit=limit, last=self.last_event() - 1)

    def _number(self, sql: str, **values: Any) -> int:
        row = self._db.one(sql, **values)
        return int(row[0]) if row else 0


def _joined(teams: Sequence[str]) -> str:
    return f"|{'|'.join(teams)}|" if teams else ""


def _literal(text: str) -> str:
    """A search for "50%" finds "50%"."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _event(row: Row) -> DeskEvent:
    id, at, ticket, person, kind, data = row
    return DeskEvent(id, at, ticket, person, kind, json.loads(data))
