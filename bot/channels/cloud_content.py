"""What a message says: one reader per type of Meta's ``messages`` webhook. What cannot be read is Unreadable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from bot.channels.cloud_json import error_code, mapping, number, second, sequence, strictly, text, yes
from bot.core.incoming import (
    CallPermission,
    Card,
    Cards,
    Content,
    Edited,
    Filled,
    Ordered,
    Place,
    Reacted,
    Revoked,
    Said,
    Sent,
    Tapped,
    Unreadable,
)
from bot.core.numbers import digits

Raw = dict[str, Any]
Reader = Callable[[Raw], Content | None]


def content(raw: Raw, *, fallback_code: int = 0) -> Content:
    """Return the content of one message. ``fallback_code``: the error that stood beside the messages, if any."""
    kind = kind_of(raw)
    reader = _READERS.get(kind)
    read = reader(raw) if reader else None
    if read is not None:
        return read
    inner = text(mapping(raw.get("unsupported")).get("type"))
    return Unreadable(type=inner or kind or "unknown", code=error_code(raw) or fallback_code)


def kind_of(raw: Raw) -> str:
    """Return the type of a message; where it is missing, the type whose object is there."""
    kind = text(raw.get("type"))
    return kind or next((known for known in _READERS if known in raw), "")


# ---- readers: None where the object is missing or makes no sense


def _said(raw: Raw) -> Said | None:
    body = mapping(raw.get("text")).get("body")
    return Said(body) if isinstance(body, str) else None


def _media(kind: str) -> Reader:
    def read(raw: Raw) -> Sent | None:
        media = mapping(raw.get(kind))
        media_id, caption = text(media.get("id")), text(media.get("caption"))
        if not (media_id or caption):
            return None
        return Sent(
            media=cast(Any, kind),
            id=media_id,
            mime=text(media.get("mime_type")),
            caption=caption,
            filename=text(media.get("filename")),
            voice=yes(media.get("voice")),
            sha256=text(media.get("sha256")),
        )

    return read


def _place(raw: Raw) -> Place | None:
    spot = mapping(raw.get("location"))
    latitude, longitude = number(spot.get("latitude")), number(spot.get("longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Place(latitude, longitude, text(spot.get("name")), text(spot.get("address")))


def _cards(raw: Raw) -> Cards | None:
    cards = tuple(_card(card) for card in sequence(raw.get("contacts")) if isinstance(card, dict))
    return Cards(cards) if cards else None


def _card(raw: Raw) -> Card:
    name = raw.get("name")
    phones = (_card_phone(phone) for phone in sequence(raw.get("phones")))
    return Card(
        name=text(mapping(name).get("formatted_name")) or text(name),
        phones=tuple(phone for phone in phones if phone),
        own=raw.get("origin") == "contact_request",
    )


def _card_phone(raw: Any) -> str:
    if not isinstance(raw, dict):
        return digits(text(raw))
    return digits(text(raw.get("wa_id"))) or digits(text(raw.get("phone")))


def _reacted(raw: Raw) -> Reacted | None:
    reaction = mapping(raw.get("reaction"))
    to = text(reaction.get("message_id"))
    return Reacted(to, text(reaction.get("emoji"))) if to else None


def _template_button(raw: Raw) -> Tapped | None:
    button = mapping(raw.get("button"))
    payload, title = text(button.get("payload")), text(button.get("text"))
    return Tapped(payload, title, "template") if payload or title else None


def _interactive(raw: Raw) -> Content | None:
    answer = mapping(raw.get("interactive"))
    kind = text(answer.get("type"))
    if kind not in _ANSWERS:
        kind = next((known for known in _ANSWERS if known in answer), kind)
    reader = _ANSWERS.get(kind)
    return reader(mapping(answer.get(kind))) if reader else None


def _button_reply(raw: Raw) -> Tapped | None:
    return _reply(raw, "button")


def _list_reply(raw: Raw) -> Tapped | None:
    return _reply(raw, "list")


def _reply(raw: Raw, source: Any) -> Tapped | None:
    chosen, title = text(raw.get("id")), text(raw.get("title"))
    return Tapped(chosen, title, source) if chosen or title else None


def _form(raw: Raw) -> Filled | None:
    if not raw:
        return None
    return Filled(text(raw.get("name")), text(raw.get("body")), _form_values(raw.get("response_json")))


def _form_values(response: Any) -> Raw:
    """Meta sends the fields as a string of JSON; what is not one is kept as it came."""
    if isinstance(response, dict):
        return response
    given = text(response)
    if not given:
        return {}
    try:
        values = strictly(given)
    except ValueError:
        values = None
    return values if isinstance(values, dict) else {"response_json": given}


def _call_permission(raw: Raw) -> CallPermission | None:
    response = text(raw.get("response"))
    return CallPermission(response, second(raw.get("expiration_timestamp"))) if response else None


def _ordered(raw: Raw) -> Ordered | None:
    order = mapping(raw.get("order"))
    items = tuple(item for item in sequence(order.get("product_items")) if isinstance(item, dict))
    if not (items or order.get("catalog_id")):
        return None
    return Ordered(text(order.get("catalog_id")), text(order.get("text")), items)


def _edited(raw: Raw) -> Edited | None:
    edit = mapping(raw.get("edit"))
    of, message = text(edit.get("original_message_id")), mapping(edit.get("message"))
    if not of or not message or kind_of(message) in ("edit", "revoke"):
        return None
    return Edited(of, content(message))


def _revoked(raw: Raw) -> Revoked | None:
    of = text(mapping(raw.get("revoke")).get("original_message_id"))
    return Revoked(of) if of else None


_READERS: dict[str, Reader] = {
    "text": _said,
    "interactive": _interactive,
    "button": _template_button,
    "image": _media("image"),
    "video": _media("video"),
    "audio": _media("audio"),
    "document": _media("document"),
    "sticker": _media("sticker"),
    "location": _place,
    "contacts": _cards,
    "reaction": _reacted,
    "order": _ordered,
    "edit": _edited,
    "revoke": _revoked,
}
_ANSWERS: dict[str, Reader] = {
    "button_reply": _button_reply,
    "list_reply": _list_reply,
    "nfm_reply": _form,
    "call_permission_reply": _call_permission,
}
