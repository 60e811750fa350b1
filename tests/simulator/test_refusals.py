"""Meta's refusals: each with its code, HTTP status and error body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.peer import NUMBER, Town


def buttons(*titles: str, ids: tuple[str, ...] = ("a", "b", "c", "d")) -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": ids[n], "title": title}} for n, title in enumerate(titles)]
    return interactive("button", {"buttons": replies})


def interactive(kind: str, action: dict[str, Any], body: str = "Pick", **more: Any) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": body}, "action": action, **more}}


def listed(rows: list[dict[str, Any]], sections: int = 1, **more: Any) -> dict[str, Any]:
    parts = [{"title": f"Part {n}", "rows": rows} for n in range(sections)]
    return interactive("list", {"button": "Choose", "sections": parts, **more})


def row(n: int, **more: Any) -> dict[str, Any]:
    return {"id": f"r{n}", "title": f"Row {n}", **more}


def template(name: str, *params: Any, language: str = "en", **more: Any) -> dict[str, Any]:
    components = [{"type": "body", "parameters": list(params)}] if params else []
    return {
        "type": "template",
        "template": {"name": name, "language": {"code": language}, "components": components, **more},
    }


def text(value: str) -> dict[str, str]:
    return {"type": "text", "text": value}


ONE_BUTTON = buttons("1")["interactive"]["action"]
ONE_ROW = listed([row(1)])["interactive"]["action"]
TWO_SECTIONS = {
    "button": "Choose",
    "sections": [
        {"title": "a", "rows": [row(n) for n in range(5)]},
        {"title": "b", "rows": [row(n) for n in range(5, 11)]},
    ],
}
LONG_LABEL = {"display_text": "x" * 21, "url": "https://example.com"}
BAD: list[tuple[str, int, dict[str, Any]]] = [
    ("unknown key", 100, {"type": "text", "text": {"body": "x", "boddy": "x"}}),
    ("unknown key at the top", 100, {"type": "text", "text": {"body": "x"}, "urgent": True}),
    ("direct send", 100, {"type": "text", "text": {"body": "x"}, "category": "utility"}),
    ("text too long", 100, {"type": "text", "text": {"body": "x" * 4097}}),
    ("empty text", 100, {"type": "text", "text": {"body": ""}}),
    ("text is no object", 100, {"type": "text", "text": "x"}),
    ("preview_url is no boolean", 100, {"type": "text", "text": {"body": "x", "preview_url": "yes"}}),
    ("reference too long", 100, {"type": "text", "text": {"body": "x"}, "biz_opaque_callback_data": "x" * 513}),
    ("group", 100, {"type": "text", "text": {"body": "x"}, "recipient_type": "group"}),
    ("caption too long", 100, {"type": "image", "image": {"link": "https://example.com/a.png", "caption": "x" * 1025}}),
    ("no body", 131008, {"type": "text", "text": {}}),
    ("no content", 131008, {"type": "text"}),
    ("neither id nor link", 131008, {"type": "image", "image": {"caption": "x"}}),
    ("unknown media", 131009, {"type": "image", "image": {"id": "12345"}}),
    ("link without scheme", 131009, {"type": "image", "image": {"link": "example.com/a.png"}}),
    ("unknown type", 131051, {"type": "poll", "poll": {}}),
    ("no buttons", 131009, buttons()),
    ("four buttons", 131009, buttons("1", "2", "3", "4")),
    ("button title too long", 131009, buttons("x" * 21)),
    ("empty button title", 131009, buttons("")),
    ("same title twice", 131009, buttons("Yes", "Yes")),
    ("same id twice", 131009, buttons("Yes", "No", ids=("a", "a"))),
    ("button id too long", 131009, buttons("Yes", ids=("x" * 257,))),
    ("button body too long", 131009, interactive("button", ONE_BUTTON, "x" * 1025)),
    ("header too long", 131009, interactive("button", ONE_BUTTON, header={"type": "text", "text": "x" * 61})),
    ("footer too long", 131009, interactive("button", ONE_BUTTON, footer={"text": "x" * 61})),
    ("eleven rows", 131009, listed([row(n) for n in range(11)])),
    ("eleven rows in two sections", 131009, interactive("list", TWO_SECTIONS)),
    ("eleven sections", 131009, listed([row(1)], sections=11)),
    ("row title too long", 131009, listed([{"id": "a", "title": "x" * 25}])),
    ("row description too long", 131009, listed([row(1, description="x" * 73)])),
    ("row id too long", 131009, listed([{"id": "x" * 201, "title": "a"}])),
    ("list button too long", 131009, listed([row(1)], button="x" * 21)),
    ("list body too long", 131009, interactive("list", ONE_ROW, "x" * 4097)),
    ("sections without titles", 131009, interactive("list", {"button": "x", "sections": [{"rows": [row(n)]} for n in (1, 2)]})),
    ("list with a picture", 131009, interactive("list", ONE_ROW, header={"type": "image", "image": {"id": "1"}})),
    ("unknown interactive type", 131009, interactive("carousel", {})),
    ("link label too long", 131009, interactive("cta_url", {"name": "cta_url", "parameters": LONG_LABEL})),
    ("reaction to nothing", 131009, {"type": "reaction", "reaction": {"message_id": "wamid.none", "emoji": "👍"}}),
    ("258 contacts", 131009, {"type": "contacts", "contacts": [{"name": {"formatted_name": "x"}}] * 258}),
    ("latitude is text", 100, {"type": "location", "location": {"latitude": "north", "longitude": 1}}),
    ("unknown template", 132001, template("nothing")),
    ("template in another language", 132001, template("plain", language="fr")),
    ("too few parameters", 132000, template("promo")),
    ("too many parameters", 132000, template("plain", text("x"))),
    ("wrong parameter name", 132012, template("promo", {**text("Ada"), "parameter_name": "name"})),
    ("empty parameter", 100, template("promo", {**text(""), "parameter_name": "first_name"})),
    ("parameter with a new line", 100, template("promo", {**text("A\nB"), "parameter_name": "first_name"})),
    ("filled text too long", 132005, template("long", text("x" * 30))),
    ("picture missing in the header", 132012, template("pictured")),
    ("paused template", 132015, template("paused")),
    ("disabled template", 132016, template("disabled")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "body"), [one[1:] for one in BAD], ids=[one[0] for one in BAD])
def test_a_body_that_meta_refuses_is_refused_with_its_code(town: Town, code: int, body: dict[str, Any]) -> None:
    customer = town.friend()
    status, told = town.send({"to": f"+{customer['phone']}", **body})
    assert told["error"]["code"] == code, told
    assert status == (404 if code == 132001 else 400)
    assert told["error"]["type"] == "OAuthException"
    assert told["error"]["fbtrace_id"]
    assert not town.sim_get(f"/messages?author=business&customer={customer['id']}")


def test_the_error_body_is_metas(town: Town) -> None:
    status, told = town.text(town.add())
    assert status == 400
    assert told["error"] | {"fbtrace_id": ""} == {
        "message": "(#131047) Re-engagement message",
        "type": "OAuthException",
        "code": 131047,
        "error_data": {
            "messaging_product": "whatsapp",
            "details": "More than 24 hours have passed since the recipient last replied to the sender number.",
        },
        "fbtrace_id": "",
    }


def test_a_wrong_token_is_190_everywhere(town: Town) -> None:
    for method, path in (("POST", f"/v26.0/{NUMBER}/messages"), ("GET", f"/{NUMBER}"), ("GET", "/v26.0/me")):
        for header in ("Bearer wrong", "", "tok"):
            status, told, _ = town.call(method, path, {}, headers={"Authorization": header})
            assert (status, told["error"]["code"]) == (401, 190)


def test_a_wrong_number_id_is_33(town: Town) -> None:
    status, told = town.send({"to": "+15550100002", "type": "text", "text": {"body": "x"}}, "/v26.0/999/messages")
    assert (status, told["error"]["code"]) == (400, 33)


def test_an_unknown_edge_is_100_and_an_unknown_path_2500(town: Town) -> None:
    assert town.call("GET", f"/v26.0/{NUMBER}/nothing")[1]["error"]["code"] == 100
    assert town.call("GET", "/v26.0/a/b/c")[1]["error"]["code"] == 2500


def test_messaging_product_is_needed_and_the_body_must_be_json(town: Town) -> None:
    path = f"/v26.0/{NUMBER}/messages"
    assert town.call("POST", path, {"to": "+1"})[1]["error"]["code"] == 100
    assert town.call("POST", path, raw=b"not json")[1]["error"]["code"] == 100
    assert town.call("POST", path, [1])[1]["error"]["code"] == 100


def test_a_recipient_is_needed(town: Town) -> None:
    assert town.send({"type": "text", "text": {"body": "x"}})[1]["error"]["code"] == 131008


@pytest.mark.parametrize("to", ["nobody", "+1", "US.1000000000000000001", "+1555;0100002"])
def test_to_must_be_a_phone_number(town: Town, to: str) -> None:
    assert town.send({"to": to, "type": "text", "text": {"body": "x"}})[1]["error"]["code"] == 131009


def test_recipient_must_be_a_user_id(town: Town) -> None:
    assert town.send({"recipient": "15550100002", "type": "text", "text": {"body": "x"}})[1]["error"]["code"] == 131009


def test_the_business_cannot_write_to_itself(town: Town) -> None:
    assert town.send({"to": "+15550100001", "type": "text", "text": {"body": "x"}})[1]["error"]["code"] == 131021


def test_authentication_templates_need_a_phone(town: Town) -> None:
    customer = town.friend()
    body = template("code", text("123456"))
    assert town.send({"recipient": customer["bsuid"], **body})[1]["error"]["code"] == 131062
    assert town.send({"to": f"+{customer['phone']}", **body})[0] == 200


def test_a_link_button_needs_its_parameter(town: Town) -> None:
    customer = town.friend()
    components: list[dict[str, Any]] = [
        {"type": "header", "parameters": [text("7")]},
        {"type": "body", "parameters": [text("Ada"), text("7")]},
    ]
    body = {
        "type": "template",
        "template": {"name": "shipped", "language": {"code": "en_US"}, "components": components},
    }
    to = {"to": f"+{customer['phone']}"}
    assert town.send({**to, **body})[1]["error"]["code"] == 131008
    components.append({"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [text("x")]})
    assert town.send({**to, **body})[1]["error"]["code"] == 132012
    components[-1]["sub_type"] = "url"
    assert town.send({**to, **body})[0] == 200
    components.append({"type": "button", "sub_type": "url", "index": "1", "parameters": [text("x")]})
    assert town.send({**to, **body})[1]["error"]["code"] == 132000


def test_a_number_that_is_not_registered_sends_nothing(town: Town) -> None:
    customer = town.friend()
    assert town.call("POST", f"/v26.0/{NUMBER}/deregister", {})[1] == {"success": True}
    assert town.text(customer)[1]["error"]["code"] == 133010
    town.call("POST", f"/v26.0/{NUMBER}/register", {"messaging_product": "whatsapp", "pin": "123456"})
    assert town.text(customer)[0] == 200


def test_only_marketing_templates_go_through_the_marketing_edge(town: Town) -> None:
    customer = town.friend()
    path = f"/v26.0/{NUMBER}/marketing_messages"
    body = {"to": f"+{customer['phone']}"}
    assert town.send({**body, **template("plain")}, path)[1]["error"]["code"] == 131055
    good = template("promo", {**text("Ada"), "parameter_name": "first_name"})
    assert town.send({**body, **good}, path)[0] == 200


@pytest.mark.parametrize("limit", [4096])
def test_a_text_of_exactly_the_limit_is_taken(town: Town, limit: int) -> None:
    assert town.text(town.friend(), "x" * limit)[0] == 200


def test_who_is_blocked_by_the_business_is_130403(build: Callable[..., Town]) -> None:
    town = build()
    customer = town.friend()
    town.call(
        "POST",
        f"/{NUMBER}/block_users",
        {"messaging_product": "whatsapp", "block_users": [{"user": customer["phone"]}]},
    )
    assert town.text(customer)[1]["error"]["code"] == 130403
