"""From the owner's wordings and our own sentences to the text that one person reads."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import phrases
from bot.core.conditions import Condition
from bot.core.fill import Pattern
from bot.core.flow import Branch, Choice, Response, Wording
from bot.core.lookup import condition_names, our_language, text_names, variants
from bot.core.work import Work


def holds(work: Work, condition: Condition | None) -> bool:
    """Whether a condition is true now; no condition always is."""
    return condition is None or condition.holds(condition_names(work))


def branch(work: Work, branches: Sequence[Branch]) -> str:
    """Return where the first branch that holds leads; "" where none does."""
    for one in branches:
        if one.when is None or holds(work, one.when):
            return one.to
    return ""


def text(work: Work, wording: Wording | None, **extra: str) -> str:
    """Fill a wording in the person's language; "" for none."""
    found = variants(work, wording) if wording else ()
    if not found:
        return ""
    pattern = found[work.pick(len(found)) % len(found)] if len(found) > 1 else found[0]
    return fill(work, pattern, **extra)


def fill(work: Work, pattern: Pattern, **extra: str) -> str:
    """Fill one text."""
    return pattern.render(text_names(work, extra), str).strip()


def sentence(work: Work, key: str, **extra: str) -> str:
    """Return one of our own sentences, or the owner's response ``utter_<key>`` in its place."""
    own = response(work, f"utter_{key}")
    if own:
        return text(work, own.text, **extra)
    return fill(work, phrases.sentence(key, our_language(work)), **extra)


def response(work: Work, name: str) -> Response | None:
    """Return the variation that fits: the loader sorted them as Rasa does."""
    for one in work.book.responses.get(name, ()):
        if one.channel in ("", "whatsapp") and holds(work, one.when):
            return one
    return None


def title(work: Work, choice: Choice) -> str:
    """Return what a choice is called."""
    return text(work, choice.title)


def flow_title(work: Work, flow_id: str) -> str:
    """Return what people call a flow: its description, else its name."""
    flow = work.book.flows.get(flow_id)
    return (text(work, flow.description) or flow.name) if flow else ""
