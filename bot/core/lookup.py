"""What a name in a condition or a placeholder stands for, at one moment of one turn. Looking up is all that happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core import desk_teams, times
from bot.core.fill import Pattern
from bot.core.flow import Wording
from bot.core.phrases import base, spoken, words
from bot.core.understanding.values import show_value
from bot.core.work import Work


def condition_names(work: Work) -> Callable[[str], Any]:
    """Return the lookup for conditions: plain values."""

    def look(name: str) -> Any:
        space, _, member = name.partition(".")
        read = _SPACES.get(space)
        return read(work, member) if read else None

    return look


def text_names(work: Work, extra: Mapping[str, str] | None = None) -> Callable[[str], str | None]:
    """Return the lookup for texts: values written in the person's language; ``extra`` goes first."""
    more = {f"slots.{name}": value for name, value in extra.items()} if extra else {}

    def look(name: str) -> str | None:
        if name in more:
            return more[name]
        space, _, member = name.partition(".")
        if space == "slots":
            return written(work, member) or words(our_language(work)).get(name)
        read = _SPACES.get(space)
        value = read(work, member) if read else None
        return None if value is None else str(value)

    return look


def our_language(work: Work) -> str:
    """Return a language in which our own sentences exist: the person's, else the business's first."""
    return work.language if spoken(work.language) else work.book.business.languages[0]


def written(work: Work, slot: str) -> str | None:
    """Return a slot's value in the person's language; None where it is empty."""
    value, known = work.value(slot), work.slot(slot)
    if value is None:
        return None
    choice = next((one for one in known.choices if one.value == value), None)
    if choice is not None:  # what was tapped is shown by its title, in the language of now
        return "".join(one.render(text_names(work), str) for one in variants(work, choice.title)[:1])
    if isinstance(value, Mapping) and "media" in value:
        return str(value.get("filename") or value["media"])
    return str(show_value(value, known.type if slot in work.book.slots else _type_of(value), work.language))


def _type_of(value: Any) -> str:
    """Return the type of a value that an action put into a slot which no file declares."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, Mapping):
        return "money" if "amount" in value else "location"
    return "list" if isinstance(value, (list, tuple)) else "text"


def variants(work: Work, wording: Wording) -> tuple[Pattern, ...]:
    """Return a wording's variants in the person's language, else in the default one, else in any."""
    found = wording.by_language
    said = found.get(work.language) or found.get(base(work.language)) or found.get(work.book.business.languages[0])
    return said or next(iter(found.values()), ())


def _slots(work: Work, member: str) -> Any:
    return work.value(member)


def _consent(work: Work, member: str) -> Any:
    return work.consent.get(member, "unknown")


def _hours(work: Work, member: str) -> Any:
    business = work.book.business
    if member == "open":
        return business.hours.open_at(times.local(work.now, business.timezone))
    if not member.startswith("open_on("):
        return None
    inner = member[len("open_on(") : -1]
    day = times.day_of(condition_names(work)(inner) if "." in inner else inner)
    return None if day is None else business.hours.open_on(day)


def _window(work: Work, member: str) -> Any:
    return work.person.window_until > work.now


def _message(work: Work, member: str) -> Any:
    return work.heard.kind if member == "type" else work.heard.text


def _first_name(work: Work) -> str:
    return work.person.name.split()[0] if work.person.name.strip() else ""


_PERSON: Mapping[str, Callable[[Work], Any]] = {
    "name": lambda work: work.person.name or None,
    "first_name": lambda work: _first_name(work) or None,
    "language": lambda work: work.language,
    "country": lambda work: work.person.country or None,
    "phone": lambda work: f"+{work.person.phone}" if work.person.phone else None,
    "tags": lambda work: work.tags,
    "stop_url": lambda work: work.person.stop_url or None,
}


def _person(work: Work, member: str) -> Any:
    read = _PERSON.get(member)
    return read(work) if read else None


def _business(work: Work, member: str) -> Any:
    business = work.book.business
    if member == "hours_text":
        return business.hours.text(work.language) or None
    if member == "next_opening":
        opens = business.hours.next_opening(times.local(work.now, business.timezone)) if business.hours.known else None
        return show_value(opens.strftime("%Y-%m-%dT%H:%M"), "datetime", work.language) if opens else None
    return getattr(business, member, None) or None


def _handover(work: Work, member: str) -> Any:
    team = (work.handover.team if work.handover else "") or work.team or desk_teams.team_for(work)
    if member == "next_opening":
        return desk_teams.next_opening_text(work, team) or None
    if member == "team":
        return desk_teams.name_of(work.book, team)
    return desk_teams.promise_text(work) or None


def _flow_name(work: Work) -> str | None:
    flow = work.flow(work.top) if work.top else None
    return flow.name if flow else None


_CONTEXT: Mapping[str, Callable[[Work], Any]] = {
    "previous_flow_name": lambda work: work.previous or None,
    "canceled_name": lambda work: work.cancelled or None,
    "flow_name": _flow_name,
    "collect": lambda work: getattr(work.step(work.top), "slot", None) if work.top else None,
    "names": lambda work: tuple(frame.flow for frame in work.aside),
    "reason": lambda work: work.reason or None,
    "is_reset_only": lambda work: False,
}


def _context(work: Work, member: str) -> Any:
    read = _CONTEXT.get(member)
    return read(work) if read else None


_SPACES: Mapping[str, Callable[[Work, str], Any]] = {
    "slots": _slots,
    "consent": _consent,
    "hours": _hours,
    "window": _window,
    "message": _message,
    "person": _person,
    "business": _business,
    "handover": _handover,
    "context": _context,
}
