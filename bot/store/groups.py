"""Group commit: whatever waits is written in one transaction, each piece in a savepoint of its own."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from bot.errors import StoreError
from bot.store.sqlite import Connection
from bot.store.tx import Transaction

CROWD = 2  # pieces in the last commit from which on it is worth to wait for more
GATHER = 0.0005  # seconds
MOST = 256  # pieces in one commit: later ones wait for the next


class Job:
    """One piece of work and where its caller waits. ``alone``: outside any transaction, on the bare connection."""

    __slots__ = ("_done", "alone", "error", "result", "work")

    def __init__(self, work: Callable[[Any], Any], *, alone: bool = False) -> None:
        self.work = work
        self.alone = alone
        self.result: Any = None
        self.error: BaseException | None = None
        self._done = threading.Lock()
        self._done.acquire()

    def wait(self) -> Any:
        """Wait for the commit; return what the work returned or raise what it raised."""
        self._done.acquire()
        if self.error is not None:
            raise self.error
        return self.result

    def finish(self) -> None:
        """Let the caller go on."""
        self._done.release()


Queue = SimpleQueue[Job | None]  # None: no more will come


def next_group(queue: Queue, last: int = 0) -> tuple[list[Job], bool]:
    """Wait for work; return all that waits by then, and whether more may come.

    ``last``: how many the last group held. Where several callers write at once, the first of them is held up for a
    moment so that one flush of the disk serves them all; a lone caller never waits.
    """
    group: list[Job] = []
    job = queue.get()
    if last >= CROWD:
        time.sleep(GATHER)
    while job is not None:
        group.append(job)
        if len(group) == MOST or queue.empty():
            return group, True
        job = queue.get()
    return group, False


def run_group(group: list[Job], tx: Transaction) -> bool:
    """Do a group's work and commit it; whether anything was committed. Errors are left in the jobs."""
    together = [job for job in group if not job.alone]
    committed = bool(together) and _commit(together, tx)
    for job in group:
        if job.alone:
            _try(job, tx.db)
    return committed


def _commit(jobs: list[Job], tx: Transaction) -> bool:
    try:
        tx.begin(write=True)
        for job in jobs:
            if not _piece(job, tx):
                raise job.error or StoreError(why="the transaction ended by itself.")
        tx.commit()
        return any(job.error is None for job in jobs)
    except BaseException as error:
        _undo(tx)
        for job in jobs:
            job.error = again(error)
        return False


def _piece(job: Job, tx: Transaction) -> bool:
    """Do one job's work; False where its failure took the whole transaction with it (a full disk does)."""
    tx.step()
    if _try(job, tx):
        tx.keep_step()
        return True
    return tx.undo_step()


def _try(job: Job, on: Transaction | Connection) -> bool:
    try:
        job.result = job.work(on)
        return True
    except BaseException as error:  # the caller raises it, in its own thread
        job.error = error
        return False


def _undo(tx: Transaction) -> None:
    with contextlib.suppress(StoreError):  # what kept us from writing may keep us from undoing; nothing was committed
        tx.roll_back()


def again(error: BaseException) -> BaseException:
    """Each caller gets an error of its own: one object can't be raised by several threads."""
    return (
        type(error)(**error.details)
        if isinstance(error, StoreError)
        else StoreError(why=f"{type(error).__name__} while writing.")
    )
