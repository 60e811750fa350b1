"""Noticing others, leading, forking."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.store import SqliteStore
from tests.store.things import NOW, Raw, forked, line, opened, someone

# Python 3.12 and later warn of what these tests are about: a fork of a process that has threads.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def note(store: SqliteStore, key: str, value: Any = 1) -> None:
    store.write(lambda tx: tx.facts.set(key, value, NOW))


def noted(store: SqliteStore) -> list[str]:
    return list(store.read(lambda tx: tx.facts.all("")))


def in_threads(*work: Callable[[], Any]) -> list[threading.Thread]:
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    return threads


# ---- changed()


def test_changed_tells_of_what_happened_since_it_was_last_asked(store: SqliteStore) -> None:
    assert not store.changed(0)
    note(store, "k")
    assert store.changed(0), "also a write that came before the waiting began"
    assert not store.changed(0)
    with pytest.raises(KeyError):
        store.write(lambda tx: {}["x"])
    assert not store.changed(0), "nothing was written"


def test_each_thread_is_told_once(store: SqliteStore) -> None:
    note(store, "k")
    told: list[bool] = []
    for _ in range(3):
        [thread] = in_threads(lambda: told.extend([store.changed(0), store.changed(0)]))
        thread.join()
    assert told == [True, False] * 3


def test_changed_wakes_at_once(store: SqliteStore) -> None:
    took: list[float] = []

    def wait() -> None:
        assert store.changed(10)
        took.append(time.perf_counter())

    [thread] = in_threads(wait)
    while not store._lock._waiters:  # type: ignore[attr-defined]
        os.sched_yield()
    begun = time.perf_counter()
    note(store, "k")
    thread.join()
    assert took[0] - begun < 1


def test_changed_notices_another_program(store: SqliteStore, raw: Raw) -> None:
    assert not store.changed(0)
    raw.run("INSERT INTO facts VALUES ('k', '1', 1)")
    begun = time.perf_counter()
    assert store.changed(10)
    assert time.perf_counter() - begun < 1
    assert not store.changed(0.05)


def test_changed_ends_when_the_store_is_closed(file: Path) -> None:
    store = opened(file)
    [thread] = in_threads(lambda: store.changed(30))
    store.close()
    thread.join(10)
    assert not thread.is_alive()


# ---- lead()


def test_one_leads_until_it_is_gone(file: Path) -> None:
    with opened(file) as first, opened(file) as second:
        assert first.lead() and first.lead()
        assert not second.lead()
        first.close()
        assert second.lead()


def test_a_process_that_is_killed_leads_no_more(store: SqliteStore) -> None:
    with run_child(store.path, "assert store.lead(); print('leads', flush=True); sys.stdin.read()") as child:
        assert child.stdout is not None and child.stdout.readline() == "leads\n"
        assert not store.lead()
        child.kill()
    assert store.lead()


def test_a_child_of_the_leader_does_not_lead_and_does_not_keep_the_lead(store: SqliteStore) -> None:
    assert store.lead()
    assert forked(lambda: str(store.lead())) == "False"
    assert store.lead()


def run_child(path: Path, code: str) -> subprocess.Popen[str]:
    """Run a few lines in a process of its own, with the same file opened as ``store``."""
    script = "import sys\nfrom pathlib import Path\nfrom tests.store.things import *\n"
    script += f"store = opened(Path({str(path)!r}), name='child')\n"
    return subprocess.Popen(
        [sys.executable, "-c", script + code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip


# ---- fork()


def test_parent_and_child_go_on_after_a_fork(store: SqliteStore) -> None:
    person = someone(store)
    line(store, person)
    assert noted(store) == []

    def child() -> str:
        line(store, person, "withdrawn", "*")
        note(store, "child")
        return f"{noted(store)} {store.changed(0)}"

    assert forked(child) == "['child', 'stops'] True"  # the second one: how far the list of stops is known
    assert store.changed(0)
    note(store, "parent")
    line(store, person)
    assert noted(store) == ["child", "parent", "stops"]
    assert store.read(lambda tx: tx.ledger.verify())["lines"] == 3
    assert store.problems() == ()


def test_no_connection_is_open_while_the_process_forks(store: SqliteStore) -> None:
    """SQLite's locks belong to the process: a connection that a child inherits can destroy the file."""
    note(store, "k")
    noted(store)
    held = forked(lambda: str([name for name in map(os.readlink, fds()) if store.path.name in name]))
    assert held == "[]"


def fds() -> list[str]:
    return [f"/proc/self/fd/{fd}" for fd in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{fd}")]


def test_a_fork_waits_for_writes_under_way(store: SqliteStore) -> None:
    done = threading.Event()

    def write() -> None:
        for n in range(200):
            note(store, f"k{n}")
        done.set()

    [thread] = in_threads(write)
    said = [forked(lambda n=n: (note(store, f"child{n}"), str(len(noted(store)) > n))[1]) for n in range(5)]
    thread.join()
    assert done.is_set() and said == ["True"] * 5
    assert len(noted(store)) == 205


def test_a_child_made_in_the_middle_of_a_transaction_refuses_to_work(store: SqliteStore) -> None:
    said = store.write(lambda tx: forked(lambda: (note(store, "k"), "wrote")[1]))
    assert "forked in the middle of a transaction" in said
    note(store, "parent")
    assert noted(store) == ["parent"]
