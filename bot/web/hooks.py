"""`/webhook` (Meta) and `/webhook/<provider>`: flask's request to ours, our answer to flask's, nothing else."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from bot.ports import Reply, Request
from bot.services.front import Front


def blueprint(front: Front) -> Blueprint:
    """Return the webhook routes."""
    hooks = Blueprint("hooks", __name__)

    @hooks.get("/webhook")
    @hooks.get("/webhook/<channel>")
    def handshake(channel: str = "meta") -> Response:
        return _answer(front.intake.handshake(channel, _neutral(b"")))

    @hooks.post("/webhook")
    @hooks.post("/webhook/<channel>")
    def receive(channel: str = "meta") -> Response:
        try:
            body = request.get_data(cache=False)
        except RequestEntityTooLarge:
            return _answer(Reply(413, "Too large."))
        except ClientDisconnected:
            return _answer(Reply(400, "The body did not arrive."))
        if channel in front.doors:  # people at another help desk
            return _answer(front.doors[channel].receive(_neutral(body)))
        return _answer(front.intake.receive(channel, _neutral(body)))

    return hooks


def _neutral(body: bytes) -> Request:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Request(request.method, request.path, request.args.to_dict(), headers, body)


def _answer(reply: Reply) -> Response:
    return Response(reply.body, reply.status, headers=dict(reply.headers), content_type=reply.content_type)
