"""What arrives: messages of people, receipts, preferences, account news; and what happens inside (timers, results).

Times are whole Unix seconds (UTC) as WhatsApp set them. Phones are digits without ``+``. Empty string: not known.
Field meanings: Meta's Cloud API webhooks, November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.core.codec import stored
from bot.core.contents import (
    CallPermission,
    Card,
    Cards,
    Content,
    Edited,
    Filled,
    Ordered,
    Place,
    Reacted,
    Referral,
    Revoked,
    Said,
    Sent,
    Tapped,
    Unreadable,
)

__all__ = [
    "AccountNews",
    "ActionResult",
    "CallPermission",
    "Card",
    "Cards",
    "Content",
    "Echo",
    "Edited",
    "Event",
    "Filled",
    "FromInside",
    "FromOutside",
    "IdentityChange",
    "Ignored",
    "Item",
    "Message",
    "Ordered",
    "Place",
    "Preference",
    "ProposalLeft",
    "Reacted",
    "Receipt",
    "Referral",
    "Revoked",
    "Said",
    "Sender",
    "Sent",
    "StaffSaid",
    "Started",
    "Tapped",
    "TimerDue",
    "Unreadable",
]


@stored
@dataclass(frozen=True, slots=True)
class Sender:
    """The identifiers under which somebody wrote. At least one of phone, bsuid, parent_bsuid is set."""

    phone: str = ""
    bsuid: str = ""
    parent_bsuid: str = ""
    name: str = ""
    username: str = ""  # shown, never a key: people change it


# ---- events from outside


@stored
@dataclass(frozen=True, slots=True)
class Message:
    """A person wrote to us. ``number`` is the business's phone_number_id."""

    number: str
    id: str
    at: int
    sender: Sender
    content: Content
    reply_to: str = ""
    forwarded: bool = False
    referral: Referral | None = None
    group: str = ""  # set: a group chat; the bot never answers there


@stored
@dataclass(frozen=True, slots=True)
class Receipt:
    """WhatsApp's word on a message that we sent."""

    number: str
    id: str
    status: Literal["sent", "delivered", "read", "played", "failed"]
    at: int
    reference: str = ""  # our own biz_opaque_callback_data, echoed
    recipient: Sender = Sender()
    code: int = 0
    error: str = ""
    category: str = ""
    pricing: str = ""
    participant: str = ""
    verdict: str = ""  # failed: what to do about it, as in ports.Declined
    scope: str = ""


@stored
@dataclass(frozen=True, slots=True)
class Preference:
    """WhatsApp's own marketing switch for this business: stop, resume, or an in-app signup."""

    number: str
    at: int
    sender: Sender
    value: str
    category: str = "marketing_messages"
    signup: str = ""


@stored
@dataclass(frozen=True, slots=True)
class IdentityChange:
    """WhatsApp says that a person has a new number or user id, or a new device key."""

    number: str
    id: str
    at: int
    kind: str
    old: Sender
    new: Sender


@stored
@dataclass(frozen=True, slots=True)
class Echo:
    """Somebody of the business wrote from the WhatsApp Business app: a person has taken over."""

    number: str
    id: str
    at: int
    to: Sender
    content: Content


@stored
@dataclass(frozen=True, slots=True)
class AccountNews:
    """An account, template or number event; ``value`` as Meta sent it."""

    field: str
    event: str
    at: int
    value: dict[str, Any]


@stored
@dataclass(frozen=True, slots=True)
class Ignored:
    """Kept, and acted on by nobody: history, group news, unknown fields."""

    field: str
    why: str
    value: dict[str, Any]


# ---- events from inside


@stored
@dataclass(frozen=True, slots=True)
class ActionResult:
    """What an action returned, in our own terms. ``call`` names the CallAction effect it answers."""

    person: str
    call: str
    at: int
    slots: dict[str, Any]
    replies: tuple[dict[str, Any], ...] = ()  # {"text", "response", "fill", "buttons": [{"title", "payload"}], "media"}
    follow: str = ""  # followup action or flow
    handover: bool = False
    error: str = ""
    rejected: bool = False  # it declined to run
    reset: bool = False  # every slot is emptied before ``slots`` are filled
    restart: bool = False  # everything under way ends
    revert: bool = False  # back to the last question
    reminders: tuple[dict[str, Any], ...] = ()  # {"flow", "name", "at", "kill"}; at 0: those are cancelled


@stored
@dataclass(frozen=True, slots=True)
class TimerDue:
    """A wake-up that an earlier turn asked for."""

    person: str
    key: str
    at: int


@stored
@dataclass(frozen=True, slots=True)
class StaffSaid:
    """A person of the business answers (``text``), takes, releases, assigns, tags, or gives the conversation back.

    ``by``: who, as a stable id; ``name``: how they are called; ``to``: assign it to this user or to "team:<id>";
    ``outcome``: what came of it; ``tags``: to put on the person, "-tag" takes one off.
    """

    person: str
    at: int
    by: str
    text: str = ""
    what: Literal["reply", "take", "close", "release", "assign", "tag"] = "reply"
    name: str = ""
    to: str = ""
    outcome: str = ""
    tags: tuple[str, ...] = ()


@stored
@dataclass(frozen=True, slots=True)
class Started:
    """A proactive flow is to start. Nothing of the conversation changes by this alone: it ends in a ``Propose``.

    ``rule``: event | after | every; ``detail``: the event's name, or when it was due. ``data``: slots that come along.
    ``key``: what its message is unique by. ``until``: when it stops making sense; 0: nobody says.
    """

    person: str
    flow: str
    at: int
    rule: str
    detail: str = ""
    key: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    until: int = 0


@stored
@dataclass(frozen=True, slots=True)
class ProposalLeft:
    """WhatsApp took a proactive message; where it began a flow, that waits at ``step`` for the answer."""

    person: str
    flow: str
    step: str
    at: int
    slots: dict[str, Any] = field(default_factory=dict)


FromOutside = Message | Receipt | Preference | IdentityChange | Echo | AccountNews | Ignored
FromInside = ActionResult | TimerDue | StaffSaid | Started | ProposalLeft
Event = FromOutside | FromInside


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a webhook body, ready for the inbox. ``key`` is unique per channel for all time."""

    key: str
    at: int
    event: FromOutside
