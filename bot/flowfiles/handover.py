"""The sections ``handover`` and ``words``."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.flow import HandoverRules
from bot.core.outgoing import MAX_TEXT
from bot.flowfiles.amounts import MINUTE, duration
from bot.flowfiles.desk import Desk, check_id
from bot.flowfiles.fields import Fields, fields, texts
from bot.flowfiles.nodes import Items, Map, Node, Text
from bot.flowfiles.problems import did_you_mean
from bot.flowfiles.texts import is_language, wording

MEANINGS: Mapping[str, str] = {
    **{name: name for name in ("stop", "start", "help", "person", "cancel", "back", "menu", "source", "wrong_number")},
    "my_data": "export", "export": "export", "delete": "erase", "erase": "erase",
}  # fmt: skip
Words = dict[str, dict[str, tuple[str, ...]]]


def teams_of(node: Node | None) -> list[Text]:
    """Return the names of the teams, before flows that hand over are built."""
    given = node.items.get("teams") if isinstance(node, Map) else None
    if isinstance(given, Map):
        return list(given.keys.values())
    found = given.items if isinstance(given, Items) else [given] if given is not None else []
    return [item for item in found if isinstance(item, Text) and not item.empty]


def handover(desk: Desk, node: Map) -> HandoverRules:
    """Build the section."""
    given = Fields(desk, node, "handover")
    teams = [item for item in teams_of(node) if check_id(desk, item, "team")]
    inner = given.get("teams")
    for item in inner.items.values() if isinstance(inner, Map) else ():
        if isinstance(item, Map):
            fields(desk, item, "team")
    say, closed, back = given.get("say"), given.get("closed"), given.get("back_after")
    return HandoverRules(
        teams=tuple(dict.fromkeys(item.text for item in teams)) or ("team",),
        say=wording(desk, say, limit=MAX_TEXT, what="a text") if say is not None else None,
        closed=wording(desk, closed, limit=MAX_TEXT, what="a text") if closed is not None else None,
        back_after=duration(desk, back, '"back_after"', at_least=MINUTE) if back is not None else 12 * 3600,
        contact=given.text("contact"),
    )


def words(desk: Desk, section: Mapping[str, tuple[Text, Node]]) -> Words:
    """Return meaning -> language ("" for all) -> words; one with - in front is taken away, which STOP refuses."""
    out: Words = {}
    for name, (key, node) in section.items():
        meaning = MEANINGS.get(name.lower().replace(" ", "_"))
        if meaning is None:
            desk.error(key, f'"{name}" is no meaning that words can have', did_you_mean(name.lower(), list(MEANINGS)))
            continue
        for language, found in _by_language(desk, node):
            kept = tuple(item.text for item in texts(desk, found, "a word") if _may(desk, item, meaning))
            before = out.setdefault(meaning, {}).get(language, ())
            out[meaning][language] = before + kept
    return out


def _by_language(desk: Desk, node: Node) -> list[tuple[str, Node]]:
    if not isinstance(node, Map):
        return [("", node)]
    for tag in node.items:
        if not is_language(tag):
            desk.error(node.keys[tag], f'"{tag}" is not a language', "write it as two letters: en, pt, es …")
    return [(tag, item) for tag, item in node.items.items() if is_language(tag)]


def _may(desk: Desk, item: Text, meaning: str) -> bool:
    if meaning == "stop" and item.text.startswith("-"):
        desk.error(item, f'"{item.text[1:]}" can\'t be taken away: STOP words can only be added', "take the line away")
        return False
    return True
