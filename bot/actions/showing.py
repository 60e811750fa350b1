"""One response of an action -> what WhatsApp can show: text, buttons, a file, a place, a card, a link button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

Item = Mapping[str, Any]
Found = tuple[list[dict[str, Any]], list[str]]
_OWN = ("text", "buttons", "elements", "custom", "template", "response", "image", "attachment")
_FILES = ("image", "video", "audio", "document", "sticker")
_ENDINGS: Mapping[str, str] = {
    **dict.fromkeys(("jpg", "jpeg", "png"), "image"),
    **dict.fromkeys(("mp4", "3gp", "3gpp"), "video"),
    **dict.fromkeys(("mp3", "ogg", "opus", "aac", "amr", "m4a"), "audio"),
    "webp": "sticker",
}


def replies_of(item: Item) -> Found:
    """Return the replies of one response, as ActionResult keeps them, and what of it can't be shown here.

    A reply: ``text``; ``response`` (the owner's) with ``fill`` for its placeholders; ``buttons``; ``media`` as in a step.
    """
    notes: list[str] = []
    media = [found for found in (_picture(item), _attached(item, notes), _custom(item, notes)) if found]
    reply: dict[str, Any] = {
        "text": _text(item, notes),
        "response": str(item.get("response") or item.get("template") or ""),
        "fill": {name: str(value) for name, value in item.items() if name not in _OWN and _is_plain(value)},
        "buttons": _buttons(item.get("buttons"), notes),
        "media": media[0] if media else {},
    }
    if not reply["response"]:
        reply["fill"] = {}  # further fields of a text are for other channels
    replies = [reply, *({"media": more} for more in media[1:]), *_cards(item, notes)]
    kept = [{key: value for key, value in one.items() if value} for one in replies]
    return [one for one in kept if one.keys() - {"fill"}], notes


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _text(item: Item, notes: list[str]) -> str:
    text = item.get("text")
    if text is None or isinstance(text, str | int | float):
        return "" if text is None else str(text)
    notes.append("a text that is no text is left out")
    return ""


def _buttons(given: Any, notes: list[str]) -> tuple[dict[str, str], ...]:
    found = []
    for button in given if isinstance(given, list | tuple) else ():
        title = str(button.get("title") or "") if isinstance(button, Mapping) else ""
        if not title:
            notes.append("a button without a title is left out")
        elif button.get("url"):
            notes.append('a button with a url is left out: write custom: {"link_button": {"label": …, "url": …}}')
        else:
            found.append({"title": title, "payload": str(button.get("payload") or title)})
    return tuple(found)


def _cards(item: Item, notes: list[str]) -> list[dict[str, Any]]:
    """Return Rasa's elements as one reply each: WhatsApp has no carousel outside templates."""
    out = []
    for card in item.get("elements") or ():
        if isinstance(card, Mapping):
            body = "\n".join(str(card[key]) for key in ("title", "subtitle") if card.get(key))
            picture = {"image": card.get("image_url") or card.get("image")}
            out.append({"text": body, "buttons": _buttons(card.get("buttons"), notes), "media": _picture(picture)})
    return out


# ---- files


def _picture(item: Item) -> dict[str, Any]:
    return {"kind": "image", "link": item["image"]} if _is_web(item.get("image")) else {}


def _attached(item: Item, notes: list[str]) -> dict[str, Any]:
    """Read ``attachment``: an address, or ``{"type": "image", "payload": {"src": address}}``."""
    given = item.get("attachment")
    kind = ""
    if isinstance(given, Mapping):
        inner = given.get("payload")
        kind = str(given.get("type") or "")
        given = (inner.get("src") or inner.get("url")) if isinstance(inner, Mapping) else None
    if not _is_web(given):
        if item.get("attachment"):
            notes.append("an attachment is a web address (https://…); this one is left out")
        return {}
    return _file(kind if kind in _FILES else "", str(given))


def _file(kind: str, link: str, name: str = "") -> dict[str, Any]:
    last = urlsplit(link).path.rpartition("/")[2]
    kind = kind or _ENDINGS.get(last.rpartition(".")[2].lower(), "document")
    return {"kind": kind, "link": link} | ({"filename": name or last} if kind == "document" and (name or last) else {})


def _is_web(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://"))


# ---- custom JSON


def _custom(item: Item, notes: list[str]) -> dict[str, Any]:
    """Read ``json_message``: ``{"location": {…}}`` and the like, as a step or as Meta's API writes it."""
    given = item.get("custom")
    if not given:
        return {}
    for kind, read in _CUSTOM.items():
        inner = given.get(kind) if isinstance(given, Mapping) else None
        found = read(kind, inner) if inner else {}
        if found:
            return found
    keys = ", ".join(map(str, list(given)[:5])) if isinstance(given, Mapping) else "no object"
    notes.append(f"custom JSON with {keys} is left out; known: {', '.join(_CUSTOM)}")
    return {}


def _custom_file(kind: str, inner: Any) -> dict[str, Any]:
    given = inner if isinstance(inner, Mapping) else {"link": inner}
    return _file(kind, given["link"], str(given.get("filename") or "")) if _is_web(given.get("link")) else {}


def _custom_place(kind: str, inner: Any) -> dict[str, Any]:
    try:
        place = {"latitude": float(inner["latitude"]), "longitude": float(inner["longitude"])}
    except (TypeError, KeyError, ValueError):
        return {}
    return {"kind": kind, **place, **{key: str(inner.get(key) or "") for key in ("name", "address")}}


def _custom_card(kind: str, inner: Any) -> dict[str, Any]:
    if not isinstance(inner, Mapping) or not inner.get("name"):
        return {}
    return {"kind": kind, **{key: str(inner.get(key) or "") for key in ("name", "phone", "email", "url")}}


def _custom_link(kind: str, inner: Any) -> dict[str, Any]:
    if not isinstance(inner, Mapping) or not inner.get("label") or not _is_web(inner.get("url")):
        return {}
    return {"kind": kind, "label": str(inner["label"]), "url": str(inner["url"])}


_CUSTOM: Mapping[str, Callable[[str, Any], dict[str, Any]]] = {
    **dict.fromkeys(_FILES, _custom_file),
    "location": _custom_place,
    "contact": _custom_card,
    "link_button": _custom_link,
}
