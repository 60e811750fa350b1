"""What the gate in the database costs an outbox insert: a raw client's row, and the store's own, with and without it.

python -m bench.gate [--rows 2000] [--people 1000] [--big [1000000]] [--folder .]
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

from bench.ledger import opened
from bot.core.outgoing import Text
from bot.ports import NewOut
from bot.store import SqliteStore

GATE = ("outbox_gate", "outbox_gate_again", "outbox_frozen")
INSERT = """INSERT INTO outbox (key, person, kind, message, priority, state, at, purpose, consent_seq, updated_at)
            VALUES (?, ?, 'proactive', '{}', 2, 'queued', 1, 'offers', ?, 1)"""


def fill(path: Path, people: int) -> None:
    """Write people with one grant each, straight into the tables; the chain is not a real one."""
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA synchronous = OFF")
    conn.execute("DROP TRIGGER ledger_in_order")
    conn.execute("DROP TRIGGER evidence_with_its_line")
    conn.executemany(
        "INSERT INTO persons (id, state, created_at) VALUES (?, '', 1)", ((who(n),) for n in range(people))
    )
    conn.executemany(
        "INSERT INTO ledger VALUES (?, ?, 1, 'granted', ?, 'offers', '', ?, '')",
        ((n + 1, f"{n:064x}", who(n), f"{n + 1:064x}") for n in range(people)),
    )
    conn.executemany("INSERT INTO evidence VALUES (?, '', '{}')", ((n + 1,) for n in range(people)))
    conn.commit()
    conn.close()


def who(n: int) -> str:
    return f"{n * 2654435761 % 2**64:016x}"


def inserts(conn: sqlite3.Connection, rows: int, people: int, *, refused: bool = False) -> float:
    """Insert rows for people all over the table, and take them back; seconds a row, the best of five."""
    best = float("inf")
    for attempt in range(5):
        conn.execute("BEGIN IMMEDIATE")
        begun = time.perf_counter()
        for n in range(rows):
            chosen = n * 7919 % people
            seq = chosen + 1 if not refused else (chosen + 1) % people + 1
            try:
                conn.execute(INSERT, (f"{attempt}:{n}", who(chosen), seq))
            except sqlite3.IntegrityError:
                assert refused
        best = min(best, time.perf_counter() - begun)
        conn.execute("ROLLBACK")
    return best / rows


def raw(path: Path, rows: int, people: int) -> None:
    """A raw client's insert with the gate, refused by it, and without it."""
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA foreign_keys = ON")
    inserts(conn, rows, people)  # warm
    gated, refused = inserts(conn, rows, people), inserts(conn, rows, people, refused=True)
    for name in GATE:
        conn.execute(f"DROP TRIGGER {name}")
    conn.execute("PRAGMA foreign_keys = OFF")
    free = inserts(conn, rows, people)
    conn.close()
    print(
        f"{people:9,} people: insert {free * 1e6:5.1f} µs without the gate, {gated * 1e6:5.1f} µs with it"
        f" (x{gated / free:.2f}), {refused * 1e6:.1f} µs refused"
    )


def grants(store: SqliteStore, count: int) -> list[tuple[str, int]]:
    """People with a real yes each: (person, line)."""
    from bot.core.incoming import Sender

    def grant(tx, n: int) -> tuple[str, int]:
        person = tx.persons.create(Sender(phone=f"4917{n:08d}"), 1)
        return person, tx.ledger.append(person, "granted", "offers", {"notice": "3f" * 32}, at=1).seq

    return store.write(lambda tx: [grant(tx, n) for n in range(count)])


def open_gate(store: SqliteStore) -> None:
    """Take every check away, the store's own as well: what an insert costs that asks nobody."""
    writing = store._writing
    for name in GATE:
        store.write(lambda tx, name=name: tx.db.run(f"DROP TRIGGER {name}"))
    store.write(lambda tx: None)
    writing.outbox._allowed = lambda person, seq: None


def whole(folder: Path, rows: int) -> None:
    """The store's add(), with all that is checked and with nothing: in a transaction of its own, and many in one."""
    doors = {"with": opened(folder, "with.db"), "without": opened(folder, "without.db")}
    people = {name: grants(store, rows) for name, store in doors.items()}
    open_gate(doors["without"])

    for batch, count in ((1, min(rows, 1000)), (100, rows)):
        took: dict[str, list[float]] = {name: [] for name in doors}
        for first in range(0, count, batch):
            for name, store in doors.items():  # in turns: the disk has its moods
                chosen = [people[name][n % rows] for n in range(first, first + batch)]
                took[name].append(added(store, chosen, f"{batch}:{first}") / batch)
        gated, free = (statistics.median(took[name]) * 1e6 for name in ("with", "without"))
        print(f"{batch:3} in a transaction: an insert {gated:.0f} µs with the gate, {free:.0f} µs without"
              f" (x{gated / free:.2f})")  # fmt: skip
    for store in doors.values():
        store.close()


def added(store: SqliteStore, people: list[tuple[str, int]], label: str) -> float:
    """Queue a message for each of them in one transaction; seconds until it is on the disk."""

    def add(tx) -> None:
        for n, (person, seq) in enumerate(people):
            tx.persons.suppressed(person)  # services.gate asks this before, in the same transaction, gate or no gate
            tx.outbox.add(
                NewOut(f"{label}:{n}", person, "proactive", Text("hi"), 2, 2, purpose="offers", consent_seq=seq)
            )

    begun = time.perf_counter()
    store.write(add)
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000)
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--big", type=int, nargs="?", const=1_000_000, default=0, help="again with so many people")
    parser.add_argument("--folder", type=Path, default=None, help="a folder with room (about 0.7 GB a million)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.folder) as name:
        whole(Path(name), args.rows)
        for people in filter(None, (args.people, min(args.big, 5_000_000))):
            path = Path(name, f"{people}.db")
            opened(Path(name), path.name).close()
            fill(path, people)
            raw(path, args.rows, people)
            path.unlink()


if __name__ == "__main__":
    main()
