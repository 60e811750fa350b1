"""How the desk looks in a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click

from bot.cli.common import print_json
from bot.ports import Shown, Tx
from bot.services import desk
from bot.services.desk_figures import Figures
from bot.services.desk_lists import card as card_of
from bot.services.inspecting import iso

_TIMES = ("opened_at", "last_at", "promised_at", "answered_at", "closed_at")
_EVENTS: Mapping[str, str] = {
    "opened": "asked for a person ({reason})", "taken": "taken by {by}", "released": "let go by {by}",
    "assigned": "waits for {to}", "tagged": "tags changed by {by}", "late": "the promised time is over",
    "unanswered": "told that nobody was free yet", "stopped": "said STOP ({what})", "closed": "closed ({why})",
    "returned": "back with the bot: {why}", "preference": "WhatsApp's own switch: {value}",
}  # fmt: skip


def page_lines(tx: Tx, seat: desk.Seat, view: str, search: str, now: int) -> tuple[desk.Card, ...]:
    """Return the cards of a view; "open": those that wait, then those that somebody has."""
    if view != "open":
        return desk.tickets(tx, seat, view=view, search=search, now=now, limit=200).cards  # type: ignore[arg-type]
    found = desk.tickets(tx, seat, view="all", search=search, now=now, limit=200).cards if search else ()
    rows = found or tuple(_open(tx, seat, now))
    return tuple(sorted((card for card in rows if card.state != "closed"), key=lambda card: card.state != "open"))


def _open(tx: Tx, seat: desk.Seat, now: int) -> list[desk.Card]:
    names = ((row, tx.persons.get(row.person)) for row in tx.tickets.waiting()[:200])
    return [card_of(Shown(row, person.name if person else ""), seat, now) for row, person in names]


def card_json(card: desk.Card) -> dict[str, Any]:
    """Return a card for programs; times as ISO 8601, null where there is none."""
    told = {**asdict(card), **{name: iso(at) if (at := getattr(card, name)) else None for name in _TIMES}}
    return {**told, "since": told["opened_at"]}


def print_conversation(found: desk.Conversation, now: int, *, as_json: bool) -> None:
    """Print a conversation, oldest line first, then what the person agreed to and what may be sent."""
    if as_json:
        print_json(_conversation_json(found))
        return
    card, about = found.card, found.about
    click.echo(
        f"#{card.ticket} {about.name or about.person}  {about.phone}  {about.language}  {card.state} {card.taken_name}"
    )
    for line in found.lines:
        click.echo(f"{iso(line.at)}  {_who(line):>10}: {_said(line)}")
    if found.more:
        click.echo(f"Older ones: askfirst inbox show {card.ticket} --older {found.more}")
    click.echo()
    if card.callback:
        click.echo(f"Waits for an answer about: {card.callback}")
    click.echo("Consents:  " + (", ".join(f"{purpose}: {state}" for purpose, state in found.consent.items()) or "none"))
    open_for = found.window_until - now
    window = f"open for {open_for // 3600} h {open_for % 3600 // 60} min" if open_for > 0 else "shut: templates only"
    click.echo(f"Window:    {window}")
    for offer in found.offers:
        told = "may be sent" if offer.allowed else f"not now: {offer.why}"
        click.echo(f"Template:  {offer.template} ({offer.purpose}): {told}")


def _who(line: desk.Line) -> str:
    return line.by or {"person": "customer", "event": "·"}.get(line.who, line.who)


def _said(line: desk.Line) -> str:
    if line.who == "event":
        told = {"reason": "", "to": "", "what": "", "why": "", "value": "", **line.data, "by": line.by}
        return f"— {_EVENTS.get(line.kind, line.kind).format_map(told)}"
    kind = "" if line.kind in ("text", "button", "note", "buttons", "menu") else f"[{line.kind}] "
    note = "(note) " if line.who == "note" else ""
    error = f"  ✗ {line.state}: {line.error}" if line.error else ""
    return f"{note}{kind}{line.text}{error}"


def _conversation_json(found: desk.Conversation) -> dict[str, Any]:
    messages = [{**asdict(line), "why": dict(line.why), "data": dict(line.data)} for line in found.lines]
    return {
        "person": found.about.person,
        "ticket": card_json(found.card),
        "about": asdict(found.about),
        "messages": messages,
        "older": found.more or None,
        "consent": dict(found.consent),
        "window_until": iso(found.window_until) if found.window_until else None,
        "offers": [asdict(offer) for offer in found.offers],
    }


def print_figures(found: Figures, *, as_json: bool) -> None:
    """Print the desk's figures."""
    if as_json:
        print_json({**asdict(found), "counts": dict(found.counts), "survey": dict(found.survey)})
        return
    counts = found.counts
    click.echo(f"Conversations with a person in the last {found.days} days: {counts['opened']}")
    click.echo(f"  answered {counts['answered']}, closed {counts['closed']}, waiting now {counts['waiting']}")
    if counts["promised"]:
        share = "not decided yet" if found.kept is None else f"{found.kept:.0%} kept"
        click.echo(f"  promises {counts['promised']}: {share}, {counts['late']} broken")
    for answer, times in found.survey.items():
        click.echo(f"  asked afterwards: {answer} {times}")
