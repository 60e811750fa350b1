"""Plays an owner's talk: every act through the whole bot, then what happened against what was expected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot.core.flow import Book, Where
from bot.core.incoming import Content, Place, Sent
from bot.core.outgoing import Outgoing
from bot.core.talk import (
    Act,
    Customer,
    Difference,
    Happened,
    Later,
    Send,
    Sends,
    Staff,
    Talk,
    Tap,
    Verdict,
    compare,
    exchanges,
)
from bot.ports import Store, Tx
from bot.services import proactive, staff
from bot.services.front import Front
from bot.services.rehearsal import Rehearsal

START = "2026-01-05 09:00"
"""A Monday morning, where a talk does not say when it begins."""


class Timed(Protocol):
    """A clock that can be set."""

    at: int

    def advance(self, seconds: int) -> None:
        """Let time pass."""


@dataclass(frozen=True, slots=True)
class Played:
    """One talk and what did not come true."""

    talk: Talk
    differences: tuple[Difference, ...]


def begins(talk: Talk, book: Book) -> int:
    """Return when a talk begins, in Unix seconds: its own local time."""
    moment = datetime.fromisoformat(talk.at or START)
    local = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(book.business.timezone))
    return int(local.timestamp())


def play(talk: Talk, phone: Rehearsal, front: Front, clock: Timed) -> Played:
    """Play one talk on a fresh bot."""
    differences: list[Difference] = []
    for exchange in exchanges(talk):
        before = _ledger(front.store, phone)
        said, verdict, wrong = _act(exchange.act, phone, front, clock)
        if wrong and exchange.act is not None:
            differences.append(Difference(exchange.act.where, wrong))
        asked = [line for line in exchange.expected if isinstance(line, Verdict) and line.template]
        if asked:
            verdict = _ask(front, phone, asked[0].template, asked[0].purpose, {})
        happened = Happened(
            said=tuple(said),
            ledger=_ledger(front.store, phone)[len(before) :],
            slots=_slots(front.store, phone),
            verdict=verdict,
            uttered=_uttered(front.flows.book, said),
        )
        differences += compare(exchange.expected, happened)
    return Played(talk, tuple(differences))


def _act(act: Act | None, phone: Rehearsal, front: Front, clock: Timed) -> tuple[list[Outgoing], str, str]:
    """Do one act; return (what the bot said, verdict, what kept it from happening)."""
    if isinstance(act, Tap):
        answers = phone.tap(act.title)
        return answers or [], "", "" if answers is not None else f"- tap: {act.title}\n+ nothing like it can be tapped"
    if isinstance(act, Send):
        return [], _ask(front, phone, act.template, act.purpose, act.params), ""
    do: Mapping[type, Callable[[Any], list[Outgoing]]] = {
        Customer: lambda said: phone.say(said.text),
        Sends: lambda sent: phone.hear(_content(sent)),
        Staff: lambda said: _staff(said, phone, front),
        Later: lambda wait: _later(wait, phone, clock),
    }
    return (do[type(act)](act) if act is not None else []), "", ""


def _later(act: Later, phone: Rehearsal, clock: Timed) -> list[Outgoing]:
    clock.advance(act.seconds)
    return phone.wait()


def _staff(act: Staff, phone: Rehearsal, front: Front) -> list[Outgoing]:
    what: Any = act.what
    staff.say(front.store, front.clock, _who(phone), by="talk", key=front.new_key(), text=act.text, what=what)
    return phone.wait()


def _content(act: Sends) -> Content:
    if act.kind == "location":
        return Place(38.7, -9.1)
    kind: Any = act.kind if act.kind in ("image", "video", "audio", "document", "sticker") else "image"
    return Sent(kind, "900001", caption=act.caption)


def _who(phone: Rehearsal) -> str:
    return phone.sender.phone or phone.sender.bsuid


def _ask(front: Front, phone: Rehearsal, template: str, purpose: str, params: Mapping[str, str]) -> str:
    """Ask the gate; placeholders that the talk leaves out are filled with their names."""
    spec = front.flows.book.templates.get(template)
    given = {name: str(params.get(name) or name) for name in (spec.params if spec else ())}
    answer = front.send(proactive.Asked(person=_who(phone), purpose=purpose, template=template, params=given))
    phone.wait()
    return "cleared" if answer.verdict == "cleared" else answer.reason


def _person(tx: Tx, phone: Rehearsal) -> str:
    return tx.persons.lookup(_who(phone)) or ""


def _ledger(store: Store, phone: Rehearsal) -> tuple[tuple[str, str], ...]:
    return store.read(lambda tx: tuple((line.purpose, line.kind) for line in tx.ledger.of(_person(tx, phone))))


def _slots(store: Store, phone: Rehearsal) -> Mapping[str, Any]:
    row = store.read(lambda tx: tx.persons.get(_person(tx, phone)))
    return row.state.slots if row else {}


def _uttered(book: Book, said: list[Outgoing]) -> tuple[str, ...]:
    """Return the responses that were said, found by their fixed first words."""
    bodies = [str(getattr(message, "body", "")) for message in said]
    return tuple(
        name
        for name, variants in book.responses.items()
        for start in {p.source.partition("{")[0] for v in variants for ps in v.text.by_language.values() for p in ps}
        if start and any(start in body for body in bodies)
    )


def as_json(played: Played) -> dict[str, Any]:
    """Return the JSON of `askfirst test`."""
    shown = "\n".join(f"  {_place(d.where)}\n{_indented(d.text)}" for d in played.differences)
    return {
        "talk": played.talk.title,
        "path": played.talk.where.path,
        "passed": not played.differences,
        "difference": shown,
    }


def _place(where: Where) -> str:
    return f"{where.path}:{where.line}"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
