"""Events about the account, its templates and numbers, and WhatsApp's own marketing switch."""

from __future__ import annotations

from bot.channels.cloud_json import digest, mapping, second, sequence, text
from bot.channels.cloud_people import known, sender
from bot.channels.cloud_place import Place, Raw, Unfit, needed
from bot.core.incoming import AccountNews, Ignored, Item, Preference

# field -> where its event stands in the value
NEWS: dict[str, tuple[str, ...]] = {
    "account_alerts": ("alert_type",),
    "account_review_update": ("decision",),
    "account_update": ("event",),
    "business_capability_update": ("max_daily_conversations_per_business",),
    "business_username_updates": ("status",),
    "flows": ("event",),
    "message_template_components_update": ("event",),
    "message_template_quality_update": ("new_quality_score",),
    "message_template_status_update": ("event",),
    "phone_number_name_update": ("decision",),
    "phone_number_quality_update": ("event",),
    "security": ("event",),
    "template_category_update": ("new_category",),
}

# A key that only one field has: Meta's own samples leave the field out …
MARKS: tuple[tuple[str, str], ...] = (
    ("message_echoes", "smb_message_echoes"),
    ("state_sync", "smb_app_state_sync"),
    ("history", "history"),
    ("new_quality_score", "message_template_quality_update"),
    ("new_category", "template_category_update"),
    ("message_template_element", "message_template_components_update"),
    ("message_template_name", "message_template_status_update"),
    ("alert_info", "account_alerts"),
    ("alert_type", "account_alerts"),
    ("restriction_info", "account_update"),
    ("violation_info", "account_update"),
    ("ban_info", "account_update"),
    ("waba_info", "account_update"),
    ("requested_verified_name", "phone_number_name_update"),
    ("decision", "account_review_update"),
    ("max_phone_numbers_per_waba", "business_capability_update"),
    ("current_limit", "phone_number_quality_update"),
    ("requester", "security"),
)
SURE_MARKS = ("new_quality_score", "new_category")  # … or name a wrong one


def field_of(named: str, value: Raw) -> str:
    """Return the field to read a value by: its name, or what its keys tell where the name is missing or wrong."""
    if named and not (named in NEWS and any(mark in value for mark in SURE_MARKS)):
        return named
    return next((field for key, field in MARKS if key in value), named or "messages")


def news(value: Raw, at: Place) -> Item:
    """Return one account-level value as AccountNews."""
    where = {**mapping(value.get("alert_info")), **value}
    event = next((found for key in NEWS[at.field] if (found := text(where.get(key)))), "")
    key = f"account:{digest(at.account, at.time, at.field, value)}"
    return Item(key=key, at=at.time, event=AccountNews(at.field, event, at.time, value))


def trouble(raw: Raw, at: Place) -> Item:
    """Return an error that stands beside messages (throughput reached, for one) as AccountNews."""
    number = needed(raw, "code", "an error")
    key = f"account:{digest(at.account, at.time, 'errors', at.value, raw)}"
    value = {"number": at.number, **raw}
    return Item(key=key, at=at.time, event=AccountNews("errors", number, at.time, value))


def preference(raw: Raw, at: Place) -> Item:
    """Return one element of ``user_preferences``: the person used WhatsApp's own marketing switch."""
    value = needed(raw, "value", "a preference")
    owner = sender(raw.get("wa_id"), raw.get("user_id"), raw.get("parent_user_id"), opaque=True)
    person = at.people.complete(owner)
    if not known(person):
        raise Unfit("a preference without a person")
    when = second(raw.get("timestamp"))
    category = text(raw.get("category")) or "marketing_messages"
    event = Preference(at.number, when, person, value, category, text(raw.get("signup_id")))
    moment = str(when) if when else digest(at.time, raw)
    who = person.bsuid or person.phone or person.parent_bsuid
    return Item(key=f"preference:{at.number}:{who}:{category}:{value}:{moment}", at=when, event=event)


def counted(value: Raw, why: str, at: Place) -> Item:
    """Return old chats or an address book as a count: people who never wrote to the bot are not stored."""
    sizes = {key: len(sequence(found)) for key, found in value.items() if isinstance(found, (list, dict))}
    key = f"ignored:{digest(at.account, at.time, at.field, value)}"
    return Item(key=key, at=at.time, event=Ignored(at.field, why, {"counts": sizes}))
