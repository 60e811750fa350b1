"""The database: one SQLite file, opened by its address."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

from bot.errors import StoreBusy, StoreError
from bot.ports import Ids
from bot.store import migrate
from bot.store.keys import Keys
from bot.store.learning import catch_up
from bot.store.queries import queries
from bot.store.sqlite import Connection, connect, use_wal
from bot.store.store import SqliteStore
from bot.store.tx import Means

__all__ = ["SqliteStore", "open_store"]

_SCHEME = "sqlite:///"


def open_store(
    url: str, *, ids: Ids, pepper: bytes, old_peppers: Sequence[bytes] = (), busy_seconds: float = 5.0
) -> SqliteStore:
    """Open (and create, and bring up to date) the database at *url*.

    ``sqlite:///file.db`` is relative, ``sqlite:////srv/file.db`` absolute, ``sqlite:///:memory:`` a file that nobody
    keeps. ``pepper``: the secret behind suppression hashes and ledger seals; ``old_peppers``: those before it.
    ``busy_seconds``: how long to wait for a program that has locked the file.
    """
    if not url.startswith(_SCHEME) or url == _SCHEME:
        raise StoreError(
            why=f"{url.partition(':')[0]}: is no database that this version knows; write sqlite:///askfirst.db"
        )
    means = Means(ids, Keys(pepper, old_peppers))
    name = unquote(url.removeprefix(_SCHEME))
    if name == ":memory:":
        return _for_now(means, busy_seconds)
    path = Path(name).absolute()
    _prepare(path, means, busy_seconds)
    return SqliteStore(path, means, busy_seconds=busy_seconds)


def _for_now(means: Means, busy_seconds: float) -> SqliteStore:
    """A real file, so that it behaves as one, in a folder that goes when the store does."""
    folder = tempfile.mkdtemp(prefix="askfirst-")
    path = Path(folder, "memory.db")
    blank = _blank.get(means.keys.ids)
    if blank is None:
        _prepare(path, means, busy_seconds)
        _blank[means.keys.ids] = path.read_bytes()
    else:
        _create(path)
        path.write_bytes(blank)
    store = SqliteStore(path, means, durable=False, busy_seconds=busy_seconds)
    weakref.finalize(store, _remove, folder, os.getpid())
    return store


_blank: dict[tuple[str, ...], bytes] = {}
"""An empty database of this version, by its keys: rehearsals make many, and the tables are made only once."""


def _remove(folder: str, owner: int) -> None:
    if os.getpid() == owner:  # a forked child ends earlier than the parent that still writes
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(path: Path, means: Means, busy_seconds: float) -> None:
    """Make the file ours and current, or say why it can't be."""
    if path.is_dir() or not path.parent.is_dir():
        what = "is a folder" if path.is_dir() else f"can't be made: there is no folder {path.parent}"
        raise StoreError(why=f"{path} {what}. Name a file in ASKFIRST_DATABASE.")
    _create(path)
    connection = connect(path, busy_seconds=busy_seconds)
    try:
        migrate.recognise(connection)
        _patiently(connection, busy_seconds)
        migrate.apply_missing(connection)
        migrate.check_schema(connection)
        _same_key(connection, means.keys)
        catch_up(connection, means)
    finally:
        connection.close()


def _create(path: Path) -> None:
    """Create it for this user only: it holds what customers write."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(
            why=f"{path} can't be written ({error.strerror}). Let this user write to the file and to its folder."
        ) from error


def _patiently(connection: Connection, busy_seconds: float) -> None:
    """Switch to the write-ahead log; SQLite does not wait by itself while another process does the same."""
    deadline = time.monotonic() + busy_seconds
    while True:
        try:
            return use_wal(connection)
        except StoreBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _same_key(connection: Connection, keys: Keys) -> None:
    """An opt-out under a key that we do not have could not be recognised any more: better not to start."""
    used = {row[0] for row in connection.all(queries("persons")["peppers"])}
    if used - set(keys.ids):
        raise StoreError(
            why="ASKFIRST_SECRET_KEY is not the one that this database was used with, so people who said stop and were "
            "erased could not be recognised. Put the old key back, or name it in ASKFIRST_OLD_SECRET_KEYS."
        )
