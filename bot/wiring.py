"""The one place that knows every concrete class, the clock and chance: ``build(settings)`` and ``make_app()``."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import settings as settings_module
from bot.actions.rasa import RasaActions
from bot.channels.console import Console
from bot.channels.http import post_json
from bot.channels.meta import Meta
from bot.core.flow import Book
from bot.core.understanding.mind import Mind
from bot.flowfiles.book import Library
from bot.flowfiles.understanding import build_mind
from bot.ports import Channel, Store
from bot.services.conversation import Conversation
from bot.services.counters import Counters
from bot.services.front import Front
from bot.services.intake import Intake
from bot.services.leaving import Links
from bot.services.retention import Keep
from bot.services.sender import Sender
from bot.services.worker import Worker
from bot.settings import Settings
from bot.store import open_store

log = logging.getLogger("askfirst")


class WallClock:
    """The real time, moved by ``offset`` seconds in the demo."""

    def __init__(self) -> None:
        self.offset = 0

    def now(self) -> int:
        """Return Unix seconds."""
        return int(time.time()) + self.offset

    def now_ms(self) -> int:
        """Return Unix milliseconds."""
        return int(time.time() * 1000) + self.offset * 1000

    def move(self, offset: int) -> None:
        """Show a time that is *offset* seconds away from the real one."""
        self.offset = offset


class SetClock(WallClock):
    """A time that stands still until somebody moves it: for rehearsals."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at

    def now(self) -> int:
        """Return Unix seconds."""
        return self.at

    def now_ms(self) -> int:
        """Return Unix milliseconds."""
        return self.at * 1000

    def advance(self, seconds: int) -> None:
        """Let time pass."""
        self.at += seconds


class SystemIds:
    """Real chance."""

    def person(self) -> str:
        """Return 16 hex digits that say nothing."""
        return secrets.token_hex(8)

    def salt(self) -> bytes:
        """Return 32 random bytes."""
        return secrets.token_bytes(32)

    def pick(self, n: int) -> int:
        """Return a number below *n*."""
        return secrets.randbelow(n) if n > 1 else 0


class Flows:
    """The owner's files with the mind that goes with them; both change together. The mind is made when first asked."""

    def __init__(self, folder: Path, actions: RasaActions | None = None) -> None:
        self._library = Library(folder)
        self._actions = actions
        self._ready: tuple[Book, Mind | None] = (self._library.book, None)
        self._lock = threading.Lock()

    @property
    def book(self) -> Book:
        """The book in force."""
        return self._ready[0]

    @property
    def problems(self) -> tuple[Any, ...]:
        """What is wrong with the newest files."""
        return tuple(self._library.problems)

    def both(self) -> tuple[Book, Mind]:
        """Return the book and its mind, of one version."""
        book, mind = self._ready
        if mind is None:
            with self._lock:
                book, mind = self._ready
                if mind is None:
                    mind = build_mind(book)
                    self._ready = (book, mind)
        return book, mind

    def refresh(self) -> bool:
        """Read changed files; the new mind is built before the old one goes."""
        if not self._library.refresh():
            return False
        self._ready = (self._library.book, build_mind(self._library.book))
        if self._actions is not None:
            self._actions.forget()
        log.info("The flow files changed and are in force.")
        return True


@dataclass(frozen=True, slots=True)
class Bot:
    """Everything, joined."""

    settings: Settings
    store: Store
    flows: Flows
    channel: Channel
    clock: WallClock
    ids: SystemIds
    counters: Counters
    front: Front
    sender: Sender
    worker: Worker


def pepper(settings: Settings) -> bytes:
    """Return the key of the suppression hashes: from the settings, else from a file beside the database, made once."""
    if settings.secret_key:
        return settings.secret_key.encode()
    path = key_file(settings)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        made = secrets.token_hex(32).encode()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        return made


def key_file(settings: Settings) -> Path:
    """Return where the key is that was made because the settings have none."""
    return Path(settings.database.removeprefix("sqlite:///") + ".key")


def old_peppers(settings: Settings) -> tuple[bytes, ...]:
    """Return the keys that were used before: from the settings, and the made one where the settings have one now."""
    named = tuple(key.strip().encode() for key in settings.old_secret_keys.split(",") if key.strip())
    made = key_file(settings)
    return (*named, made.read_bytes()) if settings.secret_key and made.is_file() else named


def meta_channel(settings: Settings) -> Meta:
    """Return Meta's channel for these settings."""
    return Meta(
        api_url=settings.api_url,
        token=settings.access_token,
        app_secrets=settings.app_secrets,
        verify_token=settings.verify_token,
        phone_number_id=settings.phone_number_id,
        waba_id=settings.business_account_id,
        threads=settings.senders,
    )


def rehearse(folder: Path, clock: WallClock, flows: Flows | None = None) -> Bot:
    """Join everything on a memory database, with a list for a phone: for talks, tests and `askfirst talk`."""
    environ = {"ASKFIRST_DATABASE": "sqlite:///:memory:", "ASKFIRST_FLOWS": str(folder), "ASKFIRST_PACE": "10000",
               "ASKFIRST_SENDERS": "1", "ASKFIRST_SECRET_KEY": "rehearsal"}  # fmt: skip
    settings = settings_module.load(environ, whatsapp=False)
    return build(settings, Console(), clock=clock, rehearsed=flows or Flows(folder))


def build(
    settings: Settings,
    channel: Channel | None = None,
    *,
    clock: WallClock | None = None,
    rehearsed: Flows | None = None,
) -> Bot:
    """Join everything. Raises SettingsError, FlowsError or StoreError with a sentence; starts nothing.

    ``rehearsed``: flows that were read already, for a rehearsal, where the pair limit does not slow things down.
    """
    clock, ids, counters = clock or WallClock(), SystemIds(), Counters()
    actions = RasaActions(Path(settings.flows) / "actions")
    flows = rehearsed or Flows(Path(settings.flows), actions)
    if flows.book.action_endpoint:
        actions.use_server(flows.book.action_endpoint, post_json)
    store = open_store(settings.database, ids=ids, pepper=pepper(settings), old_peppers=old_peppers(settings))
    channel = channel or meta_channel(settings)
    links = Links(settings.public_url, pepper(settings))
    conversation = Conversation(store, flows.both, clock, ids, counters, links=links)
    sender = Sender(
        store, channel, lambda: flows.book, clock, counters,
        threads=settings.senders, pace=settings.pace, pairs=rehearsed is None,
        resend_after=settings.resend_after,
    )  # fmt: skip
    worker = Worker(
        store, conversation, sender, actions, channel,
        flows=flows, clock=clock, counters=counters, blue_ticks=settings.blue_ticks == "on",
        keep=Keep(raw=settings.keep_raw, texts=settings.keep_texts, missed=settings.keep_missed),
    )  # fmt: skip
    front = Front(
        store=store,
        intake=Intake(store, {channel.name: channel}, clock, counters),
        flows=flows,
        mind=flows.both,
        clock=clock,
        counters=counters,
        new_key=lambda: f"send:{secrets.token_hex(8)}",
        working=lambda: worker.leading,
        links=links,
        api_token=settings.api_token,
        demo=settings.demo == "on",
        move_clock=clock.move,
    )
    return Bot(settings, store, flows, channel, clock, ids, counters, front, sender, worker)


def start_worker(bot: Bot) -> threading.Thread:
    """Run the worker in a thread of this process. Webhooks are taken while it still makes up its mind."""

    def run() -> None:
        bot.flows.both()
        bot.worker.run()

    thread = threading.Thread(target=run, name="worker", daemon=True)
    thread.start()
    return thread


def free_disk(settings: Settings) -> int:
    """Return the free bytes beside the database."""
    folder = Path(settings.database.removeprefix("sqlite:///")).resolve().parent
    return shutil.disk_usage(folder).free


def clock_drift() -> str:
    """Return what is odd about this machine's clock, "" where nothing is."""
    built = Path(__file__).stat().st_mtime
    return "is earlier than this program was installed; set it (NTP)" if time.time() < built - 86400 else ""


def log_to_stderr(level: str) -> None:
    """One line an event: time, level, place, sentence. Never a text, number or token of anybody."""
    logging.basicConfig(
        level=getattr(logging, level.upper(), logging.INFO),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        force=True,
    )


def load_settings(environ: Mapping[str, str] | None = None, *, whatsapp: bool = True) -> Settings:
    """Read the environment and the ``.env`` file of the working directory."""
    return settings_module.load(os.environ if environ is None else environ, env_file=Path(".env"), whatsapp=whatsapp)


def make_app() -> Any:
    """Return the WSGI application of the environment's settings, its worker started."""
    from bot.web import create_app

    settings = load_settings()
    log_to_stderr(settings.log_level)
    bot = build(settings)
    app = create_app(bot.front)
    if settings.worker == "on":
        start_worker(bot)
    return app
