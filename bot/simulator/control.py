"""/sim/…: what tests and the page use to make customers act, move the clock, and break things."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request

from bot.simulator import world
from bot.simulator.acts import ActProblem
from bot.simulator.events import TooManyWatchers
from bot.simulator.faults import UnknownFault
from bot.simulator.inspector import Inspector
from bot.simulator.people import Customer, Message
from bot.simulator.refusals import Refusal
from bot.simulator.simulator import Simulator

Json = dict[str, Any]
_WORDS = ("phone", "country", "language", "username", "parent_bsuid", "bsuid")
_SWITCHES = ("hidden", "auto_read", "reachable", "online")


def guard(sim: Simulator) -> Callable[[], Response | None]:
    """Return a check that keeps other web pages out: a known host name, and no foreign origin."""

    def check() -> Response | None:
        if not _own_host(sim, request.host):
            return _problem("This host name is not the simulator's.", 403)
        origin = request.headers.get("Origin", "")
        if origin and urlsplit(origin).netloc != request.host:
            return _problem("Another web page may not steer the simulator.", 403)
        return None

    return check


def _own_host(sim: Simulator, host: str) -> bool:
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost" or name in sim.options.hosts:
        return True
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return False


def blueprint(sim: Simulator, inspector: Inspector) -> Blueprint:
    """Return the control API."""
    control = Blueprint("control", __name__, url_prefix="/sim")
    control.before_request(guard(sim))
    for error in (ActProblem, UnknownFault, ValueError, TypeError):
        control.register_error_handler(error, lambda problem: _problem(str(problem), 400))
    control.register_error_handler(Refusal, lambda refusal: _problem(refusal.details or refusal.message, 400))
    control.register_error_handler(TooManyWatchers, lambda problem: _problem(TooManyWatchers.__doc__ or "", 503))
    _people_routes(control, sim)
    world.register(control, sim, inspector)
    return control


def _problem(text: str, status: int) -> Response:
    response = jsonify({"error": text})
    response.status_code = status
    return response


def _body() -> Json:
    body = request.get_json(silent=True, force=True)
    return body if isinstance(body, dict) else {}


def _find(sim: Simulator, who: str) -> Customer:
    customer = sim.people.find(who)
    if customer is None:
        raise ActProblem(f"There is no customer {who!r}.")
    return customer


def _people_routes(control: Blueprint, sim: Simulator) -> None:
    @control.get("/customers")
    def customers() -> Response:
        with sim.lock:
            return jsonify([sim.show_customer(one) for one in sim.people.customers.values()])

    @control.post("/customers")
    def make() -> tuple[Response, int]:
        body = _body()
        name = str(body.get("name", "")).strip()
        if not name or len(name) > 100:
            raise ActProblem("A customer needs a name of at most 100 characters.")
        words = {key: str(body[key]) for key in _WORDS if body.get(key)}
        customer = sim.add_customer(name, **words, **{key: bool(body[key]) for key in _SWITCHES if key in body})
        return jsonify(sim.show_customer(customer)), 201

    @control.get("/customers/<who>")
    def customer(who: str) -> Response:
        with sim.lock:
            return jsonify(sim.show_customer(_find(sim, who)))

    @control.delete("/customers/<who>")
    def forget(who: str) -> Response:
        with sim.lock:
            gone = _find(sim, who)
            sim.people.remove(gone)
            sim.changed()
            sim.hub.tell("gone", customer=gone.id)
        return jsonify({"removed": gone.id})

    @control.get("/customers/<who>/messages")
    def chat(who: str) -> Response:
        with sim.lock:
            found = [one for one in sim.people.of(_find(sim, who).id) if not one.deleted]
            return jsonify([sim.show_message(one) for one in found])

    @control.post("/customers/<who>/<act>")
    def act(who: str, act: str) -> Response:
        done = sim.act(who, act, _body())
        return jsonify(sim.show_message(done) if isinstance(done, Message) else sim.show_customer(done))
