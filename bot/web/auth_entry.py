"""The pages for signing in: password, second factor; and the first sign-in by a link."""

from __future__ import annotations

import io

from flask import Blueprint, Response, g, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as Answer

from bot.errors import TooBusy
from bot.services import accounts_entry as entry
from bot.services import accounts_first as first
from bot.services.front import Front
from bot.web.auth_guard import home, let_in, let_out, needs, safe_next, seat, secure, the_front, trouble_page, visitor
from bot.web.words import say

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


def add(routes: Blueprint, front: Front) -> None:
    """Add the pages."""
    routes.add_url_rule("/sign-in", view_func=sign_in, methods=["GET", "POST"])
    routes.add_url_rule("/second-factor", view_func=second_factor, methods=["GET", "POST"])
    routes.add_url_rule("/sign-out", view_func=sign_out, methods=["POST"])
    routes.add_url_rule("/first/<link>", view_func=first_password, methods=["GET", "POST"])
    routes.add_url_rule("/first-factor", view_func=first_factor, methods=["GET", "POST"])
    routes.add_url_rule("/first-factor.svg", view_func=first_picture)


def minutes(seconds: int) -> str:
    """Return how long somebody has to wait, in words."""
    if seconds < 90:
        return say("wait_seconds", n=seconds)
    return say("wait_minutes", n=-(-seconds // 60))


@needs()
def sign_in() -> Answer | str | tuple[str, int]:
    """Name and password."""
    back = safe_next(request.values.get("next", ""))
    if request.method == "GET":
        if g.seat is not None:
            return redirect(back or home(g.seat.role), 303)
        return _form("sign_in", next=back, empty=not the_front().store.read(lambda tx: tx.users.all()))
    given = request.form.get("email", "")
    try:
        answer = entry.sign_in(the_front(), given, request.form.get("password", ""), visitor())
    except TooBusy:
        return _form("sign_in", "sign_in_busy", 503, next=back, email=given)
    if answer.outcome == "second":
        if g.seat is not None:
            entry.sign_out(the_front(), g.token)
        let_in(answer.token, lasting=False)
        return redirect(f"/desk/second-factor?next={back}" if back else "/desk/second-factor", 303)
    if answer.outcome == "wait":
        return _form("sign_in", "sign_in_wait", 429, next=back, email=given, wait=minutes(answer.wait))
    return _form("sign_in", "sign_in_wrong", 403, next=back, email=given)


@needs()
def second_factor() -> Answer | str | tuple[str, int]:
    """The code of the app, or a recovery code."""
    back, spare = safe_next(request.values.get("next", "")), "recovery" in request.values
    if request.method == "GET":
        return _form("second_factor", next=back, spare=spare)
    answer = entry.second(the_front(), g.token, request.form.get("code", ""), visitor())
    if answer.outcome == "in":
        let_in(answer.token)
        user = the_front().store.read(lambda tx: tx.users.get(answer.user))
        return redirect(back or home(user.role if user else ""), 303)
    if answer.outcome == "wait":
        return _form("second_factor", "sign_in_wait", 429, next=back, spare=spare, wait=minutes(answer.wait))
    if answer.outcome == "over":
        return _form("sign_in", "took_too_long", 403, next=back)
    return _form("second_factor", "recovery_wrong" if spare else "code_wrong", 403, next=back, spare=spare)


@needs("owner", "agent", "auditor")
def sign_out() -> Answer:
    """End this session."""
    seat()
    entry.sign_out(the_front(), g.token)
    let_out()
    return redirect("/desk/sign-in", 303)


@needs()
def first_password(link: str) -> Answer | str | tuple[str, int]:
    """The link was opened: choose a password. To look at it uses nothing up, as mail programs look too."""
    front = the_front()
    user = front.store.read(lambda tx: first.invited(tx, link, front.clock.now()))
    if user is None:
        return trouble_page("link_over"), 404
    g.language = user.language
    if request.method == "GET":
        return _form("first_password", user=user)
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        return _form("first_password", "password_differs", 400, user=user)
    try:
        step = first.choose(front, link, password, visitor())
    except TooBusy:
        return _form("first_password", "sign_in_busy", 503, user=user)
    if step.outcome == "over":
        return trouble_page("link_over"), 404
    if step.outcome == "wrong":
        return _form("first_password", step.key, 400, user=user)
    let_in(step.token, lasting=False)
    return redirect("/desk/first-factor", 303)


@needs()
def first_factor() -> str | tuple[str, int]:
    """Set up the app with a picture, prove it with a code, and see the recovery codes once."""
    front = the_front()
    setup = first.setup(front, g.token)
    if setup is None:
        return trouble_page("link_over"), 404
    g.language = setup.language
    if request.method == "GET":
        return _form("first_factor", setup=setup)
    step = first.confirm(front, g.token, request.form.get("code", ""), visitor())
    if step.outcome == "over":
        return trouble_page("link_over"), 404
    if step.outcome == "wait":
        return _form("first_factor", "sign_in_wait", 429, setup=setup, wait=minutes(step.wait))
    if step.outcome == "wrong":
        return _form("first_factor", step.key, 403, setup=setup)
    let_in(step.token)
    return render_template("accounts/recovery_codes.html", codes=step.codes, onward=home(setup.role))


@needs()
def first_picture() -> Answer:
    """The QR code as a file of its own: the page's policy takes no picture from inside a text."""
    setup = first.setup(the_front(), g.token)
    if setup is None:
        return Response(status=404)
    return send_file(io.BytesIO(first.picture(setup.address).encode()), mimetype="image/svg+xml", max_age=0)


def _form(page: str, key: str = "", status: int = 200, **values: object) -> tuple[str, int]:
    """Return a page with what is wrong above its form."""
    naked = not secure() and request.host.rpartition(":")[0] not in _LOOPBACK and request.host not in _LOOPBACK
    error = say(key, **{"wait": values.get("wait", "")}) if key else ""
    return render_template(f"accounts/{page}.html", **{"error": error, "naked": naked, **values}), status
