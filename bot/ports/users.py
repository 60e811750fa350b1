"""Users of the desk, their sign-ins and the audit log, as protocols. Hashes and tags only: no secret gets here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.accounts import Role


@dataclass(frozen=True, slots=True)
class UserRow:
    """A row of ``users``. ``email`` in small letters; no ``teams``: all."""

    id: str
    email: str
    name: str
    role: Role
    teams: tuple[str, ...]
    language: str
    made_at: int


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """What lets a user in. ``step``: of the last one-time code that was used."""

    user: str
    password: str
    factor: str
    step: int
    since: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A row of ``sessions``. stage: in | second | first; ``password`` and ``factor`` of what is being set up."""

    hash: str
    user: str
    stage: str
    password: str
    factor: str
    device: str
    made_at: int
    seen_at: int


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A line of the audit log."""

    id: int
    at: int
    user: str
    what: str
    about: str


class Users(Protocol):
    """users, credentials, recovery codes, invitations."""

    def add(self, row: UserRow) -> None: ...
    def get(self, user: str) -> UserRow | None: ...
    def by_email(self, email: str) -> UserRow | None: ...
    def all(self) -> tuple[UserRow, ...]: ...
    def change(self, row: UserRow) -> None:
        """Set name, role, teams and language."""

    def remove(self, user: str) -> None:
        """Delete with all that lets them in; lines of the audit log stay."""

    def credential(self, user: str) -> CredentialRow | None: ...
    def let_in_by(self, row: CredentialRow) -> None:
        """Set what lets the user in; what did before is gone."""

    def set_password(self, user: str, hashed: str) -> None: ...
    def use_step(self, user: str, step: int) -> bool:
        """Note that the code of this time step was used; False where it or a later one was before."""

    def set_codes(self, user: str, hashes: Sequence[str]) -> None:
        """Replace the recovery codes."""

    def use_code(self, user: str, hash: str, now: int) -> bool:
        """Use a recovery code up; False where there is none, or no more."""

    def codes_left(self, user: str) -> int: ...
    def invite(self, user: str, hash: str, until: int) -> None:
        """Keep the hash of a link; an earlier link of theirs works no more."""

    def invited(self, hash: str) -> tuple[str, int] | None:
        """(user, until) of a link."""

    def uninvite(self, user: str) -> None: ...
    def invitations(self) -> dict[str, int]:
        """User -> until when their link works."""


class Sessions(Protocol):
    """Sessions, and how often somebody guessed."""

    def begin(self, row: SessionRow) -> None: ...
    def get(self, hash: str) -> SessionRow | None: ...
    def touch(self, hash: str, now: int) -> None: ...
    def end(self, hash: str) -> None: ...
    def end_all(self, user: str, keep: str = "") -> int:
        """End every session of a user but the one with that hash; how many."""

    def of(self, user: str) -> tuple[SessionRow, ...]:
        """The user's sessions, the one seen last first."""

    def drop(self, made_before: int, seen_before: int, half_before: int, limit: int) -> int:
        """Delete sessions that are over; how many."""

    def tries(self, key: str) -> tuple[int, int]:
        """(failures, when the last one was)."""

    def count_try(self, key: str, failures: int, now: int) -> None:
        """Note how many there were; 0 forgets them."""

    def drop_tries(self, before: int, limit: int) -> int:
        """Forget old ones; how many."""


class Audit(Protocol):
    """The audit log: append and read, nothing else."""

    def add(self, user: str, what: str, about: str, now: int) -> None: ...
    def newest(self, before: int, limit: int, user: str = "") -> tuple[AuditRow, ...]:
        """Lines before that id (0: the newest ones), newest first; by or about one user where named."""
