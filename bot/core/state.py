"""Where one person is: small, JSON, saved after each turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.core.codec import stored

Standing = Literal["unknown", "asked", "granted", "refused", "withdrawn", "expired", "invalidated"]


@stored
@dataclass(frozen=True, slots=True)
class Question:
    """What is open: the next message is its answer, unless it is something stronger."""

    kind: Literal[
        "collect",
        "menu",
        "buttons",
        "consent",
        "meant",
        "stop_scope",
        "stop_hold",
        "resume",
        "language",
        "confirm",
        "survey",
    ]
    asked_at: int
    tries: int = 0
    options: tuple[tuple[str, str], ...] = ()  # (id, title) as shown
    purpose: str = ""  # consent: for what …
    notice: str = ""  # … and with which exact text (hash)
    text: str = ""  # meant, stop_hold: the message in doubt


@stored
@dataclass(frozen=True, slots=True)
class Frame:
    """A running flow. ``step`` is the step that waits (``question``) or that comes next."""

    flow: str
    step: str
    question: Question | None = None
    called: bool = False  # started by `call`: the frame below goes on when this one ends
    waits: str = ""  # the CallAction that must answer first
    hash: str = ""  # of the flow's file version, to notice an edit under way
    failures: int = 0  # how often the action at this step has failed


@stored
@dataclass(frozen=True, slots=True)
class HandedOver:
    """A person of the business has the conversation; the bot is silent."""

    since: int
    reason: str
    team: str = ""
    last: int = 0  # when either side last wrote
    taken: str = ""  # the user who has it
    answered: bool = False  # a person has answered
    stopped: bool = False  # they said STOP meanwhile
    noted: bool = False  # it was said that what they write waits for the opening


@stored
@dataclass(frozen=True, slots=True)
class State:
    """A conversation. ``stack``: running flows, last one on top; ``aside``: interrupted ones, to be offered again."""

    language: str = ""
    slots: dict[str, Any] = field(default_factory=dict)
    stack: tuple[Frame, ...] = ()
    aside: tuple[Frame, ...] = ()
    question: Question | None = None  # open outside any flow (did you mean, STOP scope, hold …)
    misses: int = 0  # messages in a row that nothing understood
    greeted: bool = False
    handover: HandedOver | None = None
    trail: tuple[tuple[str, str, str], ...] = ()  # answered (flow, step, slot), for `back`; at most 10
    tags: tuple[str, ...] = ()
    last_outbound_proactive: bool = False
    doubt: Question | None = None  # an ambiguous STOP waits for its answer; outlives other questions
    queued: tuple[Any, ...] = ()  # messages (core.incoming) that came while an action ran
    calls: int = 0  # actions called so far: makes each call's id unique
    previous: str = ""  # name of the flow that ended last
    cancelled: str = ""  # name of the flow that was cancelled last
    entry: str = ""  # how the conversation began: message, ad:<id>, link:<code>
    tapped: tuple[str, str, int] = ("", "", 0)  # (button id, message it was on, when): a double tap counts once
    stopped_at: int = 0  # when a STOP was last confirmed
    never_ask: bool = False  # somebody said "wrong number" here: no flow asks for a consent any more
    unreadable_at: int = 0  # when we last said that something cannot be read
    reminders: tuple[tuple[str, str, bool], ...] = ()  # (name, flow, ends with the person's next message)


@dataclass(frozen=True, slots=True)
class Person:
    """All that the engine may know of a person in one turn. ``now`` and the rest are handed in."""

    id: str  # subject: random, never an identifier
    state: State
    name: str = ""
    phone: str = ""  # digits
    country: str = ""  # ISO 3166 alpha-2, from phone or BSUID
    consent: dict[str, Standing] = field(default_factory=dict)  # by purpose
    asked_at: dict[str, int] = field(default_factory=dict)  # last time each purpose was asked or decided
    asked_notices: dict[str, str] = field(default_factory=dict)  # purpose -> hash of the notice last served
    window_until: int = 0  # Unix seconds
    suppressed: bool = False
    held: bool = False  # an ambiguous STOP holds all proactive messages
    known_since: int = 0
    imported: tuple[str, str, str, int] = ("", "", "", 0)  # the list they stood on: source, date, words, when
    old_words: dict[str, str] = field(default_factory=dict)  # purpose -> words agreed to that the files no longer hold
    code: tuple[str, str] = ("", "")  # a code of ours in this message, and the purpose that it asks about
    stop_url: str = ""  # their own page to end messages without WhatsApp
    pledge: tuple[str, str] = ("", "")  # the message is a link's own yes: the notice's hash, the page that showed it
