"""Wishes that are understood everywhere: a person, help, start, my number, my data, a language, cancel, back, menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import (
    answers,
    asking,
    consent_taps,
    flows,
    handovers,
    language_wish,
    phrases,
    reminders,
    steps,
    topics,
)
from bot.core.consents import release
from bot.core.effects import DataRight
from bot.core.outgoing import Text
from bot.core.present import Option, shown, with_options
from bot.core.state import Question
from bot.core.times import DAY
from bot.core.understanding.fold import fold
from bot.core.wording import sentence
from bot.core.work import Work

WISHES = ("person", "help", "start", "source", "export", "erase", "cancel", "back", "menu")
RIGHTS = ("source", "export", "erase")
EXACT = ("words", "exact")  # how a Mind's ``why`` begins where the whole message was one of the owner's words
WHILE_RUNNING = ("person", "help", "source")  # possible while an action runs; the rest waits for its end


def wish(work: Work) -> str:
    """Return which of these wishes the message is, or ""; the owner's flow for the same word goes first."""
    if work.heard.tap in ("person", "menu"):
        return work.heard.tap
    understood = work.understood
    if understood is None or work.heard.ours:
        return ""
    word, exact = understood.word, understood.why.startswith(EXACT)
    if word.kind in RIGHTS and not exact:  # what the law gives people is not outdone by a question that is near
        return word.kind
    if not exact and language_wish.meant(work):  # a whole message; a question of the owner's is only near it
        return "languages"
    if understood.meaning == "faq" or understood.id in work.book.flows:
        return ""
    kind = word.also if word.kind == "stop_ambiguous" else word.kind  # nothing is left to stop: its other meaning
    if kind == "help" and _says_menu(work):
        return "menu"
    if kind == "menu" and asking.is_loose(work) and not _says_menu(work):
        return ""  # "home" answers "Where to?"; the word that we print still opens the menu
    return kind if kind in WISHES else ""


def _says_menu(work: Work) -> bool:
    """In many languages the word for the menu also asks for help; we print it for the menu."""
    word, key = work.understood.word if work.understood else None, fold(work.heard.text)
    return (word is not None and word.also == "menu") or key in _MENUS or "menu" in key


def take(work: Work) -> bool:
    """Do what is wished; whether it was a wish. The exact title of an open option is an answer, not a wish."""
    kind = wish(work)
    if not kind or (_is_option(work) and not work.heard.ours):
        return False
    if asking.action_runs(work) and kind not in WHILE_RUNNING:
        return False
    work.misses = 0
    DO[kind](work)
    return True


def _is_option(work: Work) -> bool:
    return any(question and answers.chosen(work, question) for question in (work.open, work.question))


def _person(work: Work) -> None:
    handovers.open_ticket(work, "asked for a person")


def _help(work: Work) -> None:
    asking.say_text(work, topics.help_text(work), work.because("help"))
    asking.repeat(work)


def _source(work: Work) -> None:
    topics.source(work)
    asking.repeat(work)


def _start(work: Work) -> None:
    if work.person.held or work.doubt:
        release(work, "START")
    work.never_ask = False
    consent_taps.ask_now(work, "", "START")
    if work.question is None:
        asking.repeat(work)


def _export(work: Work) -> None:
    work.do(DataRight("export"))
    work.say(Text(sentence(work, "export")), work.because("export"))
    asking.repeat(work)


def _erase(work: Work) -> None:
    options = (Option("erase:yes", sentence(work, "erase_yes")), Option("erase:no", sentence(work, "erase_no")))
    asking.say_all(work, with_options(work, sentence(work, "erase"), options), work.because("erase"))
    work.question = Question("confirm", work.now, options=shown(options))


def erase(work: Work, *, sure: bool) -> None:
    """Take the answer to the question whether all shall be deleted; an old button only asks again."""
    question, work.question = work.question, None
    asked = question is not None and question.kind == "confirm" and question.asked_at + DAY >= work.now
    if sure and not asked:
        _erase(work)
    elif sure:
        work.went("stop")
        flows.drop_all(work)
        reminders.forget(work)
        work.say(Text(sentence(work, "erase_done")), work.because("erase", "confirmed"))
        work.do(DataRight("erase"))
    else:
        work.say(Text(sentence(work, "erase_kept")), work.because("erase", "kept"))
        asking.repeat(work)


def cancel(work: Work) -> None:
    """End the running flow."""
    if not work.stack:
        work.question = None
        topics.show_menu(work, sentence(work, "nothing_open"), work.because("cancel", "nothing open"))
        return
    why = work.because("cancel", work.stack[0].flow)
    flows.cancel(work)
    work.say(Text(sentence(work, "cancelled")), why)


def _back(work: Work) -> None:
    why = work.because("back")
    if work.stack and flows.go_back(work):
        steps.run(work)
    else:
        work.say(Text(sentence(work, "no_way_back")), why)
        asking.repeat(work)


def menu(work: Work) -> None:
    """Show what can be done: the owner's own flow for that word, else the list of main flows."""
    work.question = work.question if work.question and work.question.kind == "consent" else None
    why = work.because("menu")
    if not steps.start(work, _own_menu(work)):
        topics.show_menu(work, sentence(work, "menu"), why)


def _own_menu(work: Work) -> str:
    """Return the flow that the owner wrote for the word that was typed, or for our word for the menu; "" for none."""
    typed = {fold(work.heard.text), *_MENUS}
    for flow in work.book.flows.values():
        values = [value for trigger in flow.triggers if trigger.kind == "words" for value in trigger.values]
        if any(fold(value) in typed for value in values):
            return flow.id
    return ""


def _languages(work: Work) -> None:
    """Go on in the language that is named; where none is, ask which."""
    tag = language_wish.wanted(work)
    if tag:
        in_language(work, tag)
    else:
        language_wish.ask(work)


def in_language(work: Work, tag: str) -> None:
    """Go on in that language: with what is open, else with the menu."""
    if not language_wish.switch(work, tag):
        menu(work)


def reread(work: Work, words: str) -> None:
    """Understand words that might have been a STOP and were not: an answer, their other meaning, else the way out."""
    work.heard, work.misses = replace(work.heard, kind="text", text=words, tap=""), 0
    question = work.open
    other = work.mind.understand(words, language=work.language).word.also if words else ""
    if work.handover:
        work.say(Text(sentence(work, "doubt_released")), work.because("released"))
    elif question and answers.chosen(work, question):
        answers.accept(work, answers.read(work))
    elif other in DO:
        DO[other](work)
    elif work.stack:
        cancel(work)
    else:
        topics.show_menu(work, sentence(work, "doubt_released"), work.because("released"))


_MENUS = frozenset(fold(words["MENU"]) for words in phrases.WORDS.values())
DO: Mapping[str, Callable[[Work], None]] = {
    "person": _person,
    "help": _help,
    "start": _start,
    "source": _source,
    "export": _export,
    "erase": _erase,
    "cancel": cancel,
    "back": _back,
    "menu": menu,
    "languages": _languages,
}
