"""Drains the outbox: claim and clear in one transaction, send outside any, record in another.

The states and what moves them are in docs/delivery.md. Nothing here ever sends a proactive message twice.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from bot.core.consent import Cleared
from bot.core.flow import Book
from bot.errors import BadMessage, GateClosed
from bot.ports import Accepted, Address, Channel, Clock, Declined, OutRow, Store, Tx, Unsure
from bot.services import account, expiry, gate, launching, proactive, receipts
from bot.services.counters import Counters
from bot.services.pacing import Pacing

log = logging.getLogger("askfirst.sender")

MAX_ATTEMPTS = 8
PROBE_AFTER = 120
"""Seconds between tries while the number is halted (token refused, account locked)."""
UNSURE_ALONE = 15
"""How many times longer an unknown reply waits where no receipt of any message came in since."""
IN_DOUBT = 15
"""Seconds beyond that for which a person's later messages wait behind a reply in doubt, so that their order holds."""
OLDEST = 86_400
"""Seconds after which a message that never reached WhatsApp is given up."""


@dataclass(frozen=True, slots=True)
class Job:
    """A row that may leave now."""

    row: OutRow
    cleared: Cleared
    to: Address
    attempt: int


class Sender:
    """One per process that leads. ``claim`` is called by the worker's thread alone."""

    def __init__(
        self, store: Store, channel: Channel, book: Callable[[], Book], clock: Clock, counters: Counters,
        *, threads: int, pace: int, pairs: bool = True, resend_after: int = 60,
    ) -> None:  # fmt: skip
        self._store, self._channel, self._book, self._clock, self._counters = store, channel, book, clock, counters
        self._threads, self._resend_after = threads, resend_after
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="sender")
        self._pacing = Pacing(pace, time.monotonic(), pairs=pairs)
        self._busy: set[str] = set()
        self._outcomes: deque[tuple[Job, Accepted | Declined | Unsure]] = deque()
        self._lock = threading.Lock()
        self.failing_since = 0
        """Unix seconds since the provider last stopped answering; 0: it answers."""

    def ready(self, tx: Tx, now: int) -> tuple[tuple[int, str], ...]:
        """Return (row, person) whose time has come, a few more than can start; none while all is refused or full."""
        free = self._threads - len(self._busy)
        if free <= 0 or self._pacing.number.wait(time.monotonic()) > 0.5 or _halted(tx, now):
            return ()
        return tx.outbox.ready(now, 4 * free + len(self._busy), doubt=now - self._resend_after - IN_DOUBT)

    def fitting(self, ready: tuple[tuple[int, str], ...]) -> bool:
        """Say whether one of these rows may start now."""
        now = time.monotonic()
        return any(person not in self._busy and self._pacing.could(person, now) for _, person in ready)

    def claim(self, tx: Tx) -> list[Job]:
        """Take as many due rows as can start: one message a person at a time, so that their order holds."""
        now, book = self._clock.now(), self._book()
        free = self._threads - len(self._busy)
        jobs: list[Job] = []
        for number, person in self.ready(tx, now):
            if len(jobs) >= free:
                break
            if person in self._busy or not self._pacing.may(person, time.monotonic()):
                continue
            row = tx.outbox.get(number)
            job = self._claim_one(tx, row, book, now) if row else None
            if job is not None:
                jobs.append(job)
        return jobs

    def start(self, jobs: list[Job]) -> None:
        """Hand claimed rows, whose claim is on the disk, to the threads."""
        with self._lock:
            self._busy.update(job.row.person for job in jobs)
        for job in jobs:
            self._pool.submit(self._run, job)

    def _claim_one(self, tx: Tx, row: OutRow, book: Book, now: int) -> Job | None:
        verdict = gate.recheck(tx, row, book, now)
        phone, bsuid = tx.persons.address(row.person)
        if isinstance(verdict, Cleared):
            verdict = launching.stopped(tx, row) or verdict
        if not isinstance(verdict, Cleared):
            later = proactive.put_off_again(tx, row, book, now, verdict.reason)
            if later:
                tx.outbox.settle(row.id, "queued", now=now, not_before=later, error=verdict.why)
                return None
            tx.outbox.settle(row.id, "blocked", now=now, error=f"{verdict.reason}: {verdict.why}")
            self._counters.add(f"blocked_{verdict.reason}")
            return None
        if not phone and not bsuid:
            tx.outbox.settle(row.id, "failed", now=now, error="no identifier left to send to")
            return None
        try:
            tx.attempt(lambda inner: inner.outbox.sending(row.id, now, row.attempt + 1))
        except GateClosed as problem:
            tx.outbox.settle(row.id, "blocked", now=now, error=str(problem))
            return None
        return Job(row, verdict, Address(phone=phone, bsuid=bsuid), row.attempt + 1)

    def _run(self, job: Job) -> None:
        try:
            outcome = self._send(job)
        except Exception:
            log.exception("Sending message %s ended unexpectedly; it stays unknown.", job.row.id)
            outcome = Unsure("the program stumbled while sending")
        self._outcomes.append((job, outcome))
        self._store.wake()

    @property
    def finished(self) -> bool:
        """Whether outcomes wait to be recorded."""
        return bool(self._outcomes)

    def record(self, tx: Tx) -> int:
        """Record what came of the messages that left, oldest first; ``recorded`` forgets them once it is on the disk."""
        done = tuple(self._outcomes)
        for job, outcome in done:
            self._release(job.row.person)
            try:
                tx.attempt(partial(self._record, job=job, outcome=outcome))
            except Exception:  # one bad outcome must not stop all others; its row is looked after as of unknown fate
                log.exception("The outcome of message %s could not be recorded.", job.row.id)
        return len(done)

    def recorded(self, count: int) -> None:
        """Forget the oldest outcomes."""
        for _ in range(count):
            self._outcomes.popleft()

    def _send(self, job: Job) -> Accepted | Declined | Unsure:
        try:
            return self._channel.send(job.cleared, job.to, receipts.reference(job.row, job.attempt))
        except BadMessage as problem:
            return Declined(0, str(problem), "fix")

    def _release(self, person: str) -> None:
        with self._lock:
            self._busy.discard(person)

    def _record(self, tx: Tx, job: Job, outcome: Accepted | Declined | Unsure) -> None:
        now = self._clock.now()
        if isinstance(outcome, Accepted):
            self.failing_since = 0
            tx.outbox.settle(job.row.id, "accepted", now=now, wamid=outcome.wamid)
            launching.left(tx, job.row, now)
            if outcome.wa_id not in ("", job.to.phone) or outcome.bsuid not in ("", job.to.bsuid):
                meeting = expiry.watcher(tx, self._book(), now)
                account.learn(tx, job.row.person, phone=outcome.wa_id, bsuid=outcome.bsuid, now=now, meeting=meeting)
            self._counters.add("sent")
        elif isinstance(outcome, Unsure):
            self.failing_since = self.failing_since or now
            tx.outbox.settle(job.row.id, "unknown", now=now, error=outcome.why)
            self._counters.add("unsure")
        else:
            self._declined(tx, job, outcome, now)

    def _declined(self, tx: Tx, job: Job, outcome: Declined, now: int) -> None:
        self._counters.add(f"declined_{outcome.code}")
        if self._may_retry(job, outcome, now):
            self._postpone(tx, job, outcome, now)
        elif outcome.verdict == "stop" and outcome.scope == "number":
            log.error("WhatsApp refuses to send for this number (%s): %s", outcome.code, outcome.why)
            tx.facts.set(account.HALT, {"why": outcome.why, "code": outcome.code, "at": now}, now)
            tx.outbox.settle(job.row.id, "queued", now=now, not_before=now + 60, code=outcome.code, error=outcome.why)
        else:
            tx.outbox.settle(job.row.id, "failed", now=now, code=outcome.code, error=outcome.why)
            account.refused(tx, job.row, outcome.scope, outcome.verdict, outcome.why, now=now)
            receipts.failed(tx, job.row.person, outcome.code, self._book(), now)
            if outcome.verdict in ("fix", "stop") or outcome.alert:
                log.error("Message %s was refused (%s): %s", job.row.id, outcome.code, outcome.why)

    def _may_retry(self, job: Job, outcome: Declined, now: int) -> bool:
        """A provider that can't be reached is tried for a day; what WhatsApp itself refused, a few times."""
        if outcome.verdict not in ("retry", "later"):
            return False
        if outcome.code == 0:
            return now - job.row.at < OLDEST
        return job.attempt < (outcome.tries or MAX_ATTEMPTS)

    def _postpone(self, tx: Tx, job: Job, outcome: Declined, now: int) -> None:
        wait = outcome.after or min(2.0**job.attempt, 300.0)
        if outcome.scope == "person":
            wait = max(outcome.after, 4.0 ** min(job.attempt, 5))
            self._pacing.pause_person(job.row.person, wait, time.monotonic())
        elif outcome.scope == "number":
            self._pacing.pause(wait, time.monotonic())
        if outcome.code == 0:
            self.failing_since = self.failing_since or now
        tx.outbox.settle(
            job.row.id, "queued", now=now, not_before=now + max(1, round(wait)), code=outcome.code, error=outcome.why
        )

    def rescue(self, *, starting: bool = False) -> int:
        """Look after rows that nobody finished: ``sending`` of a dead process, ``unknown`` for too long."""
        now = self._clock.now()
        return self._store.write(lambda tx: _rescue(tx, now, self._resend_after, starting=starting))

    @property
    def busy(self) -> bool:
        """Whether messages are under way."""
        return bool(self._busy or self._outcomes)

    def stop(self) -> None:
        """Finish what is under way; take nothing new."""
        self._pool.shutdown(wait=True)


def _halted(tx: Tx, now: int) -> bool:
    """While WhatsApp refuses everything, one message every few minutes finds out whether the owner mended it."""
    halt = tx.facts.get(account.HALT)
    return bool(halt) and (not halt.get("code") or now - int(halt.get("at", 0)) < PROBE_AFTER)


def _rescue(tx: Tx, now: int, resend_after: int, *, starting: bool) -> int:
    count = 0
    if starting:
        for row in tx.outbox.orphans("sending", now + 1):
            tx.outbox.settle(row.id, "unknown", now=now, error="the program ended while sending")
            count += 1
    heard = int(tx.facts.get("receipt_at") or 0)
    for row in tx.outbox.orphans("unknown", now - resend_after):
        patience = resend_after if heard > row.updated_at else resend_after * UNSURE_ALONE
        if row.kind == "reply" and row.attempt < 2 and row.updated_at <= now - patience:
            tx.outbox.settle(row.id, "queued", now=now, error="no receipt came; sent once more")
            count += 1
    return count
