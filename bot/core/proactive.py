"""Proactive flows: what one would send first, and how it goes on once that has left. The gate decides in between."""

from __future__ import annotations

from typing import Any

from bot.core import flows
from bot.core.effects import Propose
from bot.core.flow import END, AnyStep, Flow, Noop, Say, SendTemplate, SetSlots
from bot.core.flows import KEPT_ASIDE, WAITING
from bot.core.incoming import ProposalLeft, Started
from bot.core.lookup import text_names
from bot.core.times import DAY
from bot.core.wording import branch, holds, text
from bot.core.work import MAX_STEPS, Work, frozen

ANSWER_WITHIN = 3 * DAY  # what comes later than that is no answer any more
HANDOVER = "handover"


def started(work: Work, event: Started) -> None:
    """Find out what the flow would send first, and propose it; the conversation stays as it is."""
    flow = work.book.flows.get(event.flow)
    if flow is None or not flow.purpose:
        work.because("nothing", event.flow, "no such flow any more")
        return
    before = work.slots
    work.slots = before | frozen(event.data)
    try:
        _propose(work, flow, dict(event.data))
    finally:
        work.slots = before


def _propose(work: Work, flow: Flow, data: dict[str, Any]) -> None:
    if not holds(work, flow.guard):
        work.because("condition", flow.id, "its condition does not hold")
        return
    step = _first(work, flow, data)
    message = _message(work, step) if step else None
    if step is None or message is None:
        work.because("nothing", flow.id, "there is nothing to send")
        return
    work.because("proactive", flow.id)
    goes_on = any(one.to != END for one in step.next)
    withheld = HANDOVER if work.handover else ""
    work.do(Propose(flow.id, flow.purpose, **message, step=step.id if goes_on else "", slots=data, withheld=withheld))


def _first(work: Work, flow: Flow, data: dict[str, Any]) -> AnyStep | None:
    """Return the first step that sends something; what is set on the way there goes into *data*."""
    step: AnyStep | None = flow.steps[flow.start]
    for _ in range(MAX_STEPS):
        if isinstance(step, SetSlots):
            data |= dict(step.values)
            work.slots = work.slots | frozen(dict(step.values))
        elif not isinstance(step, Noop):
            return step
        step = flow.steps.get(branch(work, step.next) or END)
        if step is None:
            return None
    return None


def _message(work: Work, step: AnyStep) -> dict[str, Any] | None:
    if isinstance(step, SendTemplate):
        return {"template": step.template, "params": filled(work, step)}
    said = text(work, step.text) if isinstance(step, Say) else ""
    return {"text": said} if said else None


def filled(work: Work, step: SendTemplate) -> dict[str, str]:
    """Fill a template's placeholders: by the step's own words, else by the slot or name that the template names."""
    spec = work.book.templates.get(step.template)
    look = text_names(work)
    out: dict[str, str] = {}
    for name, gap in zip(spec.params, spec.fill, strict=True) if spec else ():
        own = step.params.get(gap) or step.params.get(name)
        filler = spec.fill[gap] if spec else ""
        out[name] = text(work, own) if own else look(filler if "." in filler else f"slots.{filler}") or ""
    return out


# ---- it left


def left(work: Work, event: ProposalLeft) -> None:
    """Wait at the step for the answer, unless something else is under way: an open question is never torn apart.

    The seven words of US law count as STOP in answer to any proactive message, so it is noted that one was the last.
    """
    work.because("proactive", event.flow, "left")
    work.last_outbound_proactive = True
    flow = work.book.flows.get(event.flow)
    step = flow.steps.get(event.step) if flow else None
    if flow is None or step is None or work.handover or busy(work):
        return
    flows.drop_stack(work)
    work.question = None
    for name, value in event.slots.items():
        work.fill(name, value)
    flows.push(work, flow, step=step.id)
    work.visits.append(("step", flow.id, step.id))
    work.put(waits=WAITING)
    work.wake(f"answer/{flow.id}/{step.id}", work.now + ANSWER_WITHIN)


def busy(work: Work) -> bool:
    """Whether a conversation is under way: a question that is not older than a day, a wait, an action."""
    question = work.open or work.question
    if question is not None:
        return question.asked_at + KEPT_ASIDE >= work.now
    top = work.top
    return top is not None and not isinstance(work.step(top), SendTemplate)


def unanswered(work: Work, rest: str) -> None:
    """Nobody answered in time: the flow is over, without a word."""
    top = work.top
    if top is not None and top.waits == WAITING and f"{top.flow}/{top.step}" == rest:
        work.went("timeout")
        flows.drop_stack(work)
