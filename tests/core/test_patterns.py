"""Regular expressions of owners: counted before they are used."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.patterns import MAX_PATTERN, PatternProblem, safe


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"^\d{5}$", "12345", True),
        (r"^\d{5}$", "1234", False),
        ("order [0-9]+", "my order 77 please", True),
        ("(?i)^abc", "ABCD", True),
        ("^(cat|dog)s?$", "dogs", True),
        (r"[]\]x]+", "]", True),
        (r"^(?:https?://)?www[.]", "www.example.com", True),
        ("^(?!no)[a-z]+$", "nope", False),
    ],
)
def test_a_safe_pattern_is_found(pattern: str, text: str, found: bool) -> None:
    assert safe(pattern).found_in(text) is found


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a|a)*b",
        "(.*)*",
        "^(a|b)+$",
        ".*.*.*x",
        "^.*.*.*.*$",
        r"(\w+)\1",
        "(?P<x>a)(?P=x)",
        "(?<=a)b",
        "(",
        "[a",
        "a" * (MAX_PATTERN + 1),
    ],
)
def test_a_pattern_that_could_take_for_ever_is_refused(pattern: str) -> None:
    with pytest.raises(PatternProblem) as caught:
        safe(pattern)
    assert caught.value.message


def test_case_can_be_ignored() -> None:
    assert safe("abc", ignore_case=True).found_in("xABCx") and not safe("abc").found_in("xABCx")


def test_a_long_text_is_never_searched() -> None:
    assert not safe("a").found_in("a" * 201)


@given(st.text(alphabet="ab.*+?(){}|[]^$\\d12,", max_size=24), st.text(alphabet="ab1", max_size=200))
@settings(max_examples=400, derandomize=True, deadline=None)
def test_whatever_is_accepted_is_quick(pattern: str, text: str) -> None:
    try:
        found = safe(pattern)
    except PatternProblem:
        return
    started = time.perf_counter()
    found.found_in(text)
    found.found_in(text + "a" * (200 - len(text)))
    assert time.perf_counter() - started < 2
