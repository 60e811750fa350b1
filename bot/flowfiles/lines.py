"""YAML 1.2 with file, line and column beside each value: the only home of ruamel.yaml.

Tags, anchors, aliases, directives and a second document are refused, so nothing is ever expanded or constructed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.errors import FlowsError
from bot.flowfiles.compose import Broken, Composer
from bot.flowfiles.nodes import Node, plain
from bot.flowfiles.problems import Problem, draw
from bot.flowfiles.syntax import Complaint, explain

MAX_BYTES = 2_000_000
_MARKS = {"\r\n": "\n", "\r": "\n", "\x85": " ", "\u2028": " ", "\u2029": " "}
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file, read. ``root`` is None where it is empty or can't be read at all."""

    path: str
    hash: str
    lines: tuple[str, ...]
    root: Node | None
    problems: tuple[Problem, ...]


def read(path: str, raw: bytes) -> Sheet:
    """Read one file; whatever is wrong with it is a problem, never an exception."""
    mark = hashlib.sha256(raw).hexdigest()
    text, refused = _decode(path, raw)
    if refused is not None and not text:
        return Sheet(path, mark, (), None, (refused,))
    return parse(path, text, mark, (refused,) if refused else ())


def parse(path: str, text: str, mark: str = "", before: tuple[Problem, ...] = ()) -> Sheet:
    """Read a text that is known to be Unicode."""
    text = _LINE_ENDS.sub(lambda found: _MARKS[found.group()], text)
    lines = tuple(text.split("\n"))
    odd = _UNPRINTABLE.search(text)
    if odd:
        return Sheet(path, mark, lines, None, (*before, _unprintable(path, lines, text, odd.start())))
    root, problems = _composed(path, lines, text)
    return Sheet(path, mark, lines, root, (*before, *problems))


def plain_yaml(text: str) -> Any:
    """Return YAML 1.2 as dict, list, str, int, float, bool or None; FlowsError where it can't be read."""
    sheet = parse("this text", text)
    errors = [problem for problem in sheet.problems if problem.level == "error"]
    if errors:
        raise FlowsError(problems="\n".join(draw(problem) for problem in errors))
    return plain(sheet.root)


def _decode(path: str, raw: bytes) -> tuple[str, Problem | None]:
    if len(raw) > MAX_BYTES:
        what = f"this file has {len(raw):,} bytes; the limit is {MAX_BYTES:,}"
        return "", Problem(path, 1, 1, "error", what, "put its parts into several files")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in raw[:4]:
        return "", Problem(path, 1, 1, "error", "this file is saved as UTF-16", "save it as UTF-8")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return "", _not_utf8(path, raw, error.start)
    if text.startswith("\ufeff"):
        what = "the file begins with an invisible byte order mark (BOM)"
        return text[1:] or "\n", Problem(
            path, 1, 1, "warning", what, "it is read all the same; save it as UTF-8 without BOM"
        )
    return text, None


def _not_utf8(path: str, raw: bytes, start: int) -> Problem:
    line = raw.count(b"\n", 0, start) + 1
    begin = raw.rfind(b"\n", 0, start) + 1
    column = len(raw[begin:start].decode("utf-8", "replace")) + 1
    source = raw[begin:].split(b"\n", 1)[0].decode("latin-1")
    what = f"the letter in column {column} is not UTF-8 (the file seems to be saved in an older encoding)"
    return Problem(path, line, column, "error", what, "save the file as UTF-8", source)


def _unprintable(path: str, lines: tuple[str, ...], text: str, offset: int) -> Problem:
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    mark = text[offset]
    name = "a byte order mark (BOM)" if mark == "\ufeff" else f"an invisible character (U+{ord(mark):04X})"
    what = f"there is {name} in the middle of the file"
    return Problem(path, line, column, "error", what, "delete it, or write the line again", lines[line - 1])


def _composed(path: str, lines: tuple[str, ...], text: str) -> tuple[Node | None, list[Problem]]:
    """Return the root (None where the file is empty, or can't be read to its end) and what is wrong."""
    composer: Composer | None = None
    complaint: Complaint | None = None
    try:
        composer = Composer(path, lines, _tokens(text))
        return composer.document(), composer.problems
    except Broken as broken:
        complaint = broken.complaint
    except MarkedYAMLError as error:
        complaint = _complaint(error)
    except (YAMLError, ValueError, IndexError, StopIteration):  # ruamel's own slips on broken input
        complaint = Complaint("", 0, 0)
    problems = composer.problems if composer else []
    told = explain(complaint, lines) if complaint is not None else None
    if told is not None and (told.line, told.column) not in {(each.line, each.column) for each in problems}:
        source = lines[told.line - 1] if 0 < told.line <= len(lines) else ""
        problems.append(Problem(path, told.line, told.column, "error", told.what, told.cure, source))
    return None, problems


def _tokens(text: str) -> Iterator[Any]:
    yield from YAML(typ="safe", pure=True).scan(text)


def _complaint(error: MarkedYAMLError) -> Complaint:
    at, since = error.problem_mark, error.context_mark
    return Complaint(
        problem=str(error.problem or ""),
        line=at.line if at else 0,
        column=at.column if at else 0,
        context=str(error.context or ""),
        since_line=since.line if since else (at.line if at else 0),
        since_column=since.column if since else (at.column if at else 0),
    )
