"""The consent question: when it is asked, with which words, and what each answer writes into the ledger.

Only an explicit tap or an exact yes to the question that is open, within 24 hours, grants anything.
"""

from __future__ import annotations

from typing import Any

from bot.core.effects import CancelQueued, Hold
from bot.core.flow import Notice, Purpose
from bot.core.outgoing import Button, Buttons, Outgoing, Text
from bot.core.state import Question
from bot.core.times import ANSWER_WITHIN, ASK_AGAIN_AFTER
from bot.core.wording import sentence
from bot.core.work import Work

SHORT = 12  # characters of a notice's hash in a button's id


def notice_of(work: Work, purpose: Purpose) -> Notice | None:
    """Return the current notice in the person's language, else in the default one, else in any."""
    for language in (work.language, work.book.business.languages[0]):
        if language in purpose.notices:
            return purpose.notices[language]
    return next(iter(purpose.notices.values()), None)


def may_ask(work: Work, purpose: str) -> bool:
    """Whether a flow may ask: not where it stands, nor soon after a no, nor again while the question is still fresh."""
    known = work.consent.get(purpose, "unknown")
    if known in ("granted", "invalidated") or work.never_ask:
        return False
    if work.person.held or work.person.suppressed or work.doubt:
        return False
    since = work.now - work.person.asked_at.get(purpose, 0)
    return since >= (ASK_AGAIN_AFTER if known in ("refused", "withdrawn") else ANSWER_WITHIN)


def ask(work: Work, purpose: Purpose) -> Question | None:
    """Show the notice and return the question that is now open; None where the owner wrote no notice."""
    notice = notice_of(work, purpose)
    if notice is None:
        return None
    buttons = _buttons(notice)
    why = work.because("consent", purpose.id, f"notice {notice.version} in {notice.language}")
    for message in _shown(notice, buttons):
        work.say(message, why, notice=notice.hash)
    work.ledger("asked", purpose.id, about(work, notice))
    if work.consent.get(purpose.id, "unknown") == "unknown":  # a question never changes a decision
        work.consent[purpose.id] = "asked"
    options = tuple((button.id, button.title) for button in buttons)
    return Question("consent", work.now, options=options, purpose=purpose.id, notice=notice.hash)


def _buttons(notice: Notice) -> tuple[Button, Button]:
    end = f"{notice.purpose}:{notice.hash[:SHORT]}"
    return Button(f"consent:grant:{end}", notice.yes), Button(f"consent:refuse:{end}", notice.no)


def _shown(notice: Notice, buttons: tuple[Button, Button]) -> tuple[Outgoing, ...]:
    if len(notice.text) <= 1024:
        return (Buttons(notice.text, buttons),)
    return Text(notice.text), Buttons(f"{notice.yes} / {notice.no}", buttons)


def about(work: Work, notice: Notice) -> dict[str, Any]:
    """Return what every line about a notice proves: which text, in which version and language, and how they came."""
    proof = {"notice": notice.hash, "version": notice.version, "language": notice.language, "entry": work.entry}
    more = {"number": work.heard.number, "code": work.person.code[0], "page": work.person.pledge[1]}
    return {**proof, **{name: value for name, value in more.items() if value}}


def answered(work: Work, question: Question) -> bool | None:
    """Return yes or no where the message answers the open question beyond doubt; None where it does not."""
    if work.heard.tap or not work.heard.typed or question.asked_at + ANSWER_WITHIN < work.now:
        return None
    said: bool | None = work.mind.lexicon.yes_no(work.heard.text, work.language)
    if said is not None:
        return said
    titles = [title.casefold() for _, title in question.options]
    text = work.heard.text.casefold()
    return titles.index(text) == 0 if text in titles else None


def decide(work: Work, question: Question, yes: bool) -> Question | None:
    """Record an answer; return the question that is open afterwards (double opt-in), else None."""
    purpose, shown = work.book.purposes.get(question.purpose), _notice(work, question)
    notice = shown or (notice_of(work, purpose) if purpose else None)
    if purpose is None or notice is None:
        return None
    if not yes:
        refuse(work, purpose, notice)
        return None
    if shown is None:  # the owner wrote a new notice meanwhile: a yes to the old words is not one to these
        return ask(work, purpose)
    if purpose.double_opt_in and not (question.tries and work.heard.tap):
        return confirm(work, purpose, notice)  # the second yes is a tap, so that no word decides alone
    grant(work, purpose, notice)
    return None


def _notice(work: Work, question: Question) -> Notice | None:
    purpose = work.book.purposes.get(question.purpose)
    found = purpose.notices.values() if purpose else ()
    return next((notice for notice in found if notice.hash == question.notice), None)


def confirm(work: Work, purpose: Purpose, notice: Notice) -> Question:
    """Ask for the second yes of a double opt-in."""
    buttons = _buttons(notice)
    why = work.because("consent", purpose.id, "double opt-in")
    work.ledger("note", purpose.id, {**about(work, notice), **_said(work), "step": "first yes"})
    work.say(Buttons(sentence(work, "consent_confirm"), buttons), why, notice=notice.hash)
    options = tuple((button.id, button.title) for button in buttons)
    return Question("consent", work.now, tries=1, options=options, purpose=purpose.id, notice=notice.hash)


def grant(work: Work, purpose: Purpose, notice: Notice) -> None:
    """Record a yes."""
    why = work.because("consent", purpose.id, "granted")
    work.ledger("granted", purpose.id, {**about(work, notice), **_said(work)})
    if work.person.held or work.doubt:
        release(work, "a new yes")
    work.consent[purpose.id] = "granted"
    work.say(Text(sentence(work, "consent_thanks")), why)


def refuse(work: Work, purpose: Purpose, notice: Notice) -> None:
    """Record a no. A no to something agreed before is a withdrawal."""
    why = work.because("consent", purpose.id, "refused")
    stood = work.consent.get(purpose.id) == "granted"
    work.ledger("withdrawn" if stood else "refused", purpose.id, {**about(work, notice), **_said(work)})
    if stood:
        work.do(CancelQueued(purpose.id, "the person said no"))
    work.consent[purpose.id] = "withdrawn" if stood else "refused"
    work.say(Text(sentence(work, "consent_refused")), why)


def _said(work: Work) -> dict[str, Any]:
    heard = work.heard
    method = "link" if work.person.pledge[0] else "tap" if heard.tap else "typed"
    return {"method": method, "button": heard.tap, "text": heard.text, "message_id": heard.id}


def release(work: Work, why: str) -> None:
    """Let proactive messages go again where they were held for an ambiguous STOP."""
    work.ledger("released", "*", {**_said(work), "why": why})
    work.do(Hold(False, why))
    work.doubt = None
    work.wake("stop_hold", 0)


def first_to_ask(work: Work) -> Purpose | None:
    """Return the first purpose that does not stand: what START asks for."""
    return next((p for p in work.book.purposes.values() if work.consent.get(p.id) != "granted"), None)
