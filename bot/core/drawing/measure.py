"""How wide a text is drawn, near enough, and where it is broken into lines: no font is asked."""

from __future__ import annotations

import unicodedata

_NARROW = frozenset("ijltfrI.,:;'’|!()[]{} ·-/")
_BROAD = frozenset("mwMW@—…%")


def width(text: str, size: float) -> float:
    """Return the width in pixels of a text in a usual sans-serif font of that size, rather too much than too little."""
    return sum(map(_part, text)) * size


def _part(mark: str) -> float:
    if unicodedata.combining(mark):
        return 0.0
    if mark in _NARROW:
        return 0.34
    if mark in _BROAD:
        return 0.92
    if unicodedata.east_asian_width(mark) in "WF" or ord(mark) > 0x1F000:
        return 1.15
    return 0.7 if mark.isupper() else 0.58


def wrapped(text: str, size: float, room: float, most: int) -> list[str]:
    """Break a text into at most so many lines of that width; an ellipsis says where something is missing."""
    lines = [""]
    for word in text.replace("\n", " ").split(" "):
        for piece in _pieces(word, size, room):
            longer = f"{lines[-1]} {piece}".strip()
            if width(longer, size) <= room:
                lines[-1] = longer
            else:
                lines.append(piece)
    found = [line for line in lines if line]
    if len(found) <= most:
        return found
    return [*found[: most - 1], _cut(found[most - 1] + "…", size, room)]


def _pieces(word: str, size: float, room: float) -> list[str]:
    """Break a word that is longer than a line."""
    found, rest = [], word
    while width(rest, size) > room and len(rest) > 1:
        count = max(1, next(n for n in range(len(rest), 0, -1) if width(rest[:n], size) <= room or n == 1))
        found.append(rest[:count])
        rest = rest[count:]
    return [*found, rest]


def _cut(line: str, size: float, room: float) -> str:
    while width(line, size) > room and len(line) > 2:
        line = line[:-2].rstrip() + "…"
    return line
