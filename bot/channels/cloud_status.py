"""Receipts: WhatsApp's word on messages that we sent."""

from __future__ import annotations

from typing import Any, cast

from bot.channels.cloud_json import code, mapping, second, sequence, text
from bot.channels.cloud_people import sender
from bot.channels.cloud_place import Place, Raw, Unfit, needed
from bot.channels.errors_table import meaning
from bot.core.incoming import Item, Receipt, Sender

STATUSES = ("sent", "delivered", "read", "played", "failed")
MAX_DETAILS = 300


def receipt(raw: Raw, at: Place) -> Item:
    """Return one element of ``statuses`` as a Receipt."""
    wamid = needed(raw, "id", "a receipt")
    status = text(raw.get("status"))
    if status not in STATUSES:
        raise Unfit(f"a receipt with the status {status[:40]!r}")
    participant = _participant(raw)
    when, pricing = second(raw.get("timestamp")), mapping(raw.get("pricing"))
    event = Receipt(
        number=at.number,
        id=wamid,
        status=cast(Any, status),
        at=when,
        reference=text(raw.get("biz_opaque_callback_data")),
        recipient=at.people.complete(_recipient(raw)),
        category=text(pricing.get("category")),
        pricing=text(pricing.get("type")),
        participant=participant,
        **_failure(raw, status),
    )
    key = f"{at.number}:{wamid}:{status}"
    return Item(key=f"{key}:{participant}" if participant else key, at=when, event=event)


def explained(why: str, details: str) -> str:
    """Return our sentence with WhatsApp's own details behind it."""
    shown = " ".join(details.split())[:MAX_DETAILS]
    return f"{why} WhatsApp says: {shown}" if shown else why


def _failure(raw: Raw, status: str) -> dict[str, Any]:
    error = next((error for error in sequence(raw.get("errors")) if isinstance(error, dict)), None)
    if error is None:
        return {"error": "WhatsApp does not say why."} if status == "failed" else {}
    found = meaning(number := code(error.get("code")))
    details = text(mapping(error.get("error_data")).get("details")) or text(error.get("details"))
    why = explained(found.why, details or text(error.get("message")) or text(error.get("title")))
    return {"code": number, "error": why, "verdict": found.verdict, "scope": found.scope}


def _participant(raw: Raw) -> str:
    return text(raw.get("recipient_participant_id")) or text(raw.get("recipient_participant_user_id"))


def _recipient(raw: Raw) -> Sender:
    if raw.get("recipient_type") == "group" or _participant(raw):
        return sender(
            raw.get("recipient_participant_id"),
            raw.get("recipient_participant_user_id"),
            raw.get("recipient_participant_parent_user_id"),
        )
    # until May 2026 the parent id had another name
    parent = raw.get("recipient_parent_user_id") or raw.get("parent_recipient_user_id")
    return sender(raw.get("recipient_id"), raw.get("recipient_user_id"), parent)
