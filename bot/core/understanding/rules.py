"""Triggers that need no likeness: whole words, phrases inside, patterns, button payloads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.flow import Book
from bot.core.patterns import Safe, safe
from bot.core.understanding.fold import fold, tokens

KINDS = ("words", "phrases", "pattern")
"""Where several triggers of one priority meet a message, the first kind wins."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``target``: faq or flow. ``said``: the word, phrase or pattern as the owner wrote it."""

    kind: str
    target: str
    id: str
    said: str
    priority: int = 0


class Rules:
    """All of a book's rules, ready to look a message up in."""

    def __init__(self, book: Book) -> None:
        self._words: dict[str, list[Rule]] = {}
        self._phrases: dict[str, list[tuple[list[str], Rule]]] = {}
        self._patterns: list[tuple[Safe, Rule]] = []
        self._payloads: dict[str, str] = {}
        for rule in _all(book):
            self._add(rule)

    def _add(self, rule: Rule) -> None:
        pieces = tokens(fold(rule.said))
        if rule.kind == "payload":
            self._payloads.setdefault(rule.said, rule.id)
        elif rule.kind == "pattern":
            self._patterns.append((safe(rule.said, ignore_case=True), rule))
        elif pieces and rule.kind == "words":
            self._words.setdefault(" ".join(pieces), []).append(rule)
        elif pieces and rule.kind == "phrases":
            self._phrases.setdefault(pieces[0], []).append((pieces, rule))

    def payload(self, id: str) -> str | None:
        """Return the flow that a button with this id starts."""
        return self._payloads.get(id)

    def find(self, text: str, bare: Sequence[str] = ()) -> Rule | None:
        """Return the rule that a message meets; *bare*: its words without courtesies, for whole-message words."""
        found = list(self._met(text, " ".join(bare)))
        order = [(-rule.priority, KINDS.index(rule.kind), -len(rule.said)) for rule in found]
        return found[order.index(min(order))] if found else None

    def _met(self, text: str, bare: str) -> Iterator[Rule]:
        pieces = tokens(fold(text))
        for key in dict.fromkeys((" ".join(pieces), bare)):
            yield from self._words.get(key, ())
        for at, piece in enumerate(pieces):
            for phrase, rule in self._phrases.get(piece, ()):
                if pieces[at : at + len(phrase)] == phrase:
                    yield rule
        for pattern, rule in self._patterns:
            if pattern.found_in(text.strip()):
                yield rule


def _all(book: Book) -> Iterator[Rule]:
    for flow in book.flows.values():
        for trigger in flow.triggers:
            if trigger.kind in (*KINDS, "payload"):
                for value in trigger.values:
                    yield Rule(trigger.kind, "flow", flow.id, value, trigger.priority)
    for entry in book.faq:
        for value in entry.words:
            yield Rule("words", "faq", entry.id, value)
