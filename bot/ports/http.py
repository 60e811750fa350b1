"""A webhook request and its answer, without a framework; and the provider behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bot.core.consent import Cleared
from bot.core.incoming import Item


@dataclass(frozen=True, slots=True)
class Request:
    """A webhook request as it came: names of headers in lower case, body untouched."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer it."""

    status: int
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: phone digits (without +) or a BSUID; the phone is preferred where both are known."""

    phone: str = ""
    bsuid: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it. ``wa_id``: the phone it really uses; ``held``: "held_for_quality_assessment", "paused"."""

    wamid: str
    wa_id: str = ""
    bsuid: str = ""
    held: str = ""


@dataclass(frozen=True, slots=True)
class Declined:
    """The provider surely did not take it.

    ``verdict``: retry (soon, with backoff) | later (not before ``after`` seconds) | never | optout | stop (halt the
    number) | fix (configuration) — section 7 of the Cloud API's error codes. ``scope``: what the verdict is about;
    "proactive": everything but replies. ``after`` and ``tries`` (attempts in all) 0: the sender's own rule.
    ``alert``: the owner must look.
    """

    code: int
    why: str
    verdict: Literal["retry", "later", "never", "optout", "stop", "fix"]
    after: float = 0.0
    scope: Literal["message", "person", "template", "proactive", "number"] = "message"
    tries: int = 0
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Unsure:
    """Nobody knows whether the provider took it (time-out or reset after the body, 5xx, unreadable 2xx)."""

    why: str


class Channel(Protocol):
    """One provider. ``send`` is the only way out, and takes a Cleared message only."""

    name: str

    def verify(self, request: Request) -> None:
        """Raise BadSignature unless the raw body is signed with our secret."""

    def handshake(self, request: Request) -> Reply:
        """Answer the provider's GET."""

    def parse(self, body: bytes) -> tuple[Item, ...]:
        """Return every event of the body, in order. Raise BadPayload where it is not JSON of the expected shape."""

    def send(self, cleared: Cleared, to: Address, reference: str) -> Accepted | Declined | Unsure:
        """Hand one message to the provider. ``reference`` comes back in its receipts."""

    def mark_read(self, message_id: str, *, typing: bool = False) -> None:
        """Blue ticks; a failure is only logged."""
