"""What the API does when it is told to fail: 500, 429, silence, lost answers, Meta's codes now and later."""

from __future__ import annotations

import http.client
from typing import Any

import pytest

from tests.simulator.peer import Town


def sent(town: Town, customer: dict[str, Any]) -> list[dict[str, Any]]:
    return list(town.sim_get(f"/messages?author=business&customer={customer['id']}"))


def test_error_500_sends_nothing_and_ends_by_itself(town: Town) -> None:
    customer = town.friend()
    town.sim_post("/faults", {"error_500": {"next": 2}})
    for _ in range(2):
        status, told = town.text(customer)
        assert (status, told["error"]["code"]) == (500, 131000)
    assert not sent(town, customer)
    assert town.text(customer)[0] == 200


def test_rate_429_says_when_to_come_back(town: Town) -> None:
    customer = town.friend()
    town.sim_post("/faults", {"rate_429": {"next": 1, "seconds": 7}})
    body = {"messaging_product": "whatsapp", "to": f"+{customer['phone']}", "type": "text", "text": {"body": "x"}}
    status, told, headers = town.call("POST", "/v26.0/222000222000222/messages", body)
    assert (status, told["error"]["code"], headers["retry-after"]) == (429, 130429, "7")
    assert not sent(town, customer)


@pytest.mark.parametrize("fault", [{"timeout": {"next": 1, "seconds": 0.05}}, {"lost_answer": {"next": 1}}])
def test_the_connection_ends_without_an_answer(town: Town, fault: dict[str, Any]) -> None:
    customer = town.friend()
    town.sim_post("/faults", fault)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)):
        town.text(customer)
    assert len(sent(town, customer)) == ("lost_answer" in fault)
    assert town.text(customer)[0] == 200


def test_a_lost_answer_is_settled_by_the_reference_in_the_status(town: Town) -> None:
    customer = town.friend()
    town.sim_post("/faults", {"lost_answer": {"next": 1}})
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        town.text(customer, biz_opaque_callback_data="job:7")
    hit = town.ears.wait(lambda hit: hit.status.get("biz_opaque_callback_data") == "job:7")[0]
    assert hit.status["id"] == sent(town, customer)[0]["wamid"]


def test_a_slow_answer_is_an_answer(town: Town) -> None:
    customer = town.friend()
    town.sim_post("/faults", {"slow": {"next": 1, "seconds": 0.05}})
    assert town.text(customer)[0] == 200


@pytest.mark.parametrize(("code", "status"), [(131049, 400), (130472, 400), (368, 403), (131016, 500), (131042, 400)])
def test_refuse_uses_any_code_of_meta(town: Town, code: int, status: int) -> None:
    customer = town.friend()
    town.sim_post("/faults", {"refuse": {"next": 1, "code": code}})
    got, told = town.text(customer)
    assert (got, told["error"]["code"]) == (status, code)
    assert not sent(town, customer)


def test_fail_takes_the_message_and_fails_it_later(town: Town) -> None:
    customer = town.friend()
    town.sim_post("/faults", {"fail": {"next": 1, "code": 131049}})
    status, told = town.text(customer)
    assert status == 200
    failed = town.statuses(told["messages"][0]["id"], "failed")
    assert [one["errors"][0]["code"] for one in failed] == [131049]
    town.idle()
    assert sent(town, customer)[0]["status"] == "failed"


def test_a_held_template_says_so_and_goes_on_later(town: Town) -> None:
    customer = town.friend()
    town.sim_post("/faults", {"hold": {"next": 1, "seconds": 0.05}})
    body = {"type": "template", "template": {"name": "plain", "language": {"code": "en"}}}
    _, told = town.send({"to": f"+{customer['phone']}", **body})
    assert told["messages"][0]["message_status"] == "held_for_quality_assessment"
    assert town.statuses(told["messages"][0]["id"], "delivered")


def test_read_marks_are_not_hit(town: Town) -> None:
    wamid = town.act(town.add(), "say", text="hi")["wamid"]
    town.sim_post("/faults", {"error_500": {"next": 1}})
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
    assert town.call("POST", "/v26.0/222000222000222/messages", mark)[0] == 200
