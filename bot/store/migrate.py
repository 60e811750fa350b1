"""Brings a database file to this program's schema, and refuses files that are not ours, newer, or damaged."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from bot.errors import StoreBroken, StoreForeign, StoreNewer
from bot.store.sqlite import APPLICATION, Connection, empty, statements

FOLDER = Path(__file__).with_name("migrations")
_FILE = re.compile(r"(\d{4})_\w+\.sql")
_OBJECTS = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"


def numbered() -> dict[int, Path]:
    """Return the migration files by number, in order."""
    return {int(m[1]): path for path in sorted(FOLDER.glob("*.sql")) if (m := _FILE.fullmatch(path.name))}


def recognise(connection: Connection) -> int:
    """Return the schema number of the file (0: empty). Raise StoreForeign or StoreNewer where it is not for us."""
    connection.run("BEGIN")  # one look: another process may be making the tables just now
    application, version = _pragma(connection, "application_id"), _pragma(connection, "user_version")
    filled = connection.one("SELECT 1 FROM sqlite_master LIMIT 1") is not None
    connection.run("ROLLBACK")
    if application != APPLICATION and (filled or application or version):
        raise StoreForeign(path=connection.path, why="it belongs to another program")
    known = max(numbered())
    if version > known:
        raise StoreNewer(path=connection.path, found=version, known=known)
    return version


def apply_missing(connection: Connection) -> None:
    """Apply what is missing, each file in one transaction; other processes may do the same at the same time."""
    for number, path in numbered().items():
        if number > _pragma(connection, "user_version"):
            _apply(connection, number, path)


def _apply(connection: Connection, number: int, path: Path) -> None:
    connection.run("BEGIN IMMEDIATE")
    try:
        if number > _pragma(connection, "user_version"):  # nobody was faster
            for statement in statements(path.read_text(encoding="utf-8")):
                connection.run(statement)
            connection.run(f"PRAGMA application_id = {APPLICATION}")
            connection.run(f"PRAGMA user_version = {number}")
        connection.run("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.run("ROLLBACK")
        raise


def check_schema(connection: Connection) -> None:
    """Raise StoreBroken where a table or trigger is gone or was changed: without its gate the file is not used."""
    found = {(kind, name): sql for kind, name, sql in connection.all(_OBJECTS)}
    for (kind, name), sql in _expected().items():
        if (kind, name) not in found:
            raise StoreBroken(path=connection.path, why=f"the {kind} {name} is missing")
        if found[kind, name] != sql:
            raise StoreBroken(path=connection.path, why=f"somebody changed the {kind} {name}")


@cache
def _expected() -> dict[tuple[str, str], str]:
    reference = empty()
    try:
        apply_missing(reference)
        return {(kind, name): sql for kind, name, sql in reference.all(_OBJECTS)}
    finally:
        reference.close()


def _pragma(connection: Connection, name: str) -> int:
    row = connection.one(f"PRAGMA {name}")
    return int(row[0]) if row else 0
