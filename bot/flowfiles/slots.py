"""The ``slots`` section, and the slots that steps make by filling them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.flow import Choice, Rejection, Slot, Where
from bot.flowfiles.choices import options
from bot.flowfiles.desk import Desk, SlotFacts, check_id
from bot.flowfiles.fields import Fields, fields
from bot.flowfiles.nodes import Node, Text, plain, where
from bot.flowfiles.problems import did_you_mean
from bot.flowfiles.responses import Responses, rejections
from bot.flowfiles.schema import keys_of

RASA_TYPES: Mapping[str, str] = {
    "categorical": "choice",
    "strict_categorical": "choice",
    "float": "number",
    "dict": "any",
    "any": "any",
}
TYPES = tuple(keys_of("slot")["type"].type.removeprefix("one of ").split("|"))


def declare(desk: Desk, section: Mapping[str, tuple[Text, Node]]) -> dict[str, Fields]:
    """Read types and choices of the declared slots, before the flows that use them."""
    out: dict[str, Fields] = {}
    for name, (key, node) in section.items():
        given = fields(desk, node, "slot")
        if given is None or not check_id(desk, key, "slot"):
            continue
        kind = slot_type(desk, given)
        nodes = given.items("options") or list(given.texts("values"))
        chosen = tuple(option.choice for option in options(desk, nodes, f"slot/{name}", rows=True)) if nodes else ()
        desk.slots[name] = SlotFacts(kind or ("choice" if chosen else "text"), where(key), True, chosen)
        if kind == "choice" and not chosen:
            desk.error(key, f'the choice "{name}" has nothing to choose from', "add values: [one, two]")
        out[name] = given
    return out


def slot_type(desk: Desk, given: Fields) -> str:
    """Read a type, Rasa's words included; "" where none was written."""
    source = given.text("type")
    if not source or source in TYPES:
        return source
    if source in RASA_TYPES:
        return RASA_TYPES[source]
    item = given.get("type")
    assert item is not None
    desk.error(item, f'"{source}" is not a type', did_you_mean(source, [*TYPES, *RASA_TYPES]))
    return ""


def fill(desk: Desk, name: str, place: Where, kind: str = "", choices: tuple[Choice, ...] = ()) -> None:
    """Note that a step fills a slot, and of which type it is then."""
    facts = desk.slots.setdefault(name, SlotFacts(place=place))
    if facts.declared:
        return
    if kind and facts.type and facts.type != kind:
        facts.type = "any"
    facts.type = facts.type or kind
    known = {choice.value for choice in facts.choices}
    facts.choices += tuple(choice for choice in choices if choice.value not in known)
    if not choices:
        facts.open_choices = True


def build(desk: Desk, declared: Mapping[str, Fields], responses: Responses) -> dict[str, Slot]:
    """Build every slot, declared or not."""
    out: dict[str, Slot] = {}
    for name, facts in desk.slots.items():
        given = declared.get(name)
        kind = "text" if facts.type in ("", "any") else facts.type
        if given is None:
            out[name] = Slot(name, kind, choices=facts.choices)
            continue
        refused = _refused(desk, given, responses)
        keep = given.yes_no("keep")
        out[name] = Slot(name, kind, _initial(desk, given, facts), keep, facts.choices, refused)
    return out


def _refused(desk: Desk, given: Fields, responses: Responses) -> tuple[Rejection, ...]:
    node = given.get("validation")
    checks = fields(desk, node, "validation") if node is not None else None
    return rejections(desk, checks.items("rejections"), responses) if checks else ()


_SORTS: Mapping[str, tuple[type, ...]] = {"number": (int, float), "bool": (bool,), "list": (list,)}


def _initial(desk: Desk, given: Fields, facts: SlotFacts) -> Any:
    node = given.node.items.get("initial_value")
    value = plain(node)
    if node is None or value is None or facts.type in ("any", "money", "location", "media"):
        return value
    sorts = _SORTS.get(facts.type)
    if sorts and (not isinstance(value, sorts) or (isinstance(value, bool) and bool not in sorts)):
        shown = f'"{node.text}"' if isinstance(node, Text) else "a list or a map"
        desk.error(
            node, f"the initial value {shown} is not of the type {facts.type}", "write another value, or another type"
        )
        return None
    if sorts:
        return value
    if not isinstance(node, Text):
        desk.error(node, f"the initial value of a {facts.type} is one text", "write it on one line")
        return None
    values = [choice.value for choice in facts.choices]
    if facts.type == "choice" and node.text not in values:
        desk.error(node, f'"{node.text}" is not one of the values', did_you_mean(node.text, values))
    return node.text
