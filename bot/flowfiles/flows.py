"""The ``flows`` section."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.core.flow import AnyStep, Flow, Wording
from bot.core.outgoing import MAX_TEXT
from bot.flowfiles.desk import Desk, check_id, known_or
from bot.flowfiles.fields import Fields, fields
from bot.flowfiles.nodes import Items, Node, Text, where
from bot.flowfiles.paths import plan
from bot.flowfiles.responses import Responses
from bot.flowfiles.steps import Place, build_step
from bot.flowfiles.texts import condition, wording
from bot.flowfiles.triggers import triggers

_SLOT = re.compile(r"slots\.([\w-]+)")


def flows(desk: Desk, section: Mapping[str, tuple[Text, Node]], responses: Responses) -> dict[str, Flow]:
    """Build all flows; one that can't be built at all is left out (and told)."""
    out: dict[str, Flow] = {}
    for name, (key, node) in section.items():
        given = fields(desk, node, "flow")
        if given is None or not check_id(desk, key, "flow"):
            continue
        if name.startswith("pattern_"):
            cure = _PATTERNS.get(name, "the bot does this by itself; its words can be changed in responses")
            desk.warning(key, f'"{name}" is a pattern of Rasa and is left out', cure)
            continue
        texts, conditions = len(desk.filled), len(desk.conditions)
        steps = _steps(desk, name, given, responses)
        if steps:
            flow = _flow(desk, key, given, steps)
            out[name] = replace(flow, reads=_reads(desk, texts, conditions)) if flow.purpose else flow
    return out


def _reads(desk: Desk, texts: int, conditions: int) -> tuple[str, ...]:
    """Return the slots that were named since then, in texts and conditions."""
    names = [name for _, pattern, _ in desk.filled[texts:] for name in pattern.names]
    names += [name for _, found in desk.conditions[conditions:] for name in found.names]
    slots = [found for name in names for found in _SLOT.findall(name)]
    return tuple(dict.fromkeys(slots))


_PATTERNS: Mapping[str, str] = {
    "pattern_session_start": "write a flow with triggers: [{first_message: true}]",
    "pattern_cannot_handle": "write a flow with triggers: [{unknown: true}]",
    "pattern_chitchat": "write FAQ entries for what people like to say",
    "pattern_completed": "write a last step into the flows that should ask for more",
    "pattern_human_handoff": "write handover: with what is said",
    "pattern_user_silence": "write timeout: below the collect steps",
    "pattern_search": "write FAQ entries",
}


def _steps(desk: Desk, name: str, given: Fields, responses: Responses) -> dict[str, AnyStep]:
    node = given.get("steps")
    if node is None:
        return {}
    if not isinstance(node, Items) or not node.items:
        desk.error(given.node.keys["steps"], f'the flow "{name}" has no steps', "write - say: and a text below steps:")
        return {}
    paths = plan(desk, name, node)
    place = Place(paths, responses)
    built = {one.id: build_step(place, one) for one in paths.plans.values()}
    return {key: step for key, step in built.items() if step is not None}


def _flow(desk: Desk, key: Text, given: Fields, steps: dict[str, AnyStep]) -> Flow:
    readable = key.text.replace("_", " ").replace("-", " ")
    name = given.text("name") or readable[:1].upper() + readable[1:]
    said = given.get("description")
    guard = given.get("if")
    return Flow(
        id=key.text,
        name=name,
        description=wording(desk, said, limit=MAX_TEXT, what="a description") if said else Wording({}, where(key)),
        steps=steps,
        triggers=triggers(desk, given.items("triggers")),
        guard=condition(desk, guard) if guard is not None else None,
        persisted=tuple(item.text for item in given.texts("persisted_slots")),
        purpose=_purpose(desk, given),
        where=where(key),
    )


def _purpose(desk: Desk, given: Fields) -> str:
    node = given.get("purpose")
    if not isinstance(node, Text):
        return given.text("purpose")
    return node.text if known_or(desk, node, desk.known.purposes, "purpose", "add it below consent:") else ""
