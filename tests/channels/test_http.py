"""Secrets stay in, surroundings stay out, and other servers of the owner are reached too."""

from __future__ import annotations

import json
import logging
import ssl

import pytest

from bot.channels.http import Http, Lost, _Adapter, exchange
from bot.core.outgoing import Text
from bot.ports import Accepted, Declined
from tests.channels.peer import (
    ACCEPTED,
    TO,
    TOKEN,
    Act,
    Peer,
    answer,
    channel,
    cleared,
    closed_port,
    outcome,
    refusal,
    reset,
    send,
    silent,
)

# ---- secrets and surroundings


@pytest.mark.parametrize("act", [answer(200, ACCEPTED), refusal(190), answer(500), silent, reset])
def test_the_token_is_in_no_log_and_no_sentence(act: bytes | Act, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with Peer(act) as peer:
        meta = channel(peer.url)
        told = meta.send(cleared(Text("Hello")), TO, "o:1:1")
        meta.mark_read("wamid.1")
        meta.check()
    assert TOKEN not in caplog.text + repr(told) + repr(meta) + repr(vars(meta))
    assert "15550100002" not in caplog.text


@pytest.mark.parametrize("token", ["a\nb", "a\r\nX: y", "ä\u20ac"])
def test_a_token_that_cannot_be_written_is_in_no_sentence(token: str) -> None:
    with Peer(answer(200, ACCEPTED)) as peer:
        told = send(peer.url, token=token)
    assert isinstance(told, Declined)
    assert token not in told.why
    assert "token" in told.why


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, closed_port())
    assert isinstance(outcome(answer(200, ACCEPTED)), Accepted)


# ---- other servers of the owner


def test_an_action_server_gets_json_and_no_token() -> None:
    with Peer(answer(200, {"events": []})) as peer:
        status, told = exchange(f"{peer.url}/webhook", b'{"next_action": "a"}', 1.0, {"X-Key": "k"})
        assert (status, json.loads(told)) == (200, {"events": []})
    head, body = peer.requests[0]
    assert json.loads(body) == {"next_action": "a"}
    assert "authorization" not in head.lower() and "X-Key: k" in head


def test_what_an_action_server_answers_is_given_as_it_is() -> None:
    with Peer(answer(500, b"oops"), answer(500, b"oops")) as peer:
        assert exchange(peer.url, b"{}", 1.0, {}) == (500, b"oops")
        assert exchange(peer.url, None, 1.0, {}) == (500, b"oops")
    assert [head.partition(" ")[0] for head, _ in peer.requests] == ["POST", "GET"]


def test_an_action_server_that_is_not_there_is_a_connection_error() -> None:
    with pytest.raises(ConnectionError, match="could not be reached"):
        exchange(closed_port(), b"{}", 1.0, {})


def test_a_get_that_is_lost_says_why(deaf: str) -> None:
    assert Http(closed_port()).get("/x") == Lost(True, "the server could not be reached")
    assert Http(deaf, connect=0.1).get("/x") == Lost(True, "the server could not be reached in time")
    with Peer(silent) as peer:
        assert Http(peer.url, read=0.1).get("/x") == Lost(True, "the server did not answer in time")


def test_certificates_are_always_checked() -> None:
    """One context for all connections: what it demands is demanded of every server."""
    context = _Adapter(1).poolmanager.connection_pool_kw["ssl_context"]
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.get_ca_certs()
