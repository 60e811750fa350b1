"""A shop: the real server in a process of its own, the simulator as WhatsApp, customers, and people at the desk."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from bench import parts
from bot import settings, wiring
from bot.ports import UserRow
from bot.services import accounts_entry
from bot.services.accounts_entry import Visitor
from bot.services.accounts_secrets import token
from bot.simulator import Options, Running, Simulator
from tests.simulator.browser import PATIENCE, Browser
from tests.web import signing
from tests.world import FLOWS

ROOT = Path(__file__).parents[3]
SECRET, TOKEN, NUMBER = "s3cret", "tok", "222000222000222"
TEMPLATES = [
    {"name": "spring_offer", "language": language, "category": "MARKETING", "body": "Good news: {{1}} at half price."}
    for language in ("en", "pt_PT", "es", "de", "ar")
]


class Shop:
    """Everything runs on loopback; ``bot`` is a second look at the same database, for accounts."""

    def __init__(self, folder: Path, flows: Path = FLOWS, *, plain: bool = False) -> None:
        """``plain``: under a gunicorn of their own, as people run it who have one; else `askfirst serve`."""
        self.port = parts.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        options = Options(
            webhook_url=f"{self.url}/webhook", app_secret=SECRET, verify_token="v", token=TOKEN, phone_number_id=NUMBER,
            waba_id="111000111000111", business_name="Café Aurora", pace=0.02, templates=TEMPLATES,
        )  # fmt: skip
        self.phone = Running(Simulator(options), poll=0.02).start()
        self.environ = {
            "ASKFIRST_DATABASE": f"sqlite:///{folder / 'shop.db'}", "ASKFIRST_FLOWS": str(flows),
            "ASKFIRST_SECRET_KEY": "a secret of the shop's own", "ASKFIRST_PORT": str(self.port), "ASKFIRST_LOG": "error",
            "ASKFIRST_PACE": "1000", "PYTHONFAULTHANDLER": "1", "WHATSAPP_ACCESS_TOKEN": TOKEN, "WHATSAPP_APP_SECRET": SECRET,
            "WHATSAPP_VERIFY_TOKEN": "v", "WHATSAPP_PHONE_NUMBER_ID": NUMBER,
            "WHATSAPP_API_URL": f"{self.phone.url}/v26.0",
        }  # fmt: skip
        gunicorn = [
            "gunicorn",
            "--threads",
            "4",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--log-level",
            "error",
            "webhook:app",
        ]
        self._process = subprocess.Popen(
            [sys.executable, "-m", *(gunicorn if plain else ["bot", "serve"])],
            cwd=ROOT,
            env={**os.environ, **self.environ},
            start_new_session=True,
        )
        parts.wait_until_up(self.port, self._process, "/ready")
        self.bot = wiring.build(settings.load(self.environ))
        self.clock = self.bot.clock

    def close(self) -> None:
        """End the server politely; it must be willing."""
        self.bot.store.close()
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            assert self._process.wait(15) == 0
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGABRT)  # its threads tell on stderr where they stand
            raise
        finally:
            self.phone.close()

    # ---- the customers

    def customer(self, name: str, language: str = "en") -> Customer:
        """Somebody with a phone."""
        return Customer(self, self.sim("/customers", {"name": name, "language": language, "country": "PT"}))

    def sim(self, path: str, body: Any = None) -> Any:
        """Ask the simulator."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.phone.url}/sim{path}", data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    # ---- the people at the desk

    def user(self, name: str, role: str = "agent", language: str = "en") -> UserRow:
        """Somebody who may sign in."""
        return signing.user(
            self, role, name=name, language=language, email=f"{len(name)}{name[:1].lower()}@example.com"
        )  # type: ignore[arg-type]

    def session(self, user: UserRow) -> str:
        """Let them in; return the cookie's value."""
        fresh = token(self.bot.front.ids)
        self.bot.store.write(lambda tx: accounts_entry.begin(tx, self.bot.front, user.id, fresh, "in", Visitor()))
        return fresh

    def events(self) -> list[str]:
        """What happened at the desk so far."""
        return [event.kind for event in self.bot.store.read(lambda tx: tx.desk.events(0, 500))]


class Customer:
    """A customer of the simulator."""

    def __init__(self, shop: Shop, made: dict[str, Any]) -> None:
        self.shop, self.id, self.name = shop, made["id"], made["name"]

    def does(self, name: str, /, **data: Any) -> None:
        """Do something on the phone."""
        self.shop.sim(f"/customers/{self.id}/{name}", data)

    def says(self, text: str) -> None:
        """Write."""
        self.does("say", text=text)

    def sees(self) -> list[str]:
        """What the business has written to them."""
        told = self.shop.sim(f"/customers/{self.id}/messages")
        return [json.dumps(one, ensure_ascii=False) for one in told if one["author"] == "business"]


class Desk(Browser):
    """A browser at the desk."""

    scripts = True

    def sign_in(self, shop: Shop, user: UserRow) -> None:
        """Put the cookie of a session in."""
        self._call("Network.enable")
        self._call("Network.setCookie", name="askfirst", value=shop.session(user), url=shop.url, httpOnly=True)

    def forget(self) -> None:
        """Take every cookie out."""
        self._call("Network.clearBrowserCookies")

    def script(self, on: bool) -> None:
        """Switch JavaScript of the pages on or off."""
        self._call("Emulation.setScriptExecutionDisabled", value=not on)
        self.scripts = on

    def wait(self, condition: str) -> Any:
        """Wait until JavaScript *condition* is true, also over page loads and where the page runs no scripts."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                if self.scripts:
                    return super().wait(condition)
                value = self.run(f"(() => {{ try {{ return {condition}; }} catch {{ return false; }} }})()")
                if value is not None and value is not False:
                    return value
                time.sleep(0.02)
            except AssertionError as problem:
                if "navigated" not in str(problem) and "context" not in str(problem):
                    raise
            assert time.monotonic() < until, condition

    def key(self, key: str, *, ctrl: bool = False, shift: bool = False) -> None:
        """Press a key of a letter, or one with a name."""
        codes = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowDown": 40, " ": 32}
        code = codes.get(key, ord(key[0].upper()))
        text = "\r" if key == "Enter" else key if len(key) == 1 else ""
        mods = (2 if ctrl else 0) | (8 if shift else 0)
        down = {
            "type": "keyDown" if text and not ctrl else "rawKeyDown",
            "key": key,
            "windowsVirtualKeyCode": code,
            "modifiers": mods,
        }
        if text and not ctrl:
            down["text"] = text
        self._call("Input.dispatchKeyEvent", **down)
        self._call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code, modifiers=mods)

    def shot(self, path: Path | str) -> None:
        """Keep a picture of the page."""
        made = self._call("Page.captureScreenshot", format="png")
        Path(path).write_bytes(base64.b64decode(made["data"]))
