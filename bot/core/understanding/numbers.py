"""Numbers in what people type: digits with any separators, fractions, words, "5k", "a dozen".

A token that mixes digits and letters is no number ("lOO", "1e10", "2h30"), unless the letters only follow ("24ans").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from bot.core.understanding.number_words import any_scales, lexis, number_words
from bot.core.understanding.plain import WORD, alternatives, clean, fold, word_set
from bot.core.understanding.reading import SPOKEN, Context, Reading
from bot.core.understanding.spoken import Spoken, digitized, spoken

MOST_DIGITS = 15  # more cannot be told apart in JSON's numbers

_NUMBER = re.compile(
    r"(?<![^\W\d_])(?<!\d)(?<!\d[.,'/:])(?P<sign>(?<![\w.,)'-])-[ ]?|\+)?"
    r"(?:(?P<int>\d{1,3}(?P<sep>[ .,'])\d{3}(?:(?P=sep)\d{3})*(?!\d)|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d+)"
    r"(?:(?P<mark>[.,])(?P<frac>\d+))?|(?<![\w.,])(?P<dot>[.,])(?P<bare>\d+))(?!\d)(?![.,']\d)"
)
_FRACTION = re.compile(r"(?<![\d/.,])(?:(?P<whole>\d{1,3}) )?(?P<top>\d)/(?P<bottom>[2-9])(?![\d/])")
_CONFUSED_AFTER = re.compile(r"[.,]?[OI]|[.,]?[A-Za-zÀ-ÿ]+\d|[.,]?l\d|[:@/]\d|[-]\d+[-/]\d|@")
_CONFUSED_BEFORE = re.compile(r"(?:(?<![^\W\d_])[OolI][.,]|[\w.]@|[-/.:]\d{1,4}-|[^\W\d_]\d*-)$")
_DASH_BEFORE, _DASH_AFTER = re.compile(r"\d-$"), re.compile(r"-\d")
_PREFIX = re.compile(r"(?<![^\W_])(x|n|no|nr|nº)(?=\d)", re.IGNORECASE)
_THOUSAND = re.compile(r"[kK](?![^\W_])")
_MILLION = re.compile(r"M(?![^\W_])")
_POINT_COUNTRIES = word_set("MX PE GT HN NI PA PR DO SV US GB IE AU NZ IN CH LI")
_POINT_LANGUAGES = word_set("en ar he hi bn ta te ur fa zh ja ko th sw rw am ha yo ig zu ms")
_BETWEEN = re.compile(r"(?:^|\W)(?:between|entre|zwischen|tra|fra|بين) $")
_EITHER = re.compile(r"(?:-|~|/|to|till|or|ou|o|oder|bis|a|au|u|او|الي|حتي|ل)")
_AND = re.compile(r"(?:and|e|y|und|et|و)")
_HALF = re.compile(
    r"\s*(?:and|e|y|und|et)\s+(?:(?:a|un|ein|una|uma)\s+)?(?:half|mei[oa]|medi[oa]|halbe?s?|demie?|mezz[oa])(?!\w)"
    r"|\s*و\s*(?:نصف|نص)(?!\w)"
)
_PAUSE = re.compile(
    rf"(?:^|\W)(?:{alternatives('moment|momento|momentinho|second|sec|segundo|sekunde|seconde|secondo|minute|minuto|minutinho|minuten')}"
    rf"|{alternatives('instant|instante|istante|augenblick|لحظة|دقيقة')})(?:\W|$)"
)
_MINUS = re.compile(r"(?:^|\W)(?:minus|negative|menos|moins|meno|ناقص|سالب) $")
_POLITE = word_set(
    "please just only about around exactly we are it's its is the of us people persons por favor só somente apenas "
    "somos pessoas solo solamente personas bitte nur wir sind personen leute s'il vous plaît seulement nous sommes "
    "personnes per favore siamo persone من فضلك فقط نحن أشخاص s l il te plait for para für fur pour"
)
_SHARED_SPELLING = word_set(  # words that also mean something else in a neighbouring language
    "sei once due cent elf null mil par couple mille on second grand sept tres four casal pair paire coppia pareja"
)

_POINTS = word_set("point dot vírgula ponto coma punto komma punkt virgule virgola فاصلة")
_COMPOUNDING = ("de", "it")  # their numbers are written as one word, which no list holds


@dataclass(frozen=True, slots=True)
class Found:
    """A number at ``start:end`` of the text."""

    value: Decimal
    start: int
    end: int
    weak: bool = False


def decimal_mark(language: str, country: str) -> str:
    """Return what separates decimals there: "." or ","; the language decides, in Spanish and German the country too."""
    if language in _POINT_LANGUAGES or (language in ("es", "de", "it") and country.lower() in _POINT_COUNTRIES):
        return "."
    return ","


def digits(text: str, mark: str, *, grouped: bool = False) -> list[Found]:
    """Return the numbers written in digits. ``grouped``: "1.000" and "1,000" are a thousand in any language."""
    found = [_fraction(each) for each in _FRACTION.finditer(text) if int(each["top"]) < int(each["bottom"])]
    for match in _NUMBER.finditer(text):
        if any(each.start <= match.start() < each.end for each in found) or _confused(text, match):
            continue
        value = _decimal(match, mark, grouped=grouped)
        if value is not None:
            found.append(_with_sign(text, match, value))
    return sorted(found, key=lambda each: each.start)


def numbers(text: str, context: Context, *, grouped: bool = False) -> list[Found]:
    """Return every number of the cleaned *text*: digits where there are any, words otherwise."""
    text = _PREFIX.sub(r"\1 ", text)
    found = digits(text, decimal_mark(context.language, context.country), grouped=grouped)
    if found:
        return [_scaled(text, each, context.language) for each in found]
    return in_words(fold(text), context.language)


def in_words(text: str, language: str) -> list[Found]:
    """Return the numbers in words: of that language, or, where they are the whole message, of any."""
    whole = _ordinal(text, language)
    if whole:
        return whole
    found = _phrases(text, language) or _pointed(text, [_spoken(text, each) for each in spoken(text, language)])
    strong = [each for each in found if not each.weak]
    if strong or found:
        return strong or ([] if _PAUSE.search(text) else found)
    return _foreign(text, language)


def _ordinal(text: str, language: str) -> list[Found]:
    """Read "third" as 3 where it is the whole message."""
    bare = [word for word in WORD.findall(text) if word not in _POLITE]
    line = digitized(" ".join(bare), language, ordinals=True)
    return [Found(Decimal(line), 0, len(text))] if line.isdecimal() else []


def _pointed(text: str, found: list[Found]) -> list[Found]:
    """Join "forty two point five"."""
    for first, second in pairwise(found):
        if text[first.end : second.start].strip() in _POINTS and 0 <= second.value < 100:
            value = Decimal(f"{int(first.value)}.{int(second.value)}")
            return [Found(value, first.start, second.end)]
    return found


def read_number(text: str, context: Context) -> Reading:
    """Read a number: the first one, or both to choose from where two are offered ("2 or 3")."""
    if text.isascii() and text.isdigit() and len(text) < 10 and text[0] != "0":
        return Reading(int(text), "the number in it")  # nearly every answer: nothing in it can mean anything else
    line = clean(text)
    found = [each for each in numbers(line, context) if len(each.value.as_tuple().digits) <= MOST_DIGITS]
    if not found:
        return Reading(None, "there is no number in it")
    if len(found) > 1 and _offered(fold(line), found, context):
        both = tuple((str(plain_number(each.value)), str(plain_number(each.value))) for each in found[:2])
        return Reading(None, "it names two numbers", both)
    return Reading(plain_number(found[0].value), "the first number in it" if len(found) > 1 else "the number in it")


def read_integer(text: str, context: Context) -> Reading:
    """Read a whole number."""
    reading = read_number(text, context)
    if isinstance(reading.value, float):
        return Reading(None, "it is not a whole number")
    if any("." in label for _, label in reading.options):
        return Reading(None, "it is not a whole number")
    return reading


def plain_number(value: Decimal) -> int | float:
    """Return the JSON number: whole ones without a point."""
    return int(value) if value == value.to_integral_value() else float(value)


def _confused(text: str, match: re.Match[str]) -> bool:
    """Whether letters or other digits make this token something else."""
    before = text[max(0, match.start() - 12) : match.start()]
    if _CONFUSED_BEFORE.search(before) or _CONFUSED_AFTER.match(text, match.end()):
        return True
    return bool(_DASH_BEFORE.search(before) and _DASH_AFTER.match(text, match.end()))


def _decimal(match: re.Match[str], mark: str, *, grouped: bool) -> Decimal | None:
    if match["bare"]:
        return Decimal(f"0.{match['bare']}")
    whole, sep, fraction = match["int"], match["sep"], match["frac"]
    if sep is None and "," in whole:
        return Decimal(whole.replace(",", "") + (f".{fraction}" if fraction else ""))
    if sep is None or fraction:
        if sep and sep == match["mark"]:
            return None
        return Decimal(whole.replace(sep or " ", "") + (f".{fraction}" if fraction else ""))
    once = whole.count(sep) == 1 and sep in ".,"
    if once and (whole.startswith("0") or (sep == mark and not grouped)):
        return Decimal(whole.replace(sep, "."))
    return None if whole.startswith("0") else Decimal(whole.replace(sep, ""))


def _with_sign(text: str, match: re.Match[str], value: Decimal) -> Found:
    sign = match["sign"] or ""
    negative = sign.startswith("-") or bool(_MINUS.search(fold(text[: match.start()]) + " "))
    start = match.start() + (len(sign) if sign.startswith("+") else 0)
    return Found(-value if negative else value, start, match.end())


def _fraction(match: re.Match[str]) -> Found:
    value = Decimal(match["whole"] or 0) + Decimal(match["top"]) / Decimal(match["bottom"])
    return Found(round(value, 6), match.start(), match.end())


def _scaled(text: str, found: Found, language: str) -> Found:
    """Apply "k", "M", "mil", "thousand", "and a half" after digits."""
    for pattern, factor in ((_THOUSAND, 1000), (_MILLION, 1_000_000)):
        if pattern.match(text, found.end):
            return Found(found.value * factor, found.start, found.end + 1)
    tail = fold(text[found.end : found.end + 24])
    word = WORD.search(tail)
    if word is None or tail[: word.start()].strip(" -"):
        return found
    scale = any_scales(language).get(word.group())
    if scale:
        return Found(found.value * scale, found.start, found.end + word.end())
    half = _HALF.match(tail)
    return Found(found.value + Decimal("0.5"), found.start, found.end + half.end()) if half else found


def _spoken(text: str, each: Spoken) -> Found:
    value = Decimal(str(each.value))
    return Found(-value if _MINUS.search(text[: each.start]) else value, each.start, each.end, each.weak)


def _phrases(text: str, language: str) -> list[Found]:
    """Read set phrases: "half a dozen" anywhere, "nobody" or "just me" only as the whole message."""
    bare = " ".join(WORD.findall(text))
    for phrase, value in lexis(language).phrases.items():
        if bare == phrase or (value > 1 and f" {phrase} " in f" {bare} "):
            return [Found(Decimal(str(value)), 0, len(text))]
    return []


def _foreign(text: str, language: str) -> list[Found]:
    """Read number words of another language: any where the message is nothing else, long ones inside a sentence."""
    said = set(WORD.findall(text))
    for other in SPOKEN:
        if other == language or not (other in _COMPOUNDING or said & number_words(other)):
            continue
        found = [each for each in spoken(text, other) if not _shared(text, each)]
        if not found:
            continue
        rest = WORD.findall(text[: found[0].start]) + WORD.findall(text[found[0].end :])
        if all(word in _POLITE for word in rest):
            return [_spoken(text, found[0])]
        long = [each for each in found if each.end - each.start > 3 and not each.weak]
        if long:
            return [_spoken(text, each) for each in long]
    return []


def _shared(text: str, each: Spoken) -> bool:
    return text[each.start : each.end] in _SHARED_SPELLING


def _offered(text: str, found: Sequence[Found], context: Context) -> bool:
    """Whether the first two numbers are offered as alternatives or as a range."""
    first, second = found[0], found[1]
    if first.value == second.value:
        return False
    between = text[first.end : second.start].strip()
    if _EITHER.fullmatch(between):
        return True
    return bool(_AND.fullmatch(between) and _BETWEEN.search(text[: first.start]))
