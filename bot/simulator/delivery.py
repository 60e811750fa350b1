"""Webhooks on their way to the bot: signed, in lanes, repeated until it says 200.

One customer's webhooks go through one lane and never overtake each other, unless one has to be repeated or a fault says
so; different lanes run at the same time, as Meta's do. Each lane is a thread with a keep-alive connection.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.simulator.faults import Faults
from bot.simulator.options import Options
from bot.simulator.post import Outcome, Poster, serialise

_LOG = logging.getLogger(__name__)
GIVE_UP = 7 * 24 * 3600
LOG = 300
REORDER_PATIENCE = 2.0


@dataclass(slots=True)
class Job:
    """Work of a lane: ``post`` a payload, or take the next ``step`` of a message. *about* is told when it is done."""

    kind: str
    lane: str
    payload: dict[str, Any] = field(default_factory=dict)
    label: str = ""
    about: str = ""
    born: float = 0.0
    tries: int = 0
    forged: bool = False


class Deliveries:
    """The lanes. ``on_step`` and ``on_outcome`` are called from their threads, without any lock held."""

    def __init__(self, options: Options, faults: Faults, now: Callable[[], float]) -> None:
        self._options = options
        self._faults = faults
        self._now = now
        self._changed = threading.Condition()
        self._lanes: list[list[tuple[float, int, Job]]] = [[] for _ in range(options.lanes)]
        self._held: Job | None = None
        self._busy: list[Job | None] = [None] * options.lanes
        self._order = itertools.count()
        self._stopped = False
        self._threads: list[threading.Thread] = []
        self.url = options.webhook_url
        self.subscribed = True
        self.dropped = 0
        self.log: deque[dict[str, Any]] = deque(maxlen=LOG)
        self.on_step: Callable[[Job], None] = lambda job: None
        self.on_outcome: Callable[[Job, Outcome], None] = lambda job, outcome: None

    def start(self) -> None:
        """Start the lanes."""
        for lane in range(len(self._lanes)):
            thread = threading.Thread(target=self._run, args=(lane,), name=f"simulator-lane-{lane}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def close(self) -> None:
        """Stop; what still waits stays in ``pending``."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=2.0)  # a bot that does not answer is not waited for; the webhook is kept

    def post(self, payload: dict[str, Any], *, lane: str, label: str, about: str = "") -> bool:
        """Send a webhook; False where too many wait already, or no app is subscribed."""
        if not self.subscribed:
            return False
        job = Job("post", lane, payload, label, about, born=self._now())
        late = self._faults.strike("delay", label)
        twice = self._faults.strike("duplicate", label)
        beside = self._faults.strike("parallel", label)
        job.forged = bool(self._faults.strike("forge", label))
        if self._faults.strike("reorder", label) and self._hold(job):
            return True
        if not self._put(job, late.seconds if late else 0.0):
            return False
        if twice:
            self._put(_copy(job), 0.0)
        if beside:
            self._put(_copy(job), 0.0, shift=1)
        self._let_go()
        return True

    def step(self, *, lane: str, about: str, label: str, after: float) -> None:
        """Call ``on_step`` in *after* seconds."""
        self._put(Job("step", lane, label=label, about=about, born=self._now()), after, admitted=True)

    def waiting(self) -> int:
        """Return how much is under way."""
        with self._changed:
            return self._waiting()

    def idle(self, timeout: float) -> bool:
        """Wait until nothing is under way; whether that came true within *timeout* seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._waiting() == 0 or self._stopped, timeout)

    def pending(self) -> list[dict[str, Any]]:
        """Return what is under way, to be kept over a restart."""
        with self._changed:
            queued = [entry for lane in self._lanes for entry in lane]
            jobs = [job for job in self._busy if job] + [job for _, _, job in sorted(queued, key=lambda one: one[:2])]
            return [asdict(job) for job in [*jobs, *([self._held] if self._held else [])]]

    def restore(self, jobs: list[Mapping[str, Any]]) -> None:
        """Go on with what a file kept."""
        for job in jobs:
            self._put(Job(**job), 0.0, admitted=True)

    def hurry(self) -> None:
        """Try everything that waits now: the bot is back, or a page asks for it."""
        soon = time.monotonic()
        with self._changed:
            for place, lane in enumerate(self._lanes):
                self._lanes[place] = [(min(due, soon), order, job) for due, order, job in lane]
                heapq.heapify(self._lanes[place])
            self._changed.notify_all()

    def _waiting(self) -> int:
        return sum(map(len, self._lanes)) + sum(job is not None for job in self._busy) + (self._held is not None)

    def _put(self, job: Job, after: float, *, shift: int = 0, admitted: bool = False) -> bool:
        """Queue a job; a new webhook only where the backlog has room (what was admitted once stays so)."""
        lane = (zlib.crc32(job.lane.encode()) + shift) % len(self._lanes)
        with self._changed:
            if not admitted and self._waiting() >= self._options.backlog:
                self.dropped += 1
                return False
            heapq.heappush(self._lanes[lane], (time.monotonic() + after, next(self._order), job))
            self._changed.notify_all()
            return True

    def _hold(self, job: Job) -> bool:
        """Keep one webhook back until the next one has left; a timer lets it go where none comes."""
        with self._changed:
            if self._held is not None:
                return False
            self._held = job
        timer = threading.Timer(REORDER_PATIENCE, self._let_go)
        timer.daemon = True
        timer.start()
        return True

    def _let_go(self) -> None:
        with self._changed:
            held, self._held = self._held, None
        if held is not None:
            self._put(held, 0.0, admitted=True)

    def _run(self, lane: int) -> None:
        poster = Poster(self._options)
        while True:
            job = self._next(lane)
            if job is None:
                poster.close()
                return
            try:
                self.on_step(job) if job.kind == "step" else self._deliver(job, poster)
            except Exception:
                _LOG.exception("A lane went on after a %s job failed.", job.kind)
            with self._changed:
                self._busy[lane] = None
                self._changed.notify_all()

    def _next(self, lane: int) -> Job | None:
        with self._changed:
            while not self._stopped:
                waiting = self._lanes[lane]
                left = waiting[0][0] - time.monotonic() if waiting else None
                if left is not None and left <= 0:
                    self._busy[lane] = heapq.heappop(waiting)[2]
                    return self._busy[lane]
                self._changed.wait(left)
            return None

    def _deliver(self, job: Job, poster: Poster) -> None:
        outcome = poster.post(self.url, serialise(job.payload), forged=job.forged) if self.url else Outcome(200)
        job.tries += 1
        self._note(job, outcome)
        self.on_outcome(job, outcome)
        if outcome.status == 200:
            return
        if self._now() - job.born > GIVE_UP:
            self.dropped += 1
            return
        pause = min(self._options.retry_base * 2 ** (job.tries - 1), self._options.retry_cap)
        job.forged = False
        self._put(job, pause, admitted=True)

    def _note(self, job: Job, outcome: Outcome) -> None:
        entry = {"at": self._now(), "label": job.label, "lane": job.lane, "about": job.about, "tries": job.tries}
        self.log.append({**entry, "status": outcome.status, "why": outcome.why, "ms": outcome.ms})


def _copy(job: Job) -> Job:
    return Job(**asdict(job))
