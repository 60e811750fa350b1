"""Proactive flows between the engine and the gate: what one proposes is judged, what left lets it go on.

The first message of a flow is a row of the outbox like any other proactive one. Only once WhatsApp took it does the
conversation change (``ProposalLeft``), so that whatever was refused, blocked or lost on the way leaves no trace in it.
"""

from __future__ import annotations

from typing import Any

from bot.core.consent import Draft, Refused
from bot.core.effects import Arm, Propose
from bot.core.flow import Book
from bot.core.incoming import ProposalLeft, Started
from bot.core.outgoing import Outgoing, Template, Text
from bot.core.proactive import HANDOVER
from bot.ports import OutRow, ScheduleRow, Tx
from bot.services import proactive
from bot.services.inspecting import iso
from bot.services.proactive import PUT_OFF, Answer, Terms

RULES = ("event", "after", "every")
_HANDED_OVER = Refused(HANDOVER, "A person of the business has this conversation; nothing starts by itself meanwhile.")


def propose(tx: Tx, person: str, event: Started, effect: Propose, book: Book, now: int) -> Answer:
    """Let the gate judge what a flow wants to send first; the row is kept, whatever it says."""
    earlier = tx.outbox.by_key(event.key)
    if earlier is not None:
        return proactive.told(earlier)
    message, wrong = _message(tx, person, effect, book)
    why: dict[str, Any] = {"rule": event.rule, "name": effect.flow, "detail": event.detail}
    if effect.step:
        why["goes_on"] = {"step": effect.step, "slots": effect.slots}
    no = _withheld(event, effect, now) or wrong
    wait_until = min(event.until or now + PUT_OFF, now + PUT_OFF)
    draft = Draft(person=person, kind="proactive", message=message, purpose=effect.purpose)
    terms = Terms(why=why, wait_until=wait_until, no=no)
    return proactive.decide(tx, draft, book, now=now, key=event.key, terms=terms)


def _withheld(event: Started, effect: Propose, now: int) -> Refused | None:
    if event.until and now > event.until:
        return Refused("too_late", f"It was of use until {iso(event.until)}; now it is too late.")
    return _HANDED_OVER if effect.withheld == HANDOVER else None


def _message(tx: Tx, person: str, effect: Propose, book: Book) -> tuple[Outgoing, Refused | None]:
    if not effect.template:
        return Text(effect.text), None
    spec = book.templates.get(effect.template)
    if spec is None:
        unknown = Refused("template_unknown", f"The flow files know no template {effect.template}.")
        return Template(effect.template, book.business.languages[0], {}), unknown
    return proactive.message(tx, person, spec, effect.params, book), proactive.lacking(spec, effect.params)


def arm(tx: Tx, person: str, effect: Arm) -> None:
    """Keep what the clock is to start."""
    tx.schedules.arm(
        ScheduleRow(person=person, key=effect.key, flow=effect.flow, at=effect.at, until=effect.until, data=effect.data)
    )


def stopped(tx: Tx, row: OutRow) -> Refused | None:
    """Return why the first message of a flow may not leave any more, whatever the gate says."""
    if row.kind != "proactive" or row.why.get("rule") not in RULES:
        return None
    person = tx.persons.get(row.person)
    return _HANDED_OVER if person is not None and person.state.handover is not None else None


def left(tx: Tx, row: OutRow, now: int) -> None:
    """WhatsApp took a proactive message: tell the conversation, once. What the person writes next may be about it."""
    if row.kind != "proactive":
        return
    goes_on = row.why.get("goes_on") or {}
    event = ProposalLeft(
        person=row.person,
        flow=str(row.why.get("name", "")) if row.why.get("rule") in RULES else "",
        step=str(goes_on.get("step", "")),
        at=now,
        slots=dict(goes_on.get("slots") or {}),
    )
    tx.inbox.put(f"left:{row.id}", event, at=now, received_ms=now * 1000, person=row.person)
