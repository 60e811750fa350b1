"""A sentence as the matcher sees it: folded words, and the pieces that a slip of the finger leaves whole."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from bot.core.understanding.fold import fold

LONGEST: Final = 600
"""Characters of a message that are looked at: questions are shorter, and nobody's message may cost a second."""

_LONGEST_WORD: Final = 40
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+|\S{1,64}@\S+\.\S+")
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+"
)
_SIZES: Final = (2, 3, 4)


@lru_cache(maxsize=2048)
def split(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, in order; scripts without spaces give overlapping pairs of characters.

    >>> split("Où est l'entrée? www.example.com")
    ('ou', 'est', 'lentree')
    >>> split("营业时间"), split("เปิดกี่โมง")[:2]
    (('营业', '业时', '时间'), ('เป', 'ปิ'))
    """
    folded = fold(_ADDRESS.sub(" ", text[:LONGEST]))
    words: list[str] = []
    for word in folded.split():
        if word.isascii() or not _UNSPACED.search(word):
            words.append(word[:_LONGEST_WORD])
        else:
            words += _pairs(word)
    return tuple(words)


def _pairs(word: str) -> list[str]:
    """Cut what has no spaces inside into overlapping pairs, and leave the rest whole."""
    out: list[str] = []
    at = 0
    for run in _UNSPACED.finditer(word):
        out += filter(None, [word[at : run.start()]])
        out += [run[0][i : i + 2] for i in range(max(1, len(run[0]) - 1))]
        at = run.end()
    return out + [rest for rest in [word[at:]] if rest]


def pieces(word: str) -> list[str]:
    """Return the two to four letters long pieces of a word with its borders, each once.

    >>> pieces("tea")
    [' t', 'te', 'ea', 'a ', ' te', 'tea', 'ea ', ' tea', 'tea ']
    """
    framed = f" {word} "
    return list(dict.fromkeys(framed[i : i + n] for n in _SIZES for i in range(len(framed) - n + 1)))
