"""Writes what happened to a ticket, and the event that tells of it, in the turn's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core import effects as fx
from bot.ports import TicketRow, Tx


def open_ticket(tx: Tx, person: str, effect: fx.HandOver, *, now: int, row: int) -> None:
    """Open a ticket where there is none. ``row``: the inbox row behind it."""
    if tx.tickets.current(person) is not None:
        return
    ticket = tx.tickets.open(
        person, effect.reason, effect.team, effect.text, now,
        text=effect.said, promised_at=effect.promised_at, tags=effect.tags,
    )  # fmt: skip
    told = {"reason": effect.reason, "team": effect.team, "for": ticket.for_user, "inbox": row}
    tx.desk.happened(ticket.id, person, "opened", _known(told), at=now)


def close_ticket(tx: Tx, person: str, effect: fx.HandBack, *, now: int) -> None:
    """Close the ticket that is open."""
    ticket = tx.tickets.current(person)
    if ticket is None:
        return
    tx.tickets.close(ticket.id, effect.why, now, outcome=effect.outcome, by=effect.by)
    told = {"why": effect.why, "by": effect.by, "name": effect.name, "outcome": effect.outcome}
    tx.desk.happened(ticket.id, person, effect.kind, _known(told), at=now)


def happened(tx: Tx, person: str, effect: fx.OnTicket, *, now: int, row: int) -> None:
    """Note it with the ticket that is open; the answer to the question afterwards with the last one."""
    ticket = _asked_about(tx, person) if effect.kind == "survey" else tx.tickets.current(person)
    if ticket is None:
        return
    write = _DO.get(effect.kind)
    if write:
        write(tx, ticket, effect, now)
    told: dict[str, Any] = {"by": effect.by, "name": effect.name, "to": effect.to, "what": effect.what}
    if effect.kind in ("heard", "said", "callback"):
        told["inbox"] = row
    tx.desk.happened(ticket.id, person, effect.kind, _known(told), at=now)


def _asked_about(tx: Tx, person: str) -> TicketRow | None:
    """Return the last ticket that was answered and is over, also where the person waits again already."""
    over = (ticket for ticket in reversed(tx.tickets.of(person)) if ticket.state == "closed" and ticket.answered_at)
    return next(over, None)


def _known(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value}


def _taken(tx: Tx, ticket: TicketRow, effect: fx.OnTicket, now: int) -> None:
    tx.tickets.take(ticket.id, effect.by, now, name=effect.name)


def _released(tx: Tx, ticket: TicketRow, effect: fx.OnTicket, now: int) -> None:
    tx.tickets.release(ticket.id)


def _assigned(tx: Tx, ticket: TicketRow, effect: fx.OnTicket, now: int) -> None:
    team = effect.to.removeprefix("team:") if effect.to.startswith("team:") else ""
    tx.tickets.assign(ticket.id, user="" if team else effect.to, team=team)


def _heard(tx: Tx, ticket: TicketRow, effect: fx.OnTicket, now: int) -> None:
    tx.tickets.heard(ticket.id, effect.text, now)


def _said(tx: Tx, ticket: TicketRow, effect: fx.OnTicket, now: int) -> None:
    tx.tickets.said(ticket.id, effect.text, now)


def _callback(tx: Tx, ticket: TicketRow, effect: fx.OnTicket, now: int) -> None:
    tx.tickets.callback(ticket.id, effect.text)


def _tagged(tx: Tx, ticket: TicketRow, effect: fx.OnTicket, now: int) -> None:
    tx.tickets.tagged(ticket.id, effect.tags)


def _late(tx: Tx, ticket: TicketRow, effect: fx.OnTicket, now: int) -> None:
    tx.tickets.late(ticket.id)


def _stopped(tx: Tx, ticket: TicketRow, effect: fx.OnTicket, now: int) -> None:
    if effect.what != "held":  # a hold waits for their answer
        tx.tickets.stopped(ticket.id)


def _survey(tx: Tx, ticket: TicketRow, effect: fx.OnTicket, now: int) -> None:
    tx.tickets.survey(ticket.id, effect.text)


_DO: Mapping[str, Callable[[Tx, TicketRow, fx.OnTicket, int], None]] = {
    "taken": _taken,
    "released": _released,
    "assigned": _assigned,
    "heard": _heard,
    "said": _said,
    "callback": _callback,
    "tagged": _tagged,
    "late": _late,
    "stopped": _stopped,
    "survey": _survey,
}
