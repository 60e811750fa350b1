"""What stands in a YAML file, with its place: texts, lists and maps."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from bot.core.flow import Where

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}\Z")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]{1,18}|[0-9]{1,18}\.[0-9]{0,18})(?:[eE][-+]?[0-9]{1,2})?\Z")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


# Not frozen: a folder has tens of thousands of these, and frozen ones take three times as long to make.
@dataclass(slots=True, eq=False)
class Text:
    """A scalar as it was written. ``plain``: without quotes, so that YAML 1.2 may read a number or null in it."""

    path: str
    line: int
    column: int
    text: str
    plain: bool = True

    @property
    def value(self) -> str | int | float | bool | None:
        """The value as YAML 1.2 reads it: true, false, null and decimal numbers; yes, no, on and off stay text."""
        text = self.text
        if not self.plain:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.match(text):
            return int(text)
        return float(text) if _DECIMAL.match(text) else text

    @property
    def empty(self) -> bool:
        """Whether nothing was written (or null)."""
        return self.plain and self.text in _WORDS and _WORDS[self.text] is None


@dataclass(slots=True, eq=False)
class Items:
    """A list."""

    path: str
    line: int
    column: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Map:
    """A mapping; ``keys`` remembers where each key stands. ``flow``: written with braces."""

    path: str
    line: int
    column: int
    items: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Text] = field(default_factory=dict)
    flow: bool = False


Node = Text | Items | Map


def where(node: Node) -> Where:
    """Return the place of a node."""
    return Where(node.path, node.line, node.column)


def plain(node: Node | None) -> Any:
    """Return a node as dict, list, str, int, float, bool or None."""
    if isinstance(node, Map):
        return {key: plain(item) for key, item in node.items.items()}
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return node.value if node is not None else None


def kind_of(node: Node) -> str:
    """Name what a node is, for sentences."""
    if isinstance(node, Map):
        return "a map (key: value)"
    if isinstance(node, Items):
        return "a list"
    return "nothing" if node.empty else "a text"
