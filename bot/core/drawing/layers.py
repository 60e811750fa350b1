"""Which layer a box stands in, and in which order: no arrow against the stream, few that cross."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow to be laid out; with a label it takes one layer more, for the label."""

    source: str
    target: str
    label_width: float = 0.0
    label_height: float = 0.0


@dataclass(frozen=True, slots=True)
class Chain:
    """A line as a chain of neighbours, from upper to lower layer. ``turned``: the arrow points upwards."""

    line: Line
    nodes: tuple[str, ...]
    turned: bool = False

    @property
    def label(self) -> str:
        """The in-between node that carries the label."""
        return self.nodes[-2] if self.turned else self.nodes[1]


@dataclass(slots=True)
class Layers:
    """Layers from top to bottom, each from left to right; names of in-between nodes begin with a space."""

    rows: list[list[str]] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)


def layered(names: Sequence[str], lines: Sequence[Line]) -> Layers:
    """Put boxes into layers, the first one at the top."""
    turned = _against(names, lines)
    streams = [
        (line.target, line.source) if n in turned else (line.source, line.target) for n, line in enumerate(lines)
    ]
    rank = _ranks(names, streams, [2 if line.label_width else 1 for line in lines])
    rows: list[list[str]] = [[] for _ in range(max(rank.values(), default=0) + 1)]
    for name in names:
        rows[rank[name]].append(name)
    chains = []
    for n, (line, (upper, lower)) in enumerate(zip(lines, streams, strict=True)):
        between = [f" {n}.{level}" for level in range(rank[upper] + 1, rank[lower])]
        for level, name in enumerate(between, rank[upper] + 1):
            rows[level].append(name)
        chains.append(Chain(line, (upper, *between, lower), n in turned))
    layers = Layers(rows, chains)
    _untangle(layers)
    return layers


def _against(names: Sequence[str], lines: Sequence[Line]) -> set[int]:
    """Return the lines that lead back to a box from which their own can be reached."""
    leaving: dict[str, list[int]] = {name: [] for name in names}
    for n, line in enumerate(lines):
        leaving[line.source].append(n)
    state: dict[str, int] = {}
    back: set[int] = set()
    for root in names:
        stack = [(root, iter(leaving[root]))] if root not in state else []
        while stack:
            name, rest = stack[-1]
            state[name] = 1
            found = next(rest, None)
            if found is None:
                state[name] = 2
                stack.pop()
            elif state.get(lines[found].target) == 1:
                back.add(found)
            elif lines[found].target not in state:
                stack.append((lines[found].target, iter(leaving[lines[found].target])))
    return back


def _ranks(names: Sequence[str], streams: Sequence[tuple[str, str]], spans: Sequence[int]) -> dict[str, int]:
    """Return the layer of each box: below everything that leads to it."""
    waiting = dict.fromkeys(names, 0)
    for _, lower in streams:
        waiting[lower] += 1
    rank = dict.fromkeys(names, 0)
    ready = [name for name in names if not waiting[name]]
    while ready:
        name = ready.pop(0)
        for (upper, lower), span in zip(streams, spans, strict=True):
            if upper == name:
                rank[lower] = max(rank[lower], rank[name] + span)
                waiting[lower] -= 1
                if not waiting[lower]:
                    ready.append(lower)
    return rank


# ---- order


def neighbours(chains: Sequence[Chain]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return (what stands above, what stands below) each node that is joined with another."""
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for chain in chains:
        for upper, lower in zip(chain.nodes, chain.nodes[1:], strict=False):
            below.setdefault(upper, []).append(lower)
            above.setdefault(lower, []).append(upper)
    return above, below


def _untangle(layers: Layers) -> None:
    """Order each layer by the middle of its neighbours, down and up, and keep the order with the fewest crossings."""
    above, below = neighbours(layers.chains)
    best, fewest = [list(row) for row in layers.rows], _crossings(layers.rows, below)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        down = sweep % 2 == 0
        rows = layers.rows if down else layers.rows[::-1]
        for before, row in itertools.pairwise(rows):
            at = {name: n for n, name in enumerate(before)}
            own = {name: n for n, name in enumerate(row)}
            row.sort(key=lambda name: (_middle(name, above if down else below, at, own), own[name]))
        count = _crossings(layers.rows, below)
        if count < fewest:
            best, fewest = [list(row) for row in layers.rows], count
    layers.rows = best


def _middle(name: str, joined: Mapping[str, list[str]], at: Mapping[str, int], own: Mapping[str, int]) -> float:
    found = [at[other] for other in joined.get(name, ()) if other in at]
    return sum(found) / len(found) if found else float(own[name])


def _crossings(rows: Sequence[Sequence[str]], below: Mapping[str, list[str]]) -> int:
    count = 0
    for upper, lower in itertools.pairwise(rows):
        at = {name: n for n, name in enumerate(lower)}
        ends = [
            at[other]
            for name in upper
            for other in sorted(below.get(name, ()), key=lambda o: at.get(o, 0))
            if other in at
        ]
        count += sum(1 for n, end in enumerate(ends) for other in ends[n + 1 :] if other < end)
    return count
