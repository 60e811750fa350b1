"""A bot's own view for the page: what a real one answers at /demo."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.simulator.peer import NOON, PATIENCE

AT = int(NOON)
SHOWN = {"text": "May we <b>write</b>?", "yes": "Yes", "version": 1}
VIEW: dict[str, Any] = {
    "why": [{"at": AT, "rule": "faq", "name": "opening_hours", "detail": "the words", "heard": "open?", "said": ["8 to 18"]}],
    "ledger": [{"seq": 7, "at": AT, "kind": "granted", "purpose": "offers", "evidence": {"method": "tap", "shown": SHOWN}}],
    "outbox": [
        {"id": 1, "at": AT, "kind": "reply", "state": "read", "purpose": "", "text": "8 to 18", "verdict": {"cleared": "reply"}},
        {"id": 2, "at": AT, "kind": "proactive", "state": "blocked", "purpose": "offers", "text": "[promo]",
         "verdict": {"refused": "quiet_hours", "why": "It is night."}},
    ],
    "consent": {"offers": "granted", "reminders": "withdrawn"},
    "ticket": {"id": 12, "state": "open", "reason": "asked"},
    "problems": ["flows/a.yaml:3: no such step"],
    "person": "ada",
    "can_keep": True,
    "can_send": [{"template": "promo", "purpose": "offers", "params": {"item": "cake"}}],
}  # fmt: skip

TALK: dict[str, Any] = {
    "title": "hi", "file": "hi.yaml", "folder": "flows/talks", "yaml": 'talk: "hi"\n- customer: "<b>hi</b>"\n',
    "passes": False, "differences": [{"line": 2, "text": "- bot: Hello\n+ bot: Goodbye"}], "left_out": [],
}  # fmt: skip


class Insider:
    """A bot's inspect endpoint."""

    def __init__(self) -> None:
        self.offsets: list[float] = []
        self.asked: list[str] = []
        self.kept: list[dict[str, str]] = []
        self.changed = threading.Event()
        self.done = threading.Event()
        insider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/demo/events":
                    self._start("text/event-stream")
                    insider.changed.wait(PATIENCE)
                    self.wfile.write(b"data: changed\n\n")
                    self.wfile.flush()
                    insider.done.wait(PATIENCE)
                    return
                insider.asked.append(self.path)
                self._start("application/json")
                self.wfile.write(json.dumps(TALK if self.path.startswith("/demo/talk") else VIEW).encode())

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path == "/demo/messages":
                    self._start("application/json", 403)
                    self.wfile.write(
                        json.dumps({"verdict": "refused", "why": f"no yes for {body['purpose']}"}).encode()
                    )
                    return
                if self.path == "/demo/talk":
                    insider.kept.append(body)
                    free = body["title"] != "taken"
                    self._start("application/json", 201 if free else 400)
                    self.wfile.write(
                        json.dumps({"saved": "flows/talks/x.yaml"} if free else {"problem": "No."}).encode()
                    )
                    return
                insider.offsets.append(body["offset"])
                self._start("application/json")
                self.wfile.write(b"{}")

            def _start(self, kind: str, status: int = 200) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.end_headers()

            def log_message(self, *args: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.changed.set()
        self.done.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
