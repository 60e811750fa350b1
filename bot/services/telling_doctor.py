"""Whether our own people can be told, and a notice to try it out: for `askfirst doctor` and `askfirst tell --test`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.flow import Book
from bot.core.telling import ACCOUNTS, Notice, Tell
from bot.ports import Clock, Store, Tx
from bot.ports.telling import Done, HelpDesk, Outcome, Teller
from bot.services import telling
from bot.services.bridge import CURSOR
from bot.services.doctor import Finding
from bot.services.proactive import Answer, Asked, ask
from bot.services.teller import shown, too_many

DEAD_SINCE = 7 * 86_400
"""Seconds for which a notice that was given up is told of."""

Look = tuple[str, Callable[[], Finding]]


def looks(
    store: Store, book: Book, clock: Clock, tellers: Mapping[str, Teller], desks: Sequence[HelpDesk]
) -> tuple[Look, ...]:
    """Return what `doctor` looks at: each way that the files or a browser name, what was given up, each bridge."""
    used = {row.channel for row in book.tell}
    found: list[Look] = []
    if "email" in used:
        found.append(("email", lambda: _way("email", tellers, f"{_count(book, 'email')}; the mail server lets us in")))
    browsers = len(store.read(lambda tx: tx.tellings.subscriptions()))
    if browsers:
        found.append(("push", lambda: _way("push", tellers, f"browsers that are told: {browsers}")))
    if "webhook" in used:
        found.append(("webhook", lambda: _way("webhook", tellers, f"{_count(book, 'webhook')}; signed")))
    found += [("staff", lambda row=row: _staff(store, row)) for row in book.tell if row.channel == "whatsapp"]  # type: ignore[misc]
    if used or browsers:
        found.append(("telling", lambda: _queue(store, clock)))
    found += [(desk.name, lambda desk=desk: _bridge(store, desk)) for desk in desks]  # type: ignore[misc]
    return tuple(found)


def _count(book: Book, channel: str) -> str:
    count = sum(row.channel == channel for row in book.tell)
    return f"{count} row" if count == 1 else f"{count} rows"


def _way(channel: str, tellers: Mapping[str, Teller], well: str) -> Finding:
    problem = tellers[channel].problem()
    return Finding(channel, not problem, problem or well)


def _staff(store: Store, row: Tell) -> Finding:
    found = store.read(lambda tx: tx.tellings.staff(row.purpose, telling.MOST_STAFF + 1))
    if len(found) > telling.MOST_STAFF:
        return Finding("staff", False, too_many(row.purpose))
    says = f"{len(found)} of us agreed to {row.purpose}" if found else f"nobody of us agreed to {row.purpose} yet"
    return Finding("staff", True, says)


def _queue(store: Store, clock: Clock) -> Finding:
    """Say what waits, and what was given up in the last days."""
    since = clock.now() - DEAD_SINCE
    dead, waiting = store.read(lambda tx: (tx.tellings.dead(since), tx.tellings.depth()))
    if not dead:
        return Finding("telling", True, f"{waiting} notices wait")
    told = "; ".join(f"{count} by {channel} ({why})" for channel, count, why in dead)
    return Finding("telling", False, f"{waiting} notices wait; given up in the last week: {told}")


def _bridge(store: Store, desk: HelpDesk) -> Finding:
    def look(tx: Tx) -> tuple[int, int, str]:
        behind = tx.desk.last_event() - int(tx.facts.get(CURSOR + desk.name) or 0)
        wrong = tx.bridges.problems(desk.name)
        lost = tx.facts.get(f"bridge:{desk.name}") or {}
        why = wrong[0].error if wrong else str(lost.get("why", ""))
        return max(behind, 0), len(wrong) + bool(lost), why

    behind, count, why = store.read(look)
    if problem := desk.problem():
        return Finding(desk.name, False, f"{problem}; {behind} events wait")
    if count:
        return Finding(desk.name, False, f"{count} things could not be brought over, the last: {why}")
    return Finding(desk.name, True, f"answers; {behind} events wait")


# ---- trying it out


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a test notice."""

    channel: str
    receiver: str
    well: bool
    says: str


def try_out(
    store: Store, book: Book, clock: Clock, tellers: Mapping[str, Teller], link: telling.Link
) -> tuple[Tried, ...]:
    """Send a test notice to everybody who would be told, by every way; it tells of nobody."""
    now = clock.now()
    tried = []
    for channel, receiver, to, language in store.read(lambda tx: _receivers(tx, book)):
        event = {"id": 0, "event": "test", "ticket": 0, "team": "", "person": "", "link": link(0)}
        notice = Notice(
            f"test:{now}:{channel}", "test", at=now, language=language, business=book.business.name, link=link(0),
            event=event if channel == "webhook" else {},
        )  # fmt: skip
        tried.append(_tried(channel, receiver, tellers[channel].tell(notice, to, now)))
    for row in (row for row in book.tell if row.channel == "whatsapp"):
        tried += store.write(lambda tx, row=row: _templates(tx, row, book, now))  # type: ignore[misc]
    return tuple(tried)


def _tried(channel: str, receiver: str, outcome: Outcome) -> Tried:
    return Tried(channel, receiver, isinstance(outcome, Done), shown(outcome))


def _receivers(tx: Tx, book: Book) -> list[tuple[str, str, str, str]]:
    """(channel, shown as, to, language) of everybody but those who are told by WhatsApp; each once."""
    found: dict[tuple[str, str], tuple[str, str, str, str]] = {}
    for row in book.tell:
        names = [row.url] if row.channel == "webhook" else []
        if row.channel == "email":
            every = [team for team in book.handover.teams if row.team in ("", team)]
            names = [to for team in every for to in telling.addresses(tx, row, team)] or [*row.to]
        for name in names:
            if name != ACCOUNTS:
                found[row.channel, name] = (row.channel, name, name, row.language)
    for browser in tx.tellings.subscriptions():
        keys = {name: getattr(browser, name) for name in ("endpoint", "p256dh", "auth")}
        known = tx.users.get(browser.user)
        if known is not None:
            found["push", browser.id] = ("push", f"a browser of {known.name}", json.dumps(keys), known.language)
    return list(found.values())


def _templates(tx: Tx, row: Tell, book: Book, now: int) -> list[Tried]:
    people = tx.tellings.staff(row.purpose, telling.MOST_STAFF + 1)
    if len(people) > telling.MOST_STAFF:
        return [Tried("whatsapp", row.purpose, False, too_many(row.purpose))]
    spec = book.templates.get(row.template)
    filled = {"ticket": "0", "team": row.team or book.business.name, "waiting": "0", "link": book.business.name}
    params = {name: filled[name] for name in (spec.params if spec else ()) if name in filled}
    tried = []
    for person in people:
        asked = Asked(person=person, purpose=row.purpose, template=row.template, params=params)
        answer: Answer = ask(tx, asked, book, now=now, key=f"tell:test:{now}:{person}")
        known = tx.persons.get(person)
        says = "queued" if answer.verdict == "cleared" else answer.why
        tried.append(Tried("whatsapp", (known.name if known else "") or person, answer.verdict == "cleared", says))
    return tried
