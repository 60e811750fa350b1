"""/sim: customers, acts, the clock, waiting, news, the bot's own view, and who may use it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.simulator.inspector import base_of
from tests.simulator.insider import Insider
from tests.simulator.peer import PATIENCE, Town


def test_a_customer_gets_a_phone_and_a_user_id_of_their_country(town: Town) -> None:
    made = town.add("João", country="BR", language="pt")
    assert made["phone"].startswith("55")
    assert made["bsuid"].startswith("BR.")
    assert made["shows_phone"] is True
    assert town.sim_get(f"/customers/+{made['phone']}")["id"] == made["id"]
    assert town.sim_get(f"/customers/{made['bsuid']}")["id"] == made["id"]
    assert town.add("Uta", country="", phone="+49 155 501 0002")["country"] == "DE"


@pytest.mark.parametrize("body", [{"name": ""}, {"name": "x" * 101}, {}])
def test_a_customer_needs_a_name(town: Town, body: dict[str, Any]) -> None:
    status, told, _ = town.call("POST", "/sim/customers", body)
    assert status == 400
    assert "name" in told["error"]


def test_a_phone_belongs_to_one_customer(town: Town) -> None:
    first = town.add("First")
    status, told, _ = town.call("POST", "/sim/customers", {"name": "Second", "phone": first["phone"]})
    assert status == 400
    assert "another customer" in told["error"]


ACTS = [
    ("say", {"text": " "}), ("tap", {}), ("tap", {"message": "wamid.none"}), ("react", {}), ("edit", {"text": "x"}),
    ("revoke", {"message": "wamid.none"}), ("picture", {"media": "1"}), ("marketing", {}), ("marketing", {"on": "yes"}),
    ("fly", {}), ("username", {"username": "A"}), ("play", {"message": "wamid.none"}), ("place", {"latitude": "north"}), ("place", {"latitude": []}),
]  # fmt: skip


@pytest.mark.parametrize(("act", "data"), ACTS)
def test_what_cannot_be_done_is_a_sentence(town: Town, act: str, data: dict[str, Any]) -> None:
    customer = town.add()
    status, told, _ = town.call("POST", f"/sim/customers/{customer['id']}/{act}", data)
    assert status == 400
    assert told["error"]


def test_a_choice_that_is_not_there_names_those_that_are(town: Town) -> None:
    customer = town.friend()
    replies = [{"type": "reply", "reply": {"id": "y", "title": "Yes"}}]
    interactive = {"type": "button", "body": {"text": "?"}, "action": {"buttons": replies}}
    town.send({"to": f"+{customer['phone']}", "type": "interactive", "interactive": interactive})
    told = town.call("POST", f"/sim/customers/{customer['id']}/tap", {"choice": "Maybe"})[1]
    assert "'Yes'" in told["error"]


def test_who_has_blocked_the_business_must_unblock_it_before_writing(town: Town) -> None:
    customer = town.add()
    town.act(customer, "block", on=True)
    status, told, _ = town.call("POST", f"/sim/customers/{customer['id']}/say", {"text": "x"})
    assert status == 400
    assert "unblock" in told["error"]
    town.act(customer, "block", on=False)
    assert town.act(customer, "say", text="x")["wamid"]


def test_a_chat_can_be_cleared_without_the_bot_noticing(town: Town) -> None:
    customer = town.friend()
    town.idle()
    before = len(town.ears.hits)
    town.act(customer, "delete-chat")
    town.idle()
    assert town.sim_get(f"/customers/{customer['id']}/messages") == []
    assert len(town.ears.hits) == before
    assert town.text(customer)[0] == 200


def test_a_customer_can_be_forgotten(town: Town) -> None:
    customer = town.friend()
    assert town.call("DELETE", f"/sim/customers/{customer['id']}")[1] == {"removed": customer["id"]}
    assert town.sim_get("/customers") == []
    assert town.sim_get("/messages") == []


def test_messages_can_be_asked_for_by_author_customer_and_place(town: Town) -> None:
    ada, bob = town.friend("Ada"), town.friend("Bob")
    town.text(ada, "to Ada")
    assert [one["text"] for one in town.sim_get("/messages?author=business")] == ["to Ada"]
    assert [one["text"] for one in town.sim_get(f"/messages?customer=%2B{bob['phone']}")] == ["hello"]
    last = town.sim_get("/messages")[-1]
    assert town.sim_get(f"/messages?after={last['seq']}") == []
    assert last["wire"]["text"] == {"body": "to Ada"}


def test_a_picture_of_ones_own_can_be_sent_and_seen(town: Town) -> None:
    png = b"\x89PNG\r\n\x1a\n123"
    status, told, _ = town.call("POST", "/sim/media?filename=my.png", raw=png, headers={"Content-Type": "image/png"})
    assert status == 201
    wamid = town.act(town.add(), "picture", media=told["id"], caption="mine")["wamid"]
    assert town.message(wamid).message["image"]["id"] == told["id"]
    status, data, headers = town.call("GET", f"/sim/media/{told['id']}")
    assert (data, headers["content-type"]) == (png, "image/png")
    assert "sandbox" in headers["content-security-policy"]
    bad = town.call("POST", "/sim/media", raw=b"<svg/>", headers={"Content-Type": "image/svg+xml"})
    assert bad[0] == 400


def test_idle_says_whether_anything_is_under_way(build: Callable[..., Town]) -> None:
    town = build(retry_base=60.0, retry_cap=60.0)
    assert town.sim_get("/idle?timeout=0") == {"idle": True}
    town.ears.answers.append(500)
    town.act(town.add(), "say", text="x")
    assert town.sim_get("/idle?timeout=0.05") == {"idle": False}


class Stream:
    """The event stream of /sim/events."""

    def __init__(self, town: Town) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", town.port, timeout=PATIENCE)
        self.connection.request("GET", "/sim/events")
        self.answer = self.connection.getresponse()
        self.type = self.answer.headers["Content-Type"]
        assert self.answer.readline() == b"retry: 1000\n"

    def until(self, kind: str) -> dict[str, Any]:
        while True:
            line = self.answer.readline()
            if line.startswith(b"data: "):
                news: dict[str, Any] = json.loads(line[6:])
                if news["kind"] == kind:
                    return news

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


def test_news_are_server_sent_events(town: Town) -> None:
    stream = Stream(town)
    try:
        assert stream.type.startswith("text/event-stream")
        customer = town.friend()
        assert stream.until("customer")["customer"]["id"] == customer["id"]
        assert stream.until("message")["message"]["text"] == "hello"
        assert stream.until("webhook")["status"] == 200
        town.sim_post("/clock", {"advance": 3600})
        assert stream.until("clock")["offset"] == 3600
        town.sim_post("/faults", {"slow": {"next": 1}})
        assert stream.until("faults")["faults"]["slow"]["next"] == 1
    finally:
        stream.close()


def test_a_watcher_that_does_not_read_is_told_to_load_again(town: Town) -> None:
    watcher = town.sim.hub.watch()
    for n in range(600):
        town.sim.hub.tell("tick", n=n)
    news = []
    while not watcher.empty():
        news.append(watcher.get())
    assert {"kind": "reload"} in news
    assert len(news) <= 500
    town.sim.hub.leave(watcher)


def test_other_web_pages_may_not_steer_the_simulator(town: Town) -> None:
    evil = {"Origin": "https://evil.example"}
    assert town.call("POST", "/sim/faults", {}, headers=evil)[0] == 403
    assert town.call("GET", "/sim/state", headers={"Host": f"evil.example:{town.port}"})[0] == 403
    assert town.call("GET", "/", headers={"Host": "evil.example"})[0] == 403
    assert town.call("GET", "/sim/state", headers={"Host": f"localhost:{town.port}"})[0] == 200
    own = {"Origin": f"http://127.0.0.1:{town.port}"}
    assert town.call("POST", "/sim/faults", {}, headers=own)[0] == 200


@pytest.mark.parametrize("tail", ["", "/", "/demo", "/demo/inspect"])
def test_every_way_to_write_the_inspect_address_means_the_same(tail: str) -> None:
    assert base_of(f"http://bot:8000{tail}") == "http://bot:8000/demo"


def test_the_bots_view_its_clock_and_its_news_come_through(build: Callable[..., Town]) -> None:
    insider = Insider()
    try:
        town = build(inspect_url=insider.url)
        assert town.sim_get("/state")["inspect"] is True
        assert town.sim_get("/inspect?person=US.1")["consent"]["offers"] == "granted"
        assert insider.asked == ["/demo/inspect?person=US.1"]
        assert town.sim_post("/clock", {"advance": 60})["bot_told"] is True
        assert insider.offsets == [60]
        wanted = {"person": "US.1", "purpose": "offers", "template": "promo", "params": {}}
        assert town.sim_post("/ask", wanted) == {"verdict": "refused", "why": "no yes for offers"}
        stream = Stream(town)
        insider.changed.set()
        assert stream.until("inspect") == {"kind": "inspect"}
        stream.close()
    finally:
        insider.close()


def test_without_an_inspect_address_the_view_is_empty_and_an_unreachable_one_says_so(
    build: Callable[..., Town],
) -> None:
    town = build()
    assert town.sim_get("/inspect?person=1") == {}
    assert town.sim_post("/ask", {})["verdict"] == "refused"
    assert town.sim_post("/clock", {"advance": 1})["bot_told"] is False
    gone = Insider()
    gone.close()
    lost = build(inspect_url=gone.url)
    assert "does not answer" in lost.sim_get("/inspect?person=1")["unreachable"]
    assert "does not answer" in lost.sim_post("/ask", {})["why"]
