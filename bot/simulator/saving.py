"""Keeps the simulated world in a file, so that a second start finds everything as it was."""

from __future__ import annotations

import base64
import json
import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.simulator.media import Media
from bot.simulator.people import Customer, Message

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator

VERSION = 1
_LOG = logging.getLogger(__name__)


class StateProblem(Exception):
    """The state file cannot be used; the sentence says which and why."""


def dump(sim: Simulator) -> dict[str, Any]:
    """Return everything as JSON. The caller holds the lock."""
    people = sim.people
    return {
        "version": VERSION,
        "offset": sim.clock.offset,
        "following": people.following(),
        "customers": [asdict(one) for one in people.customers.values()],
        "messages": [asdict(one) for one in people.messages.values()],
        "media": [{**asdict(one), "data": base64.b64encode(one.data).decode()} for one in sim.media.all()],
        "templates": sim.templates.all(),
        "service_sent": sim.service_sent,
        "username": sim.username,
        "under_way": sim.deliveries.pending(),
    }


def load(sim: Simulator, kept: Mapping[str, Any]) -> None:
    """Put everything back. The caller holds the lock."""
    if kept.get("version") != VERSION:
        raise StateProblem(f"The state file has version {kept.get('version')!r}; this simulator reads {VERSION}.")
    sim.clock.move(offset=float(kept["offset"]))
    customers = [Customer(**one) for one in kept["customers"]]
    sim.people.restore(customers, [Message(**one) for one in kept["messages"]], int(kept["following"]))
    for one in kept["media"]:
        sim.media.restore(Media(**{**one, "data": base64.b64decode(one["data"])}))
    for one in kept["templates"]:
        sim.templates.recall(one)
    sim.service_sent.update(kept["service_sent"])
    sim.username = str(kept["username"])
    sim.deliveries.restore(kept["under_way"])


def read(path: Path) -> dict[str, Any]:
    """Read the file; {} where there is none."""
    try:
        kept = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as problem:
        raise StateProblem(f"The state file {path} cannot be read ({problem}). Move it away to start afresh.") from None
    if not isinstance(kept, dict):
        raise StateProblem(f"The state file {path} holds no simulator state. Move it away to start afresh.")
    return kept


def write(path: Path, state: Mapping[str, Any]) -> None:
    """Replace the file in one step."""
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(state, ensure_ascii=False), "utf-8")
    os.replace(beside, path)


class Saver:
    """Writes the file soon after something changed, and at the end."""

    def __init__(self, sim: Simulator, path: str, pause: float = 0.5) -> None:
        self._sim = sim
        self._path = Path(path)
        self._pause = pause
        self._dirty = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulator-saver", daemon=True)

    def start(self) -> None:
        """Begin to save."""
        self._thread.start()

    def changed(self) -> None:
        """Something is different now."""
        self._dirty.set()

    def close(self) -> None:
        """Save for the last time."""
        self._stopped.set()
        self._dirty.set()
        self._thread.join()
        self._save()

    def _run(self) -> None:
        while True:
            self._dirty.wait()
            if self._stopped.wait(self._pause):
                return
            self._dirty.clear()
            self._save()

    def _save(self) -> None:
        with self._sim.lock:
            state = dump(self._sim)
        try:
            write(self._path, state)
        except OSError as problem:
            _LOG.error("The simulator's state could not be written to %s: %s", self._path, problem)
