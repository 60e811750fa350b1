"""The webhook door, with real signatures, a real database and flask's own client."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot import settings, wiring
from bot.web import create_app
from tests.world import FLOWS

SECRET = "test_app_secret"
ENVIRON = {
    "ASKFIRST_FLOWS": str(FLOWS),
    "ASKFIRST_SECRET_KEY": "k",
    "ASKFIRST_API_TOKEN": "api-token",
    "WHATSAPP_ACCESS_TOKEN": "t",
    "WHATSAPP_APP_SECRET": SECRET,
    "WHATSAPP_VERIFY_TOKEN": "verify-me",
    "WHATSAPP_PHONE_NUMBER_ID": "222000222000222",
    "WHATSAPP_API_URL": "http://127.0.0.1:9/v26.0",
}


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[wiring.Bot]:
    made = wiring.build(settings.load({**ENVIRON, "ASKFIRST_DATABASE": f"sqlite:///{tmp_path / 'a.db'}"}))
    yield made
    made.store.close()


@pytest.fixture
def client(bot: wiring.Bot) -> FlaskClient:
    return create_app(bot.front).test_client()


def signed(client: FlaskClient, body: bytes, secret: str = SECRET) -> Any:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}
    return client.post("/webhook", data=body, headers=headers)


def envelope(*messages: dict[str, Any]) -> bytes:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550100001", "phone_number_id": "222000222000222"},
        "contacts": [{"profile": {"name": "Ada Test"}, "wa_id": "15550100002", "user_id": "US.1"}],
        "messages": list(messages),
    }
    change = {"field": "messages", "value": value}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()


def text(id: str, said: str = "hi") -> dict[str, Any]:
    return {"from": "15550100002", "id": id, "timestamp": "1795300000", "type": "text", "text": {"body": said}}


def waiting(bot: wiring.Bot) -> int:
    return bot.store.read(lambda tx: tx.inbox.waiting())


def test_the_handshake_echoes_the_challenge_as_plain_text(client: FlaskClient) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "<b>11580</b>", "hub.verify_token": "verify-me"}
    answer = client.get("/webhook", query_string=asked)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "<b>11580</b>", "text/plain")


def test_the_handshake_refuses_another_token(client: FlaskClient) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": "verify-mé"}
    assert client.get("/webhook", query_string=asked).status_code == 403


def test_a_signed_body_is_stored_before_it_is_acknowledged(bot: wiring.Bot, client: FlaskClient) -> None:
    assert signed(client, envelope(text("wamid.1"), text("wamid.2"))).status_code == 200
    assert waiting(bot) == 2


def test_a_body_that_is_signed_by_somebody_else_is_not_stored(bot: wiring.Bot, client: FlaskClient) -> None:
    assert signed(client, envelope(text("wamid.1")), "another").status_code == 401
    assert client.post("/webhook", data=envelope(text("wamid.1"))).status_code == 401
    assert waiting(bot) == 0


def test_a_repeated_message_is_stored_once(bot: wiring.Bot, client: FlaskClient) -> None:
    for _ in range(3):
        assert signed(client, envelope(text("wamid.1"), text("wamid.1"))).status_code == 200
    assert waiting(bot) == 1


def test_a_signed_body_that_cannot_be_read_is_answered_200_and_kept(bot: wiring.Bot, client: FlaskClient) -> None:
    assert signed(client, b'{"object": "whatsapp_business_account", "entry": [').status_code == 200
    assert bot.counters.all()["webhook_unreadable"] == 1
    assert bot.store.read(lambda tx: tx.db.all("SELECT count(*) FROM raw"))[0][0] == 1


def test_one_bad_item_does_not_lose_its_neighbours(bot: wiring.Bot, client: FlaskClient) -> None:
    assert signed(client, envelope({"type": 7}, text("wamid.2"), {"id": None})).status_code == 200
    rows = bot.store.read(lambda tx: tx.inbox.pending(10))
    assert "wamid.2" in " ".join(row.key for row in rows)


def test_a_body_over_4_mb_is_413(client: FlaskClient) -> None:
    assert signed(client, b" " * (4 * 1024 * 1024 + 1)).status_code == 413


def test_a_database_that_cannot_be_written_is_503_so_that_whatsapp_tries_again(
    bot: wiring.Bot, client: FlaskClient
) -> None:
    bot.store.close()
    answer = signed(client, envelope(text("wamid.1")))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_health_ready_and_metrics(bot: wiring.Bot, client: FlaskClient) -> None:
    """Without a worker the process lives but is not ready; the metrics count."""
    assert client.get("/health").status_code == 200
    ready = client.get("/ready")
    assert ready.status_code == 503 and "askfirst work" in ready.json["checks"]["worker"]
    signed(client, envelope(text("wamid.1")))
    assert "askfirst_inbox_waiting 1" in client.get("/metrics").text


def test_the_demo_window_is_shut_outside_the_demo(client: FlaskClient) -> None:
    assert client.get("/demo/inspect?person=1").status_code == 404


ASKED = {"person": "+15550100002", "purpose": "offers", "template": "spring_offer", "params": {"item": "tea"}}


def test_the_api_wants_its_token(client: FlaskClient) -> None:
    assert client.post("/api/messages", json=ASKED).status_code == 401
    assert client.post("/api/messages", json=ASKED, headers={"Authorization": "Bearer nö"}).status_code == 401


def test_the_api_refuses_with_the_gates_reason(client: FlaskClient) -> None:
    answer = client.post("/api/messages", json=ASKED, headers={"Authorization": "Bearer api-token"})
    assert answer.status_code == 403
    assert answer.json["verdict"] == "refused" and answer.json["reason"] == "no_consent"


@pytest.mark.parametrize("body", [[], {}, {**ASKED, "person": 5}, {**ASKED, "extra": 1}, {**ASKED, "params": "x"}])
def test_the_api_says_what_is_wrong_with_a_body(client: FlaskClient, body: Any) -> None:
    answer = client.post("/api/messages", json=body, headers={"Authorization": "Bearer api-token"})
    assert answer.status_code == 400 and answer.json["error"]
