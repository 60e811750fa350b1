"""The question sets of these tests: a bicycle shop's, and noise as people make it."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

FILE = Path(__file__).parent / "cases" / "questions.txt"
LANGUAGES = ("en", "de", "es", "pt", "ar")

HELLO = {"en": ("Hi, good morning! ", " Thank you!"), "de": ("Guten Tag, ", " vielen Dank"),
         "es": ("Hola, buenas tardes: ", " muchas gracias"), "pt": ("Oi, bom dia! ", " obrigado"),
         "ar": ("السلام عليكم ", " شكرا")}  # fmt: skip


def entries(*languages: str) -> dict[str, list[str]]:
    """Return the shop's entries with the phrasings of some languages together."""
    found: dict[str, list[str]] = {}
    for entry, language, mark, texts in _lines():
        if entry and mark == "=" and language in languages:
            found.setdefault(entry, []).extend(texts)
    return found


def messages(language: str) -> list[tuple[str, str]]:
    """Return new messages with the entry that each asks for; "" for those that the shop does not answer."""
    return [
        (text, entry) for entry, code, mark, texts in _lines() if mark == "?" and code == language for text in texts
    ]


def _lines() -> list[tuple[str, str, str, list[str]]]:
    out, entry, language = [], "", ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            entry, _, language = line[1:].partition("] ")
        elif line[0] in "=?":
            out.append((entry, language, line[0], line[1:].strip().split("|")))
    return out


def mistyped(text: str, seed: str = "") -> str:
    """Swap, drop or double one letter inside about a third of the longer words; the same every time."""
    chance = random.Random(text + seed)
    words = text.split(" ")
    for n, word in enumerate(words):
        if len(word) > 3 and chance.random() < 0.33:
            i = chance.randrange(1, len(word) - 1)
            words[n] = chance.choice(
                (
                    word[:i] + word[i + 1] + word[i] + word[i + 2 :],
                    word[:i] + word[i + 1 :],
                    word[:i] + word[i] + word[i:],
                )
            )
    return " ".join(words)


def bare(text: str) -> str:
    """Drop accents, as people in a hurry do."""
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not 0x300 <= ord(c) <= 0x36F))


def courteous(text: str, language: str) -> str:
    """Say hello and thank you around it."""
    before, after = HELLO[language]
    return before + text + after
