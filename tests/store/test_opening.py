"""New files, files that are not ours, newer, or not whole: a sentence each, and nothing lost."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreBroken, StoreError, StoreForeign, StoreNewer
from bot.store import migrate, open_store
from bot.store.sqlite import APPLICATION
from tests.store.things import Ids, Raw, line, opened, someone


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


def test_what_is_written_is_there_the_next_time(file: Path) -> None:
    filled(file)
    with opened(file, name="again") as store:
        assert store.read(lambda tx: tx.ledger.verify())["lines"] == 50


def test_a_new_file_is_for_this_user_only_and_marked_as_ours(file: Path) -> None:
    with opened(file) as store:
        someone(store)
        modes = {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
        assert modes == {0o600}
        assert store.query("PRAGMA application_id") == [(APPLICATION,)]
        assert store.query("PRAGMA user_version") == [(max(migrate.numbered()),)]


def test_the_settings_that_keep_what_was_acknowledged(file: Path) -> None:
    """WAL, a real flush at each commit, deleted bytes overwritten, references checked."""
    with opened(file) as store:
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "trusted_schema")
        found = store.write(lambda tx: [tx.db.one(f"PRAGMA {name}")[0] for name in names])  # type: ignore[attr-defined]
        assert found == ["wal", 2, 1, 1, 0]


@pytest.mark.parametrize("name", ["with space.db", "per%cent.db", "ques?tion#.db", "ünï.db"])
def test_odd_names(tmp_path: Path, name: str) -> None:
    filled(tmp_path / name.replace("%", "%25"))
    assert (tmp_path / name).stat().st_size > 0


@pytest.mark.parametrize("url", ["postgresql://localhost/x", "mysql://x", "sqlite:///", "askfirst.db", ""])
def test_an_unknown_kind_of_database(url: str) -> None:
    with pytest.raises(StoreError, match=r"is no database that this version knows; write sqlite:///askfirst.db"):
        open_store(url, ids=Ids(), pepper=b"x")


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://user:hunter2@db/x", ids=Ids(), pepper=b"x")
    assert "hunter2" not in str(caught.value)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no folder .*nowhere. Name a file in ASKFIRST_DATABASE"):
        opened(tmp_path / "nowhere" / "x.db")
    with pytest.raises(StoreError, match="is a folder"):
        opened(tmp_path)


def test_an_empty_secret_key(file: Path) -> None:
    with pytest.raises(StoreError, match="the secret key is empty"):
        opened(file, pepper=b"")


def test_a_file_that_is_no_database(file: Path) -> None:
    file.write_bytes(b"Dear diary, " * 500)
    with pytest.raises(StoreForeign, match="is not an AskFirst database"):
        opened(file)
    assert file.read_bytes() == b"Dear diary, " * 500


@pytest.mark.parametrize(
    "prepare", ["CREATE TABLE recipes (id)", "PRAGMA application_id = 42", "PRAGMA user_version = 3"]
)
def test_a_database_of_another_program_is_left_alone(file: Path, prepare: str) -> None:
    with raw_on(file) as raw:
        raw.run(prepare)
    before = file.read_bytes()
    with pytest.raises(StoreForeign, match="belongs to another program"):
        opened(file)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_an_empty_file_becomes_ours(file: Path) -> None:
    file.touch()
    filled(file)


def test_a_file_of_a_newer_program(file: Path) -> None:
    filled(file)
    with raw_on(file) as raw:
        raw.run("PRAGMA user_version = 99")
    with pytest.raises(StoreNewer, match=r"written by a newer AskFirst \(schema 99, this one knows \d+\)"):
        opened(file)


@pytest.mark.parametrize(
    "gone", ["TABLE suppressions", "TRIGGER outbox_gate", "TRIGGER ledger_no_delete", "VIEW live_grants"]
)
def test_a_file_without_one_of_its_parts(file: Path, gone: str) -> None:
    filled(file)
    with raw_on(file) as raw:
        raw.run(f"DROP {gone}")
    kind, name = gone.lower().split()
    with pytest.raises(StoreBroken, match=f"the {kind} {name} is missing. Restore the last backup"):
        opened(file)


def test_a_gate_that_somebody_opened(file: Path) -> None:
    filled(file)
    with raw_on(file) as raw:
        raw.run("DROP TRIGGER outbox_gate")
        raw.run("CREATE TRIGGER outbox_gate BEFORE INSERT ON outbox BEGIN SELECT 1; END")
    with pytest.raises(StoreBroken, match="somebody changed the trigger outbox_gate"):
        opened(file)


def test_ten_processes_may_open_a_new_file_at_once(file: Path) -> None:
    errors: list[BaseException] = []

    def open_it(n: int) -> None:
        try:
            with opened(file, name=str(n)) as store:
                someone(store, f"4915550{n:03d}")
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=open_it, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with opened(file) as store:
        assert store.query("SELECT count(*) FROM persons") == [(10,)]


def test_a_migration_that_fails_leaves_the_file_as_it_was(file: Path, tmp_path: Path, monkeypatch: Any) -> None:
    filled(file)
    folder = tmp_path / "migrations"
    folder.mkdir()
    for path in migrate.FOLDER.glob("*.sql"):
        (folder / path.name).write_text(path.read_text())
    number = max(migrate.numbered()) + 1
    more = folder / f"{number:04d}_more.sql"
    more.write_text("CREATE TABLE more (id);\nINSERT INTO nowhere VALUES (1);\n")
    monkeypatch.setattr(migrate, "FOLDER", folder)
    migrate._expected.cache_clear()
    with pytest.raises(StoreBroken, match="no such table"):
        opened(file)
    more.write_text("CREATE TABLE more (id);\n-- a ; in a comment\nINSERT INTO more VALUES (';');\n")
    with opened(file) as store:
        assert store.query("SELECT * FROM more") == [(";",)]
        assert store.query("PRAGMA user_version") == [(number,)]
    monkeypatch.undo()
    migrate._expected.cache_clear()
    with pytest.raises(StoreNewer):
        opened(file)


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = list(migrate.numbered())
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == len(list(migrate.FOLDER.glob("*.sql")))
