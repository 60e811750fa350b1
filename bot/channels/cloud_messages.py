"""Messages of people, changes of their identity (Meta sends those as messages), and echoes of what staff wrote."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from bot.channels.cloud_content import content
from bot.channels.cloud_json import digest, mapping, second, text, yes
from bot.channels.cloud_people import known, merged, sender
from bot.channels.cloud_place import Place, Raw, Unfit, needed
from bot.core.incoming import Content, Echo, Edited, IdentityChange, Item, Message, Referral, Revoked, Sender

IDENTITY_CHANGES = ("user_changed_number", "user_changed_user_id", "customer_changed_number")
SAME_PERSON = "customer_identity_changed"  # a new device key: perhaps a new owner of the SIM

_FROM_TO = re.compile(r"from (\S+) to (\S+?)\.?\s*$")


def message(raw: Raw, at: Place) -> Item:
    """Return one element of ``messages`` as a Message or an IdentityChange."""
    wamid = needed(raw, "id", "a message")
    if raw.get("type") == "system":
        return _system(raw, wamid, at)
    writer = sender(raw.get("from"), raw.get("from_user_id"), raw.get("from_parent_user_id"), opaque=True)
    person = at.people.complete(writer)
    if not known(person):
        raise Unfit("a message without a sender")
    context = mapping(raw.get("context"))
    said, when = content(raw, fallback_code=at.code), second(raw.get("timestamp"))
    event = Message(
        number=at.number,
        id=wamid,
        at=when,
        sender=person,
        content=said,
        reply_to=text(context.get("id")),
        forwarded=yes(context.get("forwarded")) or yes(context.get("frequently_forwarded")),
        referral=_referral(raw.get("referral")),
        group=text(raw.get("group_id")),
    )
    return Item(key=_key(at, wamid, said, when), at=when, event=event)


def echo(raw: Raw, at: Place) -> Item:
    """Return one element of ``message_echoes``: somebody of the business wrote in the WhatsApp Business app."""
    wamid = needed(raw, "id", "an echo")
    person = sender(raw.get("to"), raw.get("to_user_id"), raw.get("to_parent_user_id"), opaque=True)
    if at.display and person.phone == at.display:  # some senders swap from and to
        person = replace(person, phone=sender(raw.get("from")).phone)
    person = at.people.complete(person)
    if not known(person):
        raise Unfit("an echo without a recipient")
    said, when = content(raw), second(raw.get("timestamp"))
    return Item(key=_key(at, wamid, said, when), at=when, event=Echo(at.number, wamid, when, person, said))


def user_id_update(raw: Raw, at: Place) -> Item:
    """Return one element of ``user_id_update`` (Meta's older way to tell a new BSUID)."""
    user, parent = mapping(raw.get("user_id")), mapping(raw.get("parent_user_id"))
    old = sender(None, user.get("previous"), parent.get("previous"))
    new = at.people.complete(sender(raw.get("wa_id"), user.get("current"), parent.get("current")))
    if not (known(old) and known(new)):
        raise Unfit("a change of user id without the old or the new one")
    when = second(raw.get("timestamp"))
    moved = digest(old.bsuid, old.parent_bsuid, new.bsuid, new.parent_bsuid, when or at.time)
    key = f"{at.number}:user_id_update:{moved}"
    return Item(key=key, at=when, event=IdentityChange(at.number, key, when, "user_id_update", old, new))


def _key(at: Place, wamid: str, said: Content, when: int) -> str:
    """Number and wamid. An edit that came under the wamid of what it edits is still an event of its own."""
    if isinstance(said, (Edited, Revoked)) and said.of == wamid:
        return f"{at.number}:{wamid}:{type(said).__name__.lower()}:{when}"
    return f"{at.number}:{wamid}"


def _referral(value: Any) -> Referral | None:
    if not isinstance(value, dict) or not value:
        return None
    return Referral(
        source_id=text(value.get("source_id")),
        source_type=text(value.get("source_type")),
        source_url=text(value.get("source_url")),
        headline=text(value.get("headline")),
        clid=text(value.get("ctwa_clid")),
    )


# ---- system messages


def _system(raw: Raw, wamid: str, at: Place) -> Item:
    system = mapping(raw.get("system"))
    kind = text(system.get("type"))
    if kind == SAME_PERSON:
        old = at.people.complete(sender(raw.get("from"), raw.get("from_user_id"), raw.get("from_parent_user_id")))
        new = old
    elif kind in IDENTITY_CHANGES:
        old, new = _moved(raw, system)
        new = _with_profile(new, at)
    else:
        raise Unfit(f"a system message of type {kind!r}")
    if not (known(old) or known(new)):
        raise Unfit(f"a system message {kind} without any identifier")
    when = second(raw.get("timestamp"))
    event = IdentityChange(at.number, wamid, when, kind, old, new)
    return Item(key=f"{at.number}:{wamid}", at=when, event=event)


def _moved(raw: Raw, system: Raw) -> tuple[Sender, Sender]:
    """Return who it was and who it is now. Where a field is missing, the ids at the end of ``body`` stand in."""
    told = _FROM_TO.search(text(system.get("body")))
    told_old, told_new = (sender(told[1]), sender(told[2])) if told else (Sender(), Sender())
    new = sender(system.get("wa_id") or system.get("new_wa_id"), system.get("user_id"), system.get("parent_user_id"))
    new = merged(new, told_new)
    old = sender(
        system.get("customer") or raw.get("from"), system.get("previous_user_id"), system.get("previous_parent_user_id")
    )
    envelope = sender(raw.get("from"), raw.get("from_user_id"), raw.get("from_parent_user_id"))
    old = merged(_unlike(merged(old, envelope), new), told_old)
    return _unlike(old, new), new


def _unlike(old: Sender, new: Sender) -> Sender:
    """Return *old* without what *new* has too: ``from`` is the old number in Meta's samples, but not promised to be."""
    return Sender(
        phone=old.phone if old.phone != new.phone else "",
        bsuid=old.bsuid if old.bsuid != new.bsuid else "",
        parent_bsuid=old.parent_bsuid if old.parent_bsuid != new.parent_bsuid else "",
    )


def _with_profile(person: Sender, at: Place) -> Sender:
    return at.people.complete(person) if known(person) else person
