"""After a person of the business has closed a conversation: the owner's flow, and one question."""

from __future__ import annotations

from bot.core import handovers, routing, steps
from bot.core.effects import OnTicket
from bot.core.incoming import StaffSaid
from bot.core.outgoing import Text
from bot.core.present import Option, shown, with_options
from bot.core.state import HandedOver, Question
from bot.core.wording import sentence, text
from bot.core.work import Work

SURVEY = "survey:"


def closed(work: Work, event: StaffSaid) -> None:
    """Give the conversation back; where the window is open, run the owner's flow and ask the one question."""
    before = work.handover
    if before is None:
        work.because("silent", "not handed over")
        return
    called = event.name or event.by
    handovers.give_back(work, f"closed by {called}", by=event.by, name=called, outcome=event.outcome)
    if work.person.window_until <= work.now:
        return
    flow_id = routing.special(work, "handover_closed")
    if flow_id:
        steps.start(work, flow_id)
    if not work.stack and not work.question:
        _ask(work, before)


def _ask(work: Work, before: HandedOver) -> None:
    """Ask how it was; not who got no answer, and not who said STOP."""
    survey = work.book.handover.survey
    if survey is None or not before.answered or before.stopped:
        return
    options = tuple(Option(f"{SURVEY}{n}", text(work, title)) for n, title in enumerate(survey.options, 1))
    for message in with_options(work, text(work, survey.ask), options):
        work.say(message, work.because("survey"), priority=2)  # it must not overtake the last answer
    work.question = Question("survey", work.now, options=shown(options))


def answered(work: Work, rest: str) -> bool:
    """Take the answer, also from a button of long ago; kept in the words of the business's first language."""
    work.question = work.question if work.question and work.question.kind != "survey" else None
    survey = work.book.handover.survey
    options = survey.options if survey else ()
    number = int(rest) if rest.isdecimal() and len(rest) < 3 else 0
    why = work.because("survey", rest)
    if survey is None or not 0 < number <= len(options):
        return False
    said = options[number - 1].by_language
    patterns = said.get(work.book.business.languages[0]) or next(iter(said.values()), ())
    work.do(OnTicket("survey", text=patterns[0].source if patterns else rest))
    work.say(Text(text(work, survey.thanks) or sentence(work, "survey_thanks")), why)
    return True
