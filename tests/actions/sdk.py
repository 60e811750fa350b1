"""A real `python -m rasa_sdk` process, a book that points at a server, and calls as the engine makes them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import parts
from bot.actions.rasa import RasaActions
from bot.channels.http import exchange
from bot.core import fill
from bot.core.flow import ActionServer, Book, Business, Flow, Response, Slot, Wording

KINDS = Path(__file__).parent / "kinds"
NOW = 1_767_607_200.0  # 2026-01-05 10:00 UTC


@contextlib.contextmanager
def sdk_server(folder: Path, module: str, *arguments: str) -> Iterator[str]:
    """A real action server with the actions of one file."""
    port = parts.free_port()
    command = [sys.executable, "-m", "rasa_sdk", "--actions", module, "--port", str(port), *arguments]
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=folder, start_new_session=True, **quiet)
    try:
        parts.wait_until_up(port, process)
        yield f"http://127.0.0.1:{port}/webhook"
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # with the worker that it started
        process.wait(20)


def book(server: ActionServer | None = None) -> Book:
    """A book with a flow, slots and a response, whose actions run here or on that server."""
    said = Wording({"en": (fill.parse("Booked: {code|nothing}"),), "pt": (fill.parse("Reservado: {code|nada}"),)})
    slots = {"a": Slot("a", "number"), "stars": Slot("stars", "number", initial=3)}
    flow = Flow("book_table", "book table", Wording({}), {})
    business = Business("Aurora", ("en", "pt"))
    responses = {"utter_booked": (Response(said),)}
    return Book(
        business, {"book_table": flow}, {}, slots=slots, responses=responses, action_server=server, version="v1"
    )


def actions(server: ActionServer | str | None = None, folder: Path = KINDS, **more: Any) -> RasaActions:
    """Actions of a folder, or of a server."""
    at = ActionServer(server) if isinstance(server, str) else server
    pages = book(at)
    return RasaActions(folder, book=lambda: pages, exchange=exchange, now=lambda: NOW, **more)


def call(name: str, **more: Any) -> dict[str, Any]:
    """The fields of a CallAction, with its person."""
    given = {"slots": {"party_size": 4}, "text": "Yes, book it", "language": "pt", "flow": "book_table", "step": "send"}
    return {"call": "p1:7", "name": name, "person": "9f8e7d6c5b4a3921", **given, **more}


PHONE = "15550100002"
