"""Texts, placeholders and conditions: from nodes to ``Wording``, ``Pattern`` and ``Condition``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.core import conditions, fill
from bot.core.conditions import Condition
from bot.core.fill import Pattern
from bot.core.flow import Wording
from bot.core.limits import length
from bot.core.names import unknown
from bot.flowfiles.desk import Desk
from bot.flowfiles.fields import text
from bot.flowfiles.nodes import Items, Map, Node, Text, where

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:[-_](?:[A-Z]{2}|[A-Z][a-z]{3}|[0-9]{3}))?\Z")
_CODES = """
aa ab af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cs cu cv cy da de dv dz ee el en eo
es et eu fa ff fi fil fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my
na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm
sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo yue
za zh zu
"""  # ISO 639-1, and fil and yue
LANGUAGES = frozenset(re.findall("[a-z]+", _CODES))
_LETTERS = re.compile(r"[^\W\d_]{2}")

_parse_pattern = lru_cache(maxsize=4096)(fill.parse)
_parse_condition = lru_cache(maxsize=1024)(conditions.parse)


def is_language(tag: str) -> bool:
    """Whether a key is a language: pt, pt-BR, zh-Hant."""
    return bool(LANGUAGE_TAG.match(tag)) and re.split("[-_]", tag)[0] in LANGUAGES


def wording(desk: Desk, node: Node, *, limit: int, what: str) -> Wording:
    """Read a text: one, one per language, or variants. *limit*: characters that WhatsApp takes for *what*."""
    by_language: dict[str, tuple[Pattern, ...]] = {}
    for language, variants in _by_language(desk, node, what):
        read = [pattern(desk, item, limit=limit, what=what) for item in _variants(variants)]
        by_language[language] = tuple(found for found in read if found is not None)
    return Wording({tag: found for tag, found in by_language.items() if found}, where(node))


def texts_of(said: Wording | None) -> Iterator[tuple[str, Pattern]]:
    """Every text of a wording, with its language."""
    for language, variants in (said.by_language if said else {}).items():
        for variant in variants:
            yield language, variant


def default_text(desk: Desk, said: Wording) -> str:
    """Return the text in the default language, as it was written."""
    found = said.by_language.get(desk.languages[0]) or next(iter(said.by_language.values()), ())
    return found[0].source if found else ""


def pattern(desk: Desk, node: Node, *, limit: int, what: str) -> Pattern | None:
    """Read one text with placeholders, and check it against the limit."""
    source = text(desk, node, what)
    if not source or not isinstance(node, Text):
        return None
    if not source.strip():
        desk.error(node, f"{what} is empty", "write a text")
        return None
    found = _placeholders(desk, node, source)
    if found is not None:
        _check_length(desk, node, found, limit, what)
    return found


def condition(desk: Desk, node: Node) -> Condition | None:
    """Read a condition."""
    source = text(desk, node, "a condition")
    if not source or not isinstance(node, Text):
        return None
    try:
        found = _parse_condition(source)
        desk.conditions.append((node, found))
        return found
    except conditions.ConditionProblem as problem:
        desk.inside(node, problem.offset, problem.message, problem.hint)
        return None


def _placeholders(desk: Desk, node: Text, source: str) -> Pattern | None:
    try:
        found = _parse_pattern(source) if "{" in source or "}" in source else Pattern(source, parts=(source,))
    except fill.FillProblem as problem:
        what, _, cure = problem.message.partition("; ")
        desk.inside(node, problem.offset, what, cure)
        return None
    for name in found.names:
        wrong = unknown(name)
        if wrong is not None or name.split(".")[0] in ("hours", "window", "consent"):
            told = wrong or (
                f"{name} is for conditions; it has no words of its own",
                "use it with if:, or write the text out",
            )
            short = name.removeprefix("slots.")
            desk.error(desk.find(where(node), "{" + short), *told)
            return None
    if found.names:
        desk.filled.append((node, found, desk.extras))
    return found


def _check_length(desk: Desk, node: Text, found: Pattern, limit: int, what: str) -> None:
    shortest = sum(length(part) for part in found.parts if isinstance(part, str))
    if shortest > limit:
        sure = "" if not found.names else " even before its placeholders are filled"
        desk.error(
            node, f"{what} can have {limit:,} characters on WhatsApp (this one has {shortest:,}{sure})", "shorten it"
        )


def _by_language(desk: Desk, node: Node, what: str) -> list[tuple[str, Node]]:
    if not isinstance(node, Map) or _one_placeholder(node):
        _lonely(desk, node)
        return [(desk.languages[0], node)]
    known = [tag for tag in node.items if is_language(tag)]
    for tag in node.items:
        if tag not in known:
            near = next((language for language in desk.languages if tag.lower().startswith(language)), "")
            cure = (
                f'did you mean "{near}"?'
                if near
                else f"a text is one text, or has keys like {', '.join(desk.languages)}"
            )
            desk.error(node.keys[tag], f'"{tag}" is not a language', cure)
    if len(known) == len(node.items):
        _missing(desk, node, what)
    return [(tag, node.items[tag]) for tag in known]


def _missing(desk: Desk, node: Map, what: str) -> None:
    default = desk.languages[0]
    if default not in node.items:
        cure = f"add {default}: (the first of business.languages)"
        desk.error(node, f"{what} is missing in the default language, {default}", cure)
    missing = [tag for tag in desk.languages[1:] if tag not in node.items]
    if missing:
        cure = f"add {missing[0]}: or people who write {missing[0]} get {default}"
        desk.warning(node, f"{what} is missing in {', '.join(missing)}", cure)


def _lonely(desk: Desk, node: Node) -> None:
    """Remember a text that stands in one language only, where there are several."""
    first = node.items[0] if isinstance(node, Items) and node.items else node
    if len(desk.languages) > 1 and isinstance(first, Text) and _LETTERS.search(first.text):
        desk.lonely.setdefault(node.path, []).append(first)


def _one_placeholder(node: Map) -> bool:
    """``{name}`` without quotes: told by ``text``."""
    return node.flow and all(isinstance(item, Text) and item.empty for item in node.items.values())


def _variants(node: Node) -> list[Node]:
    return node.items if isinstance(node, Items) else [node]
