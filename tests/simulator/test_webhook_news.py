"""Webhooks about messages and people: statuses, preferences, new numbers, account news."""

from __future__ import annotations

from collections.abc import Callable

from tests.simulator.peer import Town


def test_statuses_name_the_recipient_as_meta_does(town: Town) -> None:
    luz = town.friend("Luz Test", hidden=True)
    wamid = town.send({"recipient": luz["bsuid"], "type": "text", "text": {"body": "x"}})[1]["messages"][0]["id"]
    town.statuses(wamid, "read")
    hits = town.ears.wait(lambda hit: hit.status.get("id") == wamid, 3)
    for hit in hits:
        assert hit.signed()
        assert "recipient_id" not in hit.status
        assert hit.status["recipient_user_id"] == luz["bsuid"]
        assert "wa_id" not in hit.value["contacts"][0]
        assert ("username" in hit.value["contacts"][0]["profile"]) == (hit.status["status"] != "sent")
        assert "conversation" not in hit.status
        assert isinstance(hit.status["timestamp"], str)
    assert ["pricing" in hit.status for hit in hits] == [True, True, False]


def test_a_status_for_a_phone_carries_the_phone(town: Town) -> None:
    ada = town.friend()
    wamid = town.text(ada)[1]["messages"][0]["id"]
    for one in town.statuses(wamid, "read"):
        assert one["recipient_id"] == ada["phone"]
        assert one["recipient_user_id"] == ada["bsuid"]


def test_a_failure_has_no_contacts_and_the_user_id_only_where_it_was_the_address(town: Town) -> None:
    ada = town.friend(reachable=False)
    by_phone = town.text(ada)[1]["messages"][0]["id"]
    by_id = town.send({"recipient": ada["bsuid"], "type": "text", "text": {"body": "x"}})[1]["messages"][0]["id"]
    for wamid, there, gone in (
        (by_phone, "recipient_id", "recipient_user_id"),
        (by_id, "recipient_user_id", "recipient_id"),
    ):
        hit = town.ears.wait(lambda hit, wamid=wamid: hit.status.get("id") == wamid)[0]
        assert "contacts" not in hit.value
        assert there in hit.status
        assert gone not in hit.status
        error = hit.status["errors"][0]
        assert set(error) == {"code", "title", "message", "error_data", "href"}


def test_clients_that_need_it_get_contacts_in_failures_too(build: Callable[..., Town]) -> None:
    town = build(contacts_in_failed=True)
    wamid = town.text(town.friend(reachable=False))[1]["messages"][0]["id"]
    assert "contacts" in town.ears.wait(lambda hit: hit.status.get("id") == wamid)[0].value


def test_marketing_off_on_and_a_signup_are_user_preferences(town: Town) -> None:
    ada, luz = town.add(), town.add("Luz Test", hidden=True)
    town.act(ada, "marketing", on=False)
    town.act(ada, "marketing", on=True)
    town.act(ada, "signup", id="777")
    hits = town.ears.wait(lambda hit: hit.field == "user_preferences", 3)
    told = [hit.value["user_preferences"][0] for hit in hits]
    assert [one["value"] for one in told] == ["stop", "resume", "signup"]
    assert told[0] == {
        "wa_id": ada["phone"],
        "user_id": ada["bsuid"],
        "detail": "User requested to stop marketing messages",
        "category": "marketing_messages",
        "value": "stop",
        "timestamp": int(town.hand.at),
    }
    assert told[2]["signup_id"] == "777"
    assert all(hit.signed() for hit in hits)
    town.act(luz, "marketing", on=False)
    hidden = town.ears.wait(lambda hit: hit.field == "user_preferences", 4)[-1]
    assert "wa_id" not in hidden.value["user_preferences"][0]
    assert "wa_id" not in hidden.value["contacts"][0]


def test_a_new_number_is_a_system_message_without_contacts(town: Town) -> None:
    ada = town.friend()
    moved = town.act(ada, "change-number", phone="+1 555 010 7777")
    hit = town.ears.wait(lambda hit: hit.message.get("type") == "system")[0]
    assert "contacts" not in hit.value
    assert hit.message["from"] == ada["phone"]
    assert hit.message["system"] == {
        "type": "user_changed_number",
        "body": f"User Ada Test changed from {ada['phone']} to 15550107777",
        "wa_id": "15550107777",
        "user_id": moved["bsuid"],
        "previous_user_id": ada["bsuid"],
    }
    assert moved["bsuid"] != ada["bsuid"]
    assert town.text(moved)[1]["error"]["code"] == 131047
    old = town.text(ada)[1]["messages"][0]["id"]
    assert town.statuses(old, "failed")[0]["errors"][0]["code"] == 131026


def test_a_hidden_number_changes_only_the_user_id(town: Town) -> None:
    luz = town.add("Luz Test", hidden=True)
    moved = town.act(luz, "change-number")
    hit = town.ears.wait(lambda hit: hit.message.get("type") == "system")[0]
    assert "from" not in hit.message
    assert hit.message["system"]["type"] == "user_changed_user_id"
    assert hit.message["system"]["previous_user_id"] == luz["bsuid"]
    assert hit.message["system"]["user_id"] == moved["bsuid"]
    assert luz["phone"].encode() not in hit.body
    assert moved["phone"].encode() not in hit.body


def test_a_new_device_is_told(town: Town) -> None:
    town.act(town.friend(), "new-device")
    hit = town.ears.wait(lambda hit: hit.message.get("type") == "system")[0]
    assert hit.message["system"]["type"] == "customer_identity_changed"
    assert hit.message["identity"]["acknowledged"] is True


def test_account_news_have_a_time_and_templates_tell_their_status_and_category(town: Town) -> None:
    errors = [{"code": 130429, "title": "Rate limit hit"}]
    town.sim_post("/webhooks", {"field": "messages", "value": {"errors": errors}})
    value_level = town.ears.wait(lambda hit: "errors" in hit.value)[0]
    assert value_level.value["metadata"]["phone_number_id"] == "222000222000222"
    assert "time" not in value_level.json["entry"][0]
    restriction = [{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": 1}]
    town.sim_post(
        "/webhooks",
        {"field": "account_update", "value": {"event": "ACCOUNT_RESTRICTION", "restriction_info": restriction}},
    )
    hit = town.ears.wait(lambda hit: hit.field == "account_update")[0]
    assert hit.json["entry"][0]["time"] == int(town.hand.at)
    assert "metadata" not in hit.value
    town.sim_post("/templates/shipped", {"status": "paused", "more": {"other_info": {"title": "FIRST_PAUSE"}}})
    paused = town.ears.wait(lambda hit: hit.field == "message_template_status_update")[0].value
    assert paused["event"] == "PAUSED"
    assert paused["message_template_language"] == "en-US"
    assert paused["other_info"] == {"title": "FIRST_PAUSE"}
    town.sim_post("/templates/plain", {"category": "MARKETING"})
    moved = town.ears.wait(lambda hit: hit.field == "template_category_update")[0].value
    assert (moved["previous_category"], moved["new_category"]) == ("UTILITY", "MARKETING")


def test_a_parent_user_id_goes_wherever_the_user_id_goes(town: Town) -> None:
    ada = town.friend(parent_bsuid="US.ENT.77")
    hit = town.ears.wait(lambda hit: "messages" in hit.value)[0]
    assert hit.message["from_parent_user_id"] == "US.ENT.77"
    assert hit.value["contacts"][0]["parent_user_id"] == "US.ENT.77"
    wamid = town.send({"recipient": "US.ENT.77", "type": "text", "text": {"body": "x"}})[1]["messages"][0]["id"]
    assert town.statuses(wamid, "sent")[0]["recipient_parent_user_id"] == "US.ENT.77"
    assert ada["parent_bsuid"] == "US.ENT.77"
