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


@dataclass(frozen=True, slots=True)
class HandBack:
    """Close the ticket; the bot answers again."""

    why: str


@stored
@dataclass(frozen=True, slots=True)
class CallAction:
    """Run an action outside the turn; its ActionResult comes back through the inbox with the same ``call``."""

    call: str
    name: str
    slots: dict[str, Any]
    text: str
    language: str


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


Effect = Say | Ledger | Hold | CancelQueued | HandOver | HandBack | CallAction | Wake | Missed | MarkRead | DataRight


@dataclass(frozen=True, slots=True)
class Turn:
    """One event applied: the new state, what to do, and why."""

    state: State
    effects: tuple[Effect, ...]
    why: Why
