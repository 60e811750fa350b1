"""The arithmetic of the ledger's chain: canonical JSON, commitments, hashes. Anybody can redo it without us."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from bot.core.codec import plain

FIRST: Final = "0" * 64  # what the first line names as the one before
SALT: Final = 32  # bytes of chance that bind one line to its evidence
_INNER: Final = bytes(each ^ 0x36 for each in range(256))
_OUTER: Final = bytes(each ^ 0x5C for each in range(256))
_quoted = json.encoder.encode_basestring  # escapes what RFC 8785 escapes, and nothing else


def canonical(value: Any) -> str:
    """Return *value* as JSON text of RFC 8785: one writing for one value.

    Whole numbers are written with all their digits, also above 2**53.

    >>> canonical({"b": [1.0, True, None], "a": "é"})
    '{"a":"é","b":[1,true,null]}'
    """
    if isinstance(value, str):
        return _quoted(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        keys = sorted(value) if "".join(value).isascii() else sorted(value, key=_utf16)
        return "{" + ",".join([f"{_quoted(key)}:{canonical(value[key])}" for key in keys]) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(canonical, value)) + "]"
    if type(told := plain(value)) is dict:  # a dataclass of the core
        return canonical(told)
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _number(value: float) -> str:
    """Write a fraction as ECMAScript does: Python and it agree on the digits, not on where exponents begin."""
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    if not isinstance(exponent, int):
        raise TypeError("a number that is not finite has no place in JSON")
    text = "".join(map(str, digits)).rstrip("0")
    if not text:
        return "0"
    point = len(digits) + exponent
    if 0 < point <= 21:
        text = text.ljust(point, "0")
        text = text[:point] + ("." + text[point:] if text[point:] else "")
    elif -6 < point <= 0:
        text = "0." + "0" * -point + text
    else:
        text = text[0] + ("." + text[1:] if text[1:] else "") + f"e{point - 1:+d}"
    return "-" + text if sign else text


def commitment(salt: bytes, body: str) -> str:
    """Bind a line to its evidence without telling anything about it: HMAC-SHA256, hex."""
    block = salt.ljust(64, b"\0")  # by hand, because OpenSSL's own takes twice as long, and a check does many
    inner = sha256(block.translate(_INNER) + body.encode()).digest()
    return sha256(block.translate(_OUTER) + inner).hexdigest()


def line_hash(seq: int, prev: str, at: int, kind: str, person: str, purpose: str, commitment: str) -> str:
    """Return the hash of one line: SHA-256 of the canonical list of these seven, hex."""
    text = f'[{seq},"{prev}",{at},{_quoted(kind)},{_quoted(person)},{_quoted(purpose)},"{commitment}"]'
    return sha256(text.encode()).hexdigest()
