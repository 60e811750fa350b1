"""MY DATA and DELETE in the chat: the answer that tells what is kept, and the wish to have it erased."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import phrases, times
from bot.core.consent import ENDINGS, LedgerLine, grant_of
from bot.core.flow import Book
from bot.core.outgoing import MAX_TEXT, Text
from bot.core.understanding.values import show_value
from bot.ports import PersonRow, Tx

ERASE = "erase:"
"""Fact: ``erase:<person>`` since when the person waits for their erasure; it goes with everything else of theirs."""
MOST = 100_000
"""Messages that are counted or exported of one person."""


def want_erasure(tx: Tx, person: str, now: int) -> None:
    """Note the wish in the turn's own transaction; from here on nothing proactive leaves. The worker erases."""
    tx.outbox.cancel(person, "*", "the person wants to be erased", now)
    tx.persons.suppress(person, "erasure", now)
    tx.facts.set(ERASE + person, {"at": now}, now)


def told(
    tx: Tx, person: str, book: Book, *, language: str, now: int, receipt: str = "", stop_url: str = ""
) -> tuple[Text, ...]:
    """Return what is kept of a person as messages they can read, each within WhatsApp's limit.

    ``receipt``: the last line of their ledger, ``seq:hash``; ``stop_url``: their own page to end messages.
    """
    row = tx.persons.get(person)
    if row is None:
        return ()
    say = _Voice(book, language)
    lines = [say("data_title"), *_known(tx, row, say), *_kept(tx, person, say)]
    lines += _consents(tx, person, book, say) or [say("source_none")]
    lines += [say("data_receipt", words=receipt)] if receipt else []
    lines += [say("data_leave", words=stop_url)] if stop_url else []
    lines += [say("privacy")] if book.business.privacy_url else []
    return tuple(Text(body) for body in _pages([*lines, say("data_how")]))


class _Voice:
    """Our sentences in one language."""

    def __init__(self, book: Book, language: str) -> None:
        self._business = book.business
        self.language = language if phrases.spoken(language) else book.business.languages[0]

    def __call__(self, key: str, **extra: str) -> str:
        def look(name: str) -> str | None:
            space, _, member = name.partition(".")
            if space == "business":
                return str(getattr(self._business, member, "") or "")
            return extra.get(member) or phrases.words(self.language).get(name)

        return phrases.sentence(key, self.language).render(look, str)

    def day(self, at: int) -> str:
        day = times.local(at, self._business.timezone).date().isoformat()
        return str(show_value(day, "date", self.language))


def _known(tx: Tx, row: PersonRow, say: _Voice) -> list[str]:
    numbers = [f"+{i.value}" if i.kind == "phone" else i.value for i in tx.persons.identifiers(row.id)]
    known = ", ".join(part for part in (row.name, *numbers, row.language or row.state.language, row.country) if part)
    return [say("data_known", words=known), say("data_since", date=say.day(row.created_at))]


def _kept(tx: Tx, person: str, say: _Voice) -> list[str]:
    messages = len(tx.inbox.of(person, MOST)) + len(tx.outbox.of(person, MOST))
    tickets = len(tx.tickets.of(person))
    lines = [say("data_messages", words=str(messages))]
    return lines + ([say("data_tickets", words=str(tickets))] if tickets else [])


def _consents(tx: Tx, person: str, book: Book, say: _Voice) -> list[str]:
    lines = tx.ledger.of(person)
    found = [_consent(tx, lines, purpose, say) for purpose in book.purposes]
    return [line for line in found if line]


def _consent(tx: Tx, lines: Sequence[LedgerLine], purpose: str, say: _Voice) -> str:
    grant = grant_of(lines, purpose)
    if grant is not None:
        notice = tx.facts.notice(str((grant.evidence or {}).get("notice", ""))) or {}
        key = "data_yes" if notice else "data_yes_short"
        return say(key, purpose=purpose, date=say.day(grant.at), words=str(notice.get("text", "")))
    ended = [line for line in lines if line.kind in ENDINGS and line.purpose in (purpose, "*")]
    return say("data_no", purpose=purpose, date=say.day(ended[-1].at)) if ended else ""


def _pages(lines: Sequence[str]) -> list[str]:
    """Join lines into as few texts as WhatsApp's limit allows; a line that is too long alone is cut into parts."""
    parts = [line[n : n + MAX_TEXT] for line in lines for n in range(0, max(1, len(line)), MAX_TEXT)]
    pages = [parts[0]]
    for part in parts[1:]:
        if len(pages[-1]) + 1 + len(part) <= MAX_TEXT:
            pages[-1] += "\n" + part
        else:
            pages.append(part)
    return pages
