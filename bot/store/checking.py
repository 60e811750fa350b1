"""Is the ledger as it was written? Every line, its seal, its evidence, and whether the end is still there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.store.chain import FIRST, SALT, commitment, line_hash
from bot.store.keys import Keys
from bot.store.sqlite import Row


class Check:
    """Walks over the lines in order; holds nothing but where it is."""

    def __init__(self, keys: Keys, erasures: Mapping[str, int], head: tuple[int, str] | None) -> None:
        """``erasures``: person -> line up to which evidence may be gone. ``head``: (count, hash) kept elsewhere."""
        self._keys = keys
        self._erasures = erasures
        self._head = head
        self.lines = 0
        self.erased = 0
        self.hash = FIRST

    def walk(self, rows: Iterable[Row], mentioned: int) -> Mapping[str, Any]:
        """Check them all; ``mentioned``: the highest line that anything else in the database speaks of."""
        why = ""
        for row in rows:
            why = self._step(row)
            if why:
                break
        else:
            why = self._cut(mentioned)
        return {
            "ok": not why,
            "lines": self.lines,
            "erased": self.erased,
            "head": f"{self.lines}:{self.hash}",
            "broken": {"seq": self.lines + 1, "why": why} if why else None,
        }

    def _step(self, row: Row) -> str:
        """Go one line further, or say what is wrong with it."""
        seq, prev, digest = row[0], row[1], row[7]
        if seq != self.lines + 1 or prev != self.hash:
            return "it does not follow the line before: a line was added, taken out or moved"
        why = flaw(row, self._keys)
        if why:
            return why
        if row[9] is None:
            if seq >= self._erasures.get(row[4], 0):
                return "its evidence is gone, and no line says that it was erased"
            self.erased += 1
        if self._head and self._head[0] == seq and self._head[1] != digest:
            return "it is another line than the one that was here when this head was taken: the ledger was redone"
        self.lines, self.hash = seq, digest
        return ""

    def _cut(self, mentioned: int) -> str:
        """Say what speaks of more lines than there are."""
        if self._head and self._head[0] > self.lines:
            return f"there were {self._head[0]} lines when this head was taken: the end was cut off"
        if mentioned > self.lines:
            return f"evidence or a message refers to line {mentioned}: the end was cut off"
        return ""


def flaw(row: Row, keys: Keys) -> str:
    """Say what is wrong with one line in itself, or nothing."""
    seq, prev, at, kind, person, purpose, bound, digest, seal, salt, body = row
    try:
        if line_hash(seq, prev, at, kind, person, purpose, bound) != digest:
            return "it was changed: its hash is not the hash of what it says"
        if not keys.sealed(digest, seal):
            return "it was not written by AskFirst with this secret key: its seal is wrong"
        if salt is not None and not _bound(salt, body, bound):
            return "its evidence was changed"
    except (TypeError, ValueError, AttributeError):  # a number where a text was, a salt that is no hex …
        return "it was changed: one of its values is of another kind"
    return ""


def _bound(salt: str, body: str, bound: str) -> bool:
    """Whether the evidence is the line's. More zeros, or capitals, would be the same key in another writing."""
    key = bytes.fromhex(salt)
    return len(key) == SALT and key.hex() == salt and commitment(key, body) == bound
