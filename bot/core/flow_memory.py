"""What a running flow remembers: its slots, and where it was answered."""

from __future__ import annotations

from bot.core.flow import Call, Collect, Say, SetSlots
from bot.core.work import Work

TRAIL = 10


def used(work: Work, flow_id: str) -> frozenset[str]:
    """Return the slots that a flow, or one that it calls, asks for or sets; found out once for each book."""
    book, known = work.mind.kept
    if book is not work.book:
        known = {}
        work.mind.kept = (work.book, known)
    if flow_id not in known:
        known[flow_id] = _used(work, flow_id, frozenset())
    return known[flow_id]


def _used(work: Work, flow_id: str, seen: frozenset[str]) -> frozenset[str]:
    flow = work.book.flows.get(flow_id)
    if flow is None or flow_id in seen:
        return frozenset()
    seen |= {flow_id}
    found: frozenset[str] = frozenset()
    for trigger in flow.triggers:
        found |= frozenset(trigger.data)  # what an event brought
    for step in flow.steps.values():
        found |= _slots_of(step)
        if isinstance(step, Call):
            found |= _used(work, step.flow, seen)
    return found


def _slots_of(step: object) -> frozenset[str]:
    if isinstance(step, Collect):
        return frozenset((step.slot,))
    if isinstance(step, Say):
        return frozenset((step.save,)) if step.save else frozenset()
    return frozenset(name for name, _ in step.values) if isinstance(step, SetSlots) else frozenset()


def forget(work: Work, flow_id: str, *, keep: frozenset[str] = frozenset()) -> None:
    """Empty the slots of an ended flow that nobody asked to keep, and its trail."""
    flow = work.book.flows.get(flow_id)
    kept = keep | frozenset(flow.persisted if flow else ())
    for name in used(work, flow_id) - kept:
        if name in work.slots and not work.slot(name).keep and name != "language":
            del work.slots[name]
    running = {frame.flow for frame in (*work.stack, *work.aside)}
    work.trail = tuple(entry for entry in work.trail if entry[0] in running)


def remember(work: Work, slot: str) -> None:
    """Note that the running step was answered, for ``back``."""
    frame = work.stack[-1]
    entry = (frame.flow, frame.step, slot)
    work.trail = (*(old for old in work.trail if old != entry), entry)[-TRAIL:]
