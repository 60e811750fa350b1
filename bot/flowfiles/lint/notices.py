"""A notice says who asks, for what, how often, how to stop, and where to read more; in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.core.flow import Book, Notice, Purpose, Where
from bot.core.understanding.fold import fold
from bot.core.understanding.words import Lexicon
from bot.flowfiles.desk import Desk
from bot.flowfiles.lint.understood import printed
from bot.flowfiles.words import lexicon

_LINK = re.compile(r"https?://\S+")
_LETTERS = re.compile(r"[^\W\d_]")
_SHORTEST = 20  # letters that say what it is for, besides name, link and the way out
# How people write a number of times, where they do not write the digit; by language. The first is for 1.
_TIMES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "en": (("once", "one", "single"), ("twice", "two"), ("three",), ("four",), ("five",)),
    "pt": (("uma", "um"), ("duas", "dois"), ("tres",), ("quatro",), ("cinco",)),
    "es": (("una", "un", "uno"), ("dos",), ("tres",), ("cuatro",), ("cinco",)),
    "de": (("einmal", "eine", "ein"), ("zweimal", "zwei"), ("dreimal", "drei"), ("viermal", "vier"), ("funfmal",)),
    "fr": (("une", "un"), ("deux",), ("trois",), ("quatre",), ("cinq",)),
    "it": (("una", "un", "uno"), ("due",), ("tre",), ("quattro",), ("cinque",)),
    "nl": (("een", "eenmaal"), ("twee", "tweemaal"), ("drie",), ("vier",), ("vijf",)),
}  # fmt: skip


def check(desk: Desk, book: Book) -> None:
    """Report notices with a part missing, and notices that two purposes share."""
    reader = lexicon(book.words)
    seen: dict[str, Notice] = {}
    for purpose in book.purposes.values():
        for language, notice in purpose.notices.items():
            for what, cure in _missing(book, purpose, notice, reader):
                desk.error(_place(desk, purpose, language), f"the {language} notice of {purpose.id} {what}", cure)
            twin = seen.setdefault(fold(notice.text), notice)
            if twin.purpose != purpose.id:
                both = f'"{purpose.id}" and "{twin.purpose}"'
                what = f"the {language} notices of {both} are the same, so a yes would not say to what"
                desk.error(_place(desk, purpose, language), what, "say in each what it is for")


def _missing(book: Book, purpose: Purpose, notice: Notice, reader: Lexicon) -> Iterator[tuple[str, str]]:
    business, text = book.business, notice.text
    if business.name and business.name.casefold() not in text.casefold():
        yield "does not say who asks", "put {business.name} into it"
    if not _LINK.search(text):
        yield "has no link to what is kept and why", "put {business.privacy_url} into it"
    ways = [word for word in _words(text) if reader.read(word, language=notice.language).kind == "stop"]
    if not ways:
        yield "does not say how to stop", "add: You can stop at any time by writing STOP."
    if purpose.cap and not _says_how_often(notice, purpose.cap[0]):
        yield (
            f"does not say how often, but the cap is {purpose.cap[0]}",
            f"write the number, like: at most {purpose.cap[0]} a month",
        )
    if len(_LETTERS.findall(_rest(text, business.name, ways))) < _SHORTEST:
        yield "does not say what the messages are about", "name them: offers, reminders, news of your order"


def _words(text: str) -> list[str]:
    return [*printed(text), *re.findall(r"\b[^\W\d_]{3,}\b", text)]


def _says_how_often(notice: Notice, count: int) -> bool:
    words = fold(notice.text).split()
    spelled = _TIMES.get(notice.language.split("-")[0])
    if str(count) in words or any(str(count) == re.sub(r"\D", "", word) for word in words):
        return True
    if spelled is None:
        return True  # a language whose numbers we do not know
    return count <= len(spelled) and any(fold(word) in words for word in spelled[count - 1])


def _rest(text: str, name: str, ways: list[str]) -> str:
    rest = _LINK.sub("", text)
    for part in (name, *ways):
        rest = rest.replace(part, "") if part else rest
    return rest


def _place(desk: Desk, purpose: Purpose, language: str) -> Where:
    return desk.find(desk.find(purpose.where, "text:"), f"{language}:", lines=20)
