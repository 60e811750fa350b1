"""`/desk/push`: a browser of ours is told that somebody waits. Switched on and off in the settings.

``/desk/push.js`` is the service worker: it stands at /desk so that it may speak for all of the desk.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.services import browsers
from bot.services.front import Front
from bot.web.auth import needs, seat
from bot.web.auth_guard import the_front

STAFF = ("owner", "agent")
_FOLDER = Path(__file__).parent / "push_files"


def blueprint(front: Front) -> Blueprint:
    """Return the routes; the settings page gets its part from here."""
    routes = Blueprint("push", __name__, url_prefix="/desk", template_folder="templates")
    routes.add_url_rule("/push.js", "worker", worker)
    routes.add_url_rule("/push/button.js", "button", button)
    routes.add_url_rule("/push/subscribe", "subscribe", subscribe, methods=["POST"])
    routes.add_url_rule("/push/unsubscribe", "unsubscribe", unsubscribe, methods=["POST"])

    @routes.app_context_processor
    def part() -> dict[str, Any]:
        key = browsers.available(front) if request.endpoint == "desk.settings" else ""
        return {"settings_parts": ["desk/push.html"], "push_key": key} if key else {}

    return routes


@needs(*STAFF)
def worker() -> Response:
    """The service worker; browsers look for a new one each time."""
    return _script("worker.js")


@needs(*STAFF)
def button() -> Response:
    """What the button in the settings does."""
    return _script("button.js")


@needs(*STAFF)
def subscribe() -> tuple[Response, int]:
    """Keep this browser."""
    wrong = browsers.subscribe(the_front(), seat(), request.get_json(silent=True))
    return (jsonify(error=wrong), 400) if wrong else (jsonify(on=True), 200)


@needs(*STAFF)
def unsubscribe() -> tuple[Response, int]:
    """Forget this browser."""
    given = request.get_json(silent=True)
    endpoint = str(given.get("endpoint", "")) if isinstance(given, dict) else ""
    browsers.unsubscribe(the_front(), seat(), endpoint)
    return jsonify(on=False), 200


def _script(name: str) -> Response:
    text = (_FOLDER / name).read_text("utf-8")
    return Response(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
