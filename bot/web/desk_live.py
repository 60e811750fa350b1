"""The stream that tells an open page what changed."""

from __future__ import annotations

from flask import Blueprint, Response, request

from bot.services.front import Front
from bot.web import live
from bot.web.auth import needs, standing


def whole(text: str) -> int:
    """Return a number that came from a browser; 0 where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def add(routes: Blueprint, front: Front) -> None:
    """Add the stream; its hub lives as long as the application."""
    hub = live.Hub(front.store, front.clock.now, lambda: front.life.ending(), lambda: front.life.streams)

    @needs("owner", "agent")
    def stream() -> Response:
        """Server-sent events; 204 where all places are taken: the page then looks for itself."""
        link = request.environ.get("gunicorn.socket") or request.environ.get("werkzeug.socket")
        seen = request.headers.get("Last-Event-ID") or request.args.get("after", "")
        after = whole(seen) if seen else None
        joined = hub.join(whole(request.args.get("ticket", "")), after, link)
        if joined is None:
            return Response(status=204)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        told = live.lines(joined, hub, standing())
        return Response(told, content_type="text/event-stream", headers=headers)

    routes.add_url_rule("/live", "live", stream)
