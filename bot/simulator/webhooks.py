"""The webhooks that Meta would send: pure functions from customers and messages to JSON (version v26.0).

Which identifier stands where follows Meta's page on business-scoped user ids: the phone only where the business may
see it, no ``contacts`` in system messages and failures, ``recipient_user_id`` in a failure only where it was addressed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.simulator.options import Options
from bot.simulator.people import Customer, Message

Json = dict[str, Any]
OF_THE_NUMBER = (
    "messages",
    "user_preferences",
    "smb_message_echoes",
    "smb_app_state_sync",
    "history",
    "user_id_update",
)


def envelope(options: Options, field: str, value: Mapping[str, Any], at: int | None = None) -> Json:
    """Wrap one value. Account-level fields carry a time."""
    entry: Json = {"id": options.waba_id, "changes": [{"field": field, "value": dict(value)}]}
    if at is not None:
        entry = {"id": options.waba_id, "time": at, "changes": entry["changes"]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def base(options: Options) -> Json:
    """Return what every value of ``messages`` starts with."""
    metadata = {"display_phone_number": options.display_number, "phone_number_id": options.phone_number_id}
    return {"messaging_product": "whatsapp", "metadata": metadata}


def contact(customer: Customer, *, phone: bool, username: bool = True) -> Json:
    """Return a ``contacts[]`` part."""
    profile: Json = {"name": customer.name}
    if username and customer.username:
        profile["username"] = customer.username
    out: Json = {"profile": profile}
    if phone:
        out["wa_id"] = customer.phone
    out["user_id"] = customer.bsuid
    if customer.parent_bsuid:
        out["parent_user_id"] = customer.parent_bsuid
    return out


def sender(customer: Customer, *, phone: bool) -> Json:
    """Return the ``from`` keys of a message."""
    out: Json = {"from": customer.phone} if phone else {}
    out["from_user_id"] = customer.bsuid
    if customer.parent_bsuid:
        out["from_parent_user_id"] = customer.parent_bsuid
    return out


def message(options: Options, customer: Customer, body: Json, now: float) -> Json:
    """Return the webhook of one message. *body*: everything of ``messages[]`` but who sent it."""
    phone = customer.shows_phone(now)
    value = {
        **base(options),
        "contacts": [contact(customer, phone=phone)],
        "messages": [{**sender(customer, phone=phone), **body}],
    }
    return envelope(options, "messages", value)


def system(options: Options, body: Json) -> Json:
    """Return a system message: it comes without ``contacts``."""
    return envelope(options, "messages", {**base(options), "messages": [body]})


def changed_number(customer: Customer, old: tuple[str, str], *, wamid: str, at: int, phone: bool) -> Json:
    """Return the system message for a new number; *old* is (phone, BSUID), *phone*: whether the business may see it."""
    told = {"user_id": customer.bsuid, "previous_user_id": old[1]}
    shared = {"id": wamid, "timestamp": str(at), "type": "system"}
    if phone:
        text = f"User {customer.name} changed from {old[0]} to {customer.phone}"
        body = {"type": "user_changed_number", "body": text, "wa_id": customer.phone, **told}
        return {"from": old[0], "from_user_id": old[1], **shared, "system": body}
    text = f"User {customer.name} changed from {old[1]} to {customer.bsuid}"
    return {**shared, "system": {"type": "user_changed_user_id", "body": text, **told}}


def changed_identity(customer: Customer, *, wamid: str, at: int, key: str) -> Json:
    """Return the system message for a new device."""
    return {
        "from": customer.phone,
        "id": wamid,
        "timestamp": str(at),
        "type": "system",
        "identity": {"acknowledged": True, "created_timestamp": str(at - 1), "hash": key},
        "system": {"type": "customer_identity_changed", "body": f"{customer.name}'s security code changed"},
    }


def preference(options: Options, customer: Customer, value: str, *, now: float, signup: str = "") -> Json:
    """Return ``user_preferences``: stop, resume or signup."""
    detail = {
        "stop": "User requested to stop marketing messages",
        "resume": "User requested to resume marketing messages",
        "signup": "User signed up via signup link",
    }[value]
    phone = customer.shows_phone(now)
    told: Json = {"wa_id": customer.phone} if phone else {}
    told |= {"user_id": customer.bsuid, "detail": detail, "category": "marketing_messages", "value": value}
    told["timestamp"] = int(now)  # an integer here, unlike in messages
    if signup:
        told["signup_id"] = signup
    parts = {"contacts": [contact(customer, phone=phone)], "user_preferences": [told]}
    return envelope(options, "user_preferences", {**base(options), **parts})


def status(options: Options, customer: Customer | None, sent: Message, name: str, now: float) -> Json:
    """Return the webhook of one status of a message of the business."""
    told: Json = {"id": sent.wamid, "status": name, "timestamp": str(int(now))}
    value = base(options)
    if name == "failed" or customer is None:
        told |= {"recipient_id": sent.recipient} if sent.by_phone else {"recipient_user_id": sent.recipient}
        if customer and options.contacts_in_failed:
            value["contacts"] = [contact(customer, phone=sent.by_phone)]
    else:
        phone = customer.shows_phone(now)  # whom the business met by phone shows it: sending to it is meeting
        value["contacts"] = [contact(customer, phone=phone, username=name != "sent")]
        told |= {"recipient_id": customer.phone} if phone else {}
        told["recipient_user_id"] = customer.bsuid
        if customer.parent_bsuid:
            told["recipient_parent_user_id"] = customer.parent_bsuid
    if sent.reference:
        told["biz_opaque_callback_data"] = sent.reference
    if name in ("sent", "delivered") and sent.billed:
        told["pricing"] = pricing(sent)
    if sent.error and name == "failed":
        told["errors"] = [sent.error]
    return envelope(options, "messages", {**value, "statuses": [told]})


def pricing(sent: Message) -> Json:
    """Return the ``pricing`` part of a status; webhooks from v24 on carry no ``conversation``."""
    regular = sent.billed == "regular"
    return {"billable": regular, "pricing_model": "PMP", "type": sent.billed, "category": sent.category}


def account(options: Options, field: str, value: Mapping[str, Any], now: float) -> Json:
    """Return a webhook of any field: account-level news carry a time, what belongs to the number its metadata."""
    if field in OF_THE_NUMBER:
        return envelope(options, field, {**base(options), **value})
    return envelope(options, field, value, int(now))
