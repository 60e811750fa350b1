"""The first sign-in: a link that works once, a password, a second factor, ten recovery codes. And changing them later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.core import accounts as rules
from bot.core import otp, passwords
from bot.ports import CredentialRow, Tx, UserRow
from bot.services import codes
from bot.services.accounts import session
from bot.services.accounts_entry import Visitor, begin, code_fits, forgive, knock, unlock
from bot.services.accounts_secrets import factor, fits, hashed, mark, new_factor, tags, token
from bot.services.front import Front


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a step. ``key``: the words of what is wrong; ``codes``: shown this once."""

    outcome: Literal["on", "wrong", "wait", "over"]
    token: str = ""
    key: str = ""
    wait: int = 0
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setup:
    """The second factor that is being set up: for the QR code and for typing it in."""

    address: str
    secret: str
    language: str
    role: str


def invite(tx: Tx, front: Front, user: UserRow) -> str:
    """Return the token of a new link for a first sign-in; what lets them in by now goes on until it is used."""
    made = token(front.ids)
    tx.users.invite(user.id, mark(made), front.clock.now() + rules.LINK)
    unlock(tx, front, user.email)
    return made


def invited(tx: Tx, link: str, now: int) -> UserRow | None:
    """Return whom a link is for; None where it is unknown, used or too old."""
    found = tx.users.invited(mark(link))
    return tx.users.get(found[0]) if found and now < found[1] else None


def choose(front: Front, link: str, password: str, visitor: Visitor) -> Step:
    """Take the password of a first sign-in; the second factor comes next. Raise TooBusy."""
    now = front.clock.now()
    user = front.store.read(lambda tx: invited(tx, link, now))
    if user is None:
        return Step("over")
    key = passwords.wrong(password, email=user.email, name=user.name)
    if key:
        return Step("wrong", key=key)
    kept, salt, new = hashed(password, front.ids), new_factor(front.account_keys, front.ids), token(front.ids)

    def work(tx: Tx) -> Step:
        if invited(tx, link, now) is None:
            return Step("over")
        begin(tx, front, user.id, new, "first", visitor, kept=(kept, salt))
        return Step("on", token=new)

    return front.store.write(work)


def setup(front: Front, old: str) -> Setup | None:
    """Return what the app needs; None where the step took too long."""
    found = front.store.read(lambda tx: _under_way(tx, front, old))
    if found is None:
        return None
    user, salt, _ = found
    secret = factor(front.account_keys, salt)
    address = otp.address(secret, account=user.email, issuer=front.flows.book.business.name)
    return Setup(address, otp.shown(secret), user.language, user.role)


def picture(address: str) -> str:
    """Return the QR code of an otpauth address as the text of an SVG file."""
    return codes.qr(address)


def confirm(front: Front, old: str, given: str, visitor: Visitor) -> Step:
    """Take the first code of the app: then the account is ready, the link used up, and every other session over."""
    new, shown = token(front.ids), _new_codes(front)

    def work(tx: Tx) -> Step:
        now = front.clock.now()
        found = _under_way(tx, front, old)
        if found is None:
            return Step("over")
        user, salt, password = found
        wait = knock(tx, front, user.email, visitor)
        if wait:
            return Step("wait", wait=wait)
        step = otp.accepted(factor(front.account_keys, salt), given, now=now, after=0)
        if not step:
            return Step("wrong", key="code_wrong")
        forgive(tx, front, user.email, visitor, all_of_it=True)
        tx.users.let_in_by(CredentialRow(user.id, password, salt, step, now))
        tx.users.set_codes(user.id, _kept(front, shown))
        tx.users.uninvite(user.id)
        tx.sessions.end_all(user.id)
        begin(tx, front, user.id, new, "in", visitor)
        tx.audit.add(user.id, "set_up", "", now)
        return Step("on", token=new, codes=shown)

    return front.store.write(work)


# ---- later, of one's own account


def change_password(front: Front, user: str, old: str, password: str, visitor: Visitor) -> Step:
    """Change one's own password: the old one is asked for, other sessions end, this one gets a new token. TooBusy."""

    def look(tx: Tx) -> tuple[UserRow | None, str, int]:
        row, credential = tx.users.get(user), tx.users.credential(user)
        wait = knock(tx, front, row.email, visitor) if row else 0
        return row, credential.password if credential else "", wait

    row, kept, wait = front.store.write(look)
    if row is None or wait:
        return Step("wait", wait=wait) if wait else Step("over")
    if not fits(old[: passwords.LONGEST * 2], kept):
        front.store.write(lambda tx: tx.audit.add(user, "password_change_failed", "", front.clock.now()))
        return Step("wrong", key="password_old_wrong")
    key = passwords.wrong(password, email=row.email, name=row.name)
    fresh, new = "" if key else hashed(password, front.ids), token(front.ids)

    def work(tx: Tx) -> Step:
        forgive(tx, front, row.email, visitor, all_of_it=True)
        if key:
            return Step("wrong", key=key)
        tx.users.set_password(user, fresh)
        tx.sessions.end_all(user)
        begin(tx, front, user, new, "in", visitor)
        tx.audit.add(user, "password_changed", "", front.clock.now())
        return Step("on", token=new)

    return front.store.write(work)


def new_codes(front: Front, user: str, given: str, visitor: Visitor) -> Step:
    """Make ten new recovery codes; a code of the app is asked for. The old ones work no more."""
    shown = _new_codes(front)

    def work(tx: Tx) -> Step:
        now, row, credential = front.clock.now(), tx.users.get(user), tx.users.credential(user)
        if row is None or credential is None:
            return Step("over")
        wait = knock(tx, front, row.email, visitor)
        if wait:
            return Step("wait", wait=wait)
        if not code_fits(tx, front, credential, given, now):
            tx.audit.add(user, "second_factor_failed", "", now)
            return Step("wrong", key="code_wrong")
        forgive(tx, front, row.email, visitor, all_of_it=True)
        tx.users.set_codes(user, _kept(front, shown))
        tx.audit.add(user, "recovery_codes_made", "", now)
        return Step("on", codes=shown)

    return front.store.write(work)


# ---- inside


def _under_way(tx: Tx, front: Front, old: str) -> tuple[UserRow, str, str] | None:
    """Return (user, factor's salt, password's hash) of a session that sets up; a link that was replaced ends it."""
    now = front.clock.now()
    row = session(tx, old, now)
    user = tx.users.get(row.user) if row and row.stage == "first" else None
    if row is None or user is None or user.id not in tx.users.invitations():
        return None
    return user, row.factor, row.password


def _new_codes(front: Front) -> tuple[str, ...]:
    return rules.recovery_codes(b"".join(front.ids.salt() for _ in range(5)))


def _kept(front: Front, shown: tuple[str, ...]) -> list[str]:
    return [tags(front.account_keys[:1], "recovery", each)[0] for each in shown]
