"""One ticket with all that belongs to it: the lines, where the consents stand, what may be offered, ready answers."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core import times
from bot.core.consent import Cleared, Draft
from bot.core.flow import Book, Purpose, TemplateSpec, Wording
from bot.core.phrases import base
from bot.ports import PersonRow, Shown, Tx
from bot.services import gate, people, proactive
from bot.services.accounts import may_open
from bot.services.desk_lines import lines
from bot.services.desk_lists import card
from bot.services.desk_views import About, Conversation, Offer, QuickReply, Seat


def conversation(
    tx: Tx, seat: Seat, ticket: int, book: Book, *, now: int, before: int = 0, limit: int = 60
) -> Conversation | None:
    """Return a ticket's conversation; None where there is no such ticket.

    ``before``: what ``more`` of a newer part said. An auditor gets no lines, no offers and no ready answers.
    """
    row = tx.tickets.get(ticket)
    person = tx.persons.get(row.person) if row else None
    if row is None or person is None or (seat.reads and not may_open(seat, row)):
        return None
    found, more = lines(tx, person.id, now=now, before=before, limit=limit) if seat.reads else ((), 0)
    return Conversation(
        card=card(Shown(row, person.name), seat, now),
        about=about(tx, person, now),
        lines=found,
        more=more,
        consent=consent(tx, person, book, now),
        window_until=people.window_until(person),
        offers=offers(tx, person, book, now) if seat.reads else (),
        quick=quick_replies(person, book) if seat.reads else (),
    )


def about(tx: Tx, person: PersonRow, now: int) -> About:
    """Return what is known of a person."""
    phone, bsuid = tx.persons.address(person.id)
    return About(
        person=person.id,
        name=person.name,
        phone=f"+{phone}" if phone else bsuid,
        language=person.language or person.state.language,
        country=person.country,
        local_time=times.local(now, person.timezone).strftime("%H:%M") if person.timezone else "",
        known_since=person.created_at,
        tickets=len(tx.tickets.of(person.id)),
        suppressed=tx.persons.suppressed(person.id),
        held=person.held,
    )


def consent(tx: Tx, person: PersonRow, book: Book, now: int) -> Mapping[str, str]:
    """Return where each consent stands."""
    told = tx.ledger.of(person.id)
    return {id: people.where_stands(tx, person, told, rule, now) for id, rule in book.purposes.items()}


def offers(tx: Tx, person: PersonRow, book: Book, now: int) -> tuple[Offer, ...]:
    """Return each template for each purpose of its kind, and what the gate says of it now."""
    pairs = ((spec, rule) for spec in book.templates.values() for rule in book.purposes.values())
    return tuple(_offer(tx, person, book, spec, rule, now) for spec, rule in pairs if rule.kind == spec.category)


def _offer(tx: Tx, person: PersonRow, book: Book, spec: TemplateSpec, rule: Purpose, now: int) -> Offer:
    message = proactive.message(tx, person.id, spec, dict.fromkeys(spec.params, "…"), book)
    verdict = gate.ask(tx, Draft(person=person.id, kind="proactive", message=message, purpose=rule.id), book, now=now)
    allowed = isinstance(verdict, Cleared)
    text = (
        spec.body.get(message.language) or spec.body.get(base(message.language)) or next(iter(spec.body.values()), "")
    )
    reason, why = ("", "") if isinstance(verdict, Cleared) else (verdict.reason, verdict.why)
    return Offer(spec.name, rule.id, message.language, spec.params, text, allowed, reason, why)


def quick_replies(person: PersonRow, book: Book) -> tuple[QuickReply, ...]:
    """Return the owner's ready answers in the person's language."""
    language = person.language or person.state.language or book.business.languages[0]
    found = ((name, _filled(words, language, person, book)) for name, words in book.handover.replies.items())
    return tuple(QuickReply(name, text) for name, text in found if text)


def _filled(words: Wording, language: str, person: PersonRow, book: Book) -> str:
    default = book.business.languages[0]
    said = words.by_language
    patterns = said.get(language) or said.get(base(language)) or said.get(default) or next(iter(said.values()), ())
    facts = {
        "person.name": person.name,
        "person.first_name": person.name.split()[0] if person.name.strip() else "",
        "business.name": book.business.name,
        "business.contact": book.business.contact,
        "business.privacy_url": book.business.privacy_url,
        "business.hours_text": book.business.hours.text(language),
    }
    return patterns[0].render(facts.get, str).strip() if patterns else ""
