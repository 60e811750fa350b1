"""`POST /api/events`: what a shop's program sends, and what it is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.web import create_app
from tests.services.shopping import Shop, at

ASKED = {
    "event": "order_shipped",
    "person": "+351 910 000 001",
    "data": {"order": "A-17", "total": 12},
    "key": "ship-17",
}


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


@pytest.fixture
def client(shop: Shop) -> FlaskClient:
    return create_app(replace(shop.bot.front, api_token="api-token")).test_client()


def post(
    client: FlaskClient, body: Any, path: str = "/api/events", token: str = "api-token"
) -> tuple[int, dict[str, Any]]:
    answer = client.post(path, json=body, headers={"Authorization": f"Bearer {token}"} if token else {})
    return answer.status_code, answer.get_json()


def test_202_with_the_verdict_of_each_flow(shop: Shop, client: FlaskClient) -> None:
    shop.agreed()
    status, told = post(client, ASKED)
    assert status == 202 and told["event"] == "order_shipped" and told["verdict"] == "cleared"
    assert told["flows"]["shipped"]["verdict"] == "cleared" and told["flows"]["shipped"]["message"]
    assert told["flows"]["shipped_offer"]["verdict"] == "skipped"
    shop.bot.worker.settle()
    assert shop.left() == ["order_shipped A-17"]


def test_202_put_off_at_night(shop: Shop, client: FlaskClient) -> None:
    shop.agreed()
    shop.clock.at = at("2026-01-05T23:00")
    status, told = post(client, ASKED)
    assert (status, told["verdict"], told["flows"]["shipped"]["until"]) == (202, "put_off", "2026-01-06T08:00:00Z")


def test_403_with_the_reason(shop: Shop, client: FlaskClient) -> None:
    assert post(client, ASKED)[0] == 403
    shop.customer("351910000001").says("hello")
    status, told = post(client, ASKED)
    assert (status, told["flows"]["shipped"]["reason"]) == (403, "no_consent")


def test_404_with_the_nearest_name(client: FlaskClient) -> None:
    status, told = post(client, {**ASKED, "event": "order_shiped"})
    assert status == 404 and told["error"] == "No flow starts on the event order_shiped; did you mean order_shipped?"


def test_409_for_the_key_of_another_event(shop: Shop, client: FlaskClient) -> None:
    shop.agreed()
    assert post(client, ASKED) == post(client, ASKED)
    assert post(client, {**ASKED, "data": {"order": "B", "total": 1}})[0] == 409


@pytest.mark.parametrize("token", ["", "wrong", "nö"])
def test_401_without_the_token(client: FlaskClient, token: str) -> None:
    assert client.post("/api/events", json=ASKED, headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert client.post("/api/events", json=ASKED).status_code == 401


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"event": ""}, "event"), ({"event": 4}, "event"), ({"person": None}, "person"), ({"data": []}, "data"),
        ({"data": [1]}, "data"), ({"key": 5}, "key"), ({"key": "k" * 201}, "key"), ({"events": "x"}, "events"),
        ({"data": {"order": "A"}}, "total"), ({"data": {"order": "A", "total": "12"}}, "total"),
        ({"data": {"order": "x" * 9000, "total": 1}}, "8,000"),
    ],
)  # fmt: skip
def test_400_names_what_is_wrong(shop: Shop, client: FlaskClient, change: dict[str, Any], named: str) -> None:
    shop.agreed()
    status, told = post(client, {**ASKED, **change})
    if change == {"data": []}:
        assert status == 400 and "order" in told["error"]
    else:
        assert status == 400 and named in told["error"]
    assert shop.bot.store.read(lambda tx: tx.outbox.by_key("event:ship-17:shipped")) is None


def test_a_message_may_wait_for_the_morning_where_it_is_asked_to(shop: Shop, client: FlaskClient) -> None:
    shop.agreed()
    shop.clock.at = at("2026-01-05T23:00")
    body: dict[str, Any] = {"person": "351910000001", "purpose": "orders", "template": "how_was_it"}
    assert post(client, body, "/api/messages")[1]["reason"] == "quiet_hours"
    status, told = post(client, {**body, "later": True}, "/api/messages")
    assert (status, told["verdict"], told["until"]) == (202, "put_off", "2026-01-06T08:00:00Z")
    assert post(client, {**body, "later": "yes"}, "/api/messages")[0] == 400
