"""The list beside the database of every stop and erasure, so that an older backup can't write to anybody who said no.

``askfirst.db.stops`` only grows: one JSON line for each stop, with keyed hashes, a time and what was stopped; no
personal data. A line is on the disk before the transaction that it tells of is committed. The database knows how much
of the list it knows.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bot.errors import StoreError, StoreFull
from bot.store.keys import Keys
from bot.store.queries import queries
from bot.store.sqlite import Connection

FACT: Final = "stops"
"""Fact: the size of the list, in bytes, up to which the database knows it."""
KINDS: Final = ("withdrawn", "refused", "invalidated", "erased")  # an expiry comes by itself, also in a backup
DOUBTS: Final = ("held", "released")  # an ambiguous STOP, and that it was none
_MATCHES = queries("persons")["matches"]


def beside(database: Path) -> Path:
    """Return where the list of a database is."""
    return database.with_name(database.name + ".stops")


class StopList:
    """What one transaction has to tell the list; written just before its commit."""

    def __init__(self, db: Connection, keys: Keys) -> None:
        self._db = db
        self._keys = keys
        self._lines: list[dict[str, Any]] = []
        self._marks: list[int] = []

    # ---- steps of the transaction

    def forget(self) -> None:
        """A transaction begins, or was taken back."""
        self._lines.clear()
        self._marks.clear()

    def step(self) -> None:
        """Mark a place to come back to."""
        self._marks.append(len(self._lines))

    def keep_step(self) -> None:
        """Keep what was noted since the mark."""
        self._marks.pop()

    def undo_step(self) -> None:
        """Forget what was noted since the mark."""
        del self._lines[self._marks.pop() if self._marks else 0 :]

    # ---- what is noted

    def ended(self, person: str, kind: str, purpose: str, *, at: int, seq: int, digest: str) -> None:
        """Note that a consent ended or is in doubt, by the line of the ledger that says so."""
        who = [self._keys.hashes(each, match)[0] for each, match, _ in self._db.all(_MATCHES, person=person)]
        if who and kind in KINDS + DOUBTS:
            self._note(kind, at, who=sorted(set(who)), purpose=purpose, seq=seq, line=digest)

    def suppressed(self, hash: str, why: str, at: int) -> None:
        """Note that one identifier may never be written to."""
        self._note("suppressed", at, who=[hash], why=why)

    def _note(self, kind: str, at: int, **more: Any) -> None:
        self._lines.append({"kind": kind, "at": at, "pepper": self._keys.ids[0], **more})

    # ---- the file

    def write(self) -> int:
        """Put what was noted on the disk; return the size of the list then, 0 where there was nothing to write."""
        if not self._lines:
            return 0
        text = "".join(json.dumps(line, sort_keys=True) + "\n" for line in self._lines)
        durable = self._db.one("PRAGMA synchronous") == (2,)
        try:
            return _append(beside(self._db.path), text.encode(), durable=durable)
        except OSError as error:
            raise StoreFull(path=beside(self._db.path)) if error.errno in _FULL else _unusable(error) from error


def _append(path: Path, data: bytes, *, durable: bool) -> int:
    """Add whole lines at the end; the caller holds the database's only pen."""
    new = not path.exists()
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.lseek(file, 0, os.SEEK_END)
        if size and os.pread(file, 1, size - 1) != b"\n":  # a crash cut the last line
            data = b"\n" + data
        while data:
            data = data[os.write(file, data) :]
        if durable:
            os.fsync(file)
        size = os.lseek(file, 0, os.SEEK_END)
    finally:
        os.close(file)
    if new and durable:
        keep_name(path.parent)
    return size


def keep_name(folder: Path) -> None:
    """A new file is lost with the power where only its content was written, not its name."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_FULL: Final = (28, 122)  # ENOSPC, EDQUOT


def _unusable(error: OSError) -> StoreError:
    return StoreError(why=f"{error.filename or 'the list of stops'} can't be used ({error.strerror}).")


def size_of(database: Path) -> int:
    """Return the size of a database's list in bytes; 0 where there is none."""
    try:
        return beside(database).stat().st_size
    except FileNotFoundError:
        return 0


def read(database: Path, after: int) -> list[Mapping[str, Any]]:
    """Return the lines beyond that many bytes; a line that a crash cut off is no line."""
    try:
        with beside(database).open("rb") as file:
            file.seek(after)
            found = [_line(text) for text in file.read().splitlines()]
    except OSError as error:
        raise _unusable(error) from error
    return [line for line in found if line]


def _line(text: bytes) -> dict[str, Any]:
    try:
        line = json.loads(text)
    except ValueError:
        return {}
    return line if isinstance(line, dict) and isinstance(line.get("who"), list) else {}
