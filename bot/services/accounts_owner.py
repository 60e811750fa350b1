"""What the owner does with users, on the page and at the command line: add, change, new link, sign out, remove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core import accounts as rules
from bot.errors import AccountError
from bot.ports import SCRUB, Tx, UserRow
from bot.services.accounts_first import invite
from bot.services.front import Front


@dataclass(frozen=True, slots=True)
class Wanted:
    """A user as somebody wrote them into a form or a command."""

    name: str
    email: str
    role: str
    teams: Sequence[str] = ()
    language: str = "en"


def add(tx: Tx, front: Front, by: str, wanted: Wanted) -> tuple[UserRow, str]:
    """Add a user; return them and the token of their link. Raise AccountError with the words of what is wrong."""
    email = rules.email(wanted.email)
    if not email:
        raise AccountError(key="email_wrong", email=wanted.email)
    if tx.users.by_email(email) is not None:
        raise AccountError(key="email_known", email=email)
    blank = UserRow(f"u{front.ids.person()}", email, "", "agent", (), "en", front.clock.now())
    row = _filled(front, blank, wanted)
    tx.users.add(row)
    tx.audit.add(by, "user_added", f"{row.id}:{row.role}", front.clock.now())
    return row, invite(tx, front, row)


def change(tx: Tx, front: Front, by: str, user: str, wanted: Wanted) -> UserRow:
    """Change name, role, teams and language. A new role holds from the next click on. Raise AccountError."""
    old = known(tx, user)
    row = _filled(front, old, wanted)
    if old.role == "owner" and row.role != "owner":
        _not_the_last_owner(tx, old)
    tx.users.change(row)
    if row.role != old.role:
        tx.audit.add(by, "role_changed", f"{row.id}:{old.role}:{row.role}", front.clock.now())
    if row.teams != old.teams:
        tx.audit.add(by, "teams_changed", row.id, front.clock.now())
    return row


def new_link(tx: Tx, front: Front, by: str, user: str) -> str:
    """Return the token of a new link: for a lost phone, a forgotten password, a link that is too old."""
    row = known(tx, user)
    tx.audit.add(by, "link_made", row.id, front.clock.now())
    return invite(tx, front, row)


def sign_out_everywhere(tx: Tx, front: Front, by: str, user: str, *, keep: str = "") -> int:
    """End every session of a user, but the one of that hash; how many."""
    ended = tx.sessions.end_all(known(tx, user).id, keep)
    tx.audit.add(by, "signed_out_everywhere", user, front.clock.now())
    return ended


def remove(tx: Tx, front: Front, by: str, user: str) -> UserRow:
    """Remove a user with all that lets them in. The audit log keeps their random id, and nothing says whose it was."""
    row = known(tx, user)
    if row.role == "owner":
        _not_the_last_owner(tx, row)
    tx.users.remove(user)
    tx.tellings.forget_user(user, row.email)
    now = front.clock.now()
    tx.facts.set(SCRUB, now, now)  # their name and address go from the log beside the file too
    tx.audit.add(by, "user_removed", user, now)
    return row


def known(tx: Tx, user: str) -> UserRow:
    """Return a user; AccountError where there is none (any more)."""
    row = tx.users.get(user)
    if row is None:
        raise AccountError(key="user_gone")
    return row


def _filled(front: Front, row: UserRow, wanted: Wanted) -> UserRow:
    name = " ".join(wanted.name.split())
    if not 1 <= len(name) <= 60:
        raise AccountError(key="name_wrong")
    if wanted.role not in rules.ROLES:
        raise AccountError(key="role_wrong", role=wanted.role, roles=", ".join(rules.ROLES))
    if wanted.language not in rules.LANGUAGES:
        raise AccountError(key="language_wrong", language=wanted.language, languages=", ".join(rules.LANGUAGES))
    teams = tuple(dict.fromkeys(team.strip() for team in wanted.teams if team.strip()))
    there = front.flows.book.handover.teams
    unknown = [team for team in teams if team not in there and team not in row.teams]
    if unknown:
        raise AccountError(key="team_wrong", team=unknown[0], teams=", ".join(there) or "–")
    teams = teams if wanted.role == "agent" else ()
    return replace(row, name=name, role=wanted.role, teams=teams, language=wanted.language)


def _not_the_last_owner(tx: Tx, row: UserRow) -> None:
    if not any(other.role == "owner" and other.id != row.id for other in tx.users.all()):
        raise AccountError(key="last_owner")
