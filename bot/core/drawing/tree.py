"""Diagrams as indented text, for a terminal and for those who listen to a page."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.drawing.diagram import Box, Diagram
from bot.core.drawing.figures import reasons, told
from bot.core.drawing.reading import START

MARKS = {
    "ask": "?", "menu": "☰", "consent": "✓", "action": "⚙", "choice": "◇", "handover": "☺", "wait": "◔",
    "call": "↷", "link": "→", "set": "=", "tag": "#",
}  # fmt: skip


def tree(diagram: Diagram) -> str:
    """Return one flow as lines of text."""
    lines = [f"{diagram.id}" + (f" – {diagram.description}" if diagram.description else "")]
    shown = [box for box in diagram.boxes if box.kind != "end"]
    for n, box in enumerate(shown):
        if box.id == START:
            lines += [f"  starts with {note}" if not note.startswith(_WHOLE) else f"  {note}" for note in box.notes]
            continue
        after = shown[n + 1].id if n + 1 < len(shown) else ""
        lines += _step(diagram, box, after)
    return "\n".join(lines)


_WHOLE = ("from ", "only if ", "we may ")


def _step(diagram: Diagram, box: Box, after: str) -> Iterator[str]:
    figures = f"   [{told(box.figures)}]" if box.figures else ""
    yield f"  {MARKS.get(box.kind, '·')} {box.id}: {box.head}{figures}"
    if box.figures and box.figures.left:
        yield f"      left: {reasons(box.figures)}"
    if box.text:
        yield f"      {box.text}"
    if box.buttons:
        yield "      " + " ".join(f"[{title}]" for title in box.buttons)
    yield from (f"      {note}" for note in box.notes)
    yield from (f"      {way.label}" for way in box.exits)
    for arrow in diagram.arrows:
        if arrow.source == box.id and (arrow.label or arrow.target != after):
            to = "end" if arrow.target.startswith("END ") else arrow.target
            yield f"      {arrow.label} → {to}".replace("       →", "      →")
