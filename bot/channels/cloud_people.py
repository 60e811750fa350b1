"""Who a webhook speaks of. A person comes with a phone, a user id (BSUID), or both; profiles come in a parallel list.

Profiles are matched by identifier, never by place: system messages and failed receipts come without one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.cloud_json import mapping, sequence, text
from bot.core.incoming import Sender
from bot.core.numbers import digits

MAX_ID = 160  # a BSUID has at most 131 characters
_BSUID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]+")
NOBODY = Sender()


def sender(phone: Any, bsuid: Any = None, parent: Any = None, *, opaque: bool = False) -> Sender:
    """Return a Sender from raw fields. A user id in the phone's place (some providers do that) is still a user id.

    ``opaque``: anything else in the phone's place is one as well. The STOP of somebody with an id of a new kind counts.
    """
    given = text(phone).strip()
    number, user = digits(given), text(bsuid).strip()[:MAX_ID]
    if given and not (number or user) and (opaque or _BSUID.fullmatch(given)):
        user = given[:MAX_ID]
    return Sender(phone=number, bsuid=user, parent_bsuid=text(parent).strip()[:MAX_ID])


def known(person: Sender) -> bool:
    """Whether there is anything to know the person by."""
    return bool(person.phone or person.bsuid or person.parent_bsuid)


def merged(person: Sender, profile: Sender) -> Sender:
    """Return *person* with what only *profile* knows."""
    return Sender(
        phone=person.phone or profile.phone,
        bsuid=person.bsuid or profile.bsuid,
        parent_bsuid=person.parent_bsuid or profile.parent_bsuid,
        name=person.name or profile.name,
        username=person.username or profile.username,
    )


@dataclass(frozen=True, slots=True)
class Profiles:
    """The ``contacts`` of one webhook value, found by phone or user id."""

    by_id: dict[str, Sender]
    only: Sender  # the single profile there is; NOBODY where there are none or several

    def complete(self, person: Sender) -> Sender:
        """Return *person* with name and further identifiers of the matching profile, where there is one."""
        if not known(person):
            return self.only
        for identifier in (person.bsuid, person.phone, person.parent_bsuid):
            profile = self.by_id.get(identifier) if identifier else None
            if profile is not None and not _contradict(person, profile):
                return merged(person, profile)
        return person


def profiles(contacts: Any) -> Profiles:
    """Return the ``contacts`` list, ready for look-ups."""
    found = [_profile(raw) for raw in sequence(contacts) if isinstance(raw, dict)]
    by_id: dict[str, Sender] = {}
    for person in found:
        for identifier in (person.phone, person.bsuid, person.parent_bsuid):
            if identifier:
                by_id.setdefault(identifier, person)
    return Profiles(by_id, found[0] if len(found) == 1 else NOBODY)


def _profile(raw: dict[str, Any]) -> Sender:
    profile = mapping(raw.get("profile"))
    person = sender(raw.get("wa_id"), raw.get("user_id"), raw.get("parent_user_id"), opaque=True)
    name, username = text(profile.get("name")), text(profile.get("username")).removeprefix("@")
    return replace(person, name=name, username=username) if name or username else person


def _contradict(one: Sender, other: Sender) -> bool:
    return bool(
        (one.phone and other.phone and one.phone != other.phone)
        or (one.bsuid and other.bsuid and one.bsuid != other.bsuid)
    )
