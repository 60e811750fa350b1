"""When the business is open, in its own local time. Without any hours given it counts as always open.

>>> week = parse_hours({"mon-fri": "08:00-12:00, 13:00-18:00", "sat": "09:00-13:00"}, [{"date": "12-25"}])
>>> week.open_at(datetime(2026, 1, 5, 12, 30)), week.open_at(datetime(2026, 1, 5, 13, 0))
(False, True)
>>> week.text("en")
'Mon–Fri 08:00–12:00, 13:00–18:00; Sat 09:00–13:00'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.core.names import nearest

DAY = 24 * 60
FAR = 400  # days that next_opening looks ahead: a year and its holidays

Spans = tuple[tuple[int, int], ...]  # minutes of the day, from–to; to may pass midnight (up to 2 × DAY)

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EVERY = ("daily", "every day", "everyday", "all days")
_CLOSED = ("closed", "-", "")
_ALWAYS = ("24h", "24 h", "always", "all day")
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to)\s*(\d{1,2})(?:[:.](\d{2}))?")
_HOLIDAY = re.compile(r"(?:(\d{4})-)?(\d{2})-(\d{2})")

# Monday first; from CLDR's short stand-alone names.
_SHORT: Mapping[str, tuple[str, ...]] = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "pt": ("seg", "ter", "qua", "qui", "sex", "sáb", "dom"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    "it": ("lun", "mar", "mer", "gio", "ven", "sab", "dom"),
    "nl": ("ma", "di", "wo", "do", "vr", "za", "zo"),
    "pl": ("pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz."),
    "tr": ("Pzt", "Sal", "Çar", "Per", "Cum", "Cmt", "Paz"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "id": ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"),
}
_ROUND_THE_CLOCK = {"en": "24 hours", "pt": "24 horas", "es": "24 horas", "de": "24 Stunden", "ar": "24 ساعة"}


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day with hours of its own (none: closed). ``year`` 0: every year."""

    year: int
    month: int
    day: int
    spans: Spans = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """Openings per weekday, Monday first. ``known`` False: no hours were given."""

    week: tuple[Spans, ...] = ((),) * 7
    holidays: tuple[Holiday, ...] = ()
    known: bool = False

    def spans_on(self, day: date) -> Spans:
        """Return the openings that begin on *day*; a dated holiday goes before a yearly one."""
        found = [h for h in self.holidays if (h.month, h.day) == (day.month, day.day) and h.year in (0, day.year)]
        if found:
            return max(found, key=lambda holiday: holiday.year).spans
        return self.week[day.weekday()]

    def open_at(self, local: datetime) -> bool:
        """Whether it is open at that local time; an opening from yesterday may still run."""
        if not self.known:
            return True
        minute = local.hour * 60 + local.minute
        today, before = self.spans_on(local.date()), self.spans_on(local.date() - timedelta(days=1))
        return any(start <= minute < end for start, end in today) or any(minute + DAY < end for _, end in before)

    def open_on(self, day: date) -> bool:
        """Whether it opens at all on that day."""
        return not self.known or bool(self.spans_on(day))

    def next_opening(self, local: datetime) -> datetime | None:
        """Return when it next opens: *local* itself where it is open, None where it never does."""
        if self.open_at(local):
            return local
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        for ahead in range(FAR):
            start = midnight + timedelta(days=ahead)
            for opens, _ in self.spans_on(start.date()):
                found = start + timedelta(minutes=opens)
                if found > local:
                    return found
        return None

    def after(self, local: datetime, seconds: int) -> datetime | None:
        """Return when so many seconds of open hours will have passed since *local*; None where it never opens."""
        if not self.known:
            return local + timedelta(seconds=seconds)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        at, left = local, timedelta(seconds=seconds)
        for ahead in range(-1, FAR):
            day = midnight + timedelta(days=ahead)
            for opens, shuts in self.spans_on(day.date()):
                start, end = max(at, day + timedelta(minutes=opens)), day + timedelta(minutes=shuts)
                if end > start and left <= end - start:
                    return start + left
                left, at = (left - (end - start), end) if end > start else (left, at)
        return None

    def text(self, language: str = "en") -> str:
        """Write the week as people read it, equal neighbours together; "" without hours."""
        names = _SHORT.get(language.split("-")[0].lower(), _SHORT["en"])
        groups: list[tuple[int, int]] = []
        for day, spans in enumerate(self.week):
            if groups and self.week[groups[-1][1]] == spans and groups[-1][1] == day - 1:
                groups[-1] = (groups[-1][0], day)
            elif spans:
                groups.append((day, day))
        return "; ".join(f"{_range(names, *group)} {_written(self.week[group[0]], language)}" for group in groups)


def _range(names: tuple[str, ...], first: int, last: int) -> str:
    return names[first] if first == last else f"{names[first]}–{names[last]}"


def _written(spans: Spans, language: str) -> str:
    if spans == ((0, DAY),):
        return _ROUND_THE_CLOCK.get(language.split("-")[0].lower(), "00:00–24:00")
    return ", ".join(f"{_clock(start)}–{_clock(end if end <= DAY else end - DAY)}" for start, end in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parse_hours(mapping: Mapping[str, Any], holidays: Iterable[Mapping[str, Any]] = ()) -> Hours:
    """Read ``{"mon-fri": "08:00-18:00"}`` and the holidays; raise ValueError with a sentence."""
    week: list[Spans] = [()] * 7
    for days, text in mapping.items():
        spans = _spans(text, f'the hours of "{days}"')
        for day in _days(str(days)):
            week[day] = spans
    return Hours(tuple(week), tuple(_holiday(item) for item in holidays), known=bool(mapping))


def _days(text: str) -> list[int]:
    if text.strip().lower() in _EVERY:
        return list(range(7))
    out: list[int] = []
    for part in re.split(r"\s*,\s*", text.strip().lower()):
        first, dash, last = (piece.strip() for piece in re.sub("[–—]", "-", part).partition("-"))
        start = _day(first)
        end = _day(last) if dash else start
        out += [(start + step) % 7 for step in range((end - start) % 7 + 1)]
    return out


def _day(word: str) -> int:
    for number, name in enumerate(_DAYS):
        if len(word) >= 2 and (name.startswith(word) or (word == "thurs" and number == 3)):
            return number
    near = nearest(word, [*_DAYS, *(name[:3] for name in _DAYS)])
    raise ValueError(f'"{word}" is not a day of the week; write {near or "mon, tue, wed, thu, fri, sat or sun"}')


def _spans(value: Any, what: str) -> Spans:
    if isinstance(value, (list, tuple)):
        return tuple(sorted(span for item in value for span in _spans(item, what)))
    text = str(value).strip().lower()
    if text in _CLOSED:
        return ()
    if text in _ALWAYS:
        return ((0, DAY),)
    return tuple(sorted(_span(part.strip(), what) for part in text.split(",")))


def _span(text: str, what: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f'"{text}" in {what} is not a time span; write it like "08:00-18:00" or "closed"')
    hours, minutes = (int(found.group(n)) for n in (1, 3)), (int(found.group(n) or 0) for n in (2, 4))
    (start_hour, end_hour), (start_minute, end_minute) = hours, minutes
    start, end = start_hour * 60 + start_minute, end_hour * 60 + end_minute
    if start >= DAY or end > DAY or max(start_minute, end_minute) > 59:
        raise ValueError(f'"{text}" in {what} is not a time of the day; hours go from 00:00 to 24:00')
    return start, end if end > start else end + DAY  # past midnight


def _holiday(item: Mapping[str, Any]) -> Holiday:
    text = str(item.get("date", ""))
    found = _HOLIDAY.fullmatch(text)
    if found is None:
        raise ValueError(f'"{text}" is not a date; write "12-25" for every year or "2026-12-31" for one')
    year, month, day = int(found.group(1) or 0), int(found.group(2)), int(found.group(3))
    try:
        date(year or 2024, month, day)  # a leap year: 02-29 may come
    except ValueError as problem:
        raise ValueError(f'"{text}" is not a day of the calendar; write "12-25" or "2026-12-31"') from problem
    spans = _spans(item.get("hours", "closed"), f"the holiday {text}")
    return Holiday(year, month, day, spans, str(item.get("name", "")))
