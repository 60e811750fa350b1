"""``{name}`` in a text: looked up, never evaluated.

>>> parse("Hi {person.name|there}, a table for {party_size}.").render({"slots.party_size": 2}.get, str)
'Hi there, a table for 2.'
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_PART = re.compile(r"\{\{|\}\}|\{(?P<inner>[^{}\n]*)\}|[{}]")
_NAME = re.compile(r"[^\W\d]\w*(?:\.\w[\w-]*)*")
_GAP = re.compile(r"[ \t]{2,}|[ \t]+(?=[.,!?;:])")


class FillProblem(ValueError):
    """A text whose braces cannot be read; ``offset`` is where in the text."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.message, self.offset = message, offset


@dataclass(frozen=True, slots=True)
class Hole:
    """A placeholder. ``name`` is whole (``slots.day`` for ``{day}``); ``default`` None: there is none."""

    name: str
    default: str | None
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text with placeholders. ``names``: what it looks up; ``required``: those of them without a default."""

    source: str
    names: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    parts: tuple[str | Hole, ...] = ()

    def render(self, lookup: Callable[[str], Any], show: Callable[[Any], str]) -> str:
        """Return the text with every placeholder filled: by what is found, else by its default, else by nothing."""
        if not self.names:
            return "".join(map(str, self.parts))
        filled, gap = [], False
        for part in self.parts:
            if isinstance(part, str):
                filled.append(part)
                continue
            value = lookup(part.name)
            empty = value is None or value == ""
            filled.append((part.default or "") if empty else show(value))
            gap = gap or (empty and not part.default)
        return _GAP.sub(_closed, "".join(filled)) if gap else "".join(filled)


def _closed(found: re.Match[str]) -> str:
    """Shut the hole that an empty placeholder leaves between two words or before a full stop."""
    end = found.string[found.end() : found.end() + 1]
    return "" if end in ".,!?;:" else " "


def parse(text: str) -> Pattern:
    """Read a text; raise FillProblem."""
    parts: list[str | Hole] = []
    at = 0
    for found in _PART.finditer(text):
        parts.append(text[at : found.start()])
        parts.append(_part(found))
        at = found.end()
    parts.append(text[at:])
    holes = [part for part in parts if isinstance(part, Hole)]
    names = tuple(dict.fromkeys(hole.name for hole in holes))
    required = tuple(dict.fromkeys(hole.name for hole in holes if hole.default is None))
    return Pattern(text, names, required, _joined(parts))


def _part(found: re.Match[str]) -> str | Hole:
    whole = found.group()
    if whole in ("{{", "}}"):
        return whole[0]
    inner = found.group("inner")
    if inner is None:
        raise FillProblem(f'"{whole}" stands alone; write {whole * 2} for the sign itself', found.start())
    name, bar, default = (piece.strip() for piece in inner.partition("|"))
    if not _NAME.fullmatch(name):
        raise FillProblem(f"{{{inner}}} is not a name; write {{slot}} or {{person.name|there}}", found.start())
    return Hole(name if "." in name else f"slots.{name}", default if bar else None, found.start())


def _joined(parts: list[str | Hole]) -> tuple[str | Hole, ...]:
    """Merge neighbouring texts, so that rendering touches as few parts as there can be."""
    out: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        elif part != "":
            out.append(part)
    return tuple(out)
