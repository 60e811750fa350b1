"""Media that customers send and the business uploads: kept in memory, with WhatsApp's types and sizes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from bot.simulator.refusals import Refusal

MB = 1024 * 1024
KINDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "audio": (16 * MB, ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg")),
    "image": (5 * MB, ("image/jpeg", "image/png")),
    "sticker": (500 * 1024, ("image/webp",)),
    "video": (16 * MB, ("video/mp4", "video/3gpp")),
    "document": (100 * MB, ("text/plain", "application/")),
}
KEPT_BYTES = 200 * MB
LINK_SECONDS = 300
RECEIVED_SECONDS = 7 * 24 * 3600
UPLOADED_SECONDS = 30 * 24 * 3600


@dataclass(slots=True)
class Media:
    """One file. *received*: it came from a customer, and lives 7 days instead of 30."""

    id: str
    mime: str
    filename: str
    data: bytes
    at: float
    received: bool

    @property
    def sha256(self) -> str:
        """The hash as webhooks carry it."""
        return base64.b64encode(hashlib.sha256(self.data).digest()).decode()

    def alive(self, now: float) -> bool:
        """Whether Meta would still have it."""
        return now - self.at < (RECEIVED_SECONDS if self.received else UPLOADED_SECONDS)


def kind_of(mime: str) -> str:
    """Return image, video … for a MIME type; "" where WhatsApp does not take it."""
    bare = mime.split(";")[0].strip().lower()
    return next((kind for kind, (_, types) in KINDS.items() if bare.startswith(types)), "")


def check_upload(mime: str, size: int) -> None:
    """Refuse a file that WhatsApp would refuse."""
    kind = kind_of(mime)
    if not kind:
        every = ", ".join(one for _, types in KINDS.values() for one in types)
        raise Refusal(100, message=f"(#100) Param file must be a file with one of the following types: {every}.")
    most = KINDS[kind][0]
    if size > most:
        raise Refusal(131053, f"The {kind} has {size} bytes; at most {most} are allowed.")
    if not size:
        raise Refusal(131053, "The file is empty.")


class Shelf:
    """The files, oldest first; the oldest go when the shelf is full."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, Media] = OrderedDict()
        self._bytes = 0
        self._key = secrets.token_bytes(16)

    def put(self, data: bytes, mime: str, filename: str, *, at: float, received: bool) -> Media:
        """Keep a file and give it an id."""
        media = Media(str(10**15 + secrets.randbelow(9 * 10**15)), mime, filename, data, at, received)
        return self.restore(media)

    def restore(self, media: Media) -> Media:
        """Keep a file that has its id."""
        self._files[media.id] = media
        self._bytes += len(media.data)
        while self._bytes > KEPT_BYTES and len(self._files) > 1:
            self._bytes -= len(self._files.popitem(last=False)[1].data)
        return media

    def get(self, media: str) -> Media | None:
        """Return a file."""
        return self._files.get(media)

    def delete(self, media: str) -> bool:
        """Forget a file; whether there was one."""
        gone = self._files.pop(media, None)
        if gone:
            self._bytes -= len(gone.data)
        return bool(gone)

    def all(self) -> tuple[Media, ...]:
        """Return every file."""
        return tuple(self._files.values())

    def link(self, media: Media, base: str, now: float) -> str:
        """Return a download address that works for five minutes, with the token only."""
        until = int(now) + LINK_SECONDS
        return f"{base}/lookaside/?mid={media.id}&ext={until}&hash={self._sign(media.id, until)}"

    def follow(self, media: str, until: str, signature: str, now: float) -> Media | None:
        """Return the file behind a download address that is still good."""
        if not until.isdigit() or int(until) < now:
            return None
        good = hmac.compare_digest(self._sign(media, int(until)).encode(), signature.encode())
        return self._files.get(media) if good else None

    def _sign(self, media: str, until: int) -> str:
        return hmac.new(self._key, f"{media}/{until}".encode(), "sha256").hexdigest()[:32]


def describe(media: Media, link: str) -> dict[str, Any]:
    """Return what GET /<media id> answers."""
    return {
        "url": link,
        "mime_type": media.mime,
        "sha256": hashlib.sha256(media.data).hexdigest(),
        "file_size": len(media.data),
        "id": media.id,
        "messaging_product": "whatsapp",
    }
