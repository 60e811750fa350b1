"""Temporary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.core.understanding.fold import fold
from bot.core.understanding.words import Lexicon, Meaning

KINDS = ("stop", "wrong_number", "start", "help", "person", "stop_ambiguous")


@dataclass(frozen=True)
class Understood:
    meaning: str
    id: str = ""
    candidates: tuple[tuple[str, float], ...] = ()
    why: str = ""
    scope: str = "all"
    word: Meaning = Meaning()


class Mind:
    def __init__(self, book: Any, lexicon: Lexicon) -> None:
        self.book, self.lexicon = book, lexicon

    def understand(self, text: str, *, language: str = "", country: str = "", answers_proactive: bool = False) -> Understood:
        word = self.lexicon.read(text, language=language, country=country, answers_proactive=answers_proactive)
        if word.kind in KINDS:
            return Understood(word.kind, scope=word.scope, word=word)
        key = fold(text)
        for flow in self.book.flows.values():
            for trigger in flow.triggers:
                if trigger.kind in ("words", "examples") and key in [fold(v) for v in trigger.values]:
                    return Understood("trigger", flow.id, why=trigger.kind, word=word)
        for entry in self.book.faq:
            if key in [fold(a) for a in entry.ask]:
                return Understood("faq", entry.id, why="faq", word=word)
        if word.kind in ("cancel", "back", "menu", "export", "erase"):
            return Understood("trigger", word.kind, word=word)
        if key.startswith("maybe "):
            return Understood("ask", candidates=tuple((e.id, 0.5) for e in self.book.faq) + tuple((f, 0.4) for f in self.book.flows), word=word)
        return Understood("none", word=word)

    def payload(self, id: str) -> str | None:
        for flow in self.book.flows.values():
            for trigger in flow.triggers:
                if trigger.kind == "payload" and id in trigger.values:
                    return flow.id
        return None
