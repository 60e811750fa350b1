"""A person wants another language: named ("English please"), or chosen from the list of those that the business speaks."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core import answers, asking, consents
from bot.core.flow import Collect
from bot.core.languages import offered_form, own_name
from bot.core.outgoing import Text
from bot.core.present import Option, shown, with_options
from bot.core.state import Question
from bot.core.wording import sentence
from bot.core.work import Work

TAP = "language:"
SLOT = "language"


def choice(work: Work) -> bool:
    """Whether there is anything to choose: a bot with one language offers none."""
    return len(work.book.business.languages) > 1


def meant(work: Work) -> bool:
    """Whether the whole message asks for a language, for the list of them, or is the name of one spoken here."""
    if not choice(work) or work.understood is None:
        return False
    asked = work.understood.word.kind == "languages"
    return asked or (work.mind.lexicon.tongues.is_name(work.heard.text) and bool(wanted(work)))


def wanted(work: Work) -> str:
    """Return the language that the message asks for: one that is named, not denied, and spoken here; "" for none."""
    offered = work.book.business.languages
    found = [tag for code in work.mind.lexicon.tongues.named(work.heard.text) if (tag := offered_form(code, offered))]
    return next((tag for tag in found if tag != work.language), found[0] if found else "")


def ask(work: Work) -> None:
    """Show the languages by their own names."""
    tags = work.book.business.languages
    options = tuple(Option(f"{TAP}{tag}", own_name(tag, tags)) for tag in tags)
    why = work.because("language", "asked")
    asking.say_all(work, with_options(work, sentence(work, "language_ask"), options), why)
    work.question = Question("language", work.now, options=shown(options))


def switch(work: Work, tag: str) -> bool:
    """Go on in that language, for good; put what is open again in it. Whether anything was open."""
    offered = work.book.business.languages
    work.question = work.question if work.question and work.question.kind == "consent" else None
    if tag not in offered:  # a button from before the owner took the language away
        ask(work)
        return True
    work.fill(SLOT, tag)
    work.say(Text(sentence(work, "language_set", words=own_name(tag, offered))), work.because("language", tag))
    return _again(work)


def _again(work: Work) -> bool:
    """Put the open question in the new language; a consent is asked with the notice of that language."""
    for question in (work.question, work.open):
        purpose = work.book.purposes.get(question.purpose) if question and question.kind == "consent" else None
        if purpose:
            asked = consents.ask(work, purpose)
            if question is work.question:
                work.question = asked
            else:
                work.put(question=asked)
            return True
    step = work.step(work.stack[-1]) if work.open else None
    if isinstance(step, Collect) and step.slot == SLOT:  # the open question asked for just that
        answers.accept(work, answers.Answer(work.language))
        return True
    if work.open:
        asking.repeat(work)
    return work.open is not None


def names(tags: tuple[str, ...]) -> Mapping[str, str]:
    """Return what each language calls itself."""
    return {tag: own_name(tag, tags) for tag in tags}
