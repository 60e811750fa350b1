"""Every example in docs/values.md is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.core.understanding.values import TYPES
from tests.core.understanding.values_cases import outcome, pairs, read

PAGE = Path(__file__).parents[3] / "docs/values.md"
ROW = re.compile(r"^\| (?P<who>[a-z]{2}(?:-[A-Z]{2})?) \| (?P<typed>.+?) \| (?P<read>.+?) \|$")


def examples() -> list[tuple[str, str, str, str]]:
    """Return (type, who, typed, read) of every row of the page."""
    found, type = [], ""
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            type = line.removeprefix("## ")
        row = ROW.match(line)
        if row:
            found.append((type, row["who"], row["typed"], row["read"]))
    return found


@pytest.mark.parametrize(("type", "who", "typed", "expected"), examples(), ids=lambda cell: str(cell))
def test_an_example_of_the_page_is_true(type: str, who: str, typed: str, expected: str) -> None:
    choices = pairs("Pizza", "Pasta", "Green salad", "Steak with fries") if type in ("choice", "list") else ()
    assert outcome(read(type, who, typed, choices=choices)) == expected


def test_every_type_has_examples() -> None:
    assert {type for type, *_ in examples()} == set(TYPES) - {"integer"}
    assert len(examples()) > 80
