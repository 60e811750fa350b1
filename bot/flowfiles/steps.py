"""From a plan to a built step: one small function for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import phrases
from bot.core.fill import Pattern
from bot.core.flow import (
    AnyStep,
    AskConsent,
    Call,
    Choice,
    Collect,
    HandOverTo,
    Link,
    Noop,
    RunAction,
    SetSlots,
    Tag,
    Utter,
    Wait,
    Wording,
)
from bot.core.language_wish import SLOT, names
from bot.core.outgoing import MAX_BODY, MAX_TEXT
from bot.flowfiles import proposals, slots
from bot.flowfiles.amounts import duration
from bot.flowfiles.desk import known_or
from bot.flowfiles.fields import Fields
from bot.flowfiles.nodes import Items, Map, Node, Text, kind_of, plain, where
from bot.flowfiles.paths import Paths, Plan
from bot.flowfiles.problems import did_you_mean
from bot.flowfiles.questions import collect, way_out
from bot.flowfiles.responses import Responses
from bot.flowfiles.says import say
from bot.flowfiles.texts import wording


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step is built."""

    paths: Paths
    responses: Responses


def build_step(place: Place, one: Plan) -> AnyStep | None:
    """Build one step; None where it can't be."""
    given = Fields(place.paths.desk, one.node, f"step.{one.kind}")
    return _BUILDERS[one.kind](place, one, given)


def _base(one: Plan) -> dict[str, Any]:
    return {"id": one.id, "next": one.branches, "where": where(one.node)}


def _say(place: Place, one: Plan, given: Fields) -> AnyStep | None:
    return say(place.paths, one, given)


def _collect(place: Place, one: Plan, given: Fields) -> AnyStep | None:
    return collect(place.paths, one, given, place.responses)


def _set_slots(place: Place, one: Plan, given: Fields) -> AnyStep | None:
    desk, node = place.paths.desk, given.get("set_slots")
    if node is None:
        return None
    values: list[tuple[str, Any]] = []
    for item in node.items if isinstance(node, Items) else [node]:
        if not isinstance(item, Map):
            desk.error(item, f"set_slots is a list of slot: value, and here is {kind_of(item)}", "write - area: garden")
            continue
        for name, value in item.items.items():
            values.append((name, plain(value)))
            slots.fill(desk, name, where(item.keys[name]), _type_of(value))
    return SetSlots(**_base(one), values=tuple(values))


def _type_of(node: Node) -> str:
    value = plain(node)
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    return "list" if isinstance(value, list) else "text" if isinstance(value, str) else ""


def _action(place: Place, one: Plan, given: Fields) -> AnyStep | None:
    desk, name = place.paths.desk, given.text("action")
    node = given.get("action")
    if not name or not isinstance(node, Text):
        return None
    if name.startswith("utter_"):
        return Utter(**_base(one), name=name) if known_or(desk, node, desk.known.responses, "response") else None
    if not name.startswith("action_"):
        desk.error(
            node,
            f'the name of an action begins with action_ (or utter_), and "{name}" does not',
            f"write action_{name}",
        )
        return None
    known = desk.known.actions
    if known is not None and name not in known and desk.whole:
        cure = did_you_mean(name, sorted(known), "write it in the folder actions, or name it in actions:")
        desk.error(node, f'there is no action called "{name}"', cure)
    return RunAction(**_base(one), name=name, on_fail=way_out(place.paths, given, "on_fail", ""))


def _call(place: Place, one: Plan, given: Fields) -> AnyStep | None:
    name = _flow(place, given, "call")
    return Call(**_base(one), flow=name) if name else None


def _link(place: Place, one: Plan, given: Fields) -> AnyStep | None:
    if given.text("link") == "pattern_human_handoff":
        return HandOverTo(**_base(one))
    name = _flow(place, given, "link")
    return Link(**_base(one), flow=name) if name else None


def _flow(place: Place, given: Fields, key: str) -> str:
    desk, name, node = place.paths.desk, given.text(key), given.get(key)
    if name.startswith("pattern_") and isinstance(node, Text):
        cure = "only link: pattern_human_handoff is known; what is said there, the bot says by itself"
        desk.error(node, f'"{name}" is a pattern of Rasa, which is not here', cure)
        return ""
    if not isinstance(node, Text) or not name or not known_or(desk, node, desk.known.flows, "flow"):
        return ""
    return name


def _noop(place: Place, one: Plan, given: Fields) -> AnyStep | None:
    if given.has("noop"):
        given.yes_no("noop")
    return Noop(**_base(one))


def _consent(place: Place, one: Plan, given: Fields) -> AnyStep | None:
    node, name = given.get("consent"), given.text("consent")
    if not isinstance(node, Text) or not name:
        return None
    if not known_or(place.paths.desk, node, place.paths.desk.known.purposes, "purpose", "add it below consent:"):
        return None
    return AskConsent(**_base(one), purpose=name)


def _language(place: Place, one: Plan, given: Fields) -> AnyStep | None:
    desk, node = place.paths.desk, given.get("language")
    if node is None:
        return None
    if given.text("language") not in ("ask", "true", "yes"):
        desk.error(node, "the step language: asks for one, and does nothing else", "write language: ask")
        return None
    tags = desk.languages
    if len(tags) < 2:
        cure = "take the step away, or name more languages in business:"
        desk.warning(node, "there is one language only, so there is nothing to ask", cure)
        return Noop(**_base(one))
    titles = {tag: Wording(dict.fromkeys(tags, (Pattern(name, parts=(name,)),))) for tag, name in names(tags).items()}
    options = tuple(
        Choice(f"flow/{place.paths.flow}/{one.id}/{n}", title, tag) for n, (tag, title) in enumerate(titles.items(), 1)
    )
    slots.fill(desk, SLOT, where(node), "choice", options)
    asked = given.get("ask")
    ask = Wording({tag: (phrases.sentence("language_ask", tag),) for tag in tags})
    said = wording(desk, asked, limit=MAX_BODY, what="a question") if asked else ask
    again = given.yes_no("again")
    return Collect(**_base(one), slot=SLOT, ask=said, type="choice", choices=options, on_fail="cancel", again=again)


def _handover(place: Place, one: Plan, given: Fields) -> AnyStep | None:
    desk, node = place.paths.desk, given.get("handover")
    if isinstance(node, Map):
        yes = Text(node.path, node.line, node.column, "true")
        inner = Map(node.path, node.line, node.column, {"handover": yes, **node.items}, dict(node.keys))
        return _handover(place, one, Fields(desk, inner, "step.handover"))
    word = given.text("handover")
    team_node = given.get("team") or (node if word not in ("", "true", "yes") else None)
    team = ""
    if isinstance(team_node, Text) and known_or(
        desk, team_node, desk.known.teams, "team", "name it in handover: teams:"
    ):
        team = team_node.text
    said = given.get("say")
    text = wording(desk, said, limit=MAX_TEXT, what="a text") if said else None
    return HandOverTo(**_base(one), team=team, say=text, reason=given.text("reason"))


def _wait(place: Place, one: Plan, given: Fields) -> AnyStep | None:
    node = given.get("wait")
    return Wait(**_base(one), seconds=duration(place.paths.desk, node, '"wait"')) if node is not None else None


def _tag(place: Place, one: Plan, given: Fields) -> AnyStep | None:
    tags = tuple(item.text for item in given.texts("tag"))
    return Tag(**_base(one), tags=tags) if tags else None


_BUILDERS: Mapping[str, Callable[[Place, Plan, Fields], AnyStep | None]] = {
    "say": _say, "menu": _say, "collect": _collect, "set_slots": _set_slots, "action": _action, "call": _call,
    "link": _link, "noop": _noop, "consent": _consent, "language": _language, "handover": _handover, "wait": _wait,
    "tag": _tag,
    "template": proposals.template,
}  # fmt: skip
