"""From read files to a ``Book``: sections are gathered over all files, then built in the order of their needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast

from bot.core.flow import Book, Business, HandoverRules
from bot.flowfiles import actions as action_files
from bot.flowfiles import business as businesses
from bot.flowfiles import faq as questions
from bot.flowfiles import flows, handover, purposes, responses, slots, telling, templates
from bot.flowfiles.desk import Desk, Known
from bot.flowfiles.fields import fields, text
from bot.flowfiles.lines import Sheet
from bot.flowfiles.nodes import Items, Map, Node, Text, kind_of
from bot.flowfiles.schema import keys_of

_MAPS = ("business", "consent", "flows", "slots", "responses", "templates", "handover", "words")
_MINIMUM = "write business: and below it, indented, name: and languages: [en]"
Entries = dict[str, tuple[Text, Node]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """All sections of all files: maps by id, lists, and the single values."""

    maps: Mapping[str, Entries]
    faq: list[Node]
    actions: list[Node]
    single: Entries


def build(sheets: Iterable[Sheet], actions: frozenset[str] | None, version: str) -> tuple[Desk, Book]:
    """Build everything that can be built. The book may be used only where the desk has no errors."""
    desk = Desk({sheet.path: sheet for sheet in sheets})
    found = _gather(desk)
    who = _business(desk, found.maps["business"])
    server = action_files.server(desk, entry[1]) if (entry := found.single.get("action_endpoint")) else None
    desk.known = _known(desk, found, None if server else actions)
    declared = slots.declare(desk, found.maps["slots"])
    spoken = responses.read_responses(desk, found.maps["responses"])
    built = flows.flows(desk, found.maps["flows"], spoken)
    book = Book(
        business=who,
        flows=built,
        purposes=purposes.purposes(desk, found.maps["consent"], who),
        faq=questions.faq(desk, found.faq),
        slots=slots.build(desk, declared, spoken),
        responses={name: one.variations for name, one in spoken.items()},
        templates=templates.templates(desk, found.maps["templates"]),
        handover=_handover(desk, found.maps["handover"]),
        words=handover.words(desk, found.maps["words"]),
        action_server=server,
        caution=_caution(desk, found.single.get("caution")),
        version=version,
    )
    _told_once(desk)
    return desk, replace(book, tell=telling.tell(desk, found.maps["handover"], book))


def _gather(desk: Desk) -> Gathered:
    found = Gathered({name: {} for name in _MAPS}, [], [], {})
    for sheet in desk.sheets.values():
        root = sheet.root
        if root is None or (isinstance(root, Text) and root.empty):
            continue
        given = fields(desk, root, "file")
        for name in keys_of("file") if given else ():
            assert given is not None
            node = given.get(name)
            if node is not None:
                _put(desk, found, given.node.keys[name], node)
    return found


def _put(desk: Desk, found: Gathered, key: Text, node: Node) -> None:
    if key.text in found.maps:
        _merge(desk, found.maps[key.text], key, node)
    elif key.text in ("faq", "actions"):
        if isinstance(node, Items):
            (found.faq if key.text == "faq" else found.actions).extend(node.items)
        else:
            desk.error(
                node, f'"{key.text}" is a list, and here is {kind_of(node)}', "begin each entry with - on its own line"
            )
    elif key.text in found.single and key.text != "version" and not keys_of("file")[key.text].rasa:
        first = found.single[key.text][0]
        desk.error(key, f'"{key.text}" stands also in {first.path}:{first.line}', "keep one of the two")
    else:
        found.single[key.text] = (key, node)


def _merge(desk: Desk, into: Entries, section: Text, node: Node) -> None:
    if not isinstance(node, Map):
        desk.error(
            node,
            f'"{section.text}" is a map (name: what it is), and here is {kind_of(node)}',
            "write a name and a colon",
        )
        return
    what = _NOUNS[section.text]
    for name, item in node.items.items():
        key = node.keys[name]
        if name in into:
            first = into[name][0]
            desk.error(
                key,
                f'there is already {what} "{name}" in {first.path}:{first.line}',
                "give one of the two another name",
            )
        else:
            into[name] = (key, item)


_NOUNS = {
    "business": "a key", "handover": "a key", "words": "a meaning", "flows": "a flow", "consent": "a purpose",
    "slots": "a slot", "responses": "a response", "templates": "a template",
}  # fmt: skip


def _whole(entries: Entries) -> Map:
    """Return gathered entries as one map, at the place of the first."""
    first = next(iter(entries.values()))[0]
    items = {name: node for name, (_, node) in entries.items()}
    return Map(first.path, first.line, first.column, items, {name: key for name, (key, _) in entries.items()})


def _business(desk: Desk, entries: Entries) -> Business:
    if entries:
        return businesses.business(desk, _whole(entries))
    first = next(iter(desk.sheets.values()), None)
    place = Text(first.path if first else "", 1, 1, "")
    if desk.whole:
        desk.error(place, "no file says who the business is", _MINIMUM)
    return Business("", desk.languages)


def _handover(desk: Desk, entries: Entries) -> HandoverRules:
    return handover.handover(desk, _whole(entries)) if entries else HandoverRules()


def _known(desk: Desk, found: Gathered, actions: frozenset[str] | None) -> Known:
    named = action_files.named(desk, found.actions)
    teams = [item.text for item in handover.teams_of(_whole(found.maps["handover"]))] if found.maps["handover"] else []

    def keys(section: str) -> dict[str, Text]:
        return {name: key for name, (key, _) in found.maps[section].items()}

    return Known(
        flows=keys("flows"),
        purposes=keys("consent"),
        responses=keys("responses"),
        templates=keys("templates"),
        actions=None if actions is None else actions | named,
        teams=tuple(teams) or ("team",),
    )


def _caution(desk: Desk, entry: tuple[Text, Node] | None) -> Literal["cautious", "normal", "bold"]:
    found = text(desk, entry[1], '"caution"') if entry else "normal"
    if found not in ("cautious", "normal", "bold") and entry and found:
        desk.error(entry[1], f'"{found}" is no caution', "known here: cautious, normal, bold")
        found = "normal"
    return cast(Literal["cautious", "normal", "bold"], found or "normal")


def _told_once(desk: Desk) -> None:
    """One warning for each file with texts that are in the default language only."""
    for found in desk.lonely.values():
        nodes = sorted(found, key=lambda node: (node.line, node.column))
        others = ", ".join(desk.languages[1:])
        texts = "one text" if len(nodes) == 1 else f"{len(nodes)} texts"
        what = f"{texts} of this file, from here on, {'is' if len(nodes) == 1 else 'are'} only in {desk.languages[0]}"
        desk.warning(
            nodes[0], what, f"write {desk.languages[0]}: and {others}: below it, or people get {desk.languages[0]}"
        )
