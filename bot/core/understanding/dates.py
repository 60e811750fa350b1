"""Days in what people type: "tomorrow", "next friday", "12/05", "12 de maio", "in 3 Tagen", "dia 12".

A day that does not exist ("31/02/2022") is none. Without a year the next one is meant; a date with its year is taken
as it is, past or not. 03/04 is asked back where nobody can tell the month from the day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.core.understanding import day_words
from bot.core.understanding.calendar_words import short_weekdays, weekdays
from bot.core.understanding.day_forms import FIRST_YEAR, LAST_YEAR, NoDay, numeric, with_month
from bot.core.understanding.plain import WORD, fold
from bot.core.understanding.reading import Context, Reading
from bot.core.understanding.shows import show_date
from bot.core.understanding.spoken import digitized

NOW_WHY = "the word for now"
_DIGIT = re.compile(r"\d")
_BARE = re.compile(r"\W*(\d{1,2})\W*")


@dataclass(frozen=True, slots=True)
class Day:
    """A day named at ``start:end`` of ``text``. Several ``days``: it can mean any of them."""

    days: tuple[date, ...]
    text: str
    start: int
    end: int
    why: str

    @property
    def rest(self) -> str:
        """The text without the day, for the time that may stand beside it."""
        return f"{self.text[: self.start]} ; {self.text[self.end :]}"


def read_date(text: str, context: Context) -> Reading:
    """Read a day as "2026-12-31"."""
    day = find_day(fold(text), context)
    if day is None:
        return Reading(None, "there is no date in it")
    if len(day.days) == 1 and not day.why.startswith("only"):
        return Reading(day.days[0].isoformat(), day.why)
    options = tuple((each.isoformat(), show_date(each.isoformat(), context.language, context.now)) for each in day.days)
    return Reading(None, day.why, options)


def find_day(line: str, context: Context) -> Day | None:
    """Return the day that the folded *line* names; without ``days`` where it names one that does not exist."""
    for finder in _FINDERS:
        try:
            found = [each for each in finder(line, context) if not _refused(each)]
        except NoDay as problem:
            return Day((), line, 0, 0, str(problem))
        if found:
            return _fits_weekday(_one(found), line, context)
    return None


def _one(found: Sequence[Day]) -> Day:
    """Return the first day, or the first two where they are offered as alternatives."""
    first = found[0]
    for second in found[1:]:
        if second.days != first.days and day_words.OR.fullmatch(first.text, first.end, second.start):
            return replace(first, days=(*first.days, *second.days), end=second.end, why="it names two days")
    return first


def _refused(day: Day) -> bool:
    """Whether "not" stands right before the day."""
    return bool(day_words.NOT.search(day.text[: day.start]))


def _fits_weekday(day: Day, line: str, context: Context) -> Day:
    """Ask back where the weekday beside a date is another one: "Friday 10 January" that is a Saturday."""
    if day.why != "the date in it" or len(day.days) != 1:
        return day
    rest = day.rest if day.text == line else line
    named = {weekdays(context.language)[name] for name in WORD.findall(rest) if name in weekdays(context.language)}
    if len(named) != 1 or day.days[0].weekday() in named or day.days[0] < context.local.date():
        return day
    shift = (named.pop() - day.days[0].weekday() + 3) % 7 - 3
    return replace(day, days=(day.days[0], _moved(day.days[0], shift)), why="weekday and date do not go together")


def _moved(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _by_numbers(line: str, context: Context) -> list[Day]:
    if not _DIGIT.search(line):
        return []
    hits = numeric(line, context, context.local.date())
    return [Day(days, line, start, end, why) for days, start, end, why in hits]


def _by_month(line: str, context: Context) -> list[Day]:
    """ "12 de maio", "May 5th"; then again with numbers in words written as digits: "first of May"."""
    today = context.local.date()
    for text in dict.fromkeys([line, digitized(line, context.language, ordinals=True)]):
        found = with_month(text, context.language, today) if _DIGIT.search(text) else []
        if found:
            return [Day(days, text, start, end, why) for days, start, end, why in found]
    return []


def _by_word(line: str, context: Context) -> list[Day]:
    pattern, offsets = day_words.relative(context.language)
    today = context.local.date()
    return [
        Day((_moved(today, offsets[each.group()]),), line, each.start(), each.end(), "a word for a day")
        for each in pattern.finditer(line)
    ]


def _by_distance(line: str, context: Context) -> list[Day]:
    """ "in 3 days", "2 weeks ago"."""
    found: list[Day] = []
    if day_words.UNIT.keys().isdisjoint(WORD.findall(line)):
        return found
    text, today = digitized(line, context.language), context.local.date()
    for pattern, sign in ((day_words.AHEAD, 1), (day_words.LATER, 1), (day_words.BACK, -1), (day_words.AGO, -1)):
        for each in pattern.finditer(text):
            count = int(each["count"]) if (each["count"] or "").isdecimal() else 1
            day = _away(today, sign * count, day_words.UNIT[each["unit"]])
            found.append(Day((day,), text, each.start(), each.end(), "counted from today"))
    return found


def _away(today: date, count: int, unit: str) -> date:
    if unit.startswith("two "):
        count, unit = 2 * count, unit.removeprefix("two ").removesuffix("s")
    if unit in ("day", "week"):
        return _moved(today, count * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 + count * (12 if unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoDay("that is too far away")
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def _by_weekday(line: str, context: Context) -> list[Day]:
    known, today = weekdays(context.language), context.local.date()
    short = short_weekdays(context.language).get(line.strip(" .,!?"))
    if short is not None:
        return [_weekday(short, line, (0, len(line)), today)]
    found = []
    for each in WORD_OR_ORDINAL.finditer(line):
        word = each.group().removesuffix("-feira").removesuffix(" feira")
        if word in known:
            found.append(_weekday(known[word], line, each.span(), today))
    return found


WORD_OR_ORDINAL = re.compile(rf"(?:{WORD.pattern}|(?<!\d)[2-6][ao])(?:[- ]feira)?")


def _weekday(weekday: int, line: str, span: tuple[int, int], today: date) -> Day:
    """Return the day meant: the next one, in the named week, or the last one; today and in a week where it is today."""
    start, end = span
    ahead = (weekday - today.weekday()) % 7
    if day_words.WEEK_AFTER.search(line):
        return Day((_moved(today, 7 - today.weekday() + weekday),), line, start, end, "that day of next week")
    if day_words.WEEK_THIS.search(line):
        return Day((_moved(today, weekday - today.weekday()),), line, start, end, "that day of this week")
    if day_words.LAST.search(line):
        return Day((_moved(today, ahead - 7),), line, start, end, "the last such weekday")
    if day_words.AFTER_NEXT.search(line):
        return Day((_moved(today, (ahead or 7) + 7),), line, start, end, "the weekday after the next")
    if ahead or day_words.NEXT.search(line):
        return Day((_moved(today, ahead or 7),), line, start, end, "the next such weekday")
    if day_words.THIS.search(line):
        return Day((today,), line, start, end, "the weekday of today")
    return Day((today, _moved(today, 7)), line, start, end, "today is that weekday: today or in a week")


def _by_weekend(line: str, context: Context) -> list[Day]:
    found = day_words.WEEKEND.search(line)
    if found is None:
        return []
    today = context.local.date()
    saturday = _moved(today, (5 - today.weekday()) % 7 if today.weekday() < 6 else -1)
    if day_words.NEXT.search(line):
        saturday = _moved(saturday, 7)
    days = tuple(day for day in (saturday, _moved(saturday, 1)) if day >= today)
    return [Day(days, line, *found.span(), "only a weekend is named")]


def _by_day_of_month(line: str, context: Context) -> list[Day]:
    today, found = context.local.date(), []
    for each in day_words.day_only(context.language).finditer(line):
        day = _next_with(int(each[1] or each[2]), today)
        if day is not None:
            found.append(Day((day,), line, each.start(), each.end(), "the next such day of a month"))
    bare = _BARE.fullmatch(digitized(line, context.language, ordinals=True)) if not found else None
    day = _next_with(int(bare[1]), today) if bare else None
    return found if day is None else [Day((day,), line, 0, len(line), "only a day of the month is named")]


def _next_with(number: int, today: date) -> date | None:
    """Return the next day, today included, that is the *number*-th of its month."""
    first = today.replace(day=1)
    for _ in range(3):
        last = calendar.monthrange(first.year, first.month)[1]
        if 1 <= number <= last and first.replace(day=number) >= today:
            return first.replace(day=number)
        first = (first + timedelta(days=last)).replace(day=1)
    return None


def _by_now(line: str, context: Context) -> list[Day]:
    found = day_words.NOW.search(line)
    return [Day((context.local.date(),), line, *found.span(), NOW_WHY)] if found else []


_FINDERS: tuple[Callable[[str, Context], list[Day]], ...] = (
    _by_numbers,
    _by_month,
    _by_distance,
    _by_word,
    _by_weekday,
    _by_weekend,
    _by_day_of_month,
    _by_now,
)
