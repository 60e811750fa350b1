"""Follows what happens at the desk and says who of the business is to be told: in transactions, without any network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.core.flow import Book
from bot.core.telling import ACCOUNTS, REASONS, USUAL, Notice, Tell, Waiting
from bot.ports import DeskEvent, TicketRow, Tx
from bot.ports.telling import Subscription, Telling
from bot.services.desk_lines import said
from bot.services.inspecting import iso

CURSOR = "follow:telling"
"""Fact: the last desk event that was looked at."""
STALE = 3600
"""Seconds after which nobody is told any more that somebody waits: the bot was down, and a reminder will come."""
GIVE_UP = 86_400
"""Seconds after which a notice that nobody took is given up; `doctor` says so."""
GAPS = {"email": 60, "push": 10, "webhook": 0}
"""Seconds between two notices to one receiver: what comes in between goes into one."""
TOGETHER = {"email": 50, "push": 50, "webhook": 1, "whatsapp": 50}
"""How many tickets fit into one."""
MOST_STAFF = 25
"""Persons beyond which a purpose is surely not one of the business's own people."""
RECENT = 10_000
"""Events that somebody who never followed before looks back over, at most."""

Link = Callable[[int], str]
"""The address of a ticket's page, of the lists for 0; "" where nobody knows our own address."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What is told at once to one receiver. ``to``: what the teller wants to know of them."""

    channel: str
    receiver: str
    rows: tuple[Telling, ...]
    to: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class Due:
    """A look at the queue: what can leave, what nobody needs any more, what is too old."""

    batches: tuple[Batch, ...] = ()
    needless: tuple[int, ...] = ()
    dead: tuple[Telling, ...] = ()
    staff: tuple[Telling, ...] = ()


# ---- from events to notices


def behind(tx: Tx) -> bool:
    """Whether something happened that was not looked at yet, or nobody ever looked."""
    after = tx.facts.get(CURSOR)
    return after is None or tx.desk.last_event() > int(after)


def beginning(tx: Tx, now: int) -> int:
    """Return where somebody begins who never followed before: an hour ago, not with the history of years."""
    last = tx.desk.last_event()
    recent = [event.id for event in tx.desk.events(max(0, last - RECENT), RECENT) if event.at >= now - STALE]
    return min(recent) - 1 if recent else last


def follow(tx: Tx, book: Book, now: int, *, limit: int = 200) -> int:
    """Queue what the next events mean for whom; return how many were looked at. All of it or nothing is on the disk."""
    after = tx.facts.get(CURSOR)
    if after is None:
        tx.facts.set(CURSOR, after := beginning(tx, now), now)
    events = tx.desk.events(int(after), limit)
    for event in events:
        ticket = tx.tickets.get(event.ticket)
        if ticket is not None:
            for row in _notices(tx, book, event, ticket, now):
                tx.tellings.add(row)
    if events:
        tx.facts.set(CURSOR, events[-1].id, now)
    return len(events)


def _notices(tx: Tx, book: Book, event: DeskEvent, ticket: TicketRow, now: int) -> Iterator[Telling]:
    for row in book.tell:
        if row.team in ("", ticket.team):
            yield from _of_row(tx, row, event, ticket, now)
    reason = REASONS.get(event.kind)
    if reason in (*USUAL, "assigned") and now - event.at < STALE:
        for browser, language in _browsers(tx, event, ticket, str(reason)):
            yield _telling(event, ticket, str(reason), "push", browser.id, language)


def _of_row(tx: Tx, row: Tell, event: DeskEvent, ticket: TicketRow, now: int) -> Iterator[Telling]:
    if row.channel == "webhook":
        if event.kind in row.events and now - event.at < GIVE_UP:
            data = {"event": event.id, "with_text": row.with_text}
            yield _telling(event, ticket, event.kind, "webhook", row.url, row.language, data)
        return
    reason = REASONS.get(event.kind, "")
    if reason not in row.when or now - event.at >= STALE:
        return
    if row.channel == "email":
        for address in addresses(tx, row, ticket.team):
            yield _telling(event, ticket, reason, "email", address, row.language)
    else:
        asked: Mapping[str, object] = {"purpose": row.purpose, "template": row.template, "every": row.every}
        for person in tx.tellings.staff(row.purpose, MOST_STAFF + 1):
            yield _telling(event, ticket, reason, "whatsapp", person, row.language, asked)


def _telling(
    event: DeskEvent, ticket: TicketRow, kind: str, channel: str, receiver: str, language: str,
    data: Mapping[str, object] | None = None,
) -> Telling:  # fmt: skip
    key = f"e{event.id}.{event.at}:{channel}:{_digest(receiver)}"
    return Telling(
        0, key, channel, receiver, kind, ticket.id, ticket.team, language, data or {}, event.at, not_before=0
    )  # fmt: skip


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def addresses(tx: Tx, row: Tell, team: str) -> Iterable[str]:
    """Addresses of the row; for ``accounts``, of everybody who answers for the team. Each once."""
    found: dict[str, None] = {}
    for to in row.to:
        if to != ACCOUNTS:
            found[to] = None
            continue
        for user in tx.users.all():
            if user.role != "auditor" and user.email and (not user.teams or team in user.teams):
                found[user.email] = None
    return found


def _browsers(tx: Tx, event: DeskEvent, ticket: TicketRow, reason: str) -> Iterator[tuple[Subscription, str]]:
    """Browsers (and languages) of those who answer for the team; of one user where the ticket was given to them."""
    for row in tx.tellings.subscriptions():
        user = tx.users.get(row.user)
        if user is None or user.role == "auditor":
            continue  # not one of us any more
        given = user.id == event.data.get("to") and user.id != event.data.get("by")
        if given if reason == "assigned" else not user.teams or ticket.team in user.teams:
            yield row, user.language


# ---- what can leave now


def look(tx: Tx, book: Book, now: int, *, busy: frozenset[tuple[str, str]], link: Link) -> Due:
    """Return what of the queue can leave; nothing is written. ``busy``: (channel, receiver) under way."""
    needless: list[int] = []
    dead: list[Telling] = []
    staff: list[Telling] = []
    batches: list[Batch] = []
    for channel, receiver in tx.tellings.receivers():
        if (channel, receiver) in busy or _too_soon(tx, tx.tellings.queued(channel, receiver, 1)[0], now):
            continue
        rows: list[Telling] = []
        for row in tx.tellings.queued(channel, receiver, TOGETHER[channel]):
            if not needed(tx, row):
                needless.append(row.id)
            elif now - row.at >= GIVE_UP:
                dead.append(row)
            else:
                (staff if channel == "whatsapp" else rows).append(row)
        batches += [_batch(tx, book, rows, link)] if rows else []
    return Due(tuple(batches), tuple(needless), tuple(dead), tuple(staff))


def needed(tx: Tx, row: Telling) -> bool:
    """Whether it is still true: nobody is told of somebody who was answered meanwhile. A webhook tells what was."""
    if row.channel == "webhook" or not row.ticket:
        return True
    ticket = tx.tickets.get(row.ticket)
    if ticket is None or ticket.state == "closed":
        return False
    if row.kind == "late":
        return not ticket.answered_at
    return row.kind == "assigned" or ticket.state == "open"


def _too_soon(tx: Tx, head: Telling, now: int) -> bool:
    """Whether this receiver was told a moment ago, or is to be left in peace after a failure."""
    gap = int(str(head.data.get("every", 0))) if head.channel == "whatsapp" else GAPS[head.channel]
    return head.not_before > now or tx.tellings.told_at(head.channel, head.receiver) + gap > now


def _batch(tx: Tx, book: Book, rows: list[Telling], link: Link) -> Batch:
    """Return what one receiver is told now."""
    head = rows[0]
    to = head.receiver
    if head.channel == "push":
        browser = tx.tellings.subscription(head.receiver)
        keys = ("endpoint", "p256dh", "auth")
        to = json.dumps({name: getattr(browser, name) for name in keys}) if browser else ""
    return Batch(head.channel, head.receiver, tuple(rows), to, notice(tx, book, rows, link))


def notice(tx: Tx, book: Book, rows: list[Telling], link: Link) -> Notice:
    """Return what these rows say together; the last word on each ticket counts."""
    head = rows[0]
    latest = {row.ticket: row for row in rows}
    items = tuple(_item(tx, book, row) for row in latest.values() if row.ticket)
    return Notice(
        key=head.key if len(rows) == 1 else _digest("|".join(row.key for row in rows)),
        kind=head.kind,
        items=items,
        at=head.at,
        language=head.language,
        business=book.business.name,
        link=link(items[0].ticket if len(items) == 1 else 0),
        event=_event(tx, head, link) if head.channel == "webhook" else {},
    )


def _item(tx: Tx, book: Book, row: Telling) -> Waiting:
    ticket = tx.tickets.get(row.ticket)
    opened = ticket.opened_at if ticket else row.at
    local = datetime.fromtimestamp(opened, UTC).astimezone(ZoneInfo(book.business.timezone or "UTC"))
    return Waiting(row.ticket, row.kind, row.team, f"{local:%H:%M}", opened)


def _event(tx: Tx, row: Telling, link: Link) -> dict[str, object]:
    """Return the JSON of one desk event: numbers and ids; what was written only where the owner asked for it."""
    number = int(str(row.data.get("event", 0)))
    found = tx.desk.events(number - 1, 1) if number else ()
    event = found[0] if found and found[0].id == number else None
    told: dict[str, object] = {
        "id": number, "event": row.kind, "at": iso(row.at), "ticket": row.ticket, "team": row.team,
        "person": event.person if event else "", "link": link(row.ticket),
    }  # fmt: skip
    if event and row.data.get("with_text") and event.kind == "heard":
        told["text"] = heard_text(tx, event)
    return told


def heard_text(tx: Tx, event: DeskEvent) -> str:
    """Return what the person wrote at an event, "" where it was forgotten since."""
    row = tx.inbox.get(int(event.data.get("inbox", 0)))
    content = getattr(row.event, "content", None) if row else None
    return said(content)[1] if content is not None else ""
