"""Which slots are surely filled at each step: what came before it on every way there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.conditions import Condition
from bot.core.flow import END, AnyStep, Book, Call, Collect, Flow, HandOverTo, Link, RunAction, Say, SetSlots
from bot.core.schedule import After

Slots = frozenset[str]
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_OR = re.compile(r"\s+or\s+", re.IGNORECASE)
_SET = re.compile(
    r"slots\.([\w-]+)(?:\s+(?:is\s+not|!=)\s+null|\s*(?:<=|>=|==|=|<|>|\bcontains\b|\bis\b)\s*(?!not\b|null\b|none\b)\S.*)?\Z",
    re.IGNORECASE,
)
_UNSET = re.compile(r"(?:not\s+slots\.([\w-]+)|slots\.([\w-]+)\s*(?:\bis|==?)\s*null)\Z", re.IGNORECASE)


@dataclass(slots=True)
class Facts:
    """What is known while sets are found. ``entry``, ``exit``: None where nobody came yet."""

    book: Book
    base: Slots  # filled before anybody said anything
    kept: Slots  # not emptied when a flow ends
    by_actions: Slots  # filled by no step: an action must do it
    own: dict[str, Slots | None]  # flows that people can start: nothing was handed to them
    entry: dict[str, Slots | None]
    exit: dict[str, Slots | None]
    at: dict[str, dict[str, Slots]]
    next: dict[str, Slots | None]


def surely_filled(book: Book) -> dict[str, dict[str, Slots]]:
    """Return flow -> step -> slots that are filled when the step begins."""
    facts = _settled(_facts(book))
    if not any(trigger.after or trigger.data for flow in book.flows.values() for trigger in flow.triggers):
        return facts.at
    again = _facts(book)  # what events bring and what earlier flows hand on, now that it is known
    for flow in book.flows.values():
        if again.own.get(flow.id) is not None and flow.triggers:
            handed = _handed(facts, flow)
            again.own[flow.id] = again.entry[flow.id] = again.base | handed
    return _settled(again).at


def _handed(facts: Facts, flow: Flow) -> Slots:
    """Return the slots that every trigger of a flow brings along."""
    return frozenset.intersection(
        *(frozenset(trigger.data) | _known_after(facts, trigger.after) for trigger in flow.triggers)
    )


def _known_after(facts: Facts, after: After | None) -> Slots:
    if after is None:
        return frozenset()
    if after.flow:
        return facts.exit.get(after.flow) or frozenset()
    found = [
        facts.at[flow.id].get(step.id, frozenset()) | facts.by_actions
        for flow in facts.book.flows.values()
        for step in flow.steps.values()
        if isinstance(step, RunAction) and step.name == after.action
    ]
    return frozenset.intersection(*found) if found else frozenset()


def _settled(facts: Facts) -> Facts:
    for _ in range(len(facts.book.flows) + 2):  # what a flow hands on reaches one flow further with each round
        before, facts.next = (facts.entry, dict(facts.exit)), dict(facts.own)
        for flow in facts.book.flows.values():
            start = facts.entry[flow.id]
            if start is not None:
                _walk(facts, flow, start)
        facts.entry = facts.next
        if before == (facts.entry, facts.exit):
            break
    return facts


def filled_by(step: AnyStep) -> Iterator[str]:
    """The slots that a step fills."""
    if isinstance(step, Collect):
        yield step.slot
    elif isinstance(step, Say) and step.save:
        yield step.save
    elif isinstance(step, SetSlots):
        yield from (name for name, value in step.values if value is not None)


def proved(when: Condition | None) -> Slots:
    """Return the slots that are surely filled where a condition holds."""
    if when is None or _OR.search(when.source):
        return frozenset()
    parts = (part.strip() for part in _AND.split(when.source))
    return frozenset(found.group(1) for part in parts if (found := _SET.match(part)))


def disproved(when: Condition | None) -> Slots:
    """Return the slots that are surely filled where a condition does not hold."""
    if when is None or _AND.search(when.source):
        return frozenset()
    found = [_UNSET.match(part.strip()) for part in _OR.split(when.source)]
    return frozenset((one.group(1) or one.group(2)) for one in found if one)


def _facts(book: Book) -> Facts:
    steps = [step for flow in book.flows.values() for step in flow.steps.values()]
    base = frozenset(name for name, slot in book.slots.items() if slot.initial is not None)
    mine = frozenset(name for step in steps for name in filled_by(step))
    inner = {step.flow for step in steps if isinstance(step, (Call, Link))}
    offered = {choice.then for step in steps if isinstance(step, Say) for choice in step.choices}
    offered |= {entry.then for entry in book.faq}
    offered |= {choice.then for found in book.responses.values() for one in found for choice in one.choices}
    own = {
        key for key, flow in book.flows.items() if flow.triggers or flow.purpose or key in offered or key not in inner
    }
    entry = {key: base if key in own else None for key in book.flows}
    return Facts(
        book,
        base,
        kept=frozenset(name for name, slot in book.slots.items() if slot.keep),
        by_actions=frozenset(book.slots) - mine,
        own=entry,
        entry=dict(entry),
        exit=dict.fromkeys(book.flows),
        at={key: {} for key in book.flows},
        next={},
    )


def _walk(facts: Facts, flow: Flow, start: Slots) -> None:
    at: dict[str, Slots] = {flow.start: start}
    ends: list[Slots] = []
    todo = [flow.start]
    while todo:
        step = flow.steps[todo.pop()]
        for to, known in _ways(facts, flow, step, at[step.id]):
            if to == END or to not in flow.steps:
                ends.append(known)
                continue
            met = at[to] & known if to in at else known
            if met != at.get(to):
                at[to] = met
                todo.append(to)
    facts.at[flow.id] = at
    facts.exit[flow.id] = frozenset.intersection(*ends) if ends else None


def _ways(facts: Facts, flow: Flow, step: AnyStep, before: Slots) -> Iterator[tuple[str, Slots]]:
    """Every way on from a step, with what is filled there. Handing over and cancelling end it all."""
    if isinstance(step, HandOverTo):
        return
    after = _after(facts, flow, step, before)
    unless: Slots = frozenset()
    for branch in step.next:
        yield branch.to, after | proved(branch.when) | unless
        unless |= disproved(branch.when)
    if isinstance(step, (Collect, RunAction)):
        timeout = step.timeout if isinstance(step, Collect) else None
        ways = (step.on_fail, timeout.then if timeout else "")
        yield from ((to, before) for to in ways if to == END or to in flow.steps)


def _after(facts: Facts, flow: Flow, step: AnyStep, before: Slots) -> Slots:
    if isinstance(step, SetSlots):
        before -= {name for name, value in step.values if value is None}
    elif isinstance(step, RunAction):
        return before | facts.by_actions
    elif isinstance(step, (Call, Link)) and step.flow in facts.entry:
        return _into(facts, flow, step, before)
    return before | frozenset(filled_by(step))


def _into(facts: Facts, flow: Flow, step: Call | Link, before: Slots) -> Slots:
    """Carry what is filled into another flow, and back from a called one."""
    handed = before
    if isinstance(step, Link):
        handed &= facts.base | facts.kept | frozenset(flow.persisted) | _used(facts.book, step.flow)
    if facts.own[step.flow] is None:
        known = facts.next[step.flow]
        facts.next[step.flow] = handed if known is None else known & handed
    back = facts.exit[step.flow]
    if back is None or isinstance(step, Link):
        return before
    return (before - (_emptied(facts.book, step.flow) - back)) | back


def _used(book: Book, name: str) -> Slots:
    return frozenset(slot for step in book.flows[name].steps.values() for slot in filled_by(step))


def _emptied(book: Book, name: str) -> Slots:
    steps = [step for step in book.flows[name].steps.values() if isinstance(step, SetSlots)]
    return frozenset(slot for step in steps for slot, value in step.values if value is None)
