"""What is wrong in an owner's files: one sentence each, with the place, the line itself and the cure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

Level = Literal["error", "warning"]
WIDTH = 100  # a line of the file longer than this is shown around the caret only


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. Lines and columns count from 1; ``source`` is the line as it stands in the file."""

    path: str
    line: int
    column: int
    level: Level
    what: str
    cure: str = ""
    source: str = ""

    @property
    def place(self) -> tuple[str, int, int, str]:
        """The order in which problems are shown."""
        return (self.path, self.line, self.column, self.what)

    def as_json(self) -> dict[str, Any]:
        """Return the problem for editors and pages."""
        return {
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "level": self.level,
            "what": self.what,
            "cure": self.cure,
        }

    def __str__(self) -> str:
        return draw(self)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, by file, line and column."""
    return tuple(sorted(set(problems), key=lambda problem: problem.place))


def draw(problem: Problem) -> str:
    """Write a problem with its line and a caret.

    >>> print(draw(Problem("flows/a.yaml", 3, 5, "error", "there is no flow called x", "did you mean y?", "  - x")))
    flows/a.yaml:3:5: there is no flow called x
        3 |   - x
          |     ^ did you mean y?
    """
    sort = "warning: " if problem.level == "warning" else ""
    place = f"{problem.path}:{problem.line}:{problem.column}: " if problem.line else f"{problem.path}: "
    head = place + sort + problem.what
    if not problem.source.strip():
        return f"{head}\n      {problem.cure}" if problem.cure else head
    shown, before = _window(problem.source, problem.column - 1)
    caret = " " * before + "^" + (f" {problem.cure}" if problem.cure else "")
    return f"{head}\n{problem.line:>5} | {shown}\n      | {caret}"


def draw_all(problems: Sequence[Problem], files: int) -> str:
    """Write all problems and a last line that counts them."""
    return "\n\n".join([*(draw(problem) for problem in problems), summary(problems, files)])


def summary(problems: Sequence[Problem], files: int) -> str:
    """Count problems in one sentence.

    >>> summary([], 3)
    '3 files, no problems.'
    """
    among = _count(files, "file")
    errors = sum(problem.level == "error" for problem in problems)
    warnings = len(problems) - errors
    if not problems:
        return f"{among}, no problems."
    parts = [_count(errors, "problem")] if errors else []
    parts += [_count(warnings, "warning")] if warnings else []
    return f"{' and '.join(parts)} in {among}."


def nearest(word: str, names: Iterable[str]) -> str:
    """Return the known name that somebody most likely meant, or "".

    >>> nearest("buttonz", ["say", "buttons"])
    'buttons'
    """
    by_lower = {name.casefold(): name for name in names}
    found = get_close_matches(word.casefold(), list(by_lower), n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


def did_you_mean(word: str, names: Sequence[str], otherwise: str = "") -> str:
    """Return the cure for an unknown name: the nearest one, or else all of them where they are few."""
    near = nearest(word, names)
    if near:
        return f'did you mean "{near}"?'
    if otherwise or not names:
        return otherwise
    return "known here: " + ", ".join(sorted(names)[:12]) + (" …" if len(names) > 12 else "")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _window(source: str, offset: int) -> tuple[str, int]:
    """Return the part of a line to show, and how many columns of a terminal stand before the caret."""
    flat = "".join(" " if unicodedata.category(mark)[0] == "C" else mark for mark in source.rstrip())
    start = max(0, offset - WIDTH // 2) if len(flat) > WIDTH else 0
    shown = flat[start : start + WIDTH]
    before = sum(_columns(mark) for mark in shown[: offset - start])
    head = "…" if start else ""
    tail = "…" if start + WIDTH < len(flat) else ""
    return head + shown + tail, before + len(head) + max(0, offset - start - len(shown))


def _columns(mark: str) -> int:
    if unicodedata.combining(mark):
        return 0
    return 2 if unicodedata.east_asian_width(mark) in "WF" else 1
