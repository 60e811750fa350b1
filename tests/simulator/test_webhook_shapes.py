"""Every webhook: signed over its bytes, escaped as Meta does, with the identifiers where Meta puts them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.simulator.post import serialise, sign
from tests.simulator.peer import BUSINESS, NUMBER, WABA, Town

DAY = 24 * 3600


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        (
            b'{"object":"whatsapp_business_account","entry":[]}',
            "sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
        ),
        (b'{"a":"\\u00e4"}', "sha256=a104fd04f240f3226c911617d2d487230475cccb686df583ff32134b6e940688"),
        ('{"a":"ä"}'.encode(), "sha256=12b95ac8cc6b4b28b638128527b14221223e60fc0dfc5991cb12a0e2313fe651"),
    ],
)
def test_the_signature_fits_known_values(body: bytes, signature: str) -> None:
    assert sign(body, "test_app_secret") == signature


def test_bytes_are_written_as_meta_writes_them() -> None:
    assert serialise({"a": "ä/👍"}) == b'{"a":"\\u00e4\\/\\ud83d\\udc4d"}'


def test_a_text_is_metas_envelope_signed(town: Town) -> None:
    ada = town.add()
    wamid = town.act(ada, "say", text="Grüße / 👍")["wamid"]
    hit = town.message(wamid)
    assert hit.signed()
    assert not hit.signed("another secret")
    assert hit.headers["content-type"] == "application/json"
    assert hit.body.isascii()
    assert b"Gr\\u00fc\\u00dfe \\/ \\ud83d\\udc4d" in hit.body
    assert hit.json == {
        "object": "whatsapp_business_account",
        "entry": [
            {
                "id": WABA,
                "changes": [
                    {
                        "field": "messages",
                        "value": {
                            "messaging_product": "whatsapp",
                            "metadata": {"display_phone_number": BUSINESS, "phone_number_id": NUMBER},
                            "contacts": [
                                {"profile": {"name": "Ada Test"}, "wa_id": ada["phone"], "user_id": ada["bsuid"]}
                            ],
                            "messages": [
                                {
                                    "from": ada["phone"],
                                    "from_user_id": ada["bsuid"],
                                    "id": wamid,
                                    "timestamp": str(int(town.hand.at)),
                                    "type": "text",
                                    "text": {"body": "Grüße / 👍"},
                                }
                            ],
                        },
                    }
                ],
            }
        ],
    }


FILES = ("mime_type", "sha256", "id", "url")
ACTS: list[tuple[str, dict[str, Any], str, tuple[str, ...]]] = [
    ("picture", {"caption": "see this"}, "image", (*FILES, "caption")),
    ("video", {"caption": "clip"}, "video", (*FILES, "caption")),
    ("voice", {}, "audio", (*FILES, "voice")),
    ("audio", {}, "audio", FILES),
    ("document", {"caption": "invoice"}, "document", (*FILES, "filename", "caption")),
    ("sticker", {}, "sticker", (*FILES, "animated")),
    ("place", {"name": "Demo Cafe", "address": "1 Street"}, "location", ("latitude", "longitude", "name", "address")),
    ("order", {}, "order", ("catalog_id", "product_items", "text")),
    ("unsupported", {"what": "poll_creation"}, "unsupported", ("type",)),
]


@pytest.mark.parametrize(("act", "data", "kind", "keys"), ACTS, ids=[one[0] for one in ACTS])
def test_each_thing_that_can_be_sent_has_its_type_and_keys(
    town: Town, act: str, data: dict[str, Any], kind: str, keys: tuple[str, ...]
) -> None:
    hit = town.message(town.act(town.add(), act, **data)["wamid"])
    assert hit.signed()
    assert hit.message["type"] == kind
    assert set(keys) <= set(hit.message[kind])
    assert ("errors" in hit.message) == (kind == "unsupported")


def test_a_card_is_somebody_elses_and_a_shared_number_is_the_senders(town: Town) -> None:
    customer = town.add()
    card = town.message(town.act(customer, "contact", name="Bob Test", phone="+1 555-010-0003")["wamid"]).message
    assert card["contacts"][0]["origin"] == "other"
    assert card["contacts"][0]["phones"][0]["wa_id"] == "15550100003"
    own = town.message(town.act(customer, "share-number")["wamid"]).message
    assert own["contacts"][0]["origin"] == "contact_request"
    assert own["contacts"][0]["phones"][0]["wa_id"] == customer["phone"]
    assert "vcard" not in own["contacts"][0]


def sent(town: Town, customer: dict[str, Any], body: dict[str, Any]) -> str:
    wamid: str = town.send({"to": f"+{customer['phone']}", **body})[1]["messages"][0]["id"]
    town.statuses(wamid, "delivered")
    return wamid


def button(kind: str, action: dict[str, Any]) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": "x"}, "action": action}}


def test_a_tapped_button_answers_with_its_id(town: Town) -> None:
    customer = town.friend()
    replies = [{"type": "reply", "reply": {"id": f"id:{one}", "title": one}} for one in ("Yes", "No")]
    wamid = sent(town, customer, button("button", {"buttons": replies}))
    for choice in ("Yes", "id:Yes", 0):
        hit = town.message(town.act(customer, "tap", message=wamid, choice=choice)["wamid"])
        assert hit.message["context"] == {"from": BUSINESS, "id": wamid}
        reply = {"type": "button_reply", "button_reply": {"id": "id:Yes", "title": "Yes"}}
        assert hit.message["interactive"] == reply


def test_a_chosen_row_answers_with_id_title_and_description(town: Town) -> None:
    customer = town.friend()
    rows = [{"id": "a", "title": "First"}, {"id": "b", "title": "Second", "description": "the other"}]
    sent(town, customer, button("list", {"button": "Choose", "sections": [{"title": "All", "rows": rows}]}))
    hit = town.message(town.act(customer, "tap", choice="Second")["wamid"])
    reply = {"type": "list_reply", "list_reply": {"id": "b", "title": "Second", "description": "the other"}}
    assert hit.message["interactive"] == reply


def test_a_template_button_answers_with_its_payload(town: Town) -> None:
    customer = town.friend()
    parameters = [{"type": "text", "parameter_name": "first_name", "text": "Ada"}]
    components: list[dict[str, Any]] = [{"type": "body", "parameters": parameters}]
    payload = {
        "type": "button",
        "sub_type": "quick_reply",
        "index": "0",
        "parameters": [{"type": "payload", "payload": "stop"}],
    }
    for extra, expected in (([payload], "stop"), ([], "Stop offers")):
        template = {"name": "promo", "language": {"code": "en"}, "components": components + extra}
        wamid = sent(town, customer, {"type": "template", "template": template})
        hit = town.message(town.act(customer, "tap", message=wamid, choice="Stop offers")["wamid"])
        assert hit.message["type"] == "button"
        assert hit.message["button"] == {"payload": expected, "text": "Stop offers"}


def test_other_buttons_lead_to_their_messages(town: Town) -> None:
    customer = town.friend()
    flow = {"name": "flow", "parameters": {"flow_message_version": "3", "flow_id": "9", "flow_cta": "Book"}}
    cases = [
        ("location_request_message", {"name": "send_location"}, "location"),
        ("request_contact_info", {"name": "request_contact_info"}, "contacts"),
        ("flow", flow, "interactive"),
        ("call_permission_request", {"name": "call_permission_request"}, "interactive"),
    ]
    for kind, action, answer in cases:
        wamid = sent(town, customer, button(kind, action))
        hit = town.message(town.act(customer, "tap", message=wamid)["wamid"])
        assert hit.message["type"] == answer
        assert hit.message["context"]["id"] == wamid


def test_a_form_answers_with_json_in_a_string(town: Town) -> None:
    hit = town.message(town.act(town.friend(), "form", values={"email": "a@example.com"})["wamid"])
    reply = hit.message["interactive"]["nfm_reply"]
    assert json.loads(reply["response_json"]) == {"email": "a@example.com"}


def test_reactions_carry_the_emoji_or_nothing(town: Town) -> None:
    customer = town.friend()
    wamid = sent(town, customer, {"type": "text", "text": {"body": "x"}})
    on = town.message(town.act(customer, "react", message=wamid, emoji="👍")["wamid"])
    assert on.message["reaction"] == {"message_id": wamid, "emoji": "👍"}
    off = town.message(town.act(customer, "react", message=wamid, emoji="")["wamid"])
    assert off.message["reaction"] == {"message_id": wamid}


def test_context_says_forwarded_and_what_is_answered_and_a_referral_goes_along(town: Town) -> None:
    customer = town.add()
    hit = town.message(town.act(customer, "say", text="x", forwarded=True)["wamid"])
    assert hit.message["context"] == {"forwarded": True}
    often = town.message(town.act(customer, "say", text="x", frequently_forwarded=True)["wamid"])
    assert often.message["context"] == {"frequently_forwarded": True}
    ad = {"source_type": "ad", "source_id": "444", "ctwa_clid": "CLID1"}
    from_ad = town.message(town.act(customer, "say", text="x", referral=ad)["wamid"])
    assert from_ad.message["referral"] == ad


def test_an_edit_is_unsupported_and_a_deletion_silent_on_most_numbers(town: Town) -> None:
    customer = town.add()
    wamid = town.act(customer, "say", text="helo")["wamid"]
    hit = town.message(town.act(customer, "edit", message=wamid, text="hello")["wamid"])
    assert hit.message["unsupported"] == {"type": "edit"}
    town.act(customer, "revoke", message=wamid)
    town.idle()
    assert [one.message["type"] for one in town.ears.hits] == ["text", "unsupported"]
    chat = town.sim_get(f"/customers/{customer['id']}/messages")
    assert chat[0]["edited"] and chat[0]["revoked"]


def test_coexistence_numbers_hear_of_edits_and_deletions(build: Callable[..., Town]) -> None:
    town = build(coexistence=True)
    customer = town.add()
    wamid = town.act(customer, "say", text="helo")["wamid"]
    edit = town.message(town.act(customer, "edit", message=wamid, text="hello")["wamid"]).message["edit"]
    assert edit["original_message_id"] == wamid
    assert edit["message"]["text"] == {"body": "hello"}
    revoke = town.message(town.act(customer, "revoke", message=wamid)["wamid"]).message
    assert revoke["revoke"] == {"original_message_id": wamid}


def test_who_has_a_username_writes_without_a_phone_until_they_meet_by_phone(town: Town) -> None:
    luz = town.add("Luz Test", country="ES", hidden=True)
    hit = town.message(town.act(luz, "say", text="stop")["wamid"])
    assert "from" not in hit.message
    assert hit.message["from_user_id"] == luz["bsuid"]
    profile = {"name": "Luz Test", "username": "luz.test"}
    assert hit.value["contacts"] == [{"profile": profile, "user_id": luz["bsuid"]}]
    assert luz["bsuid"].startswith("ES.")
    town.text(luz)
    assert town.message(town.act(luz, "say", text="again")["wamid"]).message["from"] == luz["phone"]
    town.sim_post("/clock", {"advance": 31 * DAY})
    assert "from" not in town.message(town.act(luz, "say", text="later")["wamid"]).message
    town.act(luz, "contact-book", on=True)
    assert town.message(town.act(luz, "say", text="known")["wamid"]).message["from"] == luz["phone"]


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


def test_any_payload_can_be_signed_and_sent(town: Town) -> None:
    batch = {"object": "whatsapp_business_account", "entry": [{"id": WABA, "changes": []}] * 1000}
    town.sim_post("/webhooks", batch)
    hit = town.ears.wait(lambda hit: len(hit.json["entry"]) == 1000)[0]
    assert hit.signed()


def test_a_type_that_does_not_exist_yet_can_be_sent(town: Town) -> None:
    hit = town.message(town.act(town.add(), "raw", type="hologram", content={"depth": 3})["wamid"])
    assert hit.message["hologram"] == {"depth": 3}


def test_a_parent_user_id_goes_wherever_the_user_id_goes(town: Town) -> None:
    ada = town.friend(parent_bsuid="US.ENT.77")
    hit = town.ears.wait(lambda hit: "messages" in hit.value)[0]
    assert hit.message["from_parent_user_id"] == "US.ENT.77"
    assert hit.value["contacts"][0]["parent_user_id"] == "US.ENT.77"
    wamid = town.send({"recipient": "US.ENT.77", "type": "text", "text": {"body": "x"}})[1]["messages"][0]["id"]
    assert town.statuses(wamid, "sent")[0]["recipient_parent_user_id"] == "US.ENT.77"
    assert ada["parent_bsuid"] == "US.ENT.77"
