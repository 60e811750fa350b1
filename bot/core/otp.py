"""Time-based one-time passwords (RFC 6238): six digits, 30 seconds, SHA-1, as every authenticator app makes them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from urllib.parse import quote

STEP = 30
"""Seconds a code is shown."""
DIGITS = 6
AROUND = 1
"""Steps by which a phone's clock may be off, either way."""


def code(secret: bytes, step: int) -> str:
    """Return the code of one time step.

    >>> code(b"12345678901234567890", 59 // 30)
    '287082'
    """
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def accepted(secret: bytes, given: str, *, now: int, after: int) -> int:
    """Return the time step of a right code, 0 where there is none.

    ``after``: the last step that was used; a code works once, and none that is older than it.
    """
    typed, found = plain(given).encode(), 0
    for step in range(now // STEP - AROUND, now // STEP + AROUND + 1):
        same = hmac.compare_digest(typed, code(secret, step).encode())
        if same and step > after:
            found = step
    return found


def plain(given: str) -> str:
    """Return the digits of what somebody typed, in any script, without spaces.

    >>> plain("١٢٣ 456")
    '123456'
    """
    return "".join(str(unicodedata.decimal(char)) for char in given if char.isdecimal())


def shown(secret: bytes) -> str:
    """Return the secret as people type it into an app: base 32 in groups of four.

    >>> shown(b"12345678901234567890")
    'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ'
    """
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def address(secret: bytes, *, account: str, issuer: str) -> str:
    """Return the otpauth address that a QR code holds."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='@')}"
    key = shown(secret).replace(" ", "")
    return f"otpauth://totp/{label}?secret={key}&issuer={quote(issuer, safe='')}&algorithm=SHA1&digits=6&period=30"
