"""What the pages say, in the reader's language: ``say("send")``, ``say("unread", n=3)``.

One JSON file a language and area in ``words/`` (``en.json``, ``sign_in.en.json``): key -> text with ``{names}``, or
key -> texts by CLDR plural category, chosen by ``n``. English stands in for what a language lacks; a test finds it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, g, has_request_context, request

LANGUAGES = {"en": "English", "pt": "Português", "es": "Español", "de": "Deutsch", "ar": "العربية"}
"""The languages of the pages, as their speakers call them; the first is the default."""
RIGHT_TO_LEFT = ("ar",)
_FOLDER = Path(__file__).parent / "words"

Words = Mapping[str, Any]


@lru_cache(len(LANGUAGES))
def catalogue(language: str) -> Words:
    """Return every text of one language."""
    words: dict[str, Any] = {}
    for path in sorted(_FOLDER.glob(f"*{language}.json")):
        if path.name == f"{language}.json" or path.name.endswith(f".{language}.json"):
            words |= json.loads(path.read_text("utf-8"))
    return words


def language() -> str:
    """Return the reader's language: the seat's, else the first of the browser's that we speak, else English."""
    if not has_request_context():
        return next(iter(LANGUAGES))
    known = g.get("language") or getattr(g.get("seat"), "language", "")
    if known in LANGUAGES:
        return str(known)
    return request.accept_languages.best_match(tuple(LANGUAGES)) or next(iter(LANGUAGES))


def say(key: str, /, **values: Any) -> str:
    """Return the text of *key* in the reader's language; ``n`` chooses the plural. KeyError where nobody wrote it."""
    return say_in(language(), key, **values)


def say_in(language: str, key: str, /, **values: Any) -> str:
    """Return the text of *key* in one language."""
    words = catalogue(language if language in LANGUAGES else "en")
    text = words[key] if key in words else catalogue("en")[key]
    if isinstance(text, dict):
        text = text.get(plural(language, int(values.get("n", 0))), text["other"])
    return str(text).format_map(values)


def said(key: str, fallback: str = "", /, **values: Any) -> str:
    """Return the text of a key that comes from elsewhere (a reason, a state), *fallback* where we have no words for it."""
    return say(key, **values) if key in catalogue("en") else fallback


def plural(language: str, n: int) -> str:
    """Return the CLDR plural category of a whole number.

    >>> plural("ar", 3), plural("pt", 0), plural("de", 0)
    ('few', 'one', 'other')
    """
    if language == "ar":
        return _arabic(n)
    one = n in (0, 1) if language == "pt" else n == 1
    return "one" if one else "other"


def _arabic(n: int) -> str:
    if n < 3:
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if 11 <= n % 100 <= 99 else "other"


def direction(language: str) -> str:
    """Return which way a language is written: ltr or rtl."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def speak(app: Flask) -> None:
    """Let every template say things: ``say``, ``said``, ``lang``, ``dir``."""

    @app.context_processor
    def words() -> dict[str, Any]:
        spoken = language()
        return {"say": say, "said": said, "lang": spoken, "dir": direction(spoken), "languages": LANGUAGES}
