"""A bot that only listens, and a client of the simulator: real HTTP on loopback, no sleeping."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.simulator import Options, Running, Simulator

SECRET = "s3cret"
TOKEN = "tok"
NUMBER = "222000222000222"
WABA = "111000111000111"
BUSINESS = "15550100001"
NOON = 1_795_300_000.0
PATIENCE = 10.0


@dataclass(frozen=True)
class Hit:
    """One webhook as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def field(self) -> str:
        return str(self.json["entry"][0]["changes"][0]["field"])

    @property
    def value(self) -> dict[str, Any]:
        value: dict[str, Any] = self.json["entry"][0]["changes"][0]["value"]
        return value

    @property
    def message(self) -> dict[str, Any]:
        return dict((self.value.get("messages") or [{}])[0])

    @property
    def status(self) -> dict[str, Any]:
        return dict((self.value.get("statuses") or [{}])[0])

    def signed(self, secret: str = SECRET) -> bool:
        good = "sha256=" + hmac.new(secret.encode(), self.body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(good, self.headers.get("x-hub-signature-256", ""))


class Ears:
    """A bot's webhook endpoint: keeps every hit; ``answers`` are given first, then 200."""

    def __init__(self) -> None:
        self.hits: list[Hit] = []
        self.answers: deque[int] = deque()
        self.gets: list[dict[str, list[str]]] = []
        self.changed = threading.Condition()
        self.gate: threading.Barrier | None = None
        self.connections = 0
        self.echo: bytes | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhook"
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait(self, fits: Callable[[Hit], bool], count: int = 1) -> list[Hit]:
        """Return the hits that fit, once there are *count*."""
        with self.changed:
            came = self.changed.wait_for(lambda: sum(map(fits, self.hits)) >= count, PATIENCE)
            assert came, f"only {[hit.body for hit in self.hits]}"
            return [hit for hit in self.hits if fits(hit)]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        ears = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self) -> None:
                super().setup()
                ears.connections += 1

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gate = ears.gate
                if gate is not None:
                    gate.wait(PATIENCE)
                with ears.changed:
                    ears.hits.append(Hit({key.lower(): value for key, value in self.headers.items()}, body))
                    status = ears.answers.popleft() if ears.answers else 200
                    ears.changed.notify_all()
                self._answer(status, b"ok")

            def do_GET(self) -> None:
                query = parse_qs(urlsplit(self.path).query)
                ears.gets.append(query)
                good = query.get("hub.verify_token") == ["verify"]
                self._answer(200 if good else 403, ears.echo or query["hub.challenge"][0].encode() if good else b"no")

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None: ...

        return Handler


class Hand:
    """Turns a clock that otherwise stands still."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> float:
        return self.at


class Town:
    """A running simulator, the bot that it talks to, and a client of it."""

    def __init__(self, **options: Any) -> None:
        self.ears = Ears()
        self.hand = Hand()
        given: dict[str, Any] = {
            "webhook_url": self.ears.url,
            "app_secret": SECRET,
            "verify_token": "verify",
            "token": TOKEN,
            "phone_number_id": NUMBER,
            "waba_id": WABA,
            "display_number": BUSINESS,
            "business_name": "Café Aurora",
            "pace": 0.0,
            "retry_base": 0.01,
            "retry_cap": 0.05,
            "post_timeout": 5.0,
        }
        self.sim = Simulator(Options(**{**given, **options}), real=self.hand)
        self.running = Running(self.sim, poll=0.02).start()
        self.port = int(self.running.url.rsplit(":", 1)[1])

    def close(self) -> None:
        self.running.close()
        self.ears.close()

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
    ) -> tuple[int, Any, dict[str, str]]:
        """One request; the answer as (status, JSON or bytes, headers)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        sent = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json", **(headers or {})}
        try:
            data = raw if raw is not None else None if body is None else json.dumps(body).encode()
            connection.request(method, path, data, sent)
            answer = connection.getresponse()
            text = answer.read()
            told = json.loads(text) if answer.headers.get_content_type() == "application/json" else text
            return answer.status, told, {key.lower(): value for key, value in answer.getheaders()}
        finally:
            connection.close()

    def send(self, body: dict[str, Any], path: str = f"/v26.0/{NUMBER}/messages") -> tuple[int, Any]:
        """POST a message with the shared key; (status, JSON)."""
        status, told, _ = self.call("POST", path, {"messaging_product": "whatsapp", **body})
        return status, told

    def sim_post(self, path: str, body: Any = None) -> Any:
        """POST to the control API; it must succeed."""
        status, told, _ = self.call("POST", f"/sim{path}", body or {})
        assert status < 300, told
        return told

    def sim_get(self, path: str) -> Any:
        status, told, _ = self.call("GET", f"/sim{path}")
        assert status == 200, told
        return told

    def add(self, name: str = "Ada Test", **more: Any) -> dict[str, Any]:
        """Make a customer."""
        made: dict[str, Any] = self.sim_post("/customers", {"name": name, "country": "US", **more})
        return made

    def act(self, customer: dict[str, Any], name: str, /, **data: Any) -> dict[str, Any]:
        """Let a customer do something."""
        done: dict[str, Any] = self.sim_post(f"/customers/{customer['id']}/{name}", data)
        return done

    def friend(self, name: str = "Ada Test", **more: Any) -> dict[str, Any]:
        """Make a customer who has just written, so that the window is open."""
        customer = self.add(name, **more)
        self.act(customer, "say", text="hello")
        return customer

    def text(self, customer: dict[str, Any], body: str = "Hi", **more: Any) -> tuple[int, Any]:
        """Send a text to a customer's phone."""
        return self.send({"to": f"+{customer['phone']}", "type": "text", "text": {"body": body}, **more})

    def statuses(self, wamid: str, until: str) -> list[dict[str, Any]]:
        """Return the statuses of one message, once *until* is among them."""
        self.ears.wait(lambda hit: hit.status.get("id") == wamid and hit.status["status"] == until)
        with self.ears.changed:
            return [hit.status for hit in self.ears.hits if hit.status.get("id") == wamid]

    def idle(self) -> None:
        """Wait until nothing is under way."""
        assert self.sim.idle(PATIENCE)

    def message(self, wamid: str) -> Hit:
        """Return the webhook of one message of a customer."""
        return self.ears.wait(lambda hit: hit.message.get("id") == wamid)[0]
