"""Where a server can have seen a message and does not say so, nobody knows; and it is called so."""

from __future__ import annotations

import socket

import pytest

from bot.channels.http import MAX_ANSWER
from bot.ports import Unsure
from tests.channels.peer import (
    ACCEPTED,
    Act,
    Peer,
    answer,
    half,
    hang_up,
    outcome,
    refusal,
    reset,
    send,
    silent,
)

UNSURE: dict[str, bytes | Act] = {
    "no answer in time": silent,
    "reset after the body": reset,
    "closed after the body": hang_up,
    "reset in the middle of the answer": half(answer(200, ACCEPTED)[:-20], reset),
    "closed in the middle of the answer": half(answer(200, ACCEPTED)[:-20]),
    "stuck in the middle of the answer": half(answer(200, ACCEPTED)[:-20], silent),
    "closed in the middle of a refusal": half(refusal(100)[:-20]),
    "not HTTP": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "500 without Meta's error": answer(500, b"oops"),
    "502 of a proxy": answer(502, b"<html>Bad gateway</html>"),
    "503 with Retry-After": answer(503, b"", Retry_After="5"),
    "500 with an error that is no object": answer(500, {"error": "x"}),
    "200 without a body": answer(200),
    "204": answer(204),
    "200 with a page": answer(200, b"<html>Welcome to the hotel</html>"),
    "200 with a list": answer(200, []),
    "200 without a message": answer(200, {"messaging_product": "whatsapp", "messages": []}),
    "200 with a message without id": answer(200, {"messages": [{}]}),
    "200 with an error": answer(200, {"error": {"code": 100}}),
    "a redirect": answer(302, b"", Location="http://127.0.0.1:1/"),
    "a huge answer": answer(200, b" " * (MAX_ANSWER + 1)),
    "an answer in a code that was not asked for": answer(200, b"\x1f\x8b\x08\x00", Content_Encoding="gzip"),
}


@pytest.mark.parametrize("act", UNSURE.values(), ids=UNSURE)
def test_where_the_body_can_have_been_seen_nobody_knows(act: bytes | Act) -> None:
    told = outcome(act)
    assert isinstance(told, Unsure)
    assert told.why


def test_a_redirect_is_not_followed() -> None:
    with Peer(answer(200, ACCEPTED)) as other, Peer(answer(307, b"", Location=f"{other.url}/x")) as peer:
        send(peer.url)
    assert other.connections == 0


def test_an_endless_answer_ends_in_time() -> None:
    """Each byte comes in time, the whole answer does not."""

    def drip(peer: Peer, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\n")
        while not peer.over.wait(0.05):
            connection.sendall(b" ")

    with Peer(drip) as peer:
        assert send(peer.url, connect_timeout=0.1) == Unsure("The answer took too long.")
