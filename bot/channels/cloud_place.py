"""Where in a webhook body we are, and what every reader of one item shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.channels.cloud_json import digest, error_code, mapping, second, sequence, text
from bot.channels.cloud_people import Profiles, profiles
from bot.core.incoming import Ignored, Item
from bot.core.numbers import digits

Raw = dict[str, Any]


class Unfit(Exception):
    """One item of a webhook that cannot be used; its text says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """One ``change`` of a body: its account, time and field, our number, and the people in it."""

    account: str
    time: int
    field: str
    value: Raw
    number: str  # phone_number_id
    display: str  # our own phone, digits
    people: Profiles
    code: int = 0  # of the first error that stands beside the messages


def place(account: str, time: int, field: str, value: Raw) -> Place:
    """Return the Place of one change."""
    metadata = mapping(value.get("metadata"))
    return Place(
        account=account,
        time=time,
        field=field,
        value=value,
        number=text(metadata.get("phone_number_id")),
        display=digits(text(metadata.get("display_phone_number"))),
        people=profiles(value.get("contacts")),
        code=error_code(value) if "errors" in value else 0,
    )


def each(raws: Any, read: Callable[[Raw, Place], Item], at: Place) -> Iterator[Item]:
    """Read every element of a list; one that cannot be read is kept as Ignored and never costs its neighbours."""
    for raw in sequence(raws):
        try:
            yield read(raw, at) if isinstance(raw, dict) else ignored(raw, "it is no JSON object", at)
        except Unfit as why:
            yield ignored(raw, str(why), at)
        except Exception as error:  # a mistake of ours in one item must not lose the other 999 of a batch
            yield ignored(raw, f"it could not be read ({type(error).__name__})", at)


def ignored(raw: Any, why: str, at: Place) -> Item:
    """Return *raw* as an item that is kept and acted on by nobody."""
    value = raw if isinstance(raw, dict) else {"value": raw}
    key = f"ignored:{digest(at.account, at.time, at.field, value)}"
    return Item(key=key, at=second(value.get("timestamp")) or at.time, event=Ignored(at.field, why, value))


def needed(raw: Raw, name: str, what: str) -> str:
    """Return the text *name* of an item; Unfit where it has none."""
    found = text(raw.get(name))
    if not found:
        raise Unfit(f"{what} without {name}")
    return found
