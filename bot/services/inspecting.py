"""Shows what happened to one person: for `consent show`, `why` and the demo's page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.core.consent import LedgerLine, standing
from bot.core.flow import Book
from bot.core.outgoing import Outgoing, Template
from bot.ports import OutRow, Tx
from bot.services import people


def iso(seconds: int) -> str:
    """Return a time as ISO 8601 in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def consent(tx: Tx, person: str, book: Book, now: int) -> dict[str, Any]:
    """Return one person's consents with all their evidence: the JSON of `askfirst consent show`."""
    row = tx.persons.get(person)
    lines = tx.ledger.of(person)
    purposes = {
        name: {
            "state": people.where_stands(tx, row, lines, rule, now) if row else standing(lines, name, now=now),
            "since": _since(lines, name),
        }
        for name, rule in book.purposes.items()
    }
    known = [
        {"kind": i.kind, "value": i.value, "live": i.live, "first_seen": iso(i.first_seen)}
        for i in tx.persons.identifiers(person)
    ]
    events = [ledger_line(tx, line) for line in lines]
    return {"person": person, "identifiers": known, "purposes": purposes, "events": events}


def _since(lines: tuple[LedgerLine, ...], purpose: str) -> str | None:
    telling = [x for x in lines if x.purpose in (purpose, "*") and x.kind not in ("note", "held", "released")]
    return iso(telling[-1].at) if telling else None


def ledger_line(tx: Tx, line: LedgerLine) -> dict[str, Any]:
    """Return one line with its evidence and the notice's exact words."""
    evidence: dict[str, Any] | None = dict(line.evidence) if line.evidence is not None else None
    if evidence and evidence.get("notice"):
        shown = tx.facts.notice(str(evidence["notice"]))
        if shown:
            evidence["shown"] = {key: shown[key] for key in ("text", "yes", "no", "version", "language")}
    return {
        "seq": line.seq,
        "at": iso(line.at),
        "kind": line.kind,
        "purpose": line.purpose,
        "hash": line.hash,
        "evidence": evidence,
    }


def text_of(message: Outgoing | None) -> str:
    """Return what a person would read of a message."""
    if isinstance(message, Template):
        return f"[{message.name}] " + ", ".join(message.params.values())
    return str(getattr(message, "body", "") or getattr(message, "caption", "") or type(message).__name__)


def outbox_line(row: OutRow) -> dict[str, Any]:
    """Return one message with its verdict and reason."""
    return {
        "id": row.id,
        "at": iso(row.at),
        "kind": row.kind,
        "state": row.state,
        "purpose": row.purpose,
        "template": row.template,
        "text": text_of(row.message),
        "verdict": dict(row.verdict),
        "why": dict(row.why),
        "error": row.error,
        "code": row.code,
        "wamid": row.wamid,
    }


def look(tx: Tx, who: str, book: Book, now: int) -> Mapping[str, Any]:
    """Return everything that the page beside the phone shows of one person."""
    person = tx.persons.lookup(who)
    if person is None:
        return {"why": [], "ledger": [], "outbox": [], "consent": {}, "person": None}
    told = consent(tx, person, book, now)
    rows = tx.outbox.of(person, 40)
    why: dict[int | None, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda r: r.id):
        entry = why.setdefault(row.inbox_id or -row.id, {"at": row.at, **row.why, "said": []})
        entry["said"].append(text_of(row.message))
    ticket = tx.tickets.current(person)
    return {
        "person": person,
        "why": list(why.values())[::-1],
        "ledger": [{**ledger_line(tx, line), "at": line.at} for line in tx.ledger.of(person)],
        "outbox": [{**outbox_line(row), "at": row.at} for row in rows],
        "consent": {name: fact["state"] for name, fact in told["purposes"].items()},
        "ticket": {"id": ticket.id, "state": ticket.state, "reason": ticket.reason} if ticket else None,
    }
