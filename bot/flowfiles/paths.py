"""From nested steps to a flat list: ids for all of them, and where each goes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.flow import END, Branch
from bot.flowfiles.desk import Desk, check_id
from bot.flowfiles.fields import fields, text
from bot.flowfiles.nodes import Items, Map, Node, Text, kind_of, where
from bot.flowfiles.problems import did_you_mean
from bot.flowfiles.schema import STEP_KINDS
from bot.flowfiles.texts import condition

RESERVED = frozenset({"END", "START", "NEXT", "end", "start", "next", "handover", "cancel"})
_NAMED = ("collect", "consent", "call", "link", "template")  # steps whose value makes the better name


@dataclass(slots=True)
class Plan:
    """One step before it is built: its node, its kind, its id, where it goes without ``next``, and its branches."""

    node: Map
    kind: str
    id: str = ""
    after: str = END
    branches: tuple[Branch, ...] = ()


@dataclass(slots=True)
class Paths:
    """All plans of one flow by id, in the order of the file; ``given``: the ids that the owner wrote."""

    desk: Desk
    flow: str
    plans: dict[str, Plan] = field(default_factory=dict)
    given: dict[str, Text] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    starts: dict[int, str] = field(default_factory=dict)  # a nested list (its identity) -> its first step


def plan(desk: Desk, flow: str, steps: Items) -> Paths:
    """Name all steps of a flow and find out where each goes."""
    paths = Paths(desk, flow)
    for node in _all_steps(steps):
        _given_id(paths, node)
    _lay(paths, steps.items, END)
    for one in paths.plans.values():
        one.branches = _branches(paths, one)
    return paths


def target(desk: Desk, node: Node, steps: Mapping[str, object], *, extra: tuple[str, ...] = ()) -> str:
    """Return the step that a text names (or END, or one of *extra*); END, and a problem, where there is none."""
    name = text(desk, node, "the id of a step")
    if name in ("", END) or name in steps or name in extra:
        return name or END
    near = did_you_mean(name, [*steps, END, *extra])
    if name.upper() == END:
        near = "write END in capitals"
    elif name in desk.known.flows:
        near = f"{name} is a flow: begin it with a step `link: {name}`, or use `call: {name}` to come back"
    place = steps.get(near[14:-2]) if near.startswith("did you mean") else None
    if isinstance(place, Plan):
        near = f"{near[:-1]} (line {place.node.line})?"
    desk.error(node, f'there is no step called "{name}" in this flow', near)
    return END


def _all_steps(steps: Items) -> Iterator[Map]:
    """Every step below a list, nested ones included."""
    for node in steps.items:
        if isinstance(node, Map):
            yield node
            for inner in _inner(node):
                yield from _all_steps(inner)


def _inner(step: Map) -> Iterator[Items]:
    """The lists of steps that stand inside a step's branches."""
    following = step.items.get("next")
    for branch in following.items if isinstance(following, Items) else []:
        for key in ("then", "else") if isinstance(branch, Map) else ():
            assert isinstance(branch, Map)
            found = branch.items.get(key)
            if isinstance(found, Items):
                yield found


def _given_id(paths: Paths, node: Map) -> None:
    key = node.items.get("id")
    if not isinstance(key, Text) or not key.text:
        return
    if key.text in RESERVED:
        paths.desk.error(
            key, f'"{key.text}" means something of its own and can\'t be the id of a step', "choose another id"
        )
    elif key.text in paths.given:
        first = paths.given[key.text]
        what = f'there is already a step "{key.text}" in this flow, in line {first.line}'
        paths.desk.error(key, what, "give one of the two another id")
    elif check_id(paths.desk, key, "step"):
        paths.given[key.text] = key


def kind_of_step(desk: Desk, node: Node) -> str:
    """Return which kind of step a node is; "" (and a problem) where it is none."""
    if not isinstance(node, Map):
        if isinstance(node, Text) and not node.empty:
            desk.error(node, "a step is a map (key: value), and here is a text", f'write say: "{node.text[:40]}"')
        else:
            desk.error(node, f"a step is a map (key: value), and here is {kind_of(node)}", "write say: and a text")
        return ""
    kinds = [kind for kind in STEP_KINDS if kind in node.items]
    if "handover" in kinds and "say" in kinds:
        kinds.remove("say")
    if not kinds:
        words = [key for key in node.items if key not in ("id", "next", "metadata", "description")]
        cure = did_you_mean(words[0], STEP_KINDS) if words else f"write one of {', '.join(STEP_KINDS)}"
        desk.error(node, f'"{words[0]}" is no kind of step' if words else "this step does nothing", cure)
        return ""
    if len(kinds) > 1:
        place = node.keys[max(kinds, key=lambda kind: (node.keys[kind].line, node.keys[kind].column))]
        desk.error(place, f"a step does one thing, and this one has {' and '.join(kinds)}", "put - before each of them")
    return kinds[0]


def _lay(paths: Paths, nodes: list[Node], after: str) -> str:
    """Lay a list of steps one after the other; return the first one's id."""
    row = [Plan(node, kind) for node in nodes if (kind := kind_of_step(paths.desk, node)) and isinstance(node, Map)]
    for one in row:
        one.id = _id(paths, one)
    for number, one in enumerate(row):
        one.after = row[number + 1].id if number + 1 < len(row) else after
        paths.plans[one.id] = one
        for inner in _inner(one.node):
            paths.starts[id(inner)] = _lay(paths, inner.items, one.after)
    return row[0].id if row else after


def _id(paths: Paths, one: Plan) -> str:
    given = one.node.items.get("id")
    if isinstance(given, Text) and paths.given.get(given.text) is given:
        return given.text
    base, numbered = _base(one)
    while True:
        count = paths.counts[base] = paths.counts.get(base, 0) + 1
        name = base if count == 1 and not numbered else f"{base}_{count}"
        if name not in paths.given:
            return name


def _base(one: Plan) -> tuple[str, bool]:
    """Name a step by what it does, so that an edit elsewhere does not rename it."""
    value = one.node.items.get(one.kind)
    word = value.text if isinstance(value, Text) else ""
    if word.replace("-", "_").isidentifier():
        if one.kind in _NAMED:
            return f"{one.kind}_{word}", False
        if one.kind == "action":
            return word, False
    save = one.node.items.get("save")
    if one.kind in ("say", "menu") and isinstance(save, Text) and save.text.isidentifier():
        return f"{one.kind}_{save.text}", False
    return one.kind, True


def _branches(paths: Paths, one: Plan) -> tuple[Branch, ...]:
    """Read ``next``: a step, END, or branches of which the last one has no condition."""
    node = one.node.items.get("next")
    if one.kind == "link":
        if node is not None:
            cure = "take next: away, or use call: to come back"
            paths.desk.error(one.node.keys["next"], "a link is always last: nothing can follow it", cure)
        return (Branch(None, END),)
    if node is None and one.kind == "noop":
        paths.desk.error(
            one.node, "a noop step only branches, and this one has no next", "write next: with if and else"
        )
    if node is None:
        return (Branch(None, one.after),)
    if not isinstance(node, Items):
        return (Branch(None, target(paths.desk, node, paths.plans)),)
    return _listed(paths, one, node)


def _listed(paths: Paths, one: Plan, nodes: Items) -> tuple[Branch, ...]:
    out: list[Branch] = []
    closed: Map | None = None
    for node in nodes.items:
        if closed is not None:
            paths.desk.error(node, "nothing can follow else", "move this branch above it")
            continue
        if _is_branch(paths.desk, node):
            assert isinstance(node, Map)
            closed = node if "else" in node.items else None
            out += _branch(paths, node)
    if closed is None:
        cure = f"add - else: {one.after}, or where else it goes on"
        paths.desk.error(nodes, "these branches have no else: nobody knows what comes where none of them holds", cure)
        out.append(Branch(None, one.after))
    return tuple(out)


def _is_branch(desk: Desk, node: Node) -> bool:
    given = fields(desk, node, "branch")
    if given is None:
        return False
    if given.has("else"):
        if given.has("if") or given.has("then"):
            desk.error(node, "else stands alone, without if and then", "write - else: END on its own line")
        return True
    for key, cure in (("if", "write if: slots.confirmed is Yes"), ("then", "write then: END or the id of a step")):
        if not given.has(key):
            desk.error(node, f'a branch needs "{key}" (or else)', cure)
            return False
    return True


def _branch(paths: Paths, node: Map) -> list[Branch]:
    if "else" in node.items:
        return [Branch(None, _goal(paths, node.items["else"]), where(node))]
    when, to = condition(paths.desk, node.items["if"]), _goal(paths, node.items["then"])
    return [Branch(when, to, where(node))] if when is not None else []


def _goal(paths: Paths, node: Node) -> str:
    if not isinstance(node, Items):
        return target(paths.desk, node, paths.plans)
    if not node.items:
        paths.desk.error(node, "this branch has no steps", "write a step in it, or END")
    return paths.starts.get(id(node), END)
