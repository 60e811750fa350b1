"""STOP in all its forms: definite, ambiguous (hold first, then ask), wrong number, by tap, by silence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.core import flows, reminders
from bot.core.consents import release
from bot.core.effects import CancelQueued, Hold
from bot.core.outgoing import Outgoing, Text
from bot.core.present import Option, shown, with_options
from bot.core.state import Question, Standing
from bot.core.times import DAY
from bot.core.wording import sentence
from bot.core.work import Work

TIMER = "stop_hold"
_GONE = ("withdrawn", "invalidated")


def evidence(work: Work, **more: Any) -> dict[str, Any]:
    """Return what a line about a STOP proves."""
    heard = work.heard
    said = {"text": heard.text, "button": heard.tap, "message_id": heard.id, "number": heard.number}
    proof: dict[str, Any] = {name: value for name, value in said.items() if value}
    if heard.forwarded:
        proof["forwarded"] = True
    return {"method": "tap" if heard.tap else "typed", **proof, **more}


def left(work: Work, purpose: str = "*") -> list[str]:
    """Return the purposes that a withdrawal would still change."""
    known = [purpose] if purpose in work.book.purposes else list(work.book.purposes)
    return [id for id in known if work.consent.get(id, "unknown") not in _GONE]


def marketing(work: Work) -> list[str]:
    """Return the purposes that are advertising."""
    return [purpose.id for purpose in work.book.purposes.values() if purpose.kind == "marketing"]


# ---- definite


def stop(work: Work, scope: str, proof: dict[str, Any]) -> None:
    """Withdraw at once, and confirm once. ``scope``: all, marketing, or one purpose's id."""
    targets = _targets(work, scope)
    before = dict(work.consent)
    fresh = bool(_left_of(work, targets)) or _asking(work) or work.now - work.stopped_at >= DAY
    work.because("stop", scope, str(proof.get("matched", "")))
    withdraw(work, targets, proof)
    if targets == ["*"]:
        work.went("stop")
        flows.drop_all(work)
        reminders.forget(work)
    else:
        drop_consent_question(work, targets)
    if fresh:
        work.stopped_at = work.now
        _confirm(work, targets, before)


def _targets(work: Work, scope: str) -> list[str]:
    if scope in work.book.purposes:
        return [scope]
    return marketing(work) or ["*"] if scope == "marketing" else ["*"]


def _left_of(work: Work, targets: list[str]) -> list[str]:
    return [id for target in targets for id in left(work, target)]


def _asking(work: Work) -> bool:
    return any(question is not None and question.kind == "consent" for question in (work.question, work.open))


def withdraw(work: Work, targets: list[str], proof: dict[str, Any], *, kind: Standing = "withdrawn") -> None:
    """Write the lines and block what is queued; a hold has then done its work."""
    for target in targets:
        work.ledger(kind, target, proof)
        work.do(CancelQueued(target, kind))
        for id in work.book.purposes if target == "*" else (target,):
            if work.consent.get(id) != "invalidated":
                work.consent[id] = kind
    if "*" in targets and (work.doubt or work.person.held):
        work.do(Hold(False, kind))
        work.doubt = None
        work.wake(TIMER, 0)


def drop_consent_question(work: Work, targets: list[str]) -> None:
    """Close an open consent question of a withdrawn purpose; no answer to it counts any more."""
    for question in (work.question, work.open):
        if question and question.kind == "consent" and (question.purpose in targets or targets == ["*"]):
            if question is work.question:
                work.question = None
            else:
                work.went("stop")
                flows.drop_stack(work)


def _confirm(work: Work, targets: list[str], before: dict[str, Any]) -> None:
    only_offers = targets != ["*"] and set(targets) <= set(marketing(work))
    first = sentence(work, "stopped_marketing" if only_offers else "stopped")
    body = first + "\n" + sentence(work, "way_back")
    kept = _useful(work, before) if targets == ["*"] and marketing(work) else []
    message: Outgoing = Text(body)
    if kept:
        offers, everything = sentence(work, "scope_marketing"), sentence(work, "scope_all")
        options = (Option("stop:marketing", offers), Option("stop:all", everything))
        forms = with_options(work, body + "\n" + sentence(work, "scope"), options)
        if len(forms) == 1:  # one confirmation, never two messages
            message = forms[0]
            work.question = Question("stop_scope", work.now, options=shown(options), text=" ".join(kept))
    work.say(message, priority=0)


def _useful(work: Work, before: dict[str, Any]) -> list[str]:
    """Return the purposes besides offers that stood, whose notice is known: a bare STOP may have meant less."""
    known = work.person.asked_notices
    useful = [purpose.id for purpose in work.book.purposes.values() if purpose.kind == "utility"]
    return [id for id in useful if before.get(id) == "granted" and known.get(id)]


def narrow(work: Work, only_offers: bool) -> bool:
    """Take the answer to "only the offers?"; whether the question was still open."""
    question = work.question
    if question is None or question.kind != "stop_scope" or question.asked_at + DAY < work.now:
        return False
    work.question = None
    if not only_offers:
        work.say(Text(sentence(work, "scope_done")), work.because("stop", "all"))
        return True
    kept = [id for id in question.text.split() if id in work.book.purposes]
    for id in kept:
        work.ledger("granted", id, evidence(work, method="stop_scope", notice=work.person.asked_notices.get(id, "")))
        work.consent[id] = "granted"
    why = work.because("stop", "marketing", "everything else goes on")
    work.say(Text(sentence(work, "scope_kept", purposes=", ".join(kept))), why)
    return True


def scope_tapped(work: Work, rest: str) -> None:
    """Take the answer to "only the offers?"; an old button can still stop, never allow."""
    if narrow(work, rest == "marketing"):
        return
    stop(work, "marketing" if rest == "marketing" else "all", evidence(work))
    if not work.says:
        work.say(Text(sentence(work, "scope_done")))


# ---- wrong number


def wrong_number(work: Work, proof: dict[str, Any]) -> None:
    """This is not the person who agreed: everything said in their name is void, and nobody asks again."""
    fresh = any(work.consent.get(id) != "invalidated" for id in work.book.purposes)
    fresh = fresh or work.now - work.stopped_at >= DAY
    why = work.because("wrong_number", "", str(proof.get("matched", "")))
    withdraw(work, ["*"], proof, kind="invalidated")
    work.never_ask = True
    work.went("stop")
    flows.drop_all(work)
    reminders.forget(work)
    if fresh:
        work.stopped_at = work.now
        work.say(Text(sentence(work, "wrong_number")), why, priority=0)


# ---- ambiguous


def matters(work: Work) -> bool:
    """Whether an ambiguous STOP can change anything."""
    return bool(left(work))


def hold(work: Work, proof: dict[str, Any]) -> None:
    """Hold everything proactive at once, then ask what was meant; silence for a day means STOP."""
    if work.doubt is not None:
        stop(work, "all", proof)
        return
    why = work.because("stop_ambiguous", "", str(proof.get("matched", "")))
    work.ledger("held", "*", proof)
    work.do(Hold(True, "an ambiguous STOP"))
    options = (
        Option("consent:withdraw:all", sentence(work, "doubt_stop")),
        Option("consent:keep", sentence(work, "else")),
    )
    for message in with_options(work, sentence(work, "doubt"), options):
        work.say(message, why, priority=0)
    work.doubt = Question("stop_hold", work.now, options=shown(options), text=work.heard.text)
    work.wake(TIMER, work.now + DAY)


def keep(work: Work) -> str:
    """The person meant something else: release; return the words that were in doubt."""
    text = work.doubt.text if work.doubt else ""
    if work.doubt or work.person.held:
        release(work, "meant something else")
    return text


def grow_old(work: Work) -> None:
    """After another message only the doubt's own buttons and words answer it, no bare yes."""
    if work.doubt and work.doubt.asked_at < work.now:
        work.doubt = replace(work.doubt, tries=1)


def silence(work: Work) -> None:
    """Nobody answered for a day."""
    if work.doubt or work.person.held:
        work.because("stop", "all", "no answer within a day")
        withdraw(work, ["*"], {"method": "silence", "text": work.doubt.text if work.doubt else ""})
        drop_consent_question(work, ["*"])
