"""The step ``collect``: a question that fills a slot."""

from __future__ import annotations

from dataclasses import replace

from bot.core.flow import Choice, Collect, Timeout, Wording
from bot.core.outgoing import MAX_BODY, MAX_BUTTONS, MAX_LIST_BODY, MAX_TEXT
from bot.flowfiles import slots
from bot.flowfiles.amounts import MINUTE, duration
from bot.flowfiles.choices import Option, options
from bot.flowfiles.desk import Desk, known_or
from bot.flowfiles.fields import Fields, fields
from bot.flowfiles.nodes import Text, where
from bot.flowfiles.paths import Paths, Plan, target
from bot.flowfiles.responses import Responses, rejections
from bot.flowfiles.texts import wording

_OUT = ("handover", "cancel")


def collect(paths: Paths, one: Plan, given: Fields, responses: Responses) -> Collect | None:
    """Build a collect step."""
    desk, slot = paths.desk, given.text("collect")
    if not slot:
        return None
    own = options(desk, given.items("options"), f"flow/{paths.flow}/{one.id}")
    ask, offered = _question(paths, given, slot, responses, bool(own))
    if ask is None:
        return None
    choices = tuple(option.choice for option in own) or _offered(paths, one, slot, offered)
    kind, choices = _type(paths, one, given, choices)
    retry = given.get("retry")
    return Collect(
        id=one.id, next=one.branches, where=where(one.node), slot=slot, ask=ask, type=kind, choices=choices,
        rejections=rejections(desk, given.items("rejections"), responses),
        retry=wording(desk, retry, limit=MAX_TEXT, what="a text") if retry else None,
        retries=given.number("retries", 2, 0, 10), on_fail=way_out(paths, given, "on_fail", "handover"),
        timeout=_timeout(paths, given), again=given.yes_no("again") or given.yes_no("ask_before_filling"),
    )  # fmt: skip


def _question(
    paths: Paths, given: Fields, slot: str, responses: Responses, has_options: bool
) -> tuple[Wording | None, list[Option]]:
    """Return the question, and the buttons of the response where it is one."""
    desk, node = paths.desk, given.get("ask")
    if node is not None:
        limit = (MAX_LIST_BODY if len(given.items("options")) > MAX_BUTTONS else MAX_BODY) if has_options else MAX_TEXT
        return wording(desk, node, limit=limit, what="a question"), []
    named = given.get("utter")
    name = f"utter_ask_{slot}"
    if isinstance(named, Text):
        if not known_or(desk, named, desk.known.responses, "response"):
            return None, []
        name = named.text
    desk.uttered.add(name)
    spoken = responses.get(name)
    if spoken is None:
        if name not in desk.known.responses:
            by_action = f"action_ask_{slot}" in (desk.known.actions or ())
            cure = f"action_ask_{slot} is not called to ask: " * by_action + "write ask: with the question"
            desk.error(given.node.keys["collect"], f'nothing asks for "{slot}"', cure)
        return None, []
    return spoken.any_time(), list(spoken.options)


def _offered(paths: Paths, one: Plan, slot: str, offered: list[Option]) -> tuple[Choice, ...]:
    """Take over the buttons of a response that asks; those for another slot are refused."""
    out = []
    for number, option in enumerate(offered, 1):
        if option.slot and option.slot != slot:
            what = f'a button of this question sets "{option.slot}", but it asks for "{slot}"'
            paths.desk.warning(option.choice.title.where, what, f"write payload: /SetSlots({slot}=…)")
        out.append(replace(option.choice, id=f"flow/{paths.flow}/{one.id}/{number}"))
    return tuple(out)


def _type(paths: Paths, one: Plan, given: Fields, choices: tuple[Choice, ...]) -> tuple[str, tuple[Choice, ...]]:
    """Return what is understood: as written here, as the slot says, a choice where there are options, or text."""
    desk, slot = paths.desk, given.text("collect")
    facts = desk.slots.get(slot)
    declared = facts.type if facts and facts.declared and facts.type != "any" else ""
    written = slots.slot_type(desk, given)
    if written and declared and written != declared:
        item = given.get("type")
        assert item is not None
        assert facts is not None
        desk.error(
            item, f'the slot "{slot}" is a {declared} ({facts.place.path}:{facts.place.line})', "take the line away"
        )
    kind = written or declared or ("choice" if choices else "text")
    kind = "text" if kind == "any" else kind
    if kind == "choice" and not choices:
        choices = _of_slot(paths, one, facts.choices if facts else ())
        if not choices:
            desk.error(one.node, f'the choice "{slot}" has nothing to choose from', "write options: [One, Two]")
    slots.fill(desk, slot, where(one.node), kind, choices if kind == "choice" else ())
    return kind, choices


def _of_slot(paths: Paths, one: Plan, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return tuple(replace(choice, id=f"flow/{paths.flow}/{one.id}/{number}") for number, choice in enumerate(choices, 1))


def way_out(paths: Paths, given: Fields, key: str, default: str) -> str:
    """Read where it goes when something fails: a step, END, handover or cancel."""
    node = given.get(key)
    return default if node is None else target(paths.desk, node, paths.plans, extra=_OUT)


def _timeout(paths: Paths, given: Fields) -> Timeout | None:
    node = given.get("timeout")
    if node is None:
        return None
    desk: Desk = paths.desk
    if isinstance(node, Text):
        return Timeout(duration(desk, node, '"timeout"', at_least=MINUTE))
    waits = fields(desk, node, "timeout")
    after = waits.get("after") if waits else None
    if waits is None or after is None:
        return None
    said = waits.get("say")
    text = wording(desk, said, limit=MAX_TEXT, what="a text") if said else None
    return Timeout(duration(desk, after, '"after"', at_least=MINUTE), text, way_out(paths, waits, "then", "cancel"))
