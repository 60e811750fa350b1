"""E-mail addresses and phone numbers in what people type. Nothing is looked up on the network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.core.understanding.plain import clean
from bot.core.understanding.reading import Context, Reading

_EMAIL = re.compile(
    r"(?<![^\s<>()\[\]{},;:\"'|=/@])([^\s<>()\[\]{},;:\"|=/@\\]{1,64})@"
    r"((?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_]))(?![\w@-])"
)
_SPELLED_AT = re.compile(
    r"\s*(?:\(at\)|\[at\]|\{at\}|\s(?:arroba|at|chiocciola|arobase|klammeraffe)\s)\s*", re.IGNORECASE
)
_SPELLED_DOT = re.compile(r"\s*(?:\(dot\)|\[dot\]|\s(?:dot|ponto|punto|point|punkt)\s)\s*", re.IGNORECASE)
_MISSPELT = {
    "gmail.con": "gmail.com",
    "gmail.co": "gmail.com",
    "gmail.cm": "gmail.com",
    "gmai.com": "gmail.com",
    "gmial.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gamil.com": "gmail.com",
    "hotmail.con": "hotmail.com",
    "hotmial.com": "hotmail.com",
    "hotmal.com": "hotmail.com",
    "yahoo.con": "yahoo.com",
    "outlook.con": "outlook.com",
    "outlok.com": "outlook.com",
    "iclod.com": "icloud.com",
}
_LONGEST_ADDRESS = 254

_PHONE = re.compile(r"(?<![\w@.])(?:\+\s?|00\s?)?\(?\d(?:[\s().\-/]{0,3}\d){4,19}(?![\d@])")
_FEWEST_WITHOUT_PLUS = 11  # digits from which a country code may be taken for granted


def read_email(text: str, context: Context) -> Reading:
    """Read an e-mail address; the part after the @ in small letters."""
    line = clean(text)
    found = _email(line) or (_email(_spelled_out(line)) if "@" not in line or " @" in line or "@ " in line else "")
    if not found:
        return Reading(None, "there is no e-mail address in it")
    name, _, domain = found.rpartition("@")
    meant = _MISSPELT.get(domain)
    if meant:
        both = (f"{name}@{meant}", found)
        return Reading(None, "the address looks mistyped", tuple((each, each) for each in both))
    return Reading(found, "the e-mail address in it")


def _email(line: str) -> str:
    for match in _EMAIL.finditer(line):
        name, domain = match[1].strip("'"), match[2].lower()
        usual = not (name.startswith(".") or name.endswith(".") or ".." in name or "_" in domain)
        if usual and name and len(name) + len(domain) < _LONGEST_ADDRESS:
            return f"{name}@{domain}"
    return ""


def _spelled_out(line: str) -> str:
    """ "ana arroba gmail ponto com" and "ana @ gmail.com" as an address."""
    line = _SPELLED_AT.sub("@", re.sub(r"\s?@\s?", "@", line))
    head, at, tail = line.rpartition("@")
    return f"{head}@{_SPELLED_DOT.sub('.', tail)}" if at else line


def read_phone(text: str, context: Context) -> Reading:
    """Read a phone number as E.164 with "+".

    Only numbers that are valid by the numbering plan count. One that has the right length but is not in the plan is
    asked back where it has its country code (plans grow faster than libraries), and is none otherwise.
    """
    doubtful = ""
    for candidate in _candidates(clean(text), context.country):
        value, valid = _parsed(candidate, context.country)
        if valid:
            return Reading(value, "the phone number in it")
        doubtful = doubtful or value
    if doubtful:
        return Reading(None, "no such number is known", ((doubtful, doubtful),))
    return Reading(None, "there is no phone number in it")


def _candidates(line: str, country: str) -> Iterator[str]:
    for match in _PHONE.finditer(line):
        digits = re.sub(r"\D", "", match.group())
        if "+" in match.group():
            yield f"+{re.sub('[(]0[)]', '', match.group()).lstrip('+ ')}"
            continue
        if country:
            yield match.group()
        if digits.startswith("00"):
            yield f"+{digits[2:]}"
        elif len(digits) >= _FEWEST_WITHOUT_PLUS and not digits.startswith("0"):
            yield f"+{digits}"


def _parsed(candidate: str, country: str) -> tuple[str, bool]:
    """Return (E.164, whether the plan has it); "" where it cannot be a number at all."""
    import phonenumbers  # 40 ms and some memory, only where a phone number is asked for

    try:
        number: Any = phonenumbers.parse(candidate, country or None)
    except phonenumbers.NumberParseException:
        return "", False
    number.extension = None
    text = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if phonenumbers.is_valid_number(number):
        return text, True
    return (text if candidate.startswith("+") and phonenumbers.is_possible_number(number) else ""), False
