"""Carries out a turn's effects in the turn's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import effects as fx
from bot.core.codec import plain
from bot.core.consent import Circumstances, Cleared, Draft, clear
from bot.core.flow import Book
from bot.core.incoming import Event, Message, StaffSaid, Started
from bot.ports import InboxRow, NewOut, Tx
from bot.services import codes, launching, on_ticket, proof, rights


@dataclass(frozen=True, slots=True)
class Cause:
    """What a turn is about: the event's row, the person, the book in force, the time."""

    row: InboxRow
    person: str
    book: Book
    now: int
    window_until: int
    language: str = ""
    heard: str = ""
    """The person's own words, for the ticket and for `why`; kept with the message rows only."""
    stop_url: str = ""
    """Their own page to end messages without WhatsApp."""


@dataclass(slots=True)
class Left:
    """What is to be done after the commit; ``visits`` are counted before it, those of a whole batch together."""

    actions: list[fx.CallAction]
    reads: list[fx.MarkRead]
    visits: tuple[fx.Visit, ...] = ()


def carry_out(tx: Tx, cause: Cause, effects: tuple[fx.Effect, ...]) -> Left:
    """Write every effect; return what has to wait for the commit."""
    left = Left([], [])
    ordered = sorted(effects, key=lambda effect: isinstance(effect, fx.DataRight))  # after the words that announce it
    for n, effect in enumerate(ordered):
        _DO[type(effect)](tx, cause, effect, n, left)
    return left


def _say(tx: Tx, cause: Cause, effect: Any, n: int, left: Left) -> None:
    tx.outbox.add(_reply(cause, effect, n))
    if effect.notice:
        _keep_notice(tx, cause, effect.notice)


def _reply(cause: Cause, effect: fx.Say, n: int) -> NewOut:
    draft = Draft(person=cause.person, kind="reply", message=effect.message)
    verdict = clear(draft, (), Circumstances(now=cause.now, window_until=cause.window_until))
    why = {**plain(effect.why), "heard": cause.heard}
    why.pop("is", None)
    refused = {} if isinstance(verdict, Cleared) else {"refused": verdict.reason, "why": verdict.why}
    return NewOut(
        key=f"{cause.row.id}.{n}",
        person=cause.person,
        kind="reply",
        message=effect.message,
        priority=effect.priority,
        at=cause.now,
        inbox_id=cause.row.id,
        why=why,
        verdict=refused or {"cleared": "reply", "inbox": cause.row.id},
        state="blocked" if refused else "queued",
        notice=effect.notice,
    )


def _keep_notice(tx: Tx, cause: Cause, digest: str) -> None:
    for purpose in cause.book.purposes.values():
        for notice in purpose.notices.values():
            if notice.hash == digest:
                tx.facts.keep_notice(plain(notice_row(notice)), cause.now)


def notice_row(notice: Any) -> dict[str, Any]:
    """Return a notice as the columns of its row."""
    names = ("hash", "purpose", "version", "language", "text", "yes", "no")
    return {name: getattr(notice, name) for name in names}


def _ledger(tx: Tx, cause: Cause, effect: Any, n: int, left: Left) -> None:
    evidence = {**evidence_of(cause.row.event), **effect.evidence, "received_ms": cause.row.received_ms}
    if effect.kind == "granted":
        served = _served(tx, cause, evidence)
        if not served and not evidence.get("signup"):
            return  # nothing was shown, so nothing can have been agreed to
        evidence["served"] = served
        if tx.persons.suppressed(cause.person):
            tx.persons.unsuppress(cause.person)  # their own new yes, to words that were shown, is stronger
    tx.ledger.append(cause.person, effect.kind, effect.purpose, evidence, at=min(cause.row.at or cause.now, cause.now))


def evidence_of(event: Event) -> dict[str, Any]:
    """Return what every line of evidence tells of the event behind it."""
    if isinstance(event, Message):
        return {"message_id": event.id, "number": event.number, "source_at": event.at}
    if isinstance(event, StaffSaid):
        return {"by": event.by, "source_at": event.at}
    return {"source_at": getattr(event, "at", 0)}


def _served(tx: Tx, cause: Cause, evidence: Mapping[str, Any]) -> dict[str, Any]:
    """Return what showed the notice: the page that its link stood on, or our message; {} where nothing did."""
    digest = str(evidence.get("notice", ""))
    if evidence.get("method") == "link":
        _keep_notice(tx, cause, digest)
        return codes.page_of(tx, str(evidence.get("code", "")), digest)
    row = tx.outbox.showed(cause.person, digest) if digest else None
    return {"outbox": row.id, "wamid": row.wamid, "at": row.updated_at} if row else {}


def _hold(tx: Tx, cause: Cause, effect: Any, n: int, left: Left) -> None:
    tx.persons.hold(cause.person, effect.on)


def _cancel(tx: Tx, cause: Cause, effect: Any, n: int, left: Left) -> None:
    tx.outbox.cancel(cause.person, effect.purpose, effect.why, cause.now)


def _hand_over(tx: Tx, cause: Cause, effect: Any, n: int, left: Left) -> None:
    on_ticket.open_ticket(tx, cause.person, effect, now=cause.now, row=cause.row.id)


def _hand_back(tx: Tx, cause: Cause, effect: Any, n: int, left: Left) -> None:
    on_ticket.close_ticket(tx, cause.person, effect, now=cause.now)


def _on_ticket(tx: Tx, cause: Cause, effect: Any, n: int, left: Left) -> None:
    on_ticket.happened(tx, cause.person, effect, now=cause.now, row=cause.row.id)


def _call(tx: Tx, cause: Cause, effect: Any, n: int, left: Left) -> None:
    tx.facts.set(f"call:{effect.call}", {**plain(effect), "person": cause.person}, cause.now)
    left.actions.append(effect)


def _wake(tx: Tx, cause: Cause, effect: Any, n: int, left: Left) -> None:
    if effect.at:
        tx.facts.set_timer(cause.person, effect.key, effect.at)
    else:
        tx.facts.drop_timer(cause.person, effect.key)


def _missed(tx: Tx, cause: Cause, effect: Any, n: int, left: Left) -> None:
    tx.facts.missed(effect.text, effect.best, cause.now)


def _read(tx: Tx, cause: Cause, effect: Any, n: int, left: Left) -> None:
    left.reads.append(effect)


def _right(tx: Tx, cause: Cause, effect: Any, n: int, left: Left) -> None:
    if effect.what == "erase":
        rights.want_erasure(tx, cause.person, cause.now)
        return
    told = rights.told(
        tx, cause.person, cause.book, language=cause.language, now=cause.now,
        receipt=proof.receipt(tx, cause.person), stop_url=cause.stop_url,
    )  # fmt: skip
    for more, message in enumerate(told):
        _say(tx, cause, fx.Say(message, fx.Why("export", "summary")), n + more, left)


def _propose(tx: Tx, cause: Cause, effect: Any, n: int, left: Left) -> None:
    if isinstance(cause.row.event, Started):
        launching.propose(tx, cause.person, cause.row.event, effect, cause.book, cause.now)


def _arm(tx: Tx, cause: Cause, effect: Any, n: int, left: Left) -> None:
    launching.arm(tx, cause.person, effect)


_Do = Callable[[Tx, Cause, Any, int, Left], None]
_DO: Mapping[type, _Do] = {
    fx.Say: _say,
    fx.Ledger: _ledger,
    fx.Hold: _hold,
    fx.CancelQueued: _cancel,
    fx.HandOver: _hand_over,
    fx.HandBack: _hand_back,
    fx.OnTicket: _on_ticket,
    fx.CallAction: _call,
    fx.Wake: _wake,
    fx.Missed: _missed,
    fx.MarkRead: _read,
    fx.DataRight: _right,
    fx.Propose: _propose,
    fx.Arm: _arm,
}
