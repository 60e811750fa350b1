"""Files that customers sent: where they come from, and where they are kept for a while."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from bot.ports.http import Declined, Unsure


@runtime_checkable
class MediaSource(Protocol):
    """A channel that can fetch what a person sent; WhatsApp keeps it for 7 days."""

    def download_media(self, media_id: str, *, cap: int) -> bytes | Declined | Unsure:
        """Fetch a file, not more than *cap* bytes of it."""


class Files(Protocol):
    """Copies of such files. Names and persons are ids: letters and digits."""

    def get(self, person: str, name: str) -> bytes | None: ...
    def put(self, person: str, name: str, data: bytes, at: int) -> None: ...
