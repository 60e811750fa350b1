"""Meta's channel beside sending: handshake, signature, blue ticks, files, and what doctor looks at."""

from __future__ import annotations

import hashlib
import hmac
import logging
from pathlib import Path

import pytest

from bot.channels.meta import MAX_PAGES, Meta
from bot.errors import BadMessage, BadSignature
from bot.ports import Channel, Declined, Request, Unsure
from tests.channels.peer import TOKEN, Peer, answer, channel, closed_port, half, refusal, silent

NOBODY = "http://127.0.0.1:1"


def asked(**query: str) -> Request:
    return Request("GET", "/webhook", {f"hub.{name}": value for name, value in query.items()}, {}, b"")


def test_it_is_a_channel() -> None:
    meta: Channel = channel(NOBODY)
    assert meta.name == "meta"


# ---- handshake and signature


def test_the_challenge_comes_back_as_plain_text() -> None:
    reply = channel(NOBODY).handshake(asked(mode="subscribe", verify_token="v", challenge="<b>1158201444</b>"))
    assert (reply.status, reply.body) == (200, "<b>1158201444</b>")
    assert reply.content_type.startswith("text/plain")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"mode": "subscribe"},
        {"mode": "subscribe", "verify_token": "w"},
        {"mode": "unsubscribe", "verify_token": "v"},
        {"verify_token": "v"},
        {"mode": "subscribe", "verify_token": "v\ud800"},
    ],
)
def test_any_other_handshake_is_forbidden(query: dict[str, str]) -> None:
    reply = channel(NOBODY).handshake(asked(challenge="1158201444", **query))
    assert reply.status == 403
    assert "1158201444" not in reply.body


def test_without_a_verify_token_no_handshake_succeeds() -> None:
    reply = channel(NOBODY, verify_token="").handshake(asked(mode="subscribe", verify_token="", challenge="1"))
    assert reply.status == 403


def test_a_signed_body_is_let_in_and_any_other_is_not() -> None:
    body = b'{"object":"whatsapp_business_account","entry":[]}'
    signature = "sha256=" + hmac.new(b"s", body, hashlib.sha256).hexdigest()
    meta = channel(NOBODY)
    meta.verify(Request("POST", "/webhook", {}, {"x-hub-signature-256": signature}, body))
    assert meta.parse(body) == ()
    for headers in ({}, {"x-hub-signature-256": signature[:-1] + "x"}):
        with pytest.raises(BadSignature):
            meta.verify(Request("POST", "/webhook", {}, headers, body))


# ---- blue ticks


@pytest.mark.parametrize("typing", [False, True])
def test_a_message_is_marked_as_read(typing: bool) -> None:
    with Peer(answer(200, {"success": True})) as peer:
        channel(peer.url).mark_read("wamid.T1", typing=typing)
    bubble = {"typing_indicator": {"type": "text"}} if typing else {}
    expected = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.T1", **bubble}
    assert peer.body == expected


@pytest.mark.parametrize("act", [refusal(131009), answer(500), silent])
def test_a_failing_blue_tick_is_only_logged(act: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with Peer(act) as peer:
        channel(peer.url).mark_read("wamid.T1")
    assert "could not be marked as read" in caplog.text
    assert "wamid.T1" not in caplog.text


# ---- files


def test_an_uploaded_file_has_an_id(tmp_path: Path) -> None:
    path = tmp_path / "menu.pdf"
    path.write_bytes(b"%PDF \r\n\r\n\x00")
    with Peer(answer(200, {"id": "900001"})) as peer:
        assert channel(peer.url).upload_media(path, "application/pdf") == "900001"
    head, body = peer.requests[0]
    assert head.startswith("POST /v26.0/222000222000222/media HTTP/1.1")
    assert "content-type: multipart/form-data; boundary=" in head.lower()
    for part in (
        b'name="messaging_product"',
        b'filename="menu.pdf"',
        b"Content-Type: application/pdf",
        b"%PDF \r\n\r\n\x00",
    ):
        assert part in body


def test_a_file_that_is_too_large_never_leaves() -> None:
    with (
        Peer(answer(200, {"id": "1"})) as peer,
        pytest.raises(BadMessage, match=r"5,242,880 bytes \(this one has 5,242,881\)"),
    ):
        channel(peer.url).upload_media(b"x" * 5_242_881, "image/png")
    assert peer.connections == 0


def test_an_upload_can_be_declined_or_unsure() -> None:
    with Peer(refusal(131053), answer(200, {}), half(b"HTTP/1.1 200")) as peer:
        meta = channel(peer.url)
        told = [meta.upload_media(b"x", "image/png") for _ in range(3)]
    assert [type(one) for one in told] == [Declined, Unsure, Unsure]


def test_a_file_is_fetched_in_two_steps_with_the_token() -> None:
    with Peer() as peer:
        peer.acts = [answer(200, {"url": f"{peer.url}/lookaside/?mid=9", "file_size": 5}), answer(200, b"bytes")]
        assert channel(peer.url).download_media("9/../x") == b"bytes"
    assert [head.split(" ")[1] for head, _ in peer.requests] == ["/v26.0/9%2F..%2Fx", "/lookaside/?mid=9"]
    assert all(f"Bearer {TOKEN}" in head for head, _ in peer.requests)


def test_a_file_that_is_larger_than_the_cap_is_not_kept() -> None:
    with Peer() as peer:
        peer.acts = [answer(200, {"url": f"{peer.url}/f"}), answer(200, b"x" * 101)]
        told = channel(peer.url).download_media("9", cap=100)
    assert told == Unsure("The file could not be fetched: the answer was too large.")


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/f", "https://evil.example/f", "https://fbsbx.com.evil.example/f", "https://evilfbsbx.com/f",
     "http://lookaside.fbsbx.com/f", "https://a@lookaside.fbsbx.com/f", "https://evil.example\\.fbsbx.com/f", "file:///etc/passwd",
     "https://[", "", None],
)  # fmt: skip
def test_the_token_goes_to_no_host_but_metas(url: str | None) -> None:
    with Peer(answer(200, {"url": url})) as peer:
        told = channel(peer.url).download_media("9")
    assert isinstance(told, Declined)
    assert "not Meta's" in told.why


@pytest.mark.parametrize("act", [answer(404), answer(200, b"x" * 10)[:-3]])
def test_a_file_that_is_gone_or_incomplete_is_no_file(act: bytes) -> None:
    with Peer() as peer:
        peer.acts = [answer(200, {"url": f"{peer.url}/f"}), half(act)]
        assert isinstance(channel(peer.url).download_media("9"), Declined | Unsure)


def test_a_file_that_meta_does_not_know_is_declined() -> None:
    with Peer(refusal(100)) as peer:
        assert isinstance(channel(peer.url).download_media("9"), Declined)


# ---- looking


def test_check_tells_what_meta_knows_of_the_number() -> None:
    facts = {"verified_name": "Demo Shop", "quality_rating": "GREEN", "id": "222000222000222"}
    with Peer(answer(200, facts)) as peer:
        assert channel(peer.url).check() == facts
    path = peer.requests[0][0].split(" ")[1]
    assert path.startswith("/v26.0/222000222000222?fields=")
    assert "verified_name" in path and "quality_rating" in path


def test_check_tells_why_it_cannot() -> None:
    with Peer(refusal(190, "Session has expired", status=401)) as peer:
        told = channel(peer.url).check()
    assert isinstance(told, Declined)
    assert "WHATSAPP_ACCESS_TOKEN" in told.why
    assert channel(closed_port()).check() == Unsure("The server could not be reached.")


def page(names: list[str], after: str = "", *, more: bool = True) -> bytes:
    paging = (
        {"cursors": {"after": after}, **({"next": "https://graph.example/secret"} if more else {})} if after else {}
    )
    return answer(200, {"data": [{"name": name, "language": "en"} for name in names], "paging": paging})


def test_all_pages_of_templates_are_read() -> None:
    with Peer(page(["a", "b"], "CUR1"), page(["c"], "CUR2", more=False)) as peer:
        told = channel(peer.url).list_templates()
    assert isinstance(told, tuple)
    assert [template["name"] for template in told] == ["a", "b", "c"]
    paths = [head.split(" ")[1] for head, _ in peer.requests]
    assert all(path.startswith("/v26.0/111000111000111/message_templates?") for path in paths)
    assert "after" not in paths[0] and "after=CUR1" in paths[1]


def test_pages_that_never_end_do_end() -> None:
    with Peer(*[page(["a"], "CUR")] * (MAX_PAGES + 5)) as peer:
        told = channel(peer.url).list_templates()
    assert isinstance(told, tuple)
    assert len(told) == MAX_PAGES == len(peer.requests)


def test_templates_that_cannot_be_read_say_why() -> None:
    with Peer(page(["a"], "CUR1"), refusal(10, status=403)) as peer:
        told = channel(peer.url).list_templates()
    assert isinstance(told, Declined)
    assert told.code == 10
    without = channel(NOBODY, waba_id="").list_templates()
    assert isinstance(without, Declined)
    assert "WHATSAPP_BUSINESS_ACCOUNT_ID" in without.why


def test_rubbish_in_a_list_of_templates_is_left_out() -> None:
    with Peer(answer(200, {"data": [None, {"name": "a"}, 1], "paging": None})) as peer:
        assert channel(peer.url).list_templates() == ({"name": "a"},)


def test_a_base_address_with_a_slash_at_its_end_is_the_same() -> None:
    with Peer(answer(200, {})) as peer:
        meta = Meta(api_url=f"{peer.url}/v26.0/", token="t", app_secrets=(), verify_token="", phone_number_id="1")
        meta.check()
        meta.close()
    assert peer.requests[0][0].startswith("GET /v26.0/1?")
