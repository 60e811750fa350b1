"""Placeholders are looked up, never evaluated, and never print None."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.fill import FillProblem, parse

VALUES = {"slots.day": "Monday", "person.name": "", "business.name": "Aurora", "slots.n": 4}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("plain", "plain"),
        ("{day}", "Monday"),
        ("{slots.day} at {business.name}", "Monday at Aurora"),
        ("Hi {person.name|there}!", "Hi there!"),
        ("Hi {person.name}, welcome", "Hi, welcome"),
        ("A table for {missing} on {day}", "A table for on Monday"),
        ("{n} people", "4 people"),
        ("{{day}}", "{day}"),
        ("{ day | soon }", "Monday"),
        ("{missing|}x", "x"),
        ("{day}{day}", "MondayMonday"),
    ],
)
def test_a_text_is_filled(text: str, filled: str) -> None:
    assert parse(text).render(VALUES.get, str) == filled


def test_names_are_whole_and_required_ones_have_no_default() -> None:
    pattern = parse("{day} {person.name|there} {day|soon} {order_id}")
    assert pattern.names == ("slots.day", "person.name", "slots.order_id")
    assert pattern.required == ("slots.day", "slots.order_id")


def test_values_are_shown_by_the_function_that_is_handed_in() -> None:
    assert parse("{n}!").render(VALUES.get, lambda value: f"<{value}>") == "<4>!"


@pytest.mark.parametrize(
    ("text", "offset"), [("{", 0), ("a }", 2), ("{}", 0), ("x {a b}", 2), ("{day.}", 0), ("{1}", 0), ("{a|{b}}", 0)]
)
def test_wrong_braces_are_told_with_their_place(text: str, offset: int) -> None:
    with pytest.raises(FillProblem) as caught:
        parse(text)
    assert caught.value.offset == offset


def test_what_a_value_contains_is_never_read_as_a_placeholder() -> None:
    assert parse("{day}").render({"slots.day": "{person.name} {__class__}"}.get, str) == "{person.name} {__class__}"


@given(st.text(max_size=40))
@settings(max_examples=200, derandomize=True)
def test_a_text_without_braces_stays_as_it_is(text: str) -> None:
    plain = text.replace("{", "").replace("}", "")
    assert parse(plain).render(VALUES.get, str) == plain
