"""Runs the simulator on loopback until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Any, Required, TypedDict, Unpack

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bot.simulator.inspector import Inspector
from bot.simulator.options import Options
from bot.simulator.page import create_app
from bot.simulator.simulator import Simulator
from bot.simulator.suggestions import CAST

_LOG = logging.getLogger(__name__)


class _Handler(WSGIRequestHandler):
    """Keeps connections open, and is quiet."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 120

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: there is a request for every tick on the phone."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Pass problems to logging."""
        _LOG.debug(message, *args)


class Running:
    """A simulator that serves from a thread of its own: for tests, and below serve()."""

    def __init__(self, sim: Simulator, host: str = "127.0.0.1", port: int = 0, *, poll: float = 0.5) -> None:
        """*port* 0: any free one. *poll*: seconds until close() is noticed."""
        self.sim = sim
        self.inspector = Inspector(sim.options.inspect_url, sim.hub)
        self._server: BaseWSGIServer = make_server(
            host, port, create_app(sim, self.inspector), threaded=True, request_handler=_Handler
        )
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self._server.block_on_close = False  # type: ignore[attr-defined]
        name = f"[{host}]" if ":" in host else host
        self.url = f"http://{name}:{self._server.server_port}"
        sim.base_url = self.url
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(poll,), name="simulator-http", daemon=True
        )

    def start(self) -> Running:
        """Start the world, then the server."""
        self.sim.start()
        self.inspector.start(self.sim.clock.offset)
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop the server, then the world."""
        self.sim.closing.set()
        self.inspector.close()
        self._server.shutdown()
        self.sim.close()
        self._server.server_close()
        self._thread.join()


class Settings(TypedDict, total=False):
    """The keywords of serve(); what they mean stands at Options."""

    webhook_url: Required[str]
    app_secret: Required[str]
    verify_token: Required[str]
    token: Required[str]
    phone_number_id: Required[str]
    waba_id: Required[str]
    display_number: Required[str]
    inspect_url: str
    templates: Sequence[Mapping[str, Any]]
    suggestions: Mapping[str, Sequence[str]] | None
    state_path: str
    contacts_in_failed: bool


def serve(
    host: str,
    port: int,
    *,
    flows_title: str = "",
    on_ready: Callable[[str], None] | None = None,
    cast: Sequence[Mapping[str, Any]] = CAST,
    **settings: Unpack[Settings],
) -> None:
    """Serve until SIGINT or SIGTERM.

    *flows_title* is the business's name on the phone; *on_ready* gets the page's address as soon as it answers; *cast*
    are the first customers of a fresh world.
    """
    digits = "".join(one for one in settings["display_number"] if one.isdigit())
    settings["display_number"] = digits
    options = Options(business_name=flows_title or "Demo business", hosts=(host,), **settings)
    stop = _told_to_stop()  # before anything runs, so that no signal meets a half-started world
    running = Running(Simulator(options), host, port).start()
    if not running.sim.people.customers:
        for one in cast:
            running.sim.add_customer(**one)
    if on_ready:
        on_ready(running.url)
    while not stop.wait(1.0):  # a wait without an end would not let a signal through on every system
        pass
    running.close()


def _told_to_stop() -> threading.Event:
    """Return an event that SIGINT and SIGTERM set."""
    stop = threading.Event()

    def halt(number: int, frame: FrameType | None) -> None:
        stop.set()

    if threading.current_thread() is threading.main_thread():
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, halt)
    return stop
