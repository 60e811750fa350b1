"""Who somebody is: identifiers to one person, and all that the engine may know of that person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.core import countries
from bot.core.consent import LedgerLine, standing
from bot.core.flow import Book, Purpose
from bot.core.incoming import Sender
from bot.core.state import Person, Standing
from bot.ports import PersonRow, Tx

WINDOW = 24 * 3600 - 300
"""Seconds. WhatsApp's 24 hours, less five minutes so that a message is not refused on the way."""


Meeting = Callable[[str], object]
"""Is told of each person who is about to be made one with another, while they are still apart."""


def alone(person: str) -> None:
    """Do nothing before a meeting."""


def resolve(tx: Tx, sender: Sender, now: int, *, at: int | None = None, meeting: Meeting = alone) -> str:
    """Return the person behind the sender's identifiers: found, made, or, where two meet, made one.

    ``at``: when they wrote; "" where that is before they were erased (WhatsApp delivered an old message again).
    """
    known = tx.persons.seen(sender, now)
    if known:
        return known
    found = tx.persons.find(sender)
    if not found and at is not None and at < tx.persons.erased_at(sender):
        return ""
    if not found:
        return tx.persons.create(sender, now)
    keep, *others = found
    for each in found if others else ():
        meeting(each)
    for other in others:
        tx.persons.merge(keep, other, now)
    tx.persons.learn(keep, sender, now)
    return keep


def window_until(row: PersonRow) -> int:
    """Return until when free-form replies may be sent; 0: not at all."""
    return window_end(row.heard_at, shut=row.window_shut)


def window_end(heard_at: int, *, shut: bool) -> int:
    """Return the same from its two facts."""
    return 0 if shut or not heard_at else heard_at + WINDOW


def where_stands(tx: Tx, row: PersonRow, lines: Sequence[LedgerLine], rule: Purpose, now: int) -> Standing:
    """Return where a consent stands. It grows old after the last of: the yes, their message, our use of it."""
    where = standing(lines, rule.id, now=now, expires=rule.expires, last_heard=row.heard_at)
    if where != "expired":
        return where
    used = tx.outbox.last_sent(row.id, rule.id)  # looked up only where it can matter
    return standing(lines, rule.id, now=now, expires=rule.expires, last_heard=max(row.heard_at, used))


def current(tx: Tx, person: str) -> PersonRow | None:
    """Read one person, or whoever they were merged into."""
    row = tx.persons.get(person)
    return tx.persons.get(row.merged_into) if row is not None and row.merged_into else row


def load(tx: Tx, person: str, book: Book, now: int) -> tuple[PersonRow, Person] | None:
    """Read one person (whoever they were merged into) with their consents, for the engine; None: gone."""
    row = current(tx, person)
    if row is None:
        return None
    lines = tx.ledger.of(row.id)
    if any(line.kind == "erased" for line in lines):
        return None
    phone, bsuid = tx.persons.address(row.id)
    consent = {purpose: where_stands(tx, row, lines, rule, now) for purpose, rule in book.purposes.items()}
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
        suppressed=row.suppressed,
        held=row.held,
        known_since=row.created_at,
        imported=_imported(lines),
        old_words=_old_words(tx, book, consent, notices),
    )


def _imported(lines: Sequence[LedgerLine]) -> tuple[str, str, str, int]:
    """Return (source, date, words, when) of the oldest list that the person stood on; empty where on none."""
    for line in lines:
        if line.kind == "imported" and line.evidence:
            told = [str(line.evidence.get(name, "")) for name in ("source", "date", "words")]
            return told[0], told[1], told[2], line.at
    return "", "", "", 0


def _old_words(tx: Tx, book: Book, consent: Mapping[str, Standing], notices: Mapping[str, str]) -> dict[str, str]:
    """Return purpose -> the words agreed to, where the owner's files hold newer ones by now."""
    found: dict[str, str] = {}
    for purpose, digest in notices.items():
        rule = book.purposes.get(purpose)
        if rule is None or consent.get(purpose) != "granted":
            continue
        if all(notice.hash != digest for notice in rule.notices.values()):
            kept = tx.facts.notice(digest)
            found |= {purpose: str(kept["text"])} if kept else {}
    return found
