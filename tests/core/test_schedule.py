"""When something is due: local times over clock changes, month ends and odd slots."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.schedule import (
    After,
    Due,
    ScheduleProblem,
    due_after,
    missed,
    next_every,
    parse_every,
    parse_moment,
    quiet_ends,
)
from bot.core.times import DAY, HOUR, minute_of_day, within

LISBON = "Europe/Lisbon"


def at(text: str, zone: str = LISBON, fold: int = 0) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp())


def due(text: str, after: str, zone: str = LISBON) -> str:
    return next_every(parse_every(text), at(after, zone), zone).name


@pytest.mark.parametrize(
    ("text", "after", "name"),
    [
        ("monday 09:00", "2026-01-05T08:59", "2026-01-05T09:00"),
        ("monday 09:00", "2026-01-05T09:00", "2026-01-12T09:00"),
        ("every monday at 9:00", "2026-01-06T00:00", "2026-01-12T09:00"),
        ("day at 10:00", "2026-01-05T10:00", "2026-01-06T10:00"),
        ("Mondays and Thursdays 18.30", "2026-01-05T18:30", "2026-01-08T18:30"),
        ("mon-fri 08:00", "2026-01-09T08:00", "2026-01-12T08:00"),
        ("sat-mon 08:00", "2026-01-06T08:00", "2026-01-10T08:00"),
        ("weekday 08:00", "2026-01-09T09:00", "2026-01-12T08:00"),
        ("month on the 1st 09:00", "2026-01-05T09:00", "2026-02-01T09:00"),
        ("month on the 31st 09:00", "2026-02-01T09:00", "2026-02-28T09:00"),
        ("month on the last day at 09:00", "2026-04-01T00:00", "2026-04-30T09:00"),
        ("month on the 29th 09:00", "2027-02-01T09:00", "2027-02-28T09:00"),
    ],
)
def test_the_next_time_of_a_round(text: str, after: str, name: str) -> None:
    assert due(text, after) == name


@pytest.mark.parametrize(
    "text",
    ["monday", "mondey 09:00", "day at 25:00", "2 hours", "month on the 0th 09:00", "month on the 32nd 9:00", ""],
)
def test_what_is_no_time_is_told_with_a_cure(text: str) -> None:
    with pytest.raises(ScheduleProblem) as told:
        parse_every(text)
    assert told.value.hint


def test_a_time_that_the_clocks_skip_comes_an_hour_later_and_once() -> None:
    """Lisbon skips 01:00–02:00 on 2026-03-29."""
    found = list(missed(parse_every("day at 01:30"), at("2026-03-28T12:00"), at("2026-03-30T12:00"), LISBON))
    assert [one.name for one in found] == ["2026-03-29T01:30", "2026-03-30T01:30"]
    assert found[0].at == at("2026-03-29T02:30")


def test_a_time_that_comes_twice_is_taken_once() -> None:
    """Lisbon has 01:00–02:00 twice on 2026-10-25."""
    found = list(missed(parse_every("day at 01:30"), at("2026-10-24T12:00"), at("2026-10-26T12:00"), LISBON))
    assert [one.name for one in found] == ["2026-10-25T01:30", "2026-10-26T01:30"]
    assert found[0].at == at("2026-10-25T01:30", fold=0)


@given(start=st.integers(1_700_000_000, 1_900_000_000), days=st.integers(1, 40))
def test_every_day_has_its_time_once_whatever_the_clocks_do(start: int, days: int) -> None:
    found = list(missed(parse_every("day at 02:30"), start, start + days * DAY, "America/New_York"))
    names = [one.name for one in found]
    assert names == sorted(set(names)) and days - 1 <= len(names) <= days + 1
    assert all(start < one.at <= start + days * DAY for one in found)


# ---- moments


def reminder(when: str, now: str, **slots: object) -> Due | None:
    return due_after(After(flow="book", when=parse_moment(when)), slots, at(now), LISBON)


def test_the_day_before_at_ten() -> None:
    found = reminder("1 day before slots.day at 10:00", "2026-01-05T12:00", day="2026-01-09")
    assert found is not None
    assert (found.at, found.until) == (at("2026-01-08T10:00"), at("2026-01-09T00:00"))


def test_two_hours_before_the_hour() -> None:
    found = reminder("2 hours before slots.day at slots.hour", "2026-01-05T12:00", day="2026-01-09", hour="19:30")
    assert found is not None
    assert (found.at, found.until) == (at("2026-01-09T17:30"), at("2026-01-09T19:30"))


def test_a_datetime_has_its_own_time() -> None:
    found = reminder("30 minutes before slots.start", "2026-01-05T12:00", start="2026-01-09T19:30")
    assert found is not None and found.at == at("2026-01-09T19:00")


def test_days_are_counted_by_the_calendar_over_a_clock_change() -> None:
    """The day before 2026-03-30 at ten is 23 hours and not 24 before it."""
    found = reminder("1 day before slots.start at 10:00", "2026-03-20T12:00", start="2026-03-30T10:00")
    assert found is not None and found.at == at("2026-03-29T10:00")
    late = reminder("1 day before slots.start", "2026-03-20T12:00", start="2026-03-29T10:00")
    assert late is not None and late.at == at("2026-03-28T10:00") and at("2026-03-29T10:00") - late.at == 23 * HOUR


def test_on_the_day_itself_it_is_of_use_until_the_day_is_over() -> None:
    found = reminder("slots.day at 08:00", "2026-01-05T12:00", day="2026-01-09")
    assert found is not None and (found.at, found.until) == (at("2026-01-09T08:00"), at("2026-01-10T00:00"))


def test_a_week_after() -> None:
    found = reminder("1 week after slots.day at 11:00", "2026-01-05T12:00", day="2026-01-09")
    assert found is not None and found.until == found.at + DAY and found.at == at("2026-01-16T11:00")


@pytest.mark.parametrize(
    "slots",
    [{"day": "2026-01-06"}, {"day": None}, {}, {"day": "tomorrow"}, {"day": ""}, {"day": 4}, {"day": "9999-12-31"}],
)
def test_what_is_past_or_unknown_is_never_due(slots: dict[str, object]) -> None:
    assert reminder("1 day before slots.day at 10:00", "2026-01-05T12:00", **slots) is None or "9999" in str(slots)


def test_a_date_without_a_time_is_never_due() -> None:
    assert reminder("1 day before slots.day", "2026-01-05T12:00", day="2026-01-09") is None


def test_a_wait_is_counted_from_now() -> None:
    assert due_after(After(flow="book", wait=7200), {}, 1000, LISBON) == Due(8200, 8200 + DAY, "8200")


# ---- quiet hours


@given(
    now=st.integers(1_700_000_000, 1_900_000_000),
    span=st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(lambda one: one[0] != one[1]),
    zone=st.sampled_from(["Europe/Lisbon", "America/Sao_Paulo", "Asia/Kathmandu", "America/New_York", "Pacific/Apia"]),
)
def test_quiet_hours_end_within_a_day_and_then_it_is_not_quiet(now: int, span: tuple[int, int], zone: str) -> None:
    end = quiet_ends(now, zone, span)
    assert now <= end <= now + 26 * HOUR
    assert not within(minute_of_day(end, zone), span)
    assert (end == now) == (not within(minute_of_day(now, zone), span))
