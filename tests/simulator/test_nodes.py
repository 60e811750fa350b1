"""The other nodes: number, account, templates, media, blocked users, username, contact book, tokens."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from bot.simulator.media import check_upload, kind_of
from bot.simulator.refusals import Refusal
from tests.simulator.peer import NUMBER, SECRET, TOKEN, WABA, Town

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def upload(town: Town, data: bytes = PNG, mime: str = "image/png") -> tuple[int, Any]:
    mark = b"--mark"
    parts = [
        mark + b'\r\nContent-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n',
        mark + f'\r\nContent-Disposition: form-data; name="type"\r\n\r\n{mime}\r\n'.encode(),
        mark
        + f'\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: {mime}\r\n\r\n'.encode(),
        data + b"\r\n" + mark + b"--\r\n",
    ]
    headers = {"Content-Type": "multipart/form-data; boundary=mark"}
    status, told, _ = town.call("POST", f"/v26.0/{NUMBER}/media", raw=b"".join(parts), headers=headers)
    return status, told


def path_of(url: str) -> str:
    return url[url.index("/lookaside") :]


def test_an_uploaded_file_can_be_sent_described_downloaded_and_deleted(town: Town) -> None:
    status, told = upload(town)
    assert status == 200
    customer = town.friend()
    image = {"type": "image", "image": {"id": told["id"], "caption": "Menu"}}
    assert town.send({"to": f"+{customer['phone']}", **image})[0] == 200
    described = town.call("GET", f"/v26.0/{told['id']}")[1]
    assert described["sha256"] == hashlib.sha256(PNG).hexdigest()
    assert (described["mime_type"], described["file_size"], described["id"]) == ("image/png", len(PNG), told["id"])
    assert town.call("GET", path_of(described["url"]))[1] == PNG
    assert town.call("GET", path_of(described["url"]), headers={"Authorization": ""})[0] == 404
    assert town.call("DELETE", f"/v26.0/{told['id']}")[1] == {"success": True}
    assert town.call("GET", f"/v26.0/{told['id']}")[1]["error"]["code"] == 33


def test_a_download_address_works_for_five_minutes_and_cannot_be_guessed(town: Town) -> None:
    customer = town.add()
    hit = town.message(town.act(customer, "picture")["wamid"])
    url = path_of(hit.message["image"]["url"])
    assert town.call("GET", url)[1].startswith(b"\x89PNG")
    assert town.call("GET", url[:-1] + ("0" if url[-1] != "0" else "1"))[0] == 404
    town.hand.at += 301
    assert town.call("GET", url)[0] == 404
    assert town.call("GET", f"/{hit.message['image']['id']}")[0] == 200


def test_received_files_live_seven_days_and_uploaded_ones_thirty(town: Town) -> None:
    received = town.message(town.act(town.add(), "picture")["wamid"]).message["image"]["id"]
    uploaded = upload(town)[1]["id"]
    town.hand.at += 8 * 24 * 3600
    assert town.call("GET", f"/{received}")[0] == 400
    assert town.call("GET", f"/{uploaded}")[0] == 200
    town.hand.at += 23 * 24 * 3600
    assert town.call("GET", f"/{uploaded}")[0] == 400


@pytest.mark.parametrize(
    ("mime", "size", "code"),
    [
        ("image/gif", 10, 100),
        ("image/png", 5 * 1024 * 1024 + 1, 131053),
        ("image/webp", 600 * 1024, 131053),
        ("audio/ogg", 0, 131053),
    ],
)
def test_a_file_that_whatsapp_does_not_take_is_refused(mime: str, size: int, code: int) -> None:
    with pytest.raises(Refusal) as refusal:
        check_upload(mime, size)
    assert refusal.value.code == code


def test_kinds_of_files() -> None:
    kinds = {"image/jpeg": "image", "audio/ogg; codecs=opus": "audio", "application/pdf": "document", "text/html": ""}
    assert {mime: kind_of(mime) for mime in kinds} == kinds


def test_a_file_that_is_refused_is_metas_error_over_http(town: Town) -> None:
    assert upload(town, mime="image/gif")[1]["error"]["code"] == 100
    told = town.call("POST", f"/{NUMBER}/media", {"messaging_product": "whatsapp"})[1]
    assert told["error"]["code"] == 100


def test_the_number_says_what_it_is(town: Town) -> None:
    told = town.call("GET", f"/v26.0/{NUMBER}")[1]
    assert told["display_phone_number"] == "+15550100001"
    assert told["verified_name"] == "Café Aurora"
    fields = "quality_score,throughput%7Blevel%7D,status"
    told = town.call("GET", f"/v26.0/{NUMBER}?fields={fields}")[1]
    assert told == {
        "quality_score": {"score": "GREEN"},
        "throughput": {"level": "STANDARD"},
        "status": "CONNECTED",
        "id": NUMBER,
    }
    assert town.call("GET", f"/v26.0/{NUMBER}?fields=nothing")[1]["error"]["code"] == 100
    assert town.call("GET", f"/v26.0/{NUMBER}?fields=certificate")[1] == {"id": NUMBER}


def test_the_account_says_what_it_is(town: Town) -> None:
    assert town.call("GET", f"/{WABA}?fields=name,currency")[1] == {
        "name": "Café Aurora",
        "currency": "EUR",
        "id": WABA,
    }
    numbers = town.call("GET", f"/{WABA}/phone_numbers?fields=display_phone_number")[1]["data"]
    assert numbers == [{"display_phone_number": "+15550100001", "id": NUMBER}]


def test_templates_are_listed_made_changed_and_deleted(town: Town) -> None:
    path = f"/v26.0/{WABA}/message_templates"
    listed = town.call("GET", f"{path}?name=promo&fields=name,status,category,language")[1]["data"]
    assert [{key: one[key] for key in ("name", "status", "category", "language")} for one in listed] == [
        {"name": "promo", "status": "APPROVED", "category": "MARKETING", "language": "en"}
    ]
    assert town.call("GET", f"{path}?status=paused&fields=name")[1]["data"][0]["name"] == "paused"
    assert town.call("GET", f"{path}?summary=total_count")[1]["summary"]["total_count"] == 8
    new = {
        "name": "new_one",
        "language": "en_US",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Hi {{1}}."}],
    }
    status, made, _ = town.call("POST", path, new)
    assert (status, made["status"], made["category"]) == (200, "APPROVED", "UTILITY")
    hit = town.ears.wait(lambda hit: hit.field == "message_template_status_update")[0]
    assert hit.value["event"] == "APPROVED"
    assert hit.value["message_template_id"] == int(made["id"])
    assert town.call("POST", path, new)[1]["error"]["error_subcode"] == 2388024
    changed = {"components": [{"type": "BODY", "text": "Bye {{1}}."}]}
    assert town.call("POST", f"/{made['id']}", changed)[1] == {"success": True}
    assert town.call("GET", f"/{made['id']}?fields=components")[1]["components"][0]["text"] == "Bye {{1}}."
    assert town.call("DELETE", f"{path}?name=new_one")[1] == {"success": True}
    assert town.call("DELETE", f"{path}?name=new_one")[1]["error"]["code"] == 100


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Not Good", "category": "UTILITY"},
        {"name": "good", "category": "NEWS"},
        {"name": "good", "category": "UTILITY", "components": []},
    ],
)
def test_a_wrong_template_is_refused(town: Town, wrong: dict[str, Any]) -> None:
    assert town.call("POST", f"/{WABA}/message_templates", {"language": "en", **wrong})[1]["error"]["code"] == 100


def test_a_paused_template_can_be_unpaused(town: Town) -> None:
    paused = town.call("GET", f"/{WABA}/message_templates?name=paused")[1]["data"][0]["id"]
    assert town.call("POST", f"/{paused}/unpause")[1] == {"success": True}
    assert town.call("POST", f"/{paused}/unpause")[1]["success"] is False
    customer = town.friend()
    body = {"type": "template", "template": {"name": "paused", "language": {"code": "en"}}}
    assert town.send({"to": f"+{customer['phone']}", **body})[0] == 200


def block(town: Town, method: str, **user: str) -> tuple[int, Any]:
    body = {"messaging_product": "whatsapp", "block_users": [user]}
    status, told, _ = town.call(method, f"/v26.0/{NUMBER}/block_users", body)
    return status, told


def test_only_who_wrote_within_24_hours_can_be_blocked_and_is_not_heard_any_more(town: Town) -> None:
    customer = town.add()
    assert block(town, "POST", user=f"+{customer['phone']}")[1]["error"]["code"] == 139100
    town.act(customer, "say", text="spam")
    town.idle()
    added = block(town, "POST", user_id=customer["bsuid"])[1]["block_users"]["added_users"]
    assert added == [{"input": customer["bsuid"], "wa_id": customer["phone"], "user_id": customer["bsuid"]}]
    town.act(customer, "say", text="more spam")
    town.act(customer, "marketing", on=False)
    town.idle()
    assert len(town.ears.hits) == 1
    assert town.call("GET", f"/{NUMBER}/block_users")[1]["data"][0]["user_id"] == customer["bsuid"]
    assert block(town, "DELETE", user=customer["phone"])[1]["block_users"]["removed_users"]
    assert town.call("GET", f"/{NUMBER}/block_users")[1]["data"] == []
    assert town.text(customer)[0] == 200


def test_the_business_username(town: Town) -> None:
    path = f"/v26.0/{NUMBER}/username"
    assert town.call("GET", path)[1] == {}
    assert town.call("POST", path, {"username": "Café!"})[1]["error"]["code"] == 100
    town.add("Luz Test", username="luz.test")
    assert town.call("POST", path, {"username": "luz.test"})[1]["error"]["code"] == 147001
    assert town.call("POST", path, {"username": "cafe.aurora"})[1] == {"status": "approved"}
    assert town.call("GET", path)[1] == {"username": "cafe.aurora", "status": "approved"}
    assert town.call("DELETE", path)[1] == {"success": True}
    assert town.call("GET", f"/{NUMBER}/username_suggestions")[1]["data"][0]["username_suggestions"]


def test_a_contact_book_entry_can_be_deleted_once(town: Town) -> None:
    luz = town.add("Luz Test", hidden=True)
    town.act(luz, "contact-book", on=True)
    path = f"/v26.0/{NUMBER}/contact_book?messaging_product=whatsapp&bsuid={luz['bsuid']}"
    assert town.call("DELETE", path)[1] == {"messaging_product": "whatsapp", "success": True, "deleted": True}
    assert town.call("DELETE", path)[1]["deleted"] is False


def test_tokens_can_be_looked_at(town: Town) -> None:
    assert town.call("GET", f"/debug_token?input_token={TOKEN}")[1]["data"]["is_valid"] is True
    assert town.call("GET", "/debug_token?input_token=other")[1]["data"]["is_valid"] is False
    assert town.call("GET", "/me")[1]["id"]
    app = town.call("GET", f"/oauth/access_token?client_id=1&client_secret={SECRET}", headers={"Authorization": ""})[1]
    assert town.call("GET", f"/me?access_token={app['access_token']}", headers={"Authorization": ""})[0] == 200
    assert town.call("GET", "/oauth/access_token?client_secret=x", headers={"Authorization": ""})[0] == 400


def test_the_profile_has_the_fields_asked_for(town: Town) -> None:
    told = town.call("GET", f"/{NUMBER}/whatsapp_business_profile?fields=about,email")[1]
    assert told == {"data": [{"about": "Café Aurora", "email": ""}]}
