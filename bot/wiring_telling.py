"""Joins what goes on beside the worker: telling people of the business, and the bridge to another help desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING

from bot.channels.chatwoot import Chatwoot
from bot.channels.email import Email
from bot.channels.hook import Hook
from bot.core.flow import Book
from bot.core.telling import Notice
from bot.ports import Clock, Store
from bot.ports.telling import HelpDesk, Outcome, Teller
from bot.services.beside import Beside, Follower
from bot.services.bridge import Bridge
from bot.services.bridge_in import BridgeDoor
from bot.services.counters import Counters
from bot.services.teller import Tellings
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.webpush import WebPush


class LatePush:
    """Web push, loaded when a browser is there: its cryptography takes time and memory that most never need."""

    def __init__(self, key_file: Path, contact: str, *, loopback: bool) -> None:
        self._made: WebPush | None = None
        self._key_file, self._contact, self._loopback = key_file, contact, loopback

    @property
    def _real(self) -> WebPush:
        if self._made is None:
            from bot.channels.webpush import WebPush

            self._made = WebPush(self._key_file, self._contact, loopback=self._loopback)
        return self._made

    @property
    def public_key(self) -> str:
        """What a browser needs to subscribe; "" where nothing can be pushed."""
        return self._real.public_key

    def accept(self, endpoint: str, p256dh: str, auth: str) -> str:
        """Return why a browser can't be told, "" where it can."""
        return self._real.accept(endpoint, p256dh, auth)

    def problem(self) -> str:
        """Return what is wrong."""
        return self._real.problem()

    def tell(self, notice: Notice, to: str, now: int) -> Outcome:
        """Push to one browser."""
        return self._real.tell(notice, to, now)


@dataclass(frozen=True, slots=True)
class Joined:
    """What ``build`` needs of it."""

    beside: Beside
    browsers: LatePush
    doors: Mapping[str, BridgeDoor]
    tellers: Mapping[str, Teller]
    desks: tuple[HelpDesk, ...]


def vapid_file(settings: Settings) -> Path:
    """Return where the keys of web push are: beside the database."""
    return Path(settings.database.removeprefix("sqlite:///") + ".push.pem")


def link_of(settings: Settings) -> Callable[[int], str]:
    """Return what makes the address of a ticket's page; "" where nobody told us our own address."""
    base = settings.public_url.rstrip("/") or (
        f"http://{settings.host}:{settings.port}" if settings.demo == "on" else ""
    )
    return lambda ticket: f"{base}/desk/{ticket or ''}" if base else ""


def join(
    settings: Settings, store: Store, book: Callable[[], Book], *, clock: Clock, counters: Counters,
    leading: Callable[[], bool],
) -> Joined:  # fmt: skip
    """Join tellers and bridges; starts nothing."""
    sender = parseaddr(settings.mail_from)[1]
    contact = f"mailto:{sender}" if sender else settings.public_url
    browsers = LatePush(vapid_file(settings), contact, loopback=settings.demo == "on")
    tellers: dict[str, Teller] = {
        "email": Email(settings.smtp_url, settings.mail_from),
        "push": browsers,
        "webhook": Hook(settings.hook_secret),
    }
    link = link_of(settings)
    followers: list[Follower] = [Tellings(store, book, clock, counters, tellers=tellers, link=link)]
    doors: dict[str, BridgeDoor] = {}
    desks = help_desks(settings)
    for desk in desks:
        followers.append(Bridge(store, book, clock, counters, desk=desk, link=link))
        doors[desk.name] = BridgeDoor(store, book, clock, counters, desk)
    return Joined(Beside(followers, leading), browsers, doors, tellers, desks)


def help_desks(settings: Settings) -> tuple[HelpDesk, ...]:
    """Return the other help desks of these settings."""
    if not settings.chatwoot_url:
        return ()
    return (
        Chatwoot(
            settings.chatwoot_url, settings.chatwoot_token, settings.chatwoot_account, settings.chatwoot_inbox,
            settings.chatwoot_secret,
        ),
    )  # fmt: skip
