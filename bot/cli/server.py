"""`askfirst serve`: gunicorn's threads for the web edge and the worker beside them.

The parent process only watches; the bot is built in its one child, so that its memory is used once. One writer per
SQLite file is the fastest, hence one child.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from bot import settings as settings_module
from bot.errors import AskFirstError
from bot.settings import Settings

if TYPE_CHECKING:
    import threading

    from bot.wiring import Bot

log = logging.getLogger("askfirst.serve")

STREAMS = 64
"""Open pages that are told at once of what is new; each holds a thread of its own beside those of the webhooks."""


@click.command()
@click.option("--host", default=None, help="The address to listen on (ASKFIRST_HOST).")
@click.option("--port", type=int, default=None, help="The port to listen on (ASKFIRST_PORT).")
def serve(host: str | None, port: int | None) -> None:
    """Run the webhook, the worker and the sender in one program."""
    settings = settings_module.load(os.environ, env_file=Path(".env"))
    bind = f"{host or settings.host}:{settings.port if port is None else port}"
    try:
        Server(settings, bind).run()
    except SystemExit as end:  # gunicorn's own codes mean nothing to a script
        sys.exit(1 if end.code else 0)


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with one child that builds the bot, serves it and works."""

    def __init__(self, settings: Settings, bind: str) -> None:
        self._settings, self._bind = settings, bind
        self._bot: Bot | None = None
        self._thread: threading.Thread | None = None
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn how to serve."""
        options: dict[str, Any] = {
            "bind": self._bind,
            "workers": 1,
            "worker_class": "gthread",
            "threads": self._settings.threads + STREAMS,
            "keepalive": 75,
            "graceful_timeout": 20,
            "timeout": 60,
            "loglevel": "warning",
            "proc_name": "askfirst",
            "control_socket_disable": True,
            "secure_scheme_headers": {},  # whether X-Forwarded-Proto is believed, ASKFIRST_PROXY says
            "post_worker_init": self._begin,
            "worker_exit": self._end,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Build the bot, in the child. What is wrong is said in a sentence, and the parent gives up."""
        from bot import wiring
        from bot.web import create_app

        wiring.log_to_stderr(self._settings.log_level)
        try:
            self._bot = wiring.build(self._settings)
        except AskFirstError as problem:
            click.echo(str(problem), err=True)
            sys.exit(Arbiter.APP_LOAD_ERROR)
        return create_app(self._bot.front)

    def _begin(self, worker: Any) -> None:
        from bot import wiring

        # Ctrl-C reaches parent and child; the parent tells the child, and two at once lock gunicorn's threads up.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if self._bot is not None:
            self._bot.front.life.ending = lambda: not worker.alive
            self._bot.front.life.streams = STREAMS
            if self._settings.worker == "on":
                self._thread = wiring.start_worker(self._bot)
            log.info("Listening on %s", self._bind)

    def _end(self, arbiter: Any, worker: Any) -> None:
        if self._bot is not None:
            self._bot.worker.stop()
            if self._thread is not None:
                self._thread.join(20)
            self._bot.store.close()
