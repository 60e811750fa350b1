"""Damaged, locked, read-only, on a full disk: a sentence each, and nothing lost."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.core.incoming import Item, Message, Said, Sender
from bot.errors import StoreBroken, StoreBusy, StoreError, StoreFull
from bot.store.sqlite import connect
from tests.store.things import NOW, Raw, forked, line, opened, someone


@contextmanager
def raw_on(path: Path) -> Iterator[Raw]:
    raw = Raw(path)
    yield raw
    raw.close()


def filled(path: Path) -> None:
    with opened(path) as store:
        person = someone(store)
        for n in range(50):
            line(store, person, "note", "*", n)


def test_a_table_that_goes_while_we_run(file: Path) -> None:
    with opened(file) as store:
        store.query("DROP TABLE missed")
        with pytest.raises(StoreBroken, match="no such table"):
            store.write(lambda tx: tx.facts.missed("x", "", NOW))
        store.write(lambda tx: tx.facts.set("k", 1, NOW))


def test_damage_is_told(file: Path) -> None:
    filled(file)
    data = bytearray(file.read_bytes())
    page = 4096
    for n in range(2, len(data) // page):
        data[n * page : n * page + 200] = os.urandom(200)
    file.write_bytes(data)

    def use() -> None:
        with opened(file) as store:
            store.read(lambda tx: tx.ledger.verify())

    with pytest.raises(StoreBroken, match=r"is damaged: .*Restore the last backup with `askfirst restore`"):
        use()


def test_a_file_that_was_cut(file: Path) -> None:
    filled(file)
    os.truncate(file, file.stat().st_size // 2)
    with pytest.raises(StoreBroken), opened(file) as store:
        assert store.problems()
        store.read(lambda tx: tx.ledger.verify())


def test_the_whole_file_can_be_checked(file: Path) -> None:
    filled(file)
    with opened(file) as store:
        assert store.problems() == ()


def test_a_locked_file(file: Path) -> None:
    filled(file)
    with raw_on(file) as raw:
        raw.run("BEGIN EXCLUSIVE")
        raw.run("UPDATE facts SET at = 1")
        with opened(file, busy_seconds=0.05, name="x") as store:
            with pytest.raises(StoreBusy, match=r"is locked by another program. It is tried again; nothing is lost"):
                someone(store)
            raw.run("ROLLBACK")
            someone(store, "4915550002")


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_file_that_may_not_be_written() -> None:
    """Opened in a child that is nobody, because nothing is read-only for root."""

    def open_as_nobody() -> str:
        if os.geteuid() == 0:
            os.setuid(65534)
        return str(opened(file))

    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        file = Path(name, "askfirst.db")
        filled(file)
        file.chmod(0o444)
        said = forked(open_as_nobody)
    assert "askfirst.db can't be written (Permission denied). Let this user write to the file and to its folder" in said


def test_a_connection_that_may_not_write(file: Path) -> None:
    filled(file)
    with opened(file) as store, pytest.raises(StoreError, match="readonly"):
        store.read(lambda tx: tx.facts.set("k", 1, NOW))


def limit(store: Any, pages: int) -> None:
    """Let the disk be full after so many pages more."""
    store.write(lambda tx: tx.db.run(f"PRAGMA max_page_count = {tx.db.one('PRAGMA page_count')[0] + pages}"))


def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(file: Path) -> None:
    def add(n: int) -> None:
        items = [Item(f"w{n}.{k}", NOW, Message("1", "m", NOW, Sender("1"), Said("x" * 900))) for k in range(5)]
        store.write(lambda tx: tx.inbox.add("meta", items, 1))

    with opened(file) as store:
        add(0)
        limit(store, 10)
        acknowledged = 1
        with pytest.raises(StoreFull, match=r"The disk that holds .* is full. Make room; messages that were ack"):
            for n in range(1, 50):
                add(n)
                acknowledged += 1
        assert acknowledged > 1
        assert store.read(lambda tx: tx.inbox.waiting()) == 5 * acknowledged
        with pytest.raises(StoreFull):
            add(50)
        limit(store, 1000)
        add(51)
        assert store.read(lambda tx: tx.inbox.waiting()) == 5 * (acknowledged + 1)
        assert store.problems() == ()


def test_a_full_disk_in_a_group_is_told_to_every_caller_whose_work_is_lost(file: Path) -> None:
    """SQLite takes back the whole transaction then, also what the others in it had done."""
    outcomes: dict[str, str] = {}

    def write(key: str, size: int) -> None:
        try:
            store.write(lambda tx: tx.facts.set(key, "x" * size, NOW))
            outcomes[key] = "kept"
        except StoreFull:
            outcomes[key] = "full"

    with opened(file) as store:
        limit(store, 15)
        sizes = {f"k{n}": 900_000 if n == 4 else 400 for n in range(9)}
        threads = [threading.Thread(target=write, args=each) for each in sizes.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        there = set(store.read(lambda tx: tx.facts.all("")))
        assert there == {key for key, outcome in outcomes.items() if outcome == "kept"}
        assert outcomes["k4"] == "full"


def test_a_backup_is_whole_and_private_and_never_overwrites(file: Path, tmp_path: Path) -> None:
    filled(file)
    target = tmp_path / "backup.db"
    with opened(file) as store:
        store.backup(target)
        with pytest.raises(StoreError, match="exists already"):
            store.backup(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert not [path for path in tmp_path.iterdir() if "part" in path.name]
    with opened(target) as copy:
        assert copy.read(lambda tx: tx.ledger.verify())["lines"] == 50


def test_no_error_repeats_a_value(file: Path) -> None:
    with opened(file) as store, pytest.raises(StoreError) as caught:
        store.write(lambda tx: tx.db.run("INSERT INTO tickets VALUES ('4915550001', 1, 'x', 1, 1, 1, 1, 1, 1, 1)"))  # type: ignore[attr-defined]
    assert not re.search(r"\d{6}", str(caught.value))


def test_sqlite_errors_know_their_class(file: Path) -> None:
    filled(file)
    connection = connect(file)
    with pytest.raises(StoreError, match="syntax error"):
        connection.all("SELEC 1")
    connection.close()
    with pytest.raises(StoreError), pytest.raises(sqlite3.Error):
        connection.all("SELECT 1")
