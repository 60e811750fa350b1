"""Asks the gate (`core.consent.clear`) with everything that it wants to know, read in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.consent import Circumstances, Cleared, Draft, Refused, clear
from bot.core.flow import Book, Purpose
from bot.core.outgoing import Outgoing, Template
from bot.ports import OutRow, PersonRow, Tx
from bot.services import account, people


def ask(tx: Tx, draft: Draft, book: Book, *, now: int, own: int = 0) -> Cleared | Refused:
    """Return the verdict on *draft* now. ``own``: how many rows of the cap are this message itself (0 or 1)."""
    if draft.kind == "reply":
        heard_at, shut = tx.persons.window(draft.person) or (0, True)
        return clear(draft, (), Circumstances(now=now, window_until=people.window_end(heard_at, shut=shut)))
    person = tx.persons.get(draft.person)
    if person is None:
        return Refused("no_consent", "Nobody known has this number, so nobody agreed to anything.")
    return clear(draft, tx.ledger.of(draft.person), circumstances(tx, draft, person, book, now=now, own=own))


def recheck(tx: Tx, row: OutRow, book: Book, now: int) -> Cleared | Refused:
    """Ask again for a queued row, at the moment it is about to leave."""
    draft = Draft(person=row.person, kind=row.kind, message=row.message, purpose=row.purpose)
    rule = book.purposes.get(row.purpose)
    counted = rule is not None and rule.cap is not None and row.at >= now - rule.cap[1]
    return ask(tx, draft, book, now=now, own=int(counted))


def circumstances(tx: Tx, draft: Draft, person: PersonRow, book: Book, *, now: int, own: int = 0) -> Circumstances:
    """Collect what the gate wants to know of a proactive message."""
    rule = book.purposes.get(draft.purpose)
    category, status = template_facts(tx, draft.message, book)
    return Circumstances(
        now=now,
        window_until=people.window_until(person),
        suppressed=tx.persons.suppressed(draft.person),
        held=person.held,
        rule=rule,
        sent_in_cap=_used(tx, draft.person, rule, now) - own if rule else 0,
        template_category=category,
        template_status=status,
        brake=account.brake(tx, now),
        last_heard=max(person.heard_at, tx.outbox.last_sent(person.id, draft.purpose)),
        local_minute=local_minute(person.timezone or book.business.timezone, now),
    )


def _used(tx: Tx, person: str, rule: Purpose, now: int) -> int:
    return tx.outbox.proactive_since(person, rule.id, now - rule.cap[1]) if rule.cap else 0


def template_facts(tx: Tx, message: Outgoing, book: Book) -> tuple[str, str]:
    """Return a template's (category, status): WhatsApp's latest word, else the owner's file; ("", "") if unknown."""
    if not isinstance(message, Template):
        return "", ""
    spec = next((one for one in book.templates.values() if one.name == message.name), None)  # its name at WhatsApp
    said = tx.facts.get(f"template:{message.name}:{message.language}") or {}
    if spec is None:
        return "", ""
    return str(said.get("category") or spec.category), str(said.get("status") or "APPROVED")


def local_minute(zone: str, now: int) -> int:
    """Return the minute of the day (0–1439) in a time zone."""
    local = datetime.fromtimestamp(now, ZoneInfo(zone or "UTC"))
    return local.hour * 60 + local.minute
