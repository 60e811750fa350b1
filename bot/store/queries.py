"""Named SQL: ``queries/<table>.sql`` holds ``-- name: a sentence`` and the statement below it.

A statement that begins with WHERE goes on from the one called ``row`` in the same file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_NAME = re.compile(r"^-- (\w+): .+$", re.MULTILINE)
FOLDER = Path(__file__).with_name("queries")


@cache
def queries(table: str) -> Mapping[str, str]:
    """Return the statements of one file by name."""
    parts = _NAME.split((FOLDER / f"{table}.sql").read_text(encoding="utf-8"))
    plain = {name: text.strip().rstrip(";") for name, text in zip(parts[1::2], parts[2::2], strict=True)}
    return {name: f"{plain['row']}\n{text}" if text.startswith("WHERE") else text for name, text in plain.items()}
