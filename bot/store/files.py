"""Files that customers sent, kept in a folder beside the database: one folder a person, so that erasing is simple.

It is a copy for those who answer: WhatsApp has the file for 7 days, and nothing else depends on it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.store.store import SqliteStore


class MediaFolder:
    """Implements ``ports.Files`` on the folder ``<database>.media``."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".media")

    def get(self, person: str, name: str) -> bytes | None:
        """Return a kept file; None where there is none."""
        try:
            return self._place(person, name).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, person: str, name: str, data: bytes, at: int) -> None:
        """Keep a file, readable for this user only; a half-written one is never found."""
        place = self._place(person, name)
        self.path.mkdir(mode=0o700, exist_ok=True)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        part = place.with_name(place.name + ".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        os.utime(part, (at, at))
        os.replace(part, place)

    def persons(self) -> tuple[str, ...]:
        """Return whose files there are."""
        return tuple(folder.name for folder in self.path.iterdir()) if self.path.is_dir() else ()

    def drop(self, person: str) -> None:
        """Delete all files of a person."""
        shutil.rmtree(self.path / _plain(person), ignore_errors=True)

    def drop_before(self, before: int) -> int:
        """Delete files that are older; return how many."""
        old = [each for each in self.path.glob("*/*") if each.stat().st_mtime < before] if self.path.is_dir() else []
        for each in old:
            each.unlink(missing_ok=True)
        return len(old)

    def _place(self, person: str, name: str) -> Path:
        return self.path / _plain(person) / _plain(name)


def _plain(name: str) -> str:
    """Our ids are letters and digits; anything else would be a path."""
    if not name.isalnum():
        raise ValueError("a file is kept under an id of letters and digits")
    return name


def forget_erased(store: SqliteStore) -> None:
    """Delete the files of everybody who was erased; part of ``Store.scrub``, which is repeated until it succeeds."""
    folder = MediaFolder(store.path)
    for person in folder.persons():
        if store.read(lambda tx, person=person: tx.persons.erased(person)):  # type: ignore[misc]
            folder.drop(person)


def drop_files(store: SqliteStore, before: int) -> int:
    """Delete files that people sent before that time; return how many."""
    return MediaFolder(store.path).drop_before(before)
