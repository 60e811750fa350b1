"""A day and a time in one message: "tomorrow at 7pm", "12/05 18h", "2026-12-31T18:30"."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from bot.core.understanding import time_forms as forms
from bot.core.understanding.dates import NOW_WHY, find_day
from bot.core.understanding.plain import fold
from bot.core.understanding.reading import Context, Reading, zone
from bot.core.understanding.shows import show_value
from bot.core.understanding.spoken import digitized
from bot.core.understanding.times import NoTime, clock_text, find_time, part_of_day

_ISO = re.compile(
    r"(?<!\d)\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?\s?(?P<offset>z|[+-]\d{2}:?\d{2})(?!\d)"
)
_MOST_OPTIONS = 4


def read_datetime(text: str, context: Context) -> Reading:
    """Read a day with its time as "2026-12-31T18:30", on the person's clock."""
    line = fold(text)
    try:
        return _with_offset(line, context) or _ahead(line, context) or _read(line, context)
    except NoTime as problem:
        return Reading(None, str(problem))


def _read(line: str, context: Context) -> Reading:
    day = find_day(line, context)
    if day is None:
        return _time_only(line, context)
    if not day.days:
        return Reading(None, day.why)
    minutes = find_time(line if day.why == NOW_WHY else day.rest, context, part_of_day(line))
    if not minutes:
        return Reading(None, "it names a day and no time")
    moments = [(each, minute) for each in day.days for minute in minutes]
    return _reading(moments, context, sure=not day.why.startswith("only"))


def _time_only(line: str, context: Context) -> Reading:
    """Offer the next such time."""
    minutes = find_time(line, context)
    if not minutes:
        return Reading(None, "there is no day and no time in it")
    local = context.local
    today, now = local.date(), local.hour * 60 + local.minute
    moments = [(today if minute > now else today + timedelta(days=1), minute) for minute in minutes]
    return _reading(sorted(moments), context, sure=False)


def _reading(moments: list[tuple[date, int]], context: Context, *, sure: bool) -> Reading:
    local = context.local
    now = (local.date(), local.hour * 60 + local.minute)
    ahead = [moment for moment in moments if moment > now]
    if len(moments) > 1 and ahead:
        moments = ahead  # "today at 7", said at noon
    values = [f"{day.isoformat()}T{clock_text(minutes)}" for day, minutes in moments[:_MOST_OPTIONS]]
    if len(values) == 1 and sure:
        return Reading(values[0], "the day and the time in it")
    why = "it can be more than one moment" if len(values) > 1 else "it does not name the whole moment"
    labels = [show_value(value, "datetime", context.language, now=context.now) for value in values]
    return Reading(None, why, tuple(zip(values, labels, strict=True)))


def _with_offset(line: str, context: Context) -> Reading | None:
    """A moment with its offset is moved to the person's clock."""
    match = _ISO.search(line)
    if match is None:
        return None
    try:
        moment = datetime.fromisoformat(match.group().replace(" ", "").replace("t", "T").replace("z", "+00:00"))
        local = moment.astimezone(zone(context.timezone))
    except (ValueError, OverflowError):
        return Reading(None, "that moment does not exist")
    return Reading(local.strftime("%Y-%m-%dT%H:%M"), "the moment in it, on the person's clock")


def _ahead(line: str, context: Context) -> Reading | None:
    """ "in 2 hours" is a whole moment."""
    if forms.AHEAD.search(digitized(line, context.language)) is None:
        return None
    minutes = find_time(line, context)[0]
    local = context.local
    day = local.date() + timedelta(days=int(minutes < local.hour * 60 + local.minute))
    return Reading(f"{day.isoformat()}T{clock_text(minutes)}", "counted from now")
