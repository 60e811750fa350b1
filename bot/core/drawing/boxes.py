"""What stands in a box, line by line, and how large that makes it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.drawing.diagram import Box, Exit, Figures
from bot.core.drawing.figures import reasons, told
from bot.core.drawing.layout import Size
from bot.core.drawing.measure import width, wrapped

WIDE = 268.0
INSIDE = 226.0  # room of a text in a box
EXIT = 152.0  # a way out
EXIT_GAP = 20.0
PAD = 12.0
MANY = 0.2
"""The part of those who came from which a step counts as one where many leave."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. ``y``: its baseline from the upper edge of what it stands in."""

    text: str
    style: str
    y: float


@dataclass(frozen=True, slots=True)
class Button:
    """A small frame around a title; its upper left corner from the middle of the box's upper edge."""

    title: str
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Way:
    """A way out, drawn beside its box. ``y`` from the box's upper edge."""

    exit: Exit
    lines: tuple[Line, ...]
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Face:
    """A box ready to be drawn."""

    box: Box
    width: float
    height: float
    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()
    ways: tuple[Way, ...] = ()
    bar: float = 0.0
    """Where the bar of those who left stands; 0: there is none."""

    @property
    def size(self) -> Size:
        """What the layout has to know."""
        below = max((way.y + way.height for way in self.ways), default=0.0)
        return Size(self.width, max(self.height, below), EXIT + EXIT_GAP if self.ways else 0.0)


def face(box: Box) -> Face:
    """Lay out what stands in a box."""
    if box.kind == "end":
        return Face(box, 58.0, 28.0, (Line("end", "af-head", 18.5),))
    column = _Column(PAD + (8.0 if box.kind == "handover" else 0.0))
    for text, style, size, step, most in _texts(box):
        column.add(text, style, size=size, step=step, most=most)
    buttons, column.y = _buttons(box.buttons, column.y)
    for note in box.notes:
        column.add(note, "af-note", most=4)
    bar = _figures(column, box.figures) if box.figures else 0.0
    return Face(box, WIDE, column.y + PAD, tuple(column.lines), tuple(buttons), _ways(box), bar)


@dataclass(slots=True)
class _Column:
    """Lines below each other; ``y`` is where the next one begins."""

    y: float
    lines: list[Line] = field(default_factory=list)

    def add(self, text: str, style: str, *, size: float = 12.0, step: float = 16.0, most: int = 3) -> None:
        for line in wrapped(text, size, INSIDE, most):
            self.y += step
            self.lines.append(Line(line, style, self.y - step * 0.28))


def _figures(column: _Column, figures: Figures) -> float:
    """Add how many came and left; return where the bar goes."""
    bar = column.y + 8.0
    column.y += 16.0
    column.add(told(figures), "af-came")
    column.add(reasons(figures), "af-note")
    return bar


def _texts(box: Box) -> list[tuple[str, str, float, float, int]]:
    found = [(box.head, "af-head", 11.5, 16.0, 2)]
    return [*found, (box.text, "af-text", 14.0, 19.0, 5)] if box.text else found


def _buttons(titles: tuple[str, ...], y: float) -> tuple[list[Button], float]:
    """Put buttons side by side where they fit, centred."""
    rows: list[list[tuple[str, float]]] = []
    for title in titles:
        shown = (wrapped(title, 12.0, INSIDE - 18, 1) or [""])[0]
        wide = width(shown, 12.0) + 18
        if rows and sum(w + 6 for _, w in rows[-1]) + wide <= INSIDE:
            rows[-1].append((shown, wide))
        else:
            rows.append([(shown, wide)])
    found = []
    for row in rows:
        y += 5.0
        x = -(sum(wide + 6 for _, wide in row) - 6) / 2
        for title, wide in row:
            found.append(Button(title, x, y, wide))
            x += wide + 6
        y += 21.0
    return found, y + (4.0 if rows else 0.0)


def _ways(box: Box) -> tuple[Way, ...]:
    found: list[Way] = []
    y = 4.0
    for way in box.exits:
        when, arrow, then = way.label.partition(" → ")
        texts = [*wrapped(when, 12.0, EXIT - 14, 3), *wrapped(f"→ {then}" if arrow else "", 12.0, EXIT - 14, 2)]
        lines = [Line(text, "af-way", 15.0 + 15.0 * n) for n, text in enumerate(texts)]
        height = 15.0 * len(lines) + 9.0
        found.append(Way(way, tuple(lines), y, height))
        y += height + 7.0
    return tuple(found)
