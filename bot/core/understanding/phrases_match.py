"""Finds the patterns of the word files in a message. Bounded: few elements, small gaps, no backtracking over text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final, Protocol

from bot.core.understanding.templates import CLOSE, OPEN, REST, Trie

_CLOSES: Final = -99
BREAK: Final = "\n"
"""The piece that stands between two sentences."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found: pieces *start* to *end* (not included) of the message."""

    kind: str
    language: str
    start: int
    end: int


class Said(Protocol):
    """A message taken apart (see ``heard.Heard``)."""

    @property
    def pieces(self) -> Sequence[str]:
        """Folded words, with a BREAK between sentences."""

    @property
    def opens(self) -> AbstractSet[int]:
        """Where a sentence begins, with and without its courtesy words."""

    @property
    def closes(self) -> AbstractSet[int]:
        """Where a sentence ends, with and without its courtesy words."""

    @property
    def commas(self) -> AbstractSet[int]:
        """Where a comma stands before the piece."""


def walk(trie: Trie, pieces: Sequence[str], at: int) -> Iterator[tuple[int, int]]:
    """Yield (end, mark) for every entry of *trie* that begins at *at*; a gap never leaves its sentence."""
    node: Any = trie
    total = len(pieces)
    while at < total:
        word = pieces[at]
        at += 1
        child = node.get(word)
        if "*" in node:
            yield from _prefixed(node["*"], word, pieces, at)
        if child is None:
            return
        if child.__class__ is int:
            yield at, child
            return
        node = child
        if "" in node:
            yield at, node[""]


def _prefixed(entries: Sequence[Sequence[Any]], word: str, pieces: Sequence[str], at: int) -> Iterator[tuple[int, int]]:
    for prefix, child in entries:
        if word.startswith(prefix):
            if child.__class__ is int:
                yield at, child
                continue
            if "" in child:
                yield at, child[""]
            yield from walk(child, pieces, at)


class Phrases:
    """All patterns, found by the word they begin with."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._tries: list[Trie] = tables["tries"]
        self._patterns: Sequence[Sequence[Any]] = tables["patterns"]
        self._needs: Sequence[Sequence[int]] = tables["needs"]
        self._starts: Mapping[str, Sequence[int]] = tables["starts"]
        self._prefixes: Mapping[str, Sequence[int]] = tables["prefixes"]
        self._sizes = sorted({len(prefix) for prefix in self._prefixes})

    def find(self, said: Said) -> list[Hit]:
        """Return every pattern found."""
        hits = []
        words = set(said.pieces)
        missing: dict[int, bool] = {}
        for at, word in enumerate(said.pieces):
            for number in self._candidates(word):
                if any(self._lacks(trie, words, missing) for trie in self._needs[number]):
                    continue
                kind, language, flags, *elements = self._patterns[number]
                if flags & OPEN and at not in said.opens:
                    continue
                if flags & CLOSE:
                    elements.append(_CLOSES)
                end = self._end(elements, 0, at, said, kind.startswith("not_") and not flags & OPEN)
                if end >= 0:
                    hits.append(Hit(kind, language, at, _stop(said.pieces, end) if flags & REST else end))
        return hits

    def _lacks(self, trie: int, words: set[str], missing: dict[int, bool]) -> bool:
        """Whether no word of the message can begin an entry of this trie; *missing* remembers it for the message."""
        known = missing.get(trie)
        if known is None:
            known = missing[trie] = self._tries[trie].keys().isdisjoint(words)
        return known

    def _candidates(self, word: str) -> Iterator[int]:
        yield from self._starts.get(word, ())
        for size in self._sizes:
            if size > len(word):
                return
            yield from self._prefixes.get(word[:size], ())

    def _end(self, elements: list[int], k: int, at: int, said: Said, veto: bool) -> int:
        """Return where the elements from *k* on end when they begin at *at*; -1: they do not fit."""
        if k == len(elements):
            return at
        element = elements[k]
        if element < 0:
            if element == _CLOSES:
                return at if at in said.closes else -1
            return self._over_gap(elements, k, at, said, veto)
        trie = self._tries[element >> 1]
        for end, _ in walk(trie, said.pieces, at):
            found = self._end(elements, k + 1, end, said, veto)
            if found >= 0:
                return found
        if element & 1 or ("$" in trie and at in said.closes):
            return self._end(elements, k + 1, at, said, veto)
        return -1

    def _over_gap(self, elements: list[int], k: int, at: int, said: Said, veto: bool) -> int:
        """Try the rest after each length of the gap. What takes the force from a wish does not reach over a comma."""
        last = min(at - elements[k], len(said.pieces))
        while True:
            if veto and at in said.commas:
                return -1
            found = self._end(elements, k + 1, at, said, veto)
            if found >= 0 or at >= last or said.pieces[at] == BREAK:
                return found
            at += 1


def _stop(pieces: Sequence[str], at: int) -> int:
    while at < len(pieces) and pieces[at] != BREAK:
        at += 1
    return at
