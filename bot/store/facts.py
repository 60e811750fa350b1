"""Small keyed facts: notices, timers, notes, questions without an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.core.codec import dumps
from bot.errors import StoreError
from bot.store.queries import queries
from bot.store.sqlite import Connection

SQL = queries("facts")
_NOTICE = ("hash", "purpose", "version", "language", "text", "yes", "no", "used_at")
_LAST = "\U0010ffff"
_LONGEST = 200
_PRIVATE = re.compile(r"\S*@\S*|\d+")  # addresses and numbers are people's own


def _folded(text: str) -> str:
    return " ".join(_PRIVATE.sub("#", text.casefold()).split())[:_LONGEST]


class FactsTable:
    """Small keyed facts."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def keep_notice(self, notice: Mapping[str, Any], now: int) -> None:
        """Keep a notice text for ever; StoreError where its version already has another text."""
        key = {name: notice[name] for name in ("purpose", "version", "language")}
        row = self._db.one(SQL["notice_hash"], **key)
        if row and row[0] != notice["hash"]:
            raise StoreError(
                why="the notice for {purpose}, version {version} ({language}), was changed after it was shown to "
                "people. Put the old text back, or give the new one a new version.".format_map(key)
            )
        values = {name: notice[name] for name in _NOTICE[:-1]}
        self._db.run(SQL["keep_notice"], now=now, **values)

    def notice(self, hash: str) -> Mapping[str, Any] | None:
        """Return a notice by its hash."""
        row = self._db.one(SQL["notice"], hash=hash)
        return dict(zip(_NOTICE, row, strict=True)) if row else None

    def set_timer(self, person: str, key: str, at: int) -> None:
        """Wake at that time; the same key replaces the earlier one, 0 cancels it."""
        if at:
            self._db.run(SQL["set_timer"], person=person, key=key, at=at)
        else:
            self.drop_timer(person, key)

    def drop_timer(self, person: str, key: str) -> None:
        """Cancel one."""
        self._db.run(SQL["drop_timer"], person=person, key=key)

    def due_timers(self, now: int, limit: int) -> tuple[tuple[str, str, int], ...]:
        """(person, key, at) of due timers, earliest first, removed by the call."""
        rows = self._db.all(SQL["due_timers"], now=now, limit=limit)
        return tuple(sorted(((person, key, at) for person, key, at in rows), key=lambda row: (row[2], row)))

    def next_timer(self) -> int:
        """When the next one is due; 0: none."""
        row = self._db.one(SQL["next_timer"])
        return int(row[0]) if row else 0

    def set(self, key: str, value: Any, now: int) -> None:
        """Note a JSON value; None forgets it."""
        if value is None:
            self._db.run(SQL["unset"], key=key)
        else:
            self._db.run(SQL["set"], key=key, value=dumps(value), now=now)

    def get(self, key: str) -> Any:
        """Return what was noted, as JSON types; None where nothing was."""
        row = self._db.one(SQL["get"], key=key)
        return json.loads(row[0]) if row else None

    def all(self, prefix: str) -> Mapping[str, Any]:
        """Return everything whose key begins so."""
        rows = self._db.all(SQL["all"], prefix=prefix, after=prefix + _LAST)
        return {key: json.loads(value) for key, value in rows}

    def missed(self, text: str, best: str, now: int) -> None:
        """Count a question that nothing answered, without what is personal in it."""
        if plain := _folded(text):
            self._db.run(SQL["missed"], text=plain, best=best, now=now)

    def unmiss(self, text: str) -> None:
        """Forget that one person asked this."""
        if self._db.run(SQL["unmiss"], text=_folded(text)):
            self._db.run(SQL["drop_unmissed"], text=_folded(text))

    def drop_missed(self, before: int, limit: int) -> int:
        """Forget questions that nobody has asked since; how many."""
        return self._db.run(SQL["drop_missed"], before=before, limit=limit)

    def figures(self, since: int) -> Mapping[str, Any]:
        """Count what happened since then; "consents" are (purpose, kind, lines), "refused" (reason, messages)."""
        counts = self._db.all(SQL["figures"], since=since, since_ms=since * 1000)[0]
        told = dict(zip(("people", "heard", "said", "proactive", "failed", "missed"), counts, strict=True))
        consents = self._db.all(SQL["consents_since"], since=since)
        return {**told, "consents": consents, "refused": self._db.all(SQL["refused_since"], since=since)}

    def unanswered(self, limit: int = 50) -> tuple[tuple[str, str, int, int], ...]:
        """(text, best guess, times, last) of such questions, those that came most often first."""
        return tuple(
            (text, best, times, last) for text, best, times, last in self._db.all(SQL["unanswered"], limit=limit)
        )
