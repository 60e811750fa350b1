"""inbox: everything that happened, in order, each thing once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.codec import dumps, loads
from bot.core.incoming import AccountNews, Event, Ignored, Item, Receipt, Started
from bot.ports import InboxRow
from bot.store.queries import queries
from bot.store.sqlite import Connection

SQL = queries("inbox")
INSIDE = "inside"  # the channel of timers, results and staff
_LATER = (Receipt, AccountNews, Ignored, Started)  # what can wait while people wait


class InboxTable:
    """What arrived."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(self, channel: str, items: Sequence[Item], received_ms: int) -> int:
        """Insert those not seen before; return how many were new."""
        ids = [self._add(channel, item.key, item.event, item.at, received_ms, None) for item in items]
        return sum(id is not None for id in ids)

    def put(self, key: str, event: Event, *, at: int, received_ms: int, person: str) -> int | None:
        """Insert one inside event; None where the key is known."""
        return self._add(INSIDE, key, event, at, received_ms, person or None)

    def get(self, row: int) -> InboxRow | None:
        """Return one event by its number; None where it is not there or was emptied."""
        found = self._db.one(SQL["get"], row=row)
        return row_of(found) if found else None

    def inside(self, key: str) -> InboxRow | None:
        """Return the inside event that was put under this key."""
        row = self._db.one(SQL["inside"], key=key)
        return row_of(row) if row else None

    def pending(self, limit: int) -> tuple[InboxRow, ...]:
        """The oldest unapplied rows, messages before receipts."""
        return tuple(map(row_of, self._db.all(SQL["pending"], limit=limit)))

    def of(self, person: str, limit: int = 50) -> tuple[InboxRow, ...]:
        """The last events of one person, newest first."""
        return tuple(map(row_of, self._db.all(SQL["of"], person=person, limit=limit)))

    def done(self, row: int, person: str, note: str = "") -> None:
        """Mark it applied, and say whose it was; do so before adding replies to it: the gate asks."""
        self._db.run(SQL["done"], row=row, person=person, note=note)

    def forget(self, row: int) -> None:
        """Empty an applied event: it is about somebody who is not here (any more)."""
        self._db.run(SQL["forget"], row=row)

    def failed(self, row: int, why: str) -> None:
        """Set it aside after an error."""
        self._db.run(SQL["failed"], row=row, why=why)

    def set_aside(self, limit: int = 100) -> tuple[tuple[InboxRow, str], ...]:
        """What was set aside, oldest first, with why."""
        return tuple((row_of(row), row[7]) for row in self._db.all(SQL["set_aside"], limit=limit))

    def retry(self, row: int) -> bool:
        """Let it be applied again; whether it had been set aside."""
        return self._db.run(SQL["retry"], row=row) > 0

    def keep_raw(self, channel: str, body: bytes, why: str, received_ms: int) -> None:
        """Keep a signed body that could not be read."""
        self._db.run(SQL["keep_raw"], channel=channel, body=body, why=why, received_ms=received_ms)

    def drop_raw(self, before_ms: int, limit: int) -> int:
        """Delete kept bodies that are older; how many."""
        return self._db.run(SQL["drop_raw"], before=before_ms, limit=limit)

    def fade(self, after: int, before_ms: int, limit: int) -> tuple[int, int]:
        """Empty old events beyond a row; return (last row looked at, how many were emptied)."""
        last = self._last(after, before_ms, limit)
        return last, self._db.run(SQL["fade"], after=after, last=last) if last > after else 0

    def fade_keys(self, after: int, before_ms: int, limit: int) -> tuple[int, int]:
        """Forget the provider's ids of old events beyond a row; return the same."""
        last = self._last(after, before_ms, limit)
        return last, self._db.run(SQL["fade_keys"], after=after, last=last) if last > after else 0

    def _last(self, after: int, before_ms: int, limit: int) -> int:
        """Return the last of the next rows that are all older."""
        last = after
        for row, received_ms in self._db.all(SQL["next_rows"], after=after, limit=limit):
            if received_ms >= before_ms:
                break
            last = row
        return int(last)

    def waiting(self) -> int:
        """How many are to be applied."""
        row = self._db.one(SQL["waiting"])
        return int(row[0]) if row else 0

    def _add(self, channel: str, key: str, event: Event, at: int, received_ms: int, person: str | None) -> int | None:
        row = self._db.one(
            SQL["add"], channel=channel, key=key, rank=int(isinstance(event, _LATER)), at=at,
            received_ms=received_ms, event=dumps(event), person=person,
        )  # fmt: skip
        return int(row[0]) if row else None


def row_of(row: Sequence[Any]) -> InboxRow:
    """Return an event; columns as in ``row`` of queries/inbox.sql."""
    id, channel, key, at, received_ms, event, person, _ = row
    return InboxRow(id, channel, key, at, received_ms, _event(event), person)


def _event(text: str) -> Event:
    """One row that can't be read must not keep the others from being applied."""
    try:
        event: Event = loads(text)
    except (ValueError, TypeError):
        return Ignored("inbox", "this row can't be read by this version", {})
    return event if not isinstance(event, dict) else Ignored("inbox", "this row can't be read by this version", {})
