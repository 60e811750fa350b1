"""What the phone draws for a message: one plain shape for all types, so that the page needs no knowledge of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_LABELS = {
    "location_request_message": ("send_location", "Send location"),
    "request_contact_info": ("share_number", "Share contact info"),
    "call_permission_request": ("call_permission", "Choose preference"),
}


def shown(kind: str, content: Any) -> dict[str, Any]:
    """Return {"body", "header", "footer", "media", "place", "cards", "buttons", "list", …}: only what there is."""
    if kind == "text":
        return {"body": content.get("body", "")}
    if kind in ("image", "video", "audio", "document", "sticker"):
        return _media(kind, content)
    if kind == "location":
        return {"place": {key: content.get(key, "") for key in ("latitude", "longitude", "name", "address")}}
    if kind == "contacts":
        return {"cards": [_card(card) for card in content]}
    if kind == "interactive":
        return _interactive(content)
    if kind == "template":
        return {"template": content.get("name", "")}
    return {"note": kind}


def template_shown(template: Mapping[str, Any], filled: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the phone draws for a filled template."""
    out: dict[str, Any] = {"template": template["name"], "category": template["category"], "body": filled["body"]}
    header = filled["header"]
    if header and "media" in header:
        out["media"] = {**header, "kind": header["media"]}
    elif header:
        out["header"] = header["text"]
    if filled["footer"]:
        out["footer"] = filled["footer"]
    if filled["buttons"]:
        out["buttons"] = filled["buttons"]
    return out


def summary(message: Mapping[str, Any]) -> str:
    """Return one line for a chat list or a quotation."""
    if message.get("body"):
        return str(message["body"]).replace("\n", " ")[:120]
    if message.get("media"):
        return f"[{message['media'].get('kind', 'file')}]"
    for key, label in (("place", "[location]"), ("cards", "[contact]"), ("note", "")):
        if message.get(key):
            return label or str(message[key])
    return ""


def _media(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    media = {key: content[key] for key in ("id", "link", "filename", "mime_type", "voice") if content.get(key)}
    out: dict[str, Any] = {"media": {"kind": kind, **media}}
    if content.get("caption"):
        out["body"] = content["caption"]
    return out


def _card(card: Mapping[str, Any]) -> dict[str, Any]:
    phones = [str(phone.get("phone", "")) for phone in card.get("phones") or () if isinstance(phone, Mapping)]
    return {"name": (card.get("name") or {}).get("formatted_name", ""), "phones": phones}


def _interactive(content: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"body": (content.get("body") or {}).get("text", "")}
    header = content.get("header") or {}
    if header.get("type") == "text":
        out["header"] = header["text"]
    elif header:
        out.update(_media(header["type"], header[header["type"]]), body=out["body"])
    if content.get("footer"):
        out["footer"] = content["footer"]["text"]
    return {**out, **_choices(str(content["type"]), content.get("action") or {})}


def _choices(kind: str, action: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "button":
        return {"buttons": [{"kind": "reply", **one["reply"]} for one in action["buttons"]]}
    if kind == "list":
        sections = [{"title": one.get("title", ""), "rows": one["rows"]} for one in action["sections"]]
        return {"list": {"button": action["button"], "sections": sections}}
    if kind == "cta_url":
        parameters = action["parameters"]
        return {"buttons": [{"kind": "link", "title": parameters["display_text"], "url": parameters["url"]}]}
    if kind == "flow":
        parameters = action["parameters"]
        button = {"kind": "flow", "title": parameters["flow_cta"], "id": str(parameters.get("flow_token", ""))}
        return {"buttons": [button]}
    label = _LABELS.get(kind)
    return {"buttons": [{"kind": label[0], "title": label[1], "id": label[0]}]} if label else {}
