"""What starts a flow."""

from __future__ import annotations

from bot.core.flow import Trigger
from bot.core.patterns import PatternProblem, safe
from bot.flowfiles.amounts import seconds_of
from bot.flowfiles.desk import Desk
from bot.flowfiles.fields import Fields, fields, text
from bot.flowfiles.nodes import Map, Node, Text, plain, where
from bot.flowfiles.schema import keys_of

KINDS = tuple(name for name in keys_of("trigger") if name != "priority")
BARE = ("ad", "media", *(name for name in KINDS if keys_of("trigger")[name].type == "yes_no"))  # may stand alone
PROACTIVE = ("event", "after", "every")
MEDIA = ("image", "video", "audio", "document", "sticker")
_SHORTEST_PHRASE = 3


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
    return [found for kind in kinds if (found := _one(desk, given, kind, priority)) is not None]


def _one(desk: Desk, given: Fields, kind: str, priority: int) -> Trigger | None:
    node = given.get(kind)
    assert node is not None
    place = where(given.node.keys[kind])
    key = keys_of("trigger")[kind]
    if key.type == "yes_no":
        return Trigger(kind, (), priority, place) if given.yes_no(kind) else None
    if kind in ("after", "every"):
        return Trigger(kind, _schedule(desk, node, kind), priority, place)
    values = given.texts(kind)
    _check(desk, kind, values)
    return Trigger(kind, tuple(value.text for value in values), priority, place) if values else None


def _check(desk: Desk, kind: str, values: list[Text]) -> None:
    for value in values:
        if kind == "pattern":
            _pattern(desk, value)
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


def _schedule(desk: Desk, node: Node, kind: str) -> tuple[str, ...]:
    """``every: monday 09:00``; ``after: {action_book_table: 2 hours}``. Kept as written."""
    if isinstance(node, Map):
        pairs = [(name, text(desk, item, f'"{name}"')) for name, item in node.items.items()]
        for (_, length), item in zip(pairs, node.items.values(), strict=True):
            if length and kind == "after" and seconds_of(length) is None:
                desk.error(item, f'"{length}" is no duration', "write it like 2 hours")
        return tuple(f"{name}: {length}" for name, length in pairs)
    found = plain(node)
    return tuple(str(item) for item in found) if isinstance(found, list) else (str(found),)
