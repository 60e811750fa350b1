"""Writes down that a consent has grown old, so that no later message makes it young again."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.consent import grant_of
from bot.core.flow import Book
from bot.ports import Tx
from bot.services import people


def before_hearing(tx: Tx, person: str, book: Book, now: int) -> None:
    """Look before a message counts as the person's last one: what was over by then stays over."""
    heard_at, _ = tx.persons.window(person) or (0, True)
    shortest = min((rule.expires for rule in book.purposes.values() if rule.expires), default=0)
    if not shortest or (heard_at and now - heard_at < shortest):
        return  # nearly always: nothing can be too old yet
    note(tx, person, book, now)


def watcher(tx: Tx, book: Book, now: int) -> people.Meeting:
    """Return what looks at each of two records before they become one: the younger one must not wake the other's yes."""
    return lambda person: note(tx, person, book, now)


@dataclass(frozen=True, slots=True)
class Ending:
    """A yes that will end by its age. ``ends``: Unix seconds; it may be over already, and not noted yet."""

    person: str
    purpose: str
    agreed: int
    heard: int
    used: int
    ends: int


def ahead(tx: Tx, book: Book, now: int, seconds: int) -> tuple[Ending, ...]:
    """Return the consents that end within so many seconds, unless the person writes or a message for them leaves.

    Nobody can be asked about it: that would itself be a message that they did not agree to. Who writes meanwhile renews
    the time; who writes later is asked again, where a flow asks, inside the window that they opened.
    """
    longest = max((rule.expires for rule in book.purposes.values() if rule.expires), default=0)
    shortest = min((rule.expires for rule in book.purposes.values() if rule.expires), default=0)
    found: list[Ending] = []
    for person, purpose, agreed, heard in tx.ledger.quiet(now + seconds - shortest) if longest else ():
        rule = book.purposes.get(purpose)
        if rule is None or not rule.expires or max(agreed, heard) + rule.expires > now + seconds:
            continue
        used = tx.outbox.last_sent(person, purpose)
        ends = max(agreed, heard, used) + rule.expires
        if ends <= now + seconds:
            found.append(Ending(person, purpose, agreed, heard, used, ends))
    return tuple(sorted(found, key=lambda ending: (ending.ends, ending.person, ending.purpose)))


def note(tx: Tx, person: str, book: Book, now: int) -> tuple[str, ...]:
    """Append a line for each yes that is too old now; return the purposes."""
    row = people.current(tx, person)
    if row is None:
        return ()
    lines = tx.ledger.of(row.id)
    over = [rule for rule in book.purposes.values() if people.where_stands(tx, row, lines, rule, now) == "expired"]
    found = []
    for rule in over:
        grant = grant_of(lines, rule.id)
        if grant is not None:  # "expired" may also be a line that stands there already
            evidence = {"method": "time", "granted": grant.seq, "last_heard": row.heard_at, "seconds": rule.expires}
            tx.ledger.append(row.id, "expired", rule.id, evidence, at=now)
            found.append(rule.id)
    return tuple(found)
