"""Local time, quiet spans, days."""

from __future__ import annotations

import doctest

import pytest

from bot.core import compare, conditions, fill, hours, languages, times


def test_local_time_knows_summer_and_wrong_names() -> None:
    assert times.local(1_767_607_200, "America/Sao_Paulo").isoformat() == "2026-01-05T07:00:00-03:00"
    assert times.minute_of_day(1_783_245_600, "Europe/Lisbon") == 11 * 60
    assert times.local(0, "Nowhere/Land").isoformat() == "1970-01-01T00:00:00+00:00"
    assert times.local(0, "../../etc/passwd").isoformat() == "1970-01-01T00:00:00+00:00"


@pytest.mark.parametrize(("minute", "inside"), [(0, True), (479, True), (480, False), (1259, False), (1260, True)])
def test_a_span_may_pass_midnight(minute: int, inside: bool) -> None:
    assert times.within(minute, (21 * 60, 8 * 60)) is inside


def test_the_day_of_a_slot() -> None:
    assert str(times.day_of("2026-12-31T18:30")) == "2026-12-31"
    assert times.day_of("soon") is None and times.day_of(None) is None


@pytest.mark.parametrize("module", [compare, conditions, fill, hours, languages, times])
def test_the_examples_in_the_docstrings_are_true(module) -> None:
    result = doctest.testmod(module)
    assert result.attempted and not result.failed
