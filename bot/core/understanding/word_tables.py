"""Word files (plain mappings) to the tables that a Lexicon reads: done once, when the files change, not at each start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from bot.core.understanding.fold import fold, tokens
from bot.core.understanding.templates import (
    Compiler,
    TemplateProblem,
    Trie,
    expand,
    finish,
    linked,
    put,
    resolved,
    words_of,
)

WHOLE: Final = (
    "stop",
    "stop_local",
    "stop_ambiguous",
    "start",
    "help",
    "person",
    "export",
    "erase",
    "cancel",
    "back",
    "menu",
    "languages",
    "yes",
    "no",
)
"""Keys of a word file whose entries are whole messages."""

INSIDE: Final = {
    "stop_phrases": "stop", "stop_surely": "stop_surely", "not_stop": "not_stop",
    "stop_bot": "stop_bot", "keep_service": "keep_service",
    "wrong_number": "wrong_number", "not_wrong_number": "not_wrong_number",
    "start_phrases": "start", "not_start": "not_start", "never_start": "never_start", "help_phrases": "help", "source": "source",
    "person_phrases": "person", "not_person": "not_person", "export_phrases": "export", "erase_phrases": "erase",
}  # fmt: skip
"""Keys of a word file whose entries may stand inside a message, and what they mean."""

SMALL, OBJECT, PROMO, SOFT, FIRM = 1, 2, 4, 8, 16
"""Marks of the closed vocabulary: small words, things sent, advertising, words that may mean stop, words that do."""

TOLD: Final = (
    "language",
    "name",
    "script",
    "confidence",
    "source_note",
    "note",
    "false_friends",
    "seen_in",
    "spellings",
)
_OTHER: Final = ("classes", "polite", "small", "verbs", "definite", "never")


def compiled(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables (JSON types) for ``{"global": …, "languages": {code: word file}}``."""
    compiler = Compiler()
    tables: dict[str, Any] = {
        "global": raw["global"], "whole": {}, "patterns": [], "needs": [], "starts": {}, "prefixes": {}, "closed": {},
        "yes_no": {}, "never": {}, "scripts": {}, "names": {},
    }  # fmt: skip
    polite: list[str] = []
    for code, words in raw["languages"].items():
        _language(tables, compiler, code, _spelt(words), raw["global"]["tongues"])
        polite += _texts(words, "polite")
    tables["polite"] = [
        compiler.keep(_trie(words_of(text) for text in polite)),
        compiler.keep(_trie(words_of(text)[::-1] for text in polite)),
    ]
    tables["tries"] = compiler.tries
    tables["near"] = _near(tables)
    return tables


def ready(tables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return compiled tables as a Lexicon uses them: tries put together, equal values kept once. Once serves all lexicons."""
    if tables.get("ready"):
        return tables
    small: dict[Any, Any] = {}

    def once(items: Iterable[Any]) -> tuple[Any, ...]:
        key = tuple(small.setdefault(item, item) for item in items)
        return small.setdefault(key, key)  # type: ignore[no-any-return]

    indexes = ("whole", "yes_no", "starts", "prefixes")
    lists = {name: {key: once(items) for key, items in tables[name].items()} for name in indexes}
    rows = {name: [once(row) for row in tables[name]] for name in ("patterns", "needs")}
    return {**tables, **lists, **rows, "tries": linked(tables["tries"]), "ready": True}


def _language(
    tables: dict[str, Any], compiler: Compiler, code: str, words: Mapping[str, Any], tongues: Mapping[str, list[str]]
) -> None:
    unknown = sorted(set(words) - {*WHOLE, *INSIDE, *TOLD, *_OTHER})
    if unknown:
        raise TemplateProblem(f"{code}.yml: nobody knows the keys {', '.join(unknown)}")
    classes = resolved({**words.get("classes", {}), "tongue": [name for names in tongues.values() for name in names]})
    tables["scripts"][code], tables["names"][code] = words["script"], words["name"]
    for kind in WHOLE:
        for entry in words.get(kind, ()):
            if any(sign in entry for sign in "<[~"):
                _pattern(tables, compiler, (kind, code, f"^ {entry} $"), classes)
            else:
                _whole(tables, kind, code, expand(entry))
    for key, kind in INSIDE.items():
        for entry in words.get(key, ()):
            _pattern(tables, compiler, (kind, code, entry), classes)
    tables["closed"][code] = compiler.keep(_closed(words, classes))
    for text in words.get("never", ()):
        tables["never"].setdefault(text.casefold(), []).append(code)


def _whole(tables: dict[str, Any], kind: str, code: str, texts: Iterable[str]) -> None:
    into = tables["yes_no" if kind in ("yes", "no") else "whole"]
    for text in texts:
        key = whole_key(text)
        entry = f"{kind} {code}"
        if key and entry not in into.setdefault(key, []):
            into[key].append(entry)


def whole_key(text: str) -> str:
    """Return what a whole message is looked up by: its folded pieces, one space between."""
    return " ".join(tokens(fold(text)))


Classes = Mapping[str, Sequence[str]]


def _pattern(tables: dict[str, Any], compiler: Compiler, entry: tuple[str, str, str], classes: Classes) -> None:
    kind, code, template = entry
    try:
        flags, *elements = compiler.pattern(template, classes)
    except TemplateProblem as problem:
        raise TemplateProblem(f"{code}.yml: {problem}") from problem
    for variant in _without_empty_gaps(compiler, elements):
        number = len(tables["patterns"])
        tables["patterns"].append([kind, code, flags, *variant])
        tables["needs"].append(_needed(compiler, variant))
        _index(tables, compiler, variant, number)


def _without_empty_gaps(compiler: Compiler, elements: list[int]) -> list[list[int]]:
    """Split "gap, then a word or the end" in two: any word may stand in a gap, but not before the sentence's end."""
    for at, (left, right) in enumerate(pairwise(elements)):
        if left < 0 <= right and "$" in compiler.tries[right >> 1]:
            words = {word: rest for word, rest in compiler.tries[right >> 1].items() if word != "$"}
            end = [*elements[:at], 2 * compiler.keep({"$": 1}), *elements[at + 2 :]]
            return [end, *([[*elements[: at + 1], 2 * compiler.keep(words), *elements[at + 2 :]]] if words else [])]
    return [elements]


def _needed(compiler: Compiler, elements: Sequence[int]) -> list[int]:
    """Return the tries of which a word must be in the message, so that most patterns need not be tried at all."""
    required = [element >> 1 for element in elements if element >= 0 and element % 2 == 0]
    return [number for number in required[1:] if not {"*", "$"} & compiler.tries[number].keys()]


def _index(tables: dict[str, Any], compiler: Compiler, elements: Sequence[int], number: int) -> None:
    """Note the words that the pattern may begin with."""
    for element in elements:
        trie = compiler.tries[element >> 1]
        for word in trie:
            if word not in ("", "*", "$"):
                _note(tables["starts"], word, number)
        for prefix, _ in trie.get("*", ()):
            _note(tables["prefixes"], prefix, number)
        if element % 2 == 0:
            return


def _note(index: dict[str, list[int]], word: str, number: int) -> None:
    numbers = index.setdefault(word, [])
    if not numbers or numbers[-1] != number:
        numbers.append(number)


def _closed(words: Mapping[str, Any], classes: Mapping[str, Sequence[str]]) -> Trie:
    trie: Trie = {}
    firm = [text for text in _texts(words, "stop") if len(words_of(text)) == 1]
    marked = (
        (SMALL, [*_texts(words, "polite"), *_texts(words, "small")]),
        (OBJECT, classes.get("msg", ())),
        (PROMO, classes.get("promo", ())),
        (SOFT, _texts(words, "verbs")),
        (FIRM, [*firm, *_texts(words, "definite")]),
    )
    for mark, texts in marked:
        for text in texts:
            if pieces := words_of(text):
                put(trie, pieces, mark)
    return finish(trie)


def _texts(words: Mapping[str, Any], key: str) -> list[str]:
    return [text for entry in words.get(key, ()) if not any(sign in entry for sign in "<[~") for text in expand(entry)]


def _trie(sequences: Iterable[Sequence[str]]) -> Trie:
    trie: Trie = {}
    for pieces in sequences:
        if pieces:
            put(trie, pieces, 1)
    return finish(trie)


def _spelt(words: Mapping[str, Any]) -> Mapping[str, Any]:
    """Add the second spelling of every entry (ä as ae …) where the file names one."""
    pairs = words.get("spellings")
    if not pairs:
        return words

    def both(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: both(item) for key, item in value.items()}
        if isinstance(value, list):
            return [text for item in value for text in dict.fromkeys((item, _respelt(item, pairs)))]
        return value

    return {key: value if key in TOLD else both(value) for key, value in words.items()}


def _respelt(text: str, pairs: Mapping[str, str]) -> str:
    for letter, other in pairs.items():
        text = text.replace(letter, other)
    return text


def _near(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words that a slip of the finger may stand for, as "kind language", and those that are no slips."""
    rules = tables["global"]["fuzzy"]
    targets: dict[str, str] = {}
    for key, entries in tables["whole"].items():
        for kind, shortest in (("stop", rules["shortest"]), ("stop_ambiguous", rules["shortest_ambiguous"])):
            entry = next((entry for entry in entries if entry.startswith(kind + " ")), "")
            if entry and key.isalpha() and len(key) >= shortest:
                targets.setdefault(key, entry)
    targets |= {whole_key(word): f"stop {code}" for code, words in rules["targets"].items() for word in words}
    return {"targets": targets, "deny": sorted({whole_key(word) for word in rules["deny"]})}
