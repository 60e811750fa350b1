"""What the store costs: ledger appends and checks a second, and a write() next to a bare commit.

python -m bench.ledger [--lines 20000] [--writes 4000] [--threads 8] [--folder .]
"""

from __future__ import annotations

import argparse
import secrets
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from bot.core.incoming import Sender
from bot.ports import Tx
from bot.store import SqliteStore, open_store

EVIDENCE = {
    "notice": "3f" * 32, "version": 1, "language": "pt", "method": "tap", "button": "consent:grant:offers:3f3f3f3f3f3f",
    "text": "Sim, quero", "message_id": "wamid.HBgMNTUxMTk4NzY1NDMyFQIAEhgUM0E", "number": "106540352242922",
}  # fmt: skip


class Chance:
    """Real chance."""

    def person(self) -> str:
        return secrets.token_hex(8)

    def salt(self) -> bytes:
        return secrets.token_bytes(32)

    def pick(self, n: int) -> int:
        return secrets.randbelow(n)


def opened(folder: Path, name: str) -> SqliteStore:
    return open_store(f"sqlite:///{folder / name}", ids=Chance(), pepper=b"bench pepper")


def appends(store: SqliteStore, lines: int, batch: int = 100) -> tuple[float, float]:
    """Append in batches as an import or a campaign would; (lines a second, CPU seconds a line)."""
    people = [store.write(lambda tx, n=n: tx.persons.create(Sender(phone=f"4917{n:08d}"), 1)) for n in range(50)]

    def some(tx: Tx, first: int) -> None:
        for n in range(first, first + batch):
            tx.ledger.append(people[n % 50], "granted" if n % 2 else "withdrawn", "offers", EVIDENCE, at=n)

    begun, used = time.perf_counter(), time.process_time()
    for first in range(0, lines, batch):
        store.write(lambda tx, first=first: some(tx, first))
    return lines / (time.perf_counter() - begun), (time.process_time() - used) / lines


def checks(store: SqliteStore, lines: int) -> float:
    """Check the whole chain; lines a second, the best of three."""
    best = 0.0
    for _ in range(3):
        begun = time.perf_counter()
        told = store.read(lambda tx: tx.ledger.verify())
        best = max(best, lines / (time.perf_counter() - begun))
        assert told["ok"] and told["lines"] == lines
    return best


def at_once(threads: int, each: int, do: Callable[[int], None]) -> float:
    """Let so many threads do it so often each; seconds per call."""
    start = threading.Barrier(threads + 1)

    def work(number: int) -> None:
        start.wait()
        for n in range(each):
            do(number * each + n)

    running = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    for thread in running:
        thread.join()
    return (time.perf_counter() - begun) / (threads * each)


SET = "INSERT INTO facts (key, value, at) VALUES (:key, '1', :at) ON CONFLICT (key) DO UPDATE SET at = excluded.at"


def bare(path: Path, writes: int, batch: int, *, full: bool) -> float:
    """The same rows on a bare connection, so many in a commit; seconds per row."""
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute(f"PRAGMA synchronous = {'FULL' if full else 'OFF'}")
    begun = time.perf_counter()
    for first in range(0, writes, batch):
        conn.execute("BEGIN IMMEDIATE")
        for n in range(first, first + batch):
            conn.execute(SET, {"key": f"bench:{n % 100}", "at": time.monotonic_ns()})
        conn.execute("COMMIT")
    spent = (time.perf_counter() - begun) / writes
    conn.close()
    return spent


def overhead(folder: Path, threads: int, writes: int) -> None:
    """write() from many threads next to bare commits of the same rows."""
    each = writes // threads
    for full in (True, False):
        store = opened(folder, f"write{full}.db")
        if not full:
            store.write(lambda tx: None)
            store._writing.db.run("PRAGMA synchronous = OFF")  # what the thread and the queue cost, without the disk
        groups = count_commits(store)

        def note(n: int, store: SqliteStore = store) -> None:
            store.write(lambda tx: tx.facts.set(f"bench:{n % 100}", 1, n))

        grouped = [at_once(threads, each, note) for _ in range(3)]
        size = 3 * each * threads / groups[0]
        single = bare(store.path, 100 if full else writes, 1, full=full)
        shared = bare(store.path, writes, max(1, round(size)), full=full)
        store.close()
        mine = statistics.median(grouped)
        print(
            f"write() {threads} threads, synchronous {'FULL' if full else 'OFF '}: {mine * 1e6:7.0f} µs a call,"
            f" {1 / mine:7.0f} a second, {size:.1f} a commit;"
            f" bare: {single * 1e6:.0f} µs one a commit, {shared * 1e6:.0f} µs in such groups;"
            f" overhead {(mine - shared) * 1e6:.0f} µs"
        )


def count_commits(store: SqliteStore) -> list[int]:
    """Count the groups that the store commits from now on."""
    counted, write_group = [0], store._write_group

    def counting(group: list) -> None:
        counted[0] += 1
        write_group(group)

    store._write_group = counting
    return counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=20_000)
    parser.add_argument("--writes", type=int, default=4_000)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--folder", type=Path, default=None, help="a folder on the disk to be measured")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.folder) as name:
        folder = Path(name)
        with opened(folder, "ledger.db") as store:
            rate, cpu = appends(store, args.lines)
            print(f"ledger appends: {rate:8.0f} lines a second, 100 in a transaction; CPU {cpu * 1e6:.0f} µs a line")
            print(f"ledger checks:  {checks(store, args.lines):8.0f} lines a second")
        overhead(folder, args.threads, args.writes)


if __name__ == "__main__":
    main()
