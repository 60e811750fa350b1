"""A YAML parser's complaint, told in our own words: what stands there, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the parser said and where; lines and columns from 0. ``since_*``: where the broken thing began."""

    problem: str
    line: int
    column: int
    context: str = ""
    since_line: int = -1
    since_column: int = -1


@dataclass(frozen=True, slots=True)
class Told:
    """The same for a person; lines and columns from 1."""

    line: int
    column: int
    what: str
    cure: str


_COLON_IN_TEXT = re.compile(r"^(\s*(?:- +)*[^\s:#\"'\[{][^:#]*: +)(?![\"'\[{|>])(\S.*:(?: .*|$))")
_VALUE = re.compile(r"^(\s*(?:- +)*(?:[^\s:#\"'][^:#]*: +)?)(\S.*)$")
_MARKS = {
    "*": ("an asterisk", "alias"),
    "&": ("an ampersand", "anchor"),
    "!": ("an exclamation mark", "tag"),
    "@": ("an @", ""),
    "`": ("a backtick", ""),
    "%": ("a percent sign", ""),
}


def explain(complaint: Complaint, lines: Sequence[str]) -> Told:
    """Return our sentence for a parser's complaint about *lines*."""
    for teller in _TELLERS:
        told = teller(complaint, lines)
        if told is not None:
            return told
    return Told(
        complaint.line + 1,
        complaint.column + 1,
        "this line does not fit to the lines above it",
        "compare indentation, colons, quotes and brackets with the lines around it",
    )


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number] if 0 <= number < len(lines) else ""


def _tab(complaint: Complaint, lines: Sequence[str]) -> Told | None:
    line = _line(lines, complaint.line)
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" not in indent and "'\\t'" not in complaint.problem:
        return None
    column = indent.find("\t") if "\t" in indent else complaint.column
    return Told(complaint.line + 1, column + 1, "there is a tab here", "YAML is indented with spaces: put two spaces")


def _open_quote(complaint: Complaint, lines: Sequence[str]) -> Told | None:
    if "quoted scalar" not in complaint.context or "escape" in complaint.problem:
        return None
    line, column = complaint.since_line, complaint.since_column
    if "document separator" in complaint.problem or "end of stream" in complaint.problem:
        mark = _line(lines, line)[column : column + 1] or '"'
        return Told(line + 1, column + 1, f"this quote {mark} is never closed", f"put {mark} where the text ends")
    return None


def _escape(complaint: Complaint, lines: Sequence[str]) -> Told | None:
    if "escape" not in complaint.problem and "hexadecimal" not in complaint.problem:
        return None
    cure = "write \\\\ for a backslash, or put the text between single quotes: '…'"
    return Told(complaint.line + 1, complaint.column + 1, "a backslash in double quotes has a meaning of its own", cure)


def _odd_start(complaint: Complaint, lines: Sequence[str]) -> Told | None:
    """A text that begins with a mark of YAML's own: *bold*, @name, `code`, 50 %, {name}, hello."""
    line = _line(lines, complaint.line)
    found = _VALUE.match(line)
    if not found:
        return None
    start = len(found.group(1))
    mark = line[start]
    if mark in "{[" and complaint.column > start and "flow" not in complaint.context:
        what = f"a text that begins with {mark} must stand in quotes"
        return Told(complaint.line + 1, start + 1, what, f"write {quoted(found.group(2))}")
    if mark in _MARKS and ("start any token" in complaint.problem or complaint.column >= start):
        name, meaning = _MARKS[mark]
        why = f" (YAML takes it for {'an' if meaning[0] == 'a' else 'a'} {meaning})" if meaning else ""
        what = f"a text that begins with {name} must stand in quotes{why}"
        return Told(complaint.line + 1, start + 1, what, f"write {quoted(found.group(2))}")
    return None


def _after_quote(complaint: Complaint, lines: Sequence[str]) -> Told | None:
    """``'It's open'`` and ``"Hello" she said``: text goes on after the closing quote."""
    if "found '<scalar>'" not in complaint.problem:
        return None
    line = _line(lines, complaint.line)
    before = line[: complaint.column].rstrip()
    if not before.endswith(("'", '"')):
        return None
    opened = _opened_above(before[-1], complaint.line, before, lines)
    if opened is not None:
        return opened
    if before.endswith("'"):
        cure = "an apostrophe inside '…' ends the text: use double quotes around it"
    else:
        cure = 'a quote inside "…" ends the text: write \\" there, or put single quotes around it'
    return Told(complaint.line + 1, complaint.column + 1, "the text goes on after its closing quote", cure)


def _opened_above(quote: str, number: int, before: str, lines: Sequence[str]) -> Told | None:
    """A quote that was forgotten some lines above ends at the next one, far from where it began."""
    if before.count(quote) % 2 == 0:
        return None
    for above in range(number - 1, -1, -1):
        line = _line(lines, above)
        if line.count(quote) % 2:
            what = f"this quote {quote} ends only in line {number + 1}"
            return Told(above + 1, line.rfind(quote) + 1, what, f"put {quote} where the text ends")
    return None


def _colon_in_text(complaint: Complaint, lines: Sequence[str]) -> Told | None:
    if "mapping values" not in complaint.problem:
        return None
    line = _line(lines, complaint.line)
    found = _COLON_IN_TEXT.match(line)
    if not found or complaint.column < len(found.group(1)):
        return None
    what = "a text with a colon and a space in it must stand in quotes"
    return Told(complaint.line + 1, len(found.group(1)) + 1, what, f"write {quoted(found.group(2))}")


def _missing_colon(complaint: Complaint, lines: Sequence[str]) -> Told | None:
    if "could not find expected ':'" in complaint.problem:
        return _needs_colon(complaint.since_line, lines)
    if "mapping values" not in complaint.problem:
        return None
    above = _above(complaint.line, lines)
    before = _line(lines, _above(above, lines)).rstrip()
    line = _line(lines, above)
    suspect = (
        _indent(line) >= _indent(_line(lines, complaint.line)) or before.endswith(":") or line.lstrip()[:2] == "- "
    )
    return _needs_colon(above, lines) if above >= 0 and suspect and not re.search(r":(\s|$)", line) else None


def _needs_colon(number: int, lines: Sequence[str]) -> Told:
    line = _line(lines, number)
    glued = re.match(r"\s*(?:- +)?\w+(:)\S", line)
    if glued:
        return Told(number + 1, glued.start(1) + 1, "a space is missing after this colon", "write it as key: value")
    words = line.split(" #")[0].rstrip()
    return Told(number + 1, len(words) + 1, "a colon is missing on this line", "write it as key: value")


def _indentation(complaint: Complaint, lines: Sequence[str]) -> Told | None:
    wrong = (
        "mapping values",
        "block mapping start",
        "expected <block end>",
        "sequence entries",
        "found '?'",
        "found '-'",
    )
    if not any(part in complaint.problem for part in wrong):
        return None
    line = _line(lines, complaint.line)
    first = line[: complaint.column].strip(" -")
    if first and "sequence entries" in complaint.problem:
        return Told(
            complaint.line + 1,
            complaint.column + 1,
            "a list can't begin on the line of its key",
            "put - on the next line",
        )
    indent = _indent(line)
    open_at = _open_above(complaint.line, lines)
    what = f"this line is indented by {indent}, which fits no line above"
    if indent in open_at:
        what = "a list (-) and a map (key: value) can't stand at the same indentation"
    near = sorted(set(open_at) - {indent}, key=lambda depth: (abs(depth - indent), depth))[:2]
    cure = f"indent it by {' or '.join(map(str, sorted(near)))}" if near else "look at the line above it"
    return Told(complaint.line + 1, indent + 1, what, cure)


def _open_above(number: int, lines: Sequence[str]) -> list[int]:
    """Return the indentations that are still open above a line, the deepest first."""
    open_at: list[int] = []
    for above in range(number - 1, -1, -1):
        line = _line(lines, above)
        if line.strip() and not line.lstrip().startswith("#"):
            content = len(line) - len(line.lstrip("- "))
            for depth in (content, _indent(line)):
                if not open_at or depth < open_at[-1]:
                    open_at.append(depth)
    return open_at


def _brackets(complaint: Complaint, lines: Sequence[str]) -> Told | None:
    if "flow sequence" in complaint.context or "flow mapping" in complaint.context:
        mark, close = ("[", "]") if "sequence" in complaint.context else ("{", "}")
        what = f"this {mark} is not closed, or a comma is missing after it"
        return Told(complaint.since_line + 1, complaint.since_column + 1, what, f"put {close} where it ends")
    found = re.search(r"found '([\]},])'", complaint.problem)
    if not found:
        return None
    what = f"this {found.group(1)} stands alone"
    return Told(complaint.line + 1, complaint.column + 1, what, "take it away, or put the text in quotes")


def _block_text(complaint: Complaint, lines: Sequence[str]) -> Told | None:
    if "block scalar" not in complaint.context:
        return None
    what = "after | or > the text begins on the next line"
    return Told(complaint.line + 1, complaint.column + 1, what, "put the text below, indented, or in quotes")


def _above(number: int, lines: Sequence[str]) -> int:
    for above in range(number - 1, -1, -1):
        line = _line(lines, above).strip()
        if line and not line.startswith("#"):
            return above
    return -1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def quoted(text: str) -> str:
    """Return a text as it must be written, in quotes."""
    text = text.strip()
    shown = text if len(text) <= 50 else text[:48] + "…"
    return f"'{shown}'" if '"' in shown and "'" not in shown else '"' + shown.replace('"', '\\"') + '"'


_TELLERS: tuple[Callable[[Complaint, Sequence[str]], Told | None], ...] = (
    _tab, _open_quote, _escape, _after_quote, _block_text, _odd_start, _colon_in_text, _missing_colon, _brackets,
    _indentation,
)  # fmt: skip
