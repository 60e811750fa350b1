"""The owner's phrasings, each with the entry it belongs to, and how like a message is to each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import ClassVar, Final

from bot.core.understanding.knowledge import Knowledge
from bot.core.understanding.remembering import Remembers
from bot.core.understanding.sentence import split
from bot.core.understanding.vocabulary import Vocabulary, Words

_EMPTY_NAMES = frozenset(
    ("answer", "entry", "f", "faq", "flow", "id", "intent", "item", "no", "nr", "q", "question", "topic")
)


CROWD: Final = 1000
"""Phrasings that may have a word before it is counted for the likeliest ones only."""

_LOOKED_AT: Final = 300


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to ask. ``named``: made of the entry's id, which no person ever types like that."""

    text: str
    words: Words
    entry: int
    named: bool = False


def listed(entries: Mapping[str, Sequence[str]]) -> tuple[Phrasing, ...]:
    """Return every phrasing that has words, and each entry's id where it says something ("opening_hours")."""
    out: list[Phrasing] = []
    for entry, (id, texts) in enumerate(entries.items()):
        found = [Phrasing(text, words, entry) for text in texts if (words := split(text))]
        out += found
        name = _spoken(id.rpartition(":")[2])
        if found and name:
            out.append(Phrasing(name, split(name), entry, named=True))
    return tuple(out)


def _spoken(id: str) -> str:
    """Return an id as words, "" where it is only a number or says nothing.

    >>> _spoken("opening_hours"), _spoken("BookTable"), _spoken("faq_12")
    ('opening hours', 'Book Table', '')
    """
    parted = "".join(
        f" {c}" if c.isupper() and before.islower() else c for before, c in zip(" " + id, id, strict=False)
    )
    words = split(parted.replace("_", " "))
    return parted.replace("_", " ") if any(w.isalpha() and w not in _EMPTY_NAMES for w in words) else ""


def best(likeness: Sequence[float], count: int) -> list[int]:
    """Return the numbers of the phrasings that are most alike, in file order: *count*, more where the last ones tie."""
    least = min(nlargest(count, likeness), default=0.0)
    return [n for n, like in enumerate(likeness) if like >= least and like > 0.0]


class Phrasings(Remembers):
    """All phrasings with an index from words to them."""

    CACHES: ClassVar[Mapping[str, tuple[str, int]]] = {"_spread": ("_spread_of", 1024)}
    _spread: Callable[[int], dict[int, float]]

    def __init__(self, phrasings: Sequence[Phrasing], knowledge: Knowledge) -> None:
        self.all = tuple(phrasings)
        self.vocabulary = Vocabulary([phrasing.words for phrasing in phrasings], knowledge)
        self.lengths = [self.vocabulary.length(phrasing.words) or 1.0 for phrasing in phrasings]
        self.bags = [self._bag(n) for n in range(len(self.all))]
        self._holders: list[tuple[list[int], list[float]]] = [([], []) for _ in self.vocabulary.words]
        for n, bag in enumerate(self.bags):
            for word, weight in bag.items():
                self._holders[word][0].append(n)
                self._holders[word][1].append(weight)
        self._remember()

    def _bag(self, n: int) -> dict[int, float]:
        """Return a phrasing as word number -> weight, of length one."""
        bag: dict[int, float] = {}
        for word in self.all[n].words:
            number = self.vocabulary.number[word]
            bag[number] = bag.get(number, 0.0) + self.vocabulary.weight(word) / self.lengths[n]
        return bag

    def likeness(self, words: Words) -> list[float]:
        """Return, for each phrasing, how like the words are to it: 0 nothing, 1 the same.

        In large files, words that a great many phrasings have are only counted for those that share rarer ones.
        """
        total = [0.0] * len(self.all)
        amounts = self._amounts(words)
        crowded = [number for number in amounts if len(self._holders[number][0]) > CROWD]
        rarer = [number for number in amounts if len(self._holders[number][0]) <= CROWD]
        for number in rarer or crowded:
            amount = amounts[number]
            holders, weights = self._holders[number]
            for n, weight in zip(holders, weights, strict=True):
                total[n] += amount * weight
        if crowded and rarer:
            for n in best(total, _LOOKED_AT):
                bag = self.bags[n]
                total[n] += sum(amounts[number] * bag.get(number, 0.0) for number in crowded)
        return total

    def _amounts(self, words: Words) -> dict[int, float]:
        """Return how much each of the file's words takes part in a message."""
        length = self.vocabulary.length(words)
        amounts: dict[int, float] = {}
        for word, times in Counter(words).items():
            part = times * self.vocabulary.weight(word) / length if length else 0.0
            for number, like in self.vocabulary.near(word):
                amounts[number] = amounts.get(number, 0.0) + part * like
        return amounts

    def between(self, first: int, second: int) -> float:
        """Return how like two phrasings are; small files remember all pairs."""
        spread = self._spread(first)
        return sum(weight * spread.get(word, 0.0) for word, weight in self.bags[second].items())

    def _spread_of(self, n: int) -> dict[int, float]:
        """Return a phrasing's weight on every word that is like one of its words."""
        spread: dict[int, float] = {}
        near, words = self.vocabulary.near, self.vocabulary.words
        for number, weight in self.bags[n].items():
            for other, like in near(words[number]):
                spread[other] = spread.get(other, 0.0) + weight * like
        return spread

    def carried(self, words: Words, phrasing: int) -> list[tuple[str, float]]:
        """Return which of the words make the likeness to one phrasing, the strongest first."""
        bag = self.bags[phrasing]
        parts = {
            word: self.vocabulary.weight(word) * sum(bag.get(n, 0.0) * like for n, like in self.vocabulary.near(word))
            for word in words
        }
        return sorted(parts.items(), key=lambda item: (-item[1], item[0]))
