"""Rasa's condition words: what holds, what is refused, and that nothing runs for ever."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.conditions import ConditionProblem, parse

VALUES: dict[str, Any] = {
    "slots.n": 4,
    "slots.text_number": "4",
    "slots.area": "Garden",
    "slots.on": True,
    "slots.off": False,
    "slots.day": "2026-12-31",
    "slots.tags": ("new", "Regular"),
    "slots.price": {"amount": "12.50", "currency": "EUR"},
    "slots.phone": "0123456789",
    "consent.offers": "granted",
    "consent.news": "refused",
    "hours.open": False,
    "hours.open_on(slots.day)": True,
    "person.name": "Ada",
}

HOLDS = [
    "slots.n > 3",
    "slots.n >= 4 AND slots.n <= 4",
    "slots.n = 4.0",
    "slots.text_number == 4",
    "slots.n is '4'",
    "slots.area is garden",
    'slots.area is "GARDEN"',
    "slots.area is not Inside",
    "slots.missing is null",
    "slots.area is not None",
    "not slots.missing",
    "slots.on",
    "slots.on is true and slots.off is false",
    "slots.on is Yes",
    "not slots.off",
    "slots.day > 2026-01-01",
    "slots.tags contains regular",
    "slots.area contains 'ard'",
    "slots.price > 12",
    "slots.price = 12.5",
    r'slots.phone matches "^\d{10}$"',
    "consent.offers",
    "not consent.news",
    "consent.news is refused",
    "hours.open_on(slots.day)",
    "not hours.open",
    "slots.n < slots.missing or slots.n > 1",
    "Not (slots.n > 5 Or slots.area is inside)",
    "slots.n != 5",
    "true",
    "person.name is 'Ada' and (not consent.news or false)",
]


@pytest.mark.parametrize("text", HOLDS)
def test_it_holds(text: str) -> None:
    assert parse(text).holds(VALUES.get)


@pytest.mark.parametrize(
    "text",
    [
        "slots.n > 4",
        "slots.missing > 1",
        "slots.missing is not null",
        "slots.area > 3",
        "slots.area is garde",
        "slots.area contains ''",
        "slots.tags contains regula",
        "consent.missing",
        "consent.news",
        "slots.on is No",
        "false",
        "slots.n > 3 and slots.n > 4",
        'slots.phone matches "^[a-z]+$"',
    ],
)
def test_it_does_not_hold(text: str) -> None:
    assert not parse(text).holds(VALUES.get)


def test_and_binds_tighter_than_or() -> None:
    assert parse("true or true and false").holds(VALUES.get)


def test_names_are_told_for_the_checker() -> None:
    condition = parse("slots.a > 1 and hours.open_on(slots.day) and slots.a < slots.b")
    assert condition.names == ("slots.a", "slots.day", "hours.open_on(slots.day)", "slots.b")


def test_comparisons_with_fixed_values_are_told() -> None:
    found = parse("slots.a is Yes and slots.b >= 3").comparisons
    assert [(one.name, one.operator, one.value) for one in found] == [("slots.a", "is", "Yes"), ("slots.b", ">=", 3)]


PROBLEMS = [
    ("", 0, "empty"),
    ("party_size > 8", 0, "slots.party_size"),
    ("slot.day is null", 0, "slots.day"),
    ("hours.opn", 0, "hours.open"),
    ("slots.a is", 10, "compare"),
    ("slots.a >", 9, "compare"),
    ("slots.a andd slots.b", 8, "and"),
    ("slots.a && slots.b", 8, "and"),
    ("slots.a is Not now", 11, "Not …"),
    ("slots.a is next week", 16, "quotes"),
    ("slots.a is 'open", 11, "'"),
    ("(slots.a", 0, ")"),
    ("slots.a)", 7, "known are"),
    ("slots.{{context.collect}} is null", 6, "slots.name"),
    ("not", 3, "missing"),
    ("slots.a slots.b", 8, "known are"),
    ("hours.open_on", 0, "open_on(slots.day)"),
    ("hours.open_on(3)", 14, "open_on(slots.day)"),
    ("slots.a matches 3", 16, "^[0-9]"),
    ('slots.a matches "(a+)+b"', 17, "quantifier"),
    (r'slots.a matches "(a)\1"', 20, "again"),
    ('slots.a matches "(a"', 17, ""),
    ("not " * 60 + "slots.a", 160, "split"),
    ("slots.a or " * 100 + "slots.a", 0, ""),
]


@pytest.mark.parametrize(("text", "offset", "hint"), PROBLEMS)
def test_a_wrong_condition_is_told_with_place_and_cure(text: str, offset: int, hint: str) -> None:
    with pytest.raises(ConditionProblem) as caught:
        parse(text)
    assert caught.value.offset == offset
    assert hint in caught.value.hint + caught.value.message


@given(st.text(alphabet="slots.ab and or not()<>=!'\"123 ismatchcontains\\*+?{}[]", max_size=60))
@settings(max_examples=300, derandomize=True)
def test_any_text_is_a_condition_or_a_problem(text: str) -> None:
    with contextlib.suppress(ConditionProblem):
        parse(text).holds(VALUES.get)


@pytest.mark.parametrize(
    "pattern", ["^.+.+.+x$", ".*.*x", "^(a?){20}b", "^(ab|cd|ef)?.*.*x", "^[^@ ]+@[^@ ]+[.][a-z]+$"]
)
def test_an_accepted_pattern_is_fast_on_its_worst_text(pattern: str) -> None:
    condition = parse(f'slots.t matches "{pattern}"')
    started = time.perf_counter()
    for text in ("a" * 200, "ab" * 100, "a@" * 100, "a" * 100_000):
        condition.holds({"slots.t": text}.get)
    assert time.perf_counter() - started < 2
