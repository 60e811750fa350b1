"""What an action returned, and what is due: results and timers of the flows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.core import answers, asking, flows, handovers, proactive, proactive_after, reminders, replies, steps, stops
from bot.core.flow import Collect, RunAction
from bot.core.incoming import ActionResult, TimerDue
from bot.core.wording import text
from bot.core.work import Work

LATER = 600  # seconds until a finished wait tries again to get a word in


def action_result(work: Work, event: ActionResult) -> None:
    """Go on with the flow that waits for this result; a result that nobody waits for is left alone."""
    top = work.top
    if top is None or top.waits != event.call:
        work.because("action", event.call, "nobody waits for it")
        return
    work.because("action", f"{top.flow}.{top.step}", event.error)
    work.wake(f"action/{event.call}", 0)
    if event.error:
        _failed(work)
    elif event.rejected:
        _declined(work)
    else:
        _returned(work, event)


def _returned(work: Work, event: ActionResult) -> None:
    """Remember and say what came back, then go where it leads."""
    if event.reset:
        work.slots = {name: value for name, value in work.slots.items() if name == "language"}
    for name, value in event.slots.items():
        work.fill(name, value)
    done = work.step(work.stack[-1])
    if isinstance(done, RunAction):
        proactive_after.follow(work, action=done.name)
    for reply in event.replies:
        replies.reply(work, reply)
    reminders.note(work, event.reminders)
    if event.restart:
        _restarted(work, event)
    elif event.revert and flows.go_back(work):
        steps.run(work)
    else:
        flow = work.stack[-1].flow
        work.trail = tuple(entry for entry in work.trail if entry[0] != flow)  # what is done is not asked again
        _after(work, event)


def _restarted(work: Work, event: ActionResult) -> None:
    """End all that is under way; only what came in meanwhile is still to be answered."""
    queued, kept = work.queued, dict(event.slots)
    flows.drop_all(work)
    work.queued = queued
    for name, value in kept.items():
        work.fill(name, value)
    if event.follow in work.book.flows:
        steps.start(work, event.follow)


def _failed(work: Work) -> None:
    """The first failure asks; the second one goes where the owner said, or calls a person."""
    failures = work.stack[-1].failures + 1
    work.put(waits="", failures=failures)
    if failures < 2:
        asking.failed(work)
    elif not _way_out(work, "an action failed"):
        steps.broken(work, "an action failed")


def _declined(work: Work) -> None:
    """An action that declines is no failure: the flow goes where the owner said, else on."""
    step = work.step(work.stack[-1])
    if _way_out(work, "the action declined"):
        return
    if step is None:
        work.put(waits="")
    else:
        work.went("on")
        flows.go(work, step.next)
    steps.run(work)


def _way_out(work: Work, reason: str) -> bool:
    step = work.step(work.stack[-1])
    way_out = step.on_fail if isinstance(step, RunAction) else ""
    if way_out:
        answers.leave_by(work, way_out, reason)
    return bool(way_out)


def _after(work: Work, event: ActionResult) -> None:
    step = work.step(work.stack[-1])
    if event.handover:
        handovers.open_ticket(work, work.stack[0].flow)
    elif event.follow.startswith("action_") and isinstance(step, RunAction):
        steps.run_action(work, replace(step, name=event.follow))
    elif event.follow in work.book.flows:
        work.went("on")
        work.put(waits="")
        flows.push(work, work.book.flows[event.follow], called=True)
    elif step is not None:
        replies.utter(work, event.follow)
        work.went("on")
        flows.go(work, step.next)
    else:
        work.put(waits="")
    steps.run(work)


# ---- timers


def timer_due(work: Work, event: TimerDue) -> None:
    """Do what was to be done at this time, if it still is."""
    kind, _, rest = event.key.partition("/")
    work.because("timer", event.key)
    if kind in _ALWAYS:
        _ALWAYS[kind](work)
    elif not work.handover and kind in _FLOWS:
        _FLOWS[kind](work, rest)


def _timeout(work: Work, rest: str) -> None:
    """Nobody answered: say the owner's sentence; where the flow would then end, wait as long once more."""
    top = work.top
    step = work.step(top) if top else None
    if top is None or not isinstance(step, Collect) or f"{top.flow}/{top.step}" != rest:
        return
    timeout, question = step.timeout, top.question
    if timeout is None or question is None or question.asked_at + timeout.after > work.now:
        return
    asking.say_text(work, text(work, timeout.say), asking.step_why(work, "timeout"))
    if timeout.say and timeout.then in ("cancel", "END"):
        work.wake(f"timeout2/{rest}", work.now + timeout.after)
    else:
        _give_up(work, timeout.then)


def _timeout_again(work: Work, rest: str) -> None:
    top = work.top
    step = work.step(top) if top else None
    if top is None or top.question is None or not isinstance(step, Collect) or f"{top.flow}/{top.step}" != rest:
        return
    if step.timeout and top.question.asked_at + 2 * step.timeout.after <= work.now:
        _give_up(work, step.timeout.then)


def _give_up(work: Work, then: str) -> None:
    if then == "cancel":
        work.went("timeout")
        flows.cancel(work)  # without a word: nobody is there
    else:
        answers.leave_by(work, then, answers.NO_ANSWER)


def _waited(work: Work, rest: str) -> None:
    """A wait is over; beside another conversation it waits a little longer."""
    group = next((group for group in flows.groups(work.aside) if _is_at(group[-1], rest)), None)
    if group and (work.stack or work.question):
        work.wake(f"wait/{rest}", work.now + LATER)
        return
    if group:
        flows.drop_group(work, group, forgetting=False)
        work.stack = group
        work.visits.append(("resumed", group[-1].flow, group[-1].step))
    if work.top and _is_at(work.top, rest):
        step = work.step(work.top)
        work.went("on")
        work.put(waits="")
        if step is not None:
            flows.go(work, step.next)
        steps.run(work)


def _is_at(frame: Any, rest: str) -> bool:
    return frame.waits == flows.WAITING and f"{frame.flow}/{frame.step}" == rest


def _no_result(work: Work, call: str) -> None:
    """An action did not come back at all."""
    if work.top and work.top.waits == call:
        _failed(work)


_ALWAYS: Mapping[str, Callable[[Work], None]] = {
    handovers.TIMER: handovers.quiet_timer,
    handovers.LATE: handovers.late_timer,
    handovers.UNANSWERED: handovers.unanswered_timer,
    stops.TIMER: stops.silence,
}
_FLOWS: Mapping[str, Callable[[Work, str], None]] = {
    "timeout": _timeout,
    "timeout2": _timeout_again,
    "wait": _waited,
    "action": _no_result,
    "answer": proactive.unanswered,
    reminders.KIND: reminders.due,
}
