"""Mends of names: a key, a flow, a step … that is one slip away from the only one it can be."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.flowfiles.problems import Problem
from bot.flowfiles.schema import TABLES

UNKNOWN_KEY = "is not a key of"
SHORTEST = 4
LONG = 8  # from this length on, two slips are still no other word
_MEANT = re.compile(r'^did you mean (?:[a-z]+\.)?"?([\w.-]+?)"?(?: \(line \d+\))?\?$')
_OLD = re.compile(r'"([^"]+)"')
_IDS = re.compile(r"\b(?:id|collect|save): *([\w-]+)|(?<![\w.-])([^\W\d][\w-]*):(?=\s|$)", re.MULTILINE)
KEYS = frozenset(key.name for keys in TABLES.values() for key in keys)


def slip(problem: Problem, texts: Iterable[str]) -> tuple[int, str, str]:
    """Return (column from 0, what stands there, what was meant) where all is beyond doubt, (0, "", "") otherwise."""
    meant = _MEANT.match(problem.cure)
    start = problem.column - 1
    at = problem.source[start:]
    space = re.match(r"(?:slots|consent)\.", at)
    start, at = (start + space.end(), at[space.end() :]) if space else (start, at)
    old = next((word for word in _OLD.findall(problem.what) if _starts(at, word)), "")
    if not meant or not old or not alike(old, meant[1]):
        return 0, "", ""
    new = meant[1]
    names = KEYS if UNKNOWN_KEY in problem.what else _names(texts)
    rivals = [name for name in names if name not in (old, new) and slips(old, name) <= slips(old, new)]
    return (0, "", "") if rivals else (start, old, new)


def _names(texts: Iterable[str]) -> set[str]:
    """Return everything in the files that can be a name: keys, ids, slots."""
    return {name for text in texts for pair in _IDS.findall(text) for name in pair if name}


def _starts(text: str, word: str) -> bool:
    return text.startswith(word) and not re.match(r"[\w-]", text[len(word) : len(word) + 1] or " ")


def alike(one: str, other: str) -> bool:
    """Whether two names differ by a slip of the finger: never in a digit or in the first letter.

    >>> alike("buttonz", "buttons"), alike("order_1", "order_2"), alike("sai", "say")
    (True, False, False)
    """
    if min(len(one), len(other)) < SHORTEST or one[:1] != other[:1] or _digits(one) != _digits(other):
        return False
    return slips(one, other) <= (2 if min(len(one), len(other)) >= LONG else 1)


def _digits(name: str) -> str:
    return re.sub(r"\D", "", name)


def slips(one: str, other: str) -> int:
    """Count letters too many, missing, wrong, or changed with their neighbour.

    >>> slips("triggers", "trigegrs"), slips("buttonz", "button"), slips("say", "menu")
    (1, 1, 4)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, mark in enumerate(one, 1):
        older, before, row = before, row, [n]
        for m, its in enumerate(other, 1):
            least = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (mark != its))
            if n > 1 and m > 1 and mark == other[m - 2] and one[n - 2] == its:
                least = min(least, older[m - 2] + 1)
            row.append(least)
    return row[-1]


# ---- a word that stands twice


def without(line: str, column: int) -> str:
    """Return a line without the list item that begins there; the same line where it is not alone between commas.

    >>> without("words: [a, b, a]", 15)
    'words: [a, b]'
    """
    head, rest = line[: column - 1], line[column - 1 :]
    item = re.match(r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^,\[\]{}\"'#]+?)(?= *[,\]])", rest)
    if not item:
        return line
    before, after = re.search(r", *$", head), re.match(r" *, *", rest[item.end() :])
    if before:
        return head[: before.start()] + rest[item.end() :].lstrip(" ")
    return head + rest[item.end() + after.end() :] if after and head.endswith("[") else line
