"""Phone numbers as digits."""

from __future__ import annotations

_WRITTEN = str.maketrans("", "", "+ ()-./\u00a0\u202f\u2011")
MIN_DIGITS, MAX_DIGITS = 4, 17  # E.164 allows 15; Argentine and Mexican ids were seen with a digit or two more


def digits(text: str) -> str:
    """Return the digits of a phone number in any writing; "" where it is no phone number.

    >>> digits("+1 (555) 010-0002")
    '15550100002'
    >>> digits("US.1000000000000000001")
    ''
    """
    bare = text if text.isdigit() else text.translate(_WRITTEN)
    return bare if bare.isascii() and bare.isdigit() and MIN_DIGITS <= len(bare) <= MAX_DIGITS else ""
