"""sessions, throttle and audit: who is signed in, who guesses, who did what."""

from __future__ import annotations

from bot.core.accounts import private
from bot.errors import StoreError
from bot.ports.users import AuditRow, SessionRow
from bot.store.queries import queries
from bot.store.sqlite import Connection

SQL = queries("users_sessions")


class SessionsTable:
    """Sessions, and how often somebody guessed."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def begin(self, row: SessionRow) -> None:
        """Somebody comes in, or is on the way."""
        self._db.run(
            SQL["begin"], hash=row.hash, user=row.user, stage=row.stage, password=row.password, factor=row.factor,
            device=row.device, made_at=row.made_at, seen_at=row.seen_at,
        )  # fmt: skip

    def get(self, hash: str) -> SessionRow | None:
        """Return one by the hash of its token."""
        row = self._db.one(SQL["get"], hash=hash)
        return SessionRow(*row) if row else None

    def touch(self, hash: str, now: int) -> None:
        """They are still there."""
        self._db.run(SQL["touch"], hash=hash, now=now)

    def end(self, hash: str) -> None:
        """They are not any more."""
        self._db.run(SQL["end"], hash=hash)

    def end_all(self, user: str, keep: str = "") -> int:
        """End every session of a user but the one with that hash; how many."""
        return self._db.run(SQL["end_all"], user=user, keep=keep)

    def of(self, user: str) -> tuple[SessionRow, ...]:
        """The user's sessions, the one seen last first."""
        return tuple(SessionRow(*row) for row in self._db.all(SQL["of"], user=user))

    def drop(self, made_before: int, seen_before: int, half_before: int, limit: int) -> int:
        """Delete sessions that are over; how many."""
        return self._db.run(SQL["drop"], made=made_before, seen=seen_before, half=half_before, limit=limit)

    def tries(self, key: str) -> tuple[int, int]:
        """(failures, when the last one was)."""
        row = self._db.one(SQL["tries"], key=key)
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def count_try(self, key: str, failures: int, now: int) -> None:
        """Note how many there were; 0 forgets them."""
        if failures:
            self._db.run(SQL["count_try"], key=key, failures=failures, now=now)
        else:
            self._db.run(SQL["forget_tries"], key=key)

    def drop_tries(self, before: int, limit: int) -> int:
        """Forget old ones; how many."""
        return self._db.run(SQL["drop_tries"], before=before, limit=limit)


class AuditTable:
    """The audit log: append and read, nothing else."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(self, user: str, what: str, about: str, now: int) -> None:
        """Append a line; StoreError where it would hold more than ids."""
        if why := private(what, about):
            raise StoreError(why=f"the audit log takes no such line: {why}.")
        self._db.run(SQL["append"], at=now, user=user, what=what, about=about)

    def newest(self, before: int, limit: int, user: str = "") -> tuple[AuditRow, ...]:
        """Lines before that id (0: the newest ones), newest first; by or about one user where named."""
        before = before or (1 << 62)
        if user:
            rows = self._db.all(SQL["newest_of"], before=before, limit=limit, user=user)
        else:
            rows = self._db.all(SQL["newest"], before=before, limit=limit)
        return tuple(AuditRow(*row) for row in rows)
