"""A Cloud API webhook body -> everything in it, in order. Meta packs up to 1,000 events of any kinds into one body.

Shapes: Meta's webhook reference, November 2026. What is new to us is kept as Ignored or Unreadable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.channels import cloud_account as account
from bot.channels.cloud_json import decoded, mapping, second, sequence, text
from bot.channels.cloud_messages import echo, message, user_id_update
from bot.channels.cloud_place import Place, Raw, each, ignored, place
from bot.channels.cloud_status import receipt
from bot.core.incoming import Item, Message, Unreadable
from bot.errors import BadPayload

OBJECT = "whatsapp_business_account"


def parse(body: bytes) -> tuple[Item, ...]:
    """Return every event of a webhook body. Raise BadPayload, and nothing else, where it is not WhatsApp's."""
    envelope = decoded(body)
    if envelope.get("object") != OBJECT:
        raise BadPayload(why=f"it is about {text(envelope.get('object'))[:60]!r}, not about {OBJECT!r}")
    if not isinstance(envelope.get("entry"), list):
        raise BadPayload(why="it has no list of entries")
    return tuple(item for entry in envelope["entry"] for item in _entry(entry))


def _entry(entry: Any) -> Iterator[Item]:
    if not isinstance(entry, dict) or "changes" not in entry:
        yield ignored(entry, "an entry without changes", place("", 0, "", {}))
        return
    for change in sequence(entry["changes"]):
        yield from _change(change, entry)


def _change(change: Any, entry: Raw) -> Iterator[Item]:
    given = mapping(change).get("value")
    value = mapping(given)
    named = text(mapping(change).get("field")) or text(value.get("field")) or text(entry.get("field"))
    field = account.field_of(named, value)
    at = place(text(entry.get("id")), second(entry.get("time")), field, value)
    if not isinstance(given, dict):
        yield ignored(change, "a change without a value", at)
    else:
        yield from _READ.get(field, _unknown)(at)


# ---- by field


def _people(at: Place) -> Iterator[Item]:
    """Everything around persons; any subset of the keys may be there."""
    found: list[Item] = []
    for key, read in _BY_KEY:
        if key in at.value:
            found.extend(each(at.value[key], read, at))
    if "errors" in at.value and not any(_unreadable(item) for item in found):
        found.extend(each(at.value["errors"], account.trouble, at))
    return iter(found or [ignored(at.value, "nothing in it that this version knows", at)])


def _unreadable(item: Item) -> bool:
    """Whether the errors beside the messages are about this one: it carries their code."""
    return isinstance(item.event, Message) and isinstance(item.event.content, Unreadable)


def _echoes(at: Place) -> Iterator[Item]:
    return each(at.value.get("message_echoes"), echo, at)


def _link_click(raw: Raw, at: Place) -> Item:
    return ignored(raw, "a click on a link, without a person", at)


def _news(at: Place) -> Iterator[Item]:
    yield account.news(at.value, at)


def _history(at: Place) -> Iterator[Item]:
    yield account.counted(at.value, "old chats of the WhatsApp Business app; the bot never answers those", at)


def _address_book(at: Place) -> Iterator[Item]:
    yield account.counted(at.value, "the address book of the WhatsApp Business app; that is nobody's consent", at)


def _unknown(at: Place) -> Iterator[Item]:
    yield ignored(at.value, f"the field {at.field[:60]!r} is not for this bot", at)


_BY_KEY: tuple[tuple[str, Callable[[Raw, Place], Item]], ...] = (
    ("messages", message),
    ("statuses", receipt),
    ("user_preferences", account.preference),
    ("user_id_update", user_id_update),
    ("user_actions", _link_click),
)
_READ: dict[str, Callable[[Place], Iterator[Item]]] = {
    "messages": _people,
    "user_preferences": _people,
    "user_id_update": _people,
    "smb_message_echoes": _echoes,
    "message_echoes": _echoes,
    "history": _history,
    "smb_app_state_sync": _address_book,
    **dict.fromkeys(account.NEWS, _news),
}
