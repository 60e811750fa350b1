"""Every word that the bot prints for customers to write is a word that the bot understands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.fill import Pattern
from bot.core.flow import Book, Collect, Flow, Say
from bot.core.understanding.fold import fold
from bot.core.understanding.words import Lexicon
from bot.flowfiles.desk import Desk
from bot.flowfiles.lint.said import everything_said
from bot.flowfiles.words import lexicon

_VERBS = (
    "write|writing|reply|replying|respond|send|sending|type|text|answer|say"
    "|escreva|escrevendo|escrever|responda|respondendo|responder|envie|enviar|digite|mande"
    "|escribe|escriba|escribir|escribiendo|responde|envía|envíe|enviar|manda|mande"
    "|schreib|schreibe|schreiben|antworte|antworten|sende|senden|schick|schicke|tippe"
    "|écris|écrivez|répondez|réponds|envoyez|envoie|tapez|scrivi|scrivere|rispondi|invia|schrijf|antwoord|stuur"
)
_QUOTED = r"[\"“„«‘]\s?([^\"“”„«»‘’\n]{2,30}?)\s?[\"”“»’]"
_CAPITALS = r"\*?(?<!\w)([A-ZÀ-ÖØ-ÞĀ-ſА-ЯΑ-Ω]{3,20})(?!\w)\*?"
_LINKS = "just|with|the word|só|a palavra|la palabra|solo|das Wort|einfach|mit"
_BETWEEN = rf"(?:[^.\n\"“„«]{{0,24}}?(?=[\"“„«‘])|\s+(?:(?:{_LINKS})\s+)?)"
_ASKED = re.compile(rf"(?i:\b(?:{_VERBS}))\b{_BETWEEN}(?:{_QUOTED}|{_CAPITALS})")
_OR = re.compile(rf"\s*(?:,|/|\b(?:or|and|ou|e|o|y|oder|und|et|of|en)\b)\s*(?:{_QUOTED}|{_CAPITALS})")


def printed(text: str) -> list[str]:
    """Return the words that a text asks people to write.

    >>> printed('Write "person" or STOP at any time.')
    ['person', 'STOP']
    >>> printed("Antworte STOPP, dann ist Schluss. Please send your CPF.")
    ['STOPP']
    """
    out = []
    for found in _ASKED.finditer(text):
        more: re.Match[str] | None = found
        while more is not None:
            out.append(more.group(1) or more.group(2))
            more = _OR.match(text, more.end())
    return out


def check(desk: Desk, book: Book) -> None:
    """Report words that are printed and would not be understood, and triggers that the bot itself takes."""
    reader = lexicon(book.words)
    claimed = _claimed(book)
    for said in everything_said(book):
        for language, pattern in said.texts:
            for word in printed(_text(pattern)):
                if fold(word) not in claimed | said.offered and not reader.read(word, language=language).kind:
                    what = f'people are told to write "{word}", which nothing understands'
                    cure = "add it to words: (STOP, person …), or to a flow's triggers"
                    desk.warning(desk.find(said.where, word), what, cure)
    for flow in book.flows.values():
        _taken(desk, reader, flow)


def _taken(desk: Desk, reader: Lexicon, flow: Flow) -> None:
    """Words of a trigger that mean something to the bot itself, so that the flow would never start."""
    for trigger in flow.triggers:
        for word in trigger.values if trigger.kind == "words" else ():
            kind = reader.read(word).kind
            if kind in _MEANS:
                what = f'"{word}" never starts the flow "{flow.id}": the bot itself takes it ({_MEANS[kind]})'
                desk.warning(desk.find(trigger.where, word), what, "choose another word")


_MEANS = {
    "stop": "it ends all messages", "wrong_number": "the number is wrong", "person": "it asks for a person",
    "help": "it asks for help", "start": "it asks for messages again", "source": "it asks where the number is from",
}  # fmt: skip


def _claimed(book: Book) -> frozenset[str]:
    """Everything, folded, that a flow or an FAQ entry takes as a whole message."""
    return frozenset(fold(word) for word in _claims(book))


def _claims(book: Book) -> Iterator[str]:
    for flow in book.flows.values():
        for trigger in flow.triggers:
            yield from trigger.values
        for step in flow.steps.values():
            for choice in step.choices if isinstance(step, (Say, Collect)) else ():
                yield from (one.source for variants in choice.title.by_language.values() for one in variants)
    for entry in book.faq:
        yield from (*entry.words, *entry.ask)


def _text(pattern: Pattern) -> str:
    return "".join(part if isinstance(part, str) else "…" for part in pattern.parts)
