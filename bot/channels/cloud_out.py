"""What leaves -> the JSON body of Meta's ``/messages``. Limits are checked first; nothing is ever cut.

No body has a ``category``: with it Meta would send without a template outside the window (Direct Send).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from bot.core import outgoing as out
from bot.core.limits import problems, reference_problems
from bot.core.numbers import digits
from bot.core.outgoing import Outgoing
from bot.errors import BadMessage
from bot.ports import Address

Body = dict[str, Any]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def request(message: Outgoing, to: Address, reference: str = "") -> bytes:
    """Return the body that sends *message*, or raise BadMessage with all problems. Receipts echo ``reference``."""
    wrong = (*problems(message), *reference_problems(reference), *_nowhere(to))
    if wrong:
        raise BadMessage(why=" ".join(wrong))
    kind, content = _WRITERS[type(message)](message)
    body: Body = {"messaging_product": "whatsapp", "recipient_type": "individual", **_recipient(to), "type": kind}
    body[kind] = content
    if reference:
        body["biz_opaque_callback_data"] = reference
    return encoded(body)


def read_mark(message_id: str, *, typing: bool) -> bytes:
    """Return the body that marks a message as read, with the typing bubble where an answer follows."""
    body: Body = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
    if typing:
        body["typing_indicator"] = {"type": "text"}
    return encoded(body)


def encoded(body: Body) -> bytes:
    """Return *body* as UTF-8 JSON."""
    return _encode(body).encode(errors="replace")


def _nowhere(to: Address) -> tuple[str, ...]:
    return () if digits(to.phone) or to.bsuid else ("There is no phone number or user id to send it to.",)


def _recipient(to: Address) -> Body:
    """The phone keeps Meta showing it to us; without "+" Meta would put our own country before it. Never both keys."""
    phone = digits(to.phone)
    return {"to": f"+{phone}"} if phone else {"recipient": to.bsuid}


# ---- kinds of message: (type, content)


def _text(message: out.Text) -> tuple[str, Body]:
    return "text", {"body": message.body, "preview_url": message.preview}


def _media(message: out.Media) -> tuple[str, Body]:
    content: Body = {"id": message.id} if message.id else {"link": message.link}
    if message.caption:
        content["caption"] = message.caption
    if message.filename:
        content["filename"] = message.filename
    if message.voice:
        content["voice"] = True
    return message.kind, content


def _spot(message: out.Spot) -> tuple[str, Body]:
    content: Body = {"latitude": message.latitude, "longitude": message.longitude}
    return "location", content | {key: value for key in ("name", "address") if (value := getattr(message, key))}


def _card(message: out.ContactCard) -> tuple[str, list[Body]]:
    card: Body = {"name": {"formatted_name": message.name, "first_name": message.name.split()[0]}}
    if number := digits(message.phone):
        card["phones"] = [{"phone": f"+{number}", "type": "WORK", "wa_id": number}]
    if message.email:
        card["emails"] = [{"email": message.email, "type": "WORK"}]
    if message.url:
        card["urls"] = [{"url": message.url, "type": "WORK"}]
    return "contacts", [card]


def _react(message: out.React) -> tuple[str, Body]:
    return "reaction", {"message_id": message.to, "emoji": message.emoji}


def _buttons(message: out.Buttons) -> tuple[str, Body]:
    buttons = [{"type": "reply", "reply": {"id": button.id, "title": button.title}} for button in message.buttons]
    return _interactive("button", message.body, {"buttons": buttons}, header=message.header, footer=message.footer)


def _menu(message: out.Menu) -> tuple[str, Body]:
    action = {"button": message.button, "sections": [_section(section) for section in message.sections]}
    return _interactive("list", message.body, action, header=message.header, footer=message.footer)


def _section(section: out.Section) -> Body:
    written: Body = {"rows": [_row(row) for row in section.rows]}
    return {"title": section.title, **written} if section.title else written


def _row(row: out.Row) -> Body:
    written: Body = {"id": row.id, "title": row.title}
    return {**written, "description": row.description} if row.description else written


def _link_button(message: out.LinkButton) -> tuple[str, Body]:
    action = {"name": "cta_url", "parameters": {"display_text": message.label, "url": message.url}}
    return _interactive("cta_url", message.body, action, header=message.header, footer=message.footer)


def _ask_place(message: out.AskPlace) -> tuple[str, Body]:
    return _interactive("location_request_message", message.body, {"name": "send_location"})


def _ask_number(message: out.AskNumber) -> tuple[str, Body]:
    return _interactive("request_contact_info", message.body, {"name": "request_contact_info"})


def _interactive(kind: str, text: str, action: Body, *, header: str = "", footer: str = "") -> tuple[str, Body]:
    content: Body = {"type": kind, "body": {"text": text}, "action": action}
    if header:
        content["header"] = {"type": "text", "text": header}
    if footer:
        content["footer"] = {"text": footer}
    return "interactive", content


# ---- templates


def _template(message: out.Template) -> tuple[str, Body]:
    components = [*_template_header(message), *_template_text(message), *_template_buttons(message)]
    content: Body = {"name": message.name, "language": {"code": message.language.replace("-", "_")}}
    return "template", {**content, "components": components} if components else content


def _template_header(message: out.Template) -> list[Body]:
    if message.header is None:
        return []
    kind, media = _media(message.header)
    return [{"type": "header", "parameters": [{"type": kind, kind: media}]}]


def _template_text(message: out.Template) -> list[Body]:
    names = list(message.params) if message.named else sorted(message.params, key=int)
    parameters: list[Body] = [
        {"type": "text", **({"parameter_name": name} if message.named else {}), "text": message.params[name]}
        for name in names
    ]
    return [{"type": "body", "parameters": parameters}] if parameters else []


def _template_buttons(message: out.Template) -> list[Body]:
    return [_template_button(button) for button in sorted(message.buttons, key=lambda button: int(button["index"]))]


def _template_button(button: Body) -> Body:
    value = button["value"]
    parameter = (
        {"type": "payload", "payload": value}
        if button["sub_type"] == "quick_reply"
        else {"type": "text", "text": value}
    )
    return {
        "type": "button",
        "sub_type": button["sub_type"],
        "index": str(button["index"]),
        "parameters": [parameter],
    }


_WRITERS: dict[type, Callable[[Any], tuple[str, Any]]] = {
    out.Text: _text,
    out.Buttons: _buttons,
    out.Menu: _menu,
    out.Media: _media,
    out.Spot: _spot,
    out.ContactCard: _card,
    out.LinkButton: _link_button,
    out.AskPlace: _ask_place,
    out.AskNumber: _ask_number,
    out.React: _react,
    out.Template: _template,
}
