"""schedules and rounds: what the clock is to start. What was taken away is started in the same transaction, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.codec import dumps, loads
from bot.ports import RoundRow, ScheduleRow
from bot.store.queries import queries
from bot.store.sqlite import Connection

SQL = queries("schedules")


class SchedulesTable:
    """What the clock is to start."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def arm(self, row: ScheduleRow) -> None:
        """Start a flow for a person at that time; the same key replaces the earlier one."""
        self._db.run(
            SQL["arm"], person=row.person, key=row.key, flow=row.flow, at=row.at, until=row.until,
            data=dumps(dict(row.data)),
        )  # fmt: skip

    def due(self, now: int, limit: int) -> tuple[ScheduleRow, ...]:
        """What is due, earliest first, removed by the call."""
        rows = map(_schedule, self._db.all(SQL["due"], now=now, limit=limit))
        return tuple(sorted(rows, key=lambda row: (row.at, row.person, row.key)))

    def next(self) -> int:
        """When the next one is due; 0: none."""
        row = self._db.one(SQL["next"])
        return int(row[0]) if row else 0

    def waiting(self) -> tuple[tuple[str, int, int], ...]:
        """(flow, how many persons wait for it, when the first is due)."""
        rows = self._db.all(SQL["by_flow"])
        return tuple((str(flow), int(count), int(at)) for flow, count, at in rows)

    def of(self, person: str) -> tuple[ScheduleRow, ...]:
        """What waits for one person, the earliest first."""
        return tuple(map(_schedule, self._db.all(SQL["of"], person=person)))

    def rounds(self) -> tuple[RoundRow, ...]:
        """All rounds that were ever looked after and are still in the files."""
        return tuple(RoundRow(*row) for row in self._db.all(SQL["rounds"]))

    def put_round(self, row: RoundRow) -> None:
        """Note how far a round is."""
        self._db.run(
            SQL["put_round"], key=row.key, flow=row.flow, upto=row.upto, slot=row.slot, until=row.until,
            reached=row.reached, asked=row.asked, note=row.note,
        )  # fmt: skip

    def drop_round(self, key: str) -> None:
        """Forget a round that the owner took away."""
        self._db.run(SQL["drop_round"], key=key)

    def granted(self, purpose: str, after: int, limit: int) -> tuple[tuple[int, str], ...]:
        """(line, person) of the next live yeses for a purpose beyond a line of the ledger."""
        rows = self._db.all(SQL["granted"], purpose=purpose, after=after, limit=limit)
        return tuple((int(seq), str(person)) for seq, person in rows)


def _schedule(row: Sequence[Any]) -> ScheduleRow:
    person, key, flow, at, until, data = row
    return ScheduleRow(person=person, key=key, flow=flow, at=at, until=until, data=loads(data))
