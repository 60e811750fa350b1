"""How often steps were reached and left, by day; nothing of any person is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.core.effects import Visit
from bot.store.queries import queries
from bot.store.sqlite import Connection

SQL = queries("step_counts")
DAY = 86_400


class StepCountsTable:
    """Counts of visits; see ``core.effects.Turn``."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(self, visits: Sequence[Visit], now: int) -> None:
        """Count what turns came by; the same place several times is one statement."""
        day = now // DAY
        for (what, flow, step), count in Counter(visits).items():
            self._db.run(SQL["count"], what=what, flow=flow, step=step, day=day, n=count)

    def since(self, at: int) -> Mapping[Visit, int]:
        """Return (what, flow, step) -> how often, from the day of that time on."""
        rows = self._db.all(SQL["since"], day=at // DAY)
        return {(what, flow, step): count for flow, step, what, count in rows}

    def first(self) -> int:
        """When the first day began that was counted; 0: none."""
        row = self._db.one(SQL["first"])
        return int(row[0] or 0) * DAY if row else 0

    def drop(self, before: int, limit: int) -> int:
        """Forget days that are over since before that time; how many rows."""
        return self._db.run(SQL["drop"], day=before // DAY, limit=limit)
