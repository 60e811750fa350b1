"""The demo's window into the bot, for the page beside the simulated phone: in demo mode and from loopback only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.core.flow import Book
from bot.errors import KeepProblem
from bot.services import inspecting
from bot.services.front import Front
from bot.services.proactive import Asked
from bot.web.here import no_page, only_here


def blueprint(front: Front) -> Blueprint:
    """Return the demo routes."""
    routes = Blueprint("inspect", __name__, url_prefix="/demo")

    routes.before_request(only_here)
    routes.before_request(no_page)

    @routes.get("/inspect")
    def inspect() -> Response:
        book, now = front.flows.book, front.clock.now()
        who = request.args.get("person", "")
        told: dict[str, Any] = dict(front.store.read(lambda tx: inspecting.look(tx, who, book, now)))
        told["clock"] = now
        told["problems"] = [str(problem) for problem in front.flows.problems if problem.level == "error"]
        told["business"] = book.business.name
        told["can_send"] = _offers(book)
        told["can_keep"] = front.keeper is not None
        return jsonify(told)

    @routes.post("/messages")
    def messages() -> Response:
        given: Any = request.get_json(silent=True) or {}
        params = {name: str(value) for name, value in dict(given.get("params") or {}).items()}
        asked = Asked(
            person=str(given.get("person", "")),
            purpose=str(given.get("purpose", "")),
            template=str(given.get("template", "")),
            params=params,
        )
        return jsonify(front.send(asked).as_json())

    @routes.get("/events")
    def events() -> Response:
        return Response(_changes(front), content_type="text/event-stream", headers={"Cache-Control": "no-store"})

    _talk_routes(routes, front)

    @routes.post("/clock")
    def clock() -> Response:
        given = request.get_json(silent=True) or {}
        if front.move_clock is not None:
            front.move_clock(int(given.get("offset", 0)))
        return jsonify(clock=front.clock.now())

    return routes


def _talk_routes(routes: Blueprint, front: Front) -> None:
    @routes.route("/talk", methods=["GET", "POST"])
    def talk() -> tuple[Response, int]:
        """The conversation as a talk: GET shows it, POST writes it into the flow files."""
        saving = request.method == "POST"
        given: Any = (request.get_json(silent=True) or {}) if saving else request.args
        who, title = str(given.get("person", "")), str(given.get("title", ""))[:120]
        if front.keeper is None:
            return jsonify(problem="This bot does not keep talks."), 404
        try:
            if saving:
                return jsonify(saved=front.keeper.save(front.store, who, title)), 201
            return jsonify(front.keeper.look(front.store, who, title)), 200
        except (KeepProblem, OSError) as problem:
            return jsonify(problem=str(problem)), 400


def _offers(book: Book) -> list[dict[str, Any]]:
    """Return what the business could try to send: each template with the purpose of its kind, placeholders filled."""
    return [
        {
            "template": id,
            "purpose": purpose.id,
            "params": {name: name for name in spec.params},
            "label": f"{id.replace('_', ' ')} ({purpose.id})",
        }
        for id, spec in book.templates.items()
        for purpose in book.purposes.values()
        if spec.category == purpose.kind
    ]


def _changes(front: Front) -> Iterator[str]:
    """One line for each change of the database; a comment now and then keeps the connection alive."""
    yield ": here\n\n"
    while not front.life.ending():
        yield "event: changed\ndata: {}\n\n" if front.store.changed(1.0) else ": still here\n\n"
