"""The demo's one-time link to the desk: once, here, and nowhere but in the demo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from bot.web import create_app
from tests.web.signing import browser
from tests.world import World


@pytest.fixture
def client(world: World) -> FlaskClient:
    return create_app(replace(world.bot.front, demo=True)).test_client()


def link(client: FlaskClient) -> str:
    answer = client.post("/demo/desk")
    assert answer.status_code == 200 and answer.json is not None
    return str(answer.json["path"])


def test_the_link_lets_somebody_in_once(client: FlaskClient) -> None:
    path = link(client)
    assert client.get(path).headers["Location"] == "/desk/"
    assert client.get("/desk/waiting").status_code == 200
    client.delete_cookie("askfirst")
    assert client.get(path).status_code == 404
    assert client.get("/desk/waiting").status_code == 303
    assert client.get(link(client)).status_code == 303  # the same owner again


def test_nobody_gets_a_link_from_elsewhere(client: FlaskClient) -> None:
    assert client.post("/demo/desk", environ_overrides={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404
    assert client.post("/demo/desk", headers={"Host": "rebound.example"}).status_code == 404
    assert client.post("/demo/desk", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
    assert client.post("/demo/desk", headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.get("/desk/demo/guessed").status_code == 404
    assert client.get(link(client), environ_overrides={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404


def test_without_the_demo_there_is_no_such_address(world: World) -> None:
    assert browser(world).post("/demo/desk").status_code == 404
    assert browser(world).get("/desk/demo/x").status_code == 404


@pytest.mark.parametrize("headers", [{"Host": "rebound.example"}, {"X-Forwarded-For": "203.0.113.7"}])
def test_nobody_looks_inside_from_elsewhere(client: FlaskClient, headers: dict[str, str]) -> None:
    """Also not through a web server on this machine, nor by a name that somebody made to lead here."""
    assert client.get("/demo/inspect?person=1").status_code == 200
    assert client.get("/demo/inspect?person=1", headers=headers).status_code == 404
    assert client.post("/demo/clock", json={"offset": 9}, headers={"Origin": "http://127.0.0.1:9"}).status_code == 403
