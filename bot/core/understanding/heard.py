"""A message made ready for reading: its key, its pieces by sentence, and what is left without courtesy words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.core.understanding.fold import fold, tokens
from bot.core.understanding.phrases_match import BREAK, walk
from bot.core.understanding.templates import Trie

_ENDS: Final = re.compile(r"[.!?]+(?=\s|$)|[\n\r。！？؟।…;؛]+")
_MOST_CUTS: Final = 7
_NONE: Final[frozenset[int]] = frozenset()
_COMMAS: Final = re.compile(r"[,،，、:–—]+|\s-+\s")


@dataclass(frozen=True, slots=True)
class Heard:
    """A message taken apart.

    ``key``: all pieces; ``bare``: the same without courtesy words at either end; ``keys``: both, and with only one end
    bared; ``last``: the clause after the last comma or stop, "" where there is none. ``pieces``: with sentence breaks.
    ``opens``, ``closes``, ``commas``: the places where sentences begin, where they end, and where a comma stands before.
    """

    text: str
    key: str
    bare: str
    keys: tuple[str, ...]
    last: str
    pieces: tuple[str, ...]
    opens: frozenset[int]
    closes: frozenset[int]
    commas: frozenset[int]


def pieces_of(text: str) -> tuple[list[str], frozenset[int]]:
    """Return the folded words of *text* with a BREAK between its sentences, and the places of its commas."""
    if not _ENDS.search(text) and not _COMMAS.search(text):
        return tokens(fold(text)), _NONE
    out: list[str] = []
    commas: set[int] = set()
    for sentence in _ENDS.split(text):
        parts = [words for part in _COMMAS.split(sentence) if (words := tokens(fold(part)))]
        if parts and out:
            out.append(BREAK)
        for words in parts:
            commas.add(len(out))
            out += words
    return out, frozenset(commas)


class Ear:
    """Takes messages apart; knows the courtesy words of all languages."""

    def __init__(self, forward: Trie, backward: Trie) -> None:
        self._forward = forward
        self._backward = backward

    def hear(self, text: str) -> Heard:
        """Return *text* made ready."""
        pieces, commas = pieces_of(text)
        opens: set[int] = set()
        closes: set[int] = set()
        for start, end in _sentences(pieces):
            first, last = self._trimmed(pieces, start, end)
            opens |= {start, first}
            closes |= {last, end}
        keys = self.keys(tokens(fold(text)))
        last = max((*commas, *(at + 1 for at, piece in enumerate(pieces) if piece == BREAK)), default=0)
        return Heard(
            text, keys[0], keys[1], tuple(dict.fromkeys(keys)), self.keys(pieces[last:])[1] if last else "",
            tuple(pieces), frozenset(opens), frozenset(closes), commas,
        )  # fmt: skip

    def keys(self, whole: Sequence[str]) -> list[str]:
        """Return the message as it is, without all courtesy words at its ends, and with each number of them taken off."""
        starts = _cuts(self._forward, whole)
        ends = [len(whole) - cut for cut in _cuts(self._backward, whole[::-1])]
        cuts = [whole, whole[starts[-1] : ends[-1]], *(whole[start:end] for start in starts for end in ends)]
        return [" ".join(cut or whole) for cut in cuts]

    def _trimmed(self, pieces: Sequence[str], start: int, end: int) -> tuple[int, int]:
        """Return the part of *start* … *end* without the courtesy words at either end."""
        turned = pieces[start:end][::-1]
        return start + _cuts(self._forward, pieces[start:end])[-1], end - _cuts(self._backward, turned)[-1]


def _cuts(trie: Trie, pieces: Sequence[str]) -> list[int]:
    """Return after how many pieces at the beginning the message may go on: 0, and after each entry of *trie* (at most 6)."""
    cuts = [0]
    while cuts[-1] < len(pieces) and len(cuts) < _MOST_CUTS:
        longest = max((end for end, _ in walk(trie, pieces, cuts[-1])), default=cuts[-1])
        if longest == cuts[-1]:
            break
        cuts.append(longest)
    return cuts


def _sentences(pieces: Sequence[str]) -> list[tuple[int, int]]:
    breaks = [-1, *(at for at, piece in enumerate(pieces) if piece == BREAK), len(pieces)]
    return [(left + 1, right) for left, right in pairwise(breaks)]
