"""The way out without WhatsApp: a personal link to a page where one tap ends everything, or one purpose."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core import phrases
from bot.core.consent import grant_of
from bot.core.flow import Book
from bot.ports import Tx
from bot.services import people

CODE = 24  # hex digits of the signature: nobody guesses 96 bits


@dataclass(frozen=True, slots=True)
class Links:
    """Makes personal links and knows its own again. ``url``: the program's public address; "" makes none."""

    url: str
    key: bytes

    def of(self, person: str) -> str:
        """Return somebody's link; "" where the program has no public address."""
        return f"{self.url.rstrip('/')}/stop/{person}.{self._sign(person)}" if self.url else ""

    def person(self, code: str) -> str:
        """Return the person of a link's last part; "" where it is none of ours."""
        person, _, sign = code.partition(".")
        return person if hmac.compare_digest(sign.encode(), self._sign(person).encode()) else ""

    def _sign(self, person: str) -> str:
        return hmac.digest(self.key, b"askfirst way out:" + person.encode(), "sha256").hex()[:CODE]


@dataclass(frozen=True, slots=True)
class Page:
    """What the page shows: purposes that may be written for, with the words that were agreed to; our sentences."""

    language: str
    business: str
    contact: str
    privacy_url: str
    live: Mapping[str, str]
    words: Mapping[str, str]


def page(tx: Tx, person: str, book: Book, now: int, *, language: str = "") -> Page:
    """Return the page of one person, in their language; of nobody (also of somebody erased), the general one."""
    row = people.current(tx, person) if person else None
    spoken = (row.language or row.state.language) if row else language
    known = phrases.base(spoken if phrases.spoken(spoken) else book.business.languages[0])
    live: dict[str, str] = {}
    for purpose in book.purposes.values() if row else ():
        lines = tx.ledger.of(row.id) if row else ()
        if row and people.where_stands(tx, row, lines, purpose, now) == "granted":
            grant = grant_of(lines, purpose.id)
            shown = tx.facts.notice(str(((grant.evidence if grant else None) or {}).get("notice", ""))) or {}
            live[purpose.id] = str(shown.get("text", ""))
    business = book.business
    return Page(known, business.name, business.contact, business.privacy_url, live, _words(known, business.name))


def _words(language: str, business: str) -> Mapping[str, str]:
    def look(name: str) -> str | None:
        return business if name == "business.name" else phrases.words(language).get(name)

    keys = [key for key in phrases.KEYS if key.startswith("leave_")]
    found = {key.removeprefix("leave_"): phrases.sentence(key, language).render(look, str) for key in keys}
    return {**found, "stop_word": phrases.words(language)["slots.STOP"]}


def withdraw(tx: Tx, person: str, book: Book, purpose: str, now: int) -> None:
    """Record what the person tapped ("*": everything) and block what waits; twice is once."""
    row = people.current(tx, person)
    if row is None or tx.persons.erased(row.id):
        return
    lines = tx.ledger.of(row.id)
    wanted = [each for each in book.purposes.values() if purpose in ("*", each.id)]
    live = [each for each in wanted if people.where_stands(tx, row, lines, each, now) == "granted"]
    if purpose == "*" and (live or row.held or not any(line.kind == "withdrawn" for line in lines)):
        targets = ["*"]
    else:
        targets = [each.id for each in live]
    for target in targets:
        tx.outbox.cancel(row.id, target, "withdrawn on the page", now)
        tx.ledger.append(row.id, "withdrawn", target, {"method": "web", "source_at": now}, at=now)
