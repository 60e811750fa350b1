"""What is known of words beyond the owner's own file: data handed in, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.core.understanding.sentence import split

BANDS: Final = (0.12, 0.25, 0.42, 0.60, 0.78)
"""What a word weighs that every sentence has, that many have, … down to merely frequent ones; all others weigh 1."""

_SHORTEST_STEM: Final = 3


@dataclass(frozen=True, slots=True)
class Knowledge:
    """``common``: word -> weight below 1. ``courtesy``: first word -> phrases, longest first.

    ``words`` and ``stems``: a word, or how words begin -> the idea they stand for.
    """

    common: Mapping[str, float] = field(default_factory=dict)
    courtesy: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    stems: Mapping[str, str] = field(default_factory=dict)

    def weight(self, word: str) -> float:
        """Return how much the word says by itself, 0 to 1."""
        return self.common.get(word, 1.0)

    def idea(self, word: str) -> str:
        """Return the idea that the word stands for in whatever language; "" where none is known.

        Everyday words of some language only count where they are listed as they are, not by their stem.
        """
        if word in self.words or word in self.common:
            return self.words.get(word, "")
        stems = (self.stems.get(word[:end], "") for end in range(len(word), _SHORTEST_STEM - 1, -1))
        return next(filter(None, stems), "")

    def knows(self, word: str) -> bool:
        """Whether this is surely a word, and no slip of another."""
        return word in self.common or word in self.words

    def without_courtesy(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Drop greetings, thanks and introductions around a question; what is nothing else stays whole."""
        return self._rest(words) or words

    def only_courtesy(self, words: tuple[str, ...]) -> bool:
        """Whether a message says hello or thank you, and nothing else."""
        return not self._rest(words)

    def _rest(self, words: tuple[str, ...]) -> tuple[str, ...]:
        kept: list[str] = []
        at = 0
        while at < len(words):
            phrase = next((p for p in self.courtesy.get(words[at], ()) if words[at : at + len(p)] == p), None)
            if phrase is None:
                kept.append(words[at])
            at += len(phrase or "x")
        return tuple(kept)


def knowledge(
    common: Sequence[Iterable[str]] = (), courtesy: Iterable[str] = (), ideas: Mapping[str, Iterable[str]] | None = None
) -> Knowledge:
    """Build it from plain lists: bands of words (commonest first), phrases, and idea -> words (``word*``: a stem)."""
    weights: dict[str, float] = {}
    for weight, band in zip(BANDS, common, strict=False):
        for word in band:
            for part in split(word):
                weights.setdefault(part, weight)
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for line in courtesy:
        if words := split(line):
            phrases.setdefault(words[0], []).append(words)
    for first in phrases.values():
        first.sort(key=len, reverse=True)
    whole, stems = _ideas(ideas or {})
    return Knowledge(weights, phrases, whole, stems)


def _ideas(ideas: Mapping[str, Iterable[str]]) -> tuple[dict[str, str], dict[str, str]]:
    whole: dict[str, str] = {}
    stems: dict[str, str] = {}
    for idea, words in ideas.items():
        for word in words:
            folded = "".join(split(word.removesuffix("*")))
            if folded:
                (stems if word.endswith("*") else whole).setdefault(folded, idea)
    return whole, stems
