"""The small language of the word files: one line stands for many ways to say a thing.

``(a|b)`` either, also inside a word: ``mand(ar|en)(me|)`` · ``[word]`` may be missing · ``<name>`` any entry of that class ·
``~`` up to two words between, ``~4`` up to four · ``word*`` a word that begins so · ``^`` and ``$`` begin and end of a sentence
(courtesy words do not count), ``$`` also as an alternative · ``…`` at the end: and all that follows in the sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from bot.core.understanding.fold import fold, tokens

Trie = dict[str, Any]
"""Word -> what may follow. A number marks an end; ``""`` marks an end that may go on; ``"*"`` lists (prefix, rest)."""

OPEN, CLOSE, REST = 1, 2, 4
"""Flags of a pattern: it must begin a sentence, must end one, takes what follows."""

_MAX_EXPANSIONS: Final = 600
_MAX_ELEMENTS: Final = 12
_DEPTH: Final = {"(": 1, "[": 1, ")": -1, "]": -1}
_CLASS: Final = re.compile(r"<(\w+)>")
_STAR: Final = "ꙮ"  # a letter that nobody types keeps "*" through the folding


class TemplateProblem(ValueError):
    """A line of a word file cannot be read."""


def expand(text: str) -> list[str]:
    """Return all texts that *text* with its ``(a|b)`` groups stands for.

    >>> expand("mand(ar|en)(me|) ya")
    ['mandarme ya', 'mandar ya', 'mandenme ya', 'manden ya']
    """
    start = min((at for at in (text.find("("), text.find("[")) if at >= 0), default=-1)
    if start < 0:
        return [text]
    end = _partner(text, start)
    options = split(text[start + 1 : end], "|") + ([""] if text[start] == "[" else [])
    heads = [text[:start] + choice for option in options for choice in expand(option)]
    out = [head + tail for head in heads for tail in expand(text[end + 1 :])]
    if len(out) > _MAX_EXPANSIONS:
        raise TemplateProblem(f"“{text}” stands for more than {_MAX_EXPANSIONS} texts; split it")
    return out


def _partner(text: str, start: int) -> int:
    depth = 0
    for at in range(start, len(text)):
        depth += _DEPTH.get(text[at], 0)
        if depth == 0:
            return at
    raise TemplateProblem(f"“{text}” has a bracket without its partner")


def split(text: str, separator: str) -> list[str]:
    """Split at *separator* outside of brackets."""
    parts, depth, last = [], 0, 0
    for at, char in enumerate(text):
        depth += _DEPTH.get(char, 0)
        if char == separator and depth == 0:
            parts.append(text[last:at])
            last = at + 1
    return [*parts, text[last:]]


def words_of(text: str) -> list[str]:
    """Return the folded words of a literal text; ``*`` stays at a word's end."""
    return [word.replace(_STAR, "*") for word in tokens(fold(text.replace("*", _STAR)))]


def put(trie: Trie, words: Sequence[str], mark: int) -> None:
    """Add a sequence of words to *trie*; marks of the same sequence are joined."""
    for word in words[:-1]:
        child = trie.get(word)
        if not isinstance(child, dict):
            child = trie[word] = {} if child is None else {"": child}
        trie = child
    last = trie.get(words[-1])
    if isinstance(last, dict):
        last[""] = last.get("", 0) | mark
    else:
        trie[words[-1]] = (last or 0) | mark


def finish(trie: Trie) -> Trie:
    """Move the words with ``*`` into the trie's list of prefixes."""
    out: Trie = {}
    for word, child in sorted(trie.items()):
        done = finish(child) if isinstance(child, dict) else child
        if word.endswith("*"):
            out.setdefault("*", []).append([word[:-1], done])
        else:
            out[word] = done
    return out


def linked(nodes: Sequence[Trie]) -> list[Trie]:
    """Return tries that hold one another, from nodes in which -n stands for node n - 1 (always an earlier one)."""
    done: list[Trie] = []
    for node in nodes:
        done.append({word: _link(child, done) for word, child in node.items()})
    return done


def _link(child: Any, done: Sequence[Trie]) -> Any:
    if isinstance(child, list):
        return [(prefix, _link(rest, done)) for prefix, rest in child]
    return done[-child - 1] if child < 0 else child


class Compiler:
    """Collects tries and patterns. Equal parts of tries are kept once: a child -n is the trie number n - 1."""

    def __init__(self) -> None:
        self.tries: list[Trie] = []
        self._known: dict[str, int] = {}

    def trie(self, texts: Iterable[str], mark: int = 1) -> int:
        """Return the number of the trie that holds all *texts*."""
        trie: Trie = {}
        for text in texts:
            words = ["$"] if text == "$" else words_of(text)
            if words:
                put(trie, words, mark)
        return self.keep(finish(trie))

    def keep(self, trie: Trie) -> int:
        """Return the number of this finished trie."""
        flat = {word: self._kept(child) for word, child in trie.items()}
        key = json.dumps(flat, ensure_ascii=False)
        if key not in self._known:
            self._known[key] = len(self.tries)
            self.tries.append(flat)
        return self._known[key]

    def _kept(self, child: Any) -> Any:
        if isinstance(child, list):
            return [[prefix, self._kept(rest)] for prefix, rest in child]
        return -self.keep(child) - 1 if isinstance(child, dict) else child

    def pattern(self, template: str, classes: Mapping[str, Sequence[str]]) -> list[int]:
        """Return ``[flags, element, …]``: 2n a trie, 2n+1 a trie that may be missing, -n a gap of up to n words."""
        flags = 0
        if template.endswith("…"):
            template, flags = template[:-1], REST
        out: list[int] = []
        literal: list[str] = []
        for part in filter(None, split(template.strip(), " ")):
            if part in ("^", "$"):
                flags |= OPEN if part == "^" else CLOSE
            elif part[0] in "<[~(" or "(" in part:
                self._flush(literal, out)
                out.append(self._element(part, template, classes))
            else:
                literal.append(part)
        self._flush(literal, out)
        _check(template, out)
        return [flags, *out]

    def _flush(self, literal: list[str], out: list[int]) -> None:
        if literal:
            out.append(2 * self.trie([" ".join(literal)]))
            literal.clear()

    def _element(self, part: str, template: str, classes: Mapping[str, Sequence[str]]) -> int:
        if part[0] == "~":
            return -int(part[1:] or 2)
        optional = part[0] == "[" and part[-1] == "]"
        inner = part[1:-1] if optional else part
        texts = [text for option in split(inner, "|") for text in members(option, template, classes)]
        if "" in texts:
            optional = True
        return 2 * self.trie(texts) + optional


def members(option: str, template: str, classes: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the texts of one alternative, those of the classes it names included."""
    out = []
    for text in expand(option):
        named = _CLASS.search(text)
        if named is None:
            out.append(text.strip())
        elif named[1] not in classes:
            raise TemplateProblem(f"“{template}” names a class <{named[1]}> that its file does not have")
        else:
            for entry in classes[named[1]]:
                out += members(text[: named.start()] + entry + text[named.end() :], template, classes)
    return out


def resolved(raw: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return classes with their groups expanded and the classes they name filled in."""
    done: dict[str, list[str]] = {}
    waiting = {name: [text for item in items for text in expand(item)] for name, items in raw.items()}
    while waiting:
        ready = [
            name
            for name, items in waiting.items()
            if not any(name in waiting for item in items for name in _CLASS.findall(item))
        ]
        if not ready:
            raise TemplateProblem(f"the classes {', '.join(sorted(waiting))} name each other")
        for name in ready:
            done[name] = [text for item in waiting.pop(name) for text in members(item, name, done)]
    return done


def _check(template: str, out: Sequence[int]) -> None:
    if not any(element >= 0 and element % 2 == 0 for element in out):
        raise TemplateProblem(f"“{template}” needs at least one word that may not be missing")
    if out[0] < 0 or len(out) > _MAX_ELEMENTS:
        raise TemplateProblem(f"“{template}” begins with a gap, or has more than {_MAX_ELEMENTS} parts")
