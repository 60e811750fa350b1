"""Plays an owner's talk: every act through the whole bot, then what happened against what was expected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.effects import Visit
from bot.core.exploring import sent
from bot.core.flow import Book, RunAction
from bot.core.outgoing import Outgoing
from bot.core.state import State
from bot.core.talk import (
    Again,
    Customer,
    Later,
    Line,
    Reports,
    Restart,
    Send,
    Sends,
    Staff,
    Talk,
    Tap,
    Verdict,
    exchanges,
    tappable,
)
from bot.core.talk_check import Happened, compare
from bot.core.talk_diff import Difference, differs
from bot.errors import BadReport, UnknownEvent
from bot.ports import Tx
from bot.services import people, proactive, reporting, scheduling, staff
from bot.services.rehearsal import Rehearsal, Stage

START = "2026-01-05 09:00"
"""A Monday morning, where a talk does not say when it begins."""
_LEFT = ("cancel", "stop", "handover", "timeout", "failed", "other")


@dataclass(frozen=True, slots=True)
class Played:
    """One talk, what did not come true, and what happened at each act."""

    talk: Talk
    differences: tuple[Difference, ...]
    happened: tuple[Happened, ...] = ()
    actions: tuple[str, ...] = ()  # that ran, in order

    @property
    def visits(self) -> Mapping[Visit, int]:
        """Everything that the conversation came by."""
        out: dict[Visit, int] = {}
        for one in self.happened:
            for visit, count in one.visits.items():
                out[visit] = out.get(visit, 0) + count
        return out


def begins(talk: Talk, book: Book) -> int:
    """Return when a talk begins, in Unix seconds: its own local time."""
    moment = datetime.fromisoformat(talk.at or START)
    local = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(book.business.timezone))
    return int(local.timestamp())


def play(talk: Talk, stage: Stage) -> Played:
    """Play one talk on a fresh bot."""
    differences: list[Difference] = []
    happened: list[Happened] = []
    if talk.language or talk.slots:
        _prepare(stage, talk)
    for exchange in exchanges(talk):
        came, wrong = do(exchange.act, stage)
        differences += [wrong] if wrong else []
        asked = [line for line in exchange.expected if isinstance(line, Verdict) and line.template]
        if asked:
            came = replace(came, verdict=ask(stage, asked[0].template, asked[0].purpose, {}))
        happened.append(came)
        differences += compare(exchange.expected, came)
    return Played(talk, tuple(differences), tuple(happened))


def do(act: Line | None, stage: Stage) -> tuple[Happened, Difference | None]:
    """Do one act; return what came of it, and what kept it from happening."""
    before, wrong, verdict = _seen(stage), None, ""
    said: list[Outgoing] = []
    if isinstance(act, Tap):
        answers = stage.phone.tap(act.title)
        said = answers or []
        if answers is None:
            wrong = differs(act.where, f"tap: {act.title}", [f"tap: {_to_tap(stage.phone)}"])
    elif isinstance(act, Send):
        sent_before = len(stage.phone.channel.sent)
        verdict = ask(stage, act.template, act.purpose, act.params)
        said = [one.message for one in stage.phone.channel.sent[sent_before:]]
    elif isinstance(act, Reports):
        said, verdict, told = _report(act, stage)
        wrong = differs(act.where, f"event: {act.event}", [f"event: {told}"]) if told else None
    elif act is not None:
        said = _ACTS[type(act)](act, stage)
    return _happened(stage, before, said, verdict), wrong


def _report(act: Reports, stage: Stage) -> tuple[list[Outgoing], str, str]:
    """Report an event as a program would; return what was sent, the verdict, and why it was not even taken."""
    told = reporting.Reported(event=act.event, person=who(stage), data=act.data)
    try:
        outcome = stage.front.report(told)
    except (UnknownEvent, BadReport) as problem:
        return [], "", str(problem)
    reasons = [answer.reason for answer in outcome.flows.values() if answer.reason]
    said = stage.phone.wait()
    return said, outcome.verdict if outcome.verdict in ("cleared", "put_off") else next(iter(reasons), ""), ""


def _to_tap(phone: Rehearsal) -> str:
    titles = [title for one in phone.channel.sent for _, title in tappable(one.message)]
    return (
        f"(nothing is called so; there is {', '.join(dict.fromkeys(titles))})" if titles else "(nothing can be tapped)"
    )


def _later(act: Later, stage: Stage) -> list[Outgoing]:
    """Let time pass; whatever becomes due on the way happens at its own time."""
    end = stage.clock.at + act.seconds
    said: list[Outgoing] = []
    while due := stage.front.store.read(lambda tx: _next(tx, stage)):
        if not stage.clock.at < due < end:
            break
        stage.clock.advance(due - stage.clock.at)
        said += stage.phone.wait()
    stage.clock.advance(end - stage.clock.at)
    return [*said, *stage.phone.wait()]


def _next(tx: Tx, stage: Stage) -> int:
    """Return when something happens by itself; 0: never."""
    clock = scheduling.upcoming(tx, stage.front.flows.book, stage.clock.at)
    put_off = [row.not_before for row in tx.outbox.of(person_of(tx, stage)) if row.state == "queued"]
    return min((at for at in (tx.facts.next_timer(), clock, *put_off) if at), default=0)


def _staff(act: Staff, stage: Stage) -> list[Outgoing]:
    what: Any = act.what
    front = stage.front
    staff.say(front.store, front.clock, who(stage), by="talk", key=front.new_key(), text=act.text, what=what)
    return stage.phone.wait()


def _restart(act: Restart, stage: Stage) -> list[Outgoing]:
    stage.start_anew()
    return stage.phone.wait()


_ACTS: Mapping[type, Callable[[Any, Stage], list[Outgoing]]] = {
    Customer: lambda act, stage: stage.phone.say(act.text),
    Sends: lambda act, stage: stage.phone.hear(sent(act)),
    Staff: _staff,
    Later: _later,
    Again: lambda act, stage: stage.phone.again() if act.what == "delivered" else stage.phone.press_again(),
    Restart: _restart,
}


def who(stage: Stage) -> str:
    """Return the identifier that the pretend customer is known by."""
    return stage.phone.sender.phone or stage.phone.sender.bsuid


def ask(stage: Stage, template: str, purpose: str, params: Mapping[str, str]) -> str:
    """Ask the gate; placeholders that the talk leaves out are filled with their names."""
    spec = stage.front.flows.book.templates.get(template)
    given = {name: str(params.get(name) or name) for name in (spec.params if spec else ())}
    answer = stage.front.send(proactive.Asked(person=who(stage), purpose=purpose, template=template, params=given))
    stage.phone.wait()
    return "cleared" if answer.verdict == "cleared" else answer.reason


def _prepare(stage: Stage, talk: Talk) -> None:
    """Let the bot know the customer's language and slots before they write."""
    now = stage.clock.at

    def know(tx: Tx) -> None:
        person = people.resolve(tx, stage.phone.sender, now)
        row = tx.persons.get(person)
        if row is not None:
            language = talk.language or row.state.language
            state = replace(row.state, language=language, slots={**row.state.slots, **talk.slots})
            tx.persons.save(person, state, version=row.version, now=now)

    stage.front.store.write(know)


# ---- what can be seen of the bot


@dataclass(frozen=True, slots=True)
class _Seen:
    ledger: tuple[tuple[str, str], ...]
    visits: Mapping[Visit, int]
    state: State


def _seen(stage: Stage) -> _Seen:
    return stage.front.store.read(lambda tx: _Seen(_ledger(tx, stage), tx.step_counts.since(0), state_of(tx, stage)))


def person_of(tx: Tx, stage: Stage) -> str:
    """Return the pretend customer's id; "" where the bot does not know them."""
    return tx.persons.lookup(who(stage)) or ""


def state_of(tx: Tx, stage: Stage) -> State:
    """Return where the conversation stands."""
    row = tx.persons.get(person_of(tx, stage))
    return row.state if row else State()


def _ledger(tx: Tx, stage: Stage) -> tuple[tuple[str, str], ...]:
    return tuple((line.purpose, line.kind) for line in tx.ledger.of(person_of(tx, stage)))


def _happened(stage: Stage, before: _Seen, said: list[Outgoing], verdict: str) -> Happened:
    after, book = _seen(stage), stage.front.flows.book
    visits = {v: n - before.visits.get(v, 0) for v, n in after.visits.items() if n > before.visits.get(v, 0)}
    state = after.state
    return Happened(
        said=tuple(said),
        ledger=after.ledger[len(before.ledger) :],
        slots=state.slots,
        verdict=verdict,
        uttered=_uttered(book, said),
        place=tuple((frame.flow, frame.step) for frame in state.stack),
        with_person=state.handover is not None,
        visits=visits,
        flowed=_flowed(book, before.state, state, visits),
        ran=_ran(book, visits),
    )


def _flowed(book: Book, before: State, after: State, visits: Mapping[Visit, int]) -> tuple[tuple[str, str], ...]:
    """Tell which flows began, ended by themselves, or were left."""
    were = {frame.flow for frame in (*before.stack, *before.aside)}
    are = {frame.flow for frame in (*after.stack, *after.aside)}
    seen = {flow for what, flow, _ in visits if what in ("step", "skipped")}
    left = {flow for what, flow, _ in visits if what in _LEFT}
    known = [flow for flow in book.flows if flow in seen | were]
    out = [("started", flow) for flow in known if flow in seen and flow not in were]
    out += [("cancelled" if flow in left else "completed", flow) for flow in known if flow not in are]
    return tuple(out)


def _ran(book: Book, visits: Mapping[Visit, int]) -> tuple[str, ...]:
    steps = [book.flows[flow].steps.get(step) for what, flow, step in visits if what == "step" and flow in book.flows]
    return tuple(step.name for step in steps if isinstance(step, RunAction))


def _uttered(book: Book, said: list[Outgoing]) -> tuple[str, ...]:
    """Return the responses that were said, found by their fixed first words."""
    bodies = [str(getattr(message, "body", "") or getattr(message, "caption", "")) for message in said]
    return tuple(
        name
        for name, variants in book.responses.items()
        for start in {p.source.partition("{")[0] for v in variants for ps in v.text.by_language.values() for p in ps}
        if start and any(start in body for body in bodies)
    )
