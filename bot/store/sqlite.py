"""The one home of sqlite3 and sqlite-utils: connections, their settings, and their errors as our sentences."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import sqlite_utils

from bot.errors import GateClosed, StoreBroken, StoreBusy, StoreError, StoreForeign, StoreFull

APPLICATION: Final = 0x41736B46  # "AskF", in the file's header: how we know our own
_MEGABYTE: Final = 1 << 20
Row = tuple[Any, ...]


class Connection:
    """One connection. Every question carries named values; every error of SQLite comes out as one of ours."""

    __slots__ = ("_execute", "database", "path", "readonly")

    def __init__(self, database: sqlite_utils.Database, path: Path, *, readonly: bool) -> None:
        self.database = database
        self.path = path
        self.readonly = readonly
        self._execute = database.conn.execute

    def all(self, sql: str, /, **values: Any) -> list[Row]:
        """Return every row."""
        try:
            return self._execute(sql, values).fetchall()
        except UnicodeEncodeError:
            return self._execute(sql, _whole(values)).fetchall()
        except sqlite3.Error as error:
            raise explained(error, self.path, readonly=self.readonly) from error

    def one(self, sql: str, /, **values: Any) -> Row | None:
        """Return the first row, or None."""
        rows = self.all(sql, **values)
        return rows[0] if rows else None

    def run(self, sql: str, /, **values: Any) -> int:
        """Change something; return how many rows."""
        try:
            return self._execute(sql, values).rowcount
        except UnicodeEncodeError:
            return self._execute(sql, _whole(values)).rowcount
        except sqlite3.Error as error:
            raise explained(error, self.path, readonly=self.readonly) from error

    def outside(self, sql: str, values: Sequence[Any]) -> list[Row]:
        """Return the rows of a question with values by position, asked without foreign keys as most programs do."""
        self.run("PRAGMA foreign_keys = OFF")
        try:
            return self._execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise explained(error, self.path) from error

    def stream(self, sql: str, /, **values: Any) -> Iterator[Row]:
        """Yield the rows without holding them all."""
        try:
            yield from self._execute(sql, values)
        except sqlite3.Error as error:
            raise explained(error, self.path, readonly=self.readonly) from error

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open; a full disk ends one by itself."""
        return bool(self.database.conn.in_transaction)

    def copy_to(self, target: Path) -> None:
        """Write a whole, consistent copy of the database to a new file."""
        copy = sqlite3.connect(target)
        try:
            self.database.conn.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            raise explained(error, target) from error
        finally:
            copy.close()

    def close(self) -> None:
        """Close it."""
        self.database.close()


def connect(path: Path, *, readonly: bool = False, durable: bool = True, busy_seconds: float = 5.0) -> Connection:
    """Open *path*; a read-only connection can't change anything. ``durable`` False: only for files nobody keeps."""
    mode = "ro" if readonly else "rw"
    try:
        conn = sqlite3.connect(
            f"file:{quote(str(path))}?mode={mode}",
            uri=True,
            timeout=busy_seconds,
            isolation_level=None,  # we say BEGIN and COMMIT ourselves
            check_same_thread=False,
            cached_statements=256,
        )
        connection = Connection(sqlite_utils.Database(conn, execute_plugins=False), path, readonly=readonly)
    except sqlite3.Error as error:
        raise explained(error, path) from error
    settings = ["foreign_keys = ON", "trusted_schema = OFF", "cell_size_check = ON", "secure_delete = ON"]
    settings += ["query_only = ON"] if readonly else [f"synchronous = {'FULL' if durable else 'OFF'}"]
    try:
        for setting in settings:
            connection.run(f"PRAGMA {setting}")
    except StoreError:
        connection.close()
        raise
    return connection


def use_wal(connection: Connection) -> None:
    """Switch to write-ahead logging, so that readers never wait for the writer."""
    row = connection.one("PRAGMA journal_mode = WAL")
    if row is None or row[0] != "wal":
        raise StoreError(why=f"{connection.path} lies on a disk without shared memory; put it on a local disk.")
    connection.run(f"PRAGMA journal_size_limit = {64 * _MEGABYTE}")


def empty() -> Connection:
    """Return a database in memory with nothing in it: for comparison."""
    return Connection(sqlite_utils.Database(memory=True, execute_plugins=False), Path(":memory:"), readonly=False)


def statements(script: str) -> Iterator[str]:
    """Yield the statements of a script one by one, so that they can share one transaction."""
    text = ""
    for line in script.splitlines(keepends=True):
        text += line
        if sqlite3.complete_statement(text):
            yield text
            text = ""


def explained(error: sqlite3.Error, path: Path, *, readonly: bool = False) -> StoreError:
    """Return the error of bot.errors that says what *error* means, without any value of a row."""
    code = getattr(error, "sqlite_errorcode", 0)
    text = str(error)
    primary = code & 0xFF
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(path=path)
    if primary == sqlite3.SQLITE_FULL or (primary == sqlite3.SQLITE_IOERR and _no_room(path)):
        return StoreFull(path=path)
    if primary == sqlite3.SQLITE_NOTADB:
        return StoreForeign(path=path, why="it is not an SQLite file, or its first bytes are damaged")
    if primary == sqlite3.SQLITE_CORRUPT or text.startswith(("no such table", "no such column", "no such view")):
        return StoreBroken(path=path, why=text)
    if code == sqlite3.SQLITE_CONSTRAINT_TRIGGER and text.startswith("gate: "):
        return GateClosed(why=text.removeprefix("gate: "))
    return StoreError(why=_ACCESS.get(primary, "{text}").format(path=path, text=text) if not readonly else text)


_ACCESS: Final = {
    sqlite3.SQLITE_READONLY: "{path} can't be written ({text}). Let this user write to the file and to its folder.",
    sqlite3.SQLITE_CANTOPEN: "{path} can't be opened ({text}). Let this user write to the file and to its folder.",
    sqlite3.SQLITE_PERM: "{path} can't be opened ({text}). Let this user write to the file and to its folder.",
}


def _no_room(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _MEGABYTE
    except OSError:
        return False


def _whole(values: dict[str, Any]) -> dict[str, Any]:
    """Half of a surrogate pair, as broken JSON can carry it, becomes U+FFFD: a strange STOP must not be lost."""
    return {name: whole_text(value) if isinstance(value, str) else value for name, value in values.items()}


def whole_text(text: str) -> str:
    """Return *text* with lone surrogates replaced by U+FFFD, as UTF-8 can't hold them."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
