"""The answer to the running flow's question: chosen, read, checked, saved; or asked for again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.core import asking, flows, handovers, phrases, steps, topics
from bot.core.flow import Choice, Collect, Rejection, RunAction, Say
from bot.core.outgoing import Text
from bot.core.state import Question
from bot.core.understanding.fold import fold
from bot.core.understanding.values import read_value
from bot.core.wording import holds, sentence, text
from bot.core.work import Work


@dataclass(frozen=True, slots=True)
class Answer:
    """What a message answers: a value, or several that it can mean, or why it is none."""

    value: Any = None
    options: tuple[tuple[str, str], ...] = ()
    choice: Choice | None = None
    missing: bool = False


NOTHING = Answer(missing=True)
NO_ANSWER = "no answer"  # why a question was left: nobody was there


def chosen(work: Work, question: Question) -> str:
    """Return the id of the open option that was tapped, or typed as its exact title; "" for none."""
    ids = [id for id, _ in question.options]
    if work.heard.tap:
        return work.heard.tap if work.heard.tap in ids else ""
    typed = fold(work.heard.text)
    return next((id for id, title in question.options if typed and fold(title) == typed), "")


def numbered(work: Work, question: Question) -> str:
    """Return the id of the option whose number was typed; "" for none."""
    typed = fold(work.heard.text)
    if typed.isdigit() and len(typed) < 3 and 0 < int(typed) <= len(question.options):
        return question.options[int(typed) - 1][0]
    return ""


# ---- the running question


def read(work: Work) -> Answer:
    """Read the message as the answer to the running flow's question."""
    step, question = work.step(work.stack[-1]), work.open
    if question is None or step is None:
        return NOTHING
    reader = _READERS.get(type(step))
    return reader(work, step, question) if reader else NOTHING


def _read_collect(work: Work, step: Collect, question: Question) -> Answer:
    id = chosen(work, question) or _picked_otherwise(work, step, question)
    if id:
        return _picked(work, step, id)
    if work.heard.tap:
        return NOTHING
    shared = _shared(work, step)
    return shared if shared.value is not None or shared.missing else _typed(work, step)


def _picked_otherwise(work: Work, step: Collect, question: Question) -> str:
    """Return the option that was meant by its number, or by a yes to the only one."""
    asked_back = _asked_back(question)
    if asked_back and len(question.options) == 1 and work.mind.lexicon.yes_no(work.heard.text, work.language):
        return question.options[0][0]
    return numbered(work, question) if step.type in ("choice", "bool") or asked_back else ""


def _asked_back(question: Question) -> bool:
    return bool(question.options) and question.options[0][0].rpartition("/")[2].startswith("=")


def _picked(work: Work, step: Collect, id: str) -> Answer:
    last = id.rpartition("/")[2]
    if "/=" in id:
        return Answer(_value_of(work, step, id.partition("/=")[2]))
    if step.type == "bool" and last in ("yes", "no"):
        return Answer(last == "yes")
    choice = next((one for one in asking.choices_of(work, step) if one.id == id), None)
    if choice is None:
        return NOTHING
    return Answer(_value_of(work, step, choice.value or text(work, choice.title)), choice=choice)


def _value_of(work: Work, step: Collect, written: str) -> Any:
    """Return a chosen value in the slot's own type: the number 2, not the text "2"."""
    if step.type in ("choice", "text", "name"):
        return written
    found = _reading(work, step, written).value
    return written if found is None else found


def _shared(work: Work, step: Collect) -> Answer:
    """Read what is not text: a place, a file, the person's own number."""
    heard = work.heard
    if step.type == "location" and heard.kind == "location":
        return Answer(heard.value)
    if step.type == "media":
        return Answer(heard.value) if heard.value and heard.kind != "location" else NOTHING
    if step.type == "phone" and heard.phones:
        return _typed(work, step, heard.phones[0])
    return Answer() if heard.text else NOTHING


def _typed(work: Work, step: Collect, said: str = "") -> Answer:
    found = _reading(work, step, said or work.heard.text)
    if found.options:
        return Answer(options=found.options)
    return NOTHING if found.value is None else Answer(found.value, choice=_choice_for(work, step, found.value))


def _choice_for(work: Work, step: Collect, value: Any) -> Choice | None:
    if step.type != "choice":
        return None
    return next((one for one in asking.choices_of(work, step) if one.value == value), None)


def _reading(work: Work, step: Collect, said: str) -> Any:
    choices = [(one.value or text(work, one.title), text(work, one.title)) for one in asking.choices_of(work, step)]
    return read_value(
        step.type,
        said,
        language=work.language,
        country=work.person.country or work.book.business.country,
        timezone=work.book.business.timezone,
        now=work.now,
        choices=choices,
    )


def _read_say(work: Work, step: Say, question: Question) -> Answer:
    if not step.choices:
        return Answer(work.heard.text) if work.heard.text else NOTHING
    id = chosen(work, question) or numbered(work, question)
    if not id and work.heard.text and not work.heard.tap:
        near = read_value("choice", work.heard.text, language=work.language, now=work.now, choices=question.options)
        id = str(near.value or "")
    choice = next((one for one in step.choices if one.id == id), None)
    return Answer(choice.value or text(work, choice.title), choice=choice) if choice else NOTHING


def _read_confirm(work: Work, step: RunAction, question: Question) -> Answer:
    id = chosen(work, question) or numbered(work, question)
    if not id and work.mind.lexicon.yes_no(work.heard.text, work.language):
        id = question.options[0][0]
    return Answer(True) if id.startswith("again:") else NOTHING


_READERS: Mapping[type, Callable[[Work, Any, Question], Answer]] = {
    Collect: _read_collect,
    Say: _read_say,
    RunAction: _read_confirm,
}


# ---- accepted


def accept(work: Work, answer: Answer) -> None:
    """Take an answer, check it, and run on; an ambiguous one is asked back."""
    step = work.step(work.stack[-1])
    work.misses = 0
    if answer.options:
        asking.which(work, answer.options)
    elif isinstance(step, RunAction):
        work.put(question=None)
        steps.run_action(work, step)
    elif isinstance(step, Collect):
        _accept_collect(work, step, answer)
    elif isinstance(step, Say):
        _accept_say(work, step, answer)


def _accept_collect(work: Work, step: Collect, answer: Answer) -> None:
    before = work.slots.get(step.slot)
    work.fill(step.slot, answer.value)
    refused = _refused(work, _all_rejections(work, step))
    if refused:
        work.visits.append(("rejected", work.stack[-1].flow, f"{step.id}/{_all_rejections(work, step).index(refused)}"))
        work.fill(step.slot, before)
        if before is None:
            del work.slots[step.slot]
        again(work, text(work, refused.say))
        return
    _leave(work, step.slot, answer.choice)


def _all_rejections(work: Work, step: Collect) -> tuple[Rejection, ...]:
    return (*work.slot(step.slot).rejections, *step.rejections)


def _refused(work: Work, rejections: Sequence[Rejection]) -> Rejection | None:
    return next((one for one in rejections if holds(work, one.when)), None)


def _accept_say(work: Work, step: Say, answer: Answer) -> None:
    if step.save:
        work.fill(step.save, answer.value)
    _leave(work, step.save, answer.choice)


def _leave(work: Work, slot: str, choice: Choice | None) -> None:
    """Go on after an answer: where the choice leads, else with the step's next."""
    top, step = work.stack[-1], work.step(work.stack[-1])
    work.went("on")
    flows.quiet_timers(work)
    flows.remember(work, slot)
    flow = work.flow(top)
    then = choice.then if choice else ""
    if choice and then:
        work.visits.append(("chosen", top.flow, choice.id))
    if flow is not None and then in (*flow.steps, "END"):
        flows.move(work, then)
    elif then in work.book.flows:
        flows.link(work, work.book.flows[then])
    elif step is not None:
        flows.go(work, step.next)
    steps.run(work)


# ---- not an answer


def again(work: Work, lead: str = "") -> None:
    """Ask again with a word on what is wanted; after too many tries, go where the owner said."""
    question, step = work.open, work.step(work.stack[-1])
    if question is None or not isinstance(step, Collect):
        _no_choice(work, step)
        return
    tries = question.tries + 1
    if tries > step.retries:
        asking.say_text(work, lead if step.on_fail != "handover" else "")
        leave_by(work, step.on_fail, "not understood")
        return
    work.put(question=replace(question, tries=tries))
    lead = lead or _retry(work, step)
    if lead.rstrip().endswith(asking.MARKS):
        asking.collect(work, step, body=lead)  # the owner's words ask already: nobody is asked twice in one breath
    else:
        asking.say_text(work, lead, asking.step_why(work, "not understood"))
        asking.repeat(work)


def _no_choice(work: Work, step: Any) -> None:
    """A menu has no way out of its own: show it again, then offer a person, then call one."""
    work.misses += 1
    asking.missed(work)
    why = asking.step_why(work, "not understood")
    if work.misses > 2:
        handovers.open_ticket(work, "not understood")
    elif work.misses == 2:
        topics.offer(work, sentence(work, "fallback_again"), why)
    else:
        asking.say_text(work, sentence(work, "retry_choice" if getattr(step, "choices", ()) else "retry"), why)
        asking.repeat(work)


def _retry(work: Work, step: Collect) -> str:
    key = f"retry_{step.type}"
    return text(work, step.retry) or sentence(work, key if key in _RETRIES else "retry")


_RETRIES = tuple(key for key in phrases.KEYS if key.startswith("retry_"))


def leave_by(work: Work, way_out: str, reason: str) -> None:
    """Leave the open question: by handover, by cancelling, at the flow's end, or at another step."""
    work.reason = reason
    work.went("timeout" if reason == NO_ANSWER else "failed")
    if way_out == "handover":
        handovers.open_ticket(work, reason)
    elif way_out == "cancel":
        flows.cancel(work)
        work.say(Text(sentence(work, "cancelled")), work.because("cancel", reason))
    else:
        flows.quiet_timers(work)
        flows.move(work, way_out)
        steps.run(work)
