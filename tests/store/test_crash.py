"""Processes that die in the middle, and processes that write at the same time."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store import SqliteStore
from tests.store.things import line, offer, opened, someone, state

ROOT = Path(__file__).parents[2]

WRITE_FOR_EVER = """
import sys, threading
from pathlib import Path
from tests.store.things import *
store = opened(Path(sys.argv[1]), name=sys.argv[2])
person = someone(store, sys.argv[2])
say = threading.Lock()
def work(name):
    n = 0
    while True:
        key = f"{sys.argv[2]}:{name}:{n}"
        def both(tx):
            tx.facts.set(key, n, NOW)
            return tx.ledger.append(person, "note", "*", {"key": key}, at=NOW).seq
        store.write(both)
        with say:
            print(key, flush=True)
        n += 1
for name in range(6):
    threading.Thread(target=work, args=(name,)).start()
"""

APPEND = """
import sys
from pathlib import Path
from tests.store.things import *
store = opened(Path(sys.argv[1]), name=sys.argv[2], busy_seconds=60)
person = someone(store, sys.argv[2])
sys.stdin.readline()
for n in range(500):
    store.write(lambda tx: tx.ledger.append(person, "note", "*", {"n": n}, at=NOW))
print(person)
store.close()
"""


def child(code: str, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_process_loses_nothing_that_it_acknowledged(file: Path, seed: int) -> None:
    """kill -9 while six threads commit together; each line that was printed had been acknowledged."""
    acknowledged: list[str] = []
    with child(WRITE_FOR_EVER, str(file), f"49{seed}") as process:
        assert process.stdout is not None
        for _ in range(random.Random(seed).randrange(50, 400)):
            acknowledged.append(process.stdout.readline().strip())
        process.kill()
        acknowledged += process.stdout.read().split("\n")[:-1]
    with opened(file, name="after") as store:
        assert store.problems() == ()
        told = store.read(lambda tx: tx.ledger.verify())
        facts = store.read(lambda tx: tx.facts.all(""))
        assert set(acknowledged) <= set(facts)
        assert (told["ok"], told["lines"]) == (True, len(facts)), "a piece is there as a whole or not at all"
        line(store, someone(store))


def test_two_processes_make_one_chain(file: Path) -> None:
    """500 lines each, at the same time."""
    opened(file).close()
    processes = [child(APPEND, str(file), name) for name in ("491", "492")]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    people = [process.communicate(timeout=120)[0].strip() for process in processes]
    with opened(file, name="after") as store:
        told = store.read(lambda tx: tx.ledger.verify())
        assert (told["ok"], told["lines"]) == (True, 1000)
        for person in people:
            numbers = [each.evidence["n"] for each in store.read(lambda tx, p=person: tx.ledger.of(p)) if each.evidence]
            assert numbers == list(range(500))


def test_a_head_that_another_process_moved_is_not_the_head_any_more(file: Path, store: SqliteStore) -> None:
    person = someone(store)
    with opened(file, name="other") as other:
        for n in range(6):
            line(store if n % 2 else other, person)
        assert store.read(lambda tx: tx.ledger.head()) == other.read(lambda tx: tx.ledger.head())
        assert other.read(lambda tx: tx.ledger.verify())["lines"] == 6


def test_a_stop_that_another_process_wrote_stops_our_queue(file: Path, store: SqliteStore) -> None:
    person = someone(store)
    seq = line(store, person).seq
    row = store.write(lambda tx: tx.outbox.add(offer(person, seq)))
    with opened(file, name="other") as other:
        line(other, person, "withdrawn", "*")
    assert state(store, row) == "blocked"
