"""The 24-hour window, the pair rate and the throughput, by the simulated clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.simulator.peer import NUMBER, Town

DAY = 24 * 3600


def test_the_window_opens_with_a_message_and_closes_after_24_hours(town: Town) -> None:
    customer = town.add()
    assert town.text(customer)[1]["error"]["code"] == 131047
    town.act(customer, "say", text="hello")
    town.sim_post("/clock", {"advance": DAY - 1})
    assert town.text(customer)[0] == 200
    town.sim_post("/clock", {"advance": 1})
    assert town.text(customer)[1]["error"]["code"] == 131047
    town.act(customer, "say", text="again")
    assert town.text(customer)[0] == 200


def test_templates_are_taken_outside_the_window_and_do_not_open_it(town: Town) -> None:
    customer = town.add()
    body = {"type": "template", "template": {"name": "plain", "language": {"code": "en"}}}
    assert town.send({"to": f"+{customer['phone']}", **body})[0] == 200
    assert town.text(customer)[1]["error"]["code"] == 131047


def test_reactions_and_unsupported_things_do_not_open_the_window(town: Town) -> None:
    customer = town.friend()
    _, told = town.text(customer)
    town.statuses(told["messages"][0]["id"], "read")
    town.sim_post("/clock", {"advance": DAY})
    town.act(customer, "react", message=told["messages"][0]["id"], emoji="👍")
    town.act(customer, "unsupported")
    assert town.text(customer)[1]["error"]["code"] == 131047


def test_every_customer_has_a_window_of_their_own(town: Town) -> None:
    ada, bob = town.friend("Ada"), town.add("Bob")
    assert town.text(ada)[0] == 200
    assert town.text(bob)[1]["error"]["code"] == 131047


def test_the_pair_rate_is_a_burst_of_45_and_then_one_in_six_seconds(town: Town) -> None:
    customer, other = town.friend(), town.friend("Bob Test")
    assert [town.text(customer)[0] for _ in range(45)] == [200] * 45
    status, told = town.text(customer)
    assert (status, told["error"]["code"]) == (400, 131056)
    assert town.text(other)[0] == 200
    town.hand.at += 6
    assert town.text(customer)[0] == 200
    assert town.text(customer)[1]["error"]["code"] == 131056


def test_a_refused_message_does_not_count_for_the_pair_rate(town: Town) -> None:
    customer = town.friend()
    for _ in range(50):
        town.send({"to": f"+{customer['phone']}", "type": "text", "text": {"body": ""}})
    assert town.text(customer)[0] == 200


def test_the_throughput_is_per_second_of_simulated_time(build: Callable[..., Town]) -> None:
    town = build(throughput=3)
    customer = town.friend()
    assert [town.text(customer)[0] for _ in range(3)] == [200] * 3
    assert town.text(customer)[1]["error"]["code"] == 130429
    town.hand.at += 1
    assert town.text(customer)[0] == 200


def test_the_clock_can_go_back(town: Town) -> None:
    customer = town.friend()
    town.sim_post("/clock", {"advance": 30 * DAY})
    assert town.sim_get("/clock")["offset"] == 30 * DAY
    assert town.text(customer)[1]["error"]["code"] == 131047
    told = town.sim_post("/clock", {"offset": 0})
    assert told["now"] == town.hand.at
    assert town.text(customer)[0] == 200


def test_1000_service_messages_a_month_are_free(build: Callable[..., Town]) -> None:
    town = build(free_service=2)
    customer = town.friend()
    ids = [town.text(customer)[1]["messages"][0]["id"] for _ in range(3)]
    prices = [_price(town, one) for one in ids]
    assert [one["type"] for one in prices] == ["free_customer_service", "free_customer_service", "regular"]
    town.sim_post("/clock", {"advance": 31 * DAY})
    town.act(customer, "say", text="hi")
    fresh = town.text(customer)[1]["messages"][0]["id"]
    assert _price(town, fresh)["type"] == "free_customer_service"


def _price(town: Town, wamid: str) -> dict[str, Any]:
    price: dict[str, Any] = town.statuses(wamid, "sent")[0]["pricing"]
    return price


def test_read_marks_work_for_30_days(town: Town) -> None:
    customer = town.add()
    wamid = town.act(customer, "say", text="hi")["wamid"]
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
    path = f"/v26.0/{NUMBER}/messages"
    assert town.call("POST", path, mark)[:2] == (200, {"success": True})
    town.sim_post("/clock", {"advance": 31 * DAY})
    assert town.call("POST", path, mark)[1]["error"]["code"] == 131009
