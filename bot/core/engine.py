"""One event of one person, applied: new state, effects, and the reason. Pure: time and chance are handed in.

The order is the promise: STOP before everything, then the person of the business, then wishes such as "help" or
"menu", then the open question, then everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.core import (
    asking,
    beside,
    commands,
    consent_taps,
    conversation,
    desk_closing,
    flows,
    guards,
    handovers,
    proactive,
    reminders,
    results,
    routing,
    steps,
    stops,
    taps,
    topics,
)
from bot.core.effects import CallAction, MarkRead, OnTicket, Turn
from bot.core.flow import Book
from bot.core.heard import hear, spoken_words
from bot.core.incoming import (
    ActionResult,
    Echo,
    Event,
    Message,
    Preference,
    ProposalLeft,
    StaffSaid,
    Started,
    TimerDue,
)
from bot.core.state import Person
from bot.core.work import Work

if TYPE_CHECKING:
    from bot.core.understanding.mind import Mind


def advance(book: Book, mind: Mind, person: Person, event: Event, *, now: int, pick: Callable[[int], int]) -> Turn:
    """Apply one event. ``now``: Unix seconds; ``pick(n)``: a number below n, for variants of texts."""
    work = Work(book, mind, person, now=now, pick=pick)
    _DO.get(type(event), _nothing)(work, event)
    if not work.handover:
        flows.offer_aside(work)
    return work.finish()


def _nothing(work: Work, event: Any) -> None:
    work.because("silent", type(event).__name__.lower())


# ---- messages


def _message(work: Work, event: Message) -> None:
    work.heard = hear(event)
    if event.group:
        work.because("silent", "group")
        return
    _begin(work, event)
    handed_over = work.handover is not None
    if guards.silent(work):
        handovers.stopped(work)
        return
    if taps.twice(work):
        work.because("silent", "double tap")
    elif not guards.first(work):
        _talk(work, event)
    if handed_over:
        handovers.heard(work)
        handovers.stopped(work)
    work.greeted = True
    reminders.heard(work)
    stops.grow_old(work)
    work.last_outbound_proactive = work.last_outbound_proactive and not work.says
    if work.says and not work.handover:
        work.do(MarkRead(event.id, any(isinstance(effect, CallAction) for effect in work.effects)))


def _talk(work: Work, event: Message) -> None:
    if work.handover:
        beside.take(work)
    elif work.heard.edited and (work.open or work.question):
        work.because("silent", "edited")
    else:
        hearing(work, event)


def _begin(work: Work, event: Message) -> None:
    """Note how the conversation began, read the words, and find out the language."""
    if event.referral:
        work.entry_now = f"ad:{event.referral.source_id}"
    link = work.person.code[0]
    if not link and not work.entry and work.heard.text:
        link = routing.special(work, "link")
    work.entry = work.entry or work.entry_now or (f"link:{link}" if link else "message")
    if not work.heard.ours:
        routing.understand(work)


def hearing(work: Work, event: Message) -> None:
    """Take a message that is no STOP: a wish, an answer, an interruption, something new."""
    if not (_by_code(work) or commands.take(work)):
        conversation.take(work, event)


def _by_code(work: Work) -> bool:
    """A code of ours, from a link or a QR code: it brings the question about its purpose, and answers none.

    Where the notice stood on the page with the link, and they sent its yes just as it was, they have answered it.
    """
    code, purpose = work.person.code
    if not code or purpose not in work.book.purposes or asking.action_runs(work):
        return False
    if not consent_taps.pledged(work, purpose):
        consent_taps.ask_now(work, purpose, f"code {code}")
    return True


# ---- everything else


def _preference(work: Work, event: Preference) -> None:
    act = _PREFERENCES.get(event.value)
    if act is None:
        work.because("silent", f"preference {event.value}")
        return
    detail: dict[str, object] = {"number": event.number, "source_at": event.at, "category": event.category}
    act(work, {**detail, "signup": event.signup} if event.signup else detail)
    handovers.stopped(work)


_PREFERENCES: Mapping[str, Callable[[Work, dict[str, object]], None]] = {
    "stop": consent_taps.platform_stop,
    "resume": consent_taps.platform_resume,
    "signup": consent_taps.platform_signup,
}


def _echo(work: Work, event: Echo) -> None:
    """Somebody of the business wrote on their phone: that is an answer, and perhaps the first contact of all."""
    work.entry = work.entry or topics.BUSINESS_FIRST
    handovers.taken_over(work, "phone", handovers.PHONE)
    handovers.wrote(work, spoken_words(event.content), handovers.PHONE)


def _staff(work: Work, event: StaffSaid) -> None:
    _STAFF[event.what](work, event)


def _reply(work: Work, event: StaffSaid) -> None:
    handovers.staff_said(work, event.text, event.by, event.name)


def _take(work: Work, event: StaffSaid) -> None:
    handovers.taken_over(work, "taken", event.by, event.name)


def _release(work: Work, event: StaffSaid) -> None:
    handovers.released(work, event.by, event.name, event.to)


def _tag(work: Work, event: StaffSaid) -> None:
    steps.put_tags(work, event.tags)
    work.because("handover", "tagged")
    work.do(OnTicket("tagged", event.by, event.name or event.by, tags=work.tags))


_STAFF: Mapping[str, Callable[[Work, StaffSaid], None]] = {
    "reply": _reply,
    "take": _take,
    "release": _release,
    "assign": _release,
    "tag": _tag,
    "close": desk_closing.closed,
}


def _action_result(work: Work, event: ActionResult) -> None:
    """Go on with the flow, then take the messages that came while the action ran."""
    results.action_result(work, event)
    waiting, work.queued = work.queued, ()
    for message in () if work.handover else waiting:
        work.heard = hear(message)
        routing.understand(work)
        if asking.action_runs(work) or not work.handover:
            hearing(work, message)


_DO: Mapping[type, Callable[[Work, Any], None]] = {
    Message: _message,
    Preference: _preference,
    Echo: _echo,
    StaffSaid: _staff,
    ActionResult: _action_result,
    TimerDue: results.timer_due,
    Started: proactive.started,
    ProposalLeft: proactive.left,
}
