"""Several answers in one message: "eggs, milk and bread", "1, 3", one a line, with bullets or numbers."""

from __future__ import annotations

import re

from bot.core.understanding.choices import read_choice
from bot.core.understanding.plain import alternatives, fold, tidy, word_set
from bot.core.understanding.reading import Context, Reading

_BULLET = re.compile(r"^\s*(?:[-*•·–]|\d{1,2}[.)])\s+")
_BREAK = re.compile(r"\s*(?:[;\n]+|,(?!\d)|,(?=\d\s*(?:,|$))|/(?=\s))\s*|\s+(?:/|\+|&)\s+")
_AND = re.compile(rf"\s+(?:{alternatives('and|e|y|und|et|ed|en|ve|dan|и|as well as|sowie')})\s+", re.IGNORECASE)
_ARABIC_AND = re.compile(r"\s+و\s*")
_ALL = word_set(
    "all everything todos todas todo tudo alle alles tous toutes tout tutti tutte tutto الكل كل جميع both ambos beide"
)
_NONE = word_set("none nothing nenhum nenhuma nada ninguno ninguna keine keins nichts aucun aucune rien nessuno niente")
_NUMBERS = re.compile(r"[\d\s,;.&+]+")
_MOST_ITEMS = 100


def read_list(text: str, context: Context) -> Reading:
    """Read a list of texts, or, where there are choices, of their ids."""
    if context.choices:
        return _of_choices(text, context)
    items = _items(text, context.language)
    if not items:
        return Reading(None, "there is nothing in it")
    return Reading(items, "one item" if len(items) == 1 else "the items in it")


def _items(text: str, language: str) -> list[str]:
    lines = [_BULLET.sub("", line) for line in tidy(text).splitlines()]
    parts = [part for line in lines for part in _BREAK.split(line)]
    joined = [piece for part in parts for piece in _AND.split(part)]
    if language == "ar":
        joined = [piece for part in joined for piece in _ARABIC_AND.split(part)]
    items = [re.sub(r"\s+", " ", piece).strip(" .,;!-") for piece in joined]
    return [item for item in items if item][:_MOST_ITEMS]


def _of_choices(text: str, context: Context) -> Reading:
    word = fold(text).strip(" .!")
    whole = read_choice(text, context)
    if whole.value is not None and whole.why in ("tapped", "the title"):
        return Reading([whole.value], "one of the choices")
    if word in _ALL:
        return Reading([id for id, _ in context.choices], "all of them")
    if word in _NONE:
        return Reading([], "none of them")
    if _NUMBERS.fullmatch(tidy(text)):
        return _chosen(re.findall(r"\d+", tidy(text)), context)
    return _chosen(_items(text, context.language), context)


def _chosen(items: list[str], context: Context) -> Reading:
    """Each item is one of the choices, or nothing is."""
    found: list[str] = []
    for item in items:
        reading = read_choice(item, context)
        if reading.value is None:
            return reading
        found.append(str(reading.value))
    return Reading(list(dict.fromkeys(found)), "the choices in it") if found else Reading(None, "it names no choice")
