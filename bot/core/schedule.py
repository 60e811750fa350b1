"""When something is due: every Monday at nine, two hours after a booking, the day before at ten. Pure local time.

>>> parse_every("monday and thursday at 9:00").weekdays, parse_moment("1 day before slots.day at 10:00").days
((0, 3), -1)
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.core.names import nearest
from bot.core.times import DAY, HOUR, MINUTE, minute_of_day, within, zone

FAR = 800  # days that ``next_every`` looks ahead: more than two years of any month
WAIT_LIMIT = DAY  # seconds by which something that has no moment of its own may be late
EVERY_LIMIT = 6 * HOUR  # the same for a round; later it would say good morning in the afternoon

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GROUPS: Mapping[str, tuple[int, ...]] = {
    "day": tuple(range(7)), "weekday": tuple(range(5)), "working day": tuple(range(5)), "weekend": (5, 6),
}  # fmt: skip
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)\Z")
_EVERY = re.compile(r"(?:every\s+)?(?P<days>.*?\S)\s+(?:at\s+)?(?P<clock>\S+)\Z", re.IGNORECASE | re.DOTALL)
_MONTH = re.compile(r"month\s+on\s+the\s+(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?|(?P<last>last)(?:\s+day)?)\Z")
_MOMENT = re.compile(
    r"(?:(?P<count>\d{1,4})\s+(?P<unit>[a-z]+)\s+(?P<side>before|after)\s+)?(?:on\s+)?slots\.(?P<slot>[\w-]+)"
    r"(?:\s+at\s+(?:slots\.(?P<time_slot>[\w-]+)|(?P<clock>\S+)))?\Z",
    re.IGNORECASE,
)
_UNITS: Mapping[str, tuple[int, int]] = {  # calendar days, seconds
    "minute": (0, MINUTE), "min": (0, MINUTE), "hour": (0, HOUR), "day": (1, 0), "week": (7, 0),
}  # fmt: skip


class ScheduleProblem(ValueError):
    """A time that cannot be read; ``hint`` is the cure."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class Every:
    """A local time on some weekdays (Monday is 0), or on one day of each month (31: its last one)."""

    source: str
    minute: int
    weekdays: tuple[int, ...] = ()
    month_day: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """A slot's day and time, moved by whole days and then by seconds. ``minute`` -1: the slot's own time."""

    source: str
    slot: str
    days: int = 0
    seconds: int = 0
    minute: int = -1
    time_slot: str = ""

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots that it reads."""
        return (self.slot, self.time_slot) if self.time_slot else (self.slot,)


@dataclass(frozen=True, slots=True)
class After:
    """So long after a flow ended or an action succeeded, or at a moment that is known by then."""

    flow: str = ""
    action: str = ""
    wait: int = 0  # seconds
    when: Moment | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When to start, until when it still makes sense (both Unix seconds), and what tells it from other times."""

    at: int
    until: int
    name: str


# ---- reading


def parse_every(text: str) -> Every:
    """Read ``monday 09:00``, ``day at 10:00``, ``mon-fri 8:30``, ``month on the 1st 09:00``; raise ScheduleProblem."""
    source = " ".join(text.split())
    found = _EVERY.match(source)
    minute = _minute(found["clock"]) if found else -1
    if found is None or minute < 0:
        raise ScheduleProblem(f'"{source}" does not end with a time of the day', "write it like monday 09:00")
    days = found["days"].lower()
    month = _MONTH.match(days)
    if month:
        day = 31 if month["last"] else int(month["day"])
        if not 1 <= day <= 31:
            raise ScheduleProblem(f"a month has no day {day}", "write month on the 1st 09:00, or on the last day")
        return Every(source, minute, month_day=day)
    return Every(source, minute, _weekdays(days))


def _weekdays(days: str) -> tuple[int, ...]:
    if days in _GROUPS:
        return _GROUPS[days]
    out: list[int] = []
    for part in re.split(r"\s*(?:,|\band\b)\s*", days):
        first, dash, last = (piece.strip() for piece in re.sub("[–—]", "-", part).partition("-"))
        start = _weekday(first)
        out += [(start + n) % 7 for n in range(((_weekday(last) if dash else start) - start) % 7 + 1)]
    return tuple(sorted(set(out)))


def _weekday(word: str) -> int:
    for number, name in enumerate(_DAYS):
        if word in (name, name + "s", name[:3]):
            return number
    near = nearest(word, [*_DAYS, *_GROUPS])
    cure = f"did you mean {near}?" if near else "write day, weekday, a day such as monday, or month on the 1st"
    raise ScheduleProblem(f'"{word}" is not a day', cure)


def _minute(clock: str | None) -> int:
    found = _CLOCK.match(clock or "")
    return int(found[1]) * 60 + int(found[2]) if found else -1


def parse_moment(text: str) -> Moment:
    """Read ``1 day before slots.day at 10:00``, ``2 hours before slots.day at slots.hour``; raise ScheduleProblem."""
    source = " ".join(text.split())
    found = _MOMENT.match(source)
    if found is None:
        raise ScheduleProblem(f'"{source}" is not a moment', "write it like 1 day before slots.day at 10:00")
    minute = _minute(found["clock"])
    if found["clock"] and minute < 0:
        raise ScheduleProblem(f'"{found["clock"]}" is not a time of the day', "write it like 10:00")
    days, seconds = _offset(found)
    if seconds and minute >= 0:
        what = f"{found['count']} {found['unit']} before or after a time of the day is that time itself"
        raise ScheduleProblem(what, "count in days, or write at slots. and the slot of the time")
    return Moment(source, found["slot"], days, seconds, minute, found["time_slot"] or "")


def _offset(found: re.Match[str]) -> tuple[int, int]:
    if not found["count"]:
        return 0, 0
    unit = _UNITS.get(found["unit"].lower().removesuffix("s"))
    if unit is None:
        raise ScheduleProblem(f'"{found["unit"]}" is not a unit here', "write minutes, hours, days or weeks")
    count = int(found["count"]) * (-1 if found["side"].lower() == "before" else 1)
    return count * unit[0], count * unit[1]


# ---- counting


def next_every(every: Every, after: int, timezone: str) -> Due:
    """Return the first time later than *after*. A time that the clocks skip comes an hour later, one twice, first."""
    start = datetime.fromtimestamp(after, zone(timezone)).date() - timedelta(days=1)
    for day in (start + timedelta(days=n) for n in range(FAR)):
        if _is_on(every, day):
            at = _unix(day, every.minute, timezone)
            if at > after:
                return Due(at, at + EVERY_LIMIT, f"{day.isoformat()}T{every.minute // 60:02d}:{every.minute % 60:02d}")
    raise ValueError(every.source)  # no such day exists; the reader lets none through


def missed(every: Every, after: int, now: int, timezone: str) -> Iterator[Due]:
    """Yield every time later than *after* up to *now*, oldest first."""
    due = next_every(every, after, timezone)
    while due.at <= now:
        yield due
        due = next_every(every, due.at, timezone)


def _is_on(every: Every, day: date) -> bool:
    if every.month_day:
        return day.day == min(every.month_day, monthrange(day.year, day.month)[1])
    return day.weekday() in every.weekdays


def _unix(day: date, minute: int, timezone: str) -> int:
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone(timezone))
    return int(midnight.replace(hour=minute // 60, minute=minute % 60).timestamp())


def due_after(after: After, slots: Mapping[str, Any], now: int, timezone: str) -> Due | None:
    """Return when a flow is due that follows what happens *now*; None: never, or it is past already."""
    if after.when is None:
        at = now + after.wait
        return Due(at, at + WAIT_LIMIT, str(at))
    return _moment(after.when, slots, now, timezone)


def _moment(when: Moment, slots: Mapping[str, Any], now: int, timezone: str) -> Due | None:
    """A reminder is of use until the moment it is about: its time, or, where only the day is known, that day."""
    thing = _day_and_minute(slots.get(when.slot), slots.get(when.time_slot))
    if thing is None:
        return None
    day, own = thing
    minute = when.minute if when.minute >= 0 else own
    if minute < 0:
        return None
    try:
        at = _unix(day + timedelta(days=when.days), minute, timezone) + when.seconds
        itself = _unix(day, max(own, 0), timezone)
    except (OverflowError, ValueError):  # the year 9999 and what comes after it
        return None
    if at < itself:
        return Due(at, itself, str(at)) if at > now else None
    day_ends = _unix(day + timedelta(days=1), 0, timezone)
    until = day_ends if at < day_ends else at + WAIT_LIMIT
    return Due(at, until, str(at)) if at > now else None


def _day_and_minute(value: Any, clock: Any) -> tuple[date, int] | None:
    """Return the day of a date or datetime and its minute (-1: none)."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    own = found.hour * 60 + found.minute if "T" in str(value) else -1
    given = _minute(str(clock)) if clock is not None else -1
    return found.date(), given if given >= 0 else own


def quiet_ends(now: int, timezone: str, span: tuple[int, int]) -> int:
    """Return when the quiet hours that hold *now* end; *now* itself where it is not quiet."""
    if not within(minute_of_day(now, timezone), span):
        return now
    today = datetime.fromtimestamp(now, zone(timezone)).date()
    ends = (_unix(today + timedelta(days=n), span[1], timezone) for n in range(3))
    return next(at for at in ends if at > now and not within(minute_of_day(at, timezone), span))
