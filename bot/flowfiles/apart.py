"""Reads flow files in a short-lived process of its own, so that no customer waits while a large folder is checked.

Python runs one thread at a time: checking 2,000 FAQ entries beside the worker would hold up every reply. The child
sends what it built in small pieces; taking them over costs a few milliseconds at a time.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO

from bot.core.flow import Book
from bot.core.understanding.mind import learnt
from bot.core.understanding.questions import Matcher
from bot.errors import FlowsError
from bot.flowfiles.book import Loaded, load
from bot.flowfiles.understanding import phrasings_key, shipped_knowledge

DEADLINE = 300  # seconds: the child yields to everybody else
PIECE = 25  # entries in one piece: about a millisecond
NICE = 10


class NotRead(Exception):
    """The child could not do it; the caller has to read by itself."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a folder holds, with the index of its phrasings where that is another one than before."""

    loaded: Loaded
    matcher: Matcher | None = None


def read(folder: Path, known: str = "") -> Reading:
    """Read a folder in another process. ``known``: the key of the phrasings that are indexed already."""
    home = str(Path(__file__).resolve().parent.parent.parent)
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH", ""))))}
    command = [sys.executable or "python3", "-P", "-m", "bot.flowfiles.apart", str(folder), known]
    try:
        done = subprocess.run(command, env=environ, capture_output=True, timeout=DEADLINE, check=False)
        if done.returncode != 0:
            raise NotRead(f"it ended with {done.returncode}")
        return _taken(io.BytesIO(done.stdout))
    except (OSError, subprocess.SubprocessError, pickle.UnpicklingError, EOFError, AttributeError) as problem:
        raise NotRead(type(problem).__name__) from problem


def _taken(pieces: BinaryIO) -> Reading:
    """Put the pieces together; they come from a child of ours, with this very program."""
    problems, files = pickle.load(pieces)  # noqa: S301
    matcher = pickle.load(pieces)  # noqa: S301
    parts: dict[str, Any] = {}
    with contextlib.suppress(EOFError):
        while True:
            name, part = pickle.load(pieces)  # noqa: S301
            parts[name] = part if name not in parts else _joined(parts[name], part)
    return Reading(Loaded(Book(**parts) if parts else None, problems, files), matcher)


def _joined(left: Any, right: Any) -> Any:
    if isinstance(left, dict):
        left.update(right)
        return left
    return (*left, *right)


# ---- the child


def main(folder: str, known: str, out: BinaryIO) -> int:
    """Read a folder and write what was built, in pieces."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICE)
    try:
        loaded = load(folder)
    except FlowsError:
        return 3  # the folder is gone: the caller says so better
    book = loaded.book
    fresh = book is not None and phrasings_key(book) != known
    matcher = Matcher(*learnt(book, shipped_knowledge())) if book is not None and fresh else None
    for piece in ((loaded.problems, loaded.files), matcher, *(_pieces(book) if book else ())):
        pickle.dump(piece, out, pickle.HIGHEST_PROTOCOL)
    return 0


def _pieces(book: Book) -> Iterator[tuple[str, Any]]:
    for field in fields(book):
        value = getattr(book, field.name)
        if isinstance(value, Mapping) and len(value) > PIECE:
            items = list(value.items())
            yield from ((field.name, dict(items[at : at + PIECE])) for at in range(0, len(items), PIECE))
        elif isinstance(value, tuple) and len(value) > PIECE:
            yield from ((field.name, value[at : at + PIECE]) for at in range(0, len(value), PIECE))
        else:
            yield field.name, dict(value) if isinstance(value, Mapping) else value


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2], sys.stdout.buffer))
