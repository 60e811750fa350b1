"""Runs the flow on top of the stack until somebody has to answer: one handler for each kind of step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.core import asking, consents, flows, handovers, replies
from bot.core.effects import CallAction
from bot.core.flow import (
    AskConsent,
    Call,
    Collect,
    HandOverTo,
    Link,
    Noop,
    RunAction,
    Say,
    SendTemplate,
    SetSlots,
    Tag,
    Utter,
    Wait,
)
from bot.core.outgoing import Text
from bot.core.wording import holds, sentence
from bot.core.work import MAX_STACK, MAX_STEPS, Work

ACTION_LIMIT = 180  # seconds until an action without a result counts as failed


def run(work: Work) -> None:
    """Take steps until a question is open, an action runs, or nothing is left."""
    while work.stack and not (work.stack[-1].question or work.stack[-1].waits):
        work.steps += 1
        if work.steps > MAX_STEPS or len(work.stack) > MAX_STACK:
            broken(work, "the flow runs in a circle")
            return
        top = work.stack[-1]
        step = work.step(top)
        if step is None:
            start_over(work)
        else:
            work.visits.append(("step", top.flow, top.step))
            _DO[type(step)](work, step)


def broken(work: Work, reason: str) -> None:
    """Own up to a mistake of ours and call a person."""
    handovers.open_ticket(work, reason, lead=sentence(work, "broken"))


def start_over(work: Work) -> None:
    """The owner changed the flow under an open conversation: say so and begin again."""
    frame = work.stack[-1]
    work.went("other")
    work.say(Text(sentence(work, "changed")), work.because("changed", frame.flow))
    flow = work.flow(frame)
    flows.forget(work, frame.flow)
    work.trail = tuple(entry for entry in work.trail if entry[0] != frame.flow)
    if flow is None:
        flows.end(work)
    else:
        work.stack = (*work.stack[:-1], replace(frame, step=flow.start, question=None, waits="", failures=0))


def intact(work: Work) -> bool:
    """Whether the open question still belongs to the step it was asked at; a changed flow is started over."""
    top = work.top
    if top is None or top.question is None or isinstance(work.step(top), _ASKING[top.question.kind]):
        return True
    start_over(work)
    run(work)
    return False


def start(work: Work, flow_id: str) -> bool:
    """Start a flow because of what the person wants; whether there is one of that id."""
    flow = work.book.flows.get(flow_id)
    if flow is None:
        return False
    work.question = work.question if work.question and work.question.kind == "consent" else None
    if flows.runs(work, flow_id) or flows.swap_in(work, flow_id):
        asking.repeat(work)
    elif holds(work, flow.guard):
        flows.put_aside(work)
        flows.push(work, flow)
    else:
        asking.say_text(work, sentence(work, "not_now"), work.because("guard", flow_id))
        asking.repeat(work)
    run(work)
    return True


# ---- one handler for each kind


def _say(work: Work, step: Say) -> None:
    asking.utter(work, step)
    if not asking.waits(step):
        flows.go(work, step.next)


def _collect(work: Work, step: Collect) -> None:
    if work.value(step.slot) is not None and not step.again:
        work.skipped()
        flows.go(work, step.next)
    else:
        asking.collect(work, step)


def _set_slots(work: Work, step: SetSlots) -> None:
    for name, value in step.values:
        work.fill(name, value)
    flows.go(work, step.next)


def _utter(work: Work, step: Utter) -> None:
    replies.utter(work, step.name)
    flows.go(work, step.next)


def run_action(work: Work, step: RunAction) -> None:
    """Want an action run, and wait for its result."""
    work.calls += 1
    call = f"{work.person.id}:{work.calls}"
    top = work.stack[-1]
    work.do(CallAction(call, step.name, dict(work.slots), work.heard.text, work.language, top.flow, top.step))
    work.wake(f"action/{call}", work.now + ACTION_LIMIT)
    work.put(waits=call, question=None)


def _call(work: Work, step: Call) -> None:
    flow = work.book.flows.get(step.flow)
    if flow is None:
        flows.go(work, step.next)
    else:
        flows.push(work, flow, called=True)


def _link(work: Work, step: Link) -> None:
    flow = work.book.flows.get(step.flow)
    if flow is None:
        flows.end(work)
    else:
        flows.link(work, flow)


def _pass(work: Work, step: Noop | SendTemplate) -> None:
    """Only branch. A template is no reply: it leaves by the gate, or, in a conversation, not at all."""
    flows.go(work, step.next)


def _consent(work: Work, step: AskConsent) -> None:
    purpose = work.book.purposes.get(step.purpose)
    question = consents.ask(work, purpose) if purpose and consents.may_ask(work, step.purpose) else None
    if question is None:
        work.skipped()
        flows.go(work, step.next)
    else:
        work.put(question=question)


def _hand_over(work: Work, step: HandOverTo) -> None:
    handovers.open_ticket(work, step.reason or work.stack[0].flow, team=step.team, say=step.say)


def _tag(work: Work, step: Tag) -> None:
    put_tags(work, step.tags)
    flows.go(work, step.next)


def put_tags(work: Work, tags: Iterable[str]) -> None:
    """Put tags on the person; -name takes one off."""
    for tag in tags:
        name = tag.removeprefix("-")
        rest = tuple(old for old in work.tags if old != name)
        work.tags = rest if tag.startswith("-") else (*rest, name)


def _wait(work: Work, step: Wait) -> None:
    if step.seconds <= 0:
        flows.go(work, step.next)
        return
    top = work.stack[-1]
    work.wake(f"wait/{top.flow}/{top.step}", work.now + step.seconds)
    work.put(waits="wait")


_DO: Mapping[type, Callable[[Work, Any], None]] = {
    Say: _say,
    Collect: _collect,
    SetSlots: _set_slots,
    RunAction: run_action,
    Utter: _utter,
    Call: _call,
    Link: _link,
    Noop: _pass,
    SendTemplate: _pass,
    AskConsent: _consent,
    HandOverTo: _hand_over,
    Tag: _tag,
    Wait: _wait,
}

_ASKING: Mapping[str, type | tuple[type, ...]] = {
    "collect": Collect,
    "menu": Say,
    "buttons": Say,
    "consent": AskConsent,
    "confirm": RunAction,
}
