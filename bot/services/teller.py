"""Tells people of the business: takes what is due, sends it outside of any transaction, records what came of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from bot.core.flow import Book
from bot.core.telling import FILLERS
from bot.ports import Clock, Store, Tx
from bot.ports.telling import Again, Done, Never, Outcome, Teller, Telling
from bot.services import proactive, telling
from bot.services.counters import Counters
from bot.services.proactive import Answer, Asked
from bot.services.telling import Batch, Link

log = logging.getLogger("askfirst.telling")

FIRST_WAIT, LONGEST_WAIT = 15.0, 1800.0
"""Seconds before the second attempt, and at most between two."""
PASSING = ("quiet_hours", "cap", "held", "withdrawn", "refused", "expired", "no_consent", "suppressed")
"""The gate's reasons that are about one of us at this hour: nobody needs to mend anything."""


class Tellings:
    """One in the process that leads. ``step`` is called by one thread; the sending has a few of its own."""

    name = "telling"

    def __init__(
        self, store: Store, book: Callable[[], Book], clock: Clock, counters: Counters,
        *, tellers: Mapping[str, Teller], link: Link, threads: int = 4,
    ) -> None:  # fmt: skip
        self._store, self._book, self._clock, self._counters = store, book, clock, counters
        self.tellers, self._link = dict(tellers), link
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="telling")
        self._busy: dict[tuple[str, str], Future[None]] = {}
        self._lock = threading.Lock()

    def step(self) -> int:
        """Look at what happened and at what is due; return how much there was."""
        now, book = self._clock.now(), self._book()
        followed = 0
        if self._store.read(telling.behind):
            followed = self._store.write(lambda tx: telling.follow(tx, book, now))
        with self._lock:
            busy = frozenset(self._busy)
        due = self._store.read(lambda tx: telling.look(tx, book, now, busy=busy, link=self._link))
        settled = 0
        if due.needless or due.dead or due.staff:
            settled = self._store.write(lambda tx: self._settle(tx, due, book, now))
        for batch in due.batches:
            self._start(batch)
        return followed + settled + len(due.batches)

    def finish(self) -> None:
        """Wait until nothing is under way."""
        while True:
            with self._lock:
                busy = tuple(self._busy.values())
            if not busy:
                return
            wait(busy)

    def stop(self) -> None:
        """Finish what is under way; take nothing new."""
        self._pool.shutdown(wait=True)

    # ---- inside a transaction

    def _settle(self, tx: Tx, due: telling.Due, book: Book, now: int) -> int:
        tx.tellings.settle(due.needless, "needless", now=now)
        for row in due.dead:
            self._counters.add(f"telling_dead_{row.channel}")
            why = row.error or "nobody could be reached for a day"
            tx.tellings.settle([row.id], "dead", now=now, error=why)
        asked = sum(self._ask(tx, row, book, now) for row in due.staff)
        return len(due.needless) + len(due.dead) + asked

    def _ask(self, tx: Tx, row: Telling, book: Book, now: int) -> int:
        """Ask the gate for a template to one of us, as for any proactive message; 0: not time yet."""
        if tx.tellings.told_at("whatsapp", row.receiver) + int(str(row.data["every"])) > now:
            return 0  # an earlier row of this look was told
        if len(tx.tellings.staff(str(row.data["purpose"]), telling.MOST_STAFF + 1)) > telling.MOST_STAFF:
            tx.tellings.settle([row.id], "dead", now=now, error=too_many(str(row.data["purpose"])))
            return 1
        answer = self._asked(tx, row, book, now)
        if answer.verdict == "cleared":
            self._counters.add("telling_told_whatsapp")
            tx.tellings.settle([row.id], "told", now=now)
        else:
            why = f"{answer.reason}: {answer.why}"
            tx.tellings.settle([row.id], "needless" if answer.reason in PASSING else "dead", now=now, error=why)
        return 1

    def _asked(self, tx: Tx, row: Telling, book: Book, now: int) -> Answer:
        spec = book.templates.get(str(row.data["template"]))
        filled = dict(zip(FILLERS, self._filled(tx, row, book), strict=True))
        params = {name: filled[name] for name in (spec.params if spec else ()) if name in filled}
        asked = Asked(
            person=row.receiver, purpose=str(row.data["purpose"]), template=str(row.data["template"]), params=params
        )
        return proactive.ask(tx, asked, book, now=now, key=f"tell:{row.key}")

    def _filled(self, tx: Tx, row: Telling, book: Book) -> tuple[str, str, str, str]:
        waiting = sum(1 for ticket in tx.tickets.waiting() if ticket.state == "open")
        link = self._link(row.ticket) or book.business.name
        return str(row.ticket), row.team or book.business.name, str(max(waiting, 1)), link

    # ---- outside of any

    def _start(self, batch: Batch) -> None:
        at = batch.channel, batch.receiver
        with self._lock:
            self._busy[at] = self._pool.submit(self._run, batch)

    def _run(self, batch: Batch) -> None:
        try:
            outcome = self._tell(batch)
            self._store.write(lambda tx: self._record(tx, batch, outcome))
        except Exception:
            log.exception("What came of a notice by %s could not be recorded; it is told again.", batch.channel)
        finally:
            with self._lock:
                self._busy.pop((batch.channel, batch.receiver), None)

    def _tell(self, batch: Batch) -> Outcome:
        teller = self.tellers.get(batch.channel)
        if teller is None:
            return Never(f"nothing here can tell by {batch.channel}")
        if not batch.to:
            return Never("the browser is not known any more", gone=True)
        try:
            return teller.tell(batch.notice, batch.to, self._clock.now())
        except Exception as problem:  # one bad receiver must not stop all others
            log.exception("Telling by %s ended unexpectedly.", batch.channel)
            return Again(f"the program stumbled ({type(problem).__name__})")

    def _record(self, tx: Tx, batch: Batch, outcome: Outcome) -> None:
        now, rows = self._clock.now(), [row.id for row in batch.rows]
        if isinstance(outcome, Done):
            self._counters.add(f"telling_told_{batch.channel}")
            tx.tellings.settle(rows, "told", now=now)
        elif isinstance(outcome, Never):
            if outcome.gone and batch.channel == "push":
                tx.tellings.unsubscribe(batch.receiver)
                tx.tellings.settle(rows, "needless", now=now, error=outcome.why)
                return
            self._counters.add(f"telling_dead_{batch.channel}")
            log.error("A notice by %s was given up: %s", batch.channel, outcome.why)
            tx.tellings.settle(rows, "dead", now=now, error=outcome.why)
        else:
            self._again(tx, batch, rows, outcome, now)

    def _again(self, tx: Tx, batch: Batch, rows: Sequence[int], outcome: Again, now: int) -> None:
        attempt = batch.rows[0].attempt
        pause = outcome.after or min(FIRST_WAIT * 2**attempt, LONGEST_WAIT)
        if not attempt:
            log.warning("A notice by %s could not be given and is tried again: %s", batch.channel, outcome.why)
        tx.tellings.settle(rows, "queued", now=now, not_before=now + max(1, round(pause)), error=outcome.why)


def too_many(purpose: str) -> str:
    """Say that a purpose is not one of the business's own people."""
    return f"more than {telling.MOST_STAFF} persons agreed to {purpose}: this is no list of your own people"


def settle(tellings: Tellings) -> None:
    """Tell whatever can be told now, in the caller's thread (rehearsals, tests)."""
    while tellings.step():
        tellings.finish()


def shown(outcome: Any) -> str:
    """Say in a word or a sentence what came of an attempt."""
    return "told" if isinstance(outcome, Done) else str(outcome.why)
