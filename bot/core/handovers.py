"""A person of the business takes over, and gives back. While they are there the bot keeps quiet."""

from __future__ import annotations

from dataclasses import replace

from bot.core import flows, times
from bot.core.effects import HandBack, HandOver, Why
from bot.core.flow import Wording
from bot.core.lookup import written
from bot.core.outgoing import Text
from bot.core.state import HandedOver
from bot.core.wording import sentence, text
from bot.core.work import Work

TIMER = "handover_quiet"


def open_ticket(work: Work, reason: str, *, team: str = "", say: Wording | None = None, lead: str = "") -> None:
    """Call a person: a ticket, one sentence, and silence. ``lead``: said before it, where something went wrong."""
    why = work.because("handover", reason)
    rules = work.book.handover
    work.do(HandOver(reason, team or rules.teams[0], _title(work)))
    message = lead or _said(work, say)
    work.say(Text(message + "\n" + sentence(work, "handover_back")), why)
    begin(work, reason, team or rules.teams[0])


def _title(work: Work) -> str:
    """Return what the team reads: the person's words, and what they had already answered."""
    flow = work.stack[0].flow if work.stack else ""
    known = [f"{name}: {written(work, name)}" for name in sorted(flows.used(work, flow)) if name in work.slots]
    parts = [part for part in (work.heard.text, "; ".join(known)) if part]
    return " – ".join(parts)


def _said(work: Work, say: Wording | None) -> str:
    business, rules = work.book.business, work.book.handover
    if not business.hours.open_at(times.local(work.now, business.timezone)):
        return text(work, rules.closed) or sentence(work, "handover_closed")
    return text(work, say or rules.say) or sentence(work, "handover")


def begin(work: Work, reason: str, team: str = "") -> None:
    """Be silent from now on; what was under way is dropped, because a person takes care of it."""
    flows.drop_all(work)
    work.misses = 0
    work.handover = HandedOver(work.now, reason, team, work.now)
    work.wake(TIMER, work.now + work.book.handover.back_after)


def taken_by_phone(work: Work, reason: str) -> None:
    """Somebody of the business has written: open a ticket where there is none, and note the time."""
    work.because("handover", reason)
    if work.handover is None:
        work.do(HandOver(reason, work.book.handover.teams[0], ""))
        begin(work, reason, work.book.handover.teams[0])
    touch(work)


def touch(work: Work) -> None:
    """Note that one side has just written."""
    if work.handover:
        work.handover = replace(work.handover, last=work.now)


def give_back(work: Work, why: str) -> None:
    """The bot answers again."""
    work.because("handover", why)
    work.do(HandBack(why))
    work.wake(TIMER, 0)
    work.handover = None


def quiet_timer(work: Work) -> None:
    """Give back after a long silence; where somebody wrote meanwhile, wait on."""
    if work.handover is None:
        return
    due = work.handover.last + work.book.handover.back_after
    if due <= work.now:
        give_back(work, "nobody wrote any more")
    else:
        work.because("handover", "still talking")
        work.wake(TIMER, due)


def staff_said(work: Work, words: str, by: str) -> None:
    """Pass the words of a person of the business on."""
    taken_by_phone(work, "staff")
    if words.strip():
        work.say(Text(words.strip()), Why("staff", by), priority=2)
