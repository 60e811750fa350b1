"""`/health` (the process lives), `/ready` (database, flows and worker are well), `/metrics` (Prometheus text)."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from bot.services import front as services
from bot.services.front import Front


def blueprint(front: Front) -> Blueprint:
    """Return the health routes."""
    routes = Blueprint("health", __name__)

    @routes.get("/health")
    def health() -> Response:
        return Response("ok\n", content_type="text/plain; charset=utf-8")

    @routes.get("/ready")
    def ready() -> tuple[Response, int]:
        well, checks = services.health(front)
        return jsonify(ready=well, checks=dict(checks)), 200 if well else 503

    @routes.get("/metrics")
    def metrics() -> Response:
        return Response(services.metrics(front), content_type="text/plain; version=0.0.4; charset=utf-8")

    return routes
