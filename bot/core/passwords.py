"""Passwords: what makes a good one, and the only form in which one is kept (scrypt, its parameters beside it)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from dataclasses import dataclass

SHORTEST, LONGEST = 12, 200
"""Characters. A sentence is a good password, so there is no rule about kinds of characters."""
DIFFERENT = 6
"""Different characters that a password has at least."""
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890123456789")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one check costs: 128 · r · 2**log2_n bytes of memory, p times over."""

    log2_n: int = 15
    r: int = 8
    p: int = 3


COST = Cost()
"""Of new hashes; an older one is made anew at the next sign-in. A quarter of a second and 32 MB."""


def wrong(password: str, *, email: str, name: str) -> str:
    """Return what is wrong with a new password (a key of the pages' words), "" where nothing is.

    >>> wrong("correct horse battery", email="ana@example.org", name="Ana")
    ''
    >>> wrong("aaaaaaaaaaaaaaaa", email="", name="")
    'password_plain'
    """
    text = folded(password).casefold()
    if not SHORTEST <= len(text) <= LONGEST:
        return "password_short" if len(text) < SHORTEST else "password_long"
    own = [part for part in (email.casefold(), email.partition("@")[0].casefold(), name.casefold()) if len(part) > 3]
    rest = text
    for part in own:
        rest = rest.replace(part, "")
    if len(rest) < SHORTEST - 4:
        return "password_own"
    return "password_plain" if len(set(text)) < DIFFERENT or _run(text) else ""


def _run(text: str) -> bool:
    """Whether it is one run along the alphabet, the keyboard or the digits, whatever stands before or after it."""
    return any(run[n : n + SHORTEST - 3] in text for run in _RUNS for n in range(len(run) - SHORTEST + 4))


def folded(password: str) -> str:
    """Return the one form of what two keyboards write in two ways."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str, salt: bytes, cost: Cost = COST) -> str:
    """Return what is kept: ``scrypt$log2_n$r$p$salt$hash``, the last two in base 64."""
    digest = _scrypt(password, salt, cost)
    kept = [base64.b64encode(each).decode() for each in (salt, digest)]
    return "$".join(["scrypt", str(cost.log2_n), str(cost.r), str(cost.p), *kept])


def fits(password: str, kept: str) -> bool:
    """Whether it is the password of this hash; takes as long whatever the answer is."""
    _, log2_n, r, p, salt, digest = kept.split("$")
    found = _scrypt(password, base64.b64decode(salt), Cost(int(log2_n), int(r), int(p)))
    return hmac.compare_digest(found, base64.b64decode(digest))


def dated(kept: str, cost: Cost = COST) -> bool:
    """Whether the hash was made at another cost than new ones are."""
    return kept.split("$")[1:4] != [str(cost.log2_n), str(cost.r), str(cost.p)]


def _scrypt(password: str, salt: bytes, cost: Cost) -> bytes:
    memory = 128 * cost.r * ((1 << cost.log2_n) + cost.p + 2) + (1 << 20)
    text = folded(password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(text, salt=salt, n=1 << cost.log2_n, r=cost.r, p=cost.p, maxmem=memory, dklen=32)
