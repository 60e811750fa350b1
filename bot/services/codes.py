"""Links and QR codes that start a conversation with a wish: ``https://wa.me/<number>?text=…`` with a code in the text.

A code grants nothing. It brings the consent question with its full notice, and the person's tap on that decides. So
the notice was served before the decision, whatever stood (or did not stand) beside the link.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from bot.core.flow import AskConsent, Book, Flow, Purpose
from bot.core.state import Person
from bot.errors import LinkError
from bot.ports import Tx

ALPHABET = "BCDFGHJKMNPQRSTVWXYZ23456789"  # nothing that looks like something else, and no vowel: no word at all
LASTS = 30 * 86_400
"""Seconds that a single-use code can be typed."""
KEPT = 90 * 86_400
"""Seconds after which a code is forgotten."""
_CODE = re.compile(rf"\b[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}\b")


def link(number: str, text: str) -> str:
    """Return the wa.me address that opens a chat with the business and this text, ready to be sent.

    >>> link("+351 21 555 0100", "Offers, please: ABCD-2345")
    'https://wa.me/351215550100?text=Offers%2C%20please%3A%20ABCD-2345'
    """
    digits = re.sub(r"\D", "", number)
    if not 7 <= len(digits) <= 15:
        raise LinkError(why=f"{number!r} is no phone number; give the bot's own with its country code, +351…")
    return f"https://wa.me/{digits}?text={quote(text, safe='')}"


def qr(address: str) -> str:
    """Return the QR code of an address as an SVG file's text."""
    import segno

    file = io.BytesIO()
    segno.make(address, error="m", micro=False).save(file, kind="svg", scale=8, border=4, xmldecl=True)
    return file.getvalue().decode()


# ---- codes that many may type: a flow's own


def own_code(book: Book, purpose: str, wanted: str = "") -> str:
    """Return a code of a flow that asks for this purpose; LinkError where no flow does."""
    _known(book, purpose)
    found = [code for flow in book.flows.values() if _asks(flow, purpose) for code in _codes(flow)]
    if not wanted and found:
        return found[0]
    for code in found:
        if code.casefold() == wanted.casefold():
            return code
    code = wanted or purpose.upper()
    raise LinkError(
        why=f"No flow that asks for {purpose} starts with the code {code}. Add `- link: [{code}]` to the triggers of a "
        f"flow with the step `- consent: {purpose}`, or make a code with --single-use."
    )


def _asks(flow: Flow, purpose: str) -> bool:
    return any(isinstance(step, AskConsent) and step.purpose == purpose for step in flow.steps.values())


def _codes(flow: Flow) -> list[str]:
    return [value for trigger in flow.triggers if trigger.kind == "link" for value in trigger.values]


def _known(book: Book, purpose: str) -> Purpose:
    if purpose not in book.purposes:
        known = ", ".join(sorted(book.purposes)) or "none"
        raise LinkError(why=f"The flow files know no purpose {purpose!r} (known: {known}).")
    return book.purposes[purpose]


# ---- codes for one person


def new_code(tx: Tx, book: Book, purpose: str, pick: Callable[[int], int], now: int) -> str:
    """Make a code that works once, for this purpose, while its notice is the current one."""
    rule = _known(book, purpose)
    if not rule.notices:
        raise LinkError(why=f"The purpose {purpose} has no notice, so there is nothing to ask. Write one first.")
    for key, told in tx.facts.all("code:").items():
        if told["made"] + KEPT < now:
            tx.facts.set(key, None, now)
    letters = [ALPHABET[pick(len(ALPHABET))] for _ in range(8)]
    code = "".join(letters[:4]) + "-" + "".join(letters[4:])
    hashes = sorted(notice.hash for notice in rule.notices.values())
    told = {"purpose": purpose, "notices": hashes, "made": now, "until": now + LASTS, "used": 0}
    tx.facts.set(f"code:{code}", told, now)
    return code


def meant(tx: Tx, text: str, book: Book, now: int) -> tuple[str, str]:
    """Return (code, purpose) of a code in *text* that still works; ("", "") where there is none."""
    found = _CODE.search(text.upper())
    told: Mapping[str, Any] | None = tx.facts.get(f"code:{found[0]}") if found else None
    if not found or not told or told["used"] or told["until"] <= now:
        return "", ""
    rule = book.purposes.get(told["purpose"])
    current = sorted(notice.hash for notice in rule.notices.values()) if rule else []
    return (found[0], told["purpose"]) if current == told["notices"] else ("", "")


def noticed(tx: Tx, person: Person, text: str, book: Book, now: int) -> Person:
    """Let the engine know of a working code in the message."""
    code = meant(tx, text, book, now) if "-" in text else ("", "")
    return replace(person, code=code) if code[0] else person


def use(tx: Tx, code: str, now: int) -> None:
    """The code brought its question: it never brings another."""
    told = tx.facts.get(f"code:{code}")
    if told:
        tx.facts.set(f"code:{code}", {**told, "used": now}, now)
