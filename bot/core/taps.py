"""Buttons that are tapped when their question is no longer open, and those that work at any time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.core import answers, asking, commands, desk_closing, flows, routing, steps, topics
from bot.core.compare import same
from bot.core.flow import AnyStep, Choice, Collect, Flow, RunAction, Say
from bot.core.outgoing import Text
from bot.core.present import shown
from bot.core.state import Question
from bot.core.wording import holds, sentence, title
from bot.core.work import Work

TWICE = 60  # seconds within which the same tap on the same message is one tap
_SET_SLOT = re.compile(r"/?SetSlots\(\s*([\w-]+)\s*=\s*[\"']?([^\"')]*)[\"']?\s*\)")


def twice(work: Work) -> bool:
    """Whether this tap was already taken: phones send some taps twice."""
    heard = work.heard
    if not heard.tap:
        return False
    id, on, at = work.tapped
    work.tapped = (heard.tap, heard.reply_to, work.now)
    return bool(on) and (id, on) == (heard.tap, heard.reply_to) and work.now - at <= TWICE


def take(work: Work) -> bool:
    """Act on a button by its id; False where only its title can tell what is meant."""
    tap = work.heard.tap
    for start, act in _ACT.items():
        if tap.startswith(start):
            return act(work, tap.removeprefix(start))
    flow_id = work.mind.payload(tap) or _of_response(work, tap)
    if flow_id:
        work.because("payload", flow_id, tap)
    return bool(flow_id) and steps.start(work, flow_id)


def _of_response(work: Work, tap: str) -> str:
    """Return the flow behind a response's button."""
    variations = (one for found in work.book.responses.values() for one in found)
    choices = (choice for one in variations for choice in one.choices)
    return next((choice.then for choice in choices if choice.id == tap), "")


def _faq(work: Work, id: str) -> bool:
    work.question = None
    return routing.answer_faq(work, id)


def _start(work: Work, id: str) -> bool:
    work.because("menu", id)
    work.misses = 0
    return steps.start(work, id)


def _none(work: Work, rest: str) -> bool:
    work.question = None
    work.misses = max(work.misses, 1)
    topics.offer(work, sentence(work, "fallback_again"), work.because("ask", "none of these"))
    return True


def _resume(work: Work, rest: str) -> bool:
    work.question = None
    group = flows.interrupted(work)
    why = work.because("resume", rest)
    if not group:
        topics.show_menu(work, sentence(work, "menu"), why)
    elif rest == "yes":
        flows.swap_in(work, group[0].flow)
        if steps.intact(work):
            asking.repeat(work)
    else:
        flows.drop_group(work, group)
        work.say(Text(sentence(work, "cancelled")), why)
    return True


def _erase(work: Work, rest: str) -> bool:
    commands.erase(work, sure=rest == "yes")
    return True


def _language(work: Work, tag: str) -> bool:
    commands.in_language(work, tag)
    return True


def _again(work: Work, rest: str) -> bool:
    top = work.top
    if top and f"{top.flow}/{top.step}" == rest and isinstance(work.step(top), RunAction) and not top.waits:
        answers.accept(work, answers.Answer(True))
    else:
        _late(work, "")
    return True


def _rasa(work: Work, rest: str) -> bool:
    """Understand what an action's buttons carry, as in Rasa: /SetSlots(slot=value) or /flow."""
    found = _SET_SLOT.fullmatch(rest)
    name = rest.partition("{")[0]
    if found is None:
        return name in work.book.flows and steps.start(work, name)
    work.because("payload", found.group(1))
    step = work.step(work.top) if work.top else None
    if isinstance(step, Collect) and step.slot == found.group(1) and work.open:
        answers.accept(work, answers.Answer(found.group(2)))
    else:
        work.fill(found.group(1), found.group(2))
        asking.repeat(work)
    return True


# ---- a button of a flow that is not the open question


def _flow(work: Work, rest: str) -> bool:
    found = _find(work, work.heard.tap)
    if found is None:
        _late(work, "")
        return True
    flow, step, choice = found
    if any(frame.flow == flow.id for frame in work.stack):
        return _in_running(work, flow, step, choice)
    return _in_ended(work, flow, step, choice)


def _find(work: Work, id: str) -> tuple[Flow, AnyStep, Choice | None] | None:
    """Return the flow, step and choice of a button's id; the choice is None for yes, no and values asked back."""
    flow_id, _, rest = id.removeprefix("flow/").partition("/")
    flow = work.book.flows.get(flow_id)
    for name, step in flow.steps.items() if flow else ():
        if flow and rest.startswith(f"{name}/"):
            choices = asking.choices_of(work, step) if isinstance(step, Collect) else getattr(step, "choices", ())
            choice = next((one for one in choices if one.id == id), None)
            if choice or isinstance(step, Collect):
                return flow, step, choice
    return None


def _in_running(work: Work, flow: Flow, step: AnyStep, choice: Choice | None) -> bool:
    """A button of an earlier question of the same conversation: go back there, unless the answer is the same."""
    slot = step.slot if isinstance(step, Collect) else getattr(step, "save", "")
    entry = (flow.id, step.id, slot)
    if entry not in work.trail:
        return False
    if slot and _same_answer(work, slot, choice):
        work.because("late tap", step.id, "the same answer")
        return True
    work.because("late tap", f"{flow.id}.{step.id}")
    flows.rewind(work, entry)
    _answer_here(work, step)
    return True


def _same_answer(work: Work, slot: str, choice: Choice | None) -> bool:
    value = work.slots.get(slot)
    if choice is None:
        return value is (work.heard.tap.rpartition("/")[2] == "yes")
    return same(value, choice.value or title(work, choice))


def _in_ended(work: Work, flow: Flow, step: AnyStep, choice: Choice | None) -> bool:
    """A button of a conversation that is over: start what it leads to, or that conversation anew."""
    then = choice.then if choice else ""
    if then in work.book.flows:
        return _start(work, then)
    if isinstance(step, Say) and not asking.waits(step):
        return False
    if not holds(work, flow.guard):
        return steps.start(work, flow.id)
    if step.id != flow.start:
        _late(work, flow.id)
        return True
    work.because("late tap", f"{flow.id}.{step.id}")
    flows.put_aside(work)
    flows.push(work, flow)
    _answer_here(work, step)
    return True


def _answer_here(work: Work, step: AnyStep) -> None:
    """Take the tap as the answer to a step without asking it again."""
    choices = asking.options_for(work, step) if isinstance(step, Collect) else asking.choice_options(work, step)
    kind: Any = "collect" if isinstance(step, Collect) else "buttons"
    work.visits.append(("step", work.stack[-1].flow, step.id))
    work.put(question=Question(kind, work.now, options=shown(choices)))
    answer = answers.read(work)
    if answer.missing:
        asking.repeat(work)
    else:
        answers.accept(work, answer)


def _late(work: Work, flow_id: str) -> None:
    why = work.because("late tap", flow_id)
    if flow_id:
        asking.say_text(work, sentence(work, "late"), why)
        steps.start(work, flow_id)
    else:
        topics.show_menu(work, sentence(work, "late"), why)


_ACT: Mapping[str, Callable[[Work, str], bool]] = {
    "flow/": _flow,
    "faq:": _faq,
    "start:": _start,
    "resume:": _resume,
    "erase:": _erase,
    "again:": _again,
    "language:": _language,
    "survey:": desk_closing.answered,
    "none": _none,
    "/": _rasa,
}
