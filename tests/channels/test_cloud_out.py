"""Every message as the body that Meta asks for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.cloud_out import request
from bot.core import outgoing as out
from bot.core.outgoing import Outgoing
from bot.errors import BadMessage
from bot.ports import Address

ADA = Address(phone="15550100002", bsuid="US.1000000000000000001")
REPLY = {"type": "reply"}

CASES: dict[str, tuple[Outgoing, dict[str, Any]]] = {
    "text": (
        out.Text("Hi! https://example.com", preview=True),
        {"type": "text", "text": {"body": "Hi! https://example.com", "preview_url": True}},
    ),
    "image by id": (
        out.Media("image", id="900001", caption="Menu"),
        {"type": "image", "image": {"id": "900001", "caption": "Menu"}},
    ),
    "video by link": (
        out.Media("video", link="https://example.com/v.mp4", caption="Tour"),
        {"type": "video", "video": {"link": "https://example.com/v.mp4", "caption": "Tour"}},
    ),
    "voice note": (
        out.Media("audio", id="900003", voice=True),
        {"type": "audio", "audio": {"id": "900003", "voice": True}},
    ),
    "document": (
        out.Media("document", id="900004", filename="menu.pdf", caption="Menu"),
        {"type": "document", "document": {"id": "900004", "filename": "menu.pdf", "caption": "Menu"}},
    ),
    "sticker": (out.Media("sticker", id="900005"), {"type": "sticker", "sticker": {"id": "900005"}}),
    "location": (
        out.Spot(48.1, 11.5, "Demo Shop", "1 Test Street"),
        {
            "type": "location",
            "location": {"latitude": 48.1, "longitude": 11.5, "name": "Demo Shop", "address": "1 Test Street"},
        },
    ),
    "bare location": (out.Spot(0, 0), {"type": "location", "location": {"latitude": 0, "longitude": 0}}),
    "contact card": (
        out.ContactCard("Demo Shop", "+1 555 010 0001", "hi@example.com", "https://example.com"),
        {
            "type": "contacts",
            "contacts": [
                {
                    "name": {"formatted_name": "Demo Shop", "first_name": "Demo"},
                    "phones": [{"phone": "+15550100001", "type": "WORK", "wa_id": "15550100001"}],
                    "emails": [{"email": "hi@example.com", "type": "WORK"}],
                    "urls": [{"url": "https://example.com", "type": "WORK"}],
                }
            ],
        },
    ),
    "reaction": (
        out.React("wamid.T1", "👍"),
        {"type": "reaction", "reaction": {"message_id": "wamid.T1", "emoji": "👍"}},
    ),
    "buttons": (
        out.Buttons(
            "May we?",
            (out.Button("yes", "Yes"), out.Button("no", "No")),
            header="Demo Shop",
            footer="Reply STOP any time",
        ),
        {
            "type": "interactive",
            "interactive": {
                "type": "button",
                "header": {"type": "text", "text": "Demo Shop"},
                "body": {"text": "May we?"},
                "footer": {"text": "Reply STOP any time"},
                "action": {
                    "buttons": [
                        {**REPLY, "reply": {"id": "yes", "title": "Yes"}},
                        {**REPLY, "reply": {"id": "no", "title": "No"}},
                    ]
                },
            },
        },
    ),
    "list": (
        out.Menu(
            "Pick a topic",
            "Topics",
            (
                out.Section((out.Row("hours", "Opening hours", "When we are open"),), "FAQ"),
                out.Section((out.Row("person", "A person"),), "More"),
            ),
            header="Help",
            footer="Demo Shop",
        ),
        {
            "type": "interactive",
            "interactive": {
                "type": "list",
                "header": {"type": "text", "text": "Help"},
                "body": {"text": "Pick a topic"},
                "footer": {"text": "Demo Shop"},
                "action": {
                    "button": "Topics",
                    "sections": [
                        {
                            "title": "FAQ",
                            "rows": [{"id": "hours", "title": "Opening hours", "description": "When we are open"}],
                        },
                        {"title": "More", "rows": [{"id": "person", "title": "A person"}]},
                    ],
                },
            },
        },
    ),
    "list of one section without title": (
        out.Menu("Pick", "Topics", (out.Section((out.Row("a", "A"),)),)),
        {
            "type": "interactive",
            "interactive": {
                "type": "list",
                "body": {"text": "Pick"},
                "action": {"button": "Topics", "sections": [{"rows": [{"id": "a", "title": "A"}]}]},
            },
        },
    ),
    "link button": (
        out.LinkButton("Our privacy notice", "Open", "https://example.com/privacy"),
        {
            "type": "interactive",
            "interactive": {
                "type": "cta_url",
                "body": {"text": "Our privacy notice"},
                "action": {
                    "name": "cta_url",
                    "parameters": {"display_text": "Open", "url": "https://example.com/privacy"},
                },
            },
        },
    ),
    "ask for the place": (
        out.AskPlace("Where are you?"),
        {
            "type": "interactive",
            "interactive": {
                "type": "location_request_message",
                "body": {"text": "Where are you?"},
                "action": {"name": "send_location"},
            },
        },
    ),
    "ask for the number": (
        out.AskNumber("To link your order we need your number."),
        {
            "type": "interactive",
            "interactive": {
                "type": "request_contact_info",
                "body": {"text": "To link your order we need your number."},
                "action": {"name": "request_contact_info"},
            },
        },
    ),
    "template by position, ten placeholders in their order": (
        out.Template("many", "en-US", {str(n): f"v{n}" for n in (10, 1, 2, 3, 4, 5, 6, 7, 8, 9)}),
        {
            "type": "template",
            "template": {
                "name": "many",
                "language": {"code": "en_US"},
                "components": [
                    {"type": "body", "parameters": [{"type": "text", "text": f"v{n}"} for n in range(1, 11)]}
                ],
            },
        },
    ),
    "template with names, media header and both kinds of buttons": (
        out.Template(
            "promo_a",
            "en_US",
            {"first_name": "Ada"},
            named=True,
            header=out.Media("image", id="900001"),
            buttons=(
                {"index": 1, "sub_type": "url", "value": "suffix123"},
                {"index": 0, "sub_type": "quick_reply", "value": "stop_all"},
            ),
        ),
        {
            "type": "template",
            "template": {
                "name": "promo_a",
                "language": {"code": "en_US"},
                "components": [
                    {"type": "header", "parameters": [{"type": "image", "image": {"id": "900001"}}]},
                    {
                        "type": "body",
                        "parameters": [{"type": "text", "parameter_name": "first_name", "text": "Ada"}],
                    },
                    {
                        "type": "button",
                        "sub_type": "quick_reply",
                        "index": "0",
                        "parameters": [{"type": "payload", "payload": "stop_all"}],
                    },
                    {
                        "type": "button",
                        "sub_type": "url",
                        "index": "1",
                        "parameters": [{"type": "text", "text": "suffix123"}],
                    },
                ],
            },
        },
    ),
    "template without anything to fill in": (
        out.Template("hello", "pt_BR", {}),
        {"type": "template", "template": {"name": "hello", "language": {"code": "pt_BR"}}},
    ),
}


def body_of(message: Outgoing, to: Address = ADA, reference: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(request(message, to, reference))
    return found


@pytest.mark.parametrize(("message", "expected"), CASES.values(), ids=CASES)
def test_a_message_becomes_metas_body(message: Outgoing, expected: dict[str, Any]) -> None:
    shared = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+15550100002"}
    assert body_of(message) == {**shared, **expected}


def test_every_kind_of_message_has_a_case() -> None:
    assert {type(message) for message, _ in CASES.values()} == set(Outgoing.__args__)


@pytest.mark.parametrize("message", [message for message, _ in CASES.values()], ids=CASES)
def test_no_body_has_a_category(message: Outgoing) -> None:
    """With it Meta would send without a template outside the window."""

    def keys(value: Any) -> set[str]:
        below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return set(value if isinstance(value, dict) else ()).union(*(keys(item) for item in below))

    assert "category" not in keys(body_of(message, reference="o:1:1"))


# ---- where to


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (ADA, {"to": "+15550100002"}),
        (Address(phone="+1 (555) 010-0002"), {"to": "+15550100002"}),
        (Address(bsuid="US.1"), {"recipient": "US.1"}),
        (Address(phone="none", bsuid="US.1"), {"recipient": "US.1"}),
    ],
)
def test_the_phone_is_preferred_and_both_are_never_named(to: Address, expected: dict[str, str]) -> None:
    body = body_of(out.Text("x"), to)
    assert {key: body[key] for key in ("to", "recipient") if key in body} == expected


def test_nobody_to_send_to_is_a_bad_message() -> None:
    with pytest.raises(BadMessage, match="no phone number or user id"):
        request(out.Text("x"), Address())


def test_our_reference_goes_along() -> None:
    assert body_of(out.Text("x"), reference="o:42:1")["biz_opaque_callback_data"] == "o:42:1"
    assert "biz_opaque_callback_data" not in body_of(out.Text("x"))


def test_all_problems_are_told_together() -> None:
    with pytest.raises(BadMessage) as problem:
        request(out.Text(""), Address(), "x" * 513)
    for part in ("The text is empty.", "The reference can have 512", "no phone number"):
        assert part in str(problem.value)


@given(st.text(min_size=1, max_size=200).filter(str.strip))
@settings(max_examples=100, derandomize=True)
def test_any_text_arrives_as_it_was_written(text: str) -> None:
    assert body_of(out.Text(text))["text"]["body"] == text


def test_half_an_emoji_does_not_stop_a_message() -> None:
    assert body_of(out.Text("a\ud83d"))["text"]["body"] == "a?"
