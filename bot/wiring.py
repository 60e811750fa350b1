"""The one place that knows every concrete class, the clock and chance: ``build(settings)`` and ``make_app()``."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import settings as settings_module
from bot import wiring_telling
from bot.actions.rasa import RasaActions
from bot.channels.console import Console
from bot.channels.http import exchange
from bot.channels.meta import Meta
from bot.flowfiles.living import Flows as Flows
from bot.flowfiles.living import settle
from bot.ports import Channel, MediaSource, Store
from bot.ports.telling import HelpDesk, Teller
from bot.services import staging
from bot.services.accounts_secrets import keys as account_keys
from bot.services.beside import Beside
from bot.services.conversation import Conversation
from bot.services.counters import Counters
from bot.services.front import Front
from bot.services.intake import Intake
from bot.services.keeping import Keeper
from bot.services.leaving import Links
from bot.services.retention import Keep
from bot.services.sender import Sender
from bot.services.suites import Make
from bot.services.suites_actions import Acting
from bot.services.worker import Worker
from bot.settings import Settings
from bot.store import open_store
from bot.store.files import MediaFolder
from bot.wiring_keys import old_peppers as old_peppers
from bot.wiring_keys import pepper as pepper

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


class FirstIds(SystemIds):
    """Of several variants of a text always the first one: for rehearsals, which must come out the same."""

    def pick(self, n: int) -> int:
        """Return 0."""
        return 0


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
    beside: Beside
    tellers: Mapping[str, Teller] = field(default_factory=dict)
    help_desks: tuple[HelpDesk, ...] = ()


def _variables() -> dict[str, str]:
    """Return the environment with what the ``.env`` file adds, for the ``${NAME}`` of action_endpoint."""
    return {**settings_module.read_env_file(Path(".env")), **os.environ}


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


def rehearse(
    folder: Path,
    clock: WallClock,
    flows: Flows | None = None,
    *,
    database: str = "sqlite:///:memory:",
    channel: Console | None = None,
    acting: Acting | None = None,
) -> Bot:
    """Join everything on a memory database, with a list for a phone: for talks, tests and `askfirst talk`.

    Of several variants of a text the first one is said. ``acting`` stands before the owner's actions. With the
    ``database`` and the ``channel`` of an earlier rehearsal this is that bot after a restart.
    """
    environ = {"ASKFIRST_DATABASE": database, "ASKFIRST_FLOWS": str(folder), "ASKFIRST_PACE": "10000",
               "ASKFIRST_SENDERS": "1", "ASKFIRST_SECRET_KEY": "rehearsal"}  # fmt: skip
    settings = settings_module.load(environ, whatsapp=False)
    return build(settings, channel or Console(), clock=clock, rehearsed=flows or Flows(folder), acting=acting)


def stages(folder: Path, flows: Flows) -> Make:
    """Return what makes a bot to play a talk on; the flow files are read and thought through once."""
    return staging.stages(lambda clock, **more: rehearse(folder, clock, flows, **more), SetClock, lambda: flows.book)


def build(
    settings: Settings,
    channel: Channel | None = None,
    *,
    clock: WallClock | None = None,
    rehearsed: Flows | None = None,
    acting: Acting | None = None,
    checked: bool = True,
) -> Bot:
    """Join everything. Raises SettingsError, FlowsError or StoreError with a sentence; starts nothing.

    ``checked`` False: the files are not looked at as a whole, which takes a while; for commands that only look up.
    ``rehearsed``: flows that were read already, for a rehearsal, where the pair limit does not slow things down.
    """
    clock, counters = clock or WallClock(), Counters()
    ids = FirstIds() if rehearsed else SystemIds()
    actions = RasaActions(
        Path(settings.flows) / "actions", exchange=exchange, environ=_variables(), now=lambda: clock.now_ms() / 1000
    )
    flows = rehearsed or Flows(Path(settings.flows), actions, checked=checked)
    actions.follow(lambda: flows.book)
    for name in actions.missing():
        log.error("action_endpoint needs the variable %s, and it is not set. Write it into the file .env.", name)
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
        store, conversation, sender, acting.around(actions) if acting else actions, channel,
        flows=flows, clock=clock, counters=counters, blue_ticks=settings.blue_ticks == "on",
        keep=Keep(raw=settings.keep_raw, texts=settings.keep_texts, missed=settings.keep_missed),
    )  # fmt: skip
    joined = wiring_telling.join(
        settings, store, lambda: flows.book, clock=clock, counters=counters, leading=lambda: worker.leading
    )
    front = Front(
        store=store, flows=flows, mind=flows.both, clock=clock, counters=counters, ids=ids, links=links,
        intake=Intake(store, {channel.name: channel}, clock, counters),
        new_key=lambda: f"send:{secrets.token_hex(8)}",
        working=lambda: worker.leading,
        api_token=settings.api_token,
        demo=settings.demo == "on",
        move_clock=clock.move,
        pick=ids.pick,
        account_keys=account_keys((pepper(settings), *old_peppers(settings))),
        proxied=settings.proxy == "on",
        browsers=joined.browsers, doors=joined.doors,
        files=MediaFolder(store.path),
        media=channel if isinstance(channel, MediaSource) else None,
        keeper=_keeper(settings, flows) if settings.demo == "on" else None,
        address=(settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/"),
    )  # fmt: skip
    return Bot(settings, store, flows, channel, clock, ids, counters, front, sender, worker, joined.beside,
               joined.tellers, joined.desks)  # fmt: skip


def _keeper(settings: Settings, flows: Flows) -> Keeper:
    folder = Path(settings.flows)
    return Keeper(folder, stages(folder, flows), lambda: flows.book)


def start_worker(bot: Bot) -> threading.Thread:
    """Run the worker in a thread of this process. Webhooks are taken while it still makes up its mind."""

    def run() -> None:
        bot.flows.both()
        settle()
        bot.beside.start()
        try:
            bot.worker.run()
        finally:
            bot.beside.stop()

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
