"""Users of the desk: who they are, whose session this is, what they did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.accounts import Role, opens, stands
from bot.ports import AuditRow, SessionRow, TicketRow, Tx, UserRow
from bot.services.accounts_secrets import factor, mark
from bot.services.desk_views import Seat

NOBODY = "nobody"
"""In the audit log: somebody whom we don't know, and everybody at the command line without an account."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user as the pages and the command line show them. ``invited_until``: their link works until then; 0: none."""

    id: str
    name: str
    email: str
    role: Role
    teams: tuple[str, ...]
    language: str
    made_at: int
    ready: bool = False
    invited_until: int = 0
    sessions: int = 0
    seen_at: int = 0


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the audit log, names of today filled in. ``who`` "": a user who was removed, or nobody we know."""

    id: int
    at: int
    user: str
    who: str
    what: str
    about: str
    about_name: str = ""


def seat_of(tx: Tx, token: str, now: int) -> Seat | None:
    """Return who is signed in with this token; None where nobody is, any more or yet."""
    row = session(tx, token, now)
    user = tx.users.get(row.user) if row and row.stage == "in" else None
    return seat(user) if user else None


def seat(user: UserRow) -> Seat:
    """Return a user as the one who looks and acts."""
    return Seat(user=user.id, name=user.name, role=user.role, teams=user.teams, language=user.language)


def session(tx: Tx, token: str, now: int) -> SessionRow | None:
    """Return the session of a token, also one that is on the way; None where it is over."""
    row = tx.sessions.get(mark(token)) if token else None
    return row if row and stands(row.stage, row.made_at, row.seen_at, now) else None


def accounts(tx: Tx) -> tuple[Account, ...]:
    """Return all users by name."""
    links = tx.users.invitations()
    return tuple(account(tx, row, links) for row in tx.users.all())


def account(tx: Tx, row: UserRow, links: Mapping[str, int]) -> Account:
    """Return one user with where they stand."""
    open_ones = tx.sessions.of(row.id)
    return Account(
        id=row.id, name=row.name, email=row.email, role=row.role, teams=row.teams, language=row.language,
        made_at=row.made_at, ready=tx.users.credential(row.id) is not None, invited_until=links.get(row.id, 0),
        sessions=len(open_ones), seen_at=open_ones[0].seen_at if open_ones else 0,
    )  # fmt: skip


def find(tx: Tx, who: str) -> UserRow | None:
    """Return the one user with this id, e-mail address or name; None where there is none or more than one."""
    text = who.strip().casefold()
    exact = tx.users.get(who.strip()) or tx.users.by_email(text)
    named = [row for row in tx.users.all() if row.name.casefold() == text]
    return exact or (named[0] if len(named) == 1 else None)


def without_key(tx: Tx, keys: Sequence[bytes]) -> tuple[str, ...]:
    """Return the ids of users whose second factor was made under a secret key that is gone."""
    found = [(row.id, tx.users.credential(row.id)) for row in tx.users.all()]
    return tuple(user for user, credential in found if credential and not factor(keys, credential.factor))


def names(tx: Tx) -> Mapping[str, str]:
    """Return id -> name of everybody who is still a user."""
    return {row.id: row.name for row in tx.users.all()}


def may_open(seat: Seat, ticket: TicketRow) -> bool:
    """Whether a conversation is for this seat: that of their teams, of no team, or in their own hands."""
    hands = (ticket.taken_by, ticket.for_user)
    return opens(seat.role, seat.teams, seat.user, team=ticket.team, hands=hands)


# ---- the audit log


def audit(tx: Tx, seat: Seat, what: str, about: str, now: int) -> None:
    """Append who did what about whom. ``about``: an id (person, user, ``#12``), never a number, a name or a text."""
    tx.audit.add(seat.user, what, about, now)


def lines(tx: Tx, *, before: int = 0, limit: int = 50, user: str = "") -> tuple[tuple[AuditLine, ...], int]:
    """Return a page of the audit log, newest first, and the id to go on before (0: that was all)."""
    rows = tx.audit.newest(before, limit + 1, user)
    known = names(tx)
    return tuple(_line(row, known) for row in rows[:limit]), rows[limit - 1].id if len(rows) > limit else 0


def _line(row: AuditRow, known: Mapping[str, str]) -> AuditLine:
    subject, _, _ = row.about.partition(":")
    who = row.user.removeprefix("terminal:") if row.user.startswith("terminal:") else known.get(row.user, "")
    return AuditLine(row.id, row.at, row.user, who, row.what, row.about, known.get(subject, ""))
