"""Who somebody is: identifiers to one person, and all that the engine may know of that person."""

from __future__ import annotations

from bot.core import countries
from bot.core.consent import standing
from bot.core.flow import Book
from bot.core.incoming import Sender
from bot.core.state import Person
from bot.ports import PersonRow, Tx

WINDOW = 24 * 3600 - 300
"""Seconds. WhatsApp's 24 hours, less five minutes so that a message is not refused on the way."""


def resolve(tx: Tx, sender: Sender, now: int) -> str:
    """Return the person behind the sender's identifiers: found, made, or, where two meet, made one."""
    found = tx.persons.find(sender)
    if not found:
        return tx.persons.create(sender, now)
    keep, *others = found
    for other in others:
        tx.persons.merge(keep, other, now)
    tx.persons.learn(keep, sender, now)
    return keep


def window_until(row: PersonRow) -> int:
    """Return until when free-form replies may be sent; 0: not at all."""
    return 0 if row.window_shut or not row.heard_at else row.heard_at + WINDOW


def load(tx: Tx, person: str, book: Book, now: int) -> tuple[PersonRow, Person] | None:
    """Read one person (whoever they were merged into) with their consents, as the engine wants them; None: gone."""
    row = tx.persons.get(person)
    if row is not None and row.merged_into:
        row = tx.persons.get(row.merged_into)
    if row is None:
        return None
    lines = tx.ledger.of(row.id)
    phone, bsuid = tx.persons.address(row.id)
    consent = {
        purpose: standing(lines, purpose, now=now, expires=rule.expires, last_heard=row.heard_at)
        for purpose, rule in book.purposes.items()
    }
    asked_at: dict[str, int] = {}
    notices: dict[str, str] = {}
    for line in lines:
        if line.kind in ("asked", "granted", "refused", "withdrawn"):
            for purpose in book.purposes if line.purpose == "*" else (line.purpose,):
                asked_at[purpose] = line.at
        if line.kind == "asked" and line.evidence:
            notices[line.purpose] = str(line.evidence.get("notice", ""))
    return row, Person(
        id=row.id,
        state=row.state,
        name=row.name,
        phone=phone,
        country=row.country or countries.of_sender(phone, bsuid),
        consent=consent,
        asked_at=asked_at,
        asked_notices=notices,
        window_until=window_until(row),
        held=row.held,
        known_since=row.created_at,
    )
