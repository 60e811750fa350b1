"""Fewer bubbles: neighbouring texts of one turn leave as one message. Each message costs money and pair-rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.core.effects import Say, Why
from bot.core.limits import length
from bot.core.outgoing import MAX_BODY, MAX_LIST_BODY, MAX_TEXT, AskNumber, AskPlace, Buttons, LinkButton, Menu, Text

GAP = "\n\n"
_BODIES: Mapping[type, int] = {
    Text: MAX_TEXT,
    Buttons: MAX_BODY,
    Menu: MAX_LIST_BODY,
    LinkButton: MAX_BODY,
    AskPlace: MAX_BODY,
    AskNumber: MAX_BODY,
}


def merged(says: Iterable[Say]) -> tuple[Say, ...]:
    """Join what can be joined; consent notices always stand alone, word for word."""
    out: list[Say] = []
    for say in says:
        joined = _joined(out[-1], say) if out else None
        if joined is None:
            out.append(say)
        else:
            out[-1] = joined
    return tuple(part for say in out for part in _split(say))


def _joined(first: Say, second: Say) -> Say | None:
    if first.notice or second.notice or first.priority != second.priority or not isinstance(first.message, Text):
        return None
    message: Any = second.message
    limit = _BODIES.get(type(message), 0)
    if not limit or getattr(message, "header", None):
        return None
    body = first.message.body + GAP + message.body
    if _longer(body, limit):
        return None
    whole = Text(body, message.preview) if type(message) is Text else replace(message, body=body)
    return Say(whole, _both(first.why, second.why), first.priority)


def _longer(text: str, limit: int) -> bool:
    """Whether a text is longer than that; a character counts once or twice, so most need no counting."""
    return 2 * len(text) > limit and length(text) > limit


def _both(first: Why, second: Why) -> Why:
    """Name both reasons, once each."""
    if first == second or f"{second.rule} {second.name}" in f"{first.rule} {first.name}; {first.detail}":
        return first
    told = f"{first.detail}; " if first.detail else ""
    return Why(first.rule, first.name, f"{told}then {second.rule} {second.name}".strip())


def _split(say: Say) -> Iterator[Say]:
    """Cut a text that is longer than WhatsApp allows between paragraphs, lines or words; nothing is lost."""
    message = say.message
    if not isinstance(message, Text) or not _longer(message.body, MAX_TEXT):
        yield say
        return
    for part in pieces(message.body, MAX_TEXT):
        yield replace(say, message=replace(message, body=part))


def pieces(text: str, limit: int) -> Iterator[str]:
    """Cut *text* into parts of at most *limit* characters."""
    while length(text) > limit:
        room = text[:limit]
        while length(room) > limit:  # characters that WhatsApp counts twice
            room = room[: len(room) - (length(room) - limit)]
        at = next((cut for mark in ("\n\n", "\n", " ") if (cut := room.rfind(mark)) > limit // 2), len(room))
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    if text:
        yield text
