"""Names in conditions and texts that do not exist, and comparisons that can never hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.core.compare import number
from bot.core.conditions import Comparison
from bot.core.flow import Book
from bot.core.phrases import WORDS
from bot.flowfiles.desk import Desk, SlotFacts
from bot.flowfiles.nodes import Text
from bot.flowfiles.problems import did_you_mean

PRINTED = frozenset(WORDS["en"])  # {STOP} and the like stand for the word in the person's language
STANDINGS = ("unknown", "asked", "granted", "refused", "withdrawn", "expired", "invalidated")
MESSAGE_TYPES = (
    "text", "button", "list", "template", "image", "video", "audio", "voice", "document", "sticker", "location",
    "contacts", "reaction", "order", "form",
)  # fmt: skip
_INNER = re.compile(r"open_on\((slots\.[\w-]+)\)")
_ORDERED = ("<", ">", "<=", ">=")
_SHAPES: Mapping[str, tuple[str, str]] = {
    "date": (r"\d{4}-\d{2}-\d{2}", "2026-12-31"),
    "time": (r"\d{1,2}:\d{2}", "18:30"),
    "datetime": (r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?", "2026-12-31T18:30"),
}


def check(desk: Desk, book: Book) -> None:
    """Check every condition and every text with placeholders."""
    for node, found in desk.conditions:
        for name in found.names:
            _name(desk, book, node, name)
        for comparison in found.comparisons:
            _comparison(desk, node, comparison)
    for node, pattern, extras in desk.filled:
        for name in pattern.names:
            if name.removeprefix("slots.") not in extras | PRINTED:
                _slot(desk, node, name, "{" + name.removeprefix("slots."))


def _name(desk: Desk, book: Book, node: Text, name: str) -> None:
    if name.startswith("consent."):
        purpose = name.removeprefix("consent.")
        if purpose not in desk.known.purposes:
            cure = did_you_mean(purpose, list(desk.known.purposes), "add it below consent:")
            desk.inside(node, max(node.text.find(name), 0), f'there is no purpose called "{purpose}"', cure)
        return
    inner = _INNER.search(name)
    if inner and _slot(desk, node, inner.group(1), inner.group(1)):
        facts = desk.slots[inner.group(1).removeprefix("slots.")]
        if facts.type not in ("date", "datetime", "any", ""):
            what = f"hours.open_on needs a date, and {inner.group(1)} is a {facts.type}"
            desk.inside(node, max(node.text.find(inner.group(1)), 0), what, "collect it with type: date")
    elif not inner:
        _slot(desk, node, name, name)


def _slot(desk: Desk, node: Text, name: str, shown: str) -> bool:
    slot = name.removeprefix("slots.")
    if not name.startswith("slots.") or slot in desk.slots:
        return True
    cure = did_you_mean(slot, list(desk.slots), "collect it, save it, or declare it below slots:")
    desk.inside(node, max(node.text.find(shown), 0), f'there is no slot called "{slot}"', cure)
    return False


def _comparison(desk: Desk, node: Text, found: Comparison) -> None:
    if found.value is None:
        return
    told = _told(desk, found)
    if told:
        desk.inside(node, found.offset, *told)


def _told(desk: Desk, found: Comparison) -> tuple[str, str] | None:
    """Return (what, cure) where a comparison can never hold, or always does."""
    space, _, member = found.name.partition(".")
    if space == "slots":
        facts = desk.slots.get(member)
        return _of_slot(found, facts) if facts else None
    if space == "consent":
        known = not isinstance(found.value, str) or found.value.lower() in (*STANDINGS, "true", "false", "yes", "no")
        return None if known else (f'a consent is never "{found.value}"', did_you_mean(str(found.value), STANDINGS))
    if found.name in ("hours.open", "window.open"):
        return _yes_no(found, "")
    if found.name == "message.type" and found.operator in ("is", "is not") and found.value not in MESSAGE_TYPES:
        return f'no message is of the type "{found.value}"', did_you_mean(str(found.value), MESSAGE_TYPES)
    return None


def _of_slot(found: Comparison, facts: SlotFacts) -> tuple[str, str] | None:
    teller = _TELLERS.get(facts.type)
    if teller is not None:
        return teller(found, facts)
    if facts.type in ("location", "media", "list") and found.operator in _ORDERED:
        return (
            f"{found.name} is a {facts.type}, which is neither less nor more than anything",
            "use is, is not or contains",
        )
    return None


def _number(found: Comparison, facts: SlotFacts) -> tuple[str, str] | None:
    if number(found.value) is not None:
        return None
    return f'{found.name} is a {facts.type}, which is never "{_shown(found.value)}"', "compare it with a number"


def _yes_no(found: Comparison, facts: object) -> tuple[str, str] | None:
    if isinstance(found.value, bool) or str(found.value).lower() in ("yes", "no", "true", "false"):
        return None
    return f'{found.name} is true or false, and never "{_shown(found.value)}"', "write it alone, or with not in front"


def _choice(found: Comparison, facts: SlotFacts) -> tuple[str, str] | None:
    values = [choice.value for choice in facts.choices]
    if facts.open_choices or not values or found.operator not in ("is", "is not"):
        return None
    word = _shown(found.value)
    if word.casefold() in [value.casefold() for value in values]:
        return None
    return f'{found.name} is never "{word}"', did_you_mean(word, values)


def _moment(found: Comparison, facts: SlotFacts) -> tuple[str, str] | None:
    shape, example = _SHAPES[facts.type]
    word = _shown(found.value)
    if found.operator not in ("is", "is not", *_ORDERED) or re.fullmatch(shape, word):
        return None
    return f'{found.name} is a {facts.type}, and "{word}" is not written like one', f'write it like "{example}"'


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_TELLERS: Mapping[str, Callable[[Comparison, SlotFacts], tuple[str, str] | None]] = {
    "number": _number, "money": _number, "bool": _yes_no, "choice": _choice, "date": _moment, "time": _moment,
    "datetime": _moment,
}  # fmt: skip
