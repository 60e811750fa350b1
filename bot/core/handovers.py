"""A person of the business takes over, and gives back. While they are there the bot keeps quiet."""

from __future__ import annotations

from dataclasses import replace

from bot.core import desk_teams, flows, phrases
from bot.core.effects import HandBack, HandOver, Ledger, OnTicket, Why
from bot.core.flow import Wording
from bot.core.lookup import written
from bot.core.outgoing import Text
from bot.core.state import HandedOver
from bot.core.understanding.fold import fold
from bot.core.wording import sentence, text
from bot.core.work import Work

TIMER = "handover_quiet"
LATE = "handover_late"
UNANSWERED = "handover_unanswered"
PHONE = "phone"
"""Who answers from the WhatsApp Business app: nobody can tell which user it is."""
_STOPS = ("withdrawn", "invalidated", "held")
_SETTLED = ("stop", "wrong_number", "silent")


def open_ticket(work: Work, reason: str, *, team: str = "", say: Wording | None = None, lead: str = "") -> None:
    """Call a person: a ticket, one sentence, and silence. ``lead``: said before it, where something went wrong."""
    why = work.because("handover", reason)
    work.team = desk_teams.team_for(work, team)
    promised = _promise(work)
    title, said = _title(work), work.heard.text or work.heard.kind
    message = lead or _said(work, say)
    if promised and not _says_promise(say or work.book.handover.say):
        message += "\n" + sentence(work, "handover_promise", words=desk_teams.promise_text(work))
    work.do(HandOver(reason, work.team, title, said, promised, work.tags))
    work.say(Text(message + "\n" + sentence(work, "handover_back")), why)
    begin(work, reason, work.team)
    if promised:
        work.wake(LATE, promised)


def _title(work: Work) -> str:
    """Return what the team reads: the person's words, and what they had already answered."""
    flow = work.stack[0].flow if work.stack else ""
    known = [f"{name}: {written(work, name)}" for name in sorted(flows.used(work, flow)) if name in work.slots]
    parts = [part for part in (work.heard.text, "; ".join(known)) if part]
    return " – ".join(parts)


def _said(work: Work, say: Wording | None) -> str:
    rules = work.book.handover
    if desk_teams.open_now(work.book, work.team, work.now):
        return text(work, say or rules.say) or sentence(work, "handover")
    opens = desk_teams.next_opening_text(work, work.team)
    ours = sentence(work, "handover_closed_until", date=opens) if opens else sentence(work, "handover_closed")
    return text(work, rules.closed) or ours


def _promise(work: Work) -> int:
    """Return until when an answer can be promised; 0 where the team closes before, or nothing is promised at all."""
    wanted = work.book.handover.promise
    if not wanted or not desk_teams.open_now(work.book, work.team, work.now):
        return 0
    until = desk_teams.later(work.book, work.team, work.now, wanted)
    return until if until == work.now + wanted else 0


def _says_promise(said: Wording | None) -> bool:
    patterns = (one for found in said.by_language.values() for one in found) if said else ()
    return any("handover.promise" in one.names for one in patterns)


def begin(work: Work, reason: str, team: str = "") -> None:
    """Be silent from now on; what was under way is dropped, because a person takes care of it."""
    work.went("handover")
    flows.drop_all(work)
    work.misses = 0
    work.handover = HandedOver(work.now, reason, team, work.now)
    work.wake(TIMER, quiet_until(work))
    rules = work.book.handover
    due = desk_teams.later(work.book, team, work.now, rules.unanswered_after) if rules.unanswered_after else 0
    if due:
        work.wake(UNANSWERED, due)


def quiet_until(work: Work) -> int:
    """Return until when a silence is no end: as long as nobody has answered, only open hours count."""
    handover, after = work.handover, work.book.handover.back_after
    if handover is None:
        return 0
    if handover.answered:
        return handover.last + after
    return desk_teams.later(work.book, handover.team, handover.last, after) or handover.last + after


# ---- what staff do


def taken_over(work: Work, reason: str, by: str, name: str = "") -> None:
    """Somebody of the business is there: a ticket where there is none, and it is theirs unless somebody has it."""
    work.because("handover", reason)
    if work.handover is None:
        team = desk_teams.team_for(work)
        work.do(HandOver(reason, team, tags=work.tags))
        begin(work, reason, team)
    if work.handover and (not work.handover.taken or (reason == "taken" and work.handover.taken != by)):
        work.do(OnTicket("taken", by, name or by))
        work.handover = replace(work.handover, taken=by)
        work.wake(UNANSWERED, 0)
    touch(work)


def wrote(work: Work, words: str, by: str, name: str = "") -> None:
    """Note that somebody of the business has answered."""
    work.do(OnTicket("said", by, name or by, text=words))
    work.wake(LATE, 0)
    if work.handover:
        first = not work.handover.answered
        work.handover = replace(work.handover, answered=True)
        if first:
            work.wake(TIMER, quiet_until(work))  # from now on closed hours count, too


def staff_said(work: Work, words: str, by: str, name: str = "") -> None:
    """Pass the words of a person of the business on."""
    taken_over(work, "staff", by, name)
    if words.strip():
        wrote(work, words.strip(), by, name)
        work.say(Text(words.strip()), Why("staff", by, name), priority=2)


def released(work: Work, by: str, name: str, to: str = "") -> None:
    """Let it wait again: for everybody, for one user, or for another team."""
    if work.handover is None:
        work.because("silent", "not handed over")
        return
    work.because("handover", "assigned" if to else "released")
    work.do(OnTicket("assigned" if to else "released", by, name or by, to=to))
    team = to.removeprefix("team:") if to.startswith("team:") else work.handover.team
    work.handover = replace(work.handover, taken="", team=team)


def touch(work: Work) -> None:
    """Note that one side has just written."""
    if work.handover:
        work.handover = replace(work.handover, last=work.now)


# ---- what the person does meanwhile


def heard(work: Work) -> None:
    """Note what the person wrote; while nobody is there it waits with the ticket, and that is said once."""
    handover = work.handover
    if handover is None:
        return
    touch(work)
    words = work.heard.text or work.heard.kind
    work.do(OnTicket("heard", text=words))
    alone = not handover.taken and not desk_teams.open_now(work.book, handover.team, work.now)
    settled = work.why is not None and work.why.rule in _SETTLED  # a STOP said twice, a button pressed twice
    if not alone or settled or work.says or not words or fold(words) in phrases.THANKS:
        return
    work.do(OnTicket("callback", text=words))
    if not handover.noted and work.handover:
        work.handover = replace(work.handover, noted=True)
        work.say(Text(_noted(work, handover.team)), Why("handover", "noted"))


def _noted(work: Work, team: str) -> str:
    work.team = team
    opens = desk_teams.next_opening_text(work, team)
    ours = sentence(work, "handover_noted_until", date=opens) if opens else sentence(work, "handover_noted")
    return text(work, work.book.handover.noted) or ours


def stopped(work: Work) -> None:
    """Tell the staff of a STOP in this very message."""
    kinds = [effect.kind for effect in work.effects if isinstance(effect, Ledger) and effect.kind in _STOPS]
    if work.handover and kinds:
        work.do(OnTicket("stopped", what=kinds[0]))
        work.handover = replace(work.handover, stopped=work.handover.stopped or kinds[0] != "held")


# ---- the end


def give_back(work: Work, why: str, *, by: str = "", name: str = "", outcome: str = "") -> None:
    """The bot answers again."""
    work.because("handover", why)
    work.do(HandBack(why, "closed", by, name, outcome))
    _over(work)


def _over(work: Work) -> None:
    for timer in (TIMER, LATE, UNANSWERED):
        work.wake(timer, 0)
    work.handover = None


def quiet_timer(work: Work) -> None:
    """Give back after a long silence; where somebody wrote meanwhile, wait on."""
    if work.handover is None:
        return
    due = quiet_until(work)
    if due > work.now:
        work.because("handover", "still talking")
        work.wake(TIMER, due)
        return
    why = work.because("handover", "nobody wrote any more")
    work.do(HandBack("nobody wrote any more", "returned"))
    _over(work)
    words = text(work, work.book.handover.back)
    if words and work.person.window_until > work.now:
        work.say(Text(words), why)


def late_timer(work: Work) -> None:
    """The time that was promised is over."""
    if work.handover and not work.handover.answered:
        work.because("handover", "late")
        work.do(OnTicket("late"))


def unanswered_timer(work: Work) -> None:
    """Nobody took it in time: say so once, while the team is there."""
    handover = work.handover
    if handover is None or handover.taken or handover.answered:
        return
    if not desk_teams.open_now(work.book, handover.team, work.now):
        work.wake(UNANSWERED, desk_teams.later(work.book, handover.team, work.now, 1))
        return
    why = work.because("handover", "unanswered")
    work.do(OnTicket("unanswered"))
    work.team = handover.team
    if work.person.window_until > work.now and not handover.stopped:
        words = text(work, work.book.handover.unanswered) or sentence(work, "handover_unanswered")
        work.say(Text(words + "\n" + sentence(work, "handover_back")), why)
