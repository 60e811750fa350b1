"""The assertions of Rasa's test cases, as far as they need no model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.core.patterns import PatternProblem, safe
from bot.core.talk import Line, Slots
from bot.core.talk_rasa import Filled, Flowed, Offered, Ran, Said
from bot.flowfiles.desk import Desk, known_or
from bot.flowfiles.nodes import Items, Map, Node, Text, plain, where
from bot.flowfiles.problems import did_you_mean

_JUDGED = ("generative_response_is_relevant", "generative_response_is_grounded")


def assertions(desk: Desk, items: Items) -> Iterator[Line]:
    """Read the list below ``assertions:``."""
    for node in items.items:
        for key, item in node.items.items() if isinstance(node, Map) else ():
            read = _READERS.get(key)
            if read is not None:
                yield from read(desk, item)
                continue
            assert isinstance(node, Map)
            cure = did_you_mean(key, list(_READERS), "expect what the bot says (bot:) or remembers (slot_was_set:)")
            if key in _JUDGED:
                cure = "a model would have to judge it; expect the words: bot_uttered: {text_matches: …}"
            desk.warning(node.keys[key], f'the assertion "{key}" is not checked', cure)


def listed(value: Any) -> list[Any]:
    """Return a list as it is, and [] for everything else that somebody may have written there."""
    return value if isinstance(value, list) else []


def _flow(what: Any) -> Callable[[Desk, Node], Iterator[Line]]:
    def read(desk: Desk, node: Node) -> Iterator[Line]:
        given = plain(node)
        asked = given if isinstance(given, dict) else {"flow_id": given}
        ids = listed(asked.get("flow_ids")) or [asked.get("flow_id")]
        flows = tuple(str(id) for id in ids if id)
        for id in flows:
            if desk.whole and id not in desk.known.flows:
                cure = did_you_mean(id, list(desk.known.flows), "name a flow that exists")
                desk.error(node, f'there is no flow called "{id}"', cure)
        one = str(asked.get("operator", "all")) == "any"
        yield Flowed(what, flows, str(asked.get("flow_step_id") or ""), one, where=where(node))

    return read


def _said(desk: Desk, node: Node, *, never: bool = False) -> Iterator[Line]:
    if not isinstance(node, Map):
        desk.error(node, "bot_uttered is a map", "write bot_uttered: {utter_name: utter_greet}")
        return
    name, pattern, buttons = (node.items.get(key) for key in ("utter_name", "text_matches", "buttons"))
    if isinstance(name, Text) and desk.whole and not known_or(desk, name, desk.known.responses, "response"):
        return
    if isinstance(pattern, Text) and not _fits(desk, pattern):
        return
    found = listed(plain(buttons))
    titles = [one.get("title") if isinstance(one, dict) else one for one in found]
    yield Said(
        utter=name.text if isinstance(name, Text) else "",
        matches=pattern.text if isinstance(pattern, Text) else "",
        buttons=tuple(str(title) for title in titles if title),
        never=never,
        where=where(node),
    )


def _fits(desk: Desk, pattern: Text) -> bool:
    try:
        safe(pattern.text)
    except PatternProblem as problem:
        desk.error(pattern, f"text_matches: {problem.message}", problem.hint or "write a simpler pattern")
        return False
    return True


def _ran(desk: Desk, node: Node) -> Iterator[Line]:
    yield Ran(str(plain(node)), where=where(node))


def _offered(desk: Desk, node: Node) -> Iterator[Line]:
    found = plain(node)
    yield Offered(tuple(map(str, found if isinstance(found, list) else [found])), where=where(node))


def slots(node: Node, *, cleared: bool) -> Iterator[Line]:
    """Yield what slots are expected to hold: a value, nothing, or anything."""
    values: dict[str, Any] = {}
    anything: list[str] = []
    for item in node.items if isinstance(node, Items) else [node]:
        found = plain(item)
        if isinstance(found, dict):
            pair = {str(found["name"]): found.get("value")} if "name" in found else found
            if "name" in found and "value" not in found and not cleared:
                anything.append(str(found["name"]))
            else:
                values |= dict.fromkeys(pair) if cleared else pair
        elif cleared:
            values[str(found)] = None
        else:
            anything.append(str(found))
    if values:
        yield Slots(values, where=where(node))
    if anything:
        yield Filled(tuple(anything), where=where(node))


_READERS: Mapping[str, Callable[[Desk, Node], Iterator[Line]]] = {
    "flow_started": _flow("started"),
    "flow_completed": _flow("completed"),
    "flow_cancelled": _flow("cancelled"),
    "pattern_clarification_contains": _offered,
    "action_executed": _ran,
    "slot_was_set": lambda desk, node: slots(node, cleared=False),
    "slot_was_not_set": lambda desk, node: slots(node, cleared=True),
    "bot_uttered": _said,
    "bot_did_not_utter": lambda desk, node: _said(desk, node, never=True),
}
