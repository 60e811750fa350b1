"""The consent ledger: lines are appended and read, nothing else; and the check that nobody did anything else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.consent import ENDINGS, LedgerLine
from bot.ports import Ids
from bot.store.chain import FIRST, canonical, commitment, line_hash
from bot.store.checking import Check, flaw
from bot.store.keys import Keys
from bot.store.queries import queries
from bot.store.sqlite import Connection, Row, whole_text
from bot.store.stoplist import DOUBTS, StopList

SQL = queries("ledger")
_WHO = queries("persons")["who"]


class LedgerTable:
    """The hash-chained ledger. One per connection; the head is remembered for one transaction."""

    def __init__(self, db: Connection, ids: Ids, keys: Keys, stops: StopList) -> None:
        self._db = db
        self._ids = ids
        self._keys = keys
        self._stops = stops
        self._head: tuple[int, str] | None = None

    def forget(self) -> None:
        """A transaction begins or was taken back: somebody else may have appended."""
        self._head = None

    def head(self) -> tuple[int, str]:
        """(count, hash of the last line)."""
        if self._head is None:
            row = self._db.one(SQL["head"])
            self._head = (row[0], row[1]) if row else (0, FIRST)
        return self._head

    def append(self, person: str, kind: str, purpose: str, evidence: Mapping[str, Any], *, at: int) -> LedgerLine:
        """Append one line; a person who was merged is written about under the id that was kept."""
        row = self._db.one(_WHO, person=person)
        return self.append_as(row[0] if row else person, kind, purpose, evidence, at=at)

    def append_as(self, person: str, kind: str, purpose: str, evidence: Mapping[str, Any], *, at: int) -> LedgerLine:
        """Append one line under exactly this id; what waits on the strength of a consent that it ends is blocked."""
        count, prev = self.head()
        seq, salt, body = count + 1, self._ids.salt(), whole_text(canonical(evidence))
        bound = commitment(salt, body)
        digest = line_hash(seq, prev, at, kind, person, purpose, bound)
        self._db.run(
            SQL["append"], seq=seq, prev=prev, at=at, kind=kind, person=person, purpose=purpose,
            commitment=bound, hash=digest, seal=self._keys.seal(digest),
        )  # fmt: skip
        self._db.run(SQL["keep_evidence"], seq=seq, salt=salt.hex(), body=body)
        self._head = seq, digest
        if kind in ENDINGS or kind in DOUBTS:
            self._stops.ended(person, kind, purpose, at=at, seq=seq, digest=digest)
        if kind in ENDINGS:
            self._db.run(SQL["end_queue"], person=person, kind=kind, purpose=purpose, at=at)
        return LedgerLine(seq, at, kind, person, purpose, digest, json.loads(body))

    def of(self, person: str) -> tuple[LedgerLine, ...]:
        """All lines of one person, oldest first, evidence included where it still exists."""
        row = self._db.one(_WHO, person=person)
        return self.of_exactly(row[0] if row else person)

    def of_exactly(self, person: str) -> tuple[LedgerLine, ...]:
        """The lines that were written under this id, also where it was merged into another since."""
        return tuple(map(_told, self._db.all(SQL["of"], person=person)))

    def merged(self, person: str) -> tuple[LedgerLine, ...]:
        """The lines of everybody who was merged into this person, from before that; oldest first."""
        return tuple(map(_told, self._db.all(SQL["merged"], person=person)))

    def quiet(self, before: int) -> tuple[tuple[str, str, int, int], ...]:
        """(person, purpose, agreed at, heard at) of each yes that stands, where both are earlier than that."""
        return tuple((who, purpose, at, heard) for who, purpose, at, heard in self._db.all(SQL["quiet"], before=before))

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """Yield every line, oldest first, with all that anybody needs to check it but the seal, which needs our key."""
        names = ("seq", "prev", "at", "kind", "person", "purpose", "commitment", "hash", "seal", "salt", "body")
        for row in self._db.stream(SQL["lines"]):
            told = dict(zip(names, row, strict=True))
            del told["seal"]
            yield told

    def sound(self, seq: int | None) -> bool:
        """Whether one line is exactly as this program wrote it, evidence included: asked before each message."""
        row = self._db.one(SQL["line"], seq=seq)
        return row is not None and row[9] is not None and not flaw(row, self._keys)

    def verify(self, head: tuple[int, str] | None = None) -> Mapping[str, Any]:
        """Check every line; with an earlier ``head`` (count, hash) from outside also that nothing was cut or redone.

        Return {"ok", "lines", "erased", "head": "seq:hash", "broken": {"seq", "why"} | None}.
        """
        erasures: dict[str, int] = dict(self._db.all(SQL["erasures"]))
        mentioned = max(self._db.all(SQL["mentions"])[0])
        return Check(self._keys, erasures, head).walk(self._db.stream(SQL["lines"]), mentioned)


def _told(row: Row) -> LedgerLine:
    seq, at, kind, who, purpose, digest, body = row
    return LedgerLine(seq, at, kind, who, purpose, digest, None if body is None else json.loads(body))
