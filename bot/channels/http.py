"""HTTP to a provider: the only home of ``requests``. One pool of connections, shared by all sender threads.

Says of every failure whether the server can have seen the body: that decides whether a message may be sent again.
Proxies and certificates from the environment are not read, redirects not followed, cookies not kept.

A message costs about half of ``Session.post`` because the adapter is called directly, without the session's merging of
settings, and its answer is read without building a ``requests.Response``.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError
from urllib3.exceptions import TimeoutError as PoolTimeout

CONNECT_TIMEOUT = 3.05
"""Seconds; just over a multiple of TCP's 3 s resend, as requests advises."""
READ_TIMEOUT = 30.0
MAX_ANSWER = 1 << 20
MAX_RETRY_AFTER = 86_400.0

_PIECE = 1 << 16
_SOCKET = [
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),  # a connection that a router forgot is noticed before it is used
]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. ``retry_after``: seconds it asked us to wait, 0 where it did not (dates are not read)."""

    status: int
    body: bytes
    retry_after: float = 0.0


@dataclass(frozen=True, slots=True)
class Lost:
    """No usable answer. ``begun``: the server can have seen the request (for one with a body: a byte of the body)."""

    begun: bool
    why: str


class Http:
    """Requests to one provider with one bearer token. Threads may share it."""

    def __init__(
        self,
        base_url: str,
        token: str = "",
        *,
        threads: int = 16,
        connect: float = CONNECT_TIMEOUT,
        read: float = READ_TIMEOUT,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._timeout = (connect, read)
        self._adapter = _Adapter(threads)
        self._headers = {"User-Agent": "askfirst", "Accept-Encoding": "identity"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def post(self, path: str, content: bytes) -> Answer | Lost:
        """POST JSON. The hot path: one of these per message."""
        request: Any = requests.PreparedRequest()
        request.method, request.url, request.body = "POST", self.base_url + path, _Body(content)
        request.headers = {
            **self._headers,
            "Content-Type": "application/json",
            "Content-Length": str(len(content)),
        }
        return self._exchange(request, MAX_ANSWER)

    def get(self, url: str, params: Mapping[str, str] | None = None, *, cap: int = MAX_ANSWER) -> Answer | Lost:
        """GET a path below the base URL, or a whole URL. The token goes along: the caller knows the host."""
        request: Any = requests.PreparedRequest()
        whole = url if url.startswith(("https://", "http://")) else self.base_url + url
        request.prepare(method="GET", url=whole, headers=self._headers, params=dict(params or {}))
        return self._exchange(request, cap)

    def upload(self, path: str, fields: Mapping[str, str], file: tuple[str, bytes, str]) -> Answer | Lost:
        """POST a form with one file: (name, content, media type)."""
        request: Any = requests.PreparedRequest()
        url = self.base_url + path
        request.prepare(method="POST", url=url, headers=self._headers, data=dict(fields), files={"file": file})
        request.body = _Body(request.body)
        return self._exchange(request, MAX_ANSWER)

    def call(self, url: str, content: bytes | None, headers: Mapping[str, str], *, method: str = "") -> Answer | Lost:
        """POST bytes to a whole URL, or GET it where there are none (or another method), with further headers."""
        request: Any = requests.PreparedRequest()
        request.method, request.url = method or ("GET" if content is None else "POST"), url
        request.headers = {**self._headers, **headers}
        request.body = None
        if content is not None:
            request.body = _Body(content)
            request.headers["Content-Length"] = str(len(content))
        return self._exchange(request, MAX_ANSWER)

    def close(self) -> None:
        """Close idle connections."""
        self._adapter.close()

    def _exchange(self, request: Any, cap: int) -> Answer | Lost:
        until = time.monotonic() + sum(self._timeout)
        try:
            raw: Any = self._adapter.send(request, timeout=self._timeout)
            return _read(raw, cap, until)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            begun = getattr(request.body, "begun", True)
            return Lost(begun, _sentence(error, begun=begun))


def exchange(url: str, content: bytes | None, seconds: float, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """POST to a server of the owner's (an action server), or GET where there is no content; return status and body.

    Raises ConnectionError where no answer came; its sentence names neither address nor headers.
    """
    answer = _server(seconds).call(url, content, headers)
    if isinstance(answer, Lost):
        raise ConnectionError(answer.why)
    return answer.status, answer.body


@lru_cache(maxsize=4)
def _server(seconds: float) -> Http:
    return Http("", threads=4, read=seconds)


# ---- what requests is made to do


class _Body:
    """A request body that notes when its first byte is asked for: until then nothing of it can have been sent."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.begun = False

    def __iter__(self) -> Iterator[bytes]:
        self.begun = True
        yield self._content


class _Adapter(HTTPAdapter):
    """requests' adapter with one TLS context for all connections: reading the certificates for each takes 20 ms."""

    def __init__(self, threads: int) -> None:
        super().__init__(pool_connections=32, pool_maxsize=threads + 8)  # and blue ticks, files, looks
        self._pool = lru_cache(maxsize=8)(self.poolmanager.connection_from_url)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: Any) -> None:
        context = ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)
        super().init_poolmanager(connections, maxsize, block, ssl_context=context, socket_options=_SOCKET, **more)

    def get_connection_with_tls_context(self, request: Any, *_: Any, **__: Any) -> Any:
        return self._pool(request.url)

    def cert_verify(self, *_: Any, **__: Any) -> None:
        """Nothing to do for a single connection: the shared context verifies, always."""

    def build_response(self, req: Any, resp: Any) -> Any:
        return resp


def _read(raw: Any, cap: int, until: float) -> Answer | Lost:
    """Read an answer to its end, so that the connection can be used again; not more than *cap* bytes of it."""
    pieces: list[bytes] = []
    size = 0
    while piece := raw.read1(_PIECE, decode_content=False):
        pieces.append(piece)
        size += len(piece)
        if size > cap or time.monotonic() > until:
            raw.close()
            return Lost(True, "the answer was too large" if size > cap else "the answer took too long")
    return Answer(raw.status, b"".join(pieces), _seconds(raw.headers.get("Retry-After", "")))


def _seconds(retry_after: str) -> float:
    given = retry_after.strip()
    known = given.isascii() and given.isdigit() and len(given) < 10
    return min(float(given), MAX_RETRY_AFTER) if known else 0.0


def _sentence(error: Exception, *, begun: bool) -> str:
    """Say what happened without address, headers or body: those can hold secrets and people's data."""
    cause = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(cause, NameResolutionError):
        return "the server's name could not be found (DNS)"
    if isinstance(error, requests.Timeout | PoolTimeout | TimeoutError):
        reached = begun and not isinstance(error, requests.ConnectTimeout)
        return "the server did not answer in time" if reached else "the server could not be reached in time"
    if isinstance(cause, NewConnectionError):
        return "the server could not be reached"
    if isinstance(error, requests.exceptions.SSLError):
        return "the TLS connection failed; is the server's certificate valid and this machine's clock right?"
    if isinstance(error, ValueError):
        return "the request cannot be written; check the address and the access token"
    return "the connection broke"
