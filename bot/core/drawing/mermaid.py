"""Diagrams as a Mermaid flowchart; every text is escaped, so that none of it can be read as Mermaid or HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.drawing.diagram import Arrow, Box, Diagram
from bot.core.drawing.figures import told
from bot.core.drawing.words import shortened

LONGEST = 90
_PLAIN = frozenset(" .,:!?()'+-=/%")
_OUTLINES = {
    "start": ("([", "])"), "end": ("((", "))"), "ask": ("[/", "/]"), "menu": ("[/", "/]"), "consent": ("{{", "}}"),
    "action": ("[[", "]]"), "call": ("[[", "]]"), "link": (">", "]"), "choice": ("{", "}"), "handover": ("[\\", "\\]"),
    "wait": ("(", ")"),
}  # fmt: skip
_COLOURS = {
    "start": "fill:#e8eef7,stroke:#3b5b8c,color:#14233b",
    "ask": "fill:#fff3d6,stroke:#8a6100,color:#3a2900",
    "consent": "fill:#dff3e4,stroke:#1f6b3a,color:#0c3319",
    "handover": "fill:#fbe3e8,stroke:#9b2c46,color:#4a0f1e",
    "leaves": "stroke:#b3261e,stroke-width:3px",
}


def mermaid(diagrams: Sequence[Diagram]) -> str:
    """Return one flowchart with a group for each flow."""
    names = {one.id: f"f{n}" for n, one in enumerate(diagrams, 1)}
    lines = ["flowchart TD"]
    for one in diagrams:
        lines += _group(one, names)
    for one in diagrams:
        lines += _between(one, names)
    lines += [f"    classDef {kind} {style}" for kind, style in _COLOURS.items()]
    return "\n".join(lines) + "\n"


def _group(diagram: Diagram, names: dict[str, str]) -> Iterator[str]:
    own = names[diagram.id]
    ids = {box.id: f"{own}s{n}" for n, box in enumerate(diagram.boxes)}
    yield f'    subgraph {own}["{escaped(diagram.title)}"]'
    for box in diagram.boxes:
        left, right = _OUTLINES.get(box.kind, ("[", "]"))
        style = f":::{box.kind}" if box.kind in _COLOURS else ""
        yield f'        {ids[box.id]}{left}"{_label(box)}"{right}{style}'
        if box.figures and box.figures.share >= MANY:
            yield f"        class {ids[box.id]} leaves"
    for arrow in diagram.arrows:
        yield f"        {_arrow(arrow, ids)}"
    for box in diagram.boxes:
        for n, way in enumerate(box.exits):
            if not way.flow:
                end = f"{ids[box.id]}x{n}"
                yield f'        {ids[box.id]} -.-> {end}(["{escaped(way.label)}"])'
    yield "    end"


MANY = 0.2
"""The part of those who came from which a step counts as one where many leave."""


def _arrow(arrow: Arrow, ids: dict[str, str]) -> str:
    line = "-.->" if arrow.dashed else "-->"
    label = f'|"{escaped(shortened(arrow.label, LONGEST))}"|' if arrow.label else ""
    return f"{ids[arrow.source]} {line}{label} {ids[arrow.target]}"


def _between(diagram: Diagram, names: dict[str, str]) -> Iterator[str]:
    """Yield the arrows from steps to other flows of the drawing."""
    for n, box in enumerate(diagram.boxes):
        source = f"{names[diagram.id]}s{n}"
        if box.flow in names:
            yield f"    {source} --> {names[box.flow]}s0"
        for way in box.exits:
            if way.flow in names:
                yield f'    {source} -->|"{escaped(way.label.partition(" → ")[0])}"| {names[way.flow]}s0'


def _label(box: Box) -> str:
    parts = [] if box.kind == "end" else [box.head]
    parts += [shortened(box.text, LONGEST)] if box.text else []
    parts += [" ".join(f"[{title}]" for title in box.buttons)] if box.buttons else []
    parts += list(box.notes)
    parts += [told(box.figures)] if box.figures else []
    return "<br/>".join(escaped(part) for part in parts) or "end"


def escaped(text: str) -> str:
    """Return a text in which everything but letters, digits and harmless signs is a character number.

    >>> escaped('say "hi" <b>')
    'say #34;hi#34; #60;b#62;'
    """
    return "".join(mark if mark.isalnum() or mark in _PLAIN else f"#{ord(mark)};" for mark in text)
