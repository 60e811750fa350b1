"""What a message shows besides its text: a picture, a file, a place, a card, a link button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.limits import length
from bot.core.outgoing import MAX_BUTTON_TITLE
from bot.flowfiles.desk import Desk
from bot.flowfiles.fields import Fields, fields, text
from bot.flowfiles.nodes import Node, Text

FILES = ("image", "video", "audio", "document", "sticker")
CARDS = ("location", "contact", "link_button")
BUTTONS = ("ask_location", "ask_number")


def media_of(desk: Desk, given: Fields) -> Mapping[str, Any]:
    """Return ``{"kind": …, …}``, or nothing. Kinds: FILES, CARDS and BUTTONS; a message shows one of them."""
    present = [kind for kind in (*FILES, *CARDS, *BUTTONS) if kind in given.keys and given.has(kind)]
    if not present:
        return {}
    if len(present) > 1:
        place = given.node.keys[present[1]]
        desk.error(
            place, f"a message shows one thing, and this one has {' and '.join(present)}", "make two steps of it"
        )
    kind = present[0]
    if kind in BUTTONS:
        return {"kind": kind} if given.yes_no(kind) else {}
    node = given.get(kind)
    assert node is not None
    return _file(desk, node, kind) if kind in FILES else _card(desk, node, kind)


def address(desk: Desk, node: Node, what: str) -> str:
    """Read a web address."""
    found = text(desk, node, what)
    if found and not found.startswith(("https://", "http://")):
        desk.error(node, f'{what} is a web address, and "{found[:60]}" is none', "write it with https:// in front")
    if " " in found:
        desk.error(node, f"{what} has a space in it", "write %20 for it, or give the file another name")
    return found


def _file(desk: Desk, node: Node, kind: str) -> Mapping[str, Any]:
    if isinstance(node, Text):
        return {"kind": kind, "link": address(desk, node, f'"{kind}"')}
    given = fields(desk, node, "media")
    if given is None:
        return {}
    if given.has("link") == given.has("id"):
        desk.error(node, f"a {kind} needs a link or an id, one of the two", "write link: https://…")
    link, name = given.get("link"), given.get("filename")
    if name is not None and kind != "document":
        desk.error(name, f"only a document has a filename (this is: {kind})", "take the line away")
    found = {
        "link": address(desk, link, '"link"') if link else "",
        "id": given.text("id"),
        "filename": given.text("filename"),
    }
    return {"kind": kind, **{key: value for key, value in found.items() if value}}


def _card(desk: Desk, node: Node, kind: str) -> Mapping[str, Any]:
    given = fields(desk, node, kind)
    if given is None:
        return {}
    out: dict[str, Any] = {"kind": kind}
    for key in given.node.items:
        item = given.get(key)
        if item is None or key not in given.keys:
            continue
        if key in ("latitude", "longitude"):
            out[key] = _degrees(desk, item, key)
        elif key == "url":
            out[key] = address(desk, item, '"url"')
        elif key == "label":
            out[key] = _label(desk, item)
        else:
            out[key] = given.text(key)
    return out


def _label(desk: Desk, node: Node) -> str:
    found = text(desk, node, '"label"')
    if length(found) > MAX_BUTTON_TITLE:
        told = f"a button title can have {MAX_BUTTON_TITLE} characters on WhatsApp (this one has {length(found)})"
        desk.error(node, told, "shorten it")
    return found


def _degrees(desk: Desk, node: Node, key: str) -> float:
    value = node.value if isinstance(node, Text) else None
    limit = 90 if key == "latitude" else 180
    if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > limit:
        desk.error(node, f"{key} is a number from -{limit} to {limit}", "copy it from a map: -23.5505")
        return 0.0
    return float(value)
