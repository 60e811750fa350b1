"""Steps as a graph: what is never reached, what never ends, what calls itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.core.flow import (
    END,
    AnyStep,
    Book,
    Call,
    Collect,
    Flow,
    HandOverTo,
    Link,
    Noop,
    RunAction,
    Say,
    SetSlots,
    Tag,
    Utter,
)
from bot.flowfiles.desk import Desk

Edges = Mapping[str, frozenset[str]]


def check(desk: Desk, book: Book) -> None:
    """Report dead ends, circles and calls that can't work."""
    for flow in book.flows.values():
        _endless(desk, flow)
        _circle(desk, flow)
    _calls(desk, book)


def unreached(desk: Desk, book: Book) -> None:
    """Report steps to which nothing leads."""
    for flow in book.flows.values():
        seen = reached(edges_of(flow), [flow.start])
        before: AnyStep | None = None
        for step in flow.steps.values():
            if step.id not in seen:
                what = f'nothing leads to the step "{step.id}"' + _ENDS.get(type(before), "")
                desk.warning(step.where, what, "point a next: to it, or take it away")
            before = step


_ENDS: Mapping[type, str] = {
    Link: ": the link before it ends the flow",
    HandOverTo: ": the bot stops at the handover before it",
}


def targets(step: AnyStep) -> Iterator[str]:
    """Every step (or END) of the same flow to which a step can lead."""
    if isinstance(step, HandOverTo):
        return  # a person goes on from here; the bot forgets the flow
    for branch in step.next:
        yield branch.to
    if isinstance(step, Collect):
        yield step.on_fail
        if step.timeout:
            yield step.timeout.then
    elif isinstance(step, RunAction) and step.on_fail:
        yield step.on_fail


def edges_of(flow: Flow) -> Edges:
    """Return the steps after each step; only those that exist."""
    return {key: frozenset(to for to in targets(step) if to in flow.steps) for key, step in flow.steps.items()}


def reached(edges: Edges, start: Iterable[str]) -> set[str]:
    """Return all steps that can be reached from some."""
    seen: set[str] = set()
    todo = list(start)
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += edges.get(here, ())
    return seen


def leaves(step: AnyStep) -> bool:
    """Whether the flow can end at this step, by the owner's own drawing."""
    if isinstance(step, (Link, HandOverTo)):
        return True
    if isinstance(step, Say) and any(choice.then for choice in step.choices):
        return True
    return any(branch.to == END for branch in step.next)


def _endless(desk: Desk, flow: Flow) -> None:
    edges = edges_of(flow)
    seen = reached(edges, [flow.start])
    back: dict[str, set[str]] = {key: set() for key in flow.steps}
    for key, following in edges.items():
        for to in following:
            back[to].add(key)
    ends = [key for key, step in flow.steps.items() if leaves(step)]
    good = reached({key: frozenset(before) for key, before in back.items()}, ends)
    stuck = [key for key in flow.steps if key in seen and key not in good]
    if stuck:
        step = flow.steps[stuck[0]]
        what = f'from the step "{step.id}" on, this conversation never ends'
        desk.warning(step.where, what, "let one of its branches or options lead to END, a link or a handover")


_QUICK = (Say, SetSlots, Utter, Noop, Tag)


def _quick(step: AnyStep) -> bool:
    """Whether a step goes on at once, without waiting for anybody."""
    waits = isinstance(step, Say) and (step.save or any(choice.then for choice in step.choices))
    return isinstance(step, _QUICK) and not waits


def _circle(desk: Desk, flow: Flow) -> None:
    """Report a way around on which nobody is asked and nothing is fetched."""
    quick = {key for key, step in flow.steps.items() if _quick(step)}
    edges = {key: frozenset(to for to in following if to in quick) for key, following in edges_of(flow).items()}
    for key in flow.steps:
        if key in quick and key in reached(edges, edges[key]):
            what = f'the step "{key}" leads back to itself without asking anything'
            desk.error(flow.steps[key].where, what, "put a question or a wait on the way")
            return


def _calls(desk: Desk, book: Book) -> None:
    calls = {
        key: frozenset(step.flow for step in flow.steps.values() if isinstance(step, Call))
        for key, flow in book.flows.items()
    }
    told: set[str] = set()
    for key, flow in book.flows.items():
        for step in flow.steps.values():
            if isinstance(step, Call):
                below = reached(calls, [step.flow])
                if key in below and key not in told:
                    told |= {name for name in below if key in reached(calls, calls.get(name, ()))}
                    way = "itself" if step.flow == key else f'itself by way of "{step.flow}"'
                    desk.error(step.where, f'the flow "{key}" calls {way}', "use link:, or next: to an earlier step")
                _no_link(desk, book, step, below)


def _no_link(desk: Desk, book: Book, step: Call, below: Iterable[str]) -> None:
    for name in sorted(set(below) & set(book.flows)):
        found = next((one for one in book.flows[name].steps.values() if isinstance(one, Link)), None)
        if found is not None:
            place = f"{found.where.path}:{found.where.line}"
            what = f'the flow "{name}" has a link ({place}), so it can\'t be called: it would not come back'
            desk.error(step.where, what, "take the link away there, or write link: here")
            return
