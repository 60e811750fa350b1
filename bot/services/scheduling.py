"""What the clock starts: reminders whose time has come, and rounds to everybody who agreed to a purpose.

Everything ends as an inbox row, put there in the same transaction that takes it off the schedule: whatever happens to
the process in between, each is started once. Rounds go by small pages, behind the messages of people.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.core.flow import Book, Flow
from bot.core.incoming import Started
from bot.core.schedule import Every, missed, next_every
from bot.core.times import DAY
from bot.ports import RoundRow, Tx
from bot.services.inspecting import iso

log = logging.getLogger("askfirst.scheduling")

PAGE = 16
"""People of a round, or reminders, that are started in one transaction."""
LOOK = 60
"""Seconds between two looks at the owner's rounds, where nothing tells that one is due."""


class Rota:
    """One per process that leads. Remembers when the next round is due, so that looking costs nearly nothing."""

    def __init__(self) -> None:
        self._version = ""
        self._next = 0

    def wants(self, tx: Tx, book: Book, now: int) -> bool:
        """Whether there is something to start; the queue of those that were started is kept short."""
        soonest = tx.schedules.next()
        if not (soonest and soonest <= now) and book.version == self._version and now < self._next:
            return False
        return tx.inbox.waiting() < PAGE

    def work(self, tx: Tx, book: Book, now: int) -> int:
        """Start what is due, a page of it; return how many persons."""
        count = _reminders(tx, now)
        if book.version != self._version or now >= self._next:
            count += self._rounds(tx, book, now)
        return count

    def _rounds(self, tx: Tx, book: Book, now: int) -> int:
        rows = _looked_after(tx, book, now)
        under_way = next((row for row in rows if row.slot), None)
        self._version = book.version
        if under_way is not None:
            self._next = now
            return _page(tx, under_way, book, now)
        self._next = min([now + LOOK, *(due for due in _due(book, rows) if due > now)])
        return 0


def upcoming(tx: Tx, book: Book, now: int) -> int:
    """Return when the clock starts something next; 0: never. For rehearsals, which let time pass in steps."""
    found = [at for at in (tx.schedules.next(), *_due(book, tx.schedules.rounds(), now)) if at]
    return min(found, default=0)


def overview(tx: Tx, book: Book, now: int) -> dict[str, Any]:
    """Return what the clock starts next, as JSON types: `askfirst schedule`."""
    known = {row.key: row for row in tx.schedules.rounds()}
    rounds = []
    for key, flow, every in everies(book):
        row = known.get(key)
        due = next_every(every, row.upto if row else now, book.business.timezone)
        rounds.append(
            {
                "flow": flow.id,
                "every": every.source,
                "next": iso(due.at),
                "under_way": row.slot or None if row else None,
                "started_for": row.asked if row else 0,
                "note": row.note if row else "",
            }
        )
    waiting = [{"flow": flow, "waiting": count, "next": iso(at)} for flow, count, at in tx.schedules.waiting()]
    return {"rounds": rounds, "reminders": waiting}


def _reminders(tx: Tx, now: int) -> int:
    rows = tx.schedules.due(now, PAGE)
    for row in rows:
        key = f"after:{row.key}:{row.at}:{row.person}"
        event = Started(row.person, row.flow, now, "after", iso(row.at), key=key, data=dict(row.data), until=row.until)
        tx.inbox.put(key, event, at=now, received_ms=now * 1000, person=row.person)
    return len(rows)


# ---- rounds


def everies(book: Book) -> Iterator[tuple[str, Flow, Every]]:
    """Yield (key, flow, every) for each round that the owner wrote."""
    for flow in book.flows.values():
        for trigger in flow.triggers if flow.purpose else ():
            if trigger.every is not None:
                yield f"{flow.id}|{trigger.every.source}", flow, trigger.every


def _due(book: Book, rows: tuple[RoundRow, ...] | list[RoundRow], now: int = 0) -> Iterator[int]:
    known = {row.key: row for row in rows}
    for key, _, every in everies(book):
        row = known.get(key)
        if row is not None or now:
            yield next_every(every, row.upto if row else now, book.business.timezone).at


def _looked_after(tx: Tx, book: Book, now: int) -> list[RoundRow]:
    """Open the rounds whose time has come, note those that are too late, forget those that are in no file."""
    known = {row.key: row for row in tx.schedules.rounds()}
    out = []
    for key, flow, every in everies(book):
        row = known.pop(key, None)
        if row is None:  # new in the files: what was before that is none of its business
            row = RoundRow(key, flow.id, now)
            tx.schedules.put_round(row)
        elif not row.slot:
            row = _opened(tx, row, every, book.business.timezone, now)
        out.append(row)
    for key in known:
        tx.schedules.drop_round(key)
    return out


def _opened(tx: Tx, row: RoundRow, every: Every, timezone: str, now: int) -> RoundRow:
    dues = list(missed(every, row.upto, now, timezone))
    if not dues:
        return row
    last = dues[-1]
    row = replace(row, upto=last.at)
    skipped = [due.name for due in dues if due is not last or now > last.until]
    if skipped:
        times = f"{skipped[-1]} and {len(skipped) - 1} before it" if len(skipped) > 1 else skipped[0]
        row = replace(row, note=f"skipped {times}: nobody was there to send it until {iso(now)}")
        log.warning("The flow %s was %s.", row.flow, row.note)
    if now <= last.until:
        row = replace(row, slot=last.name, until=last.until, reached=0, asked=0)
    tx.schedules.put_round(row)
    return row


def _page(tx: Tx, row: RoundRow, book: Book, now: int) -> int:
    """Start the flow for the next people who agreed; where nobody is left, or it got too late, the round is over."""
    flow = book.flows[row.flow]
    if now > row.until:
        return _over(tx, row, f"broken off after {row.asked}; it was later than {iso(row.until)}")
    found = tx.schedules.granted(flow.purpose, row.reached, PAGE)
    if not found:
        return _over(tx, row, f"started for {row.asked}")
    started = sum(_start(tx, person, flow, row, now) for _, person in found)
    tx.schedules.put_round(replace(row, reached=found[-1][0], asked=row.asked + started))
    return len(found)


def _start(tx: Tx, person: str, flow: Flow, row: RoundRow, now: int) -> bool:
    """One person once a round, however many yeses of theirs the ledger holds."""
    key = f"every:{flow.id}:{row.slot}:{person}"
    event = Started(person, flow.id, now, "every", row.slot, key=key, until=row.upto + DAY)
    return tx.inbox.put(key, event, at=now, received_ms=now * 1000, person=person) is not None


def _over(tx: Tx, row: RoundRow, note: str) -> int:
    log.info("The round %s of %s is over: %s.", row.slot, row.flow, note)
    tx.schedules.put_round(replace(row, slot="", note=f"{row.slot}: {note}"))
    return 1
