"""The demo's way to the desk: a link that lets somebody in once, in demo mode and on this machine only."""

from __future__ import annotations

import threading

from flask import Blueprint, Response, abort, jsonify, redirect
from werkzeug.wrappers import Response as Answer

from bot.ports import Tx, UserRow
from bot.services import accounts_entry, accounts_owner
from bot.services.accounts_entry import Visitor
from bot.services.accounts_owner import Wanted
from bot.services.accounts_secrets import mark, token
from bot.services.front import Front
from bot.web.auth import needs
from bot.web.auth_guard import let_in
from bot.web.here import no_page, only_here

OWNER = "owner@demo.example"


def blueprint(front: Front) -> Blueprint:
    """Return the two addresses: one that makes a link, for `askfirst demo`, and the link itself."""
    routes = Blueprint("desk_demo", __name__)
    open_links: set[str] = set()
    lock = threading.Lock()

    routes.before_request(only_here)

    @routes.post("/demo/desk")
    def make() -> Response:
        no_page()
        fresh = token(front.ids)
        with lock:
            open_links.add(mark(fresh))
        return jsonify(path=f"/desk/demo/{fresh}")

    @routes.get("/desk/demo/<link>")
    @needs()
    def enter(link: str) -> Answer:
        with lock:
            if mark(link) not in open_links:
                abort(404)
            open_links.discard(mark(link))
        fresh = token(front.ids)

        def work(tx: Tx) -> None:
            accounts_entry.begin(tx, front, _owner(tx, front).id, fresh, "in", Visitor(device="demo"))

        front.store.write(work)
        let_in(fresh, lasting=False)
        return redirect("/desk/", 303)

    return routes


def _owner(tx: Tx, front: Front) -> UserRow:
    known = tx.users.by_email(OWNER)
    if known is not None:
        return known
    row, _ = accounts_owner.add(tx, front, "nobody", Wanted("Demo", OWNER, "owner"))
    tx.users.uninvite(row.id)
    return row
