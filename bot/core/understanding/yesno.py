"""Yes or no: words of all shipped languages, thumbs of every skin colour; "maybe" and "yes and no" are neither."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.core.understanding.plain import clean, fold, word_set
from bot.core.understanding.reading import Context, Reading
from bot.core.understanding.shows import YES_NO
from bot.core.understanding.yes_words import NO_SIGNS, YES_SIGNS, answers, bare

_LONGEST_PHRASE = 5
_SHORT = 5  # words in which a yes or no at the end still answers
_FILLERS = word_set(
    "please thanks thank you sir madam maam bro man oh well um uh eh então pues na ben bah beh por favor porfa pf pfv "
    "obrigado obrigada obg gracias bitte danke merci svp stp sil vous te plaît grazie per favore شكرا من فضلك لو سمحت "
    "ich hi hello yaa dear absolutely then also mal just totally"
)
# Answers that are also other words: at the start of a longer sentence they answer only before a comma.
_SLIPPERY = word_set(
    "si ja ya good fine great bien bueno gut super right bom certo k y s n o 1 0 é doch not nie non mai la"
)
_FIRM = frozenset(
    map(bare, ["i agree", "i accept", "i confirm", "je confirme", "ich stimme zu", "I don't agree", "i refuse"])
)
_SUBJECTS = word_set("i it we that eu yo ich je c ça do id")


def read_yes_no(text: str, context: Context) -> Reading:
    """Read yes or no; both to choose from where the message says both."""
    line = clean(text)
    signs = {sign in YES_SIGNS for sign in line if sign in YES_SIGNS or sign in NO_SIGNS}
    said, sure = _said(line, context.language)
    if sure and said is not None:
        return _both(context) if signs == {not said} else Reading(said, "a word for yes" if said else "a word for no")
    if sure:
        return Reading(None, "neither a clear yes nor a clear no")
    if len(signs) == 1 and said is None:
        value = signs.pop()
        return Reading(value, "a sign for yes" if value else "a sign for no")
    return _both(context) if len(signs) == 2 else Reading(None, "neither yes nor no")


def yes_or_no(text: str, language: str) -> bool | None:
    """Return what the words of a short text such as a button's title say."""
    return answers(language).get(bare(text))


def _both(context: Context) -> Reading:
    yes, no = YES_NO.get(context.language, YES_NO["en"])
    return Reading(None, "it says yes and no", (("yes", yes), ("no", no)))


def _said(line: str, language: str) -> tuple[bool | None, bool]:
    """Return (answer, whether the words decide)."""
    table = answers(language)
    said = bare(_let_go(line, 2)).split()
    for whole in (" ".join(said), bare(_let_go(line, 1))):
        if whole in table:
            return table[whole], True
    core = _without_fillers(said)
    if " ".join(core) in table:
        return table[" ".join(core)], True
    if not core or ("?" in line and len(core) > 1):
        return None, False
    return _inside(core, line, table, language)


def _inside(core: list[str], line: str, table: Mapping[str, bool | None], language: str) -> tuple[bool | None, bool]:
    """Find the answer at the start or the end of a sentence."""
    for length in range(min(_LONGEST_PHRASE, len(core)), 0, -1):
        phrase = " ".join(core[:length])
        if phrase in table and _opens(phrase, core, line, language):
            rest = {table.get(word) for word in core[length:]}
            contrary = table[phrase] is not None and rest == {not table[phrase]}
            return (None, True) if contrary else (table[phrase], True)
    for length in range(min(_LONGEST_PHRASE, len(core) - 1), 0, -1):
        phrase = " ".join(core[-length:])
        if phrase in table and len(core) <= _SHORT and phrase not in _SLIPPERY:
            return table[phrase], True
    return None, False


def _opens(word: str, core: list[str], line: str, language: str) -> bool:
    """Whether the answer at the start is one: "si, va bene" is, "si può pagare con carta" and "I would like to" not."""
    slippery = word in _SLIPPERY and len(core) > 2
    if not slippery and (word, language) != ("no", "pt") and (word in _FIRM or word.split()[0] not in _SUBJECTS):
        return True  # Portuguese "no" is "in the"
    folded = fold(line)
    at = folded.find(word) + len(word)
    return folded[at : at + 1] in (",", ".", "!", ";", ":", "-")


def _without_fillers(said: list[str]) -> list[str]:
    while said and said[-1] in _FILLERS:
        said = said[:-1]
    while said and said[0] in _FILLERS:
        said = said[1:]
    return said


def _let_go(line: str, keep: int) -> str:
    """ "yesss" and "simmm" with the letters held down written *keep* times; other double letters stay."""
    return re.sub(r"([^\W\d_])\1{2,}", lambda held: held[1] * keep, line, flags=re.IGNORECASE)
