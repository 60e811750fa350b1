"""Numbers written in words: "twenty-four", "vinte e um", "dreihundertzwölf", "cinq cents", "واحد وعشرون"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.core.understanding.number_words import TEEN_HEADS, VAGUE, WEAK, Lexis, lexis
from bot.core.understanding.plain import WORD

_GAP = re.compile(r"[ -]+")
_LONGEST_COMPOUND = 60


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number in words at ``start:end`` of the text. ``weak``: it may be an article ("a", "um", "ein")."""

    value: float
    start: int
    end: int
    weak: bool = False


def spoken(text: str, language: str, *, halves: bool = True) -> tuple[Spoken, ...]:
    """Return the numbers in words in the folded *text*, in order."""
    own = lexis(language)
    found: list[Spoken] = []
    if not own.plain:
        return ()
    matches = list(WORD.finditer(text))
    at = 0
    while at < len(matches):
        after, value = _one(text, matches, at, own)
        if after == at:
            at += 1
            continue
        weak = after == at + 1 and matches[at].group() in WEAK
        if halves:
            after, value = _half(text, matches, after, own, value)
        found.append(Spoken(value, matches[at].start(), matches[after - 1].end(), weak and value == 1))
        at = after
    return tuple(found)


@lru_cache(maxsize=256)
def digitized(text: str, language: str, *, ordinals: bool = False) -> str:
    """Return the folded *text* with its number words (and, if wanted, ordinals) written as digits."""
    spans = [(each.start, each.end, str(int(each.value))) for each in spoken(text, language, halves=False)]
    if ordinals:
        spans = _with_ordinals(text, lexis(language), spans)
    out, at = [], 0
    for start, end, digits in spans:
        out += [text[at:start], digits]
        at = end
    return "".join([*out, text[at:]]) if spans else text


def ordinal(word: str, language: str) -> int:
    """Return what an ordinal word such as "second" or "terceira" counts; 0 where it is none."""
    return lexis(language).ordinals.get(word, 0)


def _with_ordinals(text: str, own: Lexis, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Add ordinals; "twenty first" joins the ten before it, Arabic 11th and 12th the ten after it."""
    ends = {end: (start, int(value)) for start, end, value in spans}
    starts = {start: value for start, _, value in spans}
    merged = {start: (start, end, value) for start, end, value in spans}
    for match in WORD.finditer(text):
        value = own.ordinals.get(match.group())
        if value is None or match.start() in starts:
            continue
        start, tens = ends.get(match.start() - 1, (match.start(), 0))
        if value > 9 or tens % 10 or tens < 20:
            start, tens = match.start(), 0
        end = match.end()
        if own.language == "ar" and starts.get(end + 1) == "10":
            end, tens = merged.pop(end + 1)[1], 10
        merged[start] = (start, end, str(tens + value))
    return sorted(merged.values())


def _one(text: str, matches: list[re.Match[str]], at: int, own: Lexis) -> tuple[int, float]:
    """Return (index after the number that starts at *at*, its value); (at, 0) where there is none."""
    total, current, used, joined = 0, -1, at, False
    for index in range(at, len(matches)):
        if index > at and not _GAP.fullmatch(text, matches[index - 1].end(), matches[index].start()):
            break
        word = matches[index].group()
        if word == own.join and used == index and index > at:
            joined = True
            continue
        joined, word = _without_and(word, own, joined)
        sums = _step(own, word, total, current, joined=joined)
        if sums is None:
            break
        (total, current), used, joined = sums, index + 1, False
    if used == at + 1 and matches[at].group() in TEEN_HEADS | VAGUE:
        return at, 0
    return used, total + max(current, 0)


def _without_and(word: str, own: Lexis, joined: bool) -> tuple[bool, str]:
    """Take Arabic's glued "and" off a number word."""
    if own.language == "ar" and word.startswith("و") and word not in own.plain and len(word) > 2:
        return True, word[1:]
    return joined, word


def _step(own: Lexis, word: str, total: int, current: int, *, joined: bool) -> tuple[int, int] | None:
    """Add one word to what was counted so far (-1: nothing yet); None where it does not go on."""
    scale = own.scales.get(word)
    if scale is not None:
        return _scaled(total, current, scale)
    value = own.plain.get(word)
    if value is None:
        value = _compound(word, own.language)
    if value is None or not _fits(own.language, total, current, value, joined=joined):
        return None
    if own.language == "fr" and value == 20 and current % 100 == 4:
        return total, current + 76
    return total, max(current, 0) + value


def _scaled(total: int, current: int, scale: int) -> tuple[int, int] | None:
    if scale == 100:
        return (total, max(current, 1) * 100) if current < 100 else None
    if current == 0 or (total and total < scale):
        return None
    return (total, max(current, 1) * 12) if scale == 12 else (total + max(current, 1) * scale, -1)


def _fits(language: str, total: int, current: int, value: int, *, joined: bool) -> bool:
    """Whether *value* may follow: "twenty" "one" yes, "two" "three" no."""
    if current < 0:
        return not total or 0 < value < 1000
    rest = current % 100
    if 10 <= rest < 20 or current == 0 or value == 0:
        return language == "fr" and rest == 10 and value in (7, 8, 9)
    if language == "fr" and _french(rest, value):
        return True
    if language == "ar" and value == 10 and 0 < rest < 10:
        return not joined
    if joined and language in ("ar", "de") and rest < 10 and 20 <= value < 100:
        return True
    return bool(current % 10 ** len(str(value)) == 0 and value < 100)


def _french(rest: int, value: int) -> bool:
    return (rest == 4 and value == 20) or (rest in (60, 80) and 10 <= value <= 16)


def _half(text: str, matches: list[re.Match[str]], at: int, own: Lexis, value: float) -> tuple[int, float]:
    """Add "and a half" where it follows."""
    index, joined = at, False
    for index in range(at, min(at + 3, len(matches))):
        word = matches[index].group()
        if not _GAP.fullmatch(text, matches[index - 1].end(), matches[index].start()):
            break
        if word in own.halves and (joined or word.startswith("و")):
            return index + 1, value + 0.5
        if word not in (own.join, "a") and word not in WEAK:
            break
        joined = True
    return at, value


@lru_cache(maxsize=2048)
def _compound(word: str, language: str) -> int | None:
    """Read a number that is written as one word."""
    if not 5 < len(word) < _LONGEST_COMPOUND:
        return None
    if language == "de":
        return _german(word)
    if language == "en":
        return _english(word)
    return _italian(word) if language == "it" else None


def _english(word: str) -> int | None:
    """ "twentyfour"."""
    own = lexis("en").plain
    ten = next((each for each, value in own.items() if value >= 20 and word.startswith(each)), word)
    unit = own.get(word.removeprefix(ten), 0)
    return own[ten] + unit if 0 < unit < 10 else None


def _german(word: str) -> int | None:
    own = lexis("de").plain
    if word in own:
        return own[word]
    for name, scale in (("tausend", 1000), ("hundert", 100)):
        left, middle, right = word.partition(name)
        if middle:
            return _product(_german(left) if left else 1, scale, _german(right.removeprefix("und")) if right else 0)
    unit, middle, ten = word.partition("und")
    one, tens = own.get(unit, 0), own.get(ten, 0)
    return one + tens if middle and 0 < one < 10 and 20 <= tens < 100 else None


def _italian(word: str) -> int | None:
    own = lexis("it").plain
    if word in own:
        return own[word]
    for name, scale in (("mila", 1000), ("mille", 1000), ("cento", 100), ("cent", 100)):
        left, middle, right = word.partition(name)
        value = _product(_italian(left) if left else 1, scale, _italian(right) if right else 0) if middle else None
        if value is not None:
            return value
    for ten, value in own.items():
        if 20 <= value < 100:
            stem = ten if word.startswith(ten) else ten[:-1]
            unit = own.get(word.removeprefix(stem), 0) if word.startswith(stem) else 0
            if 0 < unit < 10 and (stem == ten) != (word.removeprefix(stem) in ("uno", "otto", "un")):
                return value + unit
    return None


def _product(left: int | None, scale: int, right: int | None) -> int | None:
    if not left or right is None or left >= scale or right >= scale:
        return None
    return left * scale + right
