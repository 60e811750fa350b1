"""From likeness to phrasings to a score for each entry: kernel ridge regression, solved, never trained by chance.

What a phrasing has in common with other entries' phrasings is taken off again, so words that all questions share decide
nothing. Small files are solved once as a whole when they are loaded; large ones near each message.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from operator import add, mul
from typing import ClassVar, Final, Protocol

from bot.core.understanding.phrasings import Phrasings, best
from bot.core.understanding.remembering import Remembers
from bot.core.understanding.ridge import Matrix, inverse_factor, solve, tail_product
from bot.core.understanding.vocabulary import Words

Scores = dict[int, float]
"""Entry -> score, about 1 for a phrasing of that entry and 0 for a stranger; only entries that come into question."""

WHOLE: Final = 320
"""Phrasings up to which the whole file is solved at once."""

NEIGHBOURS: Final = 24
PAIRED: Final = 1500
_SHARPNESS: Final = 1.4
_RIDGE: Final = 0.1
_RUNNERS: Final = 12
_FLOOR: Final = math.exp(-_SHARPNESS)


def _kernel(likeness: float) -> float:
    return math.exp(_SHARPNESS * (likeness - 1.0))


class Kernel:
    """Nearness of any two phrasings, 1 for the same. Up to PAIRED phrasings all pairs are worked out once."""

    def __init__(self, phrasings: Phrasings) -> None:
        self._phrasings = phrasings
        self._rows: list[array[float]] = []
        if len(phrasings.all) <= PAIRED:
            for n, phrasing in enumerate(phrasings.all):
                self._rows.append(array("f", map(_kernel, phrasings.likeness(phrasing.words)[:n])))

    def matrix(self, numbers: Sequence[int]) -> Matrix:
        """Return the lower half of the system that these phrasings (in rising order) make."""
        if self._rows:
            return [[*map(self._rows[n].__getitem__, numbers[:i]), 1.0 + _RIDGE] for i, n in enumerate(numbers)]
        between = self._phrasings.between
        return [[*(_kernel(between(n, m)) for m in numbers[:i]), 1.0 + _RIDGE] for i, n in enumerate(numbers)]


class Scorer(Protocol):
    """How messages, and the owner's own phrasings played as messages, are scored."""

    def scores(self, likeness: Sequence[float]) -> Scores:
        """Score a message by its likeness to all phrasings."""

    def left_out(self, phrasing: int, out: Collection[int]) -> Scores:
        """Score one phrasing as if those in *out* (itself among them: all of its entry, or it alone) were not there."""


class Whole(Remembers):
    """Solves the file once. Leaving phrasings out needs no second solution: it follows from the inverse."""

    CACHES: ClassVar[Mapping[str, tuple[str, int]]] = {"_block": ("_block_of", 8)}
    _block: Callable[[tuple[int, ...]], Matrix]

    def __init__(self, phrasings: Phrasings) -> None:
        self._entries = [phrasing.entry for phrasing in phrasings.all]
        size = len(self._entries)
        self._columns = inverse_factor(Kernel(phrasings).matrix(range(size)))
        self._remember()
        self._shares: dict[int, list[float]] = {}  # entry -> what each phrasing says for or against it
        for entry in dict.fromkeys(self._entries):
            total = [0.0] * size
            for n in range(size):
                if self._entries[n] == entry:
                    total[n:] = map(add, total[n:], self._columns[n])
            self._shares[entry] = [tail_product(column, total) for column in self._columns]

    def scores(self, likeness: Sequence[float]) -> Scores:
        """Score the entries with the nearest phrasings."""
        nearest: dict[int, float] = {}
        for entry, like in zip(self._entries, likeness, strict=True):
            if like > nearest.get(entry, 0.0):
                nearest[entry] = like
        runners = sorted(nearest, key=lambda entry: (-round(nearest[entry], 9), entry))[:_RUNNERS]
        nearness = [_FLOOR if like == 0.0 else _kernel(like) for like in likeness]
        return {entry: sum(map(mul, nearness, self._shares[entry])) for entry in runners}

    def left_out(self, phrasing: int, out: Collection[int]) -> Scores:
        """Score by the block formula: what is left out is subtracted from the solution."""
        ours = tuple(sorted(out))
        part = solve(self._block(ours), [1.0 if n == phrasing else 0.0 for n in ours])
        own = self._entries[phrasing]
        scores = {
            entry: (1.0 if entry == own else 0.0) - sum(p * shares[n] for p, n in zip(part, ours, strict=True))
            for entry, shares in self._shares.items()
        }
        if len(ours) == self._entries.count(own):
            del scores[own]
        return scores

    def _block_of(self, numbers: tuple[int, ...]) -> Matrix:
        """Return the lower half of a part of the inverse."""
        columns = [self._columns[n] for n in numbers]
        return [[tail_product(column, other) for other in columns[: i + 1]] for i, column in enumerate(columns)]


class Local:
    """Solves a small system of a message's nearest phrasings; as right as the whole where there are many."""

    def __init__(self, phrasings: Phrasings) -> None:
        self._phrasings = phrasings
        self._kernel = Kernel(phrasings)
        self._entries = [phrasing.entry for phrasing in phrasings.all]

    def scores(self, likeness: Sequence[float]) -> Scores:
        """Score the entries of the nearest phrasings."""
        near = sorted(neighbours(likeness, NEIGHBOURS))
        shares = solve(self._kernel.matrix(near), [_kernel(likeness[n]) for n in near])
        scores: Scores = {}
        for n, share in zip(near, shares, strict=True):
            scores[self._entries[n]] = scores.get(self._entries[n], 0.0) + share
        return scores

    def left_out(self, phrasing: int, out: Collection[int]) -> Scores:
        """Score it against the others."""
        words: Words = self._phrasings.all[phrasing].words
        likeness = self._phrasings.likeness(words)
        for n in out:
            likeness[n] = 0.0
        return self.scores(likeness)


def neighbours(likeness: Sequence[float], count: int) -> list[int]:
    """Return the numbers of the phrasings that are most alike, best first; none that is not alike at all."""
    ranked = sorted([(-round(likeness[n], 9), n) for n in best(likeness, count)])
    return [n for _, n in ranked[:count]]
