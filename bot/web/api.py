"""`POST /api/messages`: ask for one proactive message. `POST /api/events`: report something that flows wait for.

The gate decides; the answer is its verdict.
"""

from __future__ import annotations

import hmac
import json
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.errors import BadReport, UnknownEvent
from bot.services.front import Front
from bot.services.proactive import Asked
from bot.services.reporting import Reported

_STATUS = {"cleared": 202, "put_off": 202, "skipped": 202, "refused": 403, "conflict": 409}
_MESSAGE = {"person", "purpose", "template", "params", "key", "later"}
_EVENT = {"event", "person", "data", "key"}
_MOST_DATA = 8_000
"""Characters of an event's data as JSON: a few slots, not a shop's whole database."""


def blueprint(front: Front) -> Blueprint:
    """Return the API routes. Without ASKFIRST_API_TOKEN they refuse everybody."""
    routes = Blueprint("api", __name__, url_prefix="/api")

    @routes.before_request
    def token() -> tuple[Response, int] | None:
        if _allowed(front.api_token, request.headers.get("Authorization", "")):
            return None
        return _problem(401, "Send `Authorization: Bearer …` with the value of ASKFIRST_API_TOKEN.")

    routes.add_url_rule("/messages", "messages", lambda: _messages(front), methods=["POST"])
    routes.add_url_rule("/events", "events", lambda: _events(front), methods=["POST"])
    return routes


def _messages(front: Front) -> tuple[Response, int]:
    given: Any = request.get_json(silent=True)
    wrong = _wrong(given, _MESSAGE, ("person", "purpose", "template"), "params")
    if wrong:
        return _problem(400, wrong)
    asked = Asked(
        person=given["person"],
        purpose=given["purpose"],
        template=given["template"],
        params={name: str(value) for name, value in (given.get("params") or {}).items()},
        key=given.get("key") or "",
        later=given.get("later") is True,
    )
    answer = front.send(asked)
    return jsonify(answer.as_json()), _STATUS[answer.verdict]


def _events(front: Front) -> tuple[Response, int]:
    given: Any = request.get_json(silent=True)
    wrong = _wrong(given, _EVENT, ("event", "person"), "data")
    if wrong:
        return _problem(400, wrong)
    told = Reported(
        event=given["event"], person=given["person"], data=given.get("data") or {}, key=given.get("key") or ""
    )
    try:
        outcome = front.report(told)
    except UnknownEvent as problem:
        return _problem(404, str(problem))
    except BadReport as problem:
        return _problem(400, str(problem))
    return jsonify(outcome.as_json()), _STATUS[outcome.verdict]


def _allowed(token: str, header: str) -> bool:
    scheme, _, given = header.partition(" ")
    return bool(token) and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


def _wrong(given: Any, known: set[str], needed: tuple[str, ...], inner: str) -> str:
    """Return what is wrong with the body, "" where nothing is. ``inner``: the key that holds names and values."""
    if not isinstance(given, dict):
        return "The body must be a JSON object."
    unknown = sorted(set(given) - known)
    if unknown:
        return f"Unknown: {', '.join(unknown)}. Known: {', '.join(sorted(known))}."
    for name in needed:
        if not isinstance(given.get(name), str) or not given[name].strip():
            return f'"{name}" must be a text.'
    return _wrong_rest(given, inner)


def _wrong_rest(given: dict[str, Any], inner: str) -> str:
    if not isinstance(given.get(inner) or {}, dict):
        return f'"{inner}" must be an object of names and {"texts" if inner == "params" else "values"}.'
    if inner == "data" and len(json.dumps(given.get(inner))) > _MOST_DATA:
        return f'"data" may have {_MOST_DATA:,} characters; send only what the flow needs.'
    if not isinstance(given.get("key") or "", str) or len(given.get("key") or "") > 200:
        return '"key" must be a text of at most 200 characters.'
    if not isinstance(given.get("later", False), bool):
        return '"later" must be true or false.'
    return ""


def _problem(status: int, why: str) -> tuple[Response, int]:
    return jsonify(error=why), status
