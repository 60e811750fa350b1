"""`POST /api/messages`: ask for one proactive message. The gate decides; the answer is its verdict."""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.services.front import Front
from bot.services.proactive import Asked

_STATUS = {"cleared": 202, "refused": 403, "conflict": 409}
_KEYS = {"person", "purpose", "template", "params", "key"}


def blueprint(front: Front) -> Blueprint:
    """Return the API routes. Without ASKFIRST_API_TOKEN they refuse everybody."""
    routes = Blueprint("api", __name__, url_prefix="/api")

    @routes.post("/messages")
    def messages() -> tuple[Response, int]:
        if not _allowed(front.api_token, request.headers.get("Authorization", "")):
            return _problem(401, "Send `Authorization: Bearer …` with the value of ASKFIRST_API_TOKEN.")
        given: Any = request.get_json(silent=True)
        wrong = _wrong(given)
        if wrong:
            return _problem(400, wrong)
        asked = Asked(
            person=given["person"],
            purpose=given["purpose"],
            template=given["template"],
            params={name: str(value) for name, value in (given.get("params") or {}).items()},
            key=given.get("key") or "",
        )
        answer = front.send(asked)
        return jsonify(answer.as_json()), _STATUS[answer.verdict]

    return routes


def _allowed(token: str, header: str) -> bool:
    scheme, _, given = header.partition(" ")
    return bool(token) and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


def _wrong(given: Any) -> str:
    """Return what is wrong with the body, "" where nothing is."""
    if not isinstance(given, dict):
        return "The body must be a JSON object."
    unknown = sorted(set(given) - _KEYS)
    if unknown:
        return f"Unknown: {', '.join(unknown)}. Known: {', '.join(sorted(_KEYS))}."
    for name in ("person", "purpose", "template"):
        if not isinstance(given.get(name), str) or not given[name].strip():
            return f'"{name}" must be a text.'
    if not isinstance(given.get("params") or {}, dict):
        return '"params" must be an object of names and texts.'
    if not isinstance(given.get("key") or "", str) or len(given.get("key") or "") > 200:
        return '"key" must be a text of at most 200 characters.'
    return ""


def _problem(status: int, why: str) -> tuple[Response, int]:
    return jsonify(error=why), status
