"""What leaves, with WhatsApp's limits. ``problems(message)`` names limit and actual figure; nothing is ever cut.

Limits: Meta's Cloud API, November 2026. Lengths are in characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bot.core.codec import stored

MAX_TEXT = 4096
MAX_BODY = 1024  # buttons, link button, captions, templates
MAX_LIST_BODY = 4096
MAX_HEADER = 60
MAX_FOOTER = 60
MAX_BUTTONS = 3
MAX_BUTTON_ID = 256
MAX_BUTTON_TITLE = 20
MAX_LIST_BUTTON = 20
MAX_ROWS = 10
MAX_SECTIONS = 10
MAX_ROW_ID = 200
MAX_ROW_TITLE = 24
MAX_ROW_DESCRIPTION = 72
MAX_SECTION_TITLE = 24
MAX_REFERENCE = 512


@stored
@dataclass(frozen=True, slots=True)
class Button:
    """A reply button."""

    id: str
    title: str


@stored
@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list."""

    id: str
    title: str
    description: str = ""


@stored
@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading; the heading is needed where there are several sections."""

    rows: tuple[Row, ...]
    title: str = ""


@stored
@dataclass(frozen=True, slots=True)
class Text:
    """Plain text."""

    body: str
    preview: bool = False


@stored
@dataclass(frozen=True, slots=True)
class Buttons:
    """Text with one to three reply buttons."""

    body: str
    buttons: tuple[Button, ...]
    header: str = ""
    footer: str = ""


@stored
@dataclass(frozen=True, slots=True)
class Menu:
    """Text with a list of up to ten rows behind one button."""

    body: str
    button: str
    sections: tuple[Section, ...]
    header: str = ""
    footer: str = ""


@stored
@dataclass(frozen=True, slots=True)
class Media:
    """A picture, video, sound, document or sticker, by public link or by uploaded id (one of them)."""

    kind: Literal["image", "video", "audio", "document", "sticker"]
    link: str = ""
    id: str = ""
    caption: str = ""
    filename: str = ""
    voice: bool = False


@stored
@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


@stored
@dataclass(frozen=True, slots=True)
class ContactCard:
    """A contact card of the business or of somebody who agreed to it."""

    name: str
    phone: str = ""
    email: str = ""
    url: str = ""


@stored
@dataclass(frozen=True, slots=True)
class LinkButton:
    """Text with a button that opens a web page (``cta_url``)."""

    body: str
    label: str
    url: str
    header: str = ""
    footer: str = ""


@stored
@dataclass(frozen=True, slots=True)
class AskPlace:
    """Text with WhatsApp's "send location" button."""

    body: str


@stored
@dataclass(frozen=True, slots=True)
class AskNumber:
    """Text with WhatsApp's "share contact info" button, for people without a visible phone."""

    body: str


@stored
@dataclass(frozen=True, slots=True)
class React:
    """An emoji on the person's message ``to``; empty takes it back."""

    to: str
    emoji: str


@stored
@dataclass(frozen=True, slots=True)
class Template:
    """An approved message template. ``params``: body placeholders by name, or "1", "2" … by position."""

    name: str
    language: str
    params: dict[str, str]
    named: bool = False
    header: Media | None = None
    buttons: tuple[dict[str, Any], ...] = ()  # {"index": 0, "sub_type": "quick_reply"|"url", "value": "…"}


Outgoing = Text | Buttons | Menu | Media | Spot | ContactCard | LinkButton | AskPlace | AskNumber | React | Template
