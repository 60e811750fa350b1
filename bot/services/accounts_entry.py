"""Signing in: password, then second factor; how long somebody who guesses waits; signing out.

A try is counted before it is looked at, so that many at the same time are no way around the wait. The slow hash is
outside any transaction: nobody's message waits behind a password.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from bot.core import accounts as rules
from bot.core import otp, passwords
from bot.errors import StoreError
from bot.ports import CredentialRow, SessionRow, Tx, UserRow
from bot.services.accounts import NOBODY, session
from bot.services.accounts_secrets import factor, fits, hashed, mark, tags, token
from bot.services.front import Front

UNKNOWN_EVERY = 60
"""Seconds between two lines of the audit log about names that nobody has: a flood must not fill it."""
_UNKNOWN = "audit:unknown"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands at the door: the address they come from, the name of their browser."""

    address: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try. ``token``: of the session that goes on; ``wait``: seconds until the next try."""

    outcome: Literal["in", "second", "wrong", "wait", "over"]
    token: str = ""
    wait: int = 0
    user: str = ""


def sign_in(front: Front, email: str, password: str, visitor: Visitor) -> Answer:
    """Check name and password; "second" with the token of a session that waits for the second factor.

    A name that nobody has costs the same and gets the same answer. Raise TooBusy.
    """
    name = email.strip().casefold()[:260]
    wait = front.store.write(lambda tx: knock(tx, front, name, visitor))
    if wait:
        return Answer("wait", wait=wait)
    user, kept = front.store.read(lambda tx: _kept(tx, name))
    right = fits(password[: passwords.LONGEST * 2], kept)
    fresh = hashed(password, front.ids) if right and passwords.dated(kept) else ""
    new = token(front.ids)

    def finish(tx: Tx) -> Answer:
        # Between the look and now the password may have been changed, or the user removed.
        if user is None or not right or _kept(tx, name)[1] != kept:
            _failed(tx, front, user, "sign_in_failed")
            return Answer("wrong")
        if fresh:
            tx.users.set_password(user.id, fresh)
        forgive(tx, front, name, visitor, all_of_it=False)
        begin(tx, front, user.id, new, "second", visitor)
        return Answer("second", token=new, user=user.id)

    return front.store.write(finish)


def second(front: Front, old: str, given: str, visitor: Visitor) -> Answer:
    """Check the code of the app, or a recovery code; "in" with a new token; "over" where it took too long."""
    new = token(front.ids)

    def work(tx: Tx) -> Answer:
        now = front.clock.now()
        row = session(tx, old, now)
        user = tx.users.get(row.user) if row and row.stage == "second" else None
        if row is None or user is None:
            return Answer("over")
        wait = knock(tx, front, user.email, visitor)
        if wait:
            return Answer("wait", wait=wait)
        how = _factor_fits(tx, front, tx.users.credential(user.id), given, now)
        if not how:
            _failed(tx, front, user, "second_factor_failed")
            return Answer("wrong")
        forgive(tx, front, user.email, visitor, all_of_it=True)
        tx.sessions.end(row.hash)
        begin(tx, front, user.id, new, "in", visitor)
        tx.audit.add(user.id, how, "", now)
        return Answer("in", token=new, user=user.id)

    return front.store.write(work)


def sign_out(front: Front, old: str) -> None:
    """End one session."""

    def work(tx: Tx) -> None:
        row = session(tx, old, front.clock.now())
        if row is not None:
            tx.sessions.end(row.hash)
            tx.audit.add(row.user, "signed_out", "", front.clock.now())

    front.store.write(work)


def still_there(front: Front, old: str) -> None:
    """Note that somebody looks, at most once a minute."""
    now = front.clock.now()
    row = front.store.read(lambda tx: session(tx, old, now))
    if row is not None and now - row.seen_at >= rules.TOUCH:
        with suppress(StoreError):  # a full disk must not keep anybody from looking
            front.store.write(lambda tx: tx.sessions.touch(row.hash, now))


def begin(
    tx: Tx, front: Front, user: str, new: str, stage: str, visitor: Visitor, *, kept: tuple[str, str] = ("", "")
) -> None:
    """Write a session. ``kept``: password and factor that are being set up."""
    now = front.clock.now()
    tx.sessions.begin(SessionRow(mark(new), user, stage, kept[0], kept[1], visitor.device[:60], now, now))


# ---- the throttle


def knock(tx: Tx, front: Front, name: str, visitor: Visitor) -> int:
    """Count a try and return 0, or return the seconds that are still to wait, uncounted."""
    now, waits, found = front.clock.now(), [0], []
    for kind, value in (("account", name), ("address", visitor.address)):
        key = _key(front, kind, value)
        failures, last = tx.sessions.tries(key)
        waits.append(rules.wait(kind, failures, last, now))
        found.append((key, failures + 1 if now < last + rules.FORGIVEN else 1))
    if not max(waits):
        for key, failures in found:
            tx.sessions.count_try(key, failures, now)
    return max(waits)


def forgive(tx: Tx, front: Front, name: str, visitor: Visitor, *, all_of_it: bool) -> None:
    """Take a try back that was right; ``all_of_it``: the account's earlier ones too, never those of the address."""
    now = front.clock.now()
    for kind, value in (("account", name), ("address", visitor.address)):
        key = _key(front, kind, value)
        failures, _ = tx.sessions.tries(key)
        tx.sessions.count_try(key, 0 if all_of_it and kind == "account" else max(0, failures - 1), now)


def unlock(tx: Tx, front: Front, email: str) -> None:
    """Forget the tries on an account: its owner has a new link."""
    tx.sessions.count_try(_key(front, "account", email), 0, front.clock.now())


# ---- inside


def _key(front: Front, kind: str, value: str) -> str:
    return f"{kind}:{tags(front.account_keys[:1], kind, value)[0]}"


def _kept(tx: Tx, name: str) -> tuple[UserRow | None, str]:
    user = tx.users.by_email(name)
    credential = tx.users.credential(user.id) if user else None
    return user, credential.password if credential else ""


def _failed(tx: Tx, front: Front, user: UserRow | None, what: str) -> None:
    now = front.clock.now()
    if user is not None:
        tx.audit.add(NOBODY, what, user.id, now)  # whose name it is, not who it was
    elif now - int(tx.facts.get(_UNKNOWN) or 0) >= UNKNOWN_EVERY:
        tx.facts.set(_UNKNOWN, now, now)
        tx.audit.add(NOBODY, what, "", now)


def _factor_fits(tx: Tx, front: Front, credential: CredentialRow | None, given: str, now: int) -> str:
    """Return the word for the audit log where it is right, and use it up; "" where it is wrong."""
    if credential is None:
        return ""
    typed = rules.recovery_code(given)
    marks = tags(front.account_keys, "recovery", typed) if typed else ()
    if any([tx.users.use_code(credential.user, each, now) for each in marks]):
        return "signed_in_by_recovery_code"
    return "signed_in" if code_fits(tx, front, credential, given, now) else ""


def code_fits(tx: Tx, front: Front, credential: CredentialRow, given: str, now: int) -> bool:
    """Whether it is the app's code of now, and was not used before; it is from here on."""
    secret = factor(front.account_keys, credential.factor)
    step = otp.accepted(secret, given, now=now, after=credential.step) if secret else 0
    return bool(step) and tx.users.use_step(credential.user, step)
