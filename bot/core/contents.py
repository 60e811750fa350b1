"""What a message can hold. Field meanings: Meta's Cloud API webhooks, November 2026."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bot.core.codec import stored


@stored
@dataclass(frozen=True, slots=True)
class Said:
    """Typed text."""

    text: str


@stored
@dataclass(frozen=True, slots=True)
class Tapped:
    """A button or list row that we sent. ``id`` is what we gave it, ``title`` what the person saw."""

    id: str
    title: str
    source: Literal["button", "list", "template"] = "button"


@stored
@dataclass(frozen=True, slots=True)
class Sent:
    """Media. ``caption`` is the person's own text."""

    media: Literal["image", "video", "audio", "document", "sticker"]
    id: str
    mime: str = ""
    caption: str = ""
    filename: str = ""
    voice: bool = False
    sha256: str = ""


@stored
@dataclass(frozen=True, slots=True)
class Place:
    """A shared location, degrees WGS 84."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@stored
@dataclass(frozen=True, slots=True)
class Card:
    """One contact card. ``own`` is true only where the person tapped "share my number"."""

    name: str = ""
    phones: tuple[str, ...] = ()
    own: bool = False


@stored
@dataclass(frozen=True, slots=True)
class Cards:
    """Contact cards: other people's numbers unless ``own``; never anybody's consent."""

    cards: tuple[Card, ...]


@stored
@dataclass(frozen=True, slots=True)
class Reacted:
    """An emoji on one of our messages; empty: taken back."""

    to: str
    emoji: str = ""


@stored
@dataclass(frozen=True, slots=True)
class Ordered:
    """A catalogue order; ``items`` as WhatsApp gave them."""

    catalog: str
    text: str = ""
    items: tuple[dict[str, Any], ...] = ()


@stored
@dataclass(frozen=True, slots=True)
class Filled:
    """The answer of a WhatsApp Flow or address form; ``values`` are its fields."""

    name: str
    text: str
    values: dict[str, Any]


@stored
@dataclass(frozen=True, slots=True)
class CallPermission:
    """The person allowed or refused calls. Says nothing about messages."""

    response: str
    until: int = 0


@stored
@dataclass(frozen=True, slots=True)
class Edited:
    """An earlier message (``of``) was changed into ``content``."""

    of: str
    content: Content


@stored
@dataclass(frozen=True, slots=True)
class Revoked:
    """An earlier message was deleted for everyone."""

    of: str


@stored
@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something WhatsApp does not hand over (poll, view-once …), or a type this version does not know."""

    type: str
    code: int = 0


Content = (
    Said | Tapped | Sent | Place | Cards | Reacted | Ordered | Filled | CallPermission | Edited | Revoked | Unreadable
)


@stored
@dataclass(frozen=True, slots=True)
class Referral:
    """The ad or post that the person came from."""

    source_id: str = ""
    source_type: str = ""
    source_url: str = ""
    headline: str = ""
    clid: str = ""
