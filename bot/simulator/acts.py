"""What a customer sends: each act becomes one message and one webhook."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.simulator import webhooks
from bot.simulator.people import Customer, Message, digits, wamid
from bot.simulator.samples import SAMPLES
from bot.simulator.shown import shown

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator

Data = Mapping[str, Any]
TEXT_LIMIT = 65_536
SILENT = ("reaction", "unsupported", "edit", "revoke")
"""Messages that do not open the 24-hour window."""


class ActProblem(ValueError):
    """A customer cannot do what was asked; the sentence says why."""


def say(sim: Simulator, customer: Customer, data: Data) -> Message:
    """Type a text: {"text", "reply_to", "forwarded", "referral"}."""
    text = str(data.get("text", ""))
    if not text.strip():
        raise ActProblem("There is no text to say.")
    if len(text) > TEXT_LIMIT:
        raise ActProblem(f"The text has {len(text)} characters; WhatsApp takes {TEXT_LIMIT}.")
    return _send(sim, customer, "text", {"body": text}, data)


def tap(sim: Simulator, customer: Customer, data: Data) -> Message:
    """Tap a button or a row: {"message": its wamid (the newest with choices), "choice": id, title or place}."""
    message = _with_choices(sim, customer, str(data.get("message", "")))
    choice = _choice(message, data.get("choice", 0))
    answer = {**data, "reply_to": message.wamid}
    kind = choice["kind"]
    if kind == "quick_reply":
        content: dict[str, Any] = {"payload": choice["id"], "text": choice["title"]}
        return _send(sim, customer, "button", content, answer, draw={"body": choice["title"]})
    if kind in ("reply", "row"):
        name = "button_reply" if kind == "reply" else "list_reply"
        told = {key: choice[key] for key in ("id", "title", "description") if choice.get(key)}
        drawn = {"body": choice["title"], "detail": choice.get("description", "")}
        return _send(sim, customer, "interactive", {"type": name, name: told}, answer, draw=drawn)
    other = {"send_location": place, "share_number": share_number, "flow": form, "request_contact_info": share_number,
             "call_permission": call_permission}  # fmt: skip
    if kind not in other:
        raise ActProblem(f"The button {choice['title']!r} opens something outside the chat; the bot is not told.")
    return other[kind](sim, customer, answer)


def _file_act(kind: str, *, voice: bool = False) -> Callable[[Simulator, Customer, Data], Message]:
    def act(sim: Simulator, customer: Customer, data: Data) -> Message:
        """Send a file: {"media": id of /sim/media (a sample without it), "caption", "filename"}."""
        mime, filename, sample = SAMPLES[kind]
        now = sim.clock.now()
        media = sim.media.get(str(data["media"])) if data.get("media") else None
        if data.get("media") and media is None:
            raise ActProblem(f"There is no file {data['media']!r}; post it to /sim/media first.")
        media = media or sim.media.put(sample(), mime, filename, at=now, received=True)
        content: dict[str, Any] = {"mime_type": media.mime, "sha256": media.sha256, "id": media.id}
        content["url"] = sim.media.link(media, sim.base_url, now)
        if kind == "audio":
            content["voice"] = voice or bool(data.get("voice"))
        if kind == "document":
            content["filename"] = str(data.get("filename") or media.filename)
        if kind == "sticker":
            content["animated"] = False
        if data.get("caption"):
            content["caption"] = str(data["caption"])
        return _send(sim, customer, kind, content, data)

    return act


def place(sim: Simulator, customer: Customer, data: Data) -> Message:
    """Send a place: {"latitude", "longitude", "name", "address", "url"}."""
    content: dict[str, Any] = {
        "latitude": float(data.get("latitude", 48.13715)),
        "longitude": float(data.get("longitude", 11.57612)),
    }
    content |= {key: str(data[key]) for key in ("name", "address", "url") if data.get(key)}
    return _send(sim, customer, "location", content, data)


def contact(sim: Simulator, customer: Customer, data: Data) -> Message:
    """Send somebody's card: {"name", "phone"}."""
    name, phone = str(data.get("name") or "Bob Test"), str(data.get("phone") or "+1 555-010-0003")
    first, _, last = name.partition(" ")
    names = {"formatted_name": name, "first_name": first, **({"last_name": last} if last else {})}
    card = {
        "origin": "other",
        "vcard": f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL:{phone}\nEND:VCARD",
        "name": names,
        "phones": [{"phone": phone, "wa_id": digits(phone), "type": "CELL"}],
    }
    return _send(sim, customer, "contacts", [card], data)


def share_number(sim: Simulator, customer: Customer, data: Data) -> Message:
    """Tap "Share contact info": the customer's own number, without a card."""
    phone = {"phone": f"+{customer.phone}", "wa_id": customer.phone, "type": "CELL"}
    drawn = {"cards": [{"name": customer.name, "phones": [f"+{customer.phone}"]}]}
    return _send(sim, customer, "contacts", [{"origin": "contact_request", "phones": [phone]}], data, draw=drawn)


def react(sim: Simulator, customer: Customer, data: Data) -> Message:
    """React to a message of the business: {"message", "emoji"}; an empty emoji takes it back."""
    message = _message(sim, customer, str(data.get("message", "")), author="business")
    emoji = str(data.get("emoji", "👍"))
    content = {"message_id": message.wamid, **({"emoji": emoji} if emoji else {})}
    if emoji:
        message.reactions["customer"] = emoji
    else:
        message.reactions.pop("customer", None)
    sim.tell_message(message)
    return _send(sim, customer, "reaction", content, {})


def edit(sim: Simulator, customer: Customer, data: Data) -> Message:
    """Change a text: {"message", "text"}. Most numbers are told only that something unsupported came."""
    message = _message(sim, customer, str(data.get("message", "")), author="customer")
    text = str(data.get("text", ""))
    if message.type != "text" or not text.strip():
        raise ActProblem("Only a text can be edited, and only into another text.")
    message.shown, message.edited = {"body": text}, True
    sim.tell_message(message)
    if not sim.options.coexistence:
        return unsupported(sim, customer, {"what": "edit"})
    inner = {"context": {"id": "M0"}, "type": "text", "text": {"body": text}}
    return _send(sim, customer, "edit", {"original_message_id": message.wamid, "message": inner}, {})


def revoke(sim: Simulator, customer: Customer, data: Data) -> Message:
    """Delete a message for everyone: {"message"}. Most numbers are not told."""
    message = _message(sim, customer, str(data.get("message", "")), author="customer")
    message.revoked, message.shown = True, {"note": "revoked"}
    sim.tell_message(message)
    if not sim.options.coexistence:
        return message
    return _send(sim, customer, "revoke", {"original_message_id": message.wamid}, {})


def form(sim: Simulator, customer: Customer, data: Data) -> Message:
    """Send a filled form (WhatsApp Flow): {"values": {…}, "name"}."""
    values = dict(data.get("values") or {"answer": "ok"})
    told = {"name": str(data.get("name") or "flow"), "body": "Sent", "response_json": json.dumps(values)}
    drawn = {"body": "\n".join(f"{key}: {value}" for key, value in values.items())}
    return _send(sim, customer, "interactive", {"type": "nfm_reply", "nfm_reply": told}, data, draw=drawn)


def call_permission(sim: Simulator, customer: Customer, data: Data) -> Message:
    """Answer a request to call: {"response": "accept" or "reject"}."""
    response = str(data.get("response", "accept"))
    told = {"response": response, "is_permanent": False, "response_source": "user_action"}
    if response == "accept":
        told["expiration_timestamp"] = str(sim.clock.second() + 7 * 24 * 3600)
    content = {"type": "call_permission_reply", "call_permission_reply": told}
    return _send(sim, customer, "interactive", content, data, draw={"body": f"Calls: {response}"})


def order(sim: Simulator, customer: Customer, data: Data) -> Message:
    """Order from the catalogue: {"items", "text"}."""
    item = {"product_retailer_id": "SKU1", "quantity": 1, "item_price": 4.5, "currency": "EUR"}
    content = {"catalog_id": "333", "text": str(data.get("text", "")), "product_items": data.get("items") or [item]}
    return _send(sim, customer, "order", content, data, draw={"body": f"Order ({len(content['product_items'])} items)"})


def unsupported(sim: Simulator, customer: Customer, data: Data) -> Message:
    """Send something that the API does not hand over: {"what": "poll_creation", …}."""
    text = "Message type unknown"
    error = {"code": 131051, "title": text, "message": text}
    error["error_data"] = {"details": "Message type is currently not supported."}
    what = str(data.get("what", "poll_creation"))
    return _send(sim, customer, "unsupported", {"type": what}, {**data, "errors": [error]}, draw={"note": what})


def raw(sim: Simulator, customer: Customer, data: Data) -> Message:
    """Send any type with any content, also ones that do not exist yet: {"type", "content"}."""
    return _send(sim, customer, str(data.get("type", "text")), data.get("content"), data)


def _message(sim: Simulator, customer: Customer, key: str, *, author: str) -> Message:
    """Return one message of the chat by wamid; the newest of *author* where no key is given."""
    if key:
        message = sim.people.messages.get(key)
    else:
        mine = (one for one in sim.people.of(customer.id) if one.author == author and one.type not in SILENT)
        message = max(mine, key=lambda one: one.seq, default=None)
    if message is None or message.customer != customer.id or message.author != author:
        raise ActProblem(f"{customer.name} has no such message of the {author}.")
    return message


def _with_choices(sim: Simulator, customer: Customer, key: str) -> Message:
    if key:
        return _message(sim, customer, key, author="business")
    fit = [one for one in sim.people.of(customer.id) if one.shown.get("buttons") or one.shown.get("list")]
    if not fit:
        raise ActProblem(f"{customer.name} has no message with buttons to tap.")
    return max(fit, key=lambda one: one.seq)


def _choice(message: Message, wanted: Any) -> dict[str, Any]:
    sections = (message.shown.get("list") or {}).get("sections", ())
    rows = [{"kind": "row", **row} for section in sections for row in section["rows"]]
    choices = [*message.shown.get("buttons", ()), *rows]
    if isinstance(wanted, int) and 0 <= wanted < len(choices):
        return dict(choices[wanted])
    for choice in choices:
        if wanted in (choice.get("id"), choice.get("title")):
            return dict(choice)
    titles = ", ".join(repr(choice["title"]) for choice in choices) or "none"
    raise ActProblem(f"There is no choice {wanted!r}; there are: {titles}.")


def _send(
    sim: Simulator, customer: Customer, kind: str, content: Any, data: Data, draw: dict[str, Any] | None = None
) -> Message:
    if customer.blocks:
        raise ActProblem(f"{customer.name} has blocked the business; unblock it before writing.")
    now = sim.clock.now()
    body = {"id": wamid(), "timestamp": str(int(now)), "type": kind, kind: content}
    context = _context(sim, data)
    if context:
        body = {"context": context, **body}
    body |= {key: data[key] for key in ("referral", "errors", "group_id") if data.get(key)}
    message = Message(
        wamid=body["id"], seq=0, customer=customer.id, author="customer", at=now, type=kind, content=content,
        shown=draw or shown(kind, content), status="sent", context=str(data.get("reply_to") or ""),
        forwarded=bool(data.get("forwarded") or data.get("frequently_forwarded")), wire=body,
    )  # fmt: skip
    sim.people.keep(message)
    _heard(customer, kind, now)
    sim.tell_message(message)
    if not customer.blocked:  # whom the business has blocked writes into the void
        payload = webhooks.message(sim.options, customer, body, now)
        sim.deliveries.post(payload, lane=customer.id, label="message", about=message.wamid)
    return message


def _heard(customer: Customer, kind: str, now: float) -> None:
    if kind not in SILENT:
        customer.heard_at = now
    if customer.shows_phone(now):
        customer.by_phone_at = now


def _context(sim: Simulator, data: Data) -> dict[str, Any]:
    context: dict[str, Any] = {}
    if data.get("reply_to"):
        context = {"from": sim.options.display_number, "id": str(data["reply_to"])}
    for key in ("forwarded", "frequently_forwarded"):
        if data.get(key):
            context[key] = True
    return context


ACTS: dict[str, Callable[[Simulator, Customer, Data], Message]] = {
    "say": say, "tap": tap, "picture": _file_act("image"), "video": _file_act("video"), "audio": _file_act("audio"),
    "voice": _file_act("audio", voice=True), "document": _file_act("document"), "sticker": _file_act("sticker"),
    "place": place, "contact": contact, "share-number": share_number, "react": react, "edit": edit, "revoke": revoke,
    "form": form, "call-permission": call_permission, "order": order, "unsupported": unsupported, "raw": raw,
}  # fmt: skip
