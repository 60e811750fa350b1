"""The ``consent`` section: purposes, and the exact words that ask for them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Literal, cast

from bot.core.fill import Pattern
from bot.core.flow import Business, Notice, Purpose, Wording
from bot.core.limits import length
from bot.core.outgoing import MAX_BODY, MAX_BUTTON_TITLE
from bot.flowfiles import amounts
from bot.flowfiles.desk import Desk, check_id
from bot.flowfiles.fields import Fields, fields
from bot.flowfiles.nodes import Map, Node, Text, where
from bot.flowfiles.texts import wording

FILLED = ("business.name", "business.privacy_url", "business.contact")
_RESERVED = ("all", "any", "none")
EXPIRES = 24 * 30 * amounts.DAY
_UNLIMITED = 100_000  # a notice is measured once its placeholders are filled


def purposes(desk: Desk, section: Mapping[str, tuple[Text, Node]], business: Business) -> dict[str, Purpose]:
    """Build all purposes."""
    out: dict[str, Purpose] = {}
    for name, (key, node) in section.items():
        given = fields(desk, node, "purpose")
        if given is None or not check_id(desk, key, "purpose"):
            continue
        if name in _RESERVED:
            desk.error(key, f'"{name}" means something of its own and can\'t be a purpose', "choose another id")
            continue
        out[name] = _purpose(desk, name, given, business)
    return out


def notice_hash(text: str, yes: str, no: str) -> str:
    """Return the fingerprint of what a person saw: sha256 over canonical JSON, hex."""
    seen = json.dumps({"no": no, "text": text, "yes": yes}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(seen.encode()).hexdigest()


def _purpose(desk: Desk, name: str, given: Fields, business: Business) -> Purpose:
    cap, quiet, expires, notice = (given.get(key) for key in ("cap", "quiet_hours", "expires", "notice"))
    return Purpose(
        id=name,
        kind=cast(Literal["marketing", "utility"], given.one_of("kind", "marketing")),
        notices=_notices(desk, name, notice, business) if notice is not None else {},
        cap=amounts.cap(desk, cap) if cap is not None else None,
        quiet=amounts.span(desk, quiet, "quiet hours") if quiet is not None else None,
        expires=_expires(desk, expires),
        double_opt_in=given.yes_no("double_opt_in"),
        where=where(given.node),
    )


def _expires(desk: Desk, node: Node | None) -> int:
    if node is None:
        return EXPIRES
    return amounts.duration(desk, node, '"expires"', at_least=amounts.DAY)


def _notices(desk: Desk, purpose: str, node: Node, business: Business) -> dict[str, Notice]:
    given = fields(desk, node, "notice")
    if given is None:
        return {}
    version = given.number("version", 1, 1)
    text = _plain_words(desk, given, "text", _UNLIMITED, "a notice")
    yes = _plain_words(desk, given, "yes", MAX_BUTTON_TITLE, "the yes of a notice")
    no = _plain_words(desk, given, "no", MAX_BUTTON_TITLE, "the no of a notice")
    out: dict[str, Notice] = {}
    for language, pattern in text.items():
        seen = _filled(desk, given, language, pattern, business)
        agree, refuse = (_button(desk, given, key, words, language) for key, words in (("yes", yes), ("no", no)))
        if seen and agree and refuse:
            _differ(desk, given, agree, refuse)
            out[language] = Notice(purpose, version, language, seen, agree, refuse, notice_hash(seen, agree, refuse))
    return out


def _plain_words(desk: Desk, given: Fields, key: str, limit: int, what: str) -> dict[str, Pattern]:
    """Read one text per language: what somebody agreed to must not depend on chance."""
    node = given.get(key)
    said = wording(desk, node, limit=limit, what=what) if node is not None else Wording({})
    for variants in said.by_language.values():
        if len(variants) > 1 and node is not None:
            desk.error(node, f"{what} has one text per language, and this has {len(variants)}", "keep one of them")
    return {language: variants[0] for language, variants in said.by_language.items()}


def _filled(desk: Desk, given: Fields, language: str, pattern: Pattern, business: Business) -> str:
    node = _language_node(given, "text", language)
    facts = {name: getattr(business, name.split(".")[1]) for name in FILLED}
    for name in pattern.names:
        if name not in FILLED:
            place = desk.find(where(node), "{" + name.removeprefix("slots."))
            cure = "everybody must see the same words; only {business.name} and {business.privacy_url} are filled"
            desk.error(place, f"a notice can't have {{{name.removeprefix('slots.')}}} in it", cure)
            return ""
        if name in pattern.required and not facts[name]:
            place = desk.find(where(node), "{" + name)
            desk.error(place, f"{name} is empty", f"write {name.split('.')[1]}: in the section business")
            return ""
    seen = pattern.render(facts.get, str).strip()
    if length(seen) > MAX_BODY:
        told = (
            f"a notice can have {MAX_BODY:,} characters on WhatsApp (this one has {length(seen):,} once it is filled)"
        )
        desk.error(node, told, "shorten it; details belong on the page it links to")
    return seen


def _button(desk: Desk, given: Fields, key: str, words: Mapping[str, Pattern], language: str) -> str:
    found = words.get(language)
    if found is None and given.has(key) and words:
        node = given.node.keys[key]
        desk.error(node, f'the button "{key}" is missing in {language}', f"add {language}: to {key}")
    if found is not None and found.names:
        node = given.node.keys[key]
        desk.error(node, f'the button "{key}" can\'t have placeholders', "write the words themselves")
        return ""
    return "".join(str(part) for part in found.parts) if found else ""


def _differ(desk: Desk, given: Fields, yes: str, no: str) -> None:
    if yes.casefold() == no.casefold():
        desk.error(given.node.keys["no"], f'yes and no are both "{yes}"', "a person must be able to tell them apart")


def _language_node(given: Fields, key: str, language: str) -> Node:
    node = given.get(key)
    assert node is not None
    return node.items.get(language, node) if isinstance(node, Map) else node
