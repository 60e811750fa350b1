"""What follows a flow that ended or an action that succeeded: proactive flows are armed, with what they need to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.effects import Arm
from bot.core.flow import Flow, SendTemplate
from bot.core.schedule import After, due_after
from bot.core.work import Work


def follow(work: Work, *, flow: str = "", action: str = "") -> None:
    """Arm every proactive flow that comes after this; where its moment is past already, there is nothing to do."""
    for other in work.book.flows.values():
        for after in _afters(other):
            if (after.flow, after.action) == (flow, action):
                _arm(work, other, after)


def _afters(flow: Flow) -> Iterator[After]:
    return (trigger.after for trigger in flow.triggers if trigger.after) if flow.purpose else iter(())


def _arm(work: Work, flow: Flow, after: After) -> None:
    """A wait is counted from the last time; two bookings on two days are two reminders."""
    due = due_after(after, _Values(work), work.now, work.book.business.timezone)
    if due is not None:
        data = {name: value for name in needed(work, flow, after) if (value := work.value(name)) is not None}
        name = due.name if after.when else "wait"
        work.do(Arm(f"{flow.id}:{name}", flow.id, due.at, due.until, data))


class _Values(Mapping[str, Any]):
    """The slots of the moment, initial values included."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def __getitem__(self, name: str) -> Any:
        return self._work.value(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._work.slots)

    def __len__(self) -> int:
        return len(self._work.slots)


def needed(work: Work, flow: Flow, after: After | None = None) -> tuple[str, ...]:
    """Return the slots that a proactive flow reads, its templates and its moment included: nothing else is kept."""
    names = [*flow.reads, *(after.when.slots if after and after.when else ())]
    for step in flow.steps.values():
        spec = work.book.templates.get(step.template) if isinstance(step, SendTemplate) else None
        for filler in spec.fill.values() if spec else ():
            name = filler.removeprefix("slots.")
            names += [] if "." in name else [name]
    return tuple(dict.fromkeys(names))
