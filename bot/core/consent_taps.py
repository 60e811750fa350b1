"""Taps and words that answer a consent question, wherever it stands: in a flow, outside, or long past."""

from __future__ import annotations

from bot.core import consents, flows, steps, stops
from bot.core.effects import CancelQueued
from bot.core.outgoing import Text
from bot.core.state import Question
from bot.core.times import ANSWER_WITHIN
from bot.core.wording import sentence
from bot.core.work import Work


def tapped(work: Work) -> bool:
    """Act on one of our consent buttons; whether it was one. A withdrawal works for ever and everywhere."""
    _, _, rest = work.heard.tap.partition("consent:")
    what, _, about = rest.partition(":")
    if what == "withdraw":
        stops.stop(work, about or "all", stops.evidence(work))
    elif what == "refuse":
        _refused(work, about)
    elif what == "grant" and not work.handover:
        _granted(work, about)
    elif what == "grant":
        work.because("handover", "silent")
    return what in ("withdraw", "refuse", "grant")


def _open_for(work: Work, about: str) -> Question | None:
    """Return the open consent question that a button's ending ``purpose:hash`` belongs to."""
    purpose, _, short = about.rpartition(":")
    for question in (work.open, work.question):
        if question and question.kind == "consent" and question.purpose == purpose:
            fresh = question.asked_at + ANSWER_WITHIN >= work.now
            return question if short and question.notice.startswith(short) and fresh else None
    return None


def _granted(work: Work, about: str) -> None:
    question = _open_for(work, about)
    if question and work.heard.typed:
        decided(work, question, True)
    else:
        ask_now(work, about.rpartition(":")[0], "the button was old")


def _refused(work: Work, about: str) -> None:
    question = _open_for(work, about)
    if question:
        decided(work, question, False)
        return
    purpose = work.book.purposes.get(about.rpartition(":")[0])
    notice = consents.notice_of(work, purpose) if purpose else None
    if purpose and notice:  # a no counts at any time
        consents.refuse(work, purpose, notice)


def decided(work: Work, question: Question, yes: bool) -> None:
    """Record the answer and let the flow that asked go on; service goes on after a no."""
    in_flow = question is work.open
    follow = consents.decide(work, question, yes)
    if not in_flow:
        work.question = follow
        return
    if follow is None:
        work.went("on")
    work.put(question=follow)
    step = work.step(work.stack[-1])
    if follow is None and step is not None:
        flows.go(work, step.next)
        steps.run(work)


def ask_now(work: Work, purpose_id: str, detail: str) -> None:
    """Show a purpose's current notice because the person asked for it; what stands already is only confirmed."""
    purpose = work.book.purposes.get(purpose_id) or consents.first_to_ask(work)
    why = work.because("consent", purpose.id if purpose else "", detail)
    if purpose is None:
        known = "consent_stands" if work.book.purposes else "consent_none"
        work.say(Text(sentence(work, known)), why)
    elif work.consent.get(purpose.id) == "granted":
        work.say(Text(sentence(work, "consent_stands")), why)
    else:
        _close_open(work)
        work.question = consents.ask(work, purpose)


def pledged(work: Work, purpose_id: str) -> bool:
    """Record the yes of a link beside the notice, where the person's own fresh message is that yes; whether it was."""
    purpose, digest = work.book.purposes[purpose_id], work.person.pledge[0]
    notice = next((each for each in purpose.notices.values() if digest and each.hash == digest), None)
    if notice is None or not work.heard.typed or work.never_ask or work.consent.get(purpose_id) == "granted":
        return False
    _close_open(work)
    if purpose.double_opt_in:
        work.question = consents.confirm(work, purpose, notice)
    else:
        consents.grant(work, purpose, notice)
    return True


def _close_open(work: Work) -> None:
    """A consent question inside a flow gives way to the new one, so that only one can be answered."""
    if work.open and work.open.kind == "consent":
        flows.drop_stack(work)


def passed_by(work: Work) -> None:
    """No answer: the flow goes on without one; the buttons stay good for the rest of the day."""
    question, step = work.open, work.step(work.stack[-1])
    work.question = question
    work.went("on")
    if step is not None:
        flows.go(work, step.next)
        steps.run(work)


def platform_stop(work: Work, detail: dict[str, object]) -> None:
    """WhatsApp's own switch: advertising is withdrawn, without a word from us."""
    targets = stops.marketing(work)
    work.because("platform", "stop")
    for id in targets:
        work.ledger("withdrawn", id, {"method": "platform_preference", **detail})
        work.do(CancelQueued(id, "stopped in WhatsApp"))
        work.consent[id] = "withdrawn"
    stops.drop_consent_question(work, targets)


def platform_resume(work: Work, detail: dict[str, object]) -> None:
    """WhatsApp's block is lifted; that is no consent."""
    work.because("platform", "resume")
    work.ledger("platform_unblocked", "*", {"method": "platform_preference", **detail})


def platform_signup(work: Work, detail: dict[str, object]) -> None:
    """The person signed up on WhatsApp's own page: a yes to advertising, proved by the page's id."""
    work.because("platform", "signup")
    for id in stops.marketing(work) if detail.get("signup") else ():
        if work.consent.get(id) != "invalidated":
            work.ledger("granted", id, {"method": "platform_signup", **detail})
            work.consent[id] = "granted"
