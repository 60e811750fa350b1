"""One message that is no guard's business: the answer to what is open, an interruption, or something new."""

from __future__ import annotations

from dataclasses import replace

from bot.core import answers, asking, consent_taps, consents, flows, routing, steps, stops, taps
from bot.core.commands import EXACT
from bot.core.flow import Collect, SendTemplate
from bot.core.incoming import Message
from bot.core.work import Work

MAX_QUEUED = 5


def take(work: Work, event: Message) -> None:
    """Find out what the message is to the conversation, and do it."""
    if asking.action_runs(work):
        _queue(work, event)
    elif _outside_question(work) or _form(work):
        pass
    elif work.stack:
        _inside(work)
    else:
        _outside(work)


def _queue(work: Work, event: Message) -> None:
    """An action is running: its result comes first, the message after it."""
    work.because("queued", work.stack[-1].flow)
    work.queued = (*work.queued, event)[-MAX_QUEUED:]


# ---- questions outside any flow


def _outside_question(work: Work) -> bool:
    """Take the typed answer to "did you mean", "go on?", "really delete?" or a consent question from outside a flow."""
    question = work.question
    if question is None or work.heard.tap:
        return False
    if question.kind == "consent":
        return not work.open and _consent(work)
    id = answers.chosen(work, question) or _yes_no(work, question.kind)
    if not id and question.kind != "confirm":  # nobody's data is deleted for a stray "1"
        id = answers.numbered(work, question)
    if not id:
        work.question = None
        return False
    work.heard = replace(work.heard, tap=id)
    if question.kind == "stop_scope":
        stops.scope_tapped(work, id.removeprefix("stop:"))
        return True
    return taps.take(work)


def _yes_no(work: Work, kind: str) -> str:
    pairs = {"resume": ("resume:yes", "resume:no"), "confirm": ("erase:yes", "erase:no")}
    said = work.mind.lexicon.yes_no(work.heard.text, work.language) if kind in pairs else None
    return "" if said is None else pairs[kind][0 if said else 1]


def _consent(work: Work) -> bool:
    question = work.question
    said = consents.answered(work, question) if question else None
    if question is None or said is None:
        return False
    consent_taps.decided(work, question, said)
    return True


# ---- inside a flow


def _inside(work: Work) -> None:
    if work.stack[-1].waits == flows.WAITING:
        _at_wait(work)
    elif not steps.intact(work):
        return
    elif work.open and work.open.kind == "consent":
        _at_consent(work)
    else:
        _at_question(work)


def _at_wait(work: Work) -> None:
    """Answer what is asked; otherwise the person's next message lets the flow go on."""
    top, step = work.stack[-1], work.step(work.stack[-1])
    answers_us = isinstance(step, SendTemplate)  # then what is only near a question is rather an answer
    if _tapped(work) or routing.route(work, near=not answers_us):
        return
    work.because("wait", f"{top.flow}.{top.step}", "the next message")
    work.went("on")
    flows.quiet_waits(work, (top,))
    if step is None:
        steps.start_over(work)
    else:
        flows.go(work, step.next)
    steps.run(work)


def _at_consent(work: Work) -> None:
    question = work.open
    said = consents.answered(work, question) if question else None
    if question and said is not None:
        consent_taps.decided(work, question, said)
    elif not (_tapped(work) or routing.route(work)):
        consent_taps.passed_by(work)
        if not work.says:
            routing.not_understood(work)


def _at_question(work: Work) -> None:
    if _answered(work) or _tapped(work) or routing.route(work, near=False):
        return
    work.heard = replace(work.heard, tap="")  # a button that nobody knows: its title may still be the answer
    if not _answered(work):
        answers.again(work)


def _answered(work: Work) -> bool:
    answer = answers.read(work)
    if answer.missing or _interrupts(work):
        return False
    top = work.stack[-1]
    work.because("answer", f"{top.flow}.{top.step}")
    answers.accept(work, answer)
    return True


def _interrupts(work: Work) -> bool:
    """Whether a message that could be the answer to an open text question is rather a question of its own."""
    understood, step = work.understood, work.step(work.stack[-1])
    if not asking.is_loose(work) or understood is None or understood.meaning not in ("faq", "trigger"):
        return False
    named = isinstance(step, Collect) and step.type == "name"
    return named or any(mark in work.heard.text for mark in asking.MARKS) or understood.why.startswith(EXACT)


def _tapped(work: Work) -> bool:
    """Take a tap by its id; where that says nothing, its title is read like a typed text."""
    if not work.heard.tap:
        return False
    if taps.take(work):
        return True
    if work.heard.ours:
        routing.understand(work)
    return False


# ---- outside


def _outside(work: Work) -> None:
    ad = routing.special(work, "ad") if work.entry_now else ""
    if ad:
        work.because("trigger", ad, "ad")
        steps.start(work, ad)
    elif not (_tapped(work) or routing.route(work)):
        routing.not_understood(work)


def _form(work: Work) -> bool:
    """Put a form's fields into the slots of the same names; whether the running question is answered by it."""
    fields = work.heard.fields
    if not fields:
        return False
    for name in [name for name in fields if name in work.book.slots]:
        work.fill(name, fields[name])
    step = work.step(work.top) if work.top else None
    if not isinstance(step, Collect) or step.slot not in fields or not work.open:
        return False
    answers.accept(work, answers.Answer(work.value(step.slot)))
    return True
