"""One signed POST to the bot, over a connection that stays open."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.simulator.options import Options

USER_AGENT = "facebookexternalua"
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Opens addresses without the machine's proxy: the bot is near."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the bot said: HTTP status, or 0 and why there is none."""

    status: int
    why: str = ""
    ms: int = 0


def serialise(payload: Any) -> bytes:
    """Write JSON as Meta does: no spaces, non-ASCII as \\uXXXX, slashes escaped."""
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=True).replace("/", "\\/").encode("ascii")


def sign(body: bytes, secret: str) -> str:
    """Return the value of X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Poster:
    """Posts from one thread."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._open: http.client.HTTPConnection | None = None
        self._where = ""

    def post(self, url: str, body: bytes, *, forged: bool = False) -> Outcome:
        """Post a body with its signature (a wrong one where *forged*)."""
        started = time.monotonic()
        secret = self._options.app_secret + ("-forged" if forged else "")
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": sign(body, secret),
            "User-Agent": USER_AGENT,
            "Accept": "*/*",
        }
        try:
            status, why = self._exchange(url, body, headers)
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            status, why = 0, str(problem) or type(problem).__name__
        return Outcome(status, why, int((time.monotonic() - started) * 1000))

    def close(self) -> None:
        """Close the connection."""
        if self._open is not None:
            self._open.close()
        self._open = None

    def _exchange(self, url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        for fresh in (False, True):
            connection = self._connection(f"{parts.scheme}://{parts.netloc}", renew=fresh)
            try:
                connection.request("POST", target, body, headers)
                answer = connection.getresponse()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                # A kept-alive connection that the bot closed meanwhile; Meta would repeat the webhook anyway.
                if fresh:
                    raise
                continue
            text = answer.read(2000)
            if answer.will_close or not answer.isclosed():
                self.close()
            return answer.status, "" if answer.status == 200 else text.decode("utf-8", "replace").strip()[:200]
        raise ConnectionResetError("the connection was closed twice")

    def _connection(self, where: str, *, renew: bool) -> http.client.HTTPConnection:
        if self._open is None or renew or where != self._where:
            self.close()
            parts = urlsplit(where)
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            self._open = kind(parts.hostname or "", parts.port, timeout=self._options.post_timeout)
            self._where = where
        return self._open


class HandshakeFailed(Exception):
    """The bot did not answer Meta's GET with the challenge."""


def handshake(url: str, verify_token: str, challenge: str, timeout: float = 5.0) -> None:
    """Do Meta's GET; raise HandshakeFailed with the reason where the bot does not echo the challenge."""
    query = urlencode({"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token})
    try:
        with DIRECT.open(f"{url}{'&' if '?' in url else '?'}{query}", timeout=timeout) as answer:
            said = answer.read(1000).decode("utf-8", "replace")
    except urllib.error.HTTPError as problem:
        raise HandshakeFailed(f"HTTP Status Code = {problem.code}; HTTP Message = {problem.reason}") from None
    except (OSError, ValueError) as problem:
        raise HandshakeFailed(f"The callback address could not be reached: {problem}") from None
    if said != challenge:
        raise HandshakeFailed("The answer is not the challenge that was sent.")
