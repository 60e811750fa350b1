"""A signed webhook to a program of the owner's: what happens at the desk, as JSON. Redirects are not followed."""

from __future__ import annotations

import hmac
import json
from functools import cached_property

from bot.channels.http import Http, Lost
from bot.core.telling import Notice
from bot.ports.telling import Again, Done, Never, Outcome
from bot.ports.webhooks import url_problem


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the X-AskFirst-Signature of a body: HMAC-SHA256 over ``timestamp.body``, hex."""
    return "sha256=" + hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256").hex()


class Hook:
    """Posts notices. Implements ports.telling.Teller; threads may share it."""

    def __init__(self, secret: str, *, read: float = 10.0) -> None:
        self._secret = secret
        self._read = read

    @cached_property
    def _http(self) -> Http:
        """Made when first needed: reading the certificates takes a while, and rehearsals make many bots."""
        return Http("", threads=4, read=self._read)

    def problem(self) -> str:
        """Return what is wrong; nothing is sent."""
        return "" if self._secret else "ASKFIRST_HOOK_SECRET is not set, so nothing can be signed"

    def tell(self, notice: Notice, to: str, now: int) -> Outcome:
        """POST one event. 2xx: taken; 410: never again; everything else is tried again."""
        if wrong := self.problem() or url_problem(to):
            return Again(wrong)
        body = json.dumps(dict(notice.event), ensure_ascii=False, separators=(",", ":")).encode()
        stamp = str(now)
        headers = {
            "Content-Type": "application/json",
            "X-AskFirst-Timestamp": stamp,
            "X-AskFirst-Signature": signature(self._secret, stamp, body),
            "X-AskFirst-Event": notice.kind,
            "X-AskFirst-Delivery": notice.key,
        }
        answer = self._http.call(to, body, headers)
        if isinstance(answer, Lost):
            return Again(answer.why, begun=answer.begun)
        if 200 <= answer.status < 300:
            return Done()
        if answer.status == 410:
            return Never("the receiver answered 410: it wants no more")
        if 300 <= answer.status < 400:
            return Again(
                f"the receiver answered {answer.status}, and redirects are not followed: name the last address"
            )
        return Again(f"the receiver answered {answer.status}", after=answer.retry_after)
