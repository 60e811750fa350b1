"""Diagrams as SVG. Every text is escaped; nothing in it runs, loads or refers to the outside."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from html import escape

from bot.core.drawing.boxes import EXIT, EXIT_GAP, MANY, Face, Way, face
from bot.core.drawing.diagram import Arrow, Diagram
from bot.core.drawing.layers import Line
from bot.core.drawing.layout import Layout, Route, layout
from bot.core.drawing.measure import width, wrapped
from bot.core.drawing.shapes import number, outline
from bot.core.drawing.style import drawing_css, variables

MARGIN = 14.0
LABEL = 190.0
TITLE = 44.0


def clean(text: str) -> str:
    """Return a text that may stand in XML, between tags and in quotes: escaped, and without forbidden characters."""
    kept = "".join(mark for mark in text if mark in "\t\n" or (mark >= " " and not _forbidden(ord(mark))))
    return escape(kept, quote=True)


def _forbidden(code: int) -> bool:
    return 0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE


def anchors(diagrams: Sequence[Diagram]) -> dict[str, str]:
    """Return a name for each flow that may stand in an address: ids of flows may hold anything."""
    return {one.id: f"flow-{n}" for n, one in enumerate(diagrams, 1)}


def document(diagrams: Sequence[Diagram]) -> str:
    """Return one SVG file with all flows below each other."""
    names = anchors(diagrams)
    parts, y, wide = [], MARGIN, 0.0
    for one in diagrams:
        body, across, down = _body(one, names)
        title = f'<text class="af-title" x="{number(MARGIN)}" y="24">{clean(_title(one))}</text>'
        shifted = f'<g transform="translate({number(MARGIN)} {number(TITLE)})">{body}</g>'
        parts.append(f'<g id="{names[one.id]}" transform="translate(0 {number(y)})">{title}{shifted}</g>')
        y += TITLE + down + 2 * MARGIN
        wide = max(wide, across + 2 * MARGIN, width(_title(one), 18.0) + 2 * MARGIN)
    style = variables("svg.af") + drawing_css()
    paper = f'<rect class="af-paper" width="{number(wide)}" height="{number(y)}"/>'
    inner = f"<title>{clean(', '.join(map(_title, diagrams)))}</title><style>{style}</style>{paper}{''.join(parts)}"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_open(wide, y)}>{inner}</svg>\n'


def _title(diagram: Diagram) -> str:
    told = diagram.description
    return f"{diagram.title} – {told}" if told and told != diagram.title else diagram.title


def figure(diagram: Diagram, names: Mapping[str, str]) -> str:
    """Return one flow as SVG for a page that has the style already."""
    body, wide, high = _body(diagram, names)
    shifted = f'<g transform="translate({number(MARGIN)} {number(MARGIN)})">{body}</g>'
    small = f' style="min-width:{number(wide * 0.72)}px;max-width:{number(wide + 2 * MARGIN)}px"'
    label = f' role="group" aria-label="{clean("Drawing of " + diagram.title)}"'
    return f"{_open(wide + 2 * MARGIN, high + 2 * MARGIN)}{label}{small}>{shifted}</svg>"


def _open(wide: float, high: float) -> str:
    size = f'width="{number(wide)}" height="{number(high)}" viewBox="0 0 {number(wide)} {number(high)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="af" {size}'


def _body(diagram: Diagram, names: Mapping[str, str]) -> tuple[str, float, float]:
    faces = {box.id: face(box) for box in diagram.boxes}
    labels = [wrapped(arrow.label, 12.0, LABEL, 3) for arrow in diagram.arrows]
    lines = [
        Line(arrow.source, arrow.target, max((width(text, 12.0) for text in label), default=0.0), 15.0 * len(label) + 2)
        for arrow, label in zip(diagram.arrows, labels, strict=True)
    ]
    placed = layout({id: one.size for id, one in faces.items()}, lines)
    parts = [_arrow(arrow, route) for arrow, route in zip(diagram.arrows, placed.routes, strict=True)]
    parts += [_face(one, *placed.at[id], names) for id, one in faces.items()]
    parts += [_label(label, route) for label, route in zip(labels, placed.routes, strict=True) if label]
    return "".join(parts), *_extent(placed)


def _extent(placed: Layout) -> tuple[float, float]:
    across = [x for route in placed.routes for x, _ in route.points]
    return max([placed.width, *across]), placed.height


# ---- arrows


def _arrow(arrow: Arrow, route: Route) -> str:
    points = route.points
    path = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for (x, y), (to_x, to_y) in itertools.pairwise(points):
        if abs(x - to_x) < 0.5:
            path.append(f"V{number(to_y)}")
        else:
            middle = number((y + to_y) / 2)
            path.append(f"C{number(x)} {middle} {number(to_x)} {middle} {number(to_x)} {number(to_y)}")
    (x, y), before = points[-1], points[-2]
    up = y < before[1] or (y == before[1] and len(points) > 2 and y < points[-3][1])
    back = 8.0 if up else -8.0
    tip = f"M{number(x)} {number(y)}l-4.5 {number(back)}h9z"
    dashed = " af-dashed" if arrow.dashed else ""
    return f'<path class="af-arrow{dashed}" d="{"".join(path)}"/><path class="af-tip" d="{tip}"/>'


def _label(lines: Sequence[str], route: Route) -> str:
    x, middle = route.label
    top = middle - 7.5 * len(lines) + 11.5
    return "".join(_text(line, "af-label", x, top + 15.0 * n) for n, line in enumerate(lines))


# ---- boxes


def _face(one: Face, x: float, y: float, names: Mapping[str, str]) -> str:
    box = one.box
    left = x - one.width / 2
    inner = [f"<title>{clean(_whole(one))}</title>", outline(box.kind, left, y, one.width, one.height)]
    inner += [_button(button.title, x + button.x, y + button.y, button.width) for button in one.buttons]
    inner += [_text(line.text, line.style, x, y + line.y) for line in one.lines]
    inner += _bar(one, left, y)
    shown = _linked("".join(inner), names.get(box.flow, ""))
    many = " af-many" if box.figures and box.figures.share >= MANY else ""
    ways = "".join(_way(way, x + one.width / 2, y, names) for way in one.ways)
    return f'<g class="af-{box.kind}{many}">{shown}</g>{ways}'


def _whole(one: Face) -> str:
    """Return everything in a box, unshortened, for those who point at it."""
    box = one.box
    return ": ".join(part for part in (box.id, box.head, box.text) if part)


def _bar(one: Face, left: float, y: float) -> list[str]:
    if not one.bar or not one.box.figures:
        return []
    wide, at = one.width - 56, f'y="{number(y + one.bar)}" height="5" rx="2.5"'
    lost = wide * one.box.figures.share
    whole = f'<rect class="af-bar" x="{number(left + 28)}" width="{number(wide)}" {at}/>'
    return [whole, f'<rect class="af-lost" x="{number(left + 28 + wide - lost)}" width="{number(lost)}" {at}/>']


def _button(title: str, x: float, y: float, wide: float) -> str:
    at = f'x="{number(x)}" y="{number(y)}" width="{number(wide)}"'
    return f'<rect class="af-button" {at} height="20" rx="10"/>' + _text(title, "af-note", x + wide / 2, y + 14.5)


def _way(way: Way, right: float, y: float, names: Mapping[str, str]) -> str:
    x, top = right + EXIT_GAP, y + way.y
    middle = number(top + way.height / 2)
    dashed = " af-dashed" if way.exit.kind in ("timeout", "failed") else ""
    person = " af-person" if way.exit.label.endswith("a person") else ""
    at = f'x="{number(x)}" y="{number(top)}" width="{number(EXIT)}" height="{number(way.height)}" rx="10"'
    chip = f'<rect class="af-exit{person}{dashed}" {at}/>'
    chip += "".join(_text(line.text, line.style, x + EXIT / 2, top + line.y) for line in way.lines)
    return (
        f'<path class="af-arrow{dashed}" d="M{number(right - 5)} {middle}H{number(x - 6)}"/>'
        f'<path class="af-tip" d="M{number(x)} {middle}l-7 -4v8z"/>{_linked(chip, names.get(way.exit.flow, ""))}'
    )


def _linked(inner: str, name: str) -> str:
    return f'<a href="#{name}">{inner}</a>' if name else inner


def _text(text: str, style: str, x: float, y: float) -> str:
    return f'<text class="{style}" x="{number(x)}" y="{number(y)}">{clean(text)}</text>'
