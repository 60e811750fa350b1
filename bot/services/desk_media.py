"""A file that a customer sent: fetched from WhatsApp when somebody looks at it, and kept for a while."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core import incoming as inc
from bot.ports import InboxRow, Tx
from bot.ports.http import Declined
from bot.services.accounts import may_open
from bot.services.desk_lines import media_of
from bot.services.desk_views import MediaRef, NotDone, Seat
from bot.services.front import Front

LARGEST = 100 * 1024 * 1024
"""Bytes; WhatsApp itself takes no larger document."""
_SHOWN = re.compile(r"image/(jpeg|png|webp|gif)|audio/(aac|amr|mp4|mpeg|ogg)|video/(mp4|3gpp)")


@dataclass(frozen=True, slots=True)
class File:
    """A file to show or to save. ``inline`` False: only to save; what it says of itself is not believed then."""

    data: bytes
    mime: str
    filename: str
    inline: bool


def media(front: Front, seat: Seat, row: int) -> File | NotDone:
    """Return the file of ``MediaRef.row``."""
    if not seat.reads:
        return NotDone("role", "An auditor looks at consents and can't see what customers send.")
    now = front.clock.now()
    message = front.store.read(lambda tx: _message(tx, row, seat))
    ref = media_of(message, now) if message else None
    if message is None or ref is None:
        return NotDone("media_none", "There is no such file.")
    kept = front.files.get(message.person, str(row)) if front.files else None
    return _file(ref, kept) if kept is not None else _fetched(front, message, ref, seat, now)


def _message(tx: Tx, row: int, seat: Seat) -> InboxRow | None:
    """Return the message, where its person ever asked for somebody of this seat's teams and was not erased."""
    found = tx.desk.message(row)
    if found is None or not found.person or not any(may_open(seat, each) for each in tx.tickets.of(found.person)):
        return None
    return None if tx.persons.erased(found.person) else found


def _fetched(front: Front, message: InboxRow, ref: MediaRef, seat: Seat, now: int) -> File | NotDone:
    if ref.gone:
        return NotDone("media_gone", "WhatsApp keeps a file for 7 days; nobody looked at this one in time.")
    if front.media is None:
        return NotDone("media_none", "This channel can't fetch files.")
    event = message.event
    content = event.content if isinstance(event, inc.Message) else None
    inner = content.content if isinstance(content, inc.Edited) else content
    found = front.media.download_media(inner.id, cap=LARGEST) if isinstance(inner, inc.Sent) else None
    if not isinstance(found, bytes):
        lasting = isinstance(found, Declined) and found.verdict == "never"
        told = found.why if found is not None else ""
        more = "" if lasting else " Try again in a moment."
        return NotDone("media_failed", f"WhatsApp did not give the file: {told}{more}")
    if front.files and front.store.read(lambda tx: _message(tx, message.id, seat)) is not None:
        front.files.put(message.person, str(message.id), found, now)
    return _file(ref, found)


def _file(ref: MediaRef, data: bytes) -> File:
    """Show only what a browser can show without running anything."""
    mime = ref.mime.partition(";")[0].strip().lower()
    known = bool(_SHOWN.fullmatch(mime))
    name = re.sub(r"[^\w .()-]", "_", ref.filename).strip(" .") or f"{ref.kind}-{ref.row}"
    return File(data, mime if known else "application/octet-stream", name, known)
