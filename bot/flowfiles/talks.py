"""Talks: conversations that owners write down and that must keep working. The short form, and Rasa's test cases.

The short form is nearly YAML: a head (``talk:``, ``at:``) and below it, at the left end, a list. Several talks may
stand in one file; each begins with ``talk:``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.flow import Book, Where
from bot.core.talk import (
    Act,
    Bot,
    Customer,
    Expectation,
    InLedger,
    Later,
    Send,
    Sends,
    Slots,
    Staff,
    Talk,
    Tap,
    Uttered,
    Verdict,
)
from bot.flowfiles import lines, rasa_talks
from bot.flowfiles.amounts import duration
from bot.flowfiles.book import ENDINGS, flow_files
from bot.flowfiles.desk import Desk, known_or
from bot.flowfiles.fields import Fields, fields, text
from bot.flowfiles.lines import Sheet
from bot.flowfiles.nodes import Items, Map, Node, Text, kind_of, plain, where
from bot.flowfiles.problems import Problem, in_order

FOLDER = "talks"
KINDS = (
    "granted",
    "refused",
    "withdrawn",
    "asked",
    "expired",
    "invalidated",
    "held",
    "released",
    "imported",
    "erased",
    "note",
)
_AT = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?(?:[+-]\d{2}:\d{2}|Z)?)?\Z")
Line = Act | Expectation


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
        found += _talks(desk, sheet)
        problems += desk.problems
    return Talks(tuple(found), in_order(problems), len(paths))


def talk_files(folder: Path) -> list[Path]:
    """Return the files that hold talks."""
    below = sorted(path for path in (folder / FOLDER).rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
    return [*below, *(path for path in flow_files(folder) if is_talk(_bytes(path)))]


def is_talk(raw: bytes) -> bool:
    """Whether a file holds talks instead of flows."""
    return bool(re.search(rb"^(?:talk|test_cases):", raw, re.MULTILINE))


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
        desk.known.responses = dict.fromkeys(book.responses, mark)
        desk.known.purposes = dict.fromkeys(book.purposes, mark)
        desk.known.templates = dict.fromkeys(book.templates, mark)
    return desk


def _talks(desk: Desk, sheet: Sheet) -> Iterator[Talk]:
    if _is_short(sheet):
        for head, body in _chunks(desk, sheet):
            made = _talk(desk, head, body)
            if made is not None:
                yield made
    elif isinstance(sheet.root, Map):
        yield from rasa_talks.talks(desk, sheet.root)
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
    said = [line for node in nodes for line in _line(desk, node)]
    return Talk(given.text("talk"), tuple(said), _begin(desk, given), given.text("language"), where(head))


def _begin(desk: Desk, given: Fields) -> str:
    node, at = given.get("at"), given.text("at")
    if node is not None and at and not _AT.match(at):
        desk.error(node, f'"{at}" is not a date and a time', "write it like 2026-01-05 09:00")
        return ""
    return at


def _line(desk: Desk, node: Node) -> Iterator[Line]:
    given = fields(desk, node, "line")
    if given is None:
        return
    kinds = [kind for kind in _READERS if kind in given.node.items]
    if len(kinds) > 1:
        desk.error(
            given.node.keys[kinds[1]],
            f"a line says one thing, and this one has {' and '.join(kinds)}",
            "put - before each",
        )
    for kind in kinds[:1]:
        item = given.node.items[kind]
        made = _READERS[kind](desk, item, where(given.node))
        if made is not None:
            yield made


# ---- one reader for each kind of line


def _ledger(desk: Desk, node: Node, at: Where) -> Line | None:
    words = text(desk, node, '"ledger"').split()
    if len(words) == 2 and words[0] in KINDS:
        words.reverse()
    if len(words) != 2 or words[1] not in KINDS:
        desk.error(
            node,
            "a ledger line names a purpose and what happened",
            f"write offers granted; known are {', '.join(KINDS)}",
        )
        return None
    return InLedger(words[0], words[1], where=at)


def _verdict(desk: Desk, node: Node, at: Where) -> Line | None:
    if not isinstance(node, Map):
        word = text(desk, node, '"verdict"')
        return Verdict("" if word == "cleared" else word, where=at) if word else None
    given = fields(desk, node, "verdict")
    if given is None:
        return None
    if given.has("refused") == given.has("cleared"):
        desk.error(node, "a verdict is refused: with a reason, or cleared: true", "write refused: withdrawn")
    _names(desk, given)
    return Verdict(given.text("refused"), given.text("template"), given.text("purpose"), where=at)


def _send(desk: Desk, node: Node, at: Where) -> Line | None:
    given = fields(desk, node, "send")
    if given is None:
        return None
    _names(desk, given)
    params = plain(given.get("params"))
    filled = {str(key): str(value) for key, value in params.items()} if isinstance(params, dict) else {}
    return Send(given.text("template"), given.text("purpose"), filled, where=at)


def _names(desk: Desk, given: Fields) -> None:
    known: Mapping[str, Mapping[str, Text]] = {"template": desk.known.templates, "purpose": desk.known.purposes}
    for key, names in known.items():
        node = given.get(key)
        if isinstance(node, Text):
            known_or(desk, node, names, key)


def _sends(desk: Desk, node: Node, at: Where) -> Line | None:
    if isinstance(node, Text):
        return Sends(node.text, where=at)
    given = fields(desk, node, "sends")
    return Sends(given.one_of("kind", "image"), given.text("caption"), where=at) if given else None


def _staff(desk: Desk, node: Node, at: Where) -> Line | None:
    word = text(desk, node, '"staff"')
    return Staff(what=word, where=at) if word in ("take", "close") else Staff(word, where=at)


def _slots(desk: Desk, node: Node, at: Where) -> Line | None:
    values: Any = plain(node)
    if not isinstance(values, dict):
        desk.error(node, '"slots" is a map of slots and values', "write slots: {party_size: 4}")
        return None
    return Slots(values, where=at)


def _bot(desk: Desk, node: Node, at: Where) -> Line | None:
    return Bot("" if isinstance(node, Text) and node.empty else text(desk, node, '"bot"'), where=at)


def _utter(desk: Desk, node: Node, at: Where) -> Line | None:
    if isinstance(node, Text) and desk.whole:
        known_or(desk, node, desk.known.responses, "response")
    return Uttered(text(desk, node, '"utter"'), where=at)


_READERS: Mapping[str, Callable[[Desk, Node, Where], Line | None]] = {
    "customer": lambda desk, node, at: Customer(text(desk, node, '"customer"'), where=at),
    "tap": lambda desk, node, at: Tap(text(desk, node, '"tap"'), where=at),
    "later": lambda desk, node, at: Later(duration(desk, node, '"later"'), where=at),
    "sends": _sends,
    "staff": _staff,
    "send": _send,
    "bot": _bot,
    "utter": _utter,
    "ledger": _ledger,
    "verdict": _verdict,
    "slots": _slots,
}
