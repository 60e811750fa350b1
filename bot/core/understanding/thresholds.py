"""From which confidence on the bot answers: found out by playing the owner's own phrasings as messages.

One phrasing left out plays a customer who words it in a new way; a whole entry left out plays a question that the file
does not answer. The stricter of this file's own limit and the shipped one holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.core.understanding.confidence import Judge, Ranking
from bot.core.understanding.phrasings import Phrasing
from bot.core.understanding.scorers import Scorer

Caution = Literal["cautious", "normal", "bold"]

ASK_FROM: Final = 0.22
_FLOORS: Final[dict[Caution, tuple[float, float]]] = {
    "cautious": (0.75, 0.02),
    "normal": (0.60, 0.05),
    "bold": (0.45, 0.08),
}
_CEILING: Final = 0.95
_STRANGE: Final = 0.5  # the assumed share of messages that the file does not answer
_PLAYED: Final = 200
_LEAST: Final = (6, 3)  # phrasings and entries: fewer say nothing about a limit


@dataclass(frozen=True, slots=True)
class Played:
    """One phrasing played as a message: who won, and how sure."""

    phrasing: int
    winner: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Trial:
    """The owner's phrasings against each other. ``strangers``: with their whole entry left out."""

    new: tuple[Played, ...] = ()
    strangers: tuple[Played, ...] = ()


def play(phrasings: Sequence[Phrasing], scorer: Scorer, judge: Judge) -> Trial:
    """Play up to 200 phrasings, evenly spread over the file; none where the file is too small to tell."""
    entries: dict[int, list[int]] = {}
    for n, phrasing in enumerate(phrasings):
        entries.setdefault(phrasing.entry, []).append(n)
    typed = [n for n, phrasing in enumerate(phrasings) if not phrasing.named]
    if len(typed) < _LEAST[0] or len(entries) < _LEAST[1]:
        return Trial()
    step = -(-len(typed) // _PLAYED)
    new, strangers = [], []
    for n in typed[::step]:
        own = entries[phrasings[n].entry]
        new += _played(phrasings, n, [n], scorer, judge)
        strangers += _played(phrasings, n, own, scorer, judge)
    return Trial(tuple(new), tuple(strangers))


def _played(phrasings: Sequence[Phrasing], n: int, out: list[int], scorer: Scorer, judge: Judge) -> list[Played]:
    found: Ranking = judge.rank(phrasings[n].words, scorer.left_out(n, out), [phrasings[i] for i in out])
    return [Played(n, found.ranked[0][0], found.confidence)] if found.ranked else []


def answer_from(trial: Trial, phrasings: Sequence[Phrasing], caution: Caution) -> float:
    """Return the confidence from which on the expected share of wrong answers stays below the caution's target."""
    floor, target = _FLOORS[caution]
    if not trial.new:
        return floor
    wrong = [p.confidence for p in trial.new if p.winner != phrasings[p.phrasing].entry]
    strange = [p.confidence for p in trial.strangers]
    for limit in sorted({round(p.confidence, 3) for p in (*trial.new, *trial.strangers)}):
        expected = (1 - _STRANGE) * _share(wrong, limit, len(trial.new))
        expected += _STRANGE / 2 * _share(strange, limit, max(len(strange), 1))
        if expected <= target:
            return min(_CEILING, max(floor, limit))
    return _CEILING


def _share(values: Sequence[float], limit: float, total: int) -> float:
    return sum(1 for value in values if value >= limit) / total
