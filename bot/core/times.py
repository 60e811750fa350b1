"""Local time, quiet hours and spans of seconds. The only place that knows time zones."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MINUTE, HOUR, DAY = 60, 3600, 86400
ANSWER_WITHIN = DAY  # a yes counts for a question that is not older
ASK_AGAIN_AFTER = 90 * DAY  # after a refusal or a withdrawal, unless the person asks


@lru_cache(256)
def zone(name: str) -> ZoneInfo:
    """Return a time zone; UTC where there is none of that name."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def local(now: int, timezone: str) -> datetime:
    """Return the local time, with its zone, of a Unix time."""
    return datetime.fromtimestamp(now, zone(timezone))


def minute_of_day(now: int, timezone: str) -> int:
    """Return the local minute of the day, 0–1439."""
    there = local(now, timezone)
    return there.hour * 60 + there.minute


def within(minute: int, span: tuple[int, int]) -> bool:
    """Whether a minute of the day lies in a span from–to that may pass midnight.

    >>> within(23 * 60, (21 * 60, 8 * 60)), within(12 * 60, (21 * 60, 8 * 60))
    (True, False)
    """
    start, end = span
    return start <= minute < end if start <= end else minute >= start or minute < end


def day_of(value: object) -> date | None:
    """Return the day of a date or datetime slot ("2026-12-31", "2026-12-31T18:30"); None where it is neither."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
