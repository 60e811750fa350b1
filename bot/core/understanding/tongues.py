"""Languages in what people write: which one is named ("English please", "no hablo inglés"), which one it is written in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.core.understanding.fold import fold, tokens

_FAR = 4  # pieces between "don't" and the language that it denies


class Tongues:
    """The names of languages in each other, from the word files."""

    def __init__(self, names: Mapping[str, Sequence[str]], denials: Sequence[str], small: Mapping[str, Any]) -> None:
        """``small``: by language, a mapping whose keys are its small words and greetings."""
        self._names = {tuple(tokens(fold(name))): code for code, given in names.items() for name in given}
        self._longest = max(map(len, self._names), default=0)
        self._denials = frozenset(piece for word in denials for piece in tokens(fold(word)))
        self._small = small

    def named(self, text: str) -> tuple[str, ...]:
        """Return the languages that are named, in order; those that are denied ("I don't speak …") are left out."""
        return tuple(dict.fromkeys(code for code, denied in self._found(text) if not denied))

    def is_name(self, text: str) -> bool:
        """Whether the whole text is the name of a language."""
        return tuple(tokens(fold(text))) in self._names

    def _found(self, text: str) -> Iterator[tuple[str, bool]]:
        pieces, at = tokens(fold(text)), 0
        while at < len(pieces):
            size = next((n for n in range(self._longest, 0, -1) if tuple(pieces[at : at + n]) in self._names), 0)
            if size:
                before = pieces[max(0, at - _FAR) : at]
                yield self._names[tuple(pieces[at : at + size])], not self._denials.isdisjoint(before)
            at += size or 1

    def likely(self, text: str, offered: Sequence[str]) -> str:
        """Return the one of the offered languages whose small words and greetings are in a text most; "" for a tie."""
        pieces = tokens(fold(text))
        found = {code: sum(piece in self._small.get(_base(code), ()) for piece in pieces) for code in offered}
        ranked = sorted(found.values(), reverse=True)
        if not ranked or not ranked[0] or ranked[1:2] == ranked[:1]:
            return ""
        return max(found, key=lambda code: found[code])


def _base(code: str) -> str:
    return code.replace("_", "-").partition("-")[0].lower()
