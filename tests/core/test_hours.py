"""Opening hours: spans, midnight, holidays, the next opening, and the sentence that people read."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.core.hours import Hours, parse_hours

WEEK = parse_hours(
    {"mon-fri": "08:00-12:00, 13:00-18:00", "sat": ["18:00-02:00"]},
    [{"date": "12-25", "name": "Natal"}, {"date": "2026-12-31", "hours": "08:00-10:00"}, {"date": "12-31"}],
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-01-05 07:59", False),
        ("2026-01-05 08:00", True),
        ("2026-01-05 12:00", False),
        ("2026-01-05 17:59", True),
        ("2026-01-05 18:00", False),
        ("2026-01-10 23:59", True),
        ("2026-01-11 01:59", True),  # Sunday, still Saturday's night
        ("2026-01-11 02:00", False),
        ("2026-12-25 09:00", False),
        ("2026-12-31 09:30", True),
        ("2026-12-31 11:00", False),
        ("2027-12-31 09:30", False),  # the dated holiday is over, the yearly one is not
    ],
)
def test_open_at(moment: str, is_open: bool) -> None:
    assert WEEK.open_at(at(moment)) is is_open


def test_open_on_a_day() -> None:
    assert [WEEK.open_on(date(2026, 1, day)) for day in (5, 10, 11)] == [True, True, False]


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-01-05 09:00", "2026-01-05 09:00"),
        ("2026-01-05 12:30", "2026-01-05 13:00"),
        ("2026-01-09 20:00", "2026-01-10 18:00"),
        ("2026-12-24 19:00", "2026-12-26 18:00"),
    ],
)
def test_next_opening(moment: str, opens: str) -> None:
    assert WEEK.next_opening(at(moment)) == at(opens)


def test_without_hours_it_is_always_open() -> None:
    assert Hours().open_at(at("2026-01-05 03:00")) and Hours().open_on(date(2026, 12, 25)) and Hours().text() == ""


def test_a_business_that_never_opens_has_no_next_opening() -> None:
    assert parse_hours({"mon": "closed"}).next_opening(at("2026-01-05 03:00")) is None


def test_people_read_equal_days_together_in_their_language() -> None:
    assert WEEK.text("en") == "Mon–Fri 08:00–12:00, 13:00–18:00; Sat 18:00–02:00"
    assert parse_hours({"daily": "24h"}).text("pt-BR") == "seg–dom 24 horas"


def test_days_may_be_written_in_many_ways() -> None:
    week = parse_hours({"Sat, sun": "9-13", "thursday–friday": "08:00 to 24:00", "fri-mon": "10.30-11.00"}).week
    assert [bool(spans) for spans in week] == [True, False, False, True, True, True, True]
    assert week[3] == ((480, 1440),) and week[4] == ((630, 660),)


@pytest.mark.parametrize(
    ("mapping", "holidays", "words"),
    [
        ({"mond": "8-9", "xyz": "8-9"}, [], '"xyz" is not a day'),
        ({"mon": "8 o'clock"}, [], 'is not a time span; write it like "08:00-18:00"'),
        ({"mon": "08:00-25:00"}, [], "hours go from 00:00 to 24:00"),
        ({"mon": "08:70-09:00"}, [], "hours go from 00:00 to 24:00"),
        ({}, [{"date": "25.12."}], 'write "12-25"'),
        ({}, [{"date": "2026-02-30"}], "not a day of the calendar"),
        ({}, [{"date": "12-25", "hours": "late"}], "the holiday 12-25"),
    ],
)
def test_wrong_hours_are_told_in_a_sentence(mapping: dict, holidays: list, words: str) -> None:
    with pytest.raises(ValueError, match=".*") as caught:
        parse_hours(mapping, holidays)
    assert words in str(caught.value)
