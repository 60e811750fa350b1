"""What reading an answer returns, and what is known about the person whose answer it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

Options = tuple[tuple[str, str], ...]

_LATEST = 7_000_000_000
SPOKEN = ("en", "pt", "es", "de", "fr", "it", "ar")  # languages whose words are known in full


@dataclass(frozen=True, slots=True)
class Reading:
    """The value read, or None.

    ``why`` is a sentence without the person's words. ``options``: (value, label) pairs to ask back with, where the
    text can mean more than one thing; then ``value`` is None. One single option: "did you mean this?".
    """

    value: Any | None
    why: str = ""
    options: Options = ()


@dataclass(frozen=True, slots=True)
class Context:
    """Who is asked and when. ``country``: two capitals or empty; ``now``: Unix seconds."""

    language: str = "en"
    country: str = ""
    timezone: str = "UTC"
    now: int = 0
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def local(self) -> datetime:
        """``now`` on the person's clock; a clock that is centuries wrong is held at 1970 or 2191."""
        return datetime.fromtimestamp(min(max(self.now, 0), _LATEST), zone(self.timezone))


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """Return the time zone of that name; UTC where there is none, so that a wrong name never stops a conversation."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def context(language: str, country: str, timezone: str, now: int, choices: Sequence[tuple[str, str]] = ()) -> Context:
    """Build a Context; a tag such as "pt-BR" or "en_US" gives the language and, where it is not known, the country."""
    parts = language.replace("_", "-").split("-")
    region = parts[-1].upper() if len(parts) > 1 and len(parts[-1]) == 2 else ""
    known = country.strip().upper()
    return Context(parts[0].lower() or "en", known or region, timezone, now, tuple(choices))


def languages(context: Context) -> tuple[str, ...]:
    """The person's own language, then the others that are known: people mix."""
    return (context.language, *(each for each in SPOKEN if each != context.language))
