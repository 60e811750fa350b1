"""What starts a flow."""

from __future__ import annotations

import re

from bot.core.flow import Trigger
from bot.core.patterns import PatternProblem, safe
from bot.flowfiles import moments, slots
from bot.flowfiles.desk import Desk
from bot.flowfiles.fields import Fields, fields
from bot.flowfiles.nodes import Map, Node, Text, where
from bot.flowfiles.schema import keys_of

KINDS = tuple(name for name in keys_of("trigger") if name not in ("priority", "data"))
BARE = ("ad", "media", *(name for name in KINDS if keys_of("trigger")[name].type == "yes_no"))  # may stand alone
PROACTIVE = ("event", "after", "every")
MEDIA = ("image", "video", "audio", "document", "sticker")
_SHORTEST_PHRASE = 3
_EVENT = re.compile(r"[\w.-]{1,60}\Z")


def triggers(desk: Desk, nodes: list[Node]) -> tuple[Trigger, ...]:
    """Read the triggers of one flow."""
    return tuple(found for node in nodes for found in _trigger(desk, node))


def _trigger(desk: Desk, node: Node) -> list[Trigger]:
    if isinstance(node, Text) and node.text in BARE:
        word = Text(node.path, node.line, node.column, "any" if node.text in ("ad", "media") else "true")
        node = Map(node.path, node.line, node.column, {node.text: word}, {node.text: node})
    if isinstance(node, Text) and not node.empty:
        cure = f"write words: [{node.text}] for the whole message, or examples: for what is near enough"
        desk.error(node, f'the trigger "{node.text}" does not say what kind it is', cure)
        return []
    given = fields(desk, node, "trigger")
    if given is None:
        return []
    priority = given.number("priority", 0, -1000, 1000)
    kinds = [kind for kind in KINDS if given.has(kind)]
    if not kinds and not given.strange:
        desk.error(node, "this trigger says nothing", "write words: [book], or examples: [I'd like to book]")
    if given.has("data") and "event" not in kinds:
        desk.error(given.node.keys["data"], "only an event brings data", "write event: above it, or take the line away")
    return [found for kind in kinds for found in _one(desk, given, kind, priority)]


def _one(desk: Desk, given: Fields, kind: str, priority: int) -> list[Trigger]:
    node = given.get(kind)
    assert node is not None
    place = where(given.node.keys[kind])
    key = keys_of("trigger")[kind]
    if key.type == "yes_no":
        return [Trigger(kind, (), priority, place)] if given.yes_no(kind) else []
    if kind in moments.READERS:
        return moments.READERS[kind](desk, node, priority, place)
    values = given.texts(kind)
    _check(desk, kind, values)
    data = _brings(desk, given) if kind == "event" else ()
    return [Trigger(kind, tuple(value.text for value in values), priority, place, data)] if values else []


def _brings(desk: Desk, given: Fields) -> tuple[str, ...]:
    """Return the slots that an event fills."""
    found = given.texts("data")
    for item in found:
        slots.fill(desk, item.text, where(item))
    return tuple(item.text for item in found)


def _check(desk: Desk, kind: str, values: list[Text]) -> None:
    for value in values:
        if kind == "pattern":
            _pattern(desk, value)
        elif kind == "event" and not _EVENT.match(value.text):
            cure = "use letters, digits, _ . and -, like " + (
                re.sub(r"[^\w.-]+", "_", value.text).strip("_") or "order_shipped"
            )
            desk.error(value, f'"{value.text}" can\'t be the name of an event', cure)
        elif kind == "media" and value.text not in (*MEDIA, "any"):
            desk.error(value, f'"{value.text}" is no kind of media', f"known here: {', '.join(MEDIA)}")
        elif kind == "phrases" and len(value.text.strip()) < _SHORTEST_PHRASE:
            cure = "use words: where the whole message is this"
            desk.error(value, f'the phrase "{value.text}" is so short that it stands in many messages', cure)


def _pattern(desk: Desk, value: Text) -> None:
    try:
        safe(value.text, ignore_case=True)
    except PatternProblem as problem:
        desk.inside(value, problem.offset, problem.message, problem.hint or "compare it with ^order [0-9]{4}$")
