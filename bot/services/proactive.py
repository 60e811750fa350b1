"""Asks for one proactive message: the gate decides, the verdict is kept with the row, refused ones too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.consent import Cleared, Draft, Refused
from bot.core.flow import Book, TemplateSpec
from bot.core.outgoing import Template
from bot.errors import GateClosed
from bot.ports import NewOut, OutRow, Tx
from bot.services import expiry, gate

PRIORITY = 9
"""Replies, confirmations and staff overtake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. ``person``: phone in any writing, BSUID or person id. ``key``: the caller's idempotency key."""

    person: str
    purpose: str
    template: str
    params: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict: ``cleared``, ``refused`` or ``conflict`` (the key was used for something else)."""

    verdict: str
    reason: str = ""
    why: str = ""
    message: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the JSON that `askfirst send` and the API give."""
        return {
            "verdict": self.verdict,
            "reason": self.reason or None,
            "why": self.why or None,
            "message": self.message,
        }


def ask(tx: Tx, asked: Asked, book: Book, *, now: int, key: str) -> Answer:
    """Decide and, where cleared, queue; in the caller's transaction. ``key`` is what the row is unique by."""
    person = tx.persons.lookup(asked.person)
    if person is None:
        return Answer(
            "refused", "no_consent", "Nobody with this number has ever written, so nobody agreed to anything."
        )
    spec = book.templates.get(asked.template)
    if spec is None:
        return _unknown_template(asked, book)
    missing = [name for name in spec.params if not str(asked.params.get(name, "")).strip()]
    if missing:
        return Answer("refused", "params", f"The template {spec.name} also needs: {', '.join(missing)}.")
    message = _message(tx, person, spec, asked.params, book)
    earlier = tx.outbox.by_key(key)
    if earlier is not None:
        return _again(earlier, person, asked, message)
    return _decide(
        tx, Draft(person=person, kind="proactive", message=message, purpose=asked.purpose), book, now=now, key=key
    )


def _unknown_template(asked: Asked, book: Book) -> Answer:
    known = ", ".join(sorted(book.templates)) or "none"
    return Answer("refused", "template_unknown", f"No template {asked.template!r} in the flow files (known: {known}).")


def _message(tx: Tx, person: str, spec: TemplateSpec, params: Mapping[str, str], book: Book) -> Template:
    row = tx.persons.get(person)
    spoken = (row.language or row.state.language) if row else ""
    base = spoken.partition("-")[0].partition("_")[0]
    fitting = [code for code in spec.languages if code.replace("-", "_").partition("_")[0] == base]
    language = (fitting or list(spec.languages) or [book.business.languages[0]])[0]
    given = {name: str(params[name]) for name in spec.params}
    if not spec.named:
        given = {str(n): value for n, value in enumerate(given.values(), 1)}
    return Template(name=spec.name, language=language.replace("-", "_"), params=given, named=spec.named)


def _again(earlier: OutRow, person: str, asked: Asked, message: Template) -> Answer:
    if (earlier.person, earlier.purpose, earlier.message) != (person, asked.purpose, message):
        return Answer("conflict", "key_used", "This key was used for another message.", earlier.id)
    if earlier.state == "blocked":
        return Answer(
            "refused", str(earlier.verdict.get("refused", "")), str(earlier.verdict.get("why", "")), earlier.id
        )
    return Answer("cleared", message=earlier.id)


def _decide(tx: Tx, draft: Draft, book: Book, *, now: int, key: str) -> Answer:
    verdict = gate.ask(tx, draft, book, now=now)
    if isinstance(verdict, Cleared):
        try:
            row = tx.outbox.add(_row(draft, now, key, verdict))
            return Answer("cleared", message=row)
        except GateClosed as problem:
            verdict = Refused("error", str(problem))
    elif verdict.reason == "expired":
        expiry.note(tx, draft.person, book, now)
    row = tx.outbox.add(_row(draft, now, key, verdict))
    return Answer("refused", verdict.reason, verdict.why, row)


def _row(draft: Draft, now: int, key: str, verdict: Cleared | Refused) -> NewOut:
    cleared = isinstance(verdict, Cleared)
    told = dict(verdict.verdict) if isinstance(verdict, Cleared) else {"refused": verdict.reason, "why": verdict.why}
    return NewOut(
        key=key,
        person=draft.person,
        kind="proactive",
        message=draft.message,
        priority=PRIORITY,
        at=now,
        purpose=draft.purpose,
        consent_seq=verdict.consent_seq if isinstance(verdict, Cleared) else None,
        template=draft.message.name if isinstance(draft.message, Template) else "",
        why={"rule": "asked", "name": draft.purpose},
        verdict=told,
        state="queued" if cleared else "blocked",
    )
