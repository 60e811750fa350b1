"""A message made ready for reading: its key, its pieces by sentence, and what is left without courtesy words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.understanding.fold import fold, tokens
from bot.core.understanding.phrases_match import BREAK, walk
from bot.core.understanding.templates import Trie

_ENDS: Final = re.compile(r"[.!?]+(?=\s|$)|[\n\r。！？؟।…;؛]+")


@dataclass(frozen=True, slots=True)
class Heard:
    """``key``: all pieces; ``bare``: the same without courtesy words at either end; ``pieces``: with sentence breaks."""

    text: str
    key: str
    bare: str
    pieces: tuple[str, ...]
    opens: frozenset[int]
    closes: frozenset[int]


def pieces_of(text: str) -> list[str]:
    """Return the folded words of *text*, with a BREAK between its sentences."""
    if not _ENDS.search(text):
        return tokens(fold(text))
    out: list[str] = []
    for sentence in _ENDS.split(text):
        words = tokens(fold(sentence))
        if words:
            out += [BREAK, *words] if out else words
    return out


class Ear:
    """Takes messages apart; knows the courtesy words of all languages."""

    def __init__(self, forward: Trie, backward: Trie) -> None:
        self._forward = forward
        self._backward = backward

    def hear(self, text: str) -> Heard:
        """Return *text* made ready."""
        pieces = pieces_of(text)
        whole = tokens(fold(text))
        opens: set[int] = set()
        closes: set[int] = set()
        for start, end in _sentences(pieces):
            first, last = self.trimmed(pieces, start, end)
            opens |= {start, first}
            closes |= {last, end}
        return Heard(text, " ".join(whole), self.bare(whole), tuple(pieces), frozenset(opens), frozenset(closes))

    def bare(self, pieces: Sequence[str]) -> str:
        """Return the pieces without courtesy words at either end; all of them where nothing would be left."""
        start, end = self.trimmed(pieces, 0, len(pieces))
        return " ".join(pieces[start:end] or pieces)

    def trimmed(self, pieces: Sequence[str], start: int, end: int) -> tuple[int, int]:
        """Return the part of *start* … *end* that is left without courtesy words."""
        while start < end:
            longest = max((stop for stop, _ in walk(self._forward, pieces[:end], start)), default=start)
            if longest == start:
                break
            start = longest
        turned = pieces[start:end][::-1]
        at = 0
        while at < len(turned):
            longest = max((stop for stop, _ in walk(self._backward, turned, at)), default=at)
            if longest == at:
                break
            at = longest
        return start, end - at


def _sentences(pieces: Sequence[str]) -> list[tuple[int, int]]:
    breaks = [-1, *(at for at, piece in enumerate(pieces) if piece == BREAK), len(pieces)]
    return [(left + 1, right) for left, right in zip(breaks, breaks[1:], strict=False)]
