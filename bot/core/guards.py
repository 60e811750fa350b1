"""What comes before any flow, whatever is open and whoever has the conversation: STOP in all its forms, first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import answers, commands, consent_taps, stops
from bot.core.heard import Heard
from bot.core.outgoing import Text
from bot.core.times import ANSWER_WITHIN, DAY
from bot.core.wording import sentence
from bot.core.work import Work

if TYPE_CHECKING:
    from bot.core.understanding.words import Meaning

SILENT = ("reaction", "revoked", "callpermission", "unreadable")
_STOPS = ("wrong_number", "stop", "stop_ambiguous")


def first(work: Work) -> bool:
    """Read every text of the message for a STOP, and every button for a consent; whether that was all of it."""
    heard = work.heard
    if heard.tap.startswith("consent:keep"):
        commands.reread(work, stops.keep(work))
        return True
    if heard.tap.startswith("consent:") and consent_taps.tapped(work):
        return True
    if heard.tap.startswith("stop:"):
        stops.scope_tapped(work, heard.tap.removeprefix("stop:"))
        return True
    word = _stop_word(work)
    if word is None:
        return _doubt(work)
    return _STOP[word.kind](work, word)


def silent(work: Work) -> bool:
    """Leave alone what is no message to us: reactions, deletions, polls; a STOP sign as a reaction still counts."""
    if work.heard.kind not in SILENT:
        return False
    word = _stop_word(work)
    if word and word.kind == "stop" and stops.left(work):
        _stop(work, word)
    elif work.heard.kind == "unreadable":
        _unreadable(work)
    else:
        work.because("silent", work.heard.kind)
    return True


def _unreadable(work: Work) -> None:
    """Say once a day that something cannot be read."""
    why = work.because("unreadable")
    if not work.handover and work.now - work.unreadable_at >= DAY:
        work.unreadable_at = work.now
        work.say(Text(sentence(work, "unreadable")), why)


# ---- STOP


def _stop_word(work: Work) -> Meaning | None:
    """Return the strongest STOP in any text of the message; our own buttons mean what their ids say."""
    if work.heard.ours:
        return None
    words = [_read(work, text) for text in _texts(work.heard)]
    found = [word for word in words if word.kind in _STOPS]
    return min(found, key=lambda word: _STOPS.index(word.kind)) if found else None


def _texts(heard: Heard) -> list[str]:
    return [text for text in (heard.text, *heard.also) if text]


def _read(work: Work, text: str) -> Meaning:
    if text == work.heard.text and work.understood is not None:
        return work.understood.word
    return work.mind.understand(
        text,
        language=work.language,
        country=work.person.country,
        answers_proactive=work.last_outbound_proactive,
    ).word


def _proof(work: Work, word: Meaning) -> dict[str, str]:
    return stops.evidence(work, why=word.why, matched=word.matched, scope=word.scope)


def _stop(work: Work, word: Meaning) -> bool:
    stops.stop(work, word.scope, _proof(work, word))
    return True


def _wrong_number(work: Work, word: Meaning) -> bool:
    stops.wrong_number(work, _proof(work, word))
    return True


def _ambiguous(work: Work, word: Meaning) -> bool:
    """Hold and ask; where nothing is left to stop, the word can only mean something else."""
    if work.question and answers.chosen(work, work.question):  # "Yes, delete it" answers our own question
        return False
    if work.doubt is None and not stops.matters(work):
        return False
    stops.hold(work, _proof(work, word))
    return True


_STOP = {"wrong_number": _wrong_number, "stop": _stop, "stop_ambiguous": _ambiguous}


def _doubt(work: Work) -> bool:
    """Take the typed answer to "should we stop?"."""
    doubt = work.doubt
    if doubt is None or not work.heard.text or work.heard.tap:
        return False
    id = answers.chosen(work, doubt)
    if not id and doubt.tries == 0 and doubt.asked_at + ANSWER_WITHIN >= work.now:
        said = work.mind.lexicon.yes_no(work.heard.text, work.language)
        id = "" if said is None else doubt.options[0 if said else 1][0]
    if id == doubt.options[0][0]:
        stops.stop(work, "all", stops.evidence(work))
    elif id:
        commands.reread(work, stops.keep(work))
    return bool(id)
