"""Every name that a condition or a placeholder may look up, in one table: parser, checker and engine read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

OPEN_NAMESPACES = ("slots", "consent")  # their members are the owner's own slots and purposes

NAMES: Mapping[str, tuple[str, ...]] = {
    "person": ("name", "first_name", "language", "country", "phone", "tags", "stop_url"),
    "business": ("name", "privacy_url", "contact", "country", "timezone", "hours_text", "next_opening"),
    "hours": ("open", "open_on"),
    "handover": ("next_opening", "promise", "team"),
    "window": ("open",),
    "message": ("type", "text"),
    "context": ("previous_flow_name", "flow_name", "collect", "canceled_name", "reason", "names", "is_reset_only"),
}

CALLS = ("hours.open_on",)  # the only names that take a value: ``hours.open_on(slots.day)``


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that looks most like *word*, or ""."""
    found = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def unknown(name: str) -> tuple[str, str] | None:
    """Return (what is wrong, hint) where no lookup can ever answer *name*; slots and purposes are not checked here."""
    space, dot, member = name.partition(".")
    spaces = (*OPEN_NAMESPACES, *NAMES)
    if not dot:
        return f'"{name}" has no namespace', f"write slots.{name} for a slot, or quotes around a text"
    if space not in spaces:
        near = nearest(space, spaces)
        hint = f"did you mean {near}.{member}?" if near else f"known are {', '.join(spaces)}"
        return f'there is no "{space}" to look in', hint
    if space in NAMES and member not in NAMES[space]:
        near = nearest(member, NAMES[space])
        hint = f"did you mean {space}.{near}?" if near else f"known are {', '.join(NAMES[space])}"
        return f'"{space}" has no "{member}"', hint
    return None
