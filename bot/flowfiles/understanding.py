"""TEMPORARY."""

from __future__ import annotations
from bot.core.flow import Book
from bot.core.understanding.mind import Mind
from bot.flowfiles.words import lexicon


def build_mind(book: Book) -> Mind:
    return Mind(book, lexicon(book.words))
