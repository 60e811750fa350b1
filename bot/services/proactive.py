"""Asks for one proactive message: the gate decides, the verdict is kept with the row, refused ones too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.consent import Cleared, Draft, Refused
from bot.core.flow import Book, TemplateSpec
from bot.core.outgoing import Template
from bot.core.schedule import quiet_ends
from bot.core.times import DAY
from bot.errors import GateClosed
from bot.ports import NewOut, OutRow, Tx
from bot.services import expiry, gate
from bot.services.inspecting import iso

PRIORITY = 9
"""Replies, confirmations and staff overtake."""
PUT_OFF = DAY
"""Seconds for which a message waits at most for the end of somebody's quiet hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. ``person``: phone in any writing, BSUID or person id. ``key``: the caller's idempotency key.

    ``later``: at night it waits for the morning instead of being refused.
    """

    person: str
    purpose: str
    template: str
    params: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict: ``cleared``, ``put_off``, ``refused``, ``skipped`` or ``conflict`` (the key is another message's).

    ``until``: Unix seconds, where it was put off: the gate is asked again then.
    """

    verdict: str
    reason: str = ""
    why: str = ""
    message: int | None = None
    until: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the JSON that `askfirst send` and the API give."""
        told = {
            "verdict": self.verdict,
            "reason": self.reason or None,
            "why": self.why or None,
            "message": self.message,
        }
        return {**told, "until": iso(self.until)} if self.until else told


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a message is to be treated. ``why``: who asked for it, for `askfirst why`.

    ``wait_until``: until when it may wait for the end of quiet hours; 0: not at all. ``no``: refused whatever the gate
    says.
    """

    why: Mapping[str, Any]
    wait_until: int = 0
    no: Refused | None = None


def ask(tx: Tx, asked: Asked, book: Book, *, now: int, key: str) -> Answer:
    """Decide and, where cleared, queue; in the caller's transaction. ``key`` is what the row is unique by."""
    person = tx.persons.lookup(asked.person)
    if person is None:
        return nobody()
    spec = book.templates.get(asked.template)
    if spec is None:
        return _unknown_template(asked, book)
    missing = lacking(spec, asked.params)
    if missing is not None:
        return Answer("refused", missing.reason, missing.why)
    template = message(tx, person, spec, asked.params, book)
    draft = Draft(person=person, kind="proactive", message=template, purpose=asked.purpose)
    terms = Terms(why={"rule": "asked", "name": asked.purpose}, wait_until=now + PUT_OFF if asked.later else 0)
    return decide(tx, draft, book, now=now, key=key, terms=terms)


def nobody() -> Answer:
    """Return the verdict about somebody who is not known."""
    return Answer("refused", "no_consent", "Nobody with this number has ever written, so nobody agreed to anything.")


def lacking(spec: TemplateSpec, params: Mapping[str, str]) -> Refused | None:
    """Return what keeps a template from being filled."""
    missing = [name for name in spec.params if not str(params.get(name, "")).strip()]
    return Refused("params", f"The template {spec.name} also needs: {', '.join(missing)}.") if missing else None


def _unknown_template(asked: Asked, book: Book) -> Answer:
    known = ", ".join(sorted(book.templates)) or "none"
    return Answer("refused", "template_unknown", f"No template {asked.template!r} in the flow files (known: {known}).")


def message(tx: Tx, person: str, spec: TemplateSpec, params: Mapping[str, str], book: Book) -> Template:
    """Return a template in the language of the person, as far as it was approved in it."""
    row = tx.persons.get(person)
    spoken = (row.language or row.state.language) if row else ""
    base = spoken.partition("-")[0].partition("_")[0]
    fitting = [code for code in spec.languages if code.replace("-", "_").partition("_")[0] == base]
    language = (fitting or list(spec.languages) or [book.business.languages[0]])[0]
    given = {name: str(params.get(name, "")) for name in spec.params}
    if not spec.named:
        given = {str(n): value for n, value in enumerate(given.values(), 1)}
    return Template(name=spec.name, language=language.replace("-", "_"), params=given, named=spec.named)


def decide(tx: Tx, draft: Draft, book: Book, *, now: int, key: str, terms: Terms) -> Answer:
    """Ask the gate and write the row, whatever it says. The same key is the same message: nothing is done twice."""
    earlier = tx.outbox.by_key(key)
    if earlier is not None:
        same = (earlier.person, earlier.purpose, earlier.message) == (draft.person, draft.purpose, draft.message)
        return told(earlier) if same else conflict(earlier.id)
    verdict, start = _verdict(tx, draft, book, now, terms)
    row = _row(draft, now, key, verdict, terms, start)
    if isinstance(verdict, Cleared):
        try:
            number = tx.outbox.add(row)
            return (
                Answer("put_off", "quiet_hours", str(row.verdict["why"]), number, start)
                if start
                else Answer("cleared", message=number)
            )
        except GateClosed as problem:
            verdict = Refused("error", str(problem))
    elif verdict.reason == "expired":
        expiry.note(tx, draft.person, book, now)
    number = tx.outbox.add(_row(draft, now, key, verdict, terms))
    return Answer("refused", verdict.reason, verdict.why, number)


def conflict(row: int | None = None) -> Answer:
    """Return the verdict where a key belongs to something else."""
    return Answer("conflict", "key_used", "This key was used for another message.", row)


def told(row: OutRow) -> Answer:
    """Return what was said of a message when it was asked for."""
    verdict = row.verdict
    if row.state == "blocked":
        return Answer("refused", str(verdict.get("refused", "")), str(verdict.get("why", "")), row.id)
    if row.state == "queued" and verdict.get("put_off"):
        return Answer("put_off", str(verdict["put_off"]), str(verdict.get("why", "")), row.id, row.not_before)
    return Answer("cleared", message=row.id)


def _verdict(tx: Tx, draft: Draft, book: Book, now: int, terms: Terms) -> tuple[Cleared | Refused, int]:
    """Return the verdict, and from when on it holds where the message was put off."""
    if terms.no is not None:
        return terms.no, 0
    verdict = gate.ask(tx, draft, book, now=now)
    if not isinstance(verdict, Refused) or verdict.reason != "quiet_hours" or not terms.wait_until:
        return verdict, 0
    morning = _morning(tx, draft.person, draft.purpose, book, now)
    if morning > terms.wait_until:
        why = f"It is night for this person until {iso(morning)}; by then it would be too late for this."
        return Refused("quiet_hours", why), 0
    then = gate.ask(tx, draft, book, now=morning)
    return then, morning if isinstance(then, Cleared) else 0


def _morning(tx: Tx, person: str, purpose: str, book: Book, now: int) -> int:
    """Return when it stops being quiet for somebody: in their own time zone, as the gate counts."""
    row, rule = tx.persons.get(person), book.purposes.get(purpose)
    zone = (row.timezone if row else "") or book.business.timezone
    return quiet_ends(now, zone, rule.quiet) if rule and rule.quiet else now


def put_off_again(tx: Tx, row: OutRow, book: Book, now: int, reason: str) -> int:
    """Return until when a message that met quiet hours as it was to leave may wait; 0: it is refused."""
    limit = int(row.verdict.get("not_after") or 0)
    if reason != "quiet_hours" or not limit:
        return 0
    morning = _morning(tx, row.person, row.purpose, book, now)
    return morning if now < morning <= limit else 0


def _row(draft: Draft, now: int, key: str, verdict: Cleared | Refused, terms: Terms, start: int = 0) -> NewOut:
    cleared = isinstance(verdict, Cleared)
    said: dict[str, Any] = {"refused": verdict.reason, "why": verdict.why} if isinstance(verdict, Refused) else {}
    if isinstance(verdict, Cleared):
        said = dict(verdict.verdict) | ({"not_after": terms.wait_until} if terms.wait_until else {})
    if start:
        said |= {"put_off": "quiet_hours", "why": f"It is night for this person; put off until {iso(start)}."}
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
        why=terms.why,
        verdict=said,
        state="queued" if cleared else "blocked",
        not_before=start,
    )
