"""Durations, caps and times of day, as owners write them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.flowfiles.desk import Desk
from bot.flowfiles.fields import text
from bot.flowfiles.nodes import Node

MINUTE, HOUR, DAY = 60, 3600, 86400
_UNITS: Mapping[str, int] = {
    "s": 1, "sec": 1, "second": 1,
    "m": MINUTE, "min": MINUTE, "minute": MINUTE,
    "h": HOUR, "hour": HOUR, "hr": HOUR,
    "d": DAY, "day": DAY,
    "w": 7 * DAY, "week": 7 * DAY,
    "month": 30 * DAY, "year": 365 * DAY,
}  # fmt: skip
_DURATION = re.compile(r"(\d{1,5})\s*([a-z]+)\Z")
_CAP = re.compile(r"(\d{1,4})\s*(?:per|a|an|every|/)\s*(?:(\d{1,3})\s*)?([a-z]+)\Z")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|to)\s*(\d{1,2}):(\d{2})\Z")


def seconds_of(source: str) -> int | None:
    """Return a duration in seconds; a month counts 30 days.

    >>> seconds_of("30 min"), seconds_of("24 months"), seconds_of("soon")
    (1800, 62208000, None)
    """
    found = _DURATION.match(source.strip().lower())
    unit = _unit(found.group(2)) if found else None
    return int(found.group(1)) * unit if found and unit else None


def cap_of(source: str) -> tuple[int, int] | None:
    """Return (how many, per how many seconds).

    >>> cap_of("2 per month")
    (2, 2592000)
    """
    found = _CAP.match(source.strip().lower())
    unit = _unit(found.group(3)) if found else None
    if not found or not unit or int(found.group(1)) == 0:
        return None
    return int(found.group(1)), int(found.group(2) or 1) * unit


def span_of(source: str) -> tuple[int, int] | None:
    """Return (from, to) in minutes of the day.

    >>> span_of("21:00-08:00")
    (1260, 480)
    """
    found = _SPAN.match(source.strip())
    if not found:
        return None
    start_hour, start_minute, end_hour, end_minute = (int(part) for part in found.groups())
    if max(start_minute, end_minute) > 59 or start_hour > 23 or end_hour > 24:
        return None
    start, end = start_hour * 60 + start_minute, (end_hour * 60 + end_minute) % (24 * 60)
    return (start, end) if start != end else None


def duration(desk: Desk, node: Node, what: str, *, at_least: int = 1) -> int:
    """Read a duration; seconds."""
    source = text(desk, node, what)
    found = seconds_of(source)
    if found is None and source:
        cure = "write a number and s, min, hours, days, weeks, months or years: 30 min"
        desk.error(node, f'{what} is a duration, and "{source}" is none', cure)
    elif found is not None and found < at_least:
        desk.error(node, f"{what} is at least {shown(at_least)}", "write a longer time")
    return max(found or at_least, at_least)


def cap(desk: Desk, node: Node) -> tuple[int, int] | None:
    """Read a cap such as "2 per month"."""
    source = text(desk, node, '"cap"')
    found = cap_of(source)
    if found is None and source:
        desk.error(node, f'"{source}" says no limit', 'write it like "2 per month" or "1 per week"')
    return found


def span(desk: Desk, node: Node, what: str) -> tuple[int, int] | None:
    """Read a span of the day such as "21:00-08:00"."""
    source = text(desk, node, what)
    found = span_of(source)
    if found is None and source:
        desk.error(node, f'{what} go from one time to another, and "{source}" does not', 'write it like "21:00-08:00"')
    return found


def shown(seconds: int) -> str:
    """Write a duration in its largest whole unit."""
    for name, size in (("day", DAY), ("hour", HOUR), ("minute", MINUTE)):
        if seconds >= size and seconds % size == 0:
            count = seconds // size
            return f"{count} {name}" + ("" if count == 1 else "s")
    return f"{seconds} second" + ("" if seconds == 1 else "s")


def _unit(word: str) -> int | None:
    return _UNITS.get(word) or _UNITS.get(word.removesuffix("s"))
