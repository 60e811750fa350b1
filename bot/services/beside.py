"""Work that goes on beside the worker, in the process that leads: each in a thread of its own, never in its way."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from bot.errors import AskFirstError

log = logging.getLogger("askfirst.beside")

PAUSE = 0.5
"""Seconds between two looks where there was nothing to do."""


class Follower(Protocol):
    """Something that follows what happens."""

    name: str

    def step(self) -> int:
        """Do what there is to do now; how much it was."""

    def stop(self) -> None:
        """Finish what is under way."""


class Beside:
    """Runs followers while this process leads."""

    def __init__(self, followers: Sequence[Follower], leading: Callable[[], bool]) -> None:
        self.followers = tuple(followers)
        self._leading = leading
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start a thread for each."""
        for follower in self.followers:
            thread = threading.Thread(target=self._run, args=(follower,), name=follower.name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """End them after what is under way."""
        self._over.set()
        for thread in self._threads:
            thread.join(10)
        self._threads.clear()

    def settle(self) -> None:
        """Work in the caller's thread until nobody has anything left to do (rehearsals and tests)."""
        while any([follower.step() for follower in self.followers]):
            pass

    def _run(self, follower: Follower) -> None:
        stumbles = 0
        while not self._over.is_set():
            try:
                busy = follower.step() if self._leading() else 0
                stumbles = 0
            except AskFirstError as problem:
                log.error("%s: %s", follower.name, problem)
                busy, stumbles = 0, stumbles + 1
            except Exception:
                log.exception("%s stumbled and goes on.", follower.name)
                busy, stumbles = 0, stumbles + 1
            if not busy:
                self._over.wait(min(PAUSE * 2**stumbles, 60.0))
        follower.stop()
