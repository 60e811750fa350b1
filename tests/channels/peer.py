"""A real server on loopback that answers as it is told: whole answers, halves, rubbish, nothing."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any, Self

from bot.channels.meta import Meta
from bot.core.consent import Circumstances, Cleared, Draft, clear
from bot.core.outgoing import Outgoing, Text
from bot.ports import Accepted, Address, Declined, Unsure

Act = Callable[["Peer", socket.socket], None]

TOKEN = "EAAsecretsecret"
ACCEPTED = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "+15550100002", "wa_id": "15550100002"}],
    "messages": [{"id": "wamid.OUT1"}],
}


class Peer:
    """Answers request after request with the next act; keeps what was asked in ``requests`` as (head, body).

    ``greeting`` is said at once on every connection; ``closed`` is set when a connection has ended.
    """

    def __init__(self, *acts: bytes | Act, greeting: bytes = b"") -> None:
        self.acts, self._greeting = list(acts), greeting
        self.closed = threading.Event()
        self.requests: list[tuple[str, bytes]] = []
        self.connections = 0
        self.over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._socket.close()

    def _serve(self) -> None:
        while not self.over.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            connection.sendall(self._greeting)
            while (asked := _request(connection)) and self.acts:
                self.requests.append(asked)
                act = self.acts.pop(0)
                if not isinstance(act, bytes):
                    act(self, connection)
                    break
                connection.sendall(act)
        self.closed.set()

    @property
    def body(self) -> Any:
        """The JSON of the last request."""
        return json.loads(self.requests[-1][1])


def _request(connection: socket.socket) -> tuple[str, bytes] | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = _piece(connection)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    text = head.decode("latin-1")
    length = next((int(line[15:]) for line in text.lower().split("\r\n") if line.startswith("content-length:")), 0)
    while len(body) < length:
        body += _piece(connection)
    return text, body


def _piece(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except OSError:
        return b""


def answer(status: int, body: Any = b"", **headers: str) -> bytes:
    """Return a whole HTTP answer; a body that is not bytes goes as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


def refusal(code: int, details: str = "", status: int = 400, **headers: str) -> bytes:
    """Return Meta's error answer."""
    error = {"message": f"(#{code}) (message)", "type": "OAuthException", "code": code, "fbtrace_id": "A"}
    if details:
        error["error_data"] = {"messaging_product": "whatsapp", "details": details}
    return answer(status, {"error": error}, **headers)


def silent(peer: Peer, _: socket.socket) -> None:
    """Never answer."""
    peer.over.wait(30)


def reset(_: Peer, connection: socket.socket) -> None:
    """Break the connection hard."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hang_up(_: Peer, connection: socket.socket) -> None:
    """Close the connection without a word."""


def half(content: bytes, then: Act = hang_up) -> Act:
    """Answer a part, then do something else."""

    def act(peer: Peer, connection: socket.socket) -> None:
        connection.sendall(content)
        then(peer, connection)

    return act


def cleared(message: Outgoing) -> Cleared:
    """Return *message* as the gate would let it through: an answer in an open window."""
    verdict = clear(Draft(person="p", kind="reply", message=message), (), Circumstances(now=1, window_until=2))
    assert isinstance(verdict, Cleared), verdict
    return verdict


def channel(url: str, **more: Any) -> Meta:
    """Return Meta's channel with the Graph API at *url*."""
    given: dict[str, Any] = {
        "api_url": f"{url}/v26.0", "token": TOKEN, "app_secrets": ("s",), "verify_token": "v",
        "phone_number_id": "222000222000222", "waba_id": "111000111000111", "threads": 2, "read_timeout": 0.3,
    }  # fmt: skip
    return Meta(**{**given, **more})


def closed_port() -> str:
    """Return the address of a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


TO = Address(phone="15550100002", bsuid="US.1")


def send(url: str, **more: Any) -> Accepted | Declined | Unsure:
    return channel(url, **more).send(cleared(Text("Hello")), TO, "o:1:1")


def outcome(act: bytes | Act) -> Accepted | Declined | Unsure:
    with Peer(act) as peer:
        return send(peer.url)
