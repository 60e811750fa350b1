"""A phone that is a list: the channel of `askfirst talk`, of talks and of tests. Same contract as the real one."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

from bot.channels import cloud_in
from bot.core.consent import Cleared
from bot.core.incoming import Item
from bot.core.limits import problems, reference_problems
from bot.core.outgoing import Outgoing
from bot.errors import BadMessage
from bot.ports import Accepted, Address, Declined, Reply, Request, Unsure


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that left. ``wamid`` is "" where the next outcome was not Accepted."""

    wamid: str
    message: Outgoing
    to: Address
    reference: str


class Console:
    """Keeps what is sent in ``sent`` and what is marked as read in ``read``; limits hold as at WhatsApp.

    ``outcomes``: what the next sends return instead of Accepted, one each. Nobody from outside can reach it, so
    ``verify`` lets everything pass.
    """

    name = "console"

    def __init__(self) -> None:
        self.sent: list[SentMessage] = []
        self.read: list[str] = []
        self.outcomes: deque[Accepted | Declined | Unsure] = deque()
        self._count = 0
        self._lock = threading.Lock()

    def verify(self, request: Request) -> None:
        """Let it pass."""

    def handshake(self, request: Request) -> Reply:
        """There is nobody to shake hands with."""
        return Reply(404, "No such channel.")

    def parse(self, body: bytes) -> tuple[Item, ...]:
        """Read a body of Meta's form."""
        return cloud_in.parse(body)

    def send(self, cleared: Cleared, to: Address, reference: str) -> Accepted | Declined | Unsure:
        """Keep the message. Raise BadMessage where WhatsApp would not take it."""
        message = cleared.draft.message
        if wrong := (*problems(message), *reference_problems(reference)):
            raise BadMessage(why=" ".join(wrong))
        with self._lock:
            self._count += 1
            outcome = (
                self.outcomes.popleft() if self.outcomes else Accepted(f"console.{self._count}", to.phone, to.bsuid)
            )
            if not isinstance(outcome, Declined):
                wamid = outcome.wamid if isinstance(outcome, Accepted) else ""
                self.sent.append(SentMessage(wamid, message, to, reference))
        return outcome

    def mark_read(self, message_id: str, *, typing: bool = False) -> None:
        """Keep the id."""
        self.read.append(message_id)
