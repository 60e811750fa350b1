"""What a message means for this business: the bot's own words first, then the owner's rules, then their questions.

The order is a promise: STOP, a wrong number, a person, help and START come before anything the owner writes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

from bot.core.flow import Book
from bot.core.understanding.fold import fold
from bot.core.understanding.knowledge import Knowledge
from bot.core.understanding.questions import Match, Matcher
from bot.core.understanding.rules import Rule, Rules
from bot.core.understanding.thresholds import Caution
from bot.core.understanding.words import Lexicon, Meaning

FIRST: Final = ("stop", "wrong_number", "person", "help", "start", "stop_ambiguous")
"""Meanings that nothing of the owner's overrules."""

_REMEMBERED: Final = 1024
_FAQ, _FLOW = "faq:", "flow:"

Candidates = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message means.

    ``meaning``: stop | stop_ambiguous | wrong_number | start | help | person | faq | trigger | ask | none.
    ``id``: of the entry or flow; for trigger also cancel, back, menu, export, erase, source.
    ``candidates``: entries and flows, best first, with the chance that they are meant (the first one's is calibrated).
    ``why``: a sentence; it begins with "words" or "exact" where the whole message is what the owner wrote.
    ``word``: what the bot's own words make of it.
    """

    meaning: str
    id: str = ""
    candidates: Candidates = ()
    why: str = ""
    scope: str = "all"
    word: Meaning = Meaning()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What does not depend on the person."""

    rule: Rule | None
    match: Match


class Mind:
    """Built once per book; immutable but for bounded caches, safe to share between threads."""

    def __init__(
        self, book: Book, lexicon: Lexicon, knowledge: Knowledge | None = None, matcher: Matcher | None = None
    ) -> None:
        """``matcher``: one that was made of the same phrasings before; it is what takes long to make."""
        self.lexicon = lexicon
        self.kept: tuple[Book, dict[str, frozenset[str]]] = (book, {})  # what the engine found out about its flows
        self._rules = Rules(book)
        knowledge = knowledge or Knowledge()
        self.matcher = matcher or Matcher(*learnt(book, knowledge))
        # the caches hold no reference to this object, so that an old mind is gone at once, without the collector
        self._read = lru_cache(maxsize=_REMEMBERED)(partial(_read, self._rules, self.matcher, knowledge))
        self._understand = lru_cache(maxsize=_REMEMBERED)(partial(_understand, lexicon, self._read))

    def understand(
        self, text: str, *, language: str = "", country: str = "", answers_proactive: bool = False
    ) -> Understood:
        """Return what *text* means. *answers_proactive*: our last message to this person was a proactive one."""
        return self._understand(text, language, country, answers_proactive)

    def warm(self, text: str) -> None:
        """Do the work for a text ahead of time, outside any transaction."""
        self._read(text)

    def payload(self, id: str) -> str | None:
        """Return the flow that a button with this id starts."""
        return self._rules.payload(id)


def _read(rules: Rules, matcher: Matcher, knowledge: Knowledge, text: str) -> _Reading:
    bare = knowledge.without_courtesy(tuple(fold(text).split()))
    return _Reading(rules.find(text, bare), matcher.match(text))


def _understand(
    lexicon: Lexicon, read: Callable[[str], _Reading], text: str, language: str, country: str, answers_proactive: bool
) -> Understood:
    word = lexicon.read(text, language=language, country=country, answers_proactive=answers_proactive)
    reading = read(text)
    candidates = _candidates(reading)
    if word.kind in FIRST:
        return Understood(word.kind, "", candidates, word.why, word.scope, word)
    if reading.rule is not None:
        return _by_rule(reading.rule, candidates, word)
    if word.kind and not _rather_asked(word, reading.match):
        return Understood("trigger", word.kind, candidates, word.why, word.scope, word)
    return _by_match(reading.match, candidates, word)


def _rather_asked(word: Meaning, match: Match) -> bool:
    """Whether a message with such a word in it is rather a question of the owner's.

    Asking for one's data, or where a number came from, never is: the law wants that answered, whatever is near it.
    """
    if match.why.startswith("exact"):
        return True
    inside = not word.why.startswith("the whole message")
    return inside and match.decision == "answer" and word.kind not in ("export", "erase", "source")


def _by_rule(rule: Rule, candidates: Candidates, word: Meaning) -> Understood:
    how = {"words": "words: the message is", "phrases": "a phrase in it is", "pattern": "it fits the pattern"}[
        rule.kind
    ]
    meaning = "faq" if rule.target == "faq" else "trigger"
    return Understood(meaning, rule.id, candidates, f"{how} “{rule.said}”", "all", word)


def _by_match(match: Match, candidates: Candidates, word: Meaning) -> Understood:
    if match.decision != "answer":
        return Understood(match.decision, "", candidates, match.why, "all", word)
    meaning = "faq" if match.ranked[0][0].startswith(_FAQ) else "trigger"
    return Understood(meaning, candidates[0][0], candidates, match.why, "all", word)


def _candidates(reading: _Reading) -> Candidates:
    """Return ids as the owner wrote them; the others share the first one's chance in proportion to their scores."""
    match = reading.match
    best = max(match.ranked[0][1], 1e-9) if match.ranked else 1.0
    shares = [(id.partition(":")[2], match.confidence * max(0.0, min(1.0, score / best))) for id, score in match.ranked]
    if reading.rule is not None:
        shares = [(reading.rule.id, 1.0), *((id, share) for id, share in shares if id != reading.rule.id)]
    return tuple((id, round(share, 3)) for id, share in shares)


def learnt(book: Book, knowledge: Knowledge) -> tuple[dict[str, list[str]], Caution, Knowledge]:
    """Return what a matcher is made of: all that its answers depend on."""
    return _entries(book), book.caution, knowledge


def _entries(book: Book) -> dict[str, list[str]]:
    entries = {_FAQ + entry.id: list(entry.ask) for entry in book.faq}
    for flow in book.flows.values():
        examples = [value for trigger in flow.triggers if trigger.kind == "examples" for value in trigger.values]
        if examples:
            entries[_FLOW + flow.id] = examples
    return entries
