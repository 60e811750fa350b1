"""Telling people of the business, and the bridge to another help desk, as protocols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.core.telling import Notice
from bot.ports.http import Request

# ---- what comes of an attempt


@dataclass(frozen=True, slots=True)
class Done:
    """It is there. ``ref``: the receiver's own number of it; ``also``: a second one."""

    ref: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class Again:
    """Not now; ``after``: seconds the receiver asked for. ``begun``: it may have arrived all the same."""

    why: str
    after: float = 0.0
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Never:
    """It will not be taken. ``gone``: the receiver is no more."""

    why: str
    gone: bool = False


Outcome = Done | Again | Never


class Teller(Protocol):
    """A way to tell one receiver. It is called outside of any transaction and may take its time."""

    def tell(self, notice: Notice, to: str, now: int) -> Outcome:
        """Tell *to* (an address, a subscription as JSON, a URL)."""

    def problem(self) -> str:
        """Return what is wrong with its settings in a sentence, "" where nothing is. Nothing is sent."""


# ---- rows


@dataclass(frozen=True, slots=True)
class Telling:
    """A row of ``tellings``: one notice to one receiver."""

    id: int
    key: str
    channel: str
    receiver: str
    kind: str
    ticket: int
    team: str
    language: str
    data: Mapping[str, Any]
    at: int
    not_before: int = 0
    attempt: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser of somebody of the business that wants to be told."""

    id: str
    user: str
    endpoint: str
    p256dh: str
    auth: str
    since: int = 0


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """A row of ``bridge_conversations``."""

    provider: str
    conversation: str
    person: str
    contact: str = ""
    status: str = ""
    ticket: int = 0
    updated_at: int = 0
    heard_at: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Crossed:
    """A row of ``bridge_messages``."""

    key: str
    person: str
    conversation: str
    theirs: str = ""
    inbox_id: int = 0
    state: str = "trying"
    at: int = 0


class Tellings(Protocol):
    """The queue of notices, and the browsers."""

    def add(self, row: Telling) -> bool:
        """Queue; False where the key is known."""

    def receivers(self) -> tuple[tuple[str, str], ...]:
        """(channel, receiver) for whom something waits."""

    def queued(self, channel: str, receiver: str, limit: int) -> tuple[Telling, ...]:
        """The oldest that one receiver was not told yet."""

    def depth(self) -> int:
        """How many wait."""

    def told_at(self, channel: str, receiver: str) -> int:
        """When this receiver was last told something; 0: never."""

    def settle(
        self,
        rows: Sequence[int],
        state: Literal["queued", "told", "needless", "dead"],
        *,
        now: int,
        not_before: int = 0,
        error: str = "",
    ) -> None:
        """Record what came of an attempt."""

    def dead(self, since: int) -> tuple[tuple[str, int, str], ...]:
        """(channel, how many, the latest reason) of what was given up since then."""

    def drop(self, before: int, limit: int) -> int:
        """Forget what is over since before that time; how many rows."""

    def staff(self, purpose: str, limit: int) -> tuple[str, ...]:
        """Persons with a live grant for a purpose."""

    def subscribe(self, row: Subscription) -> None: ...
    def unsubscribe(self, id: str) -> bool: ...
    def forget_user(self, user: str, email: str) -> None:
        """Forget the browsers of a user who was removed, and what was told to their address."""

    def subscription(self, id: str) -> Subscription | None: ...
    def subscriptions(self) -> tuple[Subscription, ...]: ...


class Bridges(Protocol):
    """Conversations at another help desk, and what crossed."""

    def of(self, provider: str, person: str) -> BridgeRow | None:
        """The conversation of a person."""

    def of_person(self, person: str) -> tuple[BridgeRow, ...]: ...
    def at(self, provider: str, conversation: str) -> BridgeRow | None: ...
    def put(self, row: BridgeRow) -> None: ...
    def leavers(self, provider: str, limit: int) -> tuple[BridgeRow, ...]:
        """Conversations of people who were erased here and still have to be there."""

    def drop(self, provider: str, conversation: str) -> None: ...
    def problems(self, provider: str) -> tuple[BridgeRow, ...]:
        """Conversations into which something could not be brought."""

    def crossed(self, provider: str, key: str) -> Crossed | None: ...
    def cross(self, provider: str, row: Crossed) -> None:
        """Note that something is crossing, or has crossed."""

    def awaiting(self, provider: str, since: int, limit: int) -> tuple[tuple[Crossed, str, str], ...]:
        """(agent's message, state, error) where the row that sends it to the customer says something new."""

    def refusals(self, provider: str, limit: int) -> tuple[Crossed, ...]:
        """Agents' messages that can't be sent, and nobody told them so."""

    def forget(self, before: int, limit: int) -> int:
        """Forget what crossed before that time; how many rows."""


# ---- another help desk


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a conversation is with. ``ref``: our own lasting name of them over there."""

    ref: str
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Something heard from the other side. ``key`` unique for all time; ``conversation`` their number.

    kind: said (an agent answers) | status (``text`` is open, pending, resolved or snoozed). ``by``: the agent's name.
    ``ref``: our lasting name of the person; ``number``: theirs of the message; ``links``: attachments.
    """

    key: str
    conversation: str
    kind: Literal["said", "status"]
    at: int = 0
    text: str = ""
    by: str = ""
    links: tuple[str, ...] = ()
    ref: str = ""
    number: str = ""


class HelpDesk(Protocol):
    """Another program where people answer. Methods are called outside of transactions, one at a time."""

    name: str

    def begin(self, who: Who, known: BridgeRow | None) -> Done | Again | Never:
        """Make sure that an open conversation with *who* is there: Done(conversation, contact)."""

    def add(self, conversation: str, text: str, *, key: str, note: bool) -> Outcome:
        """Put in what the person said, or (``note``) something that only the agents see: Done(their number)."""

    def find(self, conversation: str, key: str) -> Done | Again | None:
        """Look for what ``add`` was to put in under that key; None where it is not there."""

    def set_status(self, conversation: str, status: str) -> Outcome:
        """Make the conversation open, pending (the bot has it) or resolved."""

    def receipt(self, conversation: str, message: str, state: str, why: str) -> Outcome:
        """Tell what became of an agent's message: delivered, read or failed."""

    def forget(self, contact: str) -> Outcome:
        """Erase a person there."""

    def verify(self, request: Request, now: int) -> None:
        """Raise BadSignature unless the request comes from there."""

    def parse(self, body: bytes) -> tuple[Said, ...]:
        """Return what of a request concerns us. Raise BadPayload where it can't be read."""

    def problem(self) -> str:
        """Return what is wrong, after a look over there; "" where nothing is."""
