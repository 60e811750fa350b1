"""What lets people in, as it is made and kept: tokens, keyed marks, the second factor's secret, slow hashes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.core import passwords
from bot.errors import TooBusy
from bot.ports import Ids

T = TypeVar("T")
AT_ONCE, WAITING = 1, 8
"""Slow hashes at the same time (one core, whoever floods the page), and how many callers: webhooks need threads too."""
_working = threading.BoundedSemaphore(AT_ONCE)
_asking = threading.BoundedSemaphore(WAITING)


def token(ids: Ids) -> str:
    """Return 256 random bits for a cookie or a link; only its ``mark`` is ever stored."""
    return base64.urlsafe_b64encode(ids.salt()).decode().rstrip("=")


def mark(token: str) -> str:
    """Return what is stored of a token. It is all chance, so a plain hash can't be guessed backwards."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def keys(peppers: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return the keys that sign-ins are kept under, of the secret key in force and of those before it."""
    return tuple(hmac.digest(each, b"askfirst accounts", hashlib.sha256) for each in peppers)


def tags(keys: Sequence[bytes], kind: str, value: str) -> tuple[str, ...]:
    """Return the keyed marks of something that could be guessed (an address, a recovery code): that in force first."""
    return tuple(hmac.digest(key, f"{kind}:{value}".encode("utf-8", "replace"), hashlib.sha256).hex() for key in keys)


def new_factor(keys: Sequence[bytes], ids: Ids) -> str:
    """Return what is kept of a new second factor: which key, and a salt. A copy of the database makes no codes."""
    return f"{_name(keys[0])}:{ids.salt().hex()}"


def factor(keys: Sequence[bytes], kept: str) -> bytes:
    """Return the secret of a second factor; b"" where its key is gone."""
    name, _, salt = kept.partition(":")
    found = [key for key in keys if _name(key) == name]
    return hmac.digest(found[0], b"second factor:" + bytes.fromhex(salt), hashlib.sha256)[:20] if found else b""


def _name(key: bytes) -> str:
    return hashlib.sha256(b"name of " + key).hexdigest()[:8]


def hashed(password: str, ids: Ids) -> str:
    """Return a new hash of a password, slowly. Raise TooBusy where too many do the same."""
    return _slowly(lambda: passwords.hashed(password, ids.salt()[:16]))


def fits(password: str, kept: str) -> bool:
    """Whether it is the password of this hash, slowly; no hash at all costs the same. Raise TooBusy."""
    return _slowly(lambda: passwords.fits(password, kept or decoy())) and bool(kept)


def decoy() -> str:
    """Return a hash that nothing fits, at the cost of a real one."""
    zeros = [base64.b64encode(bytes(n)).decode() for n in (16, 32)]
    cost = passwords.COST
    return "$".join(["scrypt", str(cost.log2_n), str(cost.r), str(cost.p), *zeros])


def _slowly(work: Callable[[], T]) -> T:
    if not _asking.acquire(blocking=False):
        raise TooBusy()
    try:
        with _working:
            return work()
    finally:
        _asking.release()
