"""docs/consent.md and the tests say the same: fifty musts, each with a place in the code and tests that carry its number."""

from __future__ import annotations

import re

from docs.generate import ROOT, carried

PAGE = (ROOT / "docs/consent.md").read_text("utf-8")
ROWS = re.findall(
    r"^\| (\d+)\. ([^|]+) \| ([^|]*) \| ([^|]+) \| ([^|]*) \|$", PAGE.partition("<!-- musts -->")[2], re.M
)


def test_the_table_has_all_fifty_once() -> None:
    assert [int(row[0]) for row in ROWS] == list(range(1, 51))


def test_each_must_has_tests_and_the_page_names_exactly_those() -> None:
    tests = carried()
    assert set(tests) == set(range(1, 51))
    wrong = {n: tests[int(n)] for n, _, _, _, proof in ROWS if re.findall(r"`([^`]+)`", proof) != tests[int(n)]}
    assert not wrong, f"docs/consent.md must name these: {wrong}"


def test_each_place_in_the_code_exists() -> None:
    for number, _, _, where, _ in ROWS:
        places = re.findall(r"`([^`]+)`", where)
        assert places and all((ROOT / place).exists() for place in places), number
