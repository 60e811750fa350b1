"""Serves the web edge with gunicorn's threads and the worker beside them, in one program."""

from __future__ import annotations

import logging
import threading
from typing import Any

from gunicorn.app.base import BaseApplication

from bot import wiring
from bot.web import create_app
from bot.wiring import Bot

log = logging.getLogger("askfirst.serve")


class _Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with one worker process: one writer per SQLite file is the fastest (design note in docs/design.md)."""

    def __init__(self, bot: Bot, bind: str) -> None:
        self._bot, self._bind = bot, bind
        self._thread: threading.Thread | None = None
        super().__init__()

    def load_config(self) -> None:
        settings = self._bot.settings
        options: dict[str, Any] = {
            "bind": self._bind,
            "workers": 1,
            "worker_class": "gthread",
            "threads": settings.threads,
            "keepalive": 75,
            "graceful_timeout": 20,
            "timeout": 60,
            "loglevel": "warning",
            "preload_app": True,
            "proc_name": "askfirst",
            "when_ready": self._ready,
            "post_worker_init": self._begin,
            "worker_exit": self._end,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self._bot.front)

    def _ready(self, arbiter: Any) -> None:
        log.info("Listening on %s", ", ".join(str(listener) for listener in arbiter.LISTENERS))

    def _begin(self, worker: Any) -> None:
        if self._bot.settings.worker == "on":
            self._thread = wiring.start_worker(self._bot)

    def _end(self, arbiter: Any, worker: Any) -> None:
        self._bot.worker.stop()
        if self._thread is not None:
            self._thread.join(20)
        self._bot.store.close()


def run(bot: Bot, *, host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C; what is under way is finished first."""
    _Server(bot, f"{host}:{port}").run()
