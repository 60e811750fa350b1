"""Times of day in what people type: "18h30", "6pm", "halb sieben", "7 da noite", "noon".

Hours with minutes in digits, or with "h" or "Uhr", are taken as on a 24-hour clock. An hour alone ("at 7") or in words
("half past six") is asked back, morning or evening, unless the message says which. There is no 24:00.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.core.understanding import time_forms as forms
from bot.core.understanding.day_words import NOW
from bot.core.understanding.number_words import number_words
from bot.core.understanding.plain import WORD, fold
from bot.core.understanding.reading import Context, Reading, languages
from bot.core.understanding.shows import show_time
from bot.core.understanding.spoken import digitized

_DAY = 24 * 60
_WHOLE = re.compile(r"\W*(?P<h>\d{1,2})\W*")


class NoTime(ValueError):
    """A time that no clock shows; the message says why."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A time at ``start:end``: the minutes of the day that it can mean."""

    minutes: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """The text that is searched, its number words as digits. ``own``: the language is the person's own.

    In other languages only what cannot be anything else is read.
    """

    text: str
    typed: str
    language: str
    own: bool
    part: str


def read_time(text: str, context: Context) -> Reading:
    """Read a time of day as "18:30"."""
    try:
        minutes = find_time(fold(text), context)
    except NoTime as problem:
        return Reading(None, str(problem))
    if not minutes:
        return Reading(None, "there is no time of day in it")
    if len(minutes) == 1:
        return Reading(clock_text(minutes[0]), "the time in it")
    options = tuple((clock_text(each), show_time(clock_text(each), context.language)) for each in minutes)
    return Reading(None, "it can be more than one time", options)


def find_time(line: str, context: Context, part: str = "") -> tuple[int, ...]:
    """Return the minutes of the day that the folded *line* can mean. Raise NoTime for 25:00.

    ``part``: the part of the day where the words for it are not in *line* any more.
    """
    later = _from_now(line, context)
    if later:
        return later
    line = forms.GREETING.sub(" ", line)
    part = part or part_of_day(line)
    for language in _worth_trying(line, context):
        own = language == context.language
        found = _search(Said(digitized(line, language, ordinals=language == "ar"), line, language, own, part))
        if found:
            return found
    return _now(line, context)


def _worth_trying(line: str, context: Context) -> Iterator[str]:
    """The person's own language, then those in which the line has a number; there is no time without one."""
    said, digit = set(WORD.findall(line)), any(each.isdecimal() for each in line)
    for language in languages(context):
        if language == context.language or digit or said & number_words(language):
            yield language


def clock_text(minutes: int) -> str:
    """Return minutes of the day as "18:30"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _search(said: Said) -> tuple[int, ...]:
    for finder in _FINDERS:
        hits = list(finder(said))
        if hits:
            return _one(hits, said)
    return ()


def _one(hits: list[Hit], said: Said) -> tuple[int, ...]:
    """Return the first time, or all of the first two where they are offered as alternatives or as a span."""
    first = hits[0]
    if len(hits) > 1 and forms.OR.fullmatch(said.text, first.end, hits[1].start):
        return tuple(dict.fromkeys((*first.minutes, *hits[1].minutes)))
    return first.minutes


def _hit(said: Said, match: re.Match[str], minute: int = 0, *, exact: bool = False) -> Hit:
    """Build a hit; an hour before it in a span ("6-7pm") is a second meaning."""
    mark = forms.MARK.match(said.text, match.end())
    end = mark.end() if mark else match.end()
    mark = mark or forms.MARK.search(match.group())
    sign = "am" if mark and mark["am"] else "pm" if mark else ""
    exact = exact and match["h"] in said.typed  # "sechs Uhr" in words is said in the evening, too
    minutes = _resolved(int(match["h"]), minute, sign, said.part, exact=exact)
    before = forms.RANGE_BEFORE.search(said.text[: match.start()])
    if before and int(before["h"]) < 24:
        minutes = (*_resolved(int(before["h"]), 0, sign, said.part, exact=exact), *minutes)
    return Hit(tuple(dict.fromkeys(minutes)), match.start(), end)


def _resolved(hour: int, minute: int, sign: str, part: str, *, exact: bool) -> tuple[int, ...]:
    """Return the minutes of the day for an hour as said. ``minute`` may be negative: "quarter to"."""
    if hour > 23 or minute > 59:
        raise NoTime("no clock shows that time")
    if sign == "am" and (hour > 12 or hour == 0):
        raise NoTime("no clock shows that time")
    half = _half_of_day(hour, sign or part) if 1 <= hour <= 12 else hour
    if half is not None:
        return ((half * 60 + minute) % _DAY,)
    if exact:
        return (hour * 60 + minute,)
    both = [(hour * 60 + minute) % _DAY, ((hour + 12) * 60 + minute) % _DAY]
    return tuple(both if hour == 12 or minute < 0 else sorted(both))


def _half_of_day(hour: int, part: str) -> int | None:
    """Return the hour on a 24-hour clock; None where the message does not say which half of the day."""
    if not part:
        return None
    if part == "am":
        return hour % 12
    if part == "pm":
        return hour % 12 + 12
    if part == "midday":
        return hour if hour >= 10 else hour + 12
    return hour % 12 if hour < 5 or hour == 12 else hour + 12


def part_of_day(line: str) -> str:
    """Return "am", "pm", "night", "midday" or "" for the folded *line*; greetings do not count."""
    found = forms.PART.search(forms.GREETING.sub(" ", line))
    return (found.lastgroup or "") if found else ""


def _minutes(words: str | None) -> int:
    text = words or "0"
    return int(text) if text.isdecimal() else forms.MINUTES.get(text, 0)


# ---- finders, surest first


def _clock(said: Said) -> Iterable[Hit]:
    for match in forms.CLOCK.finditer(said.text):
        yield _hit(said, match, int(match["past"]), exact=True)


def _dotted(said: Said) -> Iterable[Hit]:
    """ "18.30" as the whole answer, or with "Uhr", "pm", "at"."""
    for match in forms.DOTTED.finditer(said.text):
        whole = said.text.strip(" .!") == match.group()
        after = forms.DIGITS_AFTER.match(said.text, match.end()) or forms.MARK.match(said.text, match.end())
        before = re.search(rf"(?:{forms.at_words(said.language)})\s?$", said.text[: match.start()])
        if (whole or after or before) and int(match["h"]) < 24 and int(match["past"]) < 60:
            yield _hit(said, match, int(match["past"]), exact=True)


def _four_digits(said: Said) -> Iterable[Hit]:
    """ "1830" as the whole answer, or with "h", or after "at"."""
    for match in forms.DIGITS.finditer(said.typed):
        whole = said.typed.strip(" .!") == match.group() and len(match.group()) == 4
        after = forms.DIGITS_AFTER.match(said.typed, match.end()) or forms.MARK.match(said.typed, match.end())
        before = re.search(rf"(?:{forms.at_words(said.language)})\s?$", said.typed[: match.start()])
        if (whole or after or before) and int(match["h"]) < 24:
            yield _hit(said, match, int(match["past"]), exact=True)


def _in_words(said: Said) -> Iterable[Hit]:
    """ "half past 6", "7 e meia", "halb 7", "8 menos cuarto"."""
    for pattern in forms.spoken_times(said.language):
        for match in pattern.finditer(said.text):
            parts = match.groupdict()
            past, to = _minutes(parts.get("past")), _minutes(parts.get("to"))
            if to and said.text == said.typed and to < int(match["h"]) and parts["to"].isdecimal():
                continue  # "5 to 6" in digits is a span
            quarters = _minutes(parts.get("quarters"))
            offset = past - to - (30 if parts.get("half") else 0) - (60 - quarters if quarters else 0)
            yield _hit(said, match, offset)


def _marked(said: Said) -> Iterable[Hit]:
    for match in forms.MARKED.finditer(said.text):
        yield _hit(said, match)


def _with_unit(said: Said) -> Iterable[Hit]:
    for pattern, exact in ((forms.EXACT_UNIT, True), (forms.EXACT_PREFIX, True), (forms.LOOSE_UNIT, False)):
        for match in pattern.finditer(said.text):
            yield _hit(said, match, exact=exact)


def _with_part(said: Said) -> Iterable[Hit]:
    for match in forms.WITH_PART.finditer(said.text):
        yield _hit(said, match)


def _apart(said: Said) -> Iterable[Hit]:
    """ "six thirty" in words; in digits only as the whole answer."""
    for match in forms.APART.finditer(said.text):
        whole = said.text.strip(" .!") == match.group()
        marked = forms.MARK.match(said.text, match.end())
        if (said.text != said.typed or whole or marked) and int(match["h"]) < 24:
            yield _hit(said, match, int(match["past"]), exact=said.text == said.typed)


def _named(said: Said) -> Iterable[Hit]:
    for match in forms.NAMED.finditer(said.typed):
        yield Hit(((12 * 60 if match["noon"] else 0) + (30 if match["half"] else 0),), match.start(), match.end())


def _at(said: Said) -> Iterable[Hit]:
    if said.own:
        for match in forms.at_hour(said.language).finditer(said.text):
            yield _hit(said, match)


def _bare(said: Said) -> Iterable[Hit]:
    match = _WHOLE.fullmatch(said.text)
    if match:
        yield _hit(said, match)


_FINDERS: tuple[Callable[[Said], Iterable[Hit]], ...] = (
    _clock,
    _in_words,
    _apart,
    _marked,
    _dotted,
    _with_unit,
    _four_digits,
    _with_part,
    _named,
    _at,
    _bare,
)


def _from_now(line: str, context: Context) -> tuple[int, ...]:
    """ "in 2 hours", "daqui a meia hora"."""
    match = forms.AHEAD.search(digitized(line, context.language))
    if match is None:
        return ()
    count = 2 if match["two"] else int(match["count"] or 1)
    minutes = count if match["mins"] else 30 if match["half"] else 60 * count
    moment = context.local + timedelta(minutes=minutes)
    return (moment.hour * 60 + moment.minute,)


def _now(line: str, context: Context) -> tuple[int, ...]:
    moment = context.local
    return (moment.hour * 60 + moment.minute,) if NOW.search(line) else ()
