"""The store on one SQLite file: one thread writes, many read, other processes are noticed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar, cast

from bot import ports
from bot.errors import StoreBusy, StoreError
from bot.store import forks
from bot.store.files import drop_files, forget_erased
from bot.store.groups import Job, Queue, again, next_group, run_group
from bot.store.sqlite import Connection, Row, connect
from bot.store.tx import Means, Transaction

T = TypeVar("T")
LOOK = 0.015  # seconds between two looks for commits of other processes
MOST_READERS = 16  # idle read connections that are kept


class SqliteStore:
    """Implements ``ports.Store``. Connections and the writing thread are made when first needed, also after a fork."""

    def __init__(self, path: Path, means: Means, *, durable: bool = True, busy_seconds: float = 5.0) -> None:
        """``durable`` False: commits do not wait for the disk (for a file nobody keeps)."""
        self.path = path
        self._means = means
        self._durable = durable
        self._busy_seconds = busy_seconds
        self._closed = ""
        self._lead: int | None = None
        self._frozen = False
        self._fresh()
        self._look()
        self._changes = 0  # what happened before we came is no news
        forks.stores.add(self)

    def _fresh(self) -> None:
        """Begin with nothing open; after a fork nothing of the parent may be touched."""
        self._lock = threading.Condition()  # guards everything below
        self._using = 0  # pieces of work that have a connection in their hands
        self._idle: list[Transaction] = []
        self._writing: Transaction | None = None
        self._queue: Queue = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._watch: Connection | None = None
        self._seen = 0  # what the watching connection saw last
        self._changes = 0
        self._mine = threading.local()

    # ---- the port

    def write(self, work: Callable[[ports.Tx], T]) -> T:
        """Run *work* in a BEGIN IMMEDIATE transaction; when this returns, it is on the disk."""
        return cast(T, self._submit(Job(work)))

    def read(self, work: Callable[[ports.Tx], T]) -> T:
        """Run *work* on a read snapshot."""
        self._not_inside_a_write()
        tx = self._borrow()
        self._mine.reads = self._reads() + 1
        try:
            tx.begin(write=False)
            return work(tx)
        finally:
            self._mine.reads -= 1
            try:
                tx.roll_back()
            finally:
                self._give_back(tx)

    def changed(self, timeout: float) -> bool:
        """Wait until somebody wrote since this thread last asked, at most *timeout* seconds."""
        deadline = time.monotonic() + timeout
        known = getattr(self._mine, "changes", 0)
        with self._lock:
            while not self._closed:
                self._look()
                if self._changes != known:
                    self._mine.changes = self._changes
                    return True
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                self._lock.wait(min(left, LOOK))
        return False

    def wake(self) -> None:
        """Let whoever waits in ``changed`` look again."""
        with self._lock:
            self._changes += 1
            self._lock.notify_all()

    def lead(self) -> bool:
        """Whether this process is the one that applies and sends; the operating system ends it with the process."""
        with self._lock:
            if self._lead is None and not self._closed:
                self._lead = forks.lock_file(self.path.with_name(self.path.name + ".lock"))
            return self._lead is not None

    def close(self) -> None:
        """Finish what waits, then close everything."""
        self._not_inside_a_write()
        if self._reads():
            raise StoreError(why="a read closed the store that it reads from.")
        with self._lock:
            if self._closed:
                return
            self._closed = "the store is closed."
            self._lock.notify_all()
            thread = self._thread
            self._queue.put(None)
        if thread is not None:
            thread.join()
        with self._lock:
            self._wait_until_unused()
            self._drop_connections()
            if self._lead is not None:
                os.close(self._lead)
                self._lead = None
        forks.stores.discard(self)

    # ---- upkeep

    drop_files = drop_files

    def scrub(self) -> None:
        """Empty the write-ahead log into the file, so that nothing that was erased can be read in either."""
        forget_erased(self)
        self._submit(Job(_truncate_log, alone=True))

    def backup(self, target: Path) -> None:
        """Write a consistent copy to a new file, while everything goes on."""
        if target.exists():
            raise StoreError(why=f"{target} exists already; name a new file.")
        part = target.with_name(target.name + ".part")
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        self.read(lambda tx: cast(Transaction, tx).db.copy_to(part))
        os.replace(part, target)

    def problems(self) -> tuple[str, ...]:
        """Read the whole file and return what is damaged; empty: nothing."""
        rows = self.read(lambda tx: cast(Transaction, tx).db.all("PRAGMA quick_check"))
        return tuple(str(row[0]) for row in rows if row[0] != "ok")

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """Ask (or tell) the file directly, as another program would: with no more rights than that one has."""
        connection = self._open(readonly=False)
        try:
            return connection.outside(sql, values)
        finally:
            connection.close()

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *what: object) -> None:
        self.close()

    # ---- writing

    def _submit(self, job: Job) -> object:
        self._not_inside_a_write()
        with self._lock:
            if self._closed:
                raise StoreError(why=self._closed)
            if self._thread is None:
                self._thread = threading.Thread(target=self._write_on, name="askfirst-writer", daemon=True)
                self._thread.start()
            self._queue.put(job)
        return job.wait()

    def _write_on(self) -> None:
        self._mine.writer = True
        queue, more, size = self._queue, True, 0
        while more:
            group, more = next_group(queue, size)
            size = len(group)
            try:
                self._write_group(group)
            except BaseException as error:  # a caller must never wait for ever
                for job in group:
                    job.error = again(error)
            for job in group:
                job.finish()

    def _write_group(self, group: list[Job]) -> None:
        with self._lock:
            self._using += 1
        try:
            if self._writing is None:
                self._writing = Transaction(self._open(readonly=False), self._means)
            committed = run_group(group, self._writing)
        finally:
            with self._lock:
                self._using -= 1
                self._lock.notify_all()
        if committed:
            with self._lock:
                self._look(own=True)
                self._lock.notify_all()

    def _not_inside_a_write(self) -> None:
        if getattr(self._mine, "writer", False):
            raise StoreError(why="a piece of work called the store itself; use the Tx that it was given.")

    # ---- reading

    def _borrow(self) -> Transaction:
        with self._lock:
            if self._closed:
                raise StoreError(why=self._closed)
            self._using += 1
            if self._idle:
                return self._idle.pop()
        try:
            return Transaction(self._open(readonly=True), self._means)
        except BaseException:
            self._give_back(None)
            raise

    def _give_back(self, tx: Transaction | None) -> None:
        with self._lock:
            self._using -= 1
            if tx is not None and len(self._idle) < MOST_READERS:
                self._idle.append(tx)
                tx = None
            self._lock.notify_all()
        if tx is not None:
            tx.db.close()

    def _open(self, *, readonly: bool) -> Connection:
        return connect(self.path, readonly=readonly, durable=self._durable, busy_seconds=self._busy_seconds)

    def _look(self, *, own: bool = False) -> None:
        """Notice commits; the writing thread tells of our own, so that they do not count twice."""
        try:
            if self._watch is None:
                self._watch, own = self._open(readonly=True), True
            row = self._watch.one("PRAGMA data_version")
            seen = row[0] if row else 0
        except StoreError:
            seen = -1  # whoever waits will look at the database and meet the error there
        if own or seen != self._seen:
            self._changes += 1
        self._seen = seen

    def _reads(self) -> int:
        """How many reads the calling thread is in the middle of."""
        return int(getattr(self._mine, "reads", 0))

    # ---- forks

    def _wait_until_unused(self) -> None:
        while self._using:
            self._lock.wait()

    def _drop_connections(self) -> None:
        """Close them all, the writing one last: only it can empty the log into the file."""
        readers = [tx.db for tx in self._idle] + ([self._watch] if self._watch else [])
        for connection in readers + ([self._writing.db] if self._writing else []):
            connection.close()
        self._idle, self._writing, self._watch = [], None, None

    def freeze(self) -> None:
        """Before a fork: close every connection, because SQLite's file locks do not survive one."""
        if self._reads() or getattr(self._mine, "writer", False):
            return  # our own caller is in the middle of something; the child will refuse to work
        self._lock.acquire()
        self._wait_until_unused()
        self._drop_connections()
        self._frozen = True

    def thaw(self) -> None:
        """After a fork, in the parent: go on; connections are opened again when needed."""
        if self._frozen:
            self._frozen = False
            self._lock.release()

    def restart(self) -> None:
        """After a fork, in the child: new locks, no thread, no lead, nothing of the parent's."""
        if not self._frozen:
            forks.left_open.append((self._idle, self._writing, self._watch))
            self._closed = "this process was forked in the middle of a transaction; open the store again."
        self._frozen = False
        self._fresh()
        if self._lead is not None:
            os.close(self._lead)
            self._lead = None


def _truncate_log(db: Connection) -> None:
    row = db.one("PRAGMA wal_checkpoint(TRUNCATE)")
    if row is None or row[0] != 0:
        raise StoreBusy(path=db.path)
