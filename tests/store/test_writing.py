"""Writing together, reading a snapshot, closing."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreBusy, StoreError
from bot.store import SqliteStore
from tests.store.things import NOW, Raw, opened, someone

# Python 3.12 and later warn of what these tests are about: a fork of a process that has threads.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def note(store: SqliteStore, key: str, value: Any = 1) -> None:
    store.write(lambda tx: tx.facts.set(key, value, NOW))


def noted(store: SqliteStore) -> list[str]:
    return list(store.read(lambda tx: tx.facts.all("")))


@contextmanager
def busy_writer(store: SqliteStore) -> Iterator[Callable[[], None]]:
    """Keep the writing thread in one piece of work until told, so that others queue up behind it."""
    begun, go_on = threading.Event(), threading.Event()

    def work(tx: Any) -> None:
        begun.set()
        go_on.wait(10)

    thread = threading.Thread(target=lambda: store.write(work))
    thread.start()
    begun.wait(10)
    yield go_on.set
    go_on.set()
    thread.join()


def in_threads(*work: Callable[[], Any]) -> list[threading.Thread]:
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    return threads


def test_a_write_returns_what_the_work_returned_and_is_on_the_disk(store: SqliteStore, raw: Raw) -> None:
    assert store.write(lambda tx: (tx.facts.set("k", "v", NOW), 42)[1]) == 42
    assert raw.run("SELECT value FROM facts WHERE key = 'k'") == [('"v"',)]


def test_a_write_that_raises_leaves_nothing(store: SqliteStore) -> None:
    def fail(tx: Any) -> None:
        tx.facts.set("k", 1, NOW)
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        store.write(fail)
    assert noted(store) == []


def test_what_waits_is_committed_together_and_a_failing_piece_fails_alone(store: SqliteStore, monkeypatch: Any) -> None:
    groups: list[int] = []
    write_group = store._write_group
    monkeypatch.setattr(store, "_write_group", lambda group: (groups.append(len(group)), write_group(group)))
    failed: list[BaseException] = []

    def piece(n: int) -> None:
        try:
            store.write(lambda tx: (tx.facts.set(f"k{n}", 1, NOW), 1 // (n - 3)))
        except ZeroDivisionError as error:
            failed.append(error)

    with busy_writer(store) as go_on:
        threads = in_threads(*(lambda n=n: piece(n) for n in range(8)))
        while store._queue.qsize() < 8:
            os.sched_yield()
        go_on()
        for thread in threads:
            thread.join()
    assert groups == [1, 8]
    assert len(failed) == 1
    assert noted(store) == [f"k{n}" for n in range(8) if n != 3]


def test_nobody_sees_a_write_before_it_is_committed(store: SqliteStore) -> None:
    with busy_writer(store):
        [thread] = in_threads(lambda: note(store, "k"))
        assert noted(store) == []
        assert thread.is_alive()
    thread.join()
    assert noted(store) == ["k"]


def test_a_write_inside_a_write_is_an_error_and_not_a_deadlock(store: SqliteStore) -> None:
    for inner in (lambda: note(store, "k"), lambda: noted(store), store.scrub, store.close):
        with pytest.raises(StoreError, match="use the Tx that it was given"):
            store.write(lambda tx, inner=inner: inner())
    note(store, "after")
    assert noted(store) == ["after"]


def test_a_write_inside_a_read_is_fine_and_the_read_keeps_its_snapshot(store: SqliteStore) -> None:
    note(store, "before")

    def look(tx: Any) -> list[list[str]]:
        first = list(tx.facts.all(""))
        note(store, "later")
        return [first, list(tx.facts.all("")), noted(store)]

    assert store.read(look) == [["before"], ["before"], ["before", "later"]]


def test_a_read_changes_nothing(store: SqliteStore) -> None:
    with pytest.raises(StoreError):
        store.read(lambda tx: tx.facts.set("k", 1, NOW))
    assert noted(store) == []


def test_a_savepoint_inside_a_savepoint(store: SqliteStore) -> None:
    def work(tx: Any) -> str:
        tx.facts.set("a", 1, NOW)
        assert tx.attempt(lambda inner: (inner.facts.set("b", 1, NOW), "kept")[1]) == "kept"
        with pytest.raises(KeyError):
            tx.attempt(lambda inner: (inner.facts.set("c", 1, NOW), inner.attempt(lambda more: {}["x"])))
        tx.facts.set("d", 1, NOW)
        return "done"

    assert store.write(work) == "done"
    assert noted(store) == ["a", "b", "d"]


def test_many_threads_lose_nothing(store: SqliteStore) -> None:
    person = someone(store)

    def some(name: int) -> None:
        for n in range(40):
            store.write(lambda tx, n=n: tx.facts.set(f"{name}:{n}", n, NOW))
            store.write(lambda tx: tx.ledger.append(person, "note", "*", {}, at=NOW))
            store.read(lambda tx: tx.ledger.of(person))

    for thread in in_threads(*(lambda name=name: some(name) for name in range(8))):
        thread.join()
    assert len(noted(store)) == 320
    told = store.read(lambda tx: tx.ledger.verify())
    assert (told["ok"], told["lines"]) == (True, 320)


# ---- close()


def test_a_closed_store_says_so(file: Path) -> None:
    store = opened(file)
    note(store, "k")
    store.close()
    store.close()
    for use in (lambda: note(store, "k"), lambda: noted(store), store.scrub):
        with pytest.raises(StoreError, match="the store is closed"):
            use()
    assert not store.changed(5) and not store.lead()


def test_close_finishes_what_waits(file: Path) -> None:
    store = opened(file)
    with busy_writer(store) as go_on:
        threads = in_threads(*(lambda n=n: note(store, f"k{n}") for n in range(5)))
        while store._queue.qsize() < 5:
            os.sched_yield()
        [closing] = in_threads(store.close)
        go_on()
    for thread in [*threads, closing]:
        thread.join()
    with opened(file) as again:
        assert len(noted(again)) == 5


def test_close_waits_for_reads_under_way(file: Path) -> None:
    store = opened(file)
    note(store, "k")
    reading, go_on = threading.Event(), threading.Event()
    found: list[str] = []

    def slow(tx: Any) -> None:
        reading.set()
        go_on.wait(10)
        found.extend(tx.facts.all(""))

    [thread] = in_threads(lambda: store.read(slow))
    reading.wait(10)
    [closing] = in_threads(store.close)
    while not store._closed or (store._thread and store._thread.is_alive()):
        os.sched_yield()
    assert closing.is_alive()
    go_on.set()
    for each in (thread, closing):
        each.join()
    assert found == ["k"]


def test_the_log_is_gone_after_a_clean_end(file: Path) -> None:
    with opened(file) as store:
        note(store, "k")
    assert [path.name for path in file.parent.iterdir()] == [file.name]


# ---- a memory database


def test_a_memory_store_behaves_as_a_file_and_leaves_none() -> None:
    from bot.store import open_store
    from tests.store.things import Ids

    store = open_store("sqlite:///:memory:", ids=Ids(), pepper=b"x")
    folder = store.path.parent
    note(store, "k")
    note(store, "child")
    assert noted(store) == ["child", "k"] and store.lead() and store.changed(0)
    store.close()
    assert folder.exists()
    del store
    assert not folder.exists()


def test_a_lost_race_for_the_pen_is_busy(file: Path) -> None:
    with opened(file, busy_seconds=0.05) as store:
        raw = Raw(file)
        raw.run("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="is locked by another program"):
            note(store, "k")
        raw.run("ROLLBACK")
        note(store, "k")
        raw.close()
