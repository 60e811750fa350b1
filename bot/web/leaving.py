"""`/stop`: how to end messages without WhatsApp. Looking never ends anything: mail programs open links by themselves."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from bot.services import leaving
from bot.services.front import Front

POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; img-src 'none'"
)


def blueprint(front: Front) -> Blueprint:
    """Return the routes."""
    routes = Blueprint(
        "leaving", __name__, template_folder="templates", static_folder="static", static_url_path="/stop/static"
    )

    @routes.after_request
    def guarded(answer: Response) -> Response:
        answer.headers.update(
            {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
        )
        if request.endpoint != "leaving.static":
            answer.headers.update({"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})
        return answer

    @routes.get("/stop")
    def general() -> str:
        return _shown(front, "", done=False)

    @routes.get("/stop/<code>")
    def personal(code: str) -> str:
        return _shown(front, front.links.person(code), done="done" in request.args)

    @routes.post("/stop/<code>")
    def ended(code: str) -> Answer:
        person, now = front.links.person(code), front.clock.now()
        purpose = request.form.get("purpose", "*")
        if person:
            front.store.write(lambda tx: leaving.withdraw(tx, person, front.flows.book, purpose, now))
        return redirect(f"/stop/{code}?done", 303)

    return routes


def _shown(front: Front, person: str, *, done: bool) -> str:
    now, language = front.clock.now(), (request.accept_languages.best or "")[:2]
    page = front.store.read(lambda tx: leaving.page(tx, person, front.flows.book, now, language=language))
    return render_template("stop.html", page=page, person=bool(person), done=done)
