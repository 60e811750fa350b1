"""Talks: conversations that owners write down and that must keep working. The short form, and Rasa's test cases.

The short form is nearly YAML: a head (``talk:``, ``at:``) and below it, at the left end, a list. Several talks may
stand in one file; each begins with ``talk:``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.flow import Book
from bot.core.talk import (
    Talk,
)
from bot.flowfiles import lines, rasa_talks
from bot.flowfiles.book import ENDINGS, flow_files
from bot.flowfiles.desk import Desk
from bot.flowfiles.fields import Fields, fields
from bot.flowfiles.lines import Sheet
from bot.flowfiles.nodes import Items, Map, Node, Text, kind_of, where
from bot.flowfiles.problems import Problem, in_order
from bot.flowfiles.talks_lines import read_line

FOLDER = "talks"
_AT = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?(?:[+-]\d{2}:\d{2}|Z)?)?\Z")


@dataclass(frozen=True, slots=True)
class Talks:
    """All talks of a folder, and what is wrong with them; ``files``: how many were read."""

    talks: tuple[Talk, ...]
    problems: tuple[Problem, ...]
    files: int = 0


def load_talks(folder: str | Path, *, book: Book | None = None) -> Talks:
    """Read ``<folder>/talks`` and every flow file that begins with ``talk:`` or ``test_cases:``.

    *book*: names of responses, purposes and templates are checked against it.
    """
    root = Path(folder)
    found: list[Talk] = []
    problems: list[Problem] = []
    paths = talk_files(root)
    for path in paths:
        shown = f"{root.resolve().name}/{path.relative_to(root).as_posix()}"
        sheet = lines.read(shown, _bytes(path))
        if any(problem.level == "error" for problem in sheet.problems) and not _is_short(sheet):
            problems += sheet.problems
            continue
        desk = _desk(sheet, book)
        found += _talks(desk, sheet, _shared(path, root))
        problems += desk.problems
    return Talks(tuple(found), in_order(problems), len(paths))


def _shared(path: Path, root: Path) -> dict[str, Any]:
    """Return the fixtures of every ``conftest.yml`` from the folder's top down to the file's own folder."""
    found: dict[str, Any] = {}
    for folder in reversed([one for one in path.parents if one == root or root in one.parents]):
        for name in ("conftest.yml", "conftest.yaml"):
            sheet = lines.read(name, _bytes(folder / name))
            if isinstance(sheet.root, Map) and folder / name != path:
                found |= rasa_talks.fixtures(sheet.root)
    return found


def talk_files(folder: Path) -> list[Path]:
    """Return the files that hold talks."""
    below = sorted(path for path in (folder / FOLDER).rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
    return [*below, *(path for path in flow_files(folder) if is_talk(_bytes(path)))]


def is_talk(raw: bytes) -> bool:
    """Whether a file holds talks instead of flows."""
    return bool(re.search(rb"^(?:talk|test_cases|fixtures):", raw, re.MULTILINE))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _is_short(sheet: Sheet) -> bool:
    return any(line.startswith("talk:") for line in sheet.lines)


def _desk(sheet: Sheet, book: Book | None) -> Desk:
    desk = Desk({sheet.path: Sheet(sheet.path, sheet.hash, sheet.lines, sheet.root, ())})
    desk.whole = book is not None  # without a book nobody knows which names exist
    if book is not None:
        mark = Text(sheet.path, 1, 1, "")
        desk.known.flows = dict.fromkeys(book.flows, mark)
        desk.known.responses = dict.fromkeys(book.responses, mark)
        desk.known.purposes = dict.fromkeys(book.purposes, mark)
        desk.known.templates = dict.fromkeys(book.templates, mark)
    return desk


def _talks(desk: Desk, sheet: Sheet, fixtures: Mapping[str, Any] | None = None) -> Iterator[Talk]:
    if _is_short(sheet):
        for head, body in _chunks(desk, sheet):
            made = _talk(desk, head, body)
            if made is not None:
                yield made
    elif isinstance(sheet.root, Map):
        yield from rasa_talks.talks(desk, sheet.root, fixtures or {})
    elif sheet.root is not None:
        desk.error(
            sheet.root, f"here is {kind_of(sheet.root)}, but a talk begins with talk:", "write talk: and what it shows"
        )


def _chunks(desk: Desk, sheet: Sheet) -> Iterator[tuple[Node, Node | None]]:
    """Cut a file at every ``talk:``, and each piece at its first line that begins with ``-``."""
    starts = [number for number, line in enumerate(sheet.lines) if line.startswith("talk:")]
    for start, end in zip(starts, [*starts[1:], len(sheet.lines)], strict=True):
        cut = next((n for n in range(start, end) if sheet.lines[n].startswith("-")), end)
        before = len(desk.problems)
        head, body = _part(desk, sheet, start, cut), _part(desk, sheet, cut, end)
        if head is not None and len(desk.problems) == before:
            yield head, body


def _part(desk: Desk, sheet: Sheet, start: int, end: int) -> Node | None:
    """Parse some lines of a file, at their own line numbers."""
    read = lines.parse(sheet.path, "\n" * start + "\n".join(sheet.lines[start:end]) + "\n")
    desk.problems += read.problems
    return read.root


def _talk(desk: Desk, head: Node, body: Node | None) -> Talk | None:
    given = fields(desk, head, "talk")
    if given is None:
        return None
    nodes = body.items if isinstance(body, Items) else given.items("steps")
    if not nodes:
        desk.error(head, "this talk has no lines", "write - customer: hi below it, and - bot: what it answers")
        return None
    said = [line for node in nodes for line in read_line(desk, node)]
    return Talk(given.text("talk"), tuple(said), _begin(desk, given), given.text("language"), where(head))


def _begin(desk: Desk, given: Fields) -> str:
    node, at = given.get("at"), given.text("at")
    if node is not None and at and not _AT.match(at):
        desk.error(node, f'"{at}" is not a date and a time', "write it like 2026-01-05 09:00")
        return ""
    return at
