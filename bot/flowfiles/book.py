"""A folder of flow files to a ``Book``, and a library that keeps the last good one.

A file is parsed again only where it changed; the folder is built again where any of them did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.core.flow import Book
from bot.errors import FlowsError
from bot.flowfiles import actions, lines
from bot.flowfiles.build import build
from bot.flowfiles.lines import Sheet
from bot.flowfiles.lint import lint
from bot.flowfiles.problems import Problem, draw_all, in_order

ENDINGS = (".yaml", ".yml")
APART = ("talks", "tests", "e2e_tests", "actions")  # folders whose YAML is not part of the book
MAX_FILES = 500


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder holds. ``book`` is None where there is an error; warnings alone leave it in force."""

    book: Book | None
    problems: tuple[Problem, ...]
    files: int = 0

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the files from being used."""
        return tuple(problem for problem in self.problems if problem.level == "error")

    def text(self) -> str:
        """Return all problems as the owner reads them."""
        return draw_all(self.problems, self.files)


def load(folder: str | Path, *, actions_known: Iterable[str] | None = None) -> Loaded:
    """Load a folder. Wrong files are problems; a missing or empty folder is FlowsError."""
    return _load(Path(folder), actions_known, {}, checked=True)


class Library:
    """The book in force. A folder with problems changes nothing: the last good book goes on."""

    def __init__(self, folder: str | Path, *, actions_known: Iterable[str] | None = None, checked: bool = True) -> None:
        """Load the folder; FlowsError where it is missing or empty.

        ``checked`` False: what only shows when all files are read together is not looked for: to look something up.
        """
        self._checked = checked
        self._folder = Path(folder)
        self._actions = None if actions_known is None else tuple(actions_known)
        self._sheets: dict[str, Sheet] = {}
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self._book: Book | None = None
        self.problems: tuple[Problem, ...] = ()
        self.files = 0
        self._seen = _stamps(self._folder)
        self._take(_load(self._folder, self._actions, self._sheets, checked=self._checked))

    @property
    def book(self) -> Book:
        """The last good book; FlowsError, with all problems, where there was never one."""
        if self._book is None:
            raise FlowsError(problems=draw_all(self.problems, self.files))
        return self._book

    @property
    def loaded(self) -> bool:
        """Whether there is a book at all."""
        return self._book is not None

    def changed(self) -> bool:
        """Look whether files changed since they were last read: cheap, and nothing is read."""
        return _stamps(self._folder) != self._seen

    def refresh_by(self, read: Callable[[Path], Loaded]) -> bool:
        """Take what somebody else reads, as ``refresh`` does; what that raises is raised, and nothing has changed then."""
        stamps = _stamps(self._folder)
        loaded = read(self._folder)
        self._seen = stamps
        return self._take(loaded)

    def refresh(self) -> bool:
        """Look whether files changed, and load them if so; whether another book is in force now. Never raises."""
        stamps = _stamps(self._folder)
        if stamps == self._seen:
            return False
        self._seen = stamps
        try:
            return self._take(_load(self._folder, self._actions, self._sheets, checked=self._checked))
        except FlowsError as error:
            what = str(error)
        except Exception as error:  # a slip of ours must not stop the bot either: the last book goes on
            what = f"the files could not be checked ({type(error).__name__}); this is our mistake, please report it"
        self.problems = (Problem(self._folder.name, 0, 0, "error", what),)
        return False

    def _take(self, loaded: Loaded) -> bool:
        self.problems, self.files = loaded.problems, loaded.files
        before = self._book.version if self._book else ""
        if loaded.book is None or loaded.book.version == before:
            return False
        self._book = loaded.book
        return True


def flow_files(folder: Path) -> list[Path]:
    """Return the YAML files below a folder, without talks and hidden ones, by name."""
    return sorted(path for path in _below(folder) if path.suffix.lower() in ENDINGS)


def _below(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for path in entries:
        if path.name.startswith((".", "~", "#")):
            continue
        if path.is_dir() and not path.is_symlink():
            if path.name not in APART:
                yield from _below(path)
        elif path.is_file():
            yield path


def _stamps(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what tells cheaply that a file changed: name, time, size."""
    out = []
    for path in [*flow_files(folder), *sorted((folder / actions.FOLDER).glob("*.py"))]:
        try:
            found = path.stat()
        except OSError:
            continue
        out.append((str(path), found.st_mtime_ns, found.st_size))
    return tuple(out)


def _load(folder: Path, actions_known: Iterable[str] | None, sheets: dict[str, Sheet], *, checked: bool) -> Loaded:
    if not folder.is_dir():
        raise FlowsError(
            problems=f"There is no folder {folder}. Make it with `askfirst new`, or name yours in ASKFIRST_FLOWS."
        )
    paths = flow_files(folder)
    if not paths:
        raise FlowsError(
            problems=f"There are no flow files in {folder}. Make some with `askfirst new`, "
            "or name another folder in ASKFIRST_FLOWS."
        )
    if len(paths) > MAX_FILES:
        raise FlowsError(
            problems=f"There are {len(paths)} YAML files in {folder}; the limit is {MAX_FILES}. Is it the right folder?"
        )
    read = [sheet for path in paths if (sheet := _sheet(folder, path, sheets)) is not None]
    names, problems = actions.listed(folder)
    known = frozenset(actions_known) | names if actions_known is not None else names
    return _built([sheet for sheet in read if not _is_talk(sheet)], known, problems, checked=checked)


def _sheet(folder: Path, path: Path, sheets: dict[str, Sheet]) -> Sheet | None:
    """Read a file, or take what was read of the same bytes before."""
    shown = f"{folder.resolve().name}/{path.relative_to(folder).as_posix()}"
    try:
        raw = path.read_bytes()
    except FileNotFoundError:  # it went away while we looked
        return None
    except OSError as error:
        problem = Problem(shown, 1, 1, "error", f"this file can't be read: {error.strerror}", "look at its permissions")
        return Sheet(shown, "", (), None, (problem,))
    known = sheets.get(shown)
    if known is None or known.hash != hashlib.sha256(raw).hexdigest():
        known = sheets[shown] = lines.read(shown, raw)
    return known


def _is_talk(sheet: Sheet) -> bool:
    return any(line.startswith(("talk:", "test_cases:", "fixtures:")) for line in sheet.lines)


def _built(sheets: list[Sheet], known: frozenset[str], more: tuple[Problem, ...], *, checked: bool = True) -> Loaded:
    broken = [problem for sheet in sheets for problem in sheet.problems]
    version = hashlib.sha256("".join(f"{sheet.path} {sheet.hash}\n" for sheet in sheets).encode()).hexdigest()
    desk, book = build(sheets, known, version)
    if desk.whole and checked:
        lint(desk, book)
    problems = in_order([*broken, *more, *desk.problems])
    wrong = any(problem.level == "error" for problem in problems)
    return Loaded(None if wrong else book, problems, len(sheets))
