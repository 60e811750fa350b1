"""A stand-in for Chatwoot on loopback: one account, one API inbox.

Written from what Chatwoot documents: the application API (developers.chatwoot.com, "Contacts", "Conversations",
"Messages") for requests, answers and status codes; the page on webhook events for the payloads; its notes on webhook
secrets for ``X-Chatwoot-Signature`` (HMAC-SHA256 over ``timestamp.body``). It tells of everything that happens, also of
what its caller did, as Chatwoot does: ``hooks`` holds these payloads until a test delivers them.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import threading
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

ACCOUNT, INBOX, TOKEN, SECRET = 3, 7, "agent-token", "hook-secret"
AGENT = {"id": 5, "name": "Anna Agent", "available_name": "Anna", "type": "user", "email": "anna@example.com"}


class Chatwoot:
    """``down``: it answers 503. ``forget_answer``: so many requests are done, and their answers lost."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.contacts: dict[int, dict[str, Any]] = {}
        self.conversations: dict[int, dict[str, Any]] = {}
        self.hooks: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str, Any]] = []
        self.down, self.forget_answer, self.may_delete = False, 0, True
        self._number = 100
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else {}
                status, told = stand_in.answer(self.command, self.path, self.headers.get("api_access_token"), body)
                if stand_in.forget_answer and self.command != "GET":
                    stand_in.forget_answer -= 1
                    self.close_connection = True
                    self.connection.close()
                    return
                content = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PATCH = do_DELETE = do

            def log_message(self, *_: object) -> None:
                pass

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except (ConnectionError, ValueError):  # we have hung up ourselves
                    self.close_connection = True

            def finish(self) -> None:
                with contextlib.suppress(OSError, ValueError):
                    super().finish()

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    # ---- the application API

    def answer(self, method: str, path: str, token: str | None, body: dict[str, Any]) -> tuple[int, Any]:
        parts = urlsplit(path)
        self.asked.append((method, parts.path, body))
        if self.down:
            return 503, {"error": "down"}
        if token != TOKEN:
            return 401, {"error": "Invalid Access Token"}
        root = f"/api/v1/accounts/{ACCOUNT}/"
        if not parts.path.startswith(root):
            return 404, {"error": "Resource could not be found"}
        return self._route(method, parts.path.removeprefix(root).split("/"), parse_qs(parts.query), body)

    def _route(  # noqa: PLR0911 - a row an address
        self, method: str, path: list[str], query: dict[str, list[str]], body: dict[str, Any]
    ) -> tuple[int, Any]:
        match [method, *path]:
            case ["GET", "inboxes", number]:
                kind = "Channel::Api" if int(number) == INBOX else "Channel::WebWidget"
                return 200, {"id": int(number), "channel_type": kind, "name": "AskFirst"}
            case ["GET", "contacts", "search"]:
                found = [each for each in self.contacts.values() if query["q"][0] in str(each["identifier"])]
                return 200, {"meta": {"count": len(found)}, "payload": found}
            case ["POST", "contacts"]:
                return self._contact(body)
            case ["GET", "contacts", number, "conversations"]:
                own = [c for c in self.conversations.values() if c["contact"] == int(number)]
                return 200, {"payload": [self.shown(each) for each in own]}
            case ["DELETE", "contacts", number]:
                if not self.may_delete:
                    return 422, {"error": "not allowed"}
                if self.contacts.pop(int(number), None) is None:
                    return 404, {"error": "Resource could not be found"}
                for each in [n for n, c in self.conversations.items() if c["contact"] == int(number)]:
                    del self.conversations[each]
                return 200, {}
            case ["POST", "conversations"]:
                return self._begin(body)
            case [_, "conversations", number, *rest]:
                found = self.conversations.get(int(number))
                return self._inside(method, found, rest, body) if found else (404, {"error": "not found"})
        return 404, {"error": "Resource could not be found"}

    def _contact(self, body: dict[str, Any]) -> tuple[int, Any]:
        phone = body.get("phone_number")
        if phone and any(each["phone_number"] == phone for each in self.contacts.values()):
            return 422, {"message": "Phone number has already been taken", "attributes": ["phone_number"]}
        self._number += 1
        made = {"id": self._number, "name": body.get("name"), "phone_number": phone, "identifier": body["identifier"]}
        self.contacts[self._number] = made
        source = {"source_id": body["source_id"], "inbox": {"id": body["inbox_id"]}}
        return 200, {"payload": {"contact": made, "contact_inbox": source}}

    def _begin(self, body: dict[str, Any]) -> tuple[int, Any]:
        self._number += 1
        made = {"id": self._number, "contact": body["contact_id"], "inbox_id": body["inbox_id"], "messages": [],
                "status": body.get("status", "open"), "source_id": body["source_id"]}  # fmt: skip
        self.conversations[self._number] = made
        self.hooks.append({**self.shown(made), "event": "conversation_created"})
        return 200, self.shown(made)

    def _inside(self, method: str, found: dict[str, Any], rest: list[str], body: dict[str, Any]) -> tuple[int, Any]:
        match [method, *rest]:
            case ["GET", "messages"]:
                return 200, {"meta": {}, "payload": found["messages"][-20:]}
            case ["POST", "messages"]:
                made = self.message(found, body, sender=AGENT if body["message_type"] == "outgoing" else None)
                return 200, made
            case ["PATCH", "messages", number]:
                for each in found["messages"]:
                    if each["id"] == int(number):
                        each |= {"status": body["status"], "external_error": body.get("external_error", "")}
                        return 200, each
            case ["POST", "toggle_status"]:
                self.set_status(found, body["status"])
                return 200, {"payload": {"success": True, "current_status": body["status"]}}
        return 404, {"error": "not found"}

    # ---- what people do there

    def message(self, found: dict[str, Any], body: dict[str, Any], sender: dict[str, Any] | None) -> dict[str, Any]:
        self._number += 1
        made = {
            "id": self._number, "content": body.get("content"), "private": bool(body.get("private")), "status": "sent",
            "message_type": body["message_type"], "source_id": body.get("source_id"), "conversation_id": found["id"],
            "content_type": "text", "content_attributes": {}, "attachments": body.get("attachments", []),
        }  # fmt: skip
        found["messages"].append(made)
        person = {"id": found["contact"], "type": "contact", "name": self.contacts[found["contact"]]["name"]}
        stamp = datetime.fromtimestamp(self.now, UTC).isoformat().replace("+00:00", "Z")
        told = {**made, "created_at": stamp, "sender": sender or person, "inbox": {"id": found["inbox_id"]},
                "conversation": self.shown(found), "account": {"id": ACCOUNT}, "event": "message_created"}  # fmt: skip
        if not made["attachments"]:
            del told["attachments"]
        self.hooks.append(told)
        return made

    def says(self, number: int, text: str, *, private: bool = False, files: tuple[str, ...] = ()) -> dict[str, Any]:
        """An agent writes; returns the webhook about it."""
        attached = [{"id": n, "file_type": "file", "data_url": url} for n, url in enumerate(files)]
        body = {"content": text, "message_type": "outgoing", "private": private, "attachments": attached}
        self.message(self.conversations[number], body, AGENT)
        return self.hooks.pop()

    def set_status(self, found: dict[str, Any], status: str) -> None:
        if found["status"] != status:
            found["status"] = status
            changed = [{"status": {"current_value": status}}]
            self.hooks.append(
                {**self.shown(found), "event": "conversation_status_changed", "changed_attributes": changed}
            )

    def marks(self, number: int, status: str) -> dict[str, Any]:
        """An agent resolves, reopens …; returns the webhook about it."""
        self.set_status(self.conversations[number], status)
        return self.hooks.pop()

    def shown(self, found: dict[str, Any]) -> dict[str, Any]:
        contact = self.contacts.get(found["contact"], {})
        return {
            "id": found["id"], "inbox_id": found["inbox_id"], "status": found["status"], "channel": "Channel::Api",
            "contact_inbox": {"source_id": found["source_id"]}, "can_reply": True, "labels": [],
            "meta": {"sender": {**contact, "type": "contact"}, "assignee": AGENT}, "timestamp": self.now,
            "updated_at": float(self.now),
        }  # fmt: skip

    def lines(self, number: int) -> list[tuple[str, str]]:
        """(person | note | agent, text) of a conversation."""
        kinds = {"incoming": "person", "outgoing": "agent"}
        return [
            ("note" if each["private"] else kinds[each["message_type"]], each["content"])
            for each in self.conversations[number]["messages"]
        ]


def signed(payload: dict[str, Any], now: int, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    """(body, headers) as Chatwoot sends them."""
    body, stamp = json.dumps(payload).encode(), str(now)
    mark = hmac.new(secret.encode(), f"{stamp}.".encode() + body, sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Chatwoot-Signature": f"sha256={mark}",
               "X-Chatwoot-Timestamp": stamp, "X-Chatwoot-Delivery": "3f0c"}  # fmt: skip
    return body, headers
