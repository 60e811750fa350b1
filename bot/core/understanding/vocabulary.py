"""The words of the owner's phrasings, and how near any other word is to each of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, Final

from bot.core.understanding.knowledge import Knowledge
from bot.core.understanding.remembering import Remembers
from bot.core.understanding.sentence import pieces

Words = tuple[str, ...]
Near = tuple[tuple[int, float], ...]

RARITY: Final = 0.6
"""How much a word's rarity within this file adds to its weight in the language."""

IDEA: Final = 0.3
"""The part of a word's likeness that its idea decides (where one is known); its letters decide the rest."""

FARTHEST: Final = 0.15
"""Likeness below which two words have nothing to do with each other."""


EVERYDAY: Final = 0.5
"""Weight in the language below which a word is only ever like itself."""


SHORTEST_SLIP: Final = 5
"""Letters that a word must have to be taken for a slip of another one."""

_TRIED: Final = 5


class Vocabulary(Remembers):
    """All words of some phrasings. Immutable once built; only caches grow, and they are bounded."""

    CACHES: ClassVar[Mapping[str, tuple[str, int]]] = {
        "vector": ("_vector", 8192),
        "near": ("_near", 8192),
        "mended": ("_mended", 8192),
    }
    vector: Callable[[str], tuple[float, dict[str, float]]]
    near: Callable[[str], Near]
    mended: Callable[[str], str]

    def __init__(self, phrasings: Sequence[Words], knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        count = len(phrasings)
        held = Counter(piece for words in phrasings for piece in {p for w in set(words) for p in pieces(w)})
        self._rarity = {piece: math.log((1 + count) / (1 + n)) + 1 for piece, n in held.items()}
        self.words = sorted({word for words in phrasings for word in words})
        self.number = {word: n for n, word in enumerate(self.words)}
        self._ideas = {idea for word in self.words if (idea := knowledge.idea(word))}
        lengths = [self._letters(word)[1] for word in self.words]
        self._usual = sum(lengths) / len(lengths) if lengths else 1.0
        self._remember()
        self._holders: dict[str, tuple[list[int], list[float]]] = {}
        for n, word in enumerate(self.words):
            for piece, part in self.vector(word)[1].items():
                numbers, parts = self._holders.setdefault(piece, ([], []))
                numbers.append(n)
                parts.append(part)

    def weight(self, word: str) -> float:
        """Return how much a word counts in this file; 0 where nothing of it occurs."""
        return self.vector(word)[0]

    def length(self, words: Iterable[str]) -> float:
        """Return the length of the vector of some words: what likeness is divided by."""
        total: dict[str, float] = {}
        for word in words:
            weight, parts = self.vector(word)
            for piece, part in parts.items():
                total[piece] = total.get(piece, 0.0) + weight * part
        return math.sqrt(sum(x * x for x in total.values()))

    def _mended(self, word: str) -> str:
        """Return the file's word of which this one is a slip or a form ("recieve", "refunds"), or the word itself."""
        if len(word) < SHORTEST_SLIP or word in self.number or self._knowledge.knows(word):
            return word
        near = sorted(self.near(word), key=lambda item: (-round(item[1], 9), item[0]))[:_TRIED]
        return next((self.words[n] for n, _ in near if one_slip(word, self.words[n])), word)

    def _letters(self, word: str) -> tuple[dict[str, float], float]:
        rarity = self._rarity
        known = {piece: rarity[piece] for piece in pieces(word) if piece in rarity}
        return known, math.sqrt(sum(x * x for x in known.values()))

    def _vector(self, word: str) -> tuple[float, dict[str, float]]:
        """Return a word's weight and its unit vector over pieces (and its idea, written with a capital)."""
        known, length = self._letters(word)
        idea = self._knowledge.idea(word)
        if idea not in self._ideas:
            idea = ""
        if not known and not idea:
            return 0.0, {}
        weight = self._knowledge.weight(word) + RARITY * (length or self._usual) / self._usual
        share = math.sqrt(1 - IDEA) if idea and known else 1.0
        parts = {piece: share * x / length for piece, x in known.items()}
        if idea:
            parts["IDEA " + idea] = math.sqrt(IDEA)
        return weight, parts

    def _near(self, word: str) -> Near:
        """Return the file's words that are like this one, with their likeness up to 1.

        Everyday words are like themselves alone: that "the" looks like "then" has never helped anybody.
        """
        if word in self.number and self._knowledge.weight(word) < EVERYDAY:
            return ((self.number[word], 1.0),)
        total: dict[int, float] = {}
        for piece, part in self.vector(word)[1].items():
            for n, x in zip(*self._holders.get(piece, ((), ())), strict=True):
                total[n] = total.get(n, 0.0) + part * x
        return tuple((n, likeness) for n, likeness in total.items() if likeness >= FARTHEST)


def one_slip(first: str, second: str) -> bool:
    """Whether one letter put in, left out, changed, or swapped with its neighbour makes one word of the other.

    >>> one_slip("recieve", "receive"), one_slip("refunds", "refund"), one_slip("card", "cart"), one_slip("ab", "cd")
    (True, True, True, False)
    """
    if len(first) < len(second):
        first, second = second, first
    start = next((n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), len(second))
    if len(first) > len(second):
        return first[start + 1 :] == second[start:]
    rest, other = first[start:], second[start:]
    return rest[1:] == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
