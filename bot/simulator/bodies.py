"""What a message body may hold: every type that the Cloud API sends, with its limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.simulator.refusals import Refusal
from bot.simulator.shapes import Each, Flag, Free, Keys, Number, OneOf, Shape, Text

_URL = Text(2000)


def _file(**more: Shape) -> Keys:
    return Keys(allowed={"id": Text(200), "link": _URL, "provider": Text(200), **more}, also=_id_or_link)


def _id_or_link(media: dict[str, Any], path: str) -> None:
    if not media.get("id") and not media.get("link"):
        raise Refusal(131008, f"Either 'id' or 'link' is needed in {path}.")
    if media.get("link") and not str(media["link"]).startswith(("https://", "http://")):
        raise Refusal(131009, f"The link in {path} must start with https://.")


_CAPTION = Text(1024, least=0)
MEDIA: dict[str, Keys] = {
    "image": _file(caption=_CAPTION),
    "video": _file(caption=_CAPTION),
    "audio": _file(voice=Flag()),
    "document": _file(caption=_CAPTION, filename=Text(240)),
    "sticker": _file(),
}
_HEADERS = {kind: Keys({"type": OneOf((kind,)), kind: MEDIA[kind]}) for kind in ("image", "video", "document")}
_TEXT_HEADER = Keys({"type": OneOf(("text",)), "text": Text(60, called="Header text")}, {"sub_text": Text(60)})
_FOOTER = Keys({"text": Text(60, called="Footer text")})


def _header(header: dict[str, Any], path: str) -> None:
    kind = header.get("type")
    if kind != "text" and kind not in _HEADERS:
        raise Refusal(131009, f"The header type {kind!r} is not one of text, image, video, document.")
    (_TEXT_HEADER if kind == "text" else _HEADERS[str(kind)]).check(header, path)


def _text_header(header: dict[str, Any], path: str) -> None:
    if header.get("type") != "text":
        raise Refusal(131009, "A list has a text header or none.")
    _header(header, path)


def _distinct(values: Iterable[Any], what: str) -> None:
    seen = list(values)
    if len(seen) != len(set(seen)):
        raise Refusal(131009, f"Duplicated {what}: each must be different.")


def _buttons(action: dict[str, Any], path: str) -> None:
    _distinct((button["reply"]["id"] for button in action["buttons"]), "button id")
    _distinct((button["reply"]["title"] for button in action["buttons"]), "button title")


def _sections(action: dict[str, Any], path: str) -> None:
    sections = action["sections"]
    rows = [row for section in sections for row in section["rows"]]
    if len(rows) > 10:
        raise Refusal(131009, "Total row count exceed max allowed count: 10")
    _distinct((row["id"] for row in rows), "row id")
    if len(sections) > 1 and any(not section.get("title") for section in sections):
        raise Refusal(131009, "Section title is required when there is more than one section")


_REPLY = Keys(
    {
        "type": OneOf(("reply",)),
        "reply": Keys({"id": Text(256, called="Button id"), "title": Text(20, called="Button title")}),
    }
)
_ROW = Keys(
    {"id": Text(200, called="Row id"), "title": Text(24, called="Row title")},
    {"description": Text(72, least=0, called="Row description")},
)
_SECTION = Keys({"rows": Each(_ROW, 10, called="row")}, {"title": Text(24, least=0, called="Section title")})
_LINK = Keys({"display_text": Text(20, called="display_text"), "url": _URL})
_FLOW = Keys(
    {"flow_message_version": Free(), "flow_cta": Text(30, called="flow_cta")},
    {
        "flow_id": Free(), "flow_name": Text(200), "flow_token": Text(200), "mode": OneOf(("draft", "published")),
        "flow_action": OneOf(("navigate", "data_exchange")), "flow_action_payload": Free(),
    },
)  # fmt: skip


_ANY_HEADER: dict[str, Shape] = {key: Free() for key in ("type", "text", "sub_text", "image", "video", "document")}


def _interactive(limit: int, action: Keys, header: Keys | None = None) -> Keys:
    body = Keys({"text": Text(limit, called="Body text")})
    extras: dict[str, Shape] = {"footer": _FOOTER, "header": header or Keys(allowed=_ANY_HEADER, also=_header)}
    return Keys({"type": Text(50), "body": body, "action": action}, extras)


INTERACTIVE: dict[str, Keys] = {
    "button": _interactive(1024, Keys({"buttons": Each(_REPLY, 3, called="buttons")}, also=_buttons)),
    "list": _interactive(
        4096,
        Keys({"button": Text(20, called="Button"), "sections": Each(_SECTION, 10, called="sections")}, also=_sections),
        header=Keys(allowed=_ANY_HEADER, also=_text_header),
    ),
    "cta_url": _interactive(1024, Keys({"name": OneOf(("cta_url",)), "parameters": _LINK})),
    "location_request_message": _interactive(1024, Keys({"name": OneOf(("send_location",))})),
    "request_contact_info": _interactive(1024, Keys({"name": OneOf(("request_contact_info",))})),
    "flow": _interactive(1024, Keys({"name": OneOf(("flow",)), "parameters": _FLOW})),
    "call_permission_request": _interactive(1024, Keys({"name": OneOf(("call_permission_request",))})),
}
_NAME = Keys(
    {"formatted_name": Text(200)},
    {key: Text(200, least=0) for key in ("first_name", "last_name", "middle_name", "suffix", "prefix")},
)
_CARD = Keys(
    {"name": _NAME},
    {key: Free() for key in ("phones", "emails", "urls", "addresses", "org", "birthday")},
)
_PARAMETER = Keys(
    {"type": Text(30)},
    {key: Free() for key in ("text", "parameter_name", "payload", "currency", "date_time", "image", "video", "document",
                             "location", "action", "coupon_code", "tap_target_configuration", "product")},
)  # fmt: skip
_PARAMETERS = Each(_PARAMETER, 100, least=0)
_COMPONENT = Keys(
    {
        "type": OneOf(
            ("header", "body", "footer", "button", "carousel", "limited_time_offer", "order_status"), any_case=True
        )
    },
    {"sub_type": Text(40), "index": Number(loose=True), "parameters": _PARAMETERS, "cards": Free()},
)
_LANGUAGE = Keys({"code": Text(20)}, {"policy": OneOf(("deterministic",))})
TYPES: dict[str, Shape] = {
    "text": Keys({"body": Text(4096)}, {"preview_url": Flag()}),
    **MEDIA,
    "location": Keys(
        {"latitude": Number(loose=True), "longitude": Number(loose=True)},
        {"name": Text(1000, least=0), "address": Text(1000, least=0)},
    ),
    "contacts": Each(_CARD, 257),
    "reaction": Keys({"message_id": Text(300)}, {"emoji": Text(30, least=0)}),
    "template": Keys(
        {"name": Text(512), "language": _LANGUAGE},
        {"components": Each(_COMPONENT, 20, least=0), "namespace": Text(200)},
    ),
}
_SHARED: dict[str, Shape] = {
    "messaging_product": OneOf(("whatsapp",)),
    "recipient_type": OneOf(("individual",)),
    "to": Text(200),
    "recipient": Text(140),
    "type": Text(50),
    "context": Keys({"message_id": Text(300)}),
    "biz_opaque_callback_data": Text(512),
    "recipient_identity_key_hash": Text(200),
    "messaging_account_id": Text(100),
}


def check_body(body: Any) -> tuple[str, Any]:
    """Refuse what Meta refuses; return the type and the content of the message."""
    if not isinstance(body, dict):
        raise Refusal(100, message="(#100) The request body must be a JSON object.")
    if body.get("messaging_product") != "whatsapp":
        raise Refusal(100, message="(#100) The parameter messaging_product is required.")
    if "category" in body:
        raise Refusal(100, "Direct Send is not enabled for this account: remove the key 'category'.")
    kind = body.get("type") or "text"
    if kind not in TYPES and kind != "interactive":
        raise Refusal(131051, f"Message type {kind!r} is currently not supported.")
    Keys(allowed={**_SHARED, kind: Free()}).check(body, "message")
    content = body.get(kind)
    if content is None:
        raise Refusal(131008, f"Parameter '{kind}' is missing.")
    _shape(kind, content).check(content, kind)
    return kind, content


def _shape(kind: str, content: Any) -> Shape:
    if kind != "interactive":
        return TYPES[kind]
    inner = content.get("type") if isinstance(content, dict) else None
    if inner not in INTERACTIVE:
        raise Refusal(131009, f"The interactive type {inner!r} is not one of {', '.join(INTERACTIVE)}.")
    return INTERACTIVE[str(inner)]
