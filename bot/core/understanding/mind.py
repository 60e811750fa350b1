"""TEMPORARY: stands in until the real Mind is there."""

from __future__ import annotations
from dataclasses import dataclass
from bot.core.flow import Book
from bot.core.understanding.fold import fold
from bot.core.understanding.words import Lexicon, Meaning


@dataclass(frozen=True, slots=True)
class Understood:
    meaning: str
    id: str = ""
    candidates: tuple[tuple[str, float], ...] = ()
    why: str = ""
    scope: str = "all"
    word: Meaning = Meaning("")


class Mind:
    def __init__(self, book: Book, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.words = {}
        for f in book.flows.values():
            for t in f.triggers:
                if t.kind in ("words", "examples"):
                    for v in t.values:
                        self.words.setdefault(fold(v), ("trigger", f.id))
        for q in book.faq:
            for v in (*q.ask, *q.words):
                self.words.setdefault(fold(v), ("faq", q.id))
        self._payload = {
            v: f.id for f in book.flows.values() for t in f.triggers if t.kind == "payload" for v in t.values
        }
        import re

        self.patterns = [
            (re.compile(v), f.id)
            for f in book.flows.values()
            for t in f.triggers
            if t.kind == "pattern"
            for v in t.values
        ]

    def warm(self, text: str) -> None:
        pass

    def payload(self, id: str) -> str | None:
        return self._payload.get(id)

    def understand(
        self, text: str, *, language: str = "", country: str = "", answers_proactive: bool = False
    ) -> Understood:
        word = self.lexicon.read(text, language=language, country=country, answers_proactive=answers_proactive)
        k = word.kind
        if k in ("stop", "stop_ambiguous", "wrong_number", "start", "help", "person"):
            return Understood(k, "", (), word.why, word.scope, word)
        if k == "source":
            return Understood("help", "source", (), word.why, word.scope, word)
        hit = self.words.get(fold(text))
        if hit:
            return Understood(hit[0], hit[1], ((hit[1], 1.0),), "the words", "all", word)
        if k:
            return Understood("trigger", k, (), word.why, word.scope, word)
        for p, f in self.patterns:
            if p.search(text):
                return Understood("trigger", f, ((f, 1.0),), "pattern", "all", word)
        return Understood("none", "", (), "nothing", "all", word)
