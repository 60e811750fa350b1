"""Answers that rasa-sdk can't make, by a small real server: every one is a sentence with its cure."""

from __future__ import annotations

import gzip
import json
import socket
import zlib
from typing import Any

import pytest

from bot.actions import server as servers
from bot.core.flow import ActionServer
from bot.errors import ActionError
from tests.actions.sdk import PHONE, actions, call
from tests.channels.peer import Act, Peer, answer, half, hang_up, reset, silent

WELL = {"events": [{"event": "slot", "name": "x", "value": 1}], "responses": []}
SIGNED = {"ACTION_TOKEN": "s3cret & more", "ACTION_KEY": "k3y", "BOT_PASSWORD": "p4ss"}


def run(*acts: bytes | Act, environ: dict[str, str] | None = None, **server: Any) -> tuple[Any, Peer]:
    """Call an action at a server that answers so."""
    path = server.pop("path", "/webhook")
    with Peer(*acts) as peer:
        at = ActionServer(peer.url + path, **{"seconds": 1, **server})
        return actions(at, environ=environ or SIGNED).run(call("action_a"), PHONE), peer


def failure(*acts: bytes | Act, **server: Any) -> str:
    with pytest.raises(ActionError) as caught:
        run(*acts, **server)
    said = str(caught.value)
    for secret in (*SIGNED.values(), PHONE, "127.0.0.1", "9f8e7d6c"):
        assert secret not in said
    return said.removeprefix("The action action_a failed: ")


# ---- signing in, as in Rasa's endpoints.yml


def test_token_headers_and_login_go_along_with_secrets_of_the_environment() -> None:
    _, peer = run(
        answer(200, WELL),
        path="/webhook?shop=1",
        token="${ACTION_TOKEN}",
        headers={"X-Key": "${ACTION_KEY}", "X-Plain": "yes"},
        login=("bot", "${BOT_PASSWORD}"),
    )
    head = peer.requests[0][0]
    assert head.startswith("POST /webhook?shop=1&token=s3cret%20%26%20more HTTP/1.1")
    assert "X-Key: k3y" in head and "X-Plain: yes" in head
    assert "Authorization: Basic Ym90OnA0c3M=" in head


def test_the_token_can_have_another_name() -> None:
    _, peer = run(answer(200, WELL), token="${ACTION_KEY}", token_name="key")
    assert peer.requests[0][0].startswith("POST /webhook?key=k3y HTTP/1.1")


def test_a_variable_that_is_not_set_is_named() -> None:
    assert failure(answer(200, WELL), token="${NO_SUCH}", environ={"X": "y"}) == (
        "action_endpoint needs the variable NO_SUCH, and it is not set (.env)"
    )
    needs = ActionServer("${BASE}/webhook", token="${T}", headers={"a": "${H}"}, login=("u", "${P}"))
    assert servers.missing(needs, {"T": "x"}) == ("BASE", "H", "P")


def test_the_address_itself_can_come_from_the_environment() -> None:
    with Peer(answer(200, WELL)) as peer:
        here = actions(ActionServer("${BASE}/webhook"), environ={"BASE": peer.url})
        assert here.run(call("action_a"), PHONE)["slots"] == {"x": 1}


def test_without_secrets_nothing_of_ours_goes_along() -> None:
    _, peer = run(answer(200, WELL))
    head = peer.requests[0][0].lower()
    assert "authorization" not in head and "cookie" not in head and "?" not in head.split("\r\n")[0]


# ---- bodies


@pytest.mark.parametrize("packed", [gzip.compress, zlib.compress])
def test_a_compressed_answer_is_unpacked(packed: Any) -> None:
    told, _ = run(answer(200, packed(json.dumps(WELL).encode())))
    assert told["slots"] == {"x": 1}


def test_a_compressed_answer_that_never_ends_is_refused() -> None:
    bomb = gzip.compress(b" " * (servers.MAX_ANSWER + 10))
    assert "is no JSON" in failure(answer(200, bomb))
    assert "is no JSON" in failure(answer(200, b"\x1f\x8bnot really"))


def test_a_large_call_is_compressed_where_the_owner_says_so() -> None:
    _, peer = run(answer(200, WELL), compress=True)
    head, body = peer.requests[0]
    assert "Content-Encoding: deflate" in head and json.loads(zlib.decompress(body))["next_action"] == "action_a"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>welcome</html>", "the action server's answer is no JSON; is the address right?"),
        (b"", "the action server's answer is no JSON; is the address right?"),
        (b"\xff\xfe", "the action server's answer is no JSON; is the address right?"),
        ([1, 2], "its answer is not a JSON object"),
        (None, "its answer is not a JSON object"),
        ({"error": f"no such {PHONE}"}, "the action server answered 200, but with an error; look at its log"),
        ({"events": "none"}, '"events" of its answer is not a list of objects'),
        ({"events": [], "responses": ["hi"]}, '"responses" of its answer is not a list of objects'),
    ],
)
def test_an_answer_of_another_shape_is_a_sentence(body: Any, said: str) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    assert failure(answer(200, content)) == said


def test_an_answer_without_events_or_responses_is_fine() -> None:
    told, _ = run(answer(200, {}))
    assert told == {"slots": {}, "replies": (), "follow": "", "handover": False}


def test_rubbish_inside_an_answer_is_told_and_the_rest_is_done(caplog: pytest.LogCaptureFixture) -> None:
    events = [
        {"event": "slot"},
        {"name": "x"},
        {"event": "reminder", "intent": "a", "date_time": "soon"},
        *WELL["events"],
    ]
    responses = [
        {"text": {"a": 1}},
        {"buttons": ["x", {"payload": "/y"}]},
        {"elements": ["x"]},
        {"custom": [1]},
        {"z": 1},
    ]
    told, _ = run(answer(200, {"events": events, "responses": responses}))
    assert told["slots"] == {"x": 1} and told["replies"] == ()
    assert [record.message.removeprefix("The action action_a: ") for record in caplog.records] == [
        "a slot event without a name is left out.",
        "an event without a kind is not used here.",
        "a reminder without a date_time and an intent is left out.",
        "a text that is no text is left out.",
        "a button without a title is left out.",
        "custom JSON with no object is left out; known: image, video, audio, document, sticker, location, contact, "
        "link_button.",
    ]


def test_names_that_the_files_do_not_hold_are_told(caplog: pytest.LogCaptureFixture) -> None:
    events = [{"event": "followup", "name": "nowhere"},
              {"event": "reminder", "intent": "never", "date_time": "2026-01-06T09:00:00+00:00"}]  # fmt: skip
    run(answer(200, {"events": events, "responses": [{"response": "utter_nothing"}]}))
    assert [record.message.removeprefix("The action action_a: ") for record in caplog.records] == [
        '"nowhere" should follow, but there is no flow or response of that name.',
        'there is no response called "utter_nothing".',
        'a reminder names "never", and there is no flow of that id.',
    ]


# ---- statuses


def test_a_400_that_names_the_action_is_a_decline_and_another_is_a_mistake() -> None:
    assert run(answer(400, {"error": "not today", "action_name": "action_a"}))[0] == {"rejected": True}
    assert "did not understand the call (400)" in failure(answer(400, {"error": "Invalid body request"}))
    assert "did not understand the call (400)" in failure(answer(400, b"oops"))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (301, "sends us elsewhere (301); write its final address"),
        (401, "lets us not in (401): look at token, headers and basic_auth"),
        (403, "lets us not in (403)"),
        (405, "takes no POST (405)"),
        (413, "too large for the action server (413)"),
        (500, "failed on the action server (500); the reason is in that server's log"),
        (502, "the action server answered 502; look at its log"),
        (599, "the action server answered 599"),
    ],
)
def test_every_other_status_is_a_sentence(status: int, said: str) -> None:
    assert said in failure(answer(status, {"error": PHONE, "request_body": {"sender_id": "9f8e7d6c"}}))


def test_a_404_tells_which_actions_the_server_has() -> None:
    names = [{"name": "action_b"}, {"name": "action_c"}]
    assert failure(answer(404), answer(200, names)) == (
        "the action server does not know it (it knows: action_b, action_c)"
    )
    assert "(it knows: none)" in failure(answer(404), answer(200, []))
    assert failure(answer(404), answer(404)) == "the action server does not know it (404)"
    assert failure(answer(404), answer(200, b"<html>")) == "the action server does not know it (404)"
    assert "or the address is wrong" in failure(answer(404), path="/")


def test_a_449_is_answered_with_the_domain_once() -> None:
    told, peer = run(answer(449, {"error": "Missing domain", "action_name": "action_a"}), answer(200, WELL))
    first, second = (json.loads(body) for _, body in peer.requests)
    assert "domain" not in first and first["domain_digest"] == "v1"
    assert "stars" in second["domain"]["slots"] and told["slots"] == {"x": 1}
    assert "is it another program?" in failure(answer(449), answer(449))


# ---- no answer at all


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (silent, "the server did not answer in time"),
        (hang_up, "the connection broke"),
        (reset, "the connection broke"),
        (half(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"), "the connection broke"),
        (half(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{", silent), "the server did not answer in time"),
    ],
)
def test_no_answer_is_a_sentence(act: Act, said: str) -> None:
    assert failure(act) == f"no answer from the action server: {said}"


def test_a_server_that_is_down_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(ActionError, match="no answer from the action server: the server could not be reached"):
        actions(f"http://127.0.0.1:{port}/webhook").run(call("action_a"), PHONE)


def test_a_header_of_two_lines_cannot_be_smuggled_in() -> None:
    said = failure(answer(200, WELL), headers={"X": "${BAD}"}, environ={"BAD": "a\r\nX-Evil: 1"})
    assert "the request cannot be written" in said
