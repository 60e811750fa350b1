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


def test_any_payload_can_be_signed_and_sent(town: Town) -> None:
    batch = {"object": "whatsapp_business_account", "entry": [{"id": WABA, "changes": []}] * 1000}
    town.sim_post("/webhooks", batch)
    hit = town.ears.wait(lambda hit: len(hit.json["entry"]) == 1000)[0]
    assert hit.signed()


def test_a_type_that_does_not_exist_yet_can_be_sent(town: Town) -> None:
    hit = town.message(town.act(town.add(), "raw", type="hologram", content={"depth": 3})["wamid"])
    assert hit.message["hologram"] == {"depth": 3}
