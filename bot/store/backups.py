"""Backups: checked without being changed, and put in the place of the database without a moment without one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from bot.errors import StoreBusy, StoreError
from bot.ports import Ids
from bot.store import forks, migrate, stoplist
from bot.store.keys import Keys
from bot.store.queries import queries
from bot.store.sqlite import Connection, connect
from bot.store.tx import Means, Transaction

SQL = queries("backups")
_SPARE: Final = 16 * 1024 * 1024  # bytes that stay free beside a copy
_PEPPERS = queries("persons")["peppers"]


def path_of(url: str) -> Path:
    """Return the file behind ``sqlite:///…``."""
    return Path(unquote(url.removeprefix("sqlite:///"))).absolute()


def room_for(source: Path, folder: Path) -> None:
    """Raise StoreError where a copy of *source* would not fit into *folder*."""
    needed, free = source.stat().st_size + _SPARE, shutil.disk_usage(folder).free
    if free < needed:
        raise StoreError(why=f"{folder} has {free >> 20} MB free, and a copy of {source} needs {needed >> 20} MB.")


def check(file: Path, *, ids: Ids, pepper: bytes, old_peppers: Sequence[bytes] = ()) -> Mapping[str, Any]:
    """Read a whole backup: file, schema, key and ledger. Return what is in it; StoreError says what is wrong.

    {"file", "bytes", "schema", "persons", "lines", "head", "erased", "newest"}; ``newest``: time of the last event.
    """
    if not file.is_file():
        raise StoreError(why=f"there is no file {file}.")
    means = Means(ids, Keys(pepper, old_peppers))
    connection = connect(file, readonly=True)
    try:
        version = migrate.recognise(connection)
        if version == max(migrate.numbered()):
            migrate.check_schema(connection)
        _whole(connection, file)
        _same_key(connection, means.keys, file)
        ledger = Transaction(connection, means).ledger.verify()
        if not ledger["ok"]:
            raise StoreError(why=f"the ledger in {file} is not whole: line {ledger['broken']['seq']}: "
                             f"{ledger['broken']['why']}.")  # fmt: skip
        persons, newest = connection.all(SQL["inside"])[0]
    finally:
        connection.close()
    told = {name: ledger[name] for name in ("lines", "head", "erased")}
    return {"file": str(file), "bytes": file.stat().st_size, "schema": version, "persons": persons, **told,
            "newest": newest}  # fmt: skip


def _whole(connection: Connection, file: Path) -> None:
    wrong = [str(row[0]) for row in connection.all("PRAGMA quick_check") if row[0] != "ok"]
    if wrong:
        raise StoreError(why=f"{file} is damaged: {wrong[0]}.")


def _same_key(connection: Connection, keys: Keys, file: Path) -> None:
    if {row[0] for row in connection.all(_PEPPERS)} - set(keys.ids):
        raise StoreError(why=f"{file} was made with another secret key. Put that key back first.")


def put_back(file: Path, database: Path) -> tuple[Path | None, int]:
    """Replace the database by a checked backup.

    Return where the old one is kept (None: there was none), and how many stops the backup has yet to learn: it does so
    when it is opened next. StoreError where another program uses the database.
    """
    lock = forks.lock_file(database.with_name(database.name + ".lock"))
    if lock is None:
        raise StoreError(why=f"AskFirst is running on {database}. Stop it first.")
    try:
        room_for(file, database.parent)
        fresh = database.with_name(database.name + ".restoring")
        _copied(file, fresh)
        kept = _set_aside(database) if database.exists() else None
        unknown = _unknown(fresh, database)
        os.replace(fresh, database)
        stoplist.keep_name(database.parent)
        return kept, unknown
    finally:
        os.close(lock)


def _copied(file: Path, fresh: Path) -> None:
    fresh.unlink(missing_ok=True)
    os.close(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    source = connect(file, readonly=True)
    try:
        source.copy_to(fresh)
    finally:
        source.close()
    with fresh.open("rb") as handle:
        os.fsync(handle.fileno())


def _set_aside(database: Path) -> Path:
    """Fold the log into the old file and give that a second name; its first one stays until it is replaced."""
    kept = database.with_name(database.name + ".replaced")
    _fold(database)
    for end in ("", "-wal", "-shm"):
        kept.with_name(kept.name + end).unlink(missing_ok=True)
        old = database.with_name(database.name + end)
        if end and old.exists():  # a damaged file: its log can't be folded in, and must not be taken for the new one's
            old.rename(kept.with_name(kept.name + end))
    os.link(database, kept)
    return kept


def _fold(database: Path) -> None:
    """Leave write-ahead logging, which works only where nobody else has the file open."""
    try:
        connection = connect(database, busy_seconds=1.0)
    except StoreError:
        return  # damaged: that may be why a backup is needed
    try:
        connection.run("PRAGMA journal_mode = DELETE")
    except StoreBusy as busy:
        raise StoreError(why=f"another program has {database} open. Stop AskFirst first, all of it.") from busy
    except StoreError:
        return
    finally:
        connection.close()


def _unknown(fresh: Path, database: Path) -> int:
    """Return how many stops the list beside the database has that the backup does not know."""
    connection = connect(fresh, readonly=True)
    try:
        row = connection.one(SQL["known"], key=stoplist.FACT)
    finally:
        connection.close()
    known, size = int(row[0]) if row else 0, stoplist.size_of(database)
    return len(stoplist.read(database, known if known <= size else 0)) if size else 0
