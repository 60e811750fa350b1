"""tellings, push_subscriptions: what our own people are told, and the browsers of theirs that are told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal

from bot.core.codec import dumps
from bot.ports.telling import Subscription, Telling
from bot.store.queries import queries
from bot.store.sqlite import Connection

SQL = queries("telling")


class TellingsTable:
    """The queue of notices, and the browsers."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(self, row: Telling) -> bool:
        """Queue; False where the key is known."""
        added = self._db.run(
            SQL["add"], key=row.key, channel=row.channel, receiver=row.receiver, kind=row.kind, ticket=row.ticket,
            team=row.team, language=row.language, data=dumps(row.data), at=row.at, not_before=row.not_before,
        )  # fmt: skip
        return added > 0

    def receivers(self) -> tuple[tuple[str, str], ...]:
        """Return (channel, receiver) for whom something waits."""
        return tuple((channel, receiver) for channel, receiver in self._db.all(SQL["receivers"]))

    def queued(self, channel: str, receiver: str, limit: int) -> tuple[Telling, ...]:
        """Return the oldest that one receiver was not told yet."""
        rows = self._db.all(SQL["queued"], channel=channel, receiver=receiver, limit=limit)
        return tuple(_telling(row) for row in rows)

    def depth(self) -> int:
        """Return how many wait."""
        row = self._db.one(SQL["depth"])
        return int(row[0]) if row else 0

    def told_at(self, channel: str, receiver: str) -> int:
        """When this receiver was last told something; 0: never."""
        row = self._db.one(SQL["told_at"], channel=channel, receiver=receiver)
        return int(row[0]) if row else 0

    def settle(
        self,
        rows: Sequence[int],
        state: Literal["queued", "told", "needless", "dead"],
        *,
        now: int,
        not_before: int = 0,
        error: str = "",
    ) -> None:
        """Record what came of an attempt."""
        tried = int(state != "needless")
        for row in rows:
            self._db.run(
                SQL["settle"], id=row, state=state, now=now, not_before=not_before, error=error[:500], tried=tried
            )

    def dead(self, since: int) -> tuple[tuple[str, int, str], ...]:
        """(channel, how many, the latest reason) of what was given up since then."""
        return tuple((channel, count, error) for channel, count, error, _ in self._db.all(SQL["dead"], since=since))

    def drop(self, before: int, limit: int) -> int:
        """Forget what is over since before that time; how many rows."""
        return self._db.run(SQL["drop"], before=before, limit=limit)

    def staff(self, purpose: str, limit: int) -> tuple[str, ...]:
        """Persons with a live grant for a purpose."""
        return tuple(row[0] for row in self._db.all(SQL["staff"], purpose=purpose, limit=limit))

    def subscribe(self, row: Subscription) -> None:
        """Keep a browser; the same one again brings its new keys."""
        self._db.run(
            SQL["subscribe"], id=row.id, user=row.user, endpoint=row.endpoint, p256dh=row.p256dh, auth=row.auth,
            since=row.since,
        )  # fmt: skip

    def unsubscribe(self, id: str) -> bool:
        """Forget a browser; whether it was there."""
        return self._db.run(SQL["unsubscribe"], id=id) > 0

    def forget_user(self, user: str, email: str) -> None:
        """Forget the browsers of a user who was removed, and what was told to their address."""
        self._db.run(SQL["unsubscribe_user"], user=user)
        self._db.run(SQL["erase_receiver"], person=email)

    def subscription(self, id: str) -> Subscription | None:
        """Return one browser."""
        row = self._db.one(SQL["subscription"], id=id)
        return Subscription(*row) if row else None

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Return all browsers, the oldest first."""
        return tuple(Subscription(*row) for row in self._db.all(SQL["subscriptions"]))


def _telling(row: tuple[Any, ...]) -> Telling:
    id_, key, channel, receiver, kind, ticket, team, language, data, *rest = row
    return Telling(id_, key, channel, receiver, kind, ticket, team, language, json.loads(data), *rest)
