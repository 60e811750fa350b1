"""Signing in and what goes with it: ``protect`` guards every page, ``blueprint`` holds the pages of accounts."""

from __future__ import annotations

from flask import Blueprint

from bot.services.front import Front
from bot.web import auth_account, auth_consent, auth_entry, auth_owner
from bot.web.auth_guard import csrf_field, csrf_token, needs, protect, seat, standing, the_front

__all__ = ["blueprint", "csrf_field", "csrf_token", "needs", "protect", "seat", "standing", "the_front"]


def blueprint(front: Front) -> Blueprint:
    """Return the pages: signing in, one's own account, users, the audit log, consents."""
    routes = Blueprint("accounts", __name__, url_prefix="/desk", template_folder="templates")
    for pages in (auth_entry, auth_account, auth_owner, auth_consent):
        pages.add(routes, front)
    return routes
