"""What an action returned, and what is due: results and timers of the flows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.core import answers, asking, flows, handovers, steps, stops
from bot.core.flow import Collect, RunAction
from bot.core.incoming import ActionResult, TimerDue
from bot.core.present import Option
from bot.core.wording import response, text
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
        return
    work.trail = tuple(entry for entry in work.trail if entry[0] != top.flow)  # what is done is not asked again
    for name, value in event.slots.items():
        work.fill(name, value)
    for reply in event.replies:
        _reply(work, reply)
    _after(work, event)


def _failed(work: Work) -> None:
    """The first failure asks; the second one calls a person."""
    failures = work.stack[-1].failures + 1
    work.put(waits="", failures=failures)
    if failures > 1:
        steps.broken(work, "an action failed")
    else:
        asking.failed(work)


def _reply(work: Work, reply: Mapping[str, Any]) -> None:
    """Say what an action wants said: a text with buttons and a picture, or one of the owner's responses."""
    named = response(work, str(reply.get("response") or ""))
    body = str(reply.get("text") or "") or (text(work, named.text) if named else "")
    image = str(reply.get("image") or "")
    media = {"kind": "image", "link": image} if image else {}
    options = tuple(_button(button) for button in reply.get("buttons") or ())
    if body or media or options:
        asking.spoken(work, body, media, options)


def _button(button: Mapping[str, Any]) -> Option:
    title = str(button.get("title") or button.get("payload") or "")
    return Option(str(button.get("payload") or title), title)


def _after(work: Work, event: ActionResult) -> None:
    step = work.step(work.stack[-1])
    if event.handover:
        handovers.open_ticket(work, work.stack[0].flow)
    elif event.follow.startswith("action_") and isinstance(step, RunAction):
        steps.run_action(work, replace(step, name=event.follow))
    elif event.follow in work.book.flows:
        work.put(waits="")
        flows.push(work, work.book.flows[event.follow], called=True)
    elif step is not None:
        _follow_response(work, event.follow)
        flows.go(work, step.next)
    else:
        work.put(waits="")
    steps.run(work)


def _follow_response(work: Work, name: str) -> None:
    found = response(work, name) if name else None
    if found:
        asking.say_text(work, text(work, found.text))


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
        flows.cancel(work)  # without a word: nobody is there
    else:
        answers.leave_by(work, then, "no answer")


def _waited(work: Work, rest: str) -> None:
    """A wait is over; beside another conversation it waits a little longer."""
    group = next((group for group in flows.groups(work.aside) if _is_at(group[-1], rest)), None)
    if group and (work.stack or work.question):
        work.wake(f"wait/{rest}", work.now + LATER)
        return
    if group:
        flows.drop_group(work, group, forgetting=False)
        work.stack = group
    if work.top and _is_at(work.top, rest):
        step = work.step(work.top)
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
    stops.TIMER: stops.silence,
}
_FLOWS: Mapping[str, Callable[[Work, str], None]] = {
    "timeout": _timeout,
    "timeout2": _timeout_again,
    "wait": _waited,
    "action": _no_result,
}
