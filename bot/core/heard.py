"""What a message says, whatever shape it came in: one flat record for guards, answers and triggers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import incoming as inc

MAX_VALUE = 300  # characters of a form's field that are still read for a STOP
OUR_IDS = ("flow/", "faq:", "start:", "stop:", "erase:", "resume:", "again:", "meant:", "language:", "survey:")
OUR_WORDS = ("person", "menu", "none")


@dataclass(frozen=True, slots=True)
class Heard:
    """One message. ``kind`` is ``message.type`` in conditions; ``typed``: the person's own fresh words or tap."""

    kind: str
    text: str = ""
    tap: str = ""
    value: Any = None  # what a location or media slot keeps
    phones: tuple[str, ...] = ()  # the person's own number, shared with WhatsApp's button
    fields: Mapping[str, Any] | None = None
    also: tuple[str, ...] = ()  # further texts in which a STOP may stand
    typed: bool = False
    edited: bool = False
    id: str = ""
    number: str = ""
    reply_to: str = ""
    forwarded: bool = False

    @property
    def ours(self) -> bool:
        """Whether it is a tap on a button whose id only we give."""
        return self.tap in OUR_WORDS or self.tap.startswith(OUR_IDS)


def hear(message: inc.Message) -> Heard:
    """Flatten a message."""
    return _of(message.content, message)


def spoken_words(content: inc.Content) -> str:
    """Return what of a content can be read, "" where nothing can."""
    inner = content.content if isinstance(content, inc.Edited) else content
    if isinstance(inner, inc.Edited):
        return ""
    return str(_READ[type(inner)](inner).get("text", ""))


def _of(content: inc.Content, message: inc.Message, *, edited: bool = False) -> Heard:
    parts = _READ[type(content)](content)
    if isinstance(content, inc.Edited):
        return _of(content.content, message, edited=True)
    return Heard(
        **parts,
        edited=edited,
        typed=isinstance(content, inc.Said | inc.Tapped) and not message.forwarded and not edited,
        id=message.id,
        number=message.number,
        reply_to=message.reply_to,
        forwarded=message.forwarded,
    )


def _said(content: inc.Said) -> dict[str, Any]:
    return {"kind": "text", "text": content.text.strip()}


def _tapped(content: inc.Tapped) -> dict[str, Any]:
    return {"kind": content.source, "text": content.title.strip(), "tap": content.id, "also": (content.id,)}


def _sent(content: inc.Sent) -> dict[str, Any]:
    kept = {"media": content.media, "id": content.id, "mime": content.mime, "filename": content.filename}
    kind = "voice" if content.media == "audio" and content.voice else content.media
    return {"kind": kind, "text": content.caption.strip(), "value": kept}


def _place(content: inc.Place) -> dict[str, Any]:
    kept = {"latitude": content.latitude, "longitude": content.longitude}
    return {"kind": "location", "value": {**kept, "name": content.name, "address": content.address}}


def _cards(content: inc.Cards) -> dict[str, Any]:
    return {"kind": "contacts", "phones": tuple(p for card in content.cards if card.own for p in card.phones)}


def _reacted(content: inc.Reacted) -> dict[str, Any]:
    return {"kind": "reaction", "text": content.emoji}


def _ordered(content: inc.Ordered) -> dict[str, Any]:
    return {"kind": "order", "text": content.text.strip()}


def _filled(content: inc.Filled) -> dict[str, Any]:
    texts = tuple(v for v in content.values.values() if isinstance(v, str) and 0 < len(v) <= MAX_VALUE)
    return {"kind": "form", "text": content.text.strip(), "fields": content.values, "also": texts}


def _other(content: Any) -> dict[str, Any]:
    return {"kind": type(content).__name__.lower()}


_READ: Mapping[type, Callable[[Any], dict[str, Any]]] = {
    inc.Said: _said,
    inc.Tapped: _tapped,
    inc.Sent: _sent,
    inc.Place: _place,
    inc.Cards: _cards,
    inc.Reacted: _reacted,
    inc.Ordered: _ordered,
    inc.Filled: _filled,
    inc.CallPermission: _other,
    inc.Edited: _other,
    inc.Revoked: _other,
    inc.Unreadable: _other,
}
