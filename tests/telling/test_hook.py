"""The signed webhook: what it carries, how it is checked, what is tried again."""

from __future__ import annotations

import hmac
import json
from hashlib import sha256
from pathlib import Path

import pytest

from bot.channels.hook import Hook
from bot.core.telling import Notice
from bot.ports.telling import Again, Done, Never
from bot.ports.webhooks import url_problem
from tests.channels.peer import Peer, answer, closed_port

NOTICE = Notice(key="e7:webhook:abc", kind="opened", event={"id": 7, "event": "opened", "ticket": 12})
SECRET = "a long random text"
NOW = 1_767_607_200


def head(peer: Peer, name: str) -> str:
    lines = dict(line.split(": ", 1) for line in peer.requests[0][0].split("\r\n")[1:] if ": " in line)
    return next(value for key, value in lines.items() if key.lower() == name)


def test_the_event_arrives_as_json_with_a_signature_over_time_and_body() -> None:
    with Peer(answer(204)) as peer:
        assert Hook(SECRET).tell(NOTICE, f"{peer.url}/askfirst", NOW) == Done()
        body = peer.requests[0][1]
        assert json.loads(body) == {"id": 7, "event": "opened", "ticket": 12}
        assert head(peer, "x-askfirst-timestamp") == str(NOW)
        assert head(peer, "x-askfirst-event") == "opened" and head(peer, "x-askfirst-delivery") == "e7:webhook:abc"
        wanted = hmac.new(SECRET.encode(), str(NOW).encode() + b"." + body, sha256).hexdigest()
        assert head(peer, "x-askfirst-signature") == f"sha256={wanted}"


def test_the_example_of_the_docs_checks_what_we_send_and_refuses_what_we_did_not() -> None:
    """The very code that people copy."""
    page = (Path(__file__).parents[2] / "docs/telling.md").read_text("utf-8")
    source = page.split("```python\n", 1)[1].split("```", 1)[0]
    given: dict[str, object] = {}
    exec(compile(source, "docs/telling.md", "exec"), given)  # noqa: S102
    genuine = given["genuine"]
    with Peer(answer(200)) as peer:
        Hook(SECRET).tell(NOTICE, peer.url, NOW)
        body, mark = peer.requests[0][1], head(peer, "x-askfirst-signature")
    headers = {"X-AskFirst-Timestamp": str(NOW), "X-AskFirst-Signature": mark}
    assert callable(genuine)
    assert genuine(SECRET, headers, body, NOW + 30)
    assert not genuine(SECRET, headers, body + b" ", NOW + 30)
    assert not genuine("another", headers, body, NOW + 30)
    assert not genuine(SECRET, headers, body, NOW + 3600)
    assert not genuine(SECRET, {}, body, NOW)


@pytest.mark.parametrize("status", [400, 401, 404, 500, 503])
def test_a_receiver_that_is_not_ready_is_asked_again(status: int) -> None:
    with Peer(answer(status, Retry_After="90")) as peer:
        told = Hook(SECRET).tell(NOTICE, peer.url, NOW)
    assert isinstance(told, Again) and told.after == 90


def test_410_ends_it() -> None:
    with Peer(answer(410)) as peer:
        assert isinstance(Hook(SECRET).tell(NOTICE, peer.url, NOW), Never)


def test_a_redirect_is_not_followed() -> None:
    with Peer(answer(200)) as second, Peer(answer(302, Location=f"{second.url}/")) as first:
        told = Hook(SECRET).tell(NOTICE, first.url, NOW)
        assert isinstance(told, Again) and "redirects are not followed" in told.why
        assert not second.requests


def test_nobody_there_is_tried_again() -> None:
    assert isinstance(Hook(SECRET).tell(NOTICE, closed_port(), NOW), Again)


def test_without_a_secret_nothing_leaves_unsigned() -> None:
    with Peer(answer(200)) as peer:
        told = Hook("").tell(NOTICE, peer.url, NOW)
        assert isinstance(told, Again) and "ASKFIRST_HOOK_SECRET" in told.why and not peer.requests


@pytest.mark.parametrize(
    "url",
    ["http://shop.example.com/x", "ftp://a.b/c", "https://", "https://u:p@a.b/", "https://a b/", "//x", "http://"],
)
def test_addresses_that_are_not_told(url: str) -> None:
    assert url_problem(url)


def test_https_and_this_machine_are_fine() -> None:
    assert not any(url_problem(url) for url in ("https://shop.example.com/x", "http://127.0.0.1:9/x", "http://[::1]/x"))
