"""Dates with a number for the day: 2026-12-31, 31.12.26, 12/05, 12 de maio, May 5th. Pure patterns and the calendar.

Day or month first: by country, then by language. The United States and their neighbours in habit write the month
first, so do East Asian languages; English without a country can be either.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache

from bot.core.understanding.calendar_words import months
from bot.core.understanding.plain import word_set
from bot.core.understanding.reading import Context

Hit = tuple[tuple[date, ...], int, int, str]

_DATE = "the date in it"
_EITHER = "day and month can be swapped"
FIRST_YEAR, LAST_YEAR = 1850, 2200
_MONTH_FIRST = word_set("US PH GU AS VI UM MP FM MH PW BZ")
_EITHER_COUNTRIES = word_set("CA PR")
_MONTH_FIRST_LANGUAGES = frozenset(["zh", "ja", "ko", "hu", "lt", "eu"])
_TIME_AFTER = r"(?!\d|[:.,/-]\d|\s?(?:h|hs|hrs|uhr|am|pm|a\.m|p\.m|%|€|\$)(?!\w))"

_ISO = re.compile(r"(?<![\d.-])(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})(?!\d)")
_FULL = re.compile(r"(?<![\d/.-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2(?:\s?(?=\d{4}))?(\d{4}|\d{2})(?!\d|[/.:-]\d)")
_SPACED = re.compile(r"(\d{1,2}) (\d{1,2}) (\d{4})")
_COMPACT = re.compile(r"(\d{8})")
_SLASH = re.compile(rf"(?<![\d/.:-])(\d{{1,2}})\s?/\s?(\d{{1,2}}){_TIME_AFTER}(?!/)")
_DOT = re.compile(rf"(?<![\d/.:,-])(\d{{1,2}})\s?[.-]\s?(\d{{1,2}})\.?{_TIME_AFTER}")
_JAPANESE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_RANGE_BEFORE = re.compile(
    r"(?<![\d/.:])(\d{1,2})(?:st|nd|rd|th|\.)?\s?(?:-|/|to|till|until|bis|a|al|au|or|ou|oder|o|u)\s?$"
)
_JOIN = r"(?:\s|-|/|\.|,|(?<!\w)(?:of|de|del|di|do|d'|the|من|شهر|mes|month)(?![^\W\d]))"
_YEAR = (
    rf"(?:{_JOIN}{{0,5}}(?<!\d)(?P<year>\d{{4}})(?!\d)|(?:[-/]'?|\s'|\s)(?P<short>\d{{2}})(?=\s*[.!)]?$)"
    r"|[-/'](?P<tight>\d{2})(?![\d:]))?"
)


class NoDay(ValueError):
    """A date that the calendar does not have; the message says why."""


def numeric(line: str, context: Context, today: date) -> list[Hit]:
    """Return the dates of the folded *line* that are all digits. Raise NoDay for one that does not exist."""
    for finder in (_iso, _full, _short):
        found = finder(line, context, today)
        if found:
            return found
    return []


def with_month(line: str, language: str, today: date) -> list[Hit]:
    """Return the dates of the folded *line* whose month is a word. Raise NoDay for one that does not exist."""
    day_month, month_day = _patterns(language)
    found = [_named(line, match, language, today) for match in day_month.finditer(line)]
    return found or [_named(line, match, language, today) for match in month_day.finditer(line)]


def month_first(context: Context) -> bool | None:
    """Whether the month stands first for this person; None: it can be either."""
    country = context.country.lower()
    if country in _EITHER_COUNTRIES or (country == "us" and context.language not in ("en", "us")):
        return None
    if country:
        return country in _MONTH_FIRST or context.language in _MONTH_FIRST_LANGUAGES
    return None if context.language == "en" else context.language in _MONTH_FIRST_LANGUAGES


def _iso(line: str, context: Context, today: date) -> list[Hit]:
    found: list[Hit] = []
    for match in [*_ISO.finditer(line), *_JAPANESE.finditer(line)]:
        month, number = int(match[2]), int(match[3])
        day = _real(int(match[1]), month, number) if match[1] else coming(month, number, today)
        found.append(((day,), match.start(), match.end(), _DATE))
    return found


def _full(line: str, context: Context, today: date) -> list[Hit]:
    found: list[Hit] = []
    days: tuple[date, ...]
    for match in _FULL.finditer(line):
        year = _year(match[4], today)
        dotted = match[2] == "." and month_first(context) is None
        days = _in_order(int(match[1]), int(match[3]), year, False if dotted else month_first(context))
        found.append((days, match.start(), match.end(), _DATE if len(days) == 1 else _EITHER))
    spaced = _SPACED.fullmatch(line.strip(" .!"))
    if spaced and not found:
        days = _in_order(int(spaced[1]), int(spaced[2]), int(spaced[3]), month_first(context))
        return [(days, 0, len(line), _DATE if len(days) == 1 else _EITHER)]
    return found or _compact(line, context)


def _compact(line: str, context: Context) -> list[Hit]:
    """Eight digits and nothing else: 20261231 or 31122026."""
    whole = _COMPACT.fullmatch(line.strip(" .!"))
    if whole is None:
        return []
    digits = whole[1]
    day = _exists(int(digits[:4]), int(digits[4:6]), int(digits[6:])) if digits[:2] in ("19", "20") else None
    try:
        order = month_first(context)
        both = _in_order(int(digits[:2]), int(digits[2:4]), int(digits[4:]), order) if day is None else (day,)
    except NoDay:
        return []
    return [(both, 0, len(line), _DATE if len(both) == 1 else _EITHER)]


def _short(line: str, context: Context, today: date) -> list[Hit]:
    """Day and month without a year: the next such day."""
    found: list[Hit] = []
    for match in _SLASH.finditer(line):
        days = _in_order(int(match[1]), int(match[2]), None, month_first(context), today)
        found.append((days, match.start(), match.end(), _DATE if len(days) == 1 else _EITHER))
    if found:
        return found
    order = month_first(context)
    for match in _DOT.finditer(line):
        first, second = int(match[1]), int(match[2])
        day, month = (second, first) if order and "." not in match.group() else (first, second)
        if 1 <= month <= 12 and 1 <= day <= 31 and not _plain_decimal(line, match):
            found.append(((coming(month, day, today),), match.start(), match.end(), _DATE))
    return found


def _plain_decimal(line: str, match: re.Match[str]) -> bool:
    """Whether "12.5" stands inside a sentence without the closing point that a date would have."""
    return match.group().strip() != line.strip(" !") and match.group()[-1] != "." and "-" not in match.group()


def _in_order(
    first: int, second: int, year: int | None, order: bool | None, today: date | None = None
) -> tuple[date, ...]:
    """Return the day, or both where the order is not known and both exist."""

    def day(month: int, number: int) -> date | None:
        if year is not None:
            return _exists(year, month, number)
        return _coming(month, number, today or date.min)

    usual, other = (day(first, second), day(second, first)) if order else (day(second, first), day(first, second))
    if order is None and usual and other and usual != other:
        return (usual, other)
    chosen = usual or (other if max(first, second) > 12 else None)
    if chosen is None:
        raise NoDay("that day does not exist")
    return (chosen,)


def _named(line: str, match: re.Match[str], language: str, today: date) -> Hit:
    month, number = months(language)[match["month"]], int(match["day"])
    digits = match["year"] or match["short"] or match["tight"] or match.groupdict().get("first")
    days = [number]
    before = _RANGE_BEFORE.search(line[: match.start()]) if match.start("day") == match.start() else None
    if before and 1 <= int(before[1]) <= 31 and int(before[1]) != number:
        days.insert(0, int(before[1]))
    year = _year(digits, today) if digits else None
    found = tuple(coming(month, each, today) if year is None else _real(year, month, each) for each in days)
    start = before.start() if before else match.start()
    return found, start, match.end(), _DATE if len(found) == 1 else "it names two days"


@lru_cache(maxsize=64)
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = "|".join(re.escape(name) for name in sorted(months(language), key=len, reverse=True))
    month = rf"(?P<month>{names})(?![^\W\d_])\.?"
    number = r"(?P<day>\d{1,2})"
    suffix = "(?:st|nd|rd|th|er|eme|o|a|ter|ten|°)?"
    day_month = rf"(?<![\d:.,])(?<!\d/){number}{suffix}{_JOIN}{{0,5}}(?<![^\W\d_]){month}{_YEAR}"
    before = r"(?:(?<!\d)(?P<first>\d{4})[-/., ]+)?"  # 2017 Dec 12
    month_day = rf"{before}(?<![^\W\d_]){month}{_JOIN}{{0,4}}{number}(?:st|nd|rd|th)?{_TIME_AFTER}{_YEAR}"
    return re.compile(day_month), re.compile(month_day)


def coming(month: int, day: int, today: date) -> date:
    """Return the next such day, today included. Raise NoDay where no year has it."""
    found = _coming(month, day, today)
    if found is None:
        raise NoDay("that day does not exist")
    return found


def _coming(month: int, day: int, today: date) -> date | None:
    for year in range(today.year, min(today.year + 9, date.max.year)):  # 29 February can be eight years away
        found = _exists(year, month, day)
        if found and found >= today:
            return found
    return None


def _year(digits: str, today: date) -> int:
    """Read a year; two digits are at most ten years ahead, else of the last century: 30 is 2030, 99 is 1999."""
    if len(digits) == 4:
        return int(digits)
    century = today.year // 100 * 100
    year = century + int(digits)
    return year if year <= today.year + 10 else year - 100


def _real(year: int, month: int, day: int) -> date:
    found = _exists(year, month, day)
    if found is None:
        raise NoDay("that day does not exist")
    return found


def _exists(year: int, month: int, day: int) -> date | None:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None
