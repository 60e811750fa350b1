"""What is taken: the answer, who gets it, how it goes on, and what the phone shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.simulator.delivery import Job
from bot.simulator.post import Outcome
from tests.simulator.peer import NUMBER, Town

BUTTONS = {
    "type": "interactive",
    "interactive": {
        "type": "button",
        "header": {"type": "text", "text": "Offers"},
        "body": {"text": "May we?"},
        "footer": {"text": "STOP any time"},
        "action": {
            "buttons": [{"type": "reply", "reply": {"id": one, "title": one.title()}} for one in ("yes", "no", "later")]
        },
    },
}
LIST = {
    "type": "interactive",
    "interactive": {
        "type": "list",
        "body": {"text": "Pick"},
        "action": {
            "button": "Choose",
            "sections": [{"rows": [{"id": f"r{n}", "title": f"Row {n}"} for n in range(10)]}],
        },
    },
}
FLOW = {
    "flow_message_version": "3",
    "flow_token": "t",
    "flow_id": "9",
    "flow_cta": "Book",
    "flow_action": "navigate",
    "flow_action_payload": {"screen": "A"},
}
OPEN = {"display_text": "Open", "url": "https://example.com"}


def interactive(kind: str, name: str, **action: Any) -> dict[str, Any]:
    parts = {"type": kind, "body": {"text": "x"}, "action": {"name": name, **action}}
    return {"type": "interactive", "interactive": parts}


CARD = {"name": {"formatted_name": "Shop", "first_name": "Shop"}, "phones": [{"phone": "+1"}]}
GOOD: list[dict[str, Any]] = [
    {"type": "text", "text": {"body": "Hi https://example.com", "preview_url": True}},
    {"text": {"body": "no type means text"}},
    {"type": "image", "image": {"link": "https://example.com/a.png", "caption": "Menu"}},
    {"type": "document", "document": {"link": "https://example.com/a.pdf", "filename": "menu.pdf"}},
    {"type": "audio", "audio": {"link": "https://example.com/a.ogg", "voice": True}},
    {"type": "location", "location": {"latitude": 48.1, "longitude": "11.5", "name": "Shop", "address": "1 Street"}},
    {"type": "contacts", "contacts": [CARD]},
    BUTTONS,
    LIST,
    interactive("cta_url", "cta_url", parameters=OPEN),
    interactive("location_request_message", "send_location"),
    interactive("request_contact_info", "request_contact_info"),
    interactive("flow", "flow", parameters=FLOW),
]


@pytest.mark.parametrize("body", GOOD)
def test_everything_of_the_reference_is_taken(town: Town, body: dict[str, Any]) -> None:
    customer = town.friend()
    status, told = town.send({"recipient_type": "individual", "to": f"+{customer['phone']}", **body})
    assert status == 200, told
    assert [one["status"] for one in town.statuses(told["messages"][0]["id"], "read")] == ["sent", "delivered", "read"]


def test_the_answer_to_a_phone_and_to_a_user_id(town: Town) -> None:
    customer = town.friend()
    status, told = town.text(customer)
    wamid = told["messages"][0].pop("id")
    assert wamid.startswith("wamid.")
    assert told == {
        "messaging_product": "whatsapp",
        "contacts": [{"input": f"+{customer['phone']}", "wa_id": customer["phone"]}],
        "messages": [{}],
    }
    status, told = town.send({"recipient": customer["bsuid"], "type": "text", "text": {"body": "x"}})
    assert status == 200
    assert told["contacts"] == [{"input": customer["bsuid"], "user_id": customer["bsuid"]}]


def test_with_both_addresses_to_wins(town: Town) -> None:
    ada, bob = town.friend("Ada"), town.friend("Bob")
    body = {"to": f"+{ada['phone']}", "recipient": bob["bsuid"], "type": "text", "text": {"body": "x"}}
    assert town.send(body)[1]["contacts"][0]["wa_id"] == ada["phone"]


def test_any_version_and_none_work(town: Town) -> None:
    customer = town.friend()
    for version in ("/v26.0", "/v21.0", ""):
        body = {"to": f"+{customer['phone']}", "type": "text", "text": {"body": "x"}}
        assert town.send(body, f"{version}/{NUMBER}/messages")[0] == 200


def test_a_number_may_be_written_with_spaces_and_brackets(town: Town) -> None:
    customer = town.friend()
    number = customer["phone"]
    written = f"+{number[0]} ({number[1:4]}) {number[4:7]}-{number[7:]}"
    _, told = town.send({"to": written, "type": "text", "text": {"body": "x"}})
    assert told["contacts"] == [{"input": written, "wa_id": number}]


def test_without_a_plus_the_business_country_code_is_put_in_front(town: Town) -> None:
    """The message reaches the stranger, although somebody has the number as it was written."""
    stranger = town.friend("Stranger", phone="+1 49 155 501 0002")
    meant = town.friend("Meant", phone="+49 155 501 0002")
    _, told = town.send({"to": meant["phone"], "type": "text", "text": {"body": "x"}})
    assert told["contacts"][0]["wa_id"] == stranger["phone"]


def test_a_whole_wa_id_without_a_plus_still_reaches_its_owner(town: Town) -> None:
    customer = town.friend("Uta", country="DE")
    _, told = town.send({"to": customer["phone"], "type": "text", "text": {"body": "x"}})
    assert told["contacts"][0]["wa_id"] == customer["phone"]


def test_nobody_there_is_accepted_and_fails_later(town: Town) -> None:
    status, told = town.send({"to": "+15550109999", "type": "text", "text": {"body": "x"}})
    assert status == 200
    failed = town.statuses(told["messages"][0]["id"], "failed")
    assert [one["status"] for one in failed] == ["failed"]
    assert failed[0]["errors"][0]["code"] == 131026


def test_who_is_not_reachable_or_has_blocked_the_business_fails_with_131026(town: Town) -> None:
    away, angry = town.friend("Away", reachable=False), town.friend("Angry")
    town.act(angry, "block", on=True)
    for customer in (away, angry):
        wamid = town.text(customer)[1]["messages"][0]["id"]
        assert town.statuses(wamid, "failed")[0]["errors"][0]["code"] == 131026


def promo(customer: dict[str, Any]) -> dict[str, Any]:
    parameters = [{"type": "text", "parameter_name": "first_name", "text": "Ada"}]
    components = [{"type": "body", "parameters": parameters}]
    template = {"name": "promo", "language": {"code": "en"}, "components": components}
    return {"to": f"+{customer['phone']}", "type": "template", "template": template}


def test_who_stopped_marketing_gets_131050_for_marketing_only(town: Town) -> None:
    customer = town.friend()
    town.act(customer, "marketing", on=False)
    status, told = town.send(promo(customer))
    assert status == 200
    assert told["messages"][0]["message_status"] == "accepted"
    assert town.statuses(told["messages"][0]["id"], "failed")[0]["errors"][0]["code"] == 131050
    plain = {"type": "template", "template": {"name": "plain", "language": {"code": "en"}}}
    wamid = town.send({"to": f"+{customer['phone']}", **plain})[1]["messages"][0]["id"]
    assert town.statuses(wamid, "delivered")
    town.act(customer, "marketing", on=True)
    assert town.statuses(town.send(promo(customer))[1]["messages"][0]["id"], "delivered")


def test_a_template_is_filled_on_the_phone(town: Town) -> None:
    customer = town.friend()
    wamid = town.send(promo(customer))[1]["messages"][0]["id"]
    shown = town.sim_get(f"/customers/{customer['id']}/messages")[-1]["shown"]
    assert shown == {
        "template": "promo",
        "category": "MARKETING",
        "body": "Hi Ada, half price!",
        "buttons": [{"kind": "quick_reply", "id": "Stop offers", "title": "Stop offers"}],
    }
    price = town.statuses(wamid, "sent")[0]["pricing"]
    assert price == {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "marketing"}


def test_a_template_may_be_named_by_hyphen_or_underscore_and_in_capitals(town: Town) -> None:
    customer = town.friend()
    parameters = [{"type": "TEXT", "parameter_name": "first_name", "text": "Ada"}]
    body = promo(customer)
    body["template"]["components"] = [{"type": "BODY", "parameters": parameters}]
    assert town.send(body)[0] == 200


def test_the_reference_comes_back_in_every_status(town: Town) -> None:
    customer = town.friend()
    wamid = town.text(customer, biz_opaque_callback_data="job:42")[1]["messages"][0]["id"]
    assert {one["biz_opaque_callback_data"] for one in town.statuses(wamid, "read")} == {"job:42"}


def test_a_phone_without_network_gets_its_messages_when_it_is_back(town: Town) -> None:
    customer = town.friend()
    town.act(customer, "online", on=False)
    wamid = town.text(customer)[1]["messages"][0]["id"]
    town.statuses(wamid, "sent")
    town.idle()
    assert town.sim_get("/messages?author=business")[-1]["status"] == "sent"
    town.act(customer, "online", on=True)
    assert [one["status"] for one in town.statuses(wamid, "read")] == ["sent", "delivered", "read"]


def test_a_message_that_waits_for_30_days_is_dropped(town: Town) -> None:
    customer = town.friend()
    town.act(customer, "online", on=False)
    wamid = town.text(customer)[1]["messages"][0]["id"]
    town.statuses(wamid, "sent")
    town.sim_post("/clock", {"advance": 31 * 24 * 3600})
    town.act(customer, "online", on=True)
    town.idle()
    assert [one["status"] for one in town.statuses(wamid, "sent")] == ["sent"]


def test_who_does_not_read_at_once_reads_when_the_chat_is_opened(town: Town) -> None:
    customer = town.friend(auto_read=False)
    wamid = town.text(customer)[1]["messages"][0]["id"]
    town.statuses(wamid, "delivered")
    town.idle()
    assert town.sim_get("/messages?author=business")[-1]["status"] == "delivered"
    with town.sim.lock:  # twice before the first is told
        town.sim.act(customer["id"], "read")
        town.sim.act(customer["id"], "read")
    town.statuses(wamid, "read")
    town.idle()
    assert [one["status"] for one in town.statuses(wamid, "read")] == ["sent", "delivered", "read"]


def test_a_read_mark_turns_the_ticks_and_typing_is_shown(town: Town) -> None:
    customer = town.add()
    town.act(customer, "say", text="one")
    second = town.act(customer, "say", text="two")["wamid"]
    town.message(second)
    town.idle()
    path = f"/v26.0/{NUMBER}/messages"
    mark = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": second,
        "typing_indicator": {"type": "text"},
    }
    assert town.call("POST", path, mark)[:2] == (200, {"success": True})
    assert {one["status"] for one in town.sim_get(f"/customers/{customer['id']}/messages")} == {"read"}
    assert town.sim_get(f"/customers/{customer['id']}")["typing_until"] == town.hand.at + 25
    town.text(customer)
    assert town.sim_get(f"/customers/{customer['id']}")["typing_until"] == 0
    for wrong in ({**mark, "message_id": "wamid.none"}, {**mark, "status": "seen"}, {**mark, "extra": 1}):
        assert town.call("POST", path, wrong)[0] == 400


def test_a_webhook_that_comes_again_does_not_take_the_blue_ticks_away(town: Town) -> None:
    wamid = town.act(town.add(), "say", text="hi")["wamid"]
    town.idle()
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
    town.call("POST", f"/v26.0/{NUMBER}/messages", mark)
    town.sim.deliveries.on_outcome(Job("post", "c1", label="message", about=wamid), Outcome(200))
    assert town.sim_get("/messages")[0]["status"] == "read"


def test_a_reaction_of_the_business_is_only_ever_sent(town: Town) -> None:
    customer = town.add()
    wamid = town.act(customer, "say", text="hi")["wamid"]
    body = {"to": f"+{customer['phone']}", "type": "reaction", "reaction": {"message_id": wamid, "emoji": "❤️"}}
    sent = town.send(body)[1]["messages"][0]["id"]
    town.idle()
    assert [one["status"] for one in town.statuses(sent, "sent")] == ["sent"]
    assert town.sim_get(f"/customers/{customer['id']}/messages")[0]["reactions"] == {"business": "❤️"}
    town.send({**body, "reaction": {"message_id": wamid, "emoji": ""}})
    assert town.sim_get(f"/customers/{customer['id']}/messages")[0]["reactions"] == {}


def test_an_answer_quotes_what_it_answers(town: Town) -> None:
    customer = town.add()
    wamid = town.act(customer, "say", text="hi there")["wamid"]
    town.text(customer, "Hello", context={"message_id": wamid})
    assert town.sim_get(f"/customers/{customer['id']}/messages")[-1]["quoted"] == {
        "author": "customer",
        "text": "hi there",
    }


def test_a_voice_note_that_is_played_is_told(town: Town, build: Callable[..., Town]) -> None:
    customer = town.friend()
    body = {"type": "audio", "audio": {"link": "https://example.com/a.ogg", "voice": True}}
    wamid = town.send({"to": f"+{customer['phone']}", **body})[1]["messages"][0]["id"]
    town.statuses(wamid, "read")
    town.act(customer, "play", message=wamid)
    assert [one["status"] for one in town.statuses(wamid, "played")] == ["sent", "delivered", "read", "played"]
