"""Which of the offered choices is meant: by tap, number, title, part of a title, or a near spelling of it.

``choices`` are (id, title) pairs in the order in which the person saw them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.understanding.number_words import lexis
from bot.core.understanding.numbers import numbers
from bot.core.understanding.plain import clean, near, word_set, words
from bot.core.understanding.reading import SPOKEN, Context, Reading
from bot.core.understanding.yesno import read_yes_no, yes_or_no

_FEWEST_LETTERS = 4  # below that every word is a near spelling of some other
_LONG_WORD = 8  # from here on two slips are forgiven
_SYMBOL = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")
_NOT = word_set("not no não nem nicht kein keine keinen pas aucun non ni sin ohne sem sans senza ليس بدون لا except")
_AROUND = word_set(
    "i i'd i'll id ill want take choose pick like would go with the option number please one no nr a an for it is "
    "to have my choice answer quero queria eu fico com vou de o os as opção número por favor pra escolho prefiro "
    "essa esse quiero elijo prefiero la el opción un una ich nehme möchte will hätte gern gerne wähle die der das "
    "den nummer bitte mal je j veux prends choisis le l les une numéro s il vous te plaît svp d c est voglio prendo "
    "scelgo lo il opzione numero per favore vorrei في أريد رقم الخيار خيار من فضلك بدي عايز and e y und et or ou "
    "oder thanks thank you obrigado gracias danke merci grazie then probably maybe think acho creo ok okay yes sim "
    "sí si ja oui"
)
_LAST = word_set("last último última letzte letzten letztes letzter dernier dernière ultimo ultima الأخير الأخيرة")


@dataclass(frozen=True, slots=True)
class _Choice:
    id: str
    title: str
    words: tuple[str, ...]

    @property
    def bare(self) -> str:
        return " ".join(self.words)


def read_choice(text: str, context: Context) -> Reading:
    """Return the id of the choice meant, or the choices that it may be as options."""
    if not context.choices:
        return Reading(None, "there is nothing to choose from")
    for id, _ in context.choices:
        if text == id:
            return Reading(id, "tapped")
    offered = [_Choice(id, title, words(title)) for id, title in context.choices]
    said = words(text)
    for why, found in _attempts(text, said, offered, context):
        if len(found) == 1:
            return Reading(found[0].id, why)
        if found:
            return Reading(None, "it fits more than one choice", tuple((each.id, each.title) for each in found))
    return Reading(None, "it is none of the choices")


def _attempts(
    text: str, said: tuple[str, ...], offered: Sequence[_Choice], context: Context
) -> Iterable[tuple[str, list[_Choice]]]:
    """Try the readings, surest first; the first that finds anything decides."""
    yield "the title", _same(said, offered)
    yield "its sign", _by_symbol(text, said, offered)
    core = tuple(word for word in said if word not in _AROUND) or said
    yield "the number in its title", _by_number_in_title(core, offered, context)
    yield "its number in the list", _by_position(text, core, offered, context)
    if said and not (set(said) & _NOT - _title_words(offered)):
        yield "words of its title", _by_words(core, offered)
        yield "the beginning of its title", _by_prefix(core, offered)
        yield "nearly its title", _by_spelling(" ".join(core), offered)
        yield "nearly a word of its title", _by_word_spelling(core, offered)
    yield "yes or no", _by_yes_no(text, offered, context)


def _title_words(offered: Sequence[_Choice]) -> set[str]:
    return {word for each in offered for word in each.words}


def _same(said: tuple[str, ...], offered: Sequence[_Choice]) -> list[_Choice]:
    by_title = [each for each in offered if said and said == each.words]
    return by_title or [each for each in offered if said and said == words(each.id)]


def _by_symbol(text: str, said: tuple[str, ...], offered: Sequence[_Choice]) -> list[_Choice]:
    """An emoji that stands in one title: "🍕" for "🍕 Pizza"."""
    signs = set(_SYMBOL.findall(clean(text)))
    if said or not signs:
        return []
    return [each for each in offered if signs & set(_SYMBOL.findall(clean(each.title)))]


def _by_number_in_title(core: tuple[str, ...], offered: Sequence[_Choice], context: Context) -> list[_Choice]:
    """ "2" and "two" mean "2 people", wherever that stands in the list."""
    if not _only_numbers(core[:1], context.language):
        return []
    number = numbers(core[0], context)
    said = {str(number[0].value), *core[1:]} if number else set(core)
    return [each for each in offered if said <= set(each.words)]


def _by_position(text: str, core: tuple[str, ...], offered: Sequence[_Choice], context: Context) -> list[_Choice]:
    """ "2", "the second", "number two", "the last one"; two of them ("1 or 2") are asked back."""
    if len(core) == 1 and core[0] in _LAST:
        return [offered[-1]]
    places = _ordinals(core, context.language)
    if not places and (all(word.isdecimal() for word in core) or _only_numbers(core, context.language)):
        places = [int(each.value) for each in numbers(clean(text), context) if each.value == int(each.value)]
    return [offered[place - 1] for place in dict.fromkeys(places) if 1 <= place <= len(offered)]


def _only_numbers(core: tuple[str, ...], language: str) -> bool:
    """Whether each word is a number, a number word, or the ending in 2nd."""
    return bool(core) and all(word.isdecimal() or word in _number_words(language) for word in core)


@lru_cache(maxsize=64)
def _number_words(language: str) -> frozenset[str]:
    endings = ("st", "nd", "rd", "th", "o", "a", "er", "eme")
    return frozenset(endings).union(*(lexis(each).plain for each in (language, *SPOKEN)))


def _ordinals(core: tuple[str, ...], language: str) -> list[int]:
    found: list[int] = []
    for word in core:
        place = next((lexis(each).ordinals[word] for each in (language, *SPOKEN) if word in lexis(each).ordinals), 0)
        if not place:
            return []
        found.append(place)
    return found


def _by_words(core: tuple[str, ...], offered: Sequence[_Choice]) -> list[_Choice]:
    """All the words said stand in the title, or the whole title stands in what was said."""
    said = set(core)
    inside = [each for each in offered if each.words and f" {each.bare} " in f" {' '.join(core)} "]
    if inside:
        longest = max(len(each.words) for each in inside)
        return [each for each in inside if len(each.words) == longest or not _part_of(each, inside)]
    return [each for each in offered if said and said <= set(each.words)]


def _part_of(one: _Choice, others: Sequence[_Choice]) -> bool:
    return any(one is not each and f" {one.bare} " in f" {each.bare} " for each in others)


def _by_prefix(core: tuple[str, ...], offered: Sequence[_Choice]) -> list[_Choice]:
    """ "del" for "Delivery"."""
    said = " ".join(core)
    if len(said) < 2 and not any(len(each.bare) < _FEWEST_LETTERS for each in offered):
        found = [each for each in offered if said and each.bare.startswith(said)]
        return found if len(found) == 1 else []
    return [each for each in offered if said and (each.bare.startswith(said) or f" {said}" in f" {each.bare}")]


def _by_spelling(said: str, offered: Sequence[_Choice]) -> list[_Choice]:
    return _nearest([(said, each.bare, each) for each in offered])


def _by_word_spelling(core: tuple[str, ...], offered: Sequence[_Choice]) -> list[_Choice]:
    """A near spelling of one longer word of a title."""
    long = [word for word in core if len(word) >= _FEWEST_LETTERS]
    return _nearest([(word, known, each) for each in offered for known in each.words for word in long])


def _slips(word: str) -> int:
    """How many slips of the finger are forgiven in a word of that length."""
    if len(word) < _FEWEST_LETTERS or word.isdecimal():
        return 0
    return 2 if len(word) >= _LONG_WORD else 1


def _nearest(pairs: Sequence[tuple[str, str, _Choice]]) -> list[_Choice]:
    """Return the choices whose word is nearest to what was said, within the slips that are forgiven."""
    measured = [(near(said, known, _slips(known)), _slips(known), each) for said, known, each in pairs]
    within = [(distance, each) for distance, most, each in measured if distance <= most]
    best = min((distance for distance, _ in within), default=0)
    return list(dict.fromkeys(each for distance, each in within if distance == best))


def _by_yes_no(text: str, offered: Sequence[_Choice], context: Context) -> list[_Choice]:
    """ "sim" for [Yes, No]: where one title says yes and one says no."""
    meanings = [yes_or_no(each.title, context.language) for each in offered]
    if meanings.count(True) != 1 or meanings.count(False) != 1:
        return []
    said = read_yes_no(text, context).value
    return [] if said is None else [offered[meanings.index(said)]]
