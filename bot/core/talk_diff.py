"""What was expected beside what came instead, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.core.flow import Where

_WORDS = re.compile(r"\s+|[^\s]+")
_EDGES = ".,;:!?…\"'()[]"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a comparison: ``-`` expected or ``+`` what came; parts as (text, whether it differs)."""

    sign: str
    parts: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """The line without marks."""
        return "".join(text for text, _ in self.parts)

    @property
    def telling(self) -> bool:
        """Whether some words differ and some do not: only then marks help."""
        return len({differs for text, differs in self.parts if text.strip()}) > 1


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that did not come true, at its line of the owner's file."""

    where: Where
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        """Both sides, "- " expected and "+ " what was; ``^`` below the words that differ."""
        return "\n".join(line for row in self.rows for line in plain_rows(row))


def differs(where: Where, expected: str, came: Sequence[str]) -> Difference:
    """Compare one text with all that came instead; words are matched with the likeliest of them."""
    nearest = max(range(len(came)), key=lambda n: _alike(expected, came[n]), default=-1)
    left: tuple[tuple[str, bool], ...] = ((expected, False),)
    rows: list[Row] = []
    for n, text in enumerate(came):
        right: tuple[tuple[str, bool], ...] = ((text, False),)
        if n == nearest:
            left, right = _matched(expected, text)
        rows += _rows("+", right)
    return Difference(where, (*_rows("-", left), *rows))


def note(where: Where, sentence: str) -> Difference:
    """Return a difference that is one sentence."""
    return Difference(where, (Row("+", ((sentence, False),)),))


def plain_rows(row: Row) -> Iterator[str]:
    """Yield a row as text, with a line of ``^`` where it helps."""
    yield f"{row.sign} {row.text}".rstrip()
    if row.telling:
        yield "  " + "".join(("^" if mark else " ") * len(text) for text, mark in row.parts).rstrip()


def _alike(left: str, right: str) -> float:
    return SequenceMatcher(None, left.casefold(), right.casefold(), autojunk=False).ratio()


_Parts = tuple[tuple[str, bool], ...]


def _matched(left: str, right: str) -> tuple[_Parts, _Parts]:
    """Mark the words that differ; of what came, only where the expected words begin to be found, as more may be said."""
    first, second = _WORDS.findall(left), _WORDS.findall(right)
    here, there = ([n for n, word in enumerate(words) if word.strip()] for words in (first, second))
    keys = [_key(first[n]) for n in here], [_key(second[n]) for n in there]
    same = [block for block in SequenceMatcher(None, *keys, autojunk=False).get_matching_blocks() if block.size]
    kept = {here[n] for block in same for n in range(block.a, block.a + block.size)}
    found = {n for block in same for n in range(block.b, block.b + block.size)}
    told = [block for block in same if block.a + block.size > 1]  # more than the label at the beginning
    begin = (told or same)[0].b if same else 0
    window = {n for n in range(begin, max(begin + len(here), max(found, default=0) + 1)) if n not in found}
    wrong = {there[n] for n in window if n < len(there)}
    return _marked(first, set(here) - kept), _marked(second, wrong)


def _key(word: str) -> str:
    return word.strip(_EDGES).casefold()


def _marked(words: Sequence[str], wrong: set[int]) -> _Parts:
    """Join neighbours that are marked alike; a space between two marked words is marked."""
    out: list[tuple[str, bool]] = []
    for n, word in enumerate(words):
        mark = n in wrong if word.strip() else n - 1 in wrong and n + 1 in wrong
        if out and out[-1][1] == mark:
            out[-1] = (out[-1][0] + word, mark)
        else:
            out.append((word, mark))
    return tuple(out)


def _rows(sign: str, parts: Sequence[tuple[str, bool]]) -> Iterator[Row]:
    """Cut at line ends; what follows the first line is set below its text."""
    line: list[tuple[str, bool]] = []
    for text, mark in parts:
        pieces = text.split("\n")
        for number, piece in enumerate(pieces):
            if number:
                yield Row(sign, tuple(line))
                line = [("     ", False)]
            if piece:
                line.append((piece, mark))
    if line:
        yield Row(sign, tuple(line))
