"""When a proactive flow starts by itself: ``every: monday 09:00``, ``after: {flow: book_table, wait: 2 hours}``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core.flow import Trigger, Where
from bot.core.schedule import After, Moment, ScheduleProblem, parse_every, parse_moment
from bot.flowfiles import amounts
from bot.flowfiles.desk import Desk, known_or
from bot.flowfiles.fields import Fields, fields, texts
from bot.flowfiles.nodes import Map, Node, Text
from bot.flowfiles.problems import did_you_mean

_SHAPE = "write {flow: book_table, wait: 2 hours}"


def every(desk: Desk, node: Node, priority: int, place: Where) -> list[Trigger]:
    """Read one time or several."""
    out = []
    for item in texts(desk, node, '"every"'):
        try:
            found = parse_every(item.text)
        except ScheduleProblem as problem:
            desk.error(item, problem.message, problem.hint)
            continue
        out.append(Trigger("every", (found.source,), priority, place, every=found))
    return out


def after(desk: Desk, node: Node, priority: int, place: Where) -> list[Trigger]:
    """Read what it comes after, and how long after or at which moment."""
    if not isinstance(node, Map):
        desk.error(node, '"after" says what it comes after and how long', _SHAPE)
        return []
    given = fields(desk, node, "after")
    if given is None or given.strange or not _one_of(desk, given, "flow", "action", "a flow or an action"):
        return []
    if not _one_of(desk, given, "wait", "when", "how long after (wait:) or at which moment (when:)"):
        return []
    flow, action = _flow(desk, given), _action(desk, given)
    when = _when(desk, given)
    wait_node = given.get("wait")
    wait = amounts.duration(desk, wait_node, '"wait"') if wait_node is not None else 0
    if not (flow or action) or (when is None and wait_node is None):
        return []
    found = After(flow, action, wait, when)
    source = f"{flow or action}, {when.source if when else amounts.shown(wait)}"
    return [Trigger("after", (source,), priority, place, after=found)]


def _one_of(desk: Desk, given: Fields, first: str, second: str, what: str) -> bool:
    both, none = given.has(first) and given.has(second), not given.has(first) and not given.has(second)
    if both:
        desk.error(given.node.keys[second], f'"after" has {first}: or {second}:, not both', "keep one of the two")
    elif none:
        desk.error(given.node, f'"after" does not say {what}', _SHAPE)
    return not both and not none


def _flow(desk: Desk, given: Fields) -> str:
    node = given.get("flow")
    return node.text if isinstance(node, Text) and known_or(desk, node, desk.known.flows, "flow") else ""


def _action(desk: Desk, given: Fields) -> str:
    node, name = given.get("action"), given.text("action")
    if not name or not isinstance(node, Text):
        return ""
    if not name.startswith("action_"):
        desk.error(node, f'the name of an action begins with action_, and "{name}" does not', f"write action_{name}")
        return ""
    known = desk.known.actions
    if known is not None and name not in known and desk.whole:
        desk.error(
            node, f'there is no action called "{name}"', did_you_mean(name, sorted(known), "write one that a flow runs")
        )
        return ""
    return name


def _when(desk: Desk, given: Fields) -> Moment | None:
    node = given.get("when")
    if not isinstance(node, Text):
        if node is not None:
            given.text("when")
        return None
    try:
        return parse_moment(node.text)
    except ScheduleProblem as problem:
        desk.error(node, problem.message, problem.hint)
        return None


READERS: Mapping[str, Callable[[Desk, Node, int, Where], list[Trigger]]] = {"every": every, "after": after}
