"""Tables of answers: one line is one truth, "language[-COUNTRY] | what is typed | what is read".

What is read is JSON, ``none``, or ``? a, b`` for the values that are asked back with.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from bot.core.understanding.values import Reading, read_value

NOW = 1767603600  # Monday 2026-01-05 09:00 UTC


def read(type: str, who: str, text: str, **more: Any) -> Reading:
    """Read *text* for a person like "pt-BR"."""
    language, _, country = who.partition("-")
    return read_value(type, text, language=language, country=country, **{"now": NOW, **more})


def table(text: str) -> list[Any]:
    """Return the table's lines as pytest parameters (who, typed, expected), each with a readable id."""
    rows = [[cell.strip() for cell in line.split(" | ")] for line in text.strip().splitlines()]
    return [pytest.param(*row, id=f"{row[0]}: {row[1]}") for row in rows]


def outcome(reading: Reading) -> str:
    """Return a reading in the notation of the third column. Every reading says why."""
    assert reading.why
    if reading.options:
        assert reading.value is None and all(label for _, label in reading.options)
        return "? " + ", ".join(value for value, _ in reading.options)
    return "none" if reading.value is None else json.dumps(reading.value, ensure_ascii=False)


def pairs(*titles: str) -> Sequence[tuple[str, str]]:
    """Return choices whose id is the small title without spaces."""
    return [(title.lower().replace(" ", "_"), title) for title in titles]
