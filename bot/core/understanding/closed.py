"""Messages that hold nothing but known small words, things sent, and a word for stop ("stop these messages please")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.understanding.phrases_match import BREAK, walk
from bot.core.understanding.templates import Trie
from bot.core.understanding.word_tables import FIRM, OBJECT, PROMO, SMALL, SOFT

_MOST_PIECES: Final = 40
_EVERY: Final = "en"  # English words mix into every language


@dataclass(frozen=True, slots=True)
class Closed:
    """What a wholly known message holds: the union of its words' marks."""

    language: str
    marks: int

    @property
    def stops(self) -> bool:
        """A word that surely means stop, or one that may, with a thing sent."""
        return bool(self.marks & FIRM) or (self.marks & SOFT != 0 and self.marks & (OBJECT | PROMO) != 0)


class Vocabulary:
    """The closed vocabularies of all languages."""

    def __init__(self, tries: Mapping[str, Trie]) -> None:
        self._tries = tries
        self._words = frozenset(word for trie in tries.values() for word in _words_in(trie))
        self._stems = tuple({stem for trie in tries.values() for stem, _ in trie.get("*", ())})

    def read(self, pieces: Sequence[str]) -> Closed | None:
        """Return the first language whose words (with English ones) make up the whole message and stop something."""
        pieces = [piece for piece in pieces if piece != BREAK]
        if not 0 < len(pieces) <= _MOST_PIECES or not all(map(self._knows, pieces)):
            return None
        for language in self._tries:
            marks = self._marks(pieces, language)
            if marks and (found := Closed(language, marks)).stops:
                return found
        return None

    def _knows(self, piece: str) -> bool:
        return piece in self._words or piece.startswith(self._stems)

    def _marks(self, pieces: Sequence[str], language: str) -> int:
        """Return the joined marks of the message's words in *language*; 0 where one is not known."""
        tries = (self._tries[language],) if language == _EVERY else (self._tries[language], self._tries[_EVERY])
        if not any(pieces[0] in trie or "*" in trie for trie in tries):
            return 0
        reached: list[set[int]] = [set() for _ in range(len(pieces) + 1)]
        reached[0].add(0)
        for at in range(len(pieces)):
            if reached[at]:
                for trie in tries:
                    for end, mark in walk(trie, pieces, at):
                        reached[end].update(_joined(marks, mark) for marks in reached[at])
        return max(reached[-1], default=0)


def _words_in(trie: Trie) -> Iterator[str]:
    for word, rest in trie.items():
        yield word
        if isinstance(rest, dict):
            yield from _words_in(rest)


def _joined(marks: int, mark: int) -> int:
    """Join marks; a word that may also be a small one does not weaken the others."""
    return marks | mark | SMALL


class Offers:
    """Tells whether a wish names only offers."""

    def __init__(self, tries: Mapping[str, Trie], joining: Sequence[str]) -> None:
        self._tries = tries
        self._joining = frozenset(joining)

    def only(self, pieces: Sequence[str], language: str) -> bool:
        """Whether *pieces* name advertising, and no other messages but those a promo word stands beside."""
        trie = self._tries.get(language)
        if trie is None:
            return False
        promo: list[int] = []
        plain: list[int] = []
        at = 0
        while at < len(pieces):
            end, mark = max(walk(trie, pieces, at), default=(at + 1, 0))
            if mark & (PROMO | OBJECT):
                (promo if mark & PROMO else plain).append(at)
            at = end
        return bool(promo) and all(any(self._beside(pieces, place, offer) for offer in promo) for place in plain)

    def _beside(self, pieces: Sequence[str], place: int, offer: int) -> bool:
        low, high = sorted((place, offer))
        return high - low <= 8 and not any(piece in self._joining for piece in pieces[low:high])
