"""The bot's own view of a person, fetched for the page: why, ledger, outbox; and its news."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from bot.simulator.events import Hub
from bot.simulator.post import DIRECT

MOST = 5 * 1024 * 1024
PATIENCE = (1.0, 2.0, 5.0)


class Inspector:
    """Asks the bot. Where it has no inspect endpoint everything is empty."""

    def __init__(self, url: str, hub: Hub) -> None:
        """*url*: the bot's address, its /demo, or its /demo/inspect: all mean the same."""
        self.base = base_of(url)
        self._hub = hub
        self._stopped = threading.Event()

    def look(self, person: str) -> dict[str, Any]:
        """Return what the bot knows of a person; {"unreachable": sentence} where it does not answer."""
        if not self.base:
            return {}
        try:
            with DIRECT.open(f"{self.base}/inspect?person={quote(person)}", timeout=5) as answer:
                told = json.loads(answer.read(MOST))
        except (OSError, ValueError) as problem:
            return {"unreachable": f"The bot does not answer at {self.base}/inspect ({problem})."}
        return told if isinstance(told, dict) else {}

    def tell_clock(self, offset: float) -> bool:
        """Move the bot's clock along; whether it did."""
        if not self.base:
            return False
        body = json.dumps({"offset": offset}).encode()
        request = urllib.request.Request(f"{self.base}/clock", body, {"Content-Type": "application/json"})
        try:
            with DIRECT.open(request, timeout=5) as answer:
                return int(answer.status) < 300
        except (OSError, ValueError):
            return False

    def ask(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Ask the bot for one proactive message, as its owner would; return its verdict or a sentence why not."""
        if not self.base:
            return {"verdict": "refused", "why": "The bot has no inspect endpoint."}
        body = json.dumps(dict(wanted)).encode()
        request = urllib.request.Request(f"{self.base}/messages", body, {"Content-Type": "application/json"})
        try:
            with DIRECT.open(request, timeout=10) as answer:
                told = json.loads(answer.read(MOST))
        except urllib.error.HTTPError as refusal:
            told = _json_or_nothing(refusal.read(MOST))
        except (OSError, ValueError) as problem:
            return {"verdict": "refused", "why": f"The bot does not answer ({problem})."}
        return told if isinstance(told, dict) else {}

    def talk(self, person: str, title: str, *, save: bool) -> dict[str, Any]:
        """Let the bot show the conversation as a test, or keep it; {"problem": sentence} where it can't."""
        if not self.base:
            return {"problem": "The bot has no inspect endpoint, so it can't keep tests."}
        given = {"person": person, "title": title}
        if save:
            asked = urllib.request.Request(
                f"{self.base}/talk", json.dumps(given).encode(), {"Content-Type": "application/json"}
            )
        else:
            asked = urllib.request.Request(f"{self.base}/talk?{urlencode(given)}")
        try:
            with DIRECT.open(asked, timeout=20) as answer:
                told = json.loads(answer.read(MOST))
        except urllib.error.HTTPError as refusal:
            told = _json_or_nothing(refusal.read(MOST)) or {"problem": f"The bot answered {refusal.code}."}
        except (OSError, ValueError) as problem:
            return {"problem": f"The bot does not answer ({problem})."}
        return told if isinstance(told, dict) else {}

    def start(self, offset: float) -> None:
        """Pass the bot's news on to the pages from now on. *offset*: of the clock, told as soon as the bot is there."""
        if self.base:
            threading.Thread(target=self._listen, args=(offset,), name="simulator-inspect", daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._stopped.set()

    def _listen(self, offset: float) -> None:
        told, tries = not offset, 0
        while not self._stopped.is_set():
            told = told or self.tell_clock(offset)
            if self._follow():
                tries = 0
            self._stopped.wait(PATIENCE[min(tries, len(PATIENCE) - 1)])
            tries += 1

    def _follow(self) -> bool:
        """Read the bot's event stream until it ends; whether there was one."""
        heard = False
        try:
            with DIRECT.open(f"{self.base}/events", timeout=60) as stream:
                for line in stream:
                    if self._stopped.is_set():
                        return heard
                    if line.startswith(b"data:"):
                        heard = True
                        self._hub.tell("inspect")
        except (OSError, ValueError):
            return heard
        return heard


def _json_or_nothing(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return {}


def base_of(url: str) -> str:
    """Return the address that ``/inspect``, ``/events`` and ``/clock`` are put after."""
    url = url.rstrip("/")
    if not url:
        return ""
    url = url.removesuffix("/inspect")
    return url if urlsplit(url).path else f"{url}/demo"
