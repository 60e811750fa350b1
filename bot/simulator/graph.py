"""The Graph API: finds the node and the edge of a path, checks the token, answers or refuses as Meta does."""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, request

from bot.simulator import account, number, sending
from bot.simulator.call import Call
from bot.simulator.faults import Fault
from bot.simulator.media import check_upload, describe
from bot.simulator.post import serialise
from bot.simulator.refusals import Refusal
from bot.simulator.simulator import Simulator

Json = dict[str, Any]
METHODS = ["GET", "POST", "DELETE"]


Handler = Callable[[Simulator, Call], Json]


def blueprint(sim: Simulator) -> Blueprint:
    """Return the API; it takes every path that the page and /sim do not."""
    graph = Blueprint("graph", __name__)

    @graph.get("/lookaside/")
    def download() -> Response:
        """The file behind a media URL: five minutes, with the token."""
        query = request.args
        media = sim.media.follow(query.get("mid", ""), query.get("ext", ""), query.get("hash", ""), sim.clock.now())
        if not _authorised(sim) or media is None:
            return _json({"error": {"message": "URL signature expired or no access", "code": 404}}, 404)
        return Response(media.data, mimetype=media.mime.split(";")[0])

    @graph.route("/<path:path>", methods=METHODS)
    def api(path: str) -> Response:
        """Answer any call of the Graph API."""
        try:
            if not _authorised(sim) and not path.endswith("oauth/access_token"):
                raise Refusal(190, message="Invalid OAuth access token - Cannot parse access token")
            call = _call(sim, path)
            if call.edge in ("messages", "marketing_messages") and "status" not in call.body:
                return _send(sim, call)
            return _json(_handler(call)(sim, call), 200)
        except Refusal as refusal:
            return _json(refusal.body(), refusal.status)

    return graph


def _authorised(sim: Simulator) -> bool:
    header = request.headers.get("Authorization", "")
    given = header.removeprefix("Bearer ") if header.startswith("Bearer ") else request.args.get("access_token", "")
    return given in (sim.options.token, f"app|{sim.options.app_secret}")


def _call(sim: Simulator, path: str) -> Call:
    parts = [part for part in path.split("/") if part]
    if parts and re.fullmatch(r"v\d+\.\d+", parts[0]):
        parts = parts[1:]
    if not parts or len(parts) > 2:
        raise Refusal(2500, message=f"Unknown path components: /{path}")
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        body = dict(request.form)
    edge = parts[1] if len(parts) > 1 else ""
    return Call(request.method, _kind(sim, parts[0]), parts[0], edge, body, request.args)


def _kind(sim: Simulator, node: str) -> str:
    known = {sim.options.phone_number_id: "number", sim.options.waba_id: "account", "me": "me", "oauth": "oauth",
             "debug_token": "debug_token"}  # fmt: skip
    if node in known:
        return known[node]
    if sim.media.get(node):
        return "media"
    return "template" if sim.templates.by_id(node) else ""


def _handler(call: Call) -> Handler:
    if not call.kind and call.edge != "subscriptions":
        raise Refusal(
            33,
            message=f"Unsupported {call.method.lower()} request. Object with ID '{call.node}' does not exist, cannot "
            "be loaded due to missing permissions, or does not support this operation",
        )
    handler = HANDLERS.get((call.method, call.kind, call.edge))
    if handler is None:
        what = call.edge or call.method.lower()
        raise Refusal(
            100, message=f"(#100) Tried accessing nonexisting field ({what}) on node type ({call.kind or 'App'})"
        )
    return handler


def _send(sim: Simulator, call: Call) -> Response:
    """Take a message, with the faults that the page has switched on."""
    _handler(call)
    before = _before(sim)
    if before is not None:
        return before
    lost, slow = sim.faults.strike("lost_answer"), sim.faults.strike("slow")
    with sim.lock:
        if not sim.registered:
            raise Refusal(133010, "The phone number is not registered.")
        answer = sending.send(sim, call.body, marketing_only=call.edge == "marketing_messages")
    if slow:
        sim.closing.wait(slow.seconds)
    return _cut() if lost else _json(answer, 200)


def _before(sim: Simulator) -> Response | None:
    """Return the fault that strikes before the message is looked at."""
    planned = sim.faults.strike("refuse")
    if planned:
        raise Refusal(planned.code, "A fault that was switched on in the simulator.")
    if sim.faults.strike("error_500"):
        return _json(Refusal(131000).body(), 500)
    limited = sim.faults.strike("rate_429")
    if limited:
        return _limited(limited)
    held = sim.faults.strike("timeout")
    if held:
        sim.closing.wait(held.seconds)
        return _cut()
    return None


def _limited(fault: Fault) -> Response:
    response = _json(Refusal(130429).body(), 429)
    response.headers["Retry-After"] = f"{fault.seconds:g}"
    return response


def _cut() -> Response:
    """End the connection without an answer."""
    open_socket = request.environ.get("werkzeug.socket")
    if isinstance(open_socket, socket.socket):
        with suppress(OSError):
            open_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            open_socket.shutdown(socket.SHUT_RDWR)
    response = Response(status=502)
    response.headers["Connection"] = "close"
    return response


def _json(body: Json, status: int) -> Response:
    response = Response(serialise(body), status, mimetype="application/json")
    response.headers["facebook-api-version"] = "v26.0"
    return response


def _read(sim: Simulator, call: Call) -> Json:
    with sim.lock:
        return sending.mark_read(sim, call.body)


def _no_marks(sim: Simulator, call: Call) -> Json:
    raise Refusal(100, message='(#100) Unexpected key "status" on param "message".')


def _upload(sim: Simulator, call: Call) -> Json:
    file = request.files.get("file")
    if file is None or call.body.get("messaging_product") != "whatsapp":
        raise Refusal(100, message="(#100) The parameters messaging_product and file are required.")
    data, mime = file.read(), str(call.body.get("type") or file.mimetype)
    check_upload(mime, len(data))
    with sim.lock:
        media = sim.media.put(data, mime, file.filename or "file", at=sim.clock.now(), received=False)
        sim.changed()
    return {"id": media.id}


def _media(sim: Simulator, call: Call) -> Json:
    media = sim.media.get(call.node)
    if media is None or not media.alive(sim.clock.now()):
        raise Refusal(33, message=f"Object with ID '{call.node}' does not exist")
    return describe(media, sim.media.link(media, request.host_url.rstrip("/"), sim.clock.now()))


def _drop_media(sim: Simulator, call: Call) -> Json:
    with sim.lock:
        sim.changed()
        return {"success": sim.media.delete(call.node)}


HANDLERS: dict[tuple[str, str, str], Handler] = {
    ("POST", "number", "messages"): _read,
    ("POST", "number", "marketing_messages"): _no_marks,
    ("POST", "number", "media"): _upload,
    ("GET", "media", ""): _media,
    ("DELETE", "media", ""): _drop_media,
    **number.HANDLERS,
    **account.HANDLERS,
}
