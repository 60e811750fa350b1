"""Who may come in: one look at every request below /desk, before any page sees it.

A page says with ``needs`` whom it is for; a page that says nothing is for nobody. Every request that changes something
carries the token of its session, which another site can't know, and comes from our own pages.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from bot.core.accounts import WHOLE, device
from bot.services import accounts, accounts_entry
from bot.services.accounts_entry import Visitor
from bot.services.accounts_secrets import token as new_token
from bot.services.desk_views import Seat
from bot.services.front import Front

F = TypeVar("F", bound=Callable[..., Any])
SAFE = ("GET", "HEAD", "OPTIONS")
NOT_THE_FIELD = "X-CSRF-Token"
_NEXT = re.compile(r"/desk(/[A-Za-z0-9_-]+)*/?")
_OWN = "'self'"
POLICY = "; ".join(
    f"{what} {where}"
    for what, where in {
        "default-src": "'none'", "script-src": _OWN, "style-src": _OWN, "img-src": f"{_OWN} blob:", "media-src": _OWN,
        "font-src": _OWN, "connect-src": _OWN, "manifest-src": _OWN, "worker-src": _OWN, "form-action": _OWN,
        "base-uri": "'none'", "frame-ancestors": "'none'",
    }.items()
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def needs(*roles: str) -> Callable[[F], F]:
    """Say whom a page is for; without a role for everybody, strangers too. Stands right above the function."""

    def mark(view: F) -> F:
        view.askfirst_needs = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return mark


def protect(app: Flask, front: Front) -> None:
    """Guard everything below /desk, and give its templates ``csrf_token``, ``csrf_field`` and ``seat``."""
    app.before_request(lambda: _admit(front) if ours() else None)
    app.after_request(lambda response: _finish(front, response) if ours() else response)
    app.register_error_handler(HTTPException, _trouble)
    app.context_processor(
        lambda: {"csrf_token": csrf_token, "csrf_field": csrf_field, "seat": g.get("seat")} if ours() else {}
    )


def ours() -> bool:
    """Whether the request is for the desk."""
    return request.path == "/desk" or request.path.startswith("/desk/")


def the_front() -> Front:
    """Return the bot behind this application."""
    front: Front = current_app.config["ASKFIRST"]
    return front


def seat() -> Seat:
    """Return who is signed in; the guard has let nobody else come here."""
    found: Seat | None = g.get("seat")
    if found is None:
        abort(401)
    return found


def standing() -> Callable[[], bool]:
    """Return a question to ask now and then while a request is held open: does its session still hold?"""
    front, token, user = the_front(), g.token, seat()
    return lambda: front.store.read(lambda tx: accounts.seat_of(tx, token, front.clock.now())) == user


# ---- coming in


def _admit(front: Front) -> Answer | None:
    g.token = request.cookies.get(cookie_name(), "")
    g.seat = front.store.read(lambda tx: accounts.seat_of(tx, g.token, front.clock.now()))
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.path.startswith("/desk/static/"):
        return None
    wanted: frozenset[str] | None = getattr(view, "askfirst_needs", None)
    if request.method not in SAFE:
        _own_form(front)
    if wanted is None:
        abort(403)
    if not wanted:
        return None
    if g.seat is None:
        return _to_sign_in()
    if g.seat.role not in wanted:
        return redirect("/desk/consent", 303) if (request.path, g.seat.role) == ("/desk/", "auditor") else abort(403)
    if request.accept_mimetypes.best != "text/event-stream":
        accounts_entry.still_there(front, g.token)
    return None


def _to_sign_in() -> Answer:
    """Let somebody sign in and come back; a part of a page that is fetched can't be turned into a sign-in page."""
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": "/desk/sign-in"})
    back = request.path if request.method in SAFE and safe_next(request.path) else ""
    return redirect(f"/desk/sign-in?next={back}" if back not in ("", "/desk/") else "/desk/sign-in", 303)


def safe_next(path: str) -> str:
    """Return a path of our own pages to go on to, "" where it is anything else: no address of another site gets by."""
    return path if _NEXT.fullmatch(path) and len(path) < 200 else ""


def home(role: str) -> str:
    """Return the first page of a role."""
    return "/desk/consent" if role == "auditor" else "/desk/"


# ---- forms are ours


def csrf_token() -> str:
    """Return what every form carries: made from the session's token, so it ends with it and no other site knows it."""
    if not g.get("token"):
        let_in(new_token(the_front().ids), lasting=False)
    return _csrf(g.token)


def csrf_field() -> Markup:
    """Return the hidden field."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(csrf_token())


def _csrf(token: str) -> str:
    return hmac.digest(token.encode("utf-8", "replace"), b"askfirst form", hashlib.sha256).hex()


def _own_form(front: Front) -> None:
    """Refuse what did not come from a page of this session. Raise 403 with the page that says so."""
    site, origin = request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin", "null")
    if site not in ("", "same-origin", "none") or (origin != "null" and origin not in _origins(front)):
        abort(_refusal("form_foreign"))
    given = request.headers.get(NOT_THE_FIELD) or request.form.get("csrf", "")
    if not g.token or not hmac.compare_digest(given.encode("utf-8", "replace"), _csrf(g.token).encode()):
        abort(_refusal("form_old"))


def _origins(front: Front) -> tuple[str, ...]:
    there = urlsplit(front.address)
    return f"{'https' if secure() else 'http'}://{request.host}", f"{there.scheme}://{there.netloc}"


def _refusal(key: str) -> Response:
    return Response(trouble_page(key), 403)


# ---- where a request comes from


def secure() -> bool:
    """Whether the browser speaks HTTPS; a web server in front of us is believed only where the settings say so."""
    if the_front().proxied and (said := request.headers.get("X-Forwarded-Proto", "")):
        return said.rpartition(",")[2].strip().lower() == "https"
    return request.scheme == "https"


def visitor() -> Visitor:
    """Return who stands at the door."""
    return Visitor(_address(), device(request.headers.get("User-Agent", "")[:400]))


def _address() -> str:
    """Return the address; of IPv6 the network, as one household has all addresses of it."""
    text = request.remote_addr or ""
    if the_front().proxied and (said := request.headers.get("X-Forwarded-For", "")):
        text = said.rpartition(",")[2].strip()
    try:
        address = ip_address(text)
    except ValueError:
        return text[:60]
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


# ---- the cookie, the headers, the page for what goes wrong


def cookie_name() -> str:
    """Return the cookie's name; with __Host- no other host or path can set it, and it needs HTTPS."""
    return "__Host-askfirst" if secure() else "askfirst"


def let_in(token: str, *, lasting: bool = True) -> None:
    """Give the browser a token with this answer. ``lasting``: also after the browser was closed."""
    g.token, g.new_cookie = token, (token, WHOLE if lasting else None)


def let_out() -> None:
    """Take the token from the browser with this answer."""
    g.token, g.new_cookie = "", ("", 0)


def _finish(front: Front, response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.path.startswith("/desk/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    if secure():
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if "new_cookie" in g:
        token, lasts = g.new_cookie
        response.set_cookie(
            cookie_name(), token, max_age=lasts, path="/", secure=secure(), httponly=True, samesite="Lax"
        )
    return response


def _trouble(problem: HTTPException) -> Answer | HTTPException:
    """Say what went wrong in a sentence, on a page of ours."""
    if not ours() or problem.response is not None or problem.code is None or problem.code < 400:
        return problem
    known = {401: "signed_out_page", 403: "not_for_you", 404: "not_here"}
    return Response(trouble_page(known.get(problem.code, "went_wrong")), problem.code)


def trouble_page(key: str) -> str:
    """Return the page with one sentence and a way back."""
    return render_template("accounts/trouble.html", key=key)
