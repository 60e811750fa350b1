"""Links and QR codes that start a conversation with a wish: ``https://wa.me/<number>?text=…`` with a code in the text.

A code grants nothing. It brings the consent question with its full notice, and the person's tap on that decides. So
the notice was served before the decision, whatever stood (or did not stand) beside the link.

Where the owner puts the whole notice beside the link and names that page, the link's text says yes in the notice's own
words, and who sends exactly that from their own number, once, has answered it. Any other text brings the question.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Page:
    """Where a notice stands beside its link: the address, and in which language."""

    url: str
    language: str = ""


def new_code(
    tx: Tx, book: Book, purpose: str, pick: Callable[[int], int], now: int, *, page: Page | None = None
) -> tuple[str, str]:
    """Make a code that works once, for this purpose, while its notice is the current one; (code, text of the link)."""
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
    text, more = _beside(book, rule, page, code) if page else (code, {})
    tx.facts.set(f"code:{code}", {**told, **more}, now)
    return code, text


def _beside(book: Book, rule: Purpose, page: Page, code: str) -> tuple[str, dict[str, str]]:
    """Return the link's own yes, and what is kept of the page."""
    if not re.match(r"https?://[^\s/]+", page.url):
        raise LinkError(why=f"{page.url!r} is no address of a page; give where the notice stands, https://…")
    language = page.language or book.business.languages[0]
    notice = rule.notices.get(language)
    if notice is None:
        known = ", ".join(sorted(rule.notices))
        raise LinkError(why=f"The notice of {rule.id} is not written in {language!r} (written in: {known}).")
    text = f"{notice.yes} ({book.business.name}, {rule.id}): {code}"
    return text, {"page": page.url, "notice": notice.hash, "text": text}


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
    if not code[0]:
        return person
    told = tx.facts.get(f"code:{code[0]}") or {}
    said = told.get("page") and " ".join(text.split()) == told["text"]
    return replace(person, code=code, pledge=(told["notice"], told["page"]) if said else ("", ""))


def page_of(tx: Tx, code: str, notice: str) -> dict[str, Any]:
    """Return the page that showed this notice beside this code's link, and since when; {} where none did."""
    told = tx.facts.get(f"code:{code}") or {}
    return {"page": told["page"], "at": told["made"]} if notice and told.get("notice") == notice else {}


def use(tx: Tx, code: str, now: int) -> None:
    """The code brought its question: it never brings another."""
    told = tx.facts.get(f"code:{code}")
    if told:
        tx.facts.set(f"code:{code}", {**told, "used": now}, now)
