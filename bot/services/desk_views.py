"""What the desk shows and answers, as plain values: no page and no table knows more than this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["owner", "agent", "auditor"]
View = Literal["waiting", "mine", "all"]
Who = Literal["person", "bot", "staff", "note", "event"]


@dataclass(frozen=True, slots=True)
class Seat:
    """Who looks and acts. ``user``: a stable id; ``teams`` empty: all of them."""

    user: str
    name: str
    role: Role
    teams: tuple[str, ...] = ()
    language: str = "en"

    @property
    def reads(self) -> bool:
        """Whether they may read what customers write: an auditor reads consents, not chats."""
        return self.role in ("owner", "agent")


@dataclass(frozen=True, slots=True)
class Card:
    """A ticket in a list. ``taken_name`` and ``last_text`` are "" where there is none; times are Unix seconds.

    ``for_user``: whom it waits for (assigned, or who helped them last); ``promised_at`` 0: nothing was promised;
    ``callback``: what they wrote while nobody was there; ``ended``: why it was closed; ``survey``: their answer.
    """

    ticket: int
    person: str
    name: str
    state: str
    team: str
    title: str
    reason: str
    opened_at: int
    taken_by: str
    taken_name: str
    for_user: str
    last_at: int
    last_who: str
    last_text: str
    unread: int
    promised_at: int
    answered_at: int
    late: bool
    stopped: bool
    tags: tuple[str, ...]
    callback: str
    closed_at: int
    outcome: str
    ended: str
    survey: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some cards. ``more``: give it back as ``before`` for the next ones; 0: that was all."""

    cards: tuple[Card, ...]
    more: int


@dataclass(frozen=True, slots=True)
class MediaRef:
    """A file that came with a message. ``row``: what ``media`` is asked for; ``gone``: WhatsApp keeps it no longer."""

    row: int
    kind: str
    mime: str
    filename: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a conversation.

    ``id``: unique among all lines ("i7", "o12", "n3", "e9"). ``kind``: text, image, audio, video, document, sticker,
    location, contacts, order, form, reaction, edited, revoked, button, template …; of an event its kind in
    ports.DESK_EVENTS, or preference. ``state``: of our own messages how far they came (queued, sending, accepted, sent,
    delivered, read, failed, blocked, unknown); ``error``: why they did not. ``why``: the rule that chose the answer
    ("rule", "name", "detail"); ``data``: what an event tells; ``buttons``: what could be tapped below it.
    """

    id: str
    at: int
    who: Who
    by: str
    text: str
    kind: str
    media: MediaRef | None = None
    state: str = ""
    error: str = ""
    why: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What is known of the person. ``phone`` with +; ``local_time``: HH:MM where they are, "" where not known."""

    person: str
    name: str
    phone: str
    language: str
    country: str
    local_time: str
    known_since: int
    tickets: int
    suppressed: bool
    held: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A template that may be sent for a purpose now, or why not: the gate's reason and its sentence."""

    template: str
    purpose: str
    language: str
    params: tuple[str, ...]
    body: str
    allowed: bool
    reason: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A ready answer of the owner's, in the person's language."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """One ticket with all that belongs to it. ``more``: give it back as ``before`` for older lines; 0: none.

    ``consent``: purpose -> where it stands. ``window_until`` 0 or past: only a template can be sent.
    """

    card: Card
    about: About
    lines: tuple[Line, ...]
    more: int
    consent: Mapping[str, str]
    window_until: int
    offers: tuple[Offer, ...]
    quick: tuple[QuickReply, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """It is on its way (``row``: of the inbox or outbox, or of the note), or was so already (the same key again)."""

    ticket: int
    row: int = 0


@dataclass(frozen=True, slots=True)
class NotDone:
    """Why it can't be done. ``code``: for pages in other languages, filled with ``values``; printed: the sentence."""

    code: str
    why: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.why


Result = Done | NotDone
