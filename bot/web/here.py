"""What the demo shows, it shows on this machine only: to our own programs, and to nobody who comes through them."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import abort, request

LOOPBACK = ("127.0.0.1", "::1")
_NAMES = (*LOOPBACK, "localhost")
_PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")


def only_here() -> None:
    """Refuse other machines, names that were made to lead here, and what a web server here passes on for somebody."""
    name = urlsplit(f"//{request.host}").hostname or ""
    passed_on = any(header in request.headers for header in _PASSED_ON)
    if request.remote_addr not in LOOPBACK or name not in _NAMES or passed_on:
        abort(404)


def no_page() -> None:
    """Refuse what a web page asks: our own programs name no origin."""
    if "Origin" in request.headers:
        abort(403)
