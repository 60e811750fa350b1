"""How sure a score is: the chance that the best entry is the right one, from what can be counted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.understanding.phrasings import Phrasing
from bot.core.understanding.scorers import Scores
from bot.core.understanding.vocabulary import Words

_SCORE: Final = 5.17
_LEAD: Final = 5.67
_HERE: Final = 1.78
_ANYWHERE: Final = -0.58
_WORDS: Final = 0.47
_START: Final = -4.0
"""Fitted once on question sets in five languages; they carry over to others (see docs/understanding.md)."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Entries, best first, and the chance that the first one is right."""

    ranked: tuple[tuple[int, float], ...] = ()
    confidence: float = 0.0


class Judge:
    """Knows in which entries each word occurs, and turns scores into a ranking with its chance."""

    def __init__(self, phrasings: Sequence[Phrasing]) -> None:
        self._entries = len({phrasing.entry for phrasing in phrasings})
        self._uses: dict[str, Counter[int]] = {}
        for phrasing in phrasings:
            for word in set(phrasing.words):
                self._uses.setdefault(word, Counter())[phrasing.entry] += 1

    def rank(self, words: Words, scores: Scores, without: Collection[Phrasing] = ()) -> Ranking:
        """Rank the entries; *without*: phrasings that are left out of the counting."""
        ranked = sorted(scores.items(), key=lambda item: (-round(item[1], 9), item[0]))
        if not ranked:
            return Ranking()
        (entry, best), second = ranked[0], max(ranked[1][1], -1.0) if len(ranked) > 1 else 0.0
        return Ranking(tuple(ranked), round(_chance(*self.evidence(words, entry, best, second, without)), 6))

    def evidence(
        self, words: Words, entry: int, best: float, second: float, without: Collection[Phrasing] = ()
    ) -> tuple[float, ...]:
        """Return what the chance is made of: score, lead, words found in the entry, and anywhere, number of words."""
        total = here = anywhere = 0.0
        for word in words:
            uses = self._left(word, without)
            worth = math.log((self._entries + 1) / (len(uses) + 0.5))
            total += worth
            here += worth if entry in uses else 0.0
            anywhere += worth if uses else 0.0
        total = total or 1.0
        return best, best - second, here / total, anywhere / total, math.log(len(words) + 1)

    def _left(self, word: str, without: Collection[Phrasing]) -> Mapping[int, int]:
        uses = self._uses.get(word, Counter[int]())
        if not without:
            return uses
        gone = Counter(phrasing.entry for phrasing in without if word in phrasing.words)
        return uses - gone


def _chance(*evidence: float) -> float:
    z = _START + sum(a * b for a, b in zip((_SCORE, _LEAD, _HERE, _ANYWHERE, _WORDS), evidence, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))
