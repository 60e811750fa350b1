"""Webhooks under way: repeated until 200, in order, and what faults do to them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.simulator.peer import PATIENCE, Ears, Town


def texts(town: Town) -> list[str]:
    return [hit.message["text"]["body"] for hit in town.ears.hits if hit.message.get("type") == "text"]


@pytest.mark.parametrize("refusal", [500, 403, 201, 302])
def test_anything_but_200_is_repeated_with_the_same_bytes_until_200(town: Town, refusal: int) -> None:
    town.ears.answers.extend([refusal, refusal])
    wamid = town.act(town.add(), "say", text="again")["wamid"]
    hits = town.ears.wait(lambda hit: hit.message.get("id") == wamid, 3)
    assert len({hit.body for hit in hits}) == 1
    town.idle()
    assert len(town.ears.hits) == 3


def test_the_phone_shows_one_tick_and_the_reason_until_the_bot_takes_the_message(build: Callable[..., Town]) -> None:
    town = build(retry_base=60.0, retry_cap=60.0)
    town.ears.answers.append(503)
    customer = town.add()
    wamid = town.act(customer, "say", text="hello")["wamid"]
    town.message(wamid)
    _until(town, lambda: town.sim_get("/messages")[0]["error"])
    message = town.sim_get("/messages")[0]
    assert message["status"] == "sent"
    assert message["error"] == {"why": "ok", "status": 503, "tries": 1}
    town.sim_post("/webhooks/hurry")
    town.idle()
    message = town.sim_get("/messages")[0]
    assert (message["status"], message["error"]) == ("delivered", None)


def _until(town: Town, true: Callable[[], object]) -> None:
    """Wait for the simulator's own news until something is true."""
    watcher = town.sim.hub.watch()
    try:
        while not true():
            assert watcher.get(timeout=PATIENCE) is not None
    finally:
        town.sim.hub.leave(watcher)


def test_a_bot_that_is_not_there_gets_its_webhooks_once_it_is(build: Callable[..., Town]) -> None:
    ears = Ears()
    url = ears.url
    ears.close()
    town = build(webhook_url=url)
    town.act(town.add(), "say", text="hello")
    _until(town, lambda: town.sim_get("/messages")[0]["error"])
    assert town.sim_get("/webhooks")["waiting"] == 1
    town.sim.deliveries.url = town.ears.url
    town.ears.wait(lambda hit: hit.message.get("type") == "text")


def test_a_webhook_is_given_up_after_seven_days(build: Callable[..., Town]) -> None:
    town = build(retry_base=60.0, retry_cap=60.0)
    town.ears.answers.extend([500] * 5)
    town.act(town.add(), "say", text="hello")
    town.ears.wait(lambda hit: True)
    _until(town, lambda: town.sim_get("/webhooks")["log"])
    town.sim_post("/clock", {"advance": 7 * 24 * 3600 + 1})
    town.sim_post("/webhooks/hurry")
    town.idle()
    assert len(town.ears.hits) == 2
    assert town.sim_get("/webhooks")["dropped"] == 1


def test_messages_of_one_customer_arrive_in_order(town: Town) -> None:
    customer = town.add()
    for n in range(30):
        town.act(customer, "say", text=str(n))
    town.idle()
    assert texts(town) == [str(n) for n in range(30)]


def test_connections_are_kept_open(town: Town) -> None:
    customer = town.add()
    for n in range(20):
        town.act(customer, "say", text=str(n))
    town.idle()
    assert town.ears.connections == 1


def test_different_customers_are_delivered_at_the_same_time(build: Callable[..., Town]) -> None:
    """The barrier opens only when two webhooks are inside the bot at once."""
    town = build(post_timeout=60.0)
    people = _in_different_lanes(town)
    town.ears.gate = threading.Barrier(2)
    for one in people:
        town.act(one, "say", text="now")
    town.ears.wait(lambda hit: True, 2)


def _in_different_lanes(town: Town) -> list[dict[str, object]]:
    import zlib

    first = town.add("First")
    lane = zlib.crc32(first["id"].encode()) % 4
    while True:
        other = town.add("Other")
        if zlib.crc32(other["id"].encode()) % 4 != lane:
            return [first, other]


def test_duplicate_delivers_twice_with_the_same_bytes(town: Town) -> None:
    town.sim_post("/faults", {"duplicate": {"next": 1}})
    wamid = town.act(town.add(), "say", text="once")["wamid"]
    town.idle()
    hits = [hit for hit in town.ears.hits if hit.message.get("id") == wamid]
    assert len(hits) == 2
    assert hits[0].body == hits[1].body


def test_parallel_delivers_twice_at_the_same_time(build: Callable[..., Town]) -> None:
    town = build(post_timeout=60.0)
    customer = town.add()
    town.ears.gate = threading.Barrier(2)
    town.sim_post("/faults", {"parallel": {"next": 1}})
    town.act(customer, "say", text="twice")
    hits = town.ears.wait(lambda hit: True, 2)
    assert hits[0].body == hits[1].body


def test_reorder_lets_the_next_one_overtake(town: Town) -> None:
    customer = town.add()
    town.sim_post("/faults", {"reorder": {"next": 1}})
    town.act(customer, "say", text="first")
    town.act(customer, "say", text="second")
    town.idle()
    assert texts(town) == ["second", "first"]


def test_delay_holds_a_webhook_back(town: Town) -> None:
    customer = town.add()
    town.sim_post("/faults", {"delay": {"next": 1, "seconds": 0.2}})
    town.act(customer, "say", text="late")
    town.act(customer, "say", text="early")
    town.idle()
    assert texts(town) == ["early", "late"]


def test_forge_signs_wrongly_first_and_rightly_after_the_refusal(town: Town) -> None:
    town.ears.answers.append(403)
    town.sim_post("/faults", {"forge": {"next": 1}})
    wamid = town.act(town.add(), "say", text="x")["wamid"]
    hits = town.ears.wait(lambda hit: hit.message.get("id") == wamid, 2)
    assert [hit.signed() for hit in hits] == [False, True]


@pytest.mark.parametrize(("only", "left"), [("delivered", ["sent", "read"]), ("read", ["sent", "delivered"])])
def test_drop_status_swallows_a_status(town: Town, only: str, left: list[str]) -> None:
    customer = town.friend()
    town.sim_post("/faults", {"drop_status": {"chance": 1, "only": only}})
    wamid = town.text(customer)[1]["messages"][0]["id"]
    assert [one["status"] for one in town.statuses(wamid, left[-1])] == left
    town.idle()


def test_faults_count_how_often_they_struck_and_can_be_mended(town: Town) -> None:
    town.sim_post("/faults", {"duplicate": {"next": 2}, "delay": {"chance": 0.5, "seconds": 1}})
    town.act(town.add(), "say", text="x")
    assert town.sim_get("/faults")["duplicate"] | {"about": ""} == {
        "chance": 0.0, "next": 1, "seconds": 0.0, "code": 0, "only": "", "fired": 1, "about": "",
    }  # fmt: skip
    assert town.call("DELETE", "/sim/faults")[1]["delay"]["chance"] == 0


def test_the_same_seed_strikes_at_the_same_times(build: Callable[..., Town]) -> None:
    patterns = []
    for _ in range(2):
        town = build(seed=7)
        town.sim_post("/faults", {"error_500": {"chance": 0.5}})
        patterns.append([town.sim.faults.strike("error_500") is not None for _ in range(40)])
    assert patterns[0] == patterns[1]
    assert True in patterns[0] and False in patterns[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"nothing": {"next": 1}},
        {"delay": 1},
        {"delay": {"chance": 2}},
        {"delay": {"next": "x"}},
        {"delay": {"color": 1}},
    ],
)
def test_a_wrong_fault_is_a_sentence(town: Town, wrong: object) -> None:
    status, told, _ = town.call("POST", "/sim/faults", wrong)
    assert status == 400
    assert told["error"].endswith(".")


def test_a_full_backlog_drops_and_counts(build: Callable[..., Town]) -> None:
    town = build(backlog=2, retry_base=60.0, retry_cap=60.0)
    town.ears.answers.extend([500] * 10)
    customer = town.add()
    for n in range(4):
        town.act(customer, "say", text=str(n))
    assert town.sim_get("/webhooks")["dropped"] == 2


def test_without_a_subscribed_app_nothing_is_sent(town: Town) -> None:
    path = "/v26.0/111000111000111/subscribed_apps"
    assert town.call("GET", path)[1]["data"][0]["whatsapp_business_api_data"]["id"]
    town.call("DELETE", path)
    assert town.call("GET", path)[1] == {"data": []}
    town.act(town.add(), "say", text="unheard")
    town.idle()
    assert not town.ears.hits
    town.call("POST", path)
    town.act(town.add(), "say", text="heard")
    town.idle()
    assert texts(town) == ["heard"]


def test_a_callback_address_is_checked_by_metas_get_before_it_is_used(town: Town) -> None:
    other = Ears()
    try:
        path = "/v26.0/111000111000111/subscribed_apps"
        wrong = {"override_callback_uri": other.url, "verify_token": "guess"}
        status, told, _ = town.call("POST", path, wrong)
        assert (status, told["error"]["code"]) == (400, 2200)
        other.echo = b"welcome"
        assert town.call("POST", path, {**wrong, "verify_token": "verify"})[1]["error"]["code"] == 2200
        other.echo = None
        assert town.call("POST", path, {**wrong, "verify_token": "verify"})[0] == 200
        assert set(other.gets[-1]) == {"hub.mode", "hub.challenge", "hub.verify_token"}
        town.act(town.add(), "say", text="here")
        assert other.wait(lambda hit: True)
        assert not town.ears.hits
    finally:
        other.close()


def test_metas_get_can_be_done_at_any_time(build: Callable[..., Town]) -> None:
    town = build()
    assert town.sim_post("/webhooks/handshake") == {"ok": True, "why": ""}
    told = build(verify_token="other").sim_post("/webhooks/handshake")
    assert told["ok"] is False
    assert "403" in told["why"]


def test_a_callback_address_where_nobody_is_is_refused(town: Town) -> None:
    gone = Ears()
    gone.close()
    body = {"webhook_configuration": {"override_callback_uri": gone.url, "verify_token": "verify"}}
    assert town.call("POST", "/222000222000222", body)[1]["error"]["code"] == 2200
