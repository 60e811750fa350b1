"""A book -> its Mind, with the words that ship with the program: read from bot/words once per process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache

from bot.core.flow import Book
from bot.core.understanding.knowledge import BANDS, Knowledge, knowledge
from bot.core.understanding.mind import Mind, learnt
from bot.core.understanding.questions import Matcher
from bot.flowfiles.words import FOLDER, lexicon


def build_mind(book: Book, before: tuple[Book, Mind] | None = None, matcher: Matcher | None = None) -> Mind:
    """Return what understands messages for this book; a second or less for a thousand phrasings.

    ``before``: the book and mind in force until now, of which is kept what has not changed. ``matcher``: made already.
    """
    words = before[1].lexicon if before and before[0].words == book.words else lexicon(book.words)
    if matcher is None and before and phrasings_key(before[0]) == phrasings_key(book):
        matcher = before[1].matcher
    return Mind(book, words, shipped_knowledge(), matcher)


def phrasings_key(book: Book) -> str:
    """Return a short text that is the same for books with the same phrasings."""
    entries, caution, _ = learnt(book, shipped_knowledge())
    return hashlib.sha256(repr((caution, list(entries.items()))).encode()).hexdigest()


@lru_cache(maxsize=1)
def shipped_knowledge() -> Knowledge:
    """Return what the program knows of words: everyday words, courtesies, and words for the same idea."""
    bands: list[list[str]] = [[] for _ in BANDS]
    for head, words in _entries("common.txt"):
        bands[int(head.split()[0]) - 1] += words.split()
    ideas = {head: words.split() for head, words in _entries("ideas.txt")}
    return knowledge(bands, _lines("courtesy.txt"), ideas)


def _entries(name: str) -> Iterator[tuple[str, str]]:
    for line in _lines(name):
        head, _, words = line.partition(":")
        yield head, words


def _lines(name: str) -> Iterator[str]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line
