"""STOP, START, HELP, a person, one's own data, cancel, back, menu, yes and no: as people write them, in 47 languages.

Word lists come as plain mappings (see ``word_tables``); nothing here reads a file. docs/words.md tells the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.core.understanding.additions import with_additions
from bot.core.understanding.closed import Offers, Vocabulary
from bot.core.understanding.fold import RUN, fold, joined, tokens
from bot.core.understanding.heard import Ear, Heard
from bot.core.understanding.homes import Homes
from bot.core.understanding.near import Near
from bot.core.understanding.phrases_match import BREAK, Hit, Phrases
from bot.core.understanding.signs import Signs
from bot.core.understanding.tongues import Tongues
from bot.core.understanding.vetoes import allowed
from bot.core.understanding.word_tables import compiled, ready

ORDER: Final = (
    "wrong_number", "stop", "person", "source", "export", "erase", "help", "start", "languages",
    "stop_ambiguous", "menu", "back", "cancel",
)  # fmt: skip
"""Which meaning wins where a message has several."""

LONGEST_INSIDE: Final = 240
"""Characters up to which phrases inside a message count for what they are; in a longer one they only hold and ask."""

_LONGEST: Final = 4096
_DOUBLED: Final = re.compile(r"(.)\1")
_RANK: Final = {kind: rank for rank, kind in enumerate(ORDER)}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a message means to the bot itself.

    ``kind``: "" or one of ORDER. ``scope``: "marketing" where the wish names only offers. ``why``: a sentence for the owner.
    ``also``: a second meaning that the same words have ("cancel" beside stop_ambiguous), for the engine to offer.
    """

    kind: str = ""
    scope: str = "all"
    why: str = ""
    language: str = ""
    matched: str = ""
    also: str = ""


class Lexicon:
    """All words, ready to read messages with. Immutable once built; safe to share between threads."""

    def __init__(
        self, words: Mapping[str, Any], additions: Mapping[str, Mapping[str, Sequence[str]]] | None = None
    ) -> None:
        """Take word files (``{"global", "languages"}``) or their compiled tables, and the owner's additions."""
        tables = ready(words if "patterns" in words else compiled(words))
        self._tables = with_additions(tables, additions) if additions else tables
        self._whole: Mapping[str, Sequence[str]] = self._tables["whole"]
        rules = tables["global"]
        forward, backward = (tables["tries"][number] for number in tables["polite"])
        closed = {code: tables["tries"][number] for code, number in tables["closed"].items()}
        self._everywhere = frozenset(rules["start_everywhere"])
        self._homographs, self._everyday = frozenset(rules["homographs"]), frozenset(rules["everyday"])
        self._us_words, self._us = frozenset(rules["definite_for_us_numbers"]), frozenset(rules["us_countries"])
        self._ear = Ear(forward, backward)
        self._homes = Homes(rules, tables["scripts"])
        self._phrases = Phrases(tables)
        self._vocabulary = Vocabulary(closed)
        self._offers = Offers(closed, rules["joining"])
        self.tongues = Tongues(rules["tongues"], rules["tongue_denied"], closed)
        self._known = _known(tables, closed.values())
        self._near = Near(tables["near"]["targets"], self._known)
        self._signs = Signs(rules, self.is_stop, forward.__contains__)

    def read(self, text: str, *, language: str = "", country: str = "", answers_proactive: bool = False) -> Meaning:
        """Return what *text* means to the bot itself; kind "" where it is for flows and FAQ.

        *answers_proactive*: our last message to this person was a proactive one.
        """
        heard = self._ear.hear(text[:_LONGEST])
        home = self._homes.of(language, country)
        whole = list(self._whole_message(heard, home, country))
        if answers_proactive and country.upper() in self._us and heard.bare in self._us_words:
            return Meaning(
                "stop",
                why=f"“{heard.bare}” is a definite stop word in answer to a message of ours in the US",
                matched=heard.bare,
                language="en",
            )
        found = (
            whole if any(meaning.kind == "stop" for meaning in whole) else [*whole, *self._beyond(heard, whole, home)]
        )
        return _strongest(found)

    def is_stop(self, key: str) -> bool:
        """Whether this folded text is, as a whole message, a definite stop word of some language."""
        return any(entry.startswith("stop ") for entry in self._whole.get(" ".join(tokens(key)), ()))

    # ---- whole messages

    def _whole_message(self, heard: Heard, home: frozenset[str], country: str) -> Iterator[Meaning]:
        for key in (*heard.keys, *self._other_keys(heard)):
            for entry in self._whole.get(key, ()):
                kind, code = entry.split()
                kind = self._counts(kind, code, (key, heard.text.isascii()), home, country)
                if kind and not self._never(heard.text, code):
                    scope = "marketing" if kind == "stop" and self._offers.only(key.split(), code) else "all"
                    yield Meaning(kind, scope, f"the whole message is “{joined(key)}”", code, joined(key))

    def _other_keys(self, heard: Heard) -> Iterator[str]:
        """Yield the message with its runs of letters as doubled ones, and a word of no language without its doubled ones."""
        if RUN.search(heard.text):
            yield " ".join(tokens(fold(heard.text, 2)))
        if 4 <= len(heard.bare) <= 30 and heard.bare.isalpha() and heard.bare not in self._known:
            yield _DOUBLED.sub(r"\1", heard.bare)

    def _counts(self, kind: str, code: str, word: tuple[str, bool], home: frozenset[str], country: str) -> str:
        """Return the kind that a whole-message word of language *code* has for this person; "" for none.

        *word*: the key, and whether it was typed in ASCII: "dung" may be English where "dừng" may not.
        """
        key, ascii_only = word
        own = code in home or code == "*" or code in self._homes.spoken_in(country)
        if kind == "stop":
            return kind
        if own or (not home and not (ascii_only and key in self._everyday)):
            return kind if kind != "stop_local" else "stop" if own else "stop_ambiguous"
        if not ascii_only and self._homes.foreign_script(code, home):
            return kind if kind != "stop_local" else "stop_ambiguous"
        if kind == "start":
            return kind if key in self._everywhere else ""
        if kind in ("stop_local", "stop_ambiguous"):
            return ""
        return kind if key not in self._homographs and len(key) >= 4 else ""

    def _never(self, text: str, code: str) -> bool:
        return code in self._tables["never"].get(text.strip(" .!?…").casefold(), ())

    # ---- parts of messages

    def _beyond(self, heard: Heard, whole: list[Meaning], home: frozenset[str]) -> Iterator[Meaning]:
        if not heard.key:
            yield from self._no_words(heard.text.strip())
            return
        if len(heard.text) > LONGEST_INSIDE:
            yield from self._long(heard.text)
            return
        hits = self._phrases.find(heard)
        found = list(self._inside(heard, allowed(hits)))
        yield from found
        if not any(meaning.kind in ("stop", "wrong_number") for meaning in found):
            vetoed = frozenset(hit.language for hit in hits if hit.kind == "not_stop")
            yield from self._stops(heard, whole + found, home, vetoed)

    def _no_words(self, text: str) -> Iterator[Meaning]:
        sign = self._signs.emoji(text)
        if sign:
            yield Meaning("stop", why=f"the whole message is {sign}", matched=sign)
        elif text and set(text) <= set("?？؟"):
            yield Meaning("help", why=f"the whole message is {text[0]}", matched=text[0])

    def _long(self, text: str) -> Iterator[Meaning]:
        """Read the two ends of a long message: what would be a stop in a short one is only held and asked about."""
        for part in (text[:LONGEST_INSIDE], text[-LONGEST_INSIDE:]):
            heard = self._ear.hear(part)
            for meaning in self._inside(heard, allowed(self._phrases.find(heard))):
                if meaning.kind in ("stop", "wrong_number"):
                    yield replace(meaning, kind="stop_ambiguous", scope="all", why=f"in a long message, {meaning.why}")
                elif meaning.kind == "person":
                    yield meaning

    def _stops(
        self, heard: Heard, others: list[Meaning], home: frozenset[str], vetoed: frozenset[str]
    ) -> Iterator[Meaning]:
        """Yield a stop that is no phrase: a sign, a signature, the last clause, known words only, a slip of the finger."""
        short = self._signs.short(heard.key) or self._signs.short(heard.bare)
        signed = short or self._signs.signed(heard.text)
        if short:
            yield Meaning("stop", why=f"“{heard.key}” is “{short}”", matched=short)
        elif signed:
            yield Meaning("stop", why=f"“{signed}” with a signature", matched=signed)
        elif self._ends_so(heard) and not vetoed:
            yield Meaning("stop", why=f"it ends with “{heard.last}”", matched=heard.last)
        elif not others:
            yield from self._known_words(heard, home, vetoed)

    def _ends_so(self, heard: Heard) -> bool:
        """Whether the last clause is a stop word and no question: "I'm not interested. STOP"."""
        return bool(heard.last) and self.is_stop(heard.last) and not heard.text.rstrip().endswith(("?", "？", "؟"))

    def _known_words(self, heard: Heard, home: frozenset[str], vetoed: frozenset[str]) -> Iterator[Meaning]:
        spelled = self._signs.spelled(heard.text)
        for pieces in filter(None, (heard.pieces, tokens(fold(spelled)))):
            closed = self._vocabulary.read(pieces)
            if closed and closed.language not in vetoed:
                scope = "marketing" if self._offers.only(pieces, closed.language) else "all"
                yield Meaning("stop", scope, "nothing but words for stopping messages", closed.language, heard.key)
                return
        yield from self._slip(heard, home)

    def _slip(self, heard: Heard, home: frozenset[str]) -> Iterator[Meaning]:
        unknown = [piece for piece in heard.pieces if piece not in self._known and piece != BREAK]
        if len(unknown) != 1 or len(heard.pieces) > 8:
            return
        target, entry = self._near.find(unknown[0])
        kind, _, code = entry.partition(" ")
        if not target or (kind != "stop" and home and code not in home):
            return
        mended = [target if piece == unknown[0] else piece for piece in heard.pieces]
        if self._ear.keys(mended)[1] == target or (kind == "stop" and self._vocabulary.read(mended)):
            yield Meaning(kind, why=f"“{unknown[0]}” is nearly “{target}”", language=code, matched=unknown[0])

    def _inside(self, heard: Heard, hits: list[Hit]) -> Iterator[Meaning]:
        service = any(hit.kind == "keep_service" for hit in hits)
        scopes = [self._scope(hit, heard.pieces) for hit in hits if hit.kind == "stop"]
        scope = "marketing" if scopes and (service or all(each == "marketing" for each in scopes)) else "all"
        for hit in hits:
            if hit.kind in _RANK:
                words = joined(" ".join(heard.pieces[hit.start : hit.end]))
                reach = scope if hit.kind == "stop" else "all"
                yield Meaning(hit.kind, reach, f"it says “{words}”", hit.language, words)
            elif hit.kind == "stop_bot":
                yield Meaning("person", "all", "it wants the bot to stop, not the messages", hit.language)

    def _scope(self, hit: Hit, pieces: Sequence[str]) -> str:
        end = hit.start
        while end < len(pieces) and pieces[end] != BREAK:
            end += 1
        return "marketing" if self._offers.only(pieces[hit.start : end], hit.language) else "all"

    # ---- yes and no

    def yes_no(self, text: str, language: str = "") -> bool | None:
        """Return True for a plain yes, False for a plain no, None for everything else ("yes, but …" included)."""
        sign = self._signs.answer(text)
        if sign:
            return sign == "yes"
        heard = self._ear.hear(text[:_LONGEST])
        home = self._homes.of(language, "")
        answers = {self._answer(key, home) for key in heard.keys} - {None}
        if not answers and len(heard.bare) <= 60:
            answers = {self._answer(piece, home) for piece in tokens(heard.bare)}  # "yes yes"; None: neither
        return answers.pop() if len(answers) == 1 else None

    def _answer(self, key: str, home: frozenset[str]) -> bool | None:
        """Return what *key* answers in the person's languages, else in English, else in whichever language has it."""
        entries = [entry.split() for entry in self._tables["yes_no"].get(key, ())]
        kinds = {kind for kind, code in entries if code in home or code == "*"}
        kinds = kinds or {kind for kind, code in entries if code == "en"}
        if not kinds and len(key) > 1 and key not in self._everyday:
            kinds = {kind for kind, _ in entries}
        return kinds.pop() == "yes" if len(kinds) == 1 else None


def _strongest(found: Sequence[Meaning]) -> Meaning:
    ranked = sorted(found, key=lambda meaning: _RANK[meaning.kind])
    if not ranked:
        return Meaning()
    also = next((meaning.kind for meaning in ranked if meaning.kind != ranked[0].kind), "")
    return replace(ranked[0], also=also) if also else ranked[0]


def _known(tables: Mapping[str, Any], closed: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return every word that is a word: none of them is a slip."""
    known = set(tables["near"]["deny"]) | set(tables["starts"])
    for trie in closed:
        known.update(trie)
    for index in ("whole", "yes_no"):
        for key in tables[index]:
            known.update(key.split())
    return frozenset(known)
