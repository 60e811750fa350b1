"""Drives a real Chromium over its debugging pipe, with the standard library only."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
import threading
from typing import Any

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE = 20.0


def chromium() -> str:
    """Return the browser's path."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "The browser tests need Chromium: apt-get install chromium, or leave them out with -m 'not browser'."
    return found


def _high(fd: int) -> int:
    """Move a pipe's end above 10, so that dup2 to 3 and 4 cannot hit it."""
    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(fd)
    return moved


class Browser:
    """One page of one Chromium. ``trouble`` collects console errors, exceptions and refused loads."""

    def __init__(self, width: int = 1280, height: int = 800) -> None:
        self._home = tempfile.mkdtemp(prefix="chromium-")
        (to_read, self._write), (self._read, to_write) = ([_high(one) for one in os.pipe()] for _ in range(2))
        path = chromium()
        argv = [path, *FLAGS, f"--user-data-dir={self._home}", f"--window-size={width},{height}"]
        null = os.open(os.devnull, os.O_WRONLY)
        actions = [
            (os.POSIX_SPAWN_DUP2, to_read, 3),
            (os.POSIX_SPAWN_DUP2, to_write, 4),
            (os.POSIX_SPAWN_DUP2, null, 2),
        ]
        self._pid = os.posix_spawn(path, argv, dict(os.environ), file_actions=actions)
        for fd in (to_read, to_write, null):
            os.close(fd)
        self.trouble: list[str] = []
        self._answers: dict[int, dict[str, Any]] = {}
        self._came = threading.Condition()
        self._number = 0
        self._session = ""
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._call(f"{domain}.enable")

    def close(self) -> None:
        """End the browser that this made."""
        session, self._session = self._session, ""
        if session:
            self._call("Browser.close")
        os.waitpid(self._pid, 0)
        self._listener.join()
        os.close(self._write)
        os.close(self._read)
        shutil.rmtree(self._home, ignore_errors=True)

    def open(self, url: str) -> None:
        """Go to an address."""
        self._call("Page.navigate", url=url)

    def run(self, script: str) -> Any:
        """Evaluate JavaScript in the page; promises are awaited."""
        told = self._call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def wait(self, condition: str) -> Any:
        """Wait until JavaScript *condition* is true in the page."""
        script = f"""new Promise((done, fail) => {{
          const until = performance.now() + {PATIENCE * 1000 - 2000};
          const look = () => {{
            const value = (() => {{ try {{ return {condition}; }} catch {{ return false; }} }})();
            if (value) done(value);
            else if (performance.now() > until) fail(new Error({json.dumps(condition)} + document.body.innerText));
            else requestAnimationFrame(look);
          }};
          look();
        }})"""
        return self.run(script)

    def click(self, selector: str, text: str = "") -> None:
        """Click the first visible element of a selector whose text holds *text*."""
        find = f"""(() => {{
          const fits = (one) => one.offsetParent && one.innerText.includes({json.dumps(text)});
          const box = [...document.querySelectorAll({json.dumps(selector)})].find(fits).getBoundingClientRect();
          return {{x: box.x + box.width / 2, y: box.y + box.height / 2}};
        }})()"""
        box = self.wait(find)
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **box)

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self._call("Input.insertText", text=text)

    def press(self, key: str) -> None:
        """Press one key: Enter, Escape, Tab, ArrowDown."""
        codes = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowDown": 40}
        for kind in ("rawKeyDown", "char", "keyUp"):
            if kind != "char" or key == "Enter":
                more = {"text": "\r"} if kind == "char" else {}
                self._call(
                    "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=codes[key], **more
                )

    def look(self, *, dark: bool = False, width: int = 1280, height: int = 800) -> None:
        """Choose the colour scheme and the size of the page."""
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        scheme.append({"name": "prefers-reduced-motion", "value": "reduce"})  # what slides cannot be hit
        self._call("Emulation.setEmulatedMedia", features=scheme)
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}
        self._call("Emulation.setDeviceMetricsOverride", **size)

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        with self._came:
            self._number += 1
            number = self._number
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        with self._came:
            assert self._came.wait_for(lambda: number in self._answers, PATIENCE), f"no answer to {method}"
            answer = self._answers.pop(number)
        assert "error" not in answer, (method, answer["error"])
        result: dict[str, Any] = answer["result"]
        return result

    def _listen(self) -> None:
        waiting = b""
        while True:
            try:
                part = os.read(self._read, 65536)
            except OSError:
                return
            if not part:
                return
            *whole, waiting = (waiting + part).split(b"\0")
            for one in whole:
                self._heard(json.loads(one))

    def _heard(self, message: dict[str, Any]) -> None:
        if "id" in message:
            with self._came:
                self._answers[message["id"]] = message
                self._came.notify_all()
        elif message["method"] == "Runtime.exceptionThrown":
            self.trouble.append(str(message["params"]["exceptionDetails"]))
        elif message["method"] == "Log.entryAdded" and message["params"]["entry"]["level"] in ("error", "warning"):
            self.trouble.append(message["params"]["entry"]["text"])
