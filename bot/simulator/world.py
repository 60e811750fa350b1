"""The rest of /sim: messages, files, webhooks, the state for the page, faults, templates, the clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.simulator import webhooks
from bot.simulator.account import tell_template
from bot.simulator.inspector import Inspector
from bot.simulator.media import check_upload
from bot.simulator.post import serialise
from bot.simulator.simulator import Simulator
from bot.simulator.suggestions import SUGGESTIONS

Json = dict[str, Any]
LONGEST_WAIT = 60.0


def register(control: Blueprint, sim: Simulator, inspector: Inspector) -> None:
    """Add the routes to the control API."""
    _message_routes(control, sim)
    _webhook_routes(control, sim)
    _page_routes(control, sim)
    _fault_routes(control, sim)
    _template_routes(control, sim)
    _clock_routes(control, sim, inspector)


def _body() -> Json:
    body = request.get_json(silent=True, force=True)
    return body if isinstance(body, dict) else {}


def _message_routes(control: Blueprint, sim: Simulator) -> None:
    @control.get("/messages")
    def messages() -> Response:
        """List messages: ?author=business&customer=c1&after=<seq>."""
        author, after = request.args.get("author", ""), request.args.get("after", 0, int)
        who = request.args.get("customer", "")
        with sim.lock:
            found_one = sim.people.find(who)
            whose = found_one.id if found_one else who
            found = [one for one in sim.people.messages.values() if one.seq > after]
            found = [one for one in found if author in ("", one.author) and whose in ("", one.customer)]
            return jsonify([sim.show_message(one) for one in found])

    @control.post("/media")
    def upload() -> tuple[Response, int]:
        """Keep the raw body as a customer's file: ?filename=…, Content-Type is its type."""
        data = request.get_data(cache=False)
        check_upload(request.mimetype, len(data))
        with sim.lock:
            filename = request.args.get("filename", "file")
            media = sim.media.put(data, request.mimetype, filename, at=sim.clock.now(), received=True)
        return jsonify({"id": media.id}), 201

    @control.get("/media/<media>")
    def file(media: str) -> Response:
        """Show a file to the page."""
        found = sim.media.get(media)
        if found is None:
            return Response("There is no such file.", 404)
        response = Response(found.data, mimetype=found.mime.split(";")[0])
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response


def _webhook_routes(control: Blueprint, sim: Simulator) -> None:
    @control.get("/webhooks")
    def log() -> Response:
        counts = {"waiting": sim.deliveries.waiting(), "dropped": sim.deliveries.dropped, "url": sim.deliveries.url}
        return jsonify({**counts, "log": list(sim.deliveries.log)})

    @control.post("/webhooks")
    def post() -> Response:
        """Sign and deliver any payload, or {"field", "value"} as a webhook of that field."""
        body = _body()
        if "field" in body:
            body = webhooks.account(sim.options, str(body["field"]), body.get("value") or {}, sim.clock.now())
        return jsonify({"queued": sim.deliveries.post(body, lane="raw", label="raw")})

    @control.post("/webhooks/handshake")
    def shake() -> Response:
        """Do Meta's GET: {"ok", "why"}."""
        why = sim.handshake()
        return jsonify({"ok": not why, "why": why})

    @control.post("/webhooks/hurry")
    def hurry() -> Response:
        """Repeat now what waits for its next try."""
        sim.deliveries.hurry()
        return jsonify({"waiting": sim.deliveries.waiting()})

    @control.get("/idle")
    def idle() -> Response:
        """Wait until no webhook and no status is under way: ?timeout=5 (seconds, at most 60)."""
        timeout = min(max(request.args.get("timeout", 5.0, float), 0.0), LONGEST_WAIT)
        return jsonify({"idle": sim.idle(timeout)})


def _page_routes(control: Blueprint, sim: Simulator) -> None:
    @control.get("/state")
    def state() -> Response:
        """Everything the page needs at the start."""
        options = sim.options
        business = {"name": options.business_name, "number": f"+{options.display_number}"}
        with sim.lock:
            people = [sim.show_customer(one) for one in sim.people.customers.values()]
            chats = [sim.show_message(one) for one in sim.people.messages.values() if one.customer and not one.deleted]
        world: Json = {"business": business, "customers": people, "messages": chats, "faults": sim.faults.show()}
        world |= {"clock": _clock(sim), "inspect": bool(options.inspect_url), "waiting": sim.deliveries.waiting()}
        world["last_webhook"] = sim.deliveries.log[-1] if sim.deliveries.log else None
        return jsonify({**world, "suggestions": options.suggestions or SUGGESTIONS})

    @control.get("/events")
    def events() -> Response:
        """Server-sent events: message, customer, typing, clock, webhook, faults, inspect …"""
        response = Response(sim.hub.stream(sim.hub.watch()), mimetype="text/event-stream")
        response.headers["Cache-Control"] = "no-store"
        return response


def _fault_routes(control: Blueprint, sim: Simulator) -> None:
    @control.get("/faults")
    def faults() -> Response:
        return jsonify(sim.faults.show())

    @control.post("/faults")
    def break_something() -> Response:
        sim.faults.set(_body())
        return _told_faults(sim)

    @control.delete("/faults")
    def mend() -> Response:
        sim.faults.clear()
        return _told_faults(sim)


def _template_routes(control: Blueprint, sim: Simulator) -> None:
    @control.get("/templates")
    def templates() -> Response:
        with sim.lock:
            return jsonify(sim.templates.all())

    @control.post("/templates")
    def add_template() -> tuple[Response, int]:
        """Approve a template without a webhook: Meta's shape or the short one."""
        with sim.lock:
            template = sim.templates.add(_body())
            sim.changed()
        return jsonify(template), 201

    @control.post("/templates/<name>")
    def change_template(name: str) -> Response:
        """Change {"status"} or {"category"} of a template; the business gets Meta's webhook."""
        with sim.lock:
            found = sim.templates.named(name)
            for template in found:
                _change(sim, template, _body())
        if not found:
            raise ValueError(f"There is no template {name!r}.")
        return jsonify(found)


def _told_faults(sim: Simulator) -> Response:
    sim.hub.tell("faults", faults=sim.faults.show())
    return jsonify(sim.faults.show())


def _change(sim: Simulator, template: Json, body: Mapping[str, Any]) -> None:
    if body.get("status"):
        template["status"] = str(body["status"]).upper()
        news = {"event": template["status"], "reason": "NONE", **(body.get("more") or {})}
        tell_template(sim, template, "message_template_status_update", news)
    if body.get("category"):
        old, template["category"] = template["category"], str(body["category"]).upper()
        news = {"previous_category": old, "new_category": template["category"]}
        tell_template(sim, template, "template_category_update", news)


def _clock(sim: Simulator) -> Json:
    return {"now": sim.clock.now(), "offset": sim.clock.offset}


def _clock_routes(control: Blueprint, sim: Simulator, inspector: Inspector) -> None:
    @control.get("/clock")
    def clock() -> Response:
        return jsonify(_clock(sim))

    @control.post("/clock")
    def move() -> Response:
        """Move simulated time: {"offset": seconds} or {"advance": seconds}; the bot's clock goes along."""
        body = _body()
        offset = None if "offset" not in body else float(body["offset"])
        sim.clock.move(offset=offset, advance=float(body.get("advance", 0)))
        told = inspector.tell_clock(sim.clock.offset)
        sim.changed()
        sim.hub.tell("clock", **_clock(sim))
        return jsonify({**_clock(sim), "bot_told": told})

    @control.post("/ask")
    def ask() -> Response:
        """Ask the bot for a proactive message: {"person", "purpose", "template", "params"}; its verdict."""
        return jsonify(inspector.ask(_body()))

    @control.get("/talk")
    def show_talk() -> Response:
        """The conversation of ?person= as a test that the bot's owner can keep; ?title= names it."""
        return jsonify(inspector.talk(request.args.get("person", ""), request.args.get("title", ""), save=False))

    @control.post("/talk")
    def keep_talk() -> Response:
        """Let the bot keep the test in its own files: {"person", "title"}."""
        body = _body()
        return jsonify(inspector.talk(str(body.get("person", "")), str(body.get("title", "")), save=True))

    @control.get("/inspect")
    def look() -> Response:
        """What the bot says about one person: ?person=<phone or BSUID>; {} where it has no inspect endpoint."""
        return Response(serialise(inspector.look(request.args.get("person", ""))), mimetype="application/json")
