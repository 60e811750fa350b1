"""Putting a question, and putting it again after an interruption."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.core import outgoing as out
from bot.core.effects import Missed, Why
from bot.core.flow import Choice, Collect, RunAction, Say
from bot.core.flows import WAITING
from bot.core.outgoing import Outgoing
from bot.core.present import Dress, Option, options_of, shown, with_media, with_options
from bot.core.state import Question
from bot.core.understanding.fold import fold
from bot.core.wording import sentence, text, title
from bot.core.work import Work


def say_text(work: Work, words: str, why: Why | None = None) -> None:
    """Say a sentence, where there is one."""
    if words.strip():
        work.say(out.Text(words.strip()), why)


def say_all(work: Work, messages: Sequence[Outgoing], why: Why | None = None) -> None:
    """Say several messages."""
    for message in messages:
        work.say(message, why)


def step_why(work: Work, detail: str = "") -> Why:
    """Return the running step as the reason for a message."""
    top = work.stack[-1]
    return work.because("step", f"{top.flow}.{top.step}", detail)


# ---- collect


MARKS = ("?", "؟", "？")
LOOSE = ("text", "name", "list")  # anything typed can be an answer to these


def is_loose(work: Work) -> bool:
    """Whether the open question takes any text."""
    step = work.step(work.stack[-1]) if work.open else None
    if isinstance(step, Collect):
        return step.type in LOOSE
    return isinstance(step, Say) and not step.choices


def options_for(work: Work, step: Collect) -> tuple[Option, ...]:
    """Return what a question offers: its own choices, its slot's, or yes and no."""
    choices = choices_of(work, step)
    if choices:
        return tuple(_option(work, choice) for choice in choices)
    if step.type != "bool":
        return ()
    start = f"flow/{work.stack[-1].flow}/{step.id}"
    return Option(f"{start}/yes", sentence(work, "yes")), Option(f"{start}/no", sentence(work, "no"))


def choices_of(work: Work, step: Collect) -> tuple[Choice, ...]:
    """Return a question's choices, else its slot's."""
    return step.choices or work.slot(step.slot).choices


def _option(work: Work, choice: Choice) -> Option:
    return Option(choice.id, title(work, choice), text(work, choice.description))


def collect(work: Work, step: Collect, *, body: str = "") -> None:
    """Ask for a slot and wait; ``body`` takes the question's place."""
    options, tries = options_for(work, step), work.open.tries if work.open else 0
    say_all(work, _question(work, step, body or text(work, step.ask), options), step_why(work))
    work.put(question=Question("collect", work.now, tries, shown(options)))
    if step.timeout:
        work.wake(f"timeout/{work.stack[-1].flow}/{step.id}", work.now + step.timeout.after)


def _question(work: Work, step: Collect, body: str, options: tuple[Option, ...]) -> tuple[Outgoing, ...]:
    if step.type == "location" and not options:
        return (out.AskPlace(body),)
    if step.type == "phone" and not work.person.phone and not options:
        return (out.AskNumber(body),)
    return with_options(work, body, options)


def which(work: Work, options: Sequence[tuple[str, str]]) -> None:
    """Ask back where an answer can mean several things; the question stays the same one."""
    top, before = work.stack[-1], work.open
    start = f"flow/{top.flow}/{top.step}/="
    found = tuple(Option(start + value, label) for value, label in options)
    say_all(work, with_options(work, sentence(work, "which"), found), step_why(work, "ambiguous"))
    work.put(question=Question("collect", work.now, before.tries if before else 0, shown(found)))


# ---- say


def choice_options(work: Work, step: Any) -> tuple[Option, ...]:
    """Return what a say step offers."""
    return tuple(_option(work, choice) for choice in getattr(step, "choices", ()))


def waits(step: Say) -> bool:
    """Whether a say step is a question."""
    return bool(step.save) or (bool(step.choices) and any(choice.then for choice in step.choices))


def utter(work: Work, step: Say) -> None:
    """Say a step's text, media and choices."""
    options = choice_options(work, step) if step.choices else ()
    spoken(work, text(work, step.text), step.media, options, _dress(work, step))
    if step.react and work.heard.id:
        work.say(out.React(work.heard.id, step.react), step_why(work))
    if waits(step):
        kind: Any = "buttons" if len(options) <= out.MAX_BUTTONS else "menu"
        work.put(question=Question(kind, work.now, work.open.tries if work.open else 0, shown(options)))


def _dress(work: Work, step: Say) -> Dress | None:
    if not (step.list_button or step.header or step.footer):
        return None
    button = text(work, step.list_button)
    return Dress(text(work, step.header), text(work, step.footer), button, as_list=bool(button))


def spoken(
    work: Work,
    body: str,
    media: Mapping[str, Any],
    options: Sequence[Option],
    dress: Dress | None = None,
    *,
    detail: str = "",
) -> None:
    """Say a text with what hangs on it."""
    why = step_why(work, detail)
    first, rest = with_media(media, body) if media else ((), body)
    if first:
        say_all(work, first, why)
    if options:
        say_all(work, with_options(work, rest, options, dress), why)
    else:
        say_text(work, _framed(rest, dress) if dress else rest, why)


def _framed(body: str, dress: Dress) -> str:
    """Put header and footer around a plain text, which has no place of its own for them."""
    header = f"*{dress.header}*" if dress.header else ""
    footer = f"_{dress.footer}_" if dress.footer else ""
    return "\n".join(line for line in (header, body, footer) if line)


# ---- action


def action_runs(work: Work) -> bool:
    """Whether the running flow waits for an action's result."""
    return bool(work.stack) and work.stack[-1].waits not in ("", WAITING)


def failed(work: Work) -> None:
    """Ask whether an action that failed should run again."""
    top = work.stack[-1]
    start = f"again:{top.flow}/{top.step}"
    options = (Option(start, sentence(work, "again")), Option("person", sentence(work, "person")))
    say_all(work, with_options(work, sentence(work, "action_failed"), options), step_why(work, "failed"))
    work.put(question=Question("confirm", work.now, options=shown(options)), waits="")


# ---- again


def missed(work: Work) -> None:
    """Keep what nothing understood, so that the owner can answer it the next time."""
    if work.heard.text:
        best = work.understood.candidates[:1] if work.understood else ()
        name, score = best[0] if best else ("", 0.0)
        work.do(Missed(fold(work.heard.text), name, score))


def back_to(work: Work) -> None:
    """After an answer in between: put the open question once more; a mere menu stays open without being shown again."""
    step = work.step(work.stack[-1]) if work.stack else None
    if not (isinstance(step, Say) and not step.save and all(choice.then for choice in step.choices)):
        repeat(work)


def repeat(work: Work) -> None:
    """Put the open question once more, after something else was answered; consent is not asked twice."""
    question = work.open
    step = work.step(work.stack[-1]) if work.stack else None
    if question is None or step is None or question.kind == "consent":
        return
    if question.options and question.options[0][0].rpartition("/")[2].startswith("="):
        say_all(work, with_options(work, sentence(work, "which"), options_of(question)), step_why(work, "again"))
        return
    ask = _REPEAT.get(type(step))
    if ask:
        ask(work, step)


_REPEAT: Mapping[type, Callable[[Work, Any], None]] = {
    Collect: collect,
    Say: utter,
    RunAction: lambda work, step: failed(work),
}
