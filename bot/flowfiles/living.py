"""The owner's files in a running bot: the book in force with its mind, read again while customers are answered."""

from __future__ import annotations

import gc
import logging
import sys
import threading
from pathlib import Path
from typing import Any, Protocol

from bot.core.flow import Book
from bot.core.understanding.mind import Mind
from bot.core.understanding.questions import Matcher
from bot.flowfiles import apart
from bot.flowfiles.book import Library, Loaded
from bot.flowfiles.understanding import build_mind, phrasings_key

log = logging.getLogger("askfirst")


class Forgets(Protocol):
    """Something that keeps what it read of the folder: the actions."""

    def forget(self) -> None:
        """Read again when next needed."""


GENTLE = 0.0001
"""Seconds after which the thread that reads changed files lets another one run."""


class Flows:
    """The owner's files with the mind that goes with them; both change together. The mind is made when first asked."""

    def __init__(self, folder: Path, actions: Forgets | None = None, *, checked: bool = True) -> None:
        self._library = Library(folder, checked=checked)
        self._actions = actions
        self._ready: tuple[Book, Mind | None] = (self._library.book, None)
        self._lock = threading.Lock()
        self._reading = threading.Lock()

    @property
    def book(self) -> Book:
        """The book in force."""
        return self._ready[0]

    @property
    def problems(self) -> tuple[Any, ...]:
        """What is wrong with the newest files."""
        return tuple(self._library.problems)

    def both(self) -> tuple[Book, Mind]:
        """Return the book and its mind, of one version."""
        book, mind = self._ready
        if mind is None:
            with self._lock:
                book, mind = self._ready
                if mind is None:
                    mind = build_mind(book)
                    self._ready = (book, mind)
        return book, mind

    def refresh(self) -> bool:
        """Read changed files; the new mind is built before the old one goes. Whether another book is in force now."""
        with self._reading:
            before = self._library.problems
            return self._taken(self._library.refresh(), before)

    def refresh_beside(self) -> None:
        """Do the same beside the caller, who answers customers meanwhile: a large folder takes seconds."""
        if self._library.changed() and self._reading.acquire(blocking=False):
            threading.Thread(target=self._apart, name="reading flows", daemon=True).start()

    def _apart(self) -> None:
        """Let another process read, so that nobody here waits for it; where that fails, read here, with many breaks."""
        before, usual = self._library.problems, sys.getswitchinterval()
        sys.setswitchinterval(GENTLE)
        gc.disable()  # the collector would go through a hundred thousand new objects, and hold everybody up for it
        try:
            try:
                taken, matcher = self._read_apart()
            except apart.NotRead as problem:
                log.info("The flow files are read in this process (%s).", problem)
                taken, matcher = self._library.refresh(), None
            self._taken(taken, before, matcher)
        except Exception:
            log.exception("The changed flow files could not be read; the last good ones go on.")
        finally:
            settle()
            gc.enable()
            sys.setswitchinterval(usual)
            self._reading.release()

    def _read_apart(self) -> tuple[bool, Matcher | None]:
        found: list[apart.Reading] = []

        def read(folder: Path) -> Loaded:
            found.append(apart.read(folder, phrasings_key(self.book)))
            return found[0].loaded

        return self._library.refresh_by(read), found[0].matcher

    def _taken(self, taken: bool, before: tuple[Any, ...], matcher: Matcher | None = None) -> bool:
        if not taken:
            self._wrong(before)
            return False
        old_book, old_mind = self._ready
        same = (old_book, old_mind) if old_mind else None
        self._ready = (self._library.book, build_mind(self._library.book, same, matcher))
        if self._actions is not None:
            self._actions.forget()
        log.info("The flow files changed and are in force.")
        return True

    def _wrong(self, before: tuple[Any, ...]) -> None:
        """Say once that changed files are not used, and why."""
        errors = [problem for problem in self._library.problems if problem.level == "error"]
        if errors and self._library.problems != before:
            first = errors[0]
            log.error(
                "The changed flow files are not used, the last good ones go on: %s:%s: %s (%s in all; `askfirst check`)",
                first.path, first.line, first.what, len(errors),
            )  # fmt: skip


def settle() -> None:
    """Take what is there now for lasting: a book of thousands of entries is not searched for garbage ever again."""
    gc.freeze()
