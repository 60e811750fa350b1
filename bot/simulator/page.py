"""The page with the phone, its files, and the headers that keep it to itself."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, render_template, request

from bot.simulator import control, graph
from bot.simulator.inspector import Inspector
from bot.simulator.simulator import Simulator

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
LARGEST = 110 * 1024 * 1024


def create_app(sim: Simulator, inspector: Inspector | None = None) -> Flask:
    """Return the simulator as a WSGI application: the page at /, /sim/…, and the Graph API everywhere else."""
    app = Flask(__name__, static_folder="static", static_url_path="/static", template_folder="templates")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.register_blueprint(_page(sim))
    app.register_blueprint(control.blueprint(sim, inspector or Inspector(sim.options.inspect_url, sim.hub)))
    app.register_blueprint(graph.blueprint(sim))
    app.after_request(_headers)
    return app


def _page(sim: Simulator) -> Blueprint:
    page = Blueprint("page", __name__)
    page.before_request(control.guard(sim))

    @page.get("/")
    def index() -> str:
        """The phone."""
        return render_template("phone.html", business=sim.options.business_name)

    @page.get("/favicon.ico")
    def icon() -> Response:
        """No picture; the page has its own."""
        return Response(status=204)

    return page


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-cache"
    return response
