"""What a turn wants done. The engine returns these; services do them in the turn's own transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.core.codec import stored
from bot.core.outgoing import Outgoing
from bot.core.state import State


@stored
@dataclass(frozen=True, slots=True)
class Why:
    """The rule that chose something: what `askfirst why` shows.

    ``rule`` such as "words", "faq", "stop"; ``name`` the flow, step or entry; ``detail`` a sentence.
    """

    rule: str
    name: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """Send a reply. ``priority``: 0 STOP confirmation, 1 reply, 2 staff. ``notice``: hash of a consent notice it shows."""

    message: Outgoing
    why: Why
    priority: int = 1
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Append a consent line. ``kind`` one of LEDGER_KINDS; ``purpose`` "*" for all. ``evidence`` is personal data."""

    kind: str
    purpose: str
    evidence: dict[str, Any] = field(default_factory=dict)


LEDGER_KINDS = (
    "asked", "granted", "refused", "withdrawn", "expired", "invalidated", "held", "released",
    "platform_unblocked", "imported", "erased", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hold:
    """Hold (or release) every proactive message of this person."""

    on: bool
    why: str


@dataclass(frozen=True, slots=True)
class CancelQueued:
    """Block whatever proactive message is still queued for this person and purpose ("*": all)."""

    purpose: str
    why: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Open (or keep) a ticket; the bot is silent until it is closed."""

    reason: str
    team: str = ""
    text: str = ""  # the message that asked, for the ticket's title
    said: str = ""  # the message alone, "" where staff began
    promised_at: int = 0  # until when an answer was promised
    tags: tuple[str, ...] = ()  # the person's


@dataclass(frozen=True, slots=True)
class HandBack:
    """Close the ticket; the bot answers again. ``kind``: closed, or returned (by itself, after a silence)."""

    why: str
    kind: Literal["closed", "returned"] = "closed"
    by: str = ""  # the user who closed it
    name: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class OnTicket:
    """Something happened to the person's ticket: a kind of ports.DESK_EVENTS. ``text`` is kept with the ticket only.

    ``by``, ``name``: the user who did it; ``to``: for whom it waits now (a user, or "team:<id>").
    """

    kind: str
    by: str = ""
    name: str = ""
    to: str = ""
    text: str = ""
    tags: tuple[str, ...] = ()
    what: str = ""  # stopped: withdrawn, invalidated, held


@stored
@dataclass(frozen=True, slots=True)
class CallAction:
    """Run an action outside the turn; its ActionResult comes back through the inbox with the same ``call``."""

    call: str
    name: str
    slots: dict[str, Any]
    text: str
    language: str
    flow: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Wake:
    """Bring back a TimerDue with this key at this time; the same key replaces the earlier one; at=0 cancels."""

    key: str
    at: int


@dataclass(frozen=True, slots=True)
class Missed:
    """Nothing understood this; kept (folded) so that the owner can add it to the FAQ."""

    text: str
    best: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class MarkRead:
    """Blue ticks, and the typing bubble where an answer follows."""

    message_id: str
    typing: bool = False


@dataclass(frozen=True, slots=True)
class DataRight:
    """The person asks for their data ("export") or its end ("erase", after a confirmation)."""

    what: Literal["export", "erase"]


@dataclass(frozen=True, slots=True)
class Propose:
    """A proactive message for the gate to judge: a template with its placeholders filled, or, in the window, a text.

    ``step``: where the flow goes on once it was answered ("": nowhere), with these ``slots``. ``withheld``: why it may
    not even be asked for.
    """

    flow: str
    purpose: str
    template: str = ""
    params: dict[str, str] = field(default_factory=dict)
    text: str = ""
    step: str = ""
    slots: dict[str, Any] = field(default_factory=dict)
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Arm:
    """Start a proactive flow at this time, with these slots; the same key replaces the earlier one."""

    key: str
    flow: str
    at: int
    until: int
    data: dict[str, Any]


Effect = (
    Say | Ledger | Hold | CancelQueued | HandOver | HandBack | OnTicket | CallAction | Wake | Missed | MarkRead | DataRight
    | Propose | Arm
)  # fmt: skip


Visit = tuple[str, str, str]

VISITS = (
    "step", "skipped", "faq", "on", "back", "other", "resumed", "cancel", "handover", "timeout", "failed", "stop",
    "branch", "rejected", "chosen",
)  # fmt: skip
"""What a visit can be; see ``Turn``."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One event applied: the new state, what to do, and why.

    ``visits``: where the conversation came by, in order, as (what, flow, step); nothing of the person is in it.

    - ``("step", flow, step)``: the step was taken; a question was put. ``skipped``: it had nothing to ask any more.
    - ``("faq", entry, "")``: the answer to that question was given.
    - From a step that waited for the person, an action or a time: ``on`` it went on as meant, ``back`` to an earlier
      step; it was left by ``cancel``, ``handover``, ``timeout``, ``failed`` (too many answers that did not fit),
      ``stop`` (also: their data deleted), or for an ``other`` conversation, from which they may have ``resumed``.
    - ``("branch", flow, "step/n")``: the n-th of several branches was taken; ``rejected``: the n-th rejection refused
      an answer; ``("chosen", flow, choice id)``: a choice that leads somewhere of its own.
    """

    state: State
    effects: tuple[Effect, ...]
    why: Why
    visits: tuple[Visit, ...] = ()
