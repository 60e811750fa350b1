"""One person's conversation as lines: what came, what was sent, what staff noted, what happened to the ticket."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.core import incoming as inc
from bot.core.outgoing import Outgoing, Template
from bot.core.talk import tappable
from bot.ports import DeskEvent, InboxRow, NoteRow, OutRow, Tx
from bot.services.desk_views import Line, MediaRef, Who
from bot.services.inspecting import text_of

KEPT_BY_WHATSAPP = 7 * 86_400
"""Seconds for which WhatsApp keeps a file that somebody sent."""
_SHOWN = ("opened", "taken", "released", "assigned", "tagged", "late", "unanswered", "stopped", "closed", "returned")
_MOST = 2000
_ORDER = {"i": 0, "e": 1, "o": 2, "n": 3}


def lines(tx: Tx, person: str, *, now: int, before: int = 0, limit: int = 60) -> tuple[tuple[Line, ...], int]:
    """Return the newest lines before a time, oldest first, and what to give back for older ones (0: none)."""
    many = max(1, min(limit, _MOST))
    while True:
        found = sorted(_all(tx, person, now, before, many + 1), key=_place)
        if len(found) <= many:
            return tuple(found), 0
        whole = _whole_seconds(found[-many - 1 :])
        if whole or many >= _MOST:
            shown = whole or found[-many:]
            return tuple(shown), shown[0].at
        many = min(many * 4, _MOST)  # more lines in one second than a page holds


def _whole_seconds(found: Sequence[Line]) -> list[Line]:
    """Leave out the oldest second: there may be more of it."""
    return [line for line in found if line.at > found[0].at]


def _place(line: Line) -> tuple[int, int, int]:
    return line.at, _ORDER[line.id[0]], int(line.id[1:])


def _all(tx: Tx, person: str, now: int, before: int, limit: int) -> Iterator[Line]:
    came = [_heard(row, now) for row in tx.desk.heard(person, before=before, limit=limit)]
    sent = [_told(row) for row in tx.desk.told(person, before=before, limit=limit)]
    yield from came
    yield from sent
    # Notes and events are few; those older than what is shown belong to an older page.
    ends = [rows[-1].at for rows in (came, sent) if len(rows) >= limit]
    since = max(ends, default=0)
    yield from (_note(row) for row in tx.desk.notes(person) if since <= row.at and (not before or row.at < before))
    for event in tx.desk.events_of(person, since=since):
        if event.kind in _SHOWN and (not before or event.at < before):
            yield _event(event)


# ---- what came


def _heard(row: InboxRow, now: int) -> Line:
    event, at = row.event, row.at or row.received_ms // 1000
    id = f"i{row.id}"
    if isinstance(event, inc.Preference):
        data = {"value": event.value, "category": event.category}
        return Line(id, at, "event", "", event.value, "preference", data=data)
    who: Who = "staff" if isinstance(event, inc.Echo) else "person"
    by = "phone" if isinstance(event, inc.Echo) else ""
    kind, text = said(event.content) if isinstance(event, inc.Message | inc.Echo) else ("unknown", "")
    media = media_of(row, now) if isinstance(event, inc.Message) else None
    return Line(id, at, who, by, text, kind, media=media)


def media_of(row: InboxRow, now: int) -> MediaRef | None:
    """Return the file that came with a message."""
    content = getattr(row.event, "content", None)
    if isinstance(content, inc.Edited):
        content = content.content
    if not isinstance(content, inc.Sent) or not content.id:
        return None
    gone = now - (row.at or row.received_ms // 1000) >= KEPT_BY_WHATSAPP
    return MediaRef(row.id, content.media, content.mime, content.filename, gone)


def said(content: inc.Content) -> tuple[str, str]:
    """Return (kind, text) of what somebody sent."""
    if isinstance(content, inc.Edited):
        return "edited", said(content.content)[1]
    read = _READ.get(type(content))
    return read(content) if read else (type(content).__name__.lower(), "")


def _sent(content: inc.Sent) -> tuple[str, str]:
    return "voice" if content.voice else content.media, content.caption


def _place_text(content: inc.Place) -> tuple[str, str]:
    named = ", ".join(part for part in (content.name, content.address) if part)
    return "location", f"{named} ({content.latitude:.5f}, {content.longitude:.5f})".strip()


def _cards(content: inc.Cards) -> tuple[str, str]:
    told = (f"{card.name} {' '.join(f'+{phone}' for phone in card.phones)}".strip() for card in content.cards)
    return "contacts", "; ".join(told)


def _form(content: inc.Filled) -> tuple[str, str]:
    fields = "; ".join(f"{name}: {value}" for name, value in content.values.items() if name != "flow_token")
    return "form", fields or content.text


def _order(content: inc.Ordered) -> tuple[str, str]:
    items = (f"{item.get('quantity', 1)} × {item.get('product_retailer_id', '?')}" for item in content.items)
    return "order", "; ".join((*items, content.text) if content.text else items)


_READ: Mapping[type, Callable[[Any], tuple[str, str]]] = {
    inc.Said: lambda content: ("text", content.text),
    inc.Tapped: lambda content: ("button", content.title),
    inc.Sent: _sent,
    inc.Place: _place_text,
    inc.Cards: _cards,
    inc.Reacted: lambda content: ("reaction", content.emoji),
    inc.Filled: _form,
    inc.Ordered: _order,
    inc.Revoked: lambda content: ("revoked", ""),
    inc.Unreadable: lambda content: ("unreadable", ""),
}


# ---- what was sent


def _told(row: OutRow) -> Line:
    staff = row.why.get("rule") == "staff" or bool(row.why.get("by"))
    why = {name: str(row.why.get(name) or "") for name in ("rule", "name", "detail") if row.why.get(name)}
    by = _by(row) if staff else ""
    return Line(
        f"o{row.id}", row.at, "staff" if staff else "bot", by, text_of(row.message), _kind(row.message),
        state=row.state, error=_error(row), why=why, buttons=tuple(title for _, title in tappable(row.message)),
    )  # fmt: skip


def _by(row: OutRow) -> str:
    """Return the name of who wrote it, else their id."""
    named = row.why.get("called") if row.why.get("by") else row.why.get("detail")
    return str(named or row.why.get("by") or row.why.get("name") or "")


def _kind(message: Outgoing) -> str:
    return "template" if isinstance(message, Template) else str(getattr(message, "kind", "") or "text")


def _error(row: OutRow) -> str:
    if row.state not in ("blocked", "failed", "unknown") and not row.error:
        return ""
    return row.error or str(row.verdict.get("why") or "")


# ---- what staff did


def _note(row: NoteRow) -> Line:
    return Line(f"n{row.id}", row.at, "note", row.name, row.text, "note")


def _event(row: DeskEvent) -> Line:
    by = str(row.data.get("name") or row.data.get("by") or "")
    return Line(f"e{row.id}", row.at, "event", by, "", row.kind, data={**row.data, "ticket": row.ticket})
