"""What people asked and got no answer to, grouped, with an entry to paste into the FAQ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Asked = tuple[str, str, int, int]
"""(folded text, best guess, times, last)."""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that share a word that matters. ``best``: the entry that came nearest, "" where none did."""

    texts: tuple[str, ...]
    times: int
    best: str
    last: int


def groups(asked: Sequence[Asked]) -> tuple[Group, ...]:
    """Put together what has the same nearest entry or a long word in common; the most asked first.

    >>> groups([("do you have oat milk", "", 3, 9), ("is there oat milk", "", 1, 8), ("parking for a bus", "", 2, 7)])[0].times
    4
    """
    heaps: list[list[Asked]] = []
    for one in asked:
        for heap in heaps:
            if _alike(one, heap[0]):
                heap.append(one)
                break
        else:
            heaps.append([one])
    found = [
        Group(tuple(one[0] for one in heap), sum(one[2] for one in heap), heap[0][1], max(one[3] for one in heap))
        for heap in heaps
    ]
    return tuple(sorted(found, key=lambda group: -group.times))


def _alike(one: Asked, other: Asked) -> bool:
    if one[1] or other[1]:
        return one[1] == other[1]
    mine, theirs = set(one[0].split()), set(other[0].split())
    shared = [word for word in mine & theirs if len(word) > 3]
    return bool(shared) and len(mine & theirs) * 2 >= min(len(mine), len(theirs))


def entry(group: Group) -> str:
    """Return YAML to paste: more ways to ask for the nearest entry, or a new one."""
    asks = "".join(f'\n          "{text}",' for text in group.texts[:8])
    if group.best:
        return f'  # add to the entry "{group.best}":\n    ask: [{asks}\n    ]'
    name = "_".join(group.texts[0].split()[:3]) or "new_question"
    return f'  - id: {name}\n    ask: [{asks}\n    ]\n    answer: "…"'
