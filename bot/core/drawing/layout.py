"""Boxes and arrows to places on a plane: layers from top to bottom, arrows around what is in between."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.drawing.layers import Chain, Layers, Line, layered, neighbours

GAP = 26.0  # between neighbours of a layer
STEP = 30.0  # between layers
THIN = 14.0  # room of an arrow that passes a layer
ROUNDS = 25  # odd: the last one goes down, so that what has one box above stands right below it


@dataclass(frozen=True, slots=True)
class Size:
    """What a box takes. ``beside``: more room at its right, for its ways out."""

    width: float
    height: float
    beside: float = 0.0


@dataclass(frozen=True, slots=True)
class Route:
    """An arrow's way: points from source to target, and the middle of its label."""

    points: tuple[tuple[float, float], ...]
    label: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything placed. ``at``: the middle of each box's upper edge; ``routes`` in the order of the lines."""

    width: float
    height: float
    at: Mapping[str, tuple[float, float]]
    routes: tuple[Route, ...]


def layout(sizes: Mapping[str, Size], lines: Sequence[Line]) -> Layout:
    """Place boxes (in this order; the first one at the top) and arrows."""
    layers = layered(list(sizes), lines)
    room = {**_between(layers), **sizes}
    x = _across(layers, room)
    tops, heights = _down(layers, room)
    level = {name: n for n, row in enumerate(layers.rows) for name in row}
    at = {name: (x[name], tops[level[name]]) for name in sizes}
    routes = tuple(_route(chain, x, level, tops, heights, room) for chain in layers.chains)
    right = max((x[name] + room[name].width / 2 + room[name].beside for name in x), default=0.0)
    return Layout(right, tops[-1] + heights[-1] if tops else 0.0, at, routes)


def _between(layers: Layers) -> dict[str, Size]:
    """Return the room of what stands between boxes: labels, and arrows that pass."""
    room = {}
    for chain in layers.chains:
        for name in chain.nodes[1:-1]:
            is_label = bool(chain.line.label_width) and name == chain.label
            room[name] = Size(chain.line.label_width, chain.line.label_height) if is_label else Size(THIN, 0.0)
    return room


def _down(layers: Layers, room: Mapping[str, Size]) -> tuple[list[float], list[float]]:
    heights = [max((room[name].height for name in row), default=0.0) for row in layers.rows]
    tops, y = [], 0.0
    for row, height in zip(layers.rows, heights, strict=True):
        tops.append(y)
        only_labels = all(name.startswith(" ") for name in row)
        y += height + (STEP * 0.6 if only_labels else STEP)
    return tops, heights


# ---- across


def _across(layers: Layers, room: Mapping[str, Size]) -> dict[str, float]:
    """Return the middle of each node: as near to its neighbours as those beside it allow."""
    above, below = neighbours(layers.chains)
    x: dict[str, float] = {}
    for row in layers.rows:
        x |= dict(zip(row, _spread(row, [0.0] * len(row), room), strict=True))
    for n in range(ROUNDS):
        down = n % 2 == 0
        for row in layers.rows if down else layers.rows[::-1]:
            wished = [
                _wish(name, (above if down else below).get(name) or (below if down else above).get(name), x)
                for name in row
            ]
            x |= dict(zip(row, _spread(row, wished, room), strict=True))
    left = min((x[name] - room[name].width / 2 for name in x), default=0.0)
    return {name: at - left for name, at in x.items()}


def _wish(name: str, joined: Sequence[str] | None, x: Mapping[str, float]) -> float:
    return sum(x[other] for other in joined) / len(joined) if joined else x[name]


def _spread(row: Sequence[str], wished: Sequence[float], room: Mapping[str, Size]) -> list[float]:
    """Return the places nearest to the wished ones at which nothing overlaps (pool adjacent violators)."""
    offsets = [0.0]
    for before, name in itertools.pairwise(row):
        apart = room[before].width / 2 + room[before].beside + GAP + room[name].width / 2
        offsets.append(offsets[-1] + apart)
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=True):
        value, count = wish - offset, 1
        while pools and pools[-1][0] > value:
            other, many = pools.pop()
            value, count = (other * many + value * count) / (many + count), many + count
        pools.append((value, count))
    flat = [value for value, count in pools for _ in range(count)]
    return [value + offset for value, offset in zip(flat, offsets, strict=True)]


# ---- arrows


def _route(
    chain: Chain,
    x: Mapping[str, float],
    level: Mapping[str, int],
    tops: Sequence[float],
    heights: Sequence[float],
    room: Mapping[str, Size],
) -> Route:
    upper, lower = chain.nodes[0], chain.nodes[-1]
    aside = 0.28 * min(room[upper].width, room[lower].width) if chain.turned else 0.0
    start = (x[upper] + aside, tops[level[upper]] + room[upper].height)
    points = [start, (start[0], tops[level[upper]] + heights[level[upper]])]
    for name in chain.nodes[1:-1]:
        top = tops[level[name]]
        points += [(x[name], top), (x[name], top + heights[level[name]])]
    points.append((x[lower] + aside, tops[level[lower]]))
    label = (0.0, 0.0)
    if chain.line.label_width:
        n = level[chain.label]
        label = (x[chain.label], tops[n] + chain.line.label_height / 2)
    return Route(tuple(points[::-1] if chain.turned else points), label)
