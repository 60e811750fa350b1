"""users, credentials, recovery codes and invitations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.ports.users import CredentialRow, UserRow
from bot.store.queries import queries
from bot.store.sqlite import Connection

SQL = queries("users")


class UsersTable:
    """Who may look at conversations, and what lets them in."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(self, row: UserRow) -> None:
        """Insert one."""
        self._db.run(SQL["add"], **_values(row), email=row.email, made_at=row.made_at)

    def get(self, user: str) -> UserRow | None:
        """Return one by id."""
        return _user(self._db.one(SQL["get"], user=user))

    def by_email(self, email: str) -> UserRow | None:
        """Return one by e-mail address."""
        return _user(self._db.one(SQL["by_email"], email=email))

    def all(self) -> tuple[UserRow, ...]:
        """Return all by name."""
        return tuple(_row(row) for row in self._db.all(SQL["all_users"]))

    def change(self, row: UserRow) -> None:
        """Set name, role, teams and language."""
        self._db.run(SQL["change"], **_values(row))

    def remove(self, user: str) -> None:
        """Delete a user with all that lets them in."""
        self._db.run(SQL["remove"], user=user)

    def credential(self, user: str) -> CredentialRow | None:
        """Return what lets them in."""
        row = self._db.one(SQL["credential"], user=user)
        return CredentialRow(*row) if row else None

    def let_in_by(self, row: CredentialRow) -> None:
        """Set what lets them in."""
        self._db.run(
            SQL["let_in_by"], user=row.user, password=row.password, factor=row.factor, step=row.step, since=row.since
        )

    def set_password(self, user: str, hashed: str) -> None:
        """Set the password alone."""
        self._db.run(SQL["set_password"], user=user, password=hashed)

    def use_step(self, user: str, step: int) -> bool:
        """Note that the code of this time step was used; False where it or a later one was before."""
        return self._db.run(SQL["use_step"], user=user, step=step) == 1

    def set_codes(self, user: str, hashes: Sequence[str]) -> None:
        """Replace the recovery codes."""
        self._db.run(SQL["drop_codes"], user=user)
        for each in hashes:
            self._db.run(SQL["add_code"], user=user, hash=each)

    def use_code(self, user: str, hash: str, now: int) -> bool:
        """Use a recovery code up; False where there is none, or no more."""
        return self._db.run(SQL["use_code"], user=user, hash=hash, now=now) == 1

    def codes_left(self, user: str) -> int:
        """How many recovery codes were not used yet."""
        row = self._db.one(SQL["codes_left"], user=user)
        return int(row[0]) if row else 0

    def invite(self, user: str, hash: str, until: int) -> None:
        """Keep the hash of a link; an earlier link of theirs works no more."""
        self._db.run(SQL["invite"], user=user, hash=hash, until=until)

    def invited(self, hash: str) -> tuple[str, int] | None:
        """(user, until) of a link."""
        row = self._db.one(SQL["invited"], hash=hash)
        return (str(row[0]), int(row[1])) if row else None

    def uninvite(self, user: str) -> None:
        """The link was used."""
        self._db.run(SQL["uninvite"], user=user)

    def invitations(self) -> dict[str, int]:
        """User -> until when their link works."""
        return {str(user): int(until) for user, until in self._db.all(SQL["invitations"])}


def _values(row: UserRow) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "role": row.role, "teams": json.dumps(row.teams), "language": row.language}


def _user(row: tuple[Any, ...] | None) -> UserRow | None:
    return _row(row) if row else None


def _row(row: tuple[Any, ...]) -> UserRow:
    id, email, name, role, teams, language, made_at = row
    return UserRow(id, email, name, role, tuple(json.loads(teams)), language, made_at)
