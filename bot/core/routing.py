"""What a message means where it is no answer: a flow, a question of the FAQ, something near, or nothing we know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bot.core import asking, handovers, phrases, steps, times, topics
from bot.core.flow import Faq, Flow, Trigger
from bot.core.languages import offered_form
from bot.core.outgoing import MAX_BUTTON_TITLE
from bot.core.present import Option, shown, with_options
from bot.core.state import Question
from bot.core.understanding.fold import fold
from bot.core.wording import flow_title, holds, sentence, text
from bot.core.work import Work

MAX_CANDIDATES = 3
NEAR_ENOUGH = 0.4  # of the best candidate's chance; a worse one is no help in "did you mean"


def understand(work: Work) -> None:
    """Read the words of the message; the first of them may tell the person's language."""
    work.understood = None
    if not work.heard.text:
        return
    work.understood = work.mind.understand(
        work.heard.text,
        language=work.language,
        country=work.person.country,
        answers_proactive=work.last_outbound_proactive,
    )
    word = work.understood.word
    if work.guessed:  # a word like "stop" is many languages': it never overrules what is known
        offered = work.book.business.languages
        spoken = offered_form(word.language, offered) if word.kind else ""
        work.language = spoken or work.mind.lexicon.tongues.likely(work.heard.text, offered) or work.language


def route(work: Work, *, near: bool = True) -> bool:
    """Do what the message means; whether it meant something. ``near``: also ask "did you mean"."""
    linked = special(work, "link")
    if linked:
        return _started(work, linked, "link")
    understood = work.understood
    if understood is None:
        return False
    work.reason = understood.why
    if understood.meaning == "faq":
        return answer_faq(work, understood.id)
    if understood.meaning == "trigger" and understood.id in work.book.flows:
        return _started(work, understood.id, understood.why)
    return near and understood.meaning == "ask" and _did_you_mean(work, understood.candidates)


def _started(work: Work, flow_id: str, detail: str) -> bool:
    work.because("trigger", flow_id, detail)
    work.misses = 0
    return steps.start(work, flow_id)


# ---- FAQ


def find_faq(work: Work, id: str) -> Faq | None:
    """Return the entry of that id."""
    return next((entry for entry in work.book.faq if entry.id == id), None)


def answer_faq(work: Work, id: str) -> bool:
    """Answer a question; an open question is put again afterwards. Whether there is such an entry."""
    entry = find_faq(work, id)
    if entry is None:
        return False
    work.misses = 0
    work.visits.append(("faq", id, ""))
    why = work.because("faq", id, work.reason)
    then = entry.then if entry.then in work.book.flows and not work.open else ""
    options = (_then(work, then),) if then else ()
    asking.say_all(work, with_options(work, text(work, entry.answer), options), why)
    if entry.hands_over:
        handovers.open_ticket(work, f"question {id}", team=entry.team)
    else:
        asking.back_to(work)
    return True


def _then(work: Work, flow_id: str) -> Option:
    title, name = flow_title(work, flow_id), work.book.flows[flow_id].name
    return Option(f"start:{flow_id}", title if len(title) <= MAX_BUTTON_TITLE else name)


# ---- did you mean


def _did_you_mean(work: Work, candidates: tuple[tuple[str, float], ...]) -> bool:
    likely = [id for id, chance in candidates if chance >= NEAR_ENOUGH * candidates[0][1]]
    options = tuple(option for id in likely if (option := _candidate(work, id)))[:MAX_CANDIDATES]
    if not options:
        return False
    asking.missed(work)
    options = (*options, Option("none", sentence(work, "else")))
    asking.say_all(work, with_options(work, sentence(work, "meant"), options), work.because("ask", "", work.reason))
    work.question = Question("meant", work.now, options=shown(options), text=work.heard.text)
    return True


def _candidate(work: Work, id: str) -> Option | None:
    entry = find_faq(work, id)
    if entry is not None:
        return Option(f"faq:{id}", _asked(work, entry))
    return Option(f"start:{id}", flow_title(work, id)) if id in work.book.flows else None


def _asked(work: Work, entry: Faq) -> str:
    return entry.ask[0] if entry.ask else entry.id


# ---- triggers that are no words


def special(work: Work, kind: str) -> str:
    """Return the flow that a trigger of this kind starts now, the highest priority first; "" for none."""
    found = [
        (trigger.priority, flow.id)
        for flow, trigger in _triggers(work, kind)
        if _FITS[kind](work, trigger) and holds(work, flow.guard)
    ]
    return max(found, key=lambda item: item[0])[1] if found else ""


def _triggers(work: Work, kind: str) -> Iterator[tuple[Flow, Trigger]]:
    for flow in work.book.flows.values():
        for trigger in flow.triggers:
            if trigger.kind == kind:
                yield flow, trigger


def _has_code(work: Work, trigger: Trigger) -> bool:
    words = set(fold(work.heard.text).split())
    return any(words >= set(code.split()) for value in trigger.values if (code := fold(value)))


def _from_ad(work: Work, trigger: Trigger) -> bool:
    source = work.entry_now.removeprefix("ad:")
    return source != work.entry_now and (not trigger.values or "any" in trigger.values or source in trigger.values)


def _is_media(work: Work, trigger: Trigger) -> bool:
    kind = "audio" if work.heard.kind == "voice" else work.heard.kind
    return kind in _MEDIA and (not trigger.values or kind in trigger.values or "any" in trigger.values)


def _closed_now(work: Work, trigger: Trigger) -> bool:
    business = work.book.business
    return not business.hours.open_at(times.local(work.now, business.timezone))


_MEDIA = ("image", "video", "audio", "document", "sticker")
_FITS: Mapping[str, Callable[[Work, Trigger], bool]] = {
    "link": _has_code,
    "ad": _from_ad,
    "media": _is_media,
    "location": lambda work, trigger: work.heard.kind == "location",
    "first_message": lambda work, trigger: not work.greeted,
    "out_of_hours": _closed_now,
    "unknown": lambda work, trigger: work.misses == 0,
    "handover_closed": lambda work, trigger: True,
}


# ---- nothing understood


def not_understood(work: Work) -> None:
    """Nothing fits: the owner's flows for that, else say so kindly; never three times in a row."""
    if work.greeted and _only_polite(work.heard.text):
        work.because("courtesy")
        return
    for kind in ("first_message", "media", "location", "out_of_hours", "unknown"):
        flow_id = special(work, kind)
        if flow_id:
            if kind in ("out_of_hours", "unknown"):
                asking.missed(work)
            work.because("trigger", flow_id, kind)
            work.misses += kind in ("out_of_hours", "unknown")
            steps.start(work, flow_id)
            return
    _fallback(work)


def _only_polite(text: str) -> bool:
    """Whether a message is thanks, an "ok" or nothing but emoji: every answer to it would be one too many."""
    key = fold(text)
    return key in phrases.THANKS or (not key and any(ord(sign) > 0x2000 and not sign.isspace() for sign in text))


def _fallback(work: Work) -> None:
    work.misses += 1
    asking.missed(work)
    why = work.because("fallback", str(work.misses), work.understood.why if work.understood else work.heard.kind)
    if work.heard.kind == "order":
        handovers.open_ticket(work, "order", lead=sentence(work, "order"))
    elif work.misses > 2:
        handovers.open_ticket(work, "not understood")
    elif work.heard.kind in _SAYS and not work.heard.text:
        topics.offer(work, sentence(work, _SAYS[work.heard.kind]), why)
    elif work.misses == 2:
        topics.offer(work, sentence(work, "fallback_again"), why)
    else:
        topics.show_menu(work, sentence(work, "fallback"), why)


_SAYS = {"voice": "voice", "location": "place", "contacts": "media"} | dict.fromkeys(_MEDIA, "media")
