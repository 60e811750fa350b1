"""Days and times as the reader writes them, in the business's time zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from markupsafe import Markup

from bot.core import times
from bot.web.words import catalogue, language, say


def clock(at: int, timezone: str) -> str:
    """Return the local time: 14:05."""
    return times.local(at, timezone).strftime("%H:%M")


def day(at: int, now: int, timezone: str) -> str:
    """Return the local day: Today, Yesterday, Tomorrow, Monday, 5 January; the year where it is another one."""
    there, today = times.local(at, timezone), times.local(now, timezone)
    if there.date() == today.date():
        return say("today")
    for days, word in ((-1, "yesterday"), (1, "tomorrow")):
        if there.date() == today.date() + timedelta(days=days):
            return say(word)
    words = catalogue(language())
    parts = {"weekday": words["weekdays"][there.weekday()], "day": there.day, "month": words["months"][there.month - 1]}
    if there.year != today.year:
        return say("date_with_year", **parts, year=there.year)
    return say("date", **parts)


def short(at: int, now: int, timezone: str) -> str:
    """Return the time where it is today, else the day in few letters: 14:05, Mon, 5/1, 5/1/2025."""
    there, today = times.local(at, timezone), times.local(now, timezone)
    if there.date() == today.date():
        return clock(at, timezone)
    if timedelta() < today.date() - there.date() < timedelta(days=7):
        return str(catalogue(language())["weekdays_short"][there.weekday()])
    parts = {"day": there.day, "month": there.month, "year": there.year}
    return say("date_short" if there.year == today.year else "date_short_with_year", **parts)


def moment(at: int, now: int, timezone: str) -> str:
    """Return day and time: Today, 14:05."""
    return say("moment", day=day(at, now, timezone), time=clock(at, timezone))


def stamp(at: int, timezone: str) -> str:
    """Return ISO 8601 with the offset, for programs."""
    return times.local(at, timezone).isoformat()


def tag(at: int, shown: str, timezone: str) -> Markup:
    """Return a time element."""
    return Markup('<time datetime="{}">{}</time>').format(stamp(at, timezone), shown)


class When:
    """The times of one page: same now, same zone."""

    def __init__(self, now: int, timezone: str) -> None:
        self.now = now
        self.clock = partial(clock, timezone=timezone)
        self.day = partial(day, now=now, timezone=timezone)
        self.short = partial(short, now=now, timezone=timezone)
        self.moment = partial(moment, now=now, timezone=timezone)
        self.stamp = partial(stamp, timezone=timezone)
        self.local: datetime = times.local(now, timezone)
        self._zone = timezone

    def date(self, at: int) -> str:
        """Return the ISO day, to tell days apart."""
        return times.local(at, self._zone).date().isoformat()
