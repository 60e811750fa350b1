"""The ``templates`` section: what WhatsApp approved, and what fills it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, cast

from bot.core.flow import TemplateSpec
from bot.core.limits import length
from bot.core.names import unknown
from bot.core.outgoing import MAX_BODY
from bot.flowfiles.desk import Desk
from bot.flowfiles.fields import Fields, fields, text
from bot.flowfiles.nodes import Items, Map, Node, Text, where
from bot.flowfiles.problems import did_you_mean

_NAME = re.compile(r"[a-z0-9_]{1,512}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2,3})?\Z")
_GAP = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def templates(desk: Desk, section: Mapping[str, tuple[Text, Node]]) -> dict[str, TemplateSpec]:
    """Build all templates."""
    out: dict[str, TemplateSpec] = {}
    for name, (key, node) in section.items():
        given = fields(desk, node, "template")
        if given is not None:
            _name(desk, given.get("name") or key)
            out[name] = _template(desk, name, given)
    return out


def _name(desk: Desk, node: Node) -> None:
    if isinstance(node, Text) and not _NAME.match(node.text):
        cure = f"write it as in WhatsApp Manager: {re.sub('[^a-z0-9_]+', '_', node.text.lower())}"
        desk.error(node, f'"{node.text}" can\'t be the name of a template (a–z, 0–9 and _)', cure)


def _template(desk: Desk, name: str, given: Fields) -> TemplateSpec:
    filled = _params(desk, given)
    named = any(not key.isdigit() for key in filled)
    params = tuple(filled) if named else tuple(filled.values())
    languages = _languages(desk, given)
    body = _body(desk, given, filled, languages)
    kind = given.one_of("category", "marketing")
    return TemplateSpec(
        name=given.text("name", name),
        languages=languages,
        category=cast(Literal["marketing", "utility", "authentication"], kind),
        params=params,
        named=named,
        body=body,
        where=where(given.node),
        fill=filled,
    )


def _languages(desk: Desk, given: Fields) -> tuple[str, ...]:
    found = given.texts("languages") or given.texts("language")
    for item in found:
        if not _LANGUAGE.match(item.text):
            cure = "write it as in WhatsApp Manager: en, en_US, pt_BR"
            desk.error(item, f'"{item.text}" is not a language of a template', cure)
    if not found:
        desk.error(given.node, 'a template needs "languages"', "write languages: [en] as approved in WhatsApp Manager")
    return tuple(item.text for item in found)


def _params(desk: Desk, given: Fields) -> dict[str, str]:
    """Return placeholder -> what fills it: a list is {{1}}, {{2}} …; a map has names."""
    node = given.get("params")
    if node is None:
        return {}
    listed = node.items if isinstance(node, Items) else [node]
    pairs = node.items if isinstance(node, Map) else {str(number): item for number, item in enumerate(listed, 1)}
    return {key: _filler(desk, item, f'"{key}"') for key, item in pairs.items()}


def _filler(desk: Desk, node: Node, what: str) -> str:
    """Return what fills a placeholder: a name such as person.name or slots.day, or a word that the sender gives."""
    name = text(desk, node, what)
    if "." not in name:
        return name
    wrong = unknown(name)
    slot = name.removeprefix("slots.")
    if wrong is None and slot != name and slot not in desk.slots:
        wrong = f'there is no slot called "{slot}"', did_you_mean(slot, list(desk.slots), "declare it below slots:")
    if wrong is not None:
        desk.error(node, *wrong)
    return name


def _body(desk: Desk, given: Fields, filled: Mapping[str, str], languages: tuple[str, ...]) -> dict[str, str]:
    node = given.get("body")
    if node is None:
        return {}
    by_language = (
        node.items
        if isinstance(node, Map) and all(map(_LANGUAGE.match, node.items))
        else dict.fromkeys(languages[:1], node)
    )
    out = {}
    for language, item in by_language.items():
        body = text(desk, item, "the body of a template")
        if body:
            _check_body(desk, item, body, filled)
            out[language] = body
    return out


def _check_body(desk: Desk, node: Node, body: str, filled: Mapping[str, str]) -> None:
    gaps = list(dict.fromkeys(_GAP.findall(body)))
    missing = [gap for gap in gaps if gap not in filled]
    unused = [name for name in filled if name not in gaps]
    if missing:
        desk.error(
            node, f"nothing fills {{{{{missing[0]}}}}} of this template", "add it to params:, in the order of the text"
        )
    elif unused:
        desk.error(node, f"params fill {{{{{unused[0]}}}}}, which is not in this text", "take it away from params:")
    if length(body) > MAX_BODY:
        desk.error(
            node,
            f"the body of a template can have {MAX_BODY:,} characters (this one has {length(body):,})",
            "shorten it",
        )
    if gaps and (body.startswith("{{") or body.rstrip().endswith("}}")):
        desk.error(node, "WhatsApp refuses a template that begins or ends with a placeholder", "put words around it")
