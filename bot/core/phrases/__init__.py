"""The standard sentences, one module a language; an owner's response ``utter_<key>`` goes before the one of that key.

A new language: copy ``en.py``, translate, and add it to ``LANGUAGES``. The words that people are told to write stand
once, in ``WORDS``; a test reads each of them with the shipped word lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bot.core.fill import Pattern, parse
from bot.core.phrases import ar, de, en, es, pt
from bot.core.understanding.fold import fold

LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "en": en.TEXTS,
    "pt": pt.TEXTS,
    "es": es.TEXTS,
    "de": de.TEXTS,
    "ar": ar.TEXTS,
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": en.WORDS,
    "pt": pt.WORDS,
    "es": es.WORDS,
    "de": de.WORDS,
    "ar": ar.WORDS,
}
THANKS: frozenset[str] = frozenset(fold(words) for module in (en, pt, es, de, ar) for words in module.THANKS)
"""Folded messages that are only polite: nobody wants "I did not understand" in answer to "thanks"."""

KEYS = tuple(en.TEXTS)
EXTRAS = ("topics", "date", "words", "source", "purpose", "purposes", "flow", *en.WORDS)
"""Names that only these sentences can fill: ``{flow}``, ``{STOP}`` …"""

_parsed: Mapping[str, Mapping[str, Pattern]] = {
    language: {key: parse(text) for key, text in texts.items()} for language, texts in LANGUAGES.items()
}
_words = {language: {f"slots.{name}": word for name, word in words.items()} for language, words in WORDS.items()}


def sentence(key: str, language: str) -> Pattern:
    """Return the sentence of that key: in this language, else its base, else in English."""
    texts = _parsed.get(language) or _parsed.get(base(language)) or _parsed["en"]
    return texts[key]


@lru_cache(64)
def spoken(language: str) -> bool:
    """Whether the sentences exist in this language (or its base: pt for pt-BR)."""
    return base(language) in LANGUAGES


@lru_cache(64)
def words(language: str) -> Mapping[str, str]:
    """Return the words to be printed, by the names that fill them (``slots.STOP``)."""
    return _words.get(base(language)) or _words["en"]


@lru_cache(64)
def base(language: str) -> str:
    """Return the language without its region: pt for pt-BR."""
    return language.replace("_", "-").partition("-")[0].lower()
