"""Typed text made plain: one kind of digit, dash and quote; nothing invisible; then capitals and marks gone.

Unlike ``fold``, punctuation stays: values need it ("12.50", "18:30", "-5").
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 600  # characters that are searched for a value; nobody hides an answer behind more

_INVISIBLE = re.compile(
    "[\u00ad\u00b2\u00b3\u034f\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u20e3"
    "\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff]"
)
_SAME = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ´`′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("“”„«»", '"'),
        "٫": ".",
        "٬": ",",
        "،": ",",
        "؛": ";",
        "؟": "?",
        "。": ".",
        "、": ",",
        "⁄": "/",
        "×": "x",
        "🔟": "10",
    }
)
_VULGAR = re.compile("(?<=[0-9])(?=[¼-¾⅐-⅞])")  # 2½ would become 21/2
_DIGIT = re.compile(r"(?![0-9])\d")
_SPACES = re.compile(r"\s+")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]")
_LETTERS = str.maketrans(
    {"ı": "i", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"}
)

# Letters and the vowel signs of Indic and South-East Asian scripts, which Python's \w leaves out.
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f])*")


def tidy(text: str) -> str:
    """Return *text* with ASCII digits, plain dashes and quotes, nothing invisible, lines and capitals kept."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", _VULGAR.sub(" ", text)))
    return _DIGIT.sub(lambda found: str(unicodedata.decimal(found.group())), text).translate(_SAME)


@lru_cache(maxsize=2048)
def clean(text: str) -> str:
    """``tidy`` on one line, single spaces, at most ``LONGEST`` characters."""
    return _SPACES.sub(" ", tidy(text[: 4 * LONGEST])).strip()[:LONGEST]


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """``clean`` without capitals and without the marks of Latin, Greek, Cyrillic, Hebrew and Arabic letters."""
    text = clean(text)
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFD", text.replace("İ", "i").casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", text).translate(_LETTERS))


def words(text: str) -> tuple[str, ...]:
    """Return the folded words and numbers of *text*, without punctuation and emoji."""
    return tuple(_TOKEN.findall(fold(text)))


_TOKEN = re.compile(WORD.pattern + r"|\d+")


def near(left: str, right: str, most: int) -> int:
    """Return the Damerau-Levenshtein distance (neighbours swapped count one), or ``most + 1`` where it is more."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if last and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def alternatives(text: str) -> str:
    """Return a regular expression for any of the ``|``-separated phrases, longest first, folded."""
    phrases = sorted({fold(each) for each in text.split("|") if each.strip()}, key=len, reverse=True)
    return "|".join(re.escape(phrase) for phrase in phrases)


def word_set(text: str) -> frozenset[str]:
    """Return the folded, space-separated words of *text* as a set."""
    return frozenset(fold(word) for word in text.split())
