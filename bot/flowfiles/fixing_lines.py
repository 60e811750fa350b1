"""Mends of one line or of a file's layout: nothing that people read is changed by them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.flowfiles.lines import parse, plain_yaml
from bot.flowfiles.problems import Problem

BOM = "\ufeff"
_CURLY = re.compile(r"^(\s*(?:- +)*(?:[\w-]+: +)?)([“„”‘‚’])(.*)([”“’‘])(\s*)$")
_GLUED = re.compile(r"^(\s*(?:- +)?[\w-]+:)(\S)")


def line_ends(text: str) -> str:
    """Return a text with the line ends of every system but Windows, and without a byte order mark.

    >>> line_ends("a: 1\\r\\nb: 2\\r\\n")
    'a: 1\\nb: 2\\n'
    """
    return text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")


def spaces(text: str) -> str:
    """Take spaces off the ends of lines, where that changes no text."""
    mended = "\n".join(line.rstrip(" \t") for line in text.split("\n"))
    return mended if mended != text and _same(text, mended) else text


def tabs(text: str) -> str:
    """Put spaces where lines are indented with tabs: as many as make the file readable."""
    lines = text.split("\n")
    if not any("\t" in _indent(line) for line in lines) or not parse("", text).problems:
        return text
    for size in (2, 4):
        mended = "\n".join(_indent(line).replace("\t", " " * size) + line.lstrip(" \t") for line in lines)
        if not parse("", mended).problems:
            return mended
    return text


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _same(before: str, after: str) -> bool:
    try:
        return bool(plain_yaml(before) == plain_yaml(after))
    except Exception:  # what can't be read is not touched for its looks
        return False


# ---- what the parser can't read


def readable(line: str, problem: Problem) -> str:
    """Return the line as it was most likely meant; as it is where that is not unmistakable."""
    for start, mend in _MENDS.items():
        if problem.what.startswith(start):
            return mend(line, problem)
    return line


def _space(line: str, problem: Problem) -> str:
    return _GLUED.sub(r"\1 \2", line, count=1)


def _quotes(line: str, problem: Problem) -> str:
    """Put a text between quotes: from its place to the end of the line, which no comment shares with it."""
    head, text = line[: problem.column - 1], line[problem.column - 1 :].rstrip()
    if " #" in text or not problem.cure.startswith("write "):
        return line
    curly = _CURLY.match(line)
    if curly:
        head, text = curly[1], curly[3]
    if '"' in text and "'" in text:
        return line
    return head + (f"'{text}'" if '"' in text or "\\" in text else f'"{text}"')


_MENDS: Mapping[str, Callable[[str, Problem], str]] = {
    "a space is missing after this colon": _space,
    "a text with a colon and a space": _quotes,
    "a text that begins with": _quotes,
}
UNREADABLE = tuple(_MENDS)
"""How the sentences begin that are about a line which keeps the rest of its file from being read."""
