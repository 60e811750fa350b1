"""Phone numbers in any writing come down to digits; everything else is no phone number."""

from __future__ import annotations

import pytest

from bot.core.numbers import digits


@pytest.mark.parametrize(
    "text", ["15550100002", "+15550100002", "+1 (555) 010-0002", "1.555.010.0002", "+1\u00a0555\u202f0100002"]
)
def test_a_number_is_its_digits(text: str) -> None:
    assert digits(text) == "15550100002"


@pytest.mark.parametrize(
    "text",
    ["", "+", "123", "1" * 18, "US.1000000000000000001", "15550100002x", "１５５５０１００００２", "²²²²²", "sender"],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert digits(text) == ""
