"""Tickets and lines as templates want them: which side, which mark, which words. No rule stands here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.services.desk import About, Card, Line
from bot.web.desk_text import hue, initials, rich
from bot.web.words import LANGUAGES, said, say
from bot.web.words_when import When

RECEIPTS = {
    "queued": ("waits", "clock"),
    "sending": ("waits", "clock"),
    "unknown": ("waits", "clock"),
    "accepted": ("sent", "tick"),
    "sent": ("sent", "tick"),
    "delivered": ("delivered", "ticks"),
    "read": ("read", "ticks"),
    "played": ("read", "ticks"),
    "failed": ("failed", "fail"),
    "blocked": ("failed", "fail"),
}
"""State of a message of ours -> (tone and word, icon)."""
TONES = {"granted": ("good", "✓"), "refused": ("bad", "✕"), "withdrawn": ("bad", "✕"), "asked": ("warn", "…")}
_ICONS = {"image": "picture", "sticker": "picture", "video": "picture", "audio": "mic", "document": "file"}
_LOUD = {"stopped": "bad", "late": "warn", "unanswered": "warn"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A small label: its tone ("", good, warn, bad), icon and words."""

    tone: str
    icon: str
    text: str


def marks(card: Card, when: When, *, taker: bool = True) -> Iterator[Mark]:
    """Yield what a list says of a ticket beyond its last words. ``taker``: also who has it, how it ended, tags."""
    if card.stopped:
        yield Mark("bad", "stop", say("mark_stopped"))
    if card.late:
        yield Mark("warn", "clock", say("mark_late"))
    elif card.promised_at and not card.answered_at and card.state != "closed":
        yield Mark("", "clock", say("mark_promised", time=when.short(card.promised_at)))
    if card.callback and card.state == "open":
        yield Mark("", "note", say("mark_callback"))
    if taker and card.state == "taken":
        yield Mark("good", "person", card.taken_name)
    if taker and card.state == "closed":
        yield Mark("", "check", outcome(card.outcome) or say("state_closed"))
    if taker:
        yield from (Mark("", "tag", tag) for tag in card.tags[:3])


def name(card: Card) -> str:
    """Return what a person is called; a number of ours where they gave no name."""
    return card.name or say("nameless", ticket=card.ticket)


def outcome(word: str) -> str:
    """Return what came of a ticket, in the reader's language where it is a word of ours."""
    return said(f"outcome_{word}", word) if word else ""


def card(one: Card, when: When, *, view: str, open_ticket: int, taker: bool = True) -> Mapping[str, Any]:
    """Return one line of a list."""
    called = name(one)
    return {
        "ticket": one.ticket,
        "view": view,
        "name": called,
        "initials": initials(one.name),
        "hue": hue(one.person),
        "current": one.ticket == open_ticket,
        "at": one.last_at or one.opened_at,
        "mine": one.last_who == "staff",
        "text": one.last_text or one.title or reason(one.reason),
        "unread": one.unread if one.state != "closed" else 0,
        "marks": tuple(marks(one, when, taker=taker)),
    }


def reason(word: str) -> str:
    """Return why a person was asked for."""
    return said(f"reason_{word.replace(' ', '_')}", word.replace("_", " "))


def by_day(lines: Sequence[Line], when: When, who: str, *, tail: bool = False) -> list[Mapping[str, Any]]:
    """Return the lines of a conversation, with a line wherever a day begins; of a tail not before its first one."""
    shown: list[Mapping[str, Any]] = []
    day = when.date(lines[0].at) if tail and lines else ""
    for one in lines:
        if when.date(one.at) != day:
            day = when.date(one.at)
            shown.append({"shape": "day", "id": f"d{day}", "text": when.day(one.at), "at": one.at})
        shown.append(line(one, who))
    return shown


def line(one: Line, who: str) -> Mapping[str, Any]:
    """Return one line. ``shape``: line, note, event; ``side``: in, out; ``by``: who wrote it, in words."""
    shown: dict[str, Any] = {"id": one.id, "at": one.at, "by": one.by, "kind": one.kind, "why": _why(one)}
    if one.who == "event" or one.kind == "reaction":
        return shown | {
            "shape": "event",
            "text": event(one, who),
            "tone": _LOUD.get(one.kind, ""),
            "aloud": one.kind in _LOUD,
        }
    shape = "note" if one.who == "note" else "line"
    tone, icon = RECEIPTS.get(one.state, ("", ""))
    return shown | {
        "shape": shape,
        "side": "in" if one.who == "person" else "out",
        "who": one.who,
        "by": {"person": who, "bot": say("the_bot")}.get(one.who) or _staff(one.by),
        "text": rich(one.text) if one.text else "",
        "plain": one.text or said(f"kind_{one.kind}", say("kind_other")),
        "missing": "" if one.text or one.media else said(f"kind_{one.kind}", say("kind_other")),
        "label": said(f"label_{one.kind}"),
        "media": one.media,
        "media_icon": _ICONS.get(one.media.kind if one.media else "", "file"),
        "receipt": say(f"receipt_{tone}") if tone else "",
        "tone": tone,
        "icon": icon,
        "error": one.error if tone == "failed" else "",
        "buttons": one.buttons,
        "map": _map(one),
    }


def _staff(by: str) -> str:
    return say("the_phone") if by == "phone" else by.removeprefix("terminal:") or say("the_staff")


def _map(one: Line) -> str:
    """Return the address of a map where the line is a place."""
    if one.kind != "location" or not one.text.endswith(")"):
        return ""
    point = one.text.rpartition("(")[2].rstrip(")").replace(" ", "")
    return f"https://www.openstreetmap.org/?mlat={point.partition(',')[0]}&mlon={point.partition(',')[2]}"


def _why(one: Line) -> Mapping[str, str]:
    if one.who != "bot" or not one.why:
        return {}
    told = dict(one.why)
    rule = told.get("rule", "")
    return {"rule": said(f"rule_{rule}", rule), "name": told.get("name", ""), "detail": told.get("detail", "")}


def event(one: Line, who: str) -> str:
    """Return what happened as a sentence."""
    values = {key: str(value) for key, value in one.data.items() if isinstance(value, str | int)}
    by = _staff(one.by) if one.by else ""
    filled = {"who": who, "to": "", "outcome": "", **values, "by": by, "text": one.text}
    filled["outcome"] = outcome(str(filled["outcome"]))
    keys = (
        f"event_{one.kind}_{filled.get('value', '')}",
        f"event_{one.kind}" if by else f"event_{one.kind}_alone",
        f"event_{one.kind}",
    )
    return next((words for key in keys if (words := said(key, **filled))), "") or say("event_other", **filled)


def facts(about: About, when: When) -> list[tuple[str, str]]:
    """Return what is known of a person as (name, value)."""
    known = (
        (say("fact_language"), LANGUAGES.get(about.language.split("_")[0], about.language)),
        (say("fact_country"), about.country),
        (say("fact_local_time"), about.local_time),
        (say("fact_known_since"), when.day(about.known_since) if about.known_since else ""),
        (say("fact_tickets"), str(about.tickets)),
    )
    return [(name, value) for name, value in known if value]


def consents(standing: Mapping[str, str]) -> list[Mapping[str, str]]:
    """Return where each consent stands, in words."""
    found: list[Mapping[str, str]] = []
    for purpose, state in standing.items():
        tone, sign = TONES.get(state, ("", "?"))
        found.append({"purpose": purpose, "state": said(f"stands_{state}", state), "tone": tone, "sign": sign})
    return found
