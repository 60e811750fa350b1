"""The safe mends of a folder: what cannot be meant otherwise, tried out before it is proposed.

A mend is kept only where its problem is gone afterwards and no other one has come. The words of a consent notice are
never changed: people agreed to exactly these.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.flowfiles import fixing_lines, fixing_names
from bot.flowfiles.book import Loaded, flow_files, load
from bot.flowfiles.problems import Problem

ROUNDS = 60
"""Mends that wait for each other; a file with more slips is mended by calling it again."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file before and after. ``says``: what was mended, a line each."""

    path: Path
    before: str
    after: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """What would change, and what is left to be mended by hand."""

    changes: tuple[Change, ...]
    left: Loaded


@dataclass(slots=True)
class _Copy:
    """A copy of the folder in which mends are tried out. Paths are relative to the folder."""

    folder: Path
    texts: dict[Path, str]
    says: dict[Path, list[str]] = field(default_factory=dict)

    def put(self, path: Path, text: str) -> None:
        self.texts[path] = text
        (self.folder / path).write_bytes(text.encode("utf-8"))

    def note(self, path: Path, sentence: str) -> None:
        self.says.setdefault(path, []).append(sentence)


def mend(folder: Path) -> Mended:
    """Find the safe mends of a folder; nothing in it is changed. FlowsError where there are no files."""
    load(folder)
    with tempfile.TemporaryDirectory(prefix="askfirst-fix-") as made:
        copy = Path(made) / folder.resolve().name
        shutil.copytree(folder, copy, symlinks=True, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        before = {path.relative_to(copy): _read(path) for path in flow_files(copy)}
        known = {path: text for path, text in before.items() if text is not None}
        trial = _Copy(copy, dict(known))
        for path in known:
            _layout(trial, path)
        left = _problems(trial)
        changes = tuple(
            Change(folder / path, known[path], text, tuple(trial.says.get(path, ())))
            for path, text in trial.texts.items()
            if text != known[path]
        )
        return Mended(changes, left)


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None


def _layout(trial: _Copy, path: Path) -> None:
    """Mend what no reader of the texts can see."""
    for says, change in (
        ("Windows line ends and marks are plain ones", fixing_lines.line_ends),
        ("tabs are spaces", fixing_lines.tabs),
        ("no spaces at the ends of lines", fixing_lines.spaces),
    ):
        after = change(trial.texts[path])
        if after != trial.texts[path]:
            trial.put(path, after)
            trial.note(path, says)


def _problems(trial: _Copy) -> Loaded:
    """Mend one problem after the other, until none is left that can be."""
    given_up: set[tuple[str, int, int, str]] = set()
    loaded = load(trial.folder)
    for _ in range(ROUNDS):
        found = next((one for one in _mends(trial, loaded) if one[0].place not in given_up), None)
        if found is None:
            break
        problem, path, after, says = found
        before = trial.texts[path]
        trial.put(path, after)
        tried = load(trial.folder)
        if _better(problem, loaded, tried):
            trial.note(path, says)
            loaded = tried
        else:
            given_up.add(problem.place)
            trial.put(path, before)
    return loaded


def _better(problem: Problem, before: Loaded, after: Loaded) -> bool:
    """Whether the problem is gone and the mend brought no other one.

    Some were only hidden: behind a file that could not be read, or below a key that nobody knew.
    """
    if problem.place in {one.place for one in after.problems}:
        return False
    known = {(one.path, one.what) for one in before.problems}
    came = [one for one in after.errors if (one.path, one.what) not in known]
    if problem.what.startswith(fixing_lines.UNREADABLE):
        return True
    below = fixing_names.UNKNOWN_KEY in problem.what and all(
        one.path == problem.path and one.line >= problem.line and one.place[1:3] != problem.place[1:3] for one in came
    )
    return below or not came


def _mends(trial: _Copy, loaded: Loaded) -> Iterator[tuple[Problem, Path, str, str]]:
    """Yield (problem, file, its text after the mend, what is said about it)."""
    for problem in loaded.problems:
        path = Path(problem.path).relative_to(trial.folder.name) if problem.line else Path()
        lines = trial.texts.get(path, "").split("\n")
        if not 0 < problem.line <= len(lines):
            continue
        line = lines[problem.line - 1]
        after, says = _mended(trial, problem, line)
        if after != line and not _words_of_notice(lines, problem):
            yield problem, path, "\n".join([*lines[: problem.line - 1], after, *lines[problem.line :]]), says


def _mended(trial: _Copy, problem: Problem, line: str) -> tuple[str, str]:
    place = f"line {problem.line}: "
    start, old, new = fixing_names.slip(problem, trial.texts.values())
    if old:
        return line[:start] + new + line[start + len(old) :], f"{place}{old} is {new}"
    if "stands twice in the flow" in problem.what or "stands twice in the question" in problem.what:
        return fixing_names.without(line, problem.column), f"{place}a word that stood twice stands once"
    return fixing_lines.readable(line, problem), place + _SAYS.get(problem.what.split()[1], "the text is in quotes")


_SAYS = {"space": "a space after the colon"}


def _words_of_notice(lines: list[str], problem: Problem) -> bool:
    """Whether the line holds words of a consent notice; a key there may be mended, the words may not."""
    if fixing_names.UNKNOWN_KEY in problem.what:
        return False
    indent, number = _indent(lines[problem.line - 1]), problem.line - 1
    while number >= 0 and indent >= 0:
        line = lines[number]
        if (line.strip() and _indent(line) < indent) or number == problem.line - 1:
            indent = _indent(line)
            if line.lstrip("- ").startswith("notice:"):
                return True
        number -= 1
    return False


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
