"""Under which form an identifier is looked for, so that every way of writing one number is the same number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.core.incoming import Sender


@dataclass(frozen=True, slots=True)
class Known:
    """An identifier of a sender. kind: phone | bsuid | parent_bsuid."""

    kind: str
    match: str
    value: str


def of_sender(sender: Sender) -> tuple[Known, ...]:
    """Return what can be recognised of a sender, the phone first. User ids are compared exactly, case included."""
    phone = digits(sender.phone)
    found = [Known("phone", phone_match(phone), phone)] if phone else []
    found += [Known("bsuid", sender.bsuid, sender.bsuid)] if sender.bsuid else []
    found += [Known("parent_bsuid", sender.parent_bsuid, sender.parent_bsuid)] if sender.parent_bsuid else []
    return tuple(found)


def digits(text: str) -> str:
    """Return the digits of an international number in any writing and script, without + and without a leading 00.

    >>> digits("+49 (170) 123-45 67"), digits("00351 21 000 0000"), digits("٠٠٩٧١٥٠٠٠٠٠٠٠")
    ('491701234567', '351210000000', '971500000000')
    """
    if text.isascii() and text.isdigit():  # as WhatsApp writes them: nearly always
        return text.removeprefix("00")
    found = "".join(str(unicodedata.decimal(each)) for each in text if each.isdecimal())
    return found.removeprefix("00")


_VARIANTS = (
    # Brazil put a 9 before eight-digit mobile numbers (those that begin with 6 to 9); WhatsApp knows many without it.
    (re.compile(r"55(\d\d)([6-9]\d{7})"), r"55\g<1>9\2"),
    # Mexico and Argentina put a 1 or 9 behind the country code of mobiles, in some writings only.
    (re.compile(r"521(\d{10})"), r"52\1"),
    (re.compile(r"549(\d{10})"), r"54\1"),
)


def phone_match(phone: str) -> str:
    """Return the one form that all variants of a number share.

    >>> phone_match("551187654321"), phone_match("5511987654321"), phone_match("551132654321")
    ('5511987654321', '5511987654321', '551132654321')
    >>> phone_match("5215512345678"), phone_match("5491123456789")
    ('525512345678', '541123456789')
    """
    for pattern, form in _VARIANTS:
        if found := pattern.fullmatch(phone):
            return found.expand(form)
    return phone
