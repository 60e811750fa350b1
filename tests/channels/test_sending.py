"""What becomes of a message at a real server where that is sure: accepted or declined."""

from __future__ import annotations

import pytest

from bot.core.outgoing import Text
from bot.errors import BadMessage
from bot.ports import Accepted, Declined, Unsure
from tests.channels.peer import (
    ACCEPTED,
    TO,
    TOKEN,
    Peer,
    answer,
    channel,
    cleared,
    closed_port,
    half,
    outcome,
    refusal,
    send,
)

# ---- accepted


def test_an_accepted_message_has_its_wamid_and_the_phone_that_whatsapp_uses() -> None:
    body = {**ACCEPTED, "contacts": [{"input": "+5511998765432", "wa_id": "551198765432"}]}
    assert outcome(answer(200, body)) == Accepted("wamid.OUT1", wa_id="551198765432")


def test_a_message_to_a_user_id_is_accepted_with_it() -> None:
    body = {**ACCEPTED, "contacts": [{"input": "US.1", "user_id": "US.1"}]}
    assert outcome(answer(200, body)) == Accepted("wamid.OUT1", bsuid="US.1")


@pytest.mark.parametrize(
    ("status", "held"), [("accepted", ""), ("paused", "paused"), ("held_for_quality_assessment",) * 2]
)
def test_a_template_that_meta_holds_back_is_accepted_as_held(status: str, held: str) -> None:
    body = {**ACCEPTED, "messages": [{"id": "wamid.OUT1", "message_status": status}]}
    assert outcome(answer(200, body)) == Accepted("wamid.OUT1", wa_id="15550100002", held=held)


def test_the_request_is_as_meta_asks_for_it() -> None:
    with Peer(answer(200, ACCEPTED)) as peer:
        send(peer.url)
    head, _ = peer.requests[0]
    assert head.startswith("POST /v26.0/222000222000222/messages HTTP/1.1\r\n")
    assert f"\r\nAuthorization: Bearer {TOKEN}" in head
    assert "\r\nContent-Type: application/json" in head
    assert peer.body == {
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+15550100002", "type": "text",
        "text": {"body": "Hello", "preview_url": False}, "biz_opaque_callback_data": "o:1:1",
    }  # fmt: skip


def test_a_message_that_breaks_a_limit_never_leaves() -> None:
    with (
        Peer(answer(200, ACCEPTED)) as peer,
        pytest.raises(BadMessage, match=r"4,096 characters \(this one has 4,097\)"),
    ):
        channel(peer.url).send(cleared(Text("x" * 4097)), TO, "")
    assert peer.connections == 0


def test_a_connection_is_used_again() -> None:
    with Peer(answer(200, ACCEPTED), refusal(100), answer(200), answer(200, ACCEPTED)) as peer:
        meta = channel(peer.url)
        told = [type(meta.send(cleared(Text("a")), TO, "")) for _ in range(4)]
    assert told == [Accepted, Declined, Unsure, Accepted]
    assert peer.connections == 1


# ---- surely not sent


@pytest.mark.parametrize(
    ("act", "verdict", "scope", "after"),
    [
        (refusal(130429, status=400), "retry", "number", 2.0),
        (refusal(131056), "retry", "person", 4.0),
        (refusal(80007), "later", "number", 300.0),
        (refusal(4), "later", "number", 300.0),
        (refusal(131049), "later", "person", 86_400.0),
        (refusal(131026), "never", "person", 0.0),
        (refusal(131047), "never", "person", 0.0),
        (refusal(131050), "optout", "person", 0.0),
        (refusal(190, status=401), "stop", "number", 0.0),
        (refusal(131048), "stop", "proactive", 0.0),
        (refusal(132015), "fix", "template", 0.0),
        (refusal(100), "fix", "message", 0.0),
        (refusal(131000, status=500), "retry", "message", 0.0),
        (refusal(2, status=503), "retry", "message", 0.0),
    ],
)
def test_a_refusal_of_meta_carries_its_verdict(act: bytes, verdict: str, scope: str, after: float) -> None:
    told = outcome(act)
    assert isinstance(told, Declined)
    assert (told.verdict, told.scope, told.after) == (verdict, scope, after)


def test_a_refusal_tells_our_sentence_and_metas_details() -> None:
    told = outcome(refusal(131047, "More than 24 hours have passed."))
    assert isinstance(told, Declined)
    assert told.code == 131047
    assert told.why == (
        "More than 24 hours have passed since the person last wrote: only a template may be sent. "
        "WhatsApp says: More than 24 hours have passed."
    )


@pytest.mark.parametrize(("code", "alert"), [(999_123, True), (190, True), (100, True), (131026, False)])
def test_the_owner_is_told_of_stops_mistakes_and_the_unknown(code: int, alert: bool) -> None:
    told = outcome(refusal(code))
    assert isinstance(told, Declined)
    assert told.alert is alert


@pytest.mark.parametrize(
    ("act", "code", "verdict", "after"),
    [
        (answer(429, b"slow down"), 429, "retry", 60.0),
        (answer(429, b"", Retry_After="120"), 429, "retry", 120.0),
        (answer(429, b"", Retry_After="5"), 429, "retry", 60.0),
        (answer(429, b"", Retry_After="Sat, 21 Nov 2026 00:00:00 GMT"), 429, "retry", 60.0),
        (answer(429, b"", Retry_After="999999999"), 429, "retry", 86_400.0),
        (refusal(130429, status=429, Retry_After="7"), 130429, "retry", 7.0),
        (refusal(100, Retry_After="7"), 100, "fix", 0.0),
        (answer(401, b""), 401, "stop", 0.0),
        (answer(404, b"<html>"), 404, "stop", 0.0),
        (answer(413, b""), 413, "fix", 0.0),
    ],
)
def test_a_4xx_is_surely_not_sent_and_retry_after_is_respected(
    act: bytes, code: int, verdict: str, after: float
) -> None:
    told = outcome(act)
    assert isinstance(told, Declined)
    assert (told.code, told.verdict, told.after) == (code, verdict, after)


def test_a_closed_port_is_surely_not_sent() -> None:
    told = send(closed_port())
    assert told == Declined(0, "The server could not be reached.", "retry", scope="number")


def test_a_connection_that_never_comes_about_is_surely_not_sent(deaf: str) -> None:
    told = send(deaf, connect_timeout=0.2)
    assert told == Declined(0, "The server could not be reached in time.", "retry", scope="number")


def test_a_failing_tls_handshake_is_surely_not_sent() -> None:
    with Peer(greeting=b"HTTP/1.1 400 X\r\n\r\n") as peer:
        told = send(peer.url.replace("http:", "https:"))
    assert isinstance(told, Declined)
    assert (told.verdict, told.scope) == ("retry", "number")
    assert "TLS" in told.why


def test_a_tls_handshake_that_never_ends_is_surely_not_sent() -> None:
    with Peer() as peer:
        told = send(peer.url.replace("http:", "https:"), connect_timeout=0.2)
    assert told == Declined(0, "The server could not be reached in time.", "retry", scope="number")


@pytest.mark.parametrize("url", ["http://", "nowhere", "http://a..b", "http://127.0.0.1:99999"])
def test_an_address_that_is_none_is_surely_not_sent(url: str) -> None:
    assert isinstance(send(url), Declined)


def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again() -> None:
    with Peer(half(answer(200, ACCEPTED)), answer(200, ACCEPTED)) as peer:
        meta = channel(peer.url)
        meta.send(cleared(Text("a")), TO, "")
        assert peer.closed.wait(5)
        assert isinstance(meta.send(cleared(Text("b")), TO, ""), Accepted)
    assert peer.connections == 2
