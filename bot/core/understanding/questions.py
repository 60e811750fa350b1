"""Which of the owner's questions a message asks: answered, asked back, or left alone.

The same file and the same message give the same decision on every machine. docs/understanding.md tells how.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.core.understanding.confidence import Judge, Ranking
from bot.core.understanding.knowledge import Knowledge
from bot.core.understanding.phrasings import Phrasings, listed
from bot.core.understanding.scorers import WHOLE, Local, Scorer, Whole
from bot.core.understanding.sentence import split
from bot.core.understanding.thresholds import ASK_FROM, Caution, Trial, answer_from, play
from bot.core.understanding.vocabulary import Words

Decision = Literal["answer", "ask", "none"]

_SHOWN: Final = 5
_SURE: Final = 0.99
_CARRIES: Final = 0.15
_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Match:
    """``ranked``: up to five entries with scores, best first. ``confidence``: the chance that the first is right."""

    decision: Decision
    ranked: tuple[tuple[str, float], ...] = ()
    confidence: float = 0.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A phrasing that, were it a customer's, would be answered with another entry."""

    phrasing: str
    entry: str
    rival: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Report:
    """What to expect of this file for messages worded in a new way: shares, 0 to 1, and the limits in force."""

    entries: int = 0
    phrasings: int = 0
    answer_from: float = 0.0
    ask_from: float = ASK_FROM
    right: float = 0.0
    wrong: float = 0.0
    asked: float = 0.0
    strangers_answered: float = 0.0
    few: tuple[str, ...] = ()  # entries with fewer than three phrasings


class Matcher:
    """Matches messages to entries (id -> phrasings). Immutable once built; safe to share between threads."""

    def __init__(
        self,
        entries: Mapping[str, Sequence[str]],
        caution: Caution = "normal",
        knowledge: Knowledge | None = None,
        *,
        whole_up_to: int = WHOLE,
    ) -> None:
        """*whole_up_to*: phrasings up to which the file is solved as a whole."""
        self._knowledge = knowledge or Knowledge()
        self._ids = tuple(entries)
        self._all = listed(entries)
        self._phrasings = Phrasings(self._all, self._knowledge)
        self._scorer: Scorer = (Whole if len(self._all) <= whole_up_to else Local)(self._phrasings)
        self._judge = Judge(self._all)
        self._own: dict[int, list[int]] = {}
        for n, phrasing in enumerate(self._all):
            self._own.setdefault(phrasing.entry, []).append(n)
        self._exact: dict[Words, list[int]] = {}
        for phrasing in self._all:
            if not phrasing.named and phrasing.entry not in self._exact.setdefault(phrasing.words, []):
                self._exact[phrasing.words].append(phrasing.entry)
        self._trial: Trial = play(self._all, self._scorer, self._judge)
        self._answer_from = answer_from(self._trial, self._all, caution)

    def match(self, text: str) -> Match:
        """Decide what a message asks. Never raises; looks at the first 600 characters."""
        said = split(text)
        mended = self._phrasings.vocabulary.mended
        words = tuple(mended(word) for word in self._knowledge.without_courtesy(said))
        same = self._exact.get(said) or self._exact.get(words) or []
        likeness = self._phrasings.likeness(words)
        if not words or max(likeness, default=0.0) <= 0.0:
            return Match("none", why="no word of it is in the files")
        found = self._judge.rank(words, self._scorer.scores(likeness))
        if same:
            return self._same(found, same)
        ranked = self._shown(found)
        decision = self._decision(found.confidence)
        if decision == "ask" and self._knowledge.only_courtesy(said):
            return Match("none", ranked, found.confidence, "only a courtesy")
        return Match(decision, ranked, found.confidence, self._why(words, likeness, found, decision))

    def _decision(self, confidence: float) -> Decision:
        if confidence >= self._answer_from:
            return "answer"
        return "ask" if confidence >= ASK_FROM else "none"

    def _shown(self, found: Ranking) -> tuple[tuple[str, float], ...]:
        return tuple((self._ids[entry], round(score, 6)) for entry, score in found.ranked[:_SHOWN])

    def _same(self, found: Ranking, same: Sequence[int]) -> Match:
        """Answer a phrasing of the owner's; where several entries have it, only the person can tell."""
        scores = dict(found.ranked)
        first = sorted(same, key=lambda entry: (-scores.get(entry, 0.0), entry))
        others = [pair for pair in found.ranked if pair[0] not in same]
        ranked = Ranking((*((entry, max(1.0, scores.get(entry, 0.0))) for entry in first), *others))
        if len(same) > 1:
            return Match("ask", self._shown(ranked), 0.5, f"{len(same)} entries have exactly this phrasing")
        return Match("answer", self._shown(ranked), _SURE, "exact: the message is one of the entry's phrasings")

    def _why(self, words: Words, likeness: Sequence[float], found: Ranking, decision: Decision) -> str:
        entry = found.ranked[0][0]
        nearest = min(self._own[entry], key=lambda n: (-round(likeness[n], 9), n))
        carried = self._phrasings.carried(words, nearest)
        most = sum(part for _, part in carried) or 1.0
        strong = [f"“{word}”" for n, (word, part) in enumerate(carried[:4]) if n == 0 or part >= _CARRIES * most]
        sure = f"{found.confidence:.0%} sure"
        if decision == "none":
            return f"nothing is near enough: the nearest is “{self._all[nearest].text}” ({sure})"
        return f"{_listed(strong)} {'points' if len(strong) == 1 else 'point'} to “{self._all[nearest].text}” ({sure})"

    # ---- for the owner

    @property
    def report(self) -> Report:
        """What to expect of this file."""
        trial, total = self._trial.new, len(self._trial.new) or 1
        answered = [p for p in trial if p.confidence >= self._answer_from]
        right = sum(1 for p in answered if p.winner == self._all[p.phrasing].entry)
        asked = sum(1 for p in trial if ASK_FROM <= p.confidence < self._answer_from)
        strange = sum(1 for p in self._trial.strangers if p.confidence >= self._answer_from)
        typed = [phrasing.entry for phrasing in self._all if not phrasing.named]
        return Report(
            entries=len(self._ids),
            phrasings=len(typed),
            answer_from=self._answer_from,
            right=right / total,
            wrong=(len(answered) - right) / total,
            asked=asked / total,
            strangers_answered=strange / (len(self._trial.strangers) or 1),
            few=tuple(id for n, id in enumerate(self._ids) if typed.count(n) < _FEW),
        )

    def conflicts(self) -> list[Conflict]:
        """Return the phrasings that would be answered with another entry if they were not in the file."""
        same = [
            Conflict(phrasing.text, self._ids[phrasing.entry], self._ids[rival], 1.0)
            for phrasing in self._all
            if not phrasing.named
            for rival in self._exact[phrasing.words]
            if rival != phrasing.entry
        ]
        taken = {conflict.phrasing for conflict in same}
        return same + [
            Conflict(text, self._ids[own], self._ids[p.winner], p.confidence)
            for p in self._trial.new
            if p.confidence >= self._answer_from
            and (own := self._all[p.phrasing].entry) != p.winner
            and (text := self._all[p.phrasing].text) not in taken
        ]


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
