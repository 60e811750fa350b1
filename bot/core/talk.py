"""A rehearsed conversation: what its lines are.

The lines of a talk are acts (somebody does something) and expectations (what must follow). Playing them is a
service's work; ``talk_check`` says whether they came true, ``talk_text`` writes them down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.core.flow import Where
from bot.core.outgoing import Buttons, LinkButton, Menu, Outgoing, Template

_NOWHERE = Where()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What every line has: its place in the owner's file."""

    where: Where = _NOWHERE


# ---- acts


@dataclass(frozen=True, slots=True)
class Customer(Line):
    """The customer writes."""

    text: str


@dataclass(frozen=True, slots=True)
class Tap(Line):
    """The customer taps a button or a list row, by its title (or its id)."""

    title: str


@dataclass(frozen=True, slots=True)
class Sends(Line):
    """The customer sends something that is no text: image, audio, location …"""

    kind: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Staff(Line):
    """A person of the business writes, takes or closes the conversation."""

    text: str = ""
    what: str = "reply"


@dataclass(frozen=True, slots=True)
class Later(Line):
    """Time goes by, in seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Send(Line):
    """The business asks for a proactive message."""

    template: str
    purpose: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reports(Line):
    """The shop's own program reports an event about the customer."""

    event: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Again(Line):
    """The customer's last message comes once more: ``delivered`` twice by WhatsApp, or its button ``tapped`` twice."""

    what: Literal["delivered", "tapped"] = "delivered"


@dataclass(frozen=True, slots=True)
class Restart(Line):
    """The bot is started anew on the same database."""


Act = Customer | Tap | Sends | Staff | Later | Send | Reports | Again | Restart


# ---- expectations


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected(Line):
    """What every expectation is."""


@dataclass(frozen=True, slots=True)
class Bot(Expected):
    """The bot says this, or something that contains it; "" means: the bot says nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class Uttered(Expected):
    """The bot says one of the owner's responses (Rasa's ``utter``)."""

    name: str


@dataclass(frozen=True, slots=True)
class InLedger(Expected):
    """A consent line was written: ``offers granted``; purpose "*" for every purpose."""

    purpose: str
    kind: str


@dataclass(frozen=True, slots=True)
class Verdict(Expected):
    """The gate's answer to the last ``send`` (or to one of this template and purpose now): cleared, or the reason."""

    reason: str = ""
    template: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Slots(Expected):
    """These slots have these values (None: empty)."""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that must keep working. ``at``: local time of its beginning, "2026-01-05 09:00"."""

    title: str
    lines: tuple[Line, ...]
    at: str = ""
    language: str = ""
    where: Where = _NOWHERE
    slots: Mapping[str, Any] = field(default_factory=dict)  # remembered before anybody writes (Rasa's fixtures)
    stubs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # what actions return instead of running


@dataclass(frozen=True, slots=True)
class Exchange:
    """An act and what is expected of it; act None: before anybody did anything."""

    act: Act | None
    expected: tuple[Expected, ...]


def exchanges(talk: Talk) -> Iterator[Exchange]:
    """Split a talk into acts, each with the expectations that follow it."""
    act: Act | None = None
    expected: list[Expected] = []
    for line in talk.lines:
        if isinstance(line, Expected):
            expected.append(line)
            continue
        if act is not None or expected:
            yield Exchange(act, tuple(expected))
        assert isinstance(line, Act)
        act, expected = line, []
    if act is not None or expected:
        yield Exchange(act, tuple(expected))


# ---- what a person sees


def plainly(text: str) -> str:
    """Return a text without what nobody looks at: case, line ends, several spaces."""
    return " ".join(text.split()).casefold()


def spelled(message: Outgoing) -> str:
    """Return a message as lines of text, with what can be tapped in brackets."""
    if isinstance(message, Template):
        return f"template {message.name} ({message.language}) {', '.join(message.params.values())}".strip()
    parts = [getattr(message, name, "") for name in ("header", "body", "caption", "name", "emoji", "link", "footer")]
    return "\n".join([*(part for part in parts if part), *(f"[{title}]" for _, title in tappable(message))])


def tappable(message: Outgoing) -> tuple[tuple[str, str], ...]:
    """Return (id, title) of everything that can be tapped."""
    if isinstance(message, Buttons):
        return tuple((button.id, button.title) for button in message.buttons)
    if isinstance(message, Menu):
        return tuple((row.id, row.title) for section in message.sections for row in section.rows)
    return ((message.url, message.label),) if isinstance(message, LinkButton) else ()


def button_id(messages: Iterable[Outgoing], title: str) -> str:
    """Return the id behind a title (or the id itself), the latest message first; "" where nothing is called so."""
    wanted = plainly(title)
    for message in reversed(list(messages)):
        for id, shown in tappable(message):
            if wanted in (plainly(shown), id.casefold()):
                return id
    return ""
