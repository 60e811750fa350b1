"""The loop that applies and sends: one in the world at a time, polite on SIGTERM, safe under kill -9."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Protocol

from bot.core.codec import plain
from bot.core.flow import Book
from bot.core.incoming import ActionResult, TimerDue
from bot.core.understanding.mind import Mind
from bot.errors import ActionError, AskFirstError
from bot.ports import Actions, Channel, Clock, InboxRow, Store, Tx
from bot.services import proof
from bot.services.applying import Left
from bot.services.conversation import BATCH, Applied, Conversation
from bot.services.counters import Counters
from bot.services.privacy import Eraser, due
from bot.services.retention import DAY, Keep, sweep
from bot.services.scheduling import Rota
from bot.services.sender import Job, Sender

log = logging.getLogger("askfirst.worker")

HEARTBEAT = 10
"""Seconds between signs of life in the database."""
BACKLOG = 512
"""Persons with a queued reply above which no further events are applied: the sender sets the pace."""


class Flows(Protocol):
    """The flow files, read again when they change."""

    def refresh_beside(self) -> None:
        """Read changed files beside the caller."""


_Seen = tuple[int, int, tuple[InboxRow, ...], tuple[tuple[int, str], ...], tuple[str, ...]]
"""Next timer, persons who wait, what arrived, what may leave, who is to be erased."""


class Worker:
    """Run it in a thread with ``run``; ``stop`` ends it after the turn under way."""

    def __init__(
        self, store: Store, conversation: Conversation, sender: Sender, actions: Actions, channel: Channel,
        *, flows: Flows, clock: Clock, counters: Counters, blue_ticks: bool = False,
        keep: Keep | None = None,
    ) -> None:  # fmt: skip
        self._store, self._conversation, self._sender = store, conversation, sender
        self._actions, self._channel, self._flows = actions, channel, flows
        self._clock, self._counters = clock, counters
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="after")
        self._blue_ticks = blue_ticks
        self._keep = keep or Keep()
        self._eraser = Eraser(store, clock)
        self._rota = Rota()
        self._beat_at = 0
        self._looked_at = 0
        self._swept_at = 0
        self._beside: set[Future[bool]] = set()
        self.leading = False

    def run(self) -> None:
        """Wait to be the one that leads, then work until stopped. Errors are logged, never the end."""
        while not self._stop.is_set() and not self._store.lead():
            self._stop.wait(0.2)
        if self._stop.is_set():
            return
        self.leading = True
        self._guarded(self._start)
        while not self._stop.is_set():
            if not self._guarded(self.step):
                self._stop.wait(1.0)
        self._pool.shutdown(wait=True)
        self._sender.stop()
        self._guarded(lambda: self._sender.recorded(self._store.write(self._sender.record)))

    def stop(self) -> None:
        """End the loop soon."""
        self._stop.set()

    def _guarded(self, work: Any) -> bool:
        try:
            work()
            return True
        except AskFirstError as problem:
            log.error("%s", problem)
        except Exception:
            log.exception("The worker stumbled and goes on.")
        return False

    def _start(self) -> None:
        self._sender.rescue(starting=True)
        for fact in self._store.read(lambda tx: tx.facts.all("call:")).values():
            if fact:
                self._later(partial(self._call, fact))

    def step(self) -> None:
        """Do what there is to do; where there is nothing, wait for a change or the next timer."""
        busy = self._step_once()
        self._housekeeping()
        if not busy:
            self._store.changed(0.25)

    def _step_once(self) -> int:
        """One look, then at most one transaction: the turns of what arrived and the claims of what may leave."""
        now = self._clock.now()
        soonest, backlog, rows, ready, leaving = self._store.read(lambda tx: self._look(tx, now))
        if soonest and soonest <= now:
            return self._store.write(lambda tx: self._ring(tx, now))
        if leaving:
            return self._eraser.run(leaving)
        if backlog >= BACKLOG:
            rows = ()
        if not rows and not self._sender.finished and not self._sender.fitting(ready):
            return self._by_the_clock(now)
        mind = self._conversation.prepare(rows)
        recorded, applied, jobs = self._store.write(lambda tx: self._all_steps(tx, rows, mind))
        self._sender.recorded(recorded)
        self._sender.start(jobs)
        for person, left in applied.left:
            self._after(person, left)
        return recorded + applied.events + len(jobs) + self._by_the_clock(now)

    def _by_the_clock(self, now: int) -> int:
        """Start a page of what the clock is to start; people's own messages went first."""
        book = self._conversation.book()
        if not self._store.read(lambda tx: self._rota.wants(tx, book, now)):
            return 0
        return self._store.write(lambda tx: self._rota.work(tx, book, now))

    def _look(self, tx: Tx, now: int) -> _Seen:
        ready = self._sender.ready(tx, now)
        return tx.facts.next_timer(), tx.outbox.queued(), tx.inbox.pending(BATCH), ready, due(tx, now)

    def _all_steps(self, tx: Tx, rows: tuple[InboxRow, ...], mind: tuple[Book, Mind]) -> tuple[int, Applied, list[Job]]:
        """What came of the last messages, the turns, the next messages: each in its savepoint, one commit."""
        return self._sender.record(tx), self._conversation.apply(tx, rows, mind), self._sender.claim(tx)

    def settle(self) -> None:
        """Work in the caller's thread until nothing is left to do (rehearsals); errors are raised."""
        self._store.lead()
        under_way = True
        while under_way:  # asked before looking: what ends in between has left something to do
            under_way = bool(self._sender.busy or self._beside)
            under_way = bool(self._step_once()) or under_way
            if under_way:
                self._store.changed(0.02)

    def _ring(self, tx: Tx, now: int) -> int:
        due = tx.facts.due_timers(now, 100)
        for person, key, at in due:
            event = TimerDue(person=person, key=key, at=at)
            tx.inbox.put(f"t:{person}:{key}:{at}", event, at=at, received_ms=self._clock.now_ms(), person=person)
        return len(due)

    def _after(self, person: str, left: Left) -> None:
        """What had to wait for the commit: actions, blue ticks."""
        for action in left.actions:
            call = {**plain(action), "slots": action.slots, "person": person}
            self._later(partial(self._call, call))
        for read in (r for r in left.reads if r.typing or self._blue_ticks):
            self._later(partial(self._channel.mark_read, read.message_id, typing=read.typing))

    def _later(self, work: Callable[[], None]) -> None:
        """Do something that may take a while beside the loop."""
        future = self._pool.submit(self._guarded, work)
        self._beside.add(future)
        future.add_done_callback(self._beside.discard)

    def _call(self, call: Mapping[str, Any]) -> None:
        """Run one action; its result, or its failure, comes back as an event."""
        person = str(call["person"])
        phone, _ = self._store.read(lambda tx: tx.persons.address(person))
        result: Mapping[str, Any] = {}
        error = ""
        try:
            result = self._actions.run(call, phone)
        except ActionError as problem:
            error = str(problem)
            log.error("%s", problem)
        now = self._clock.now()
        told = {"slots": {}, **result, "error": error}
        event = ActionResult(person=person, call=str(call["call"]), at=now, **told)
        key = f"a:{call['call']}"
        self._store.write(lambda tx: tx.inbox.put(key, event, at=now, received_ms=self._clock.now_ms(), person=person))

    def _housekeeping(self) -> None:
        now = self._clock.now()
        if now - self._looked_at >= 1 or now < self._looked_at:
            self._looked_at = now
            self._flows.refresh_beside()
        if now - self._beat_at >= HEARTBEAT or now < self._beat_at:
            self._beat_at = now
            self._sender.rescue()
            self._eraser.tidy()
            failing = self._sender.failing_since
            self._store.write(lambda tx: tx.facts.set("worker", {"at": now, "provider_failing": failing}, now))
        if now - self._swept_at >= DAY or now < self._swept_at:
            self._swept_at = now
            self._later(lambda: _once_a_day(self._store, self._keep, now))


def _once_a_day(store: Store, keep: Keep, now: int) -> None:
    sweep(store, keep, now)
    proof.watch(store)
