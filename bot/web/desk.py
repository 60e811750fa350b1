"""The desk's pages: who waits, one conversation, and the parts of both that open pages fetch again."""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from bot.services.front import Front
from bot.web import desk_acts, desk_demo, desk_files, desk_live, desk_media
from bot.web.auth import needs
from bot.web.desk_page import STAFF, View, conversation_page, list_page
from bot.web.desk_text import versioned
from bot.web.words import speak


def install(app: Flask, front: Front) -> None:
    """Add the pages, their files, their words and what keeps them live."""
    speak(app)
    app.add_template_filter(versioned)
    app.register_blueprint(desk_files.blueprint())
    app.register_blueprint(blueprint(front))
    if front.demo:
        app.register_blueprint(desk_demo.blueprint(front))


def blueprint(front: Front) -> Blueprint:
    """Return the pages."""
    routes = Blueprint("desk", __name__, url_prefix="/desk", template_folder="templates")
    routes.add_url_rule("/", "home", home)
    routes.add_url_rule("/<any(waiting, mine, all):view>", "list", show_list)
    routes.add_url_rule("/<any(waiting, mine, all):view>/fresh", "fresh_list", fresh_list)
    routes.add_url_rule("/<int:ticket>", "conversation", show_conversation)
    routes.add_url_rule("/<int:ticket>/fresh", "fresh", fresh_conversation)
    routes.add_url_rule("/settings", "settings", settings)
    desk_acts.add(routes)
    desk_media.add(routes)
    desk_live.add(routes, front)
    return routes


@needs(*STAFF)
def home() -> Answer:
    """Whoever waits comes first."""
    return redirect(url_for("desk.list", view="waiting"), 303)


@needs(*STAFF)
def show_list(view: View) -> str:
    """One of the lists."""
    return list_page(view)


@needs(*STAFF)
def fresh_list(view: View) -> str:
    """A list as it is now, to be put over the one that is shown."""
    return list_page(view, partial=True)


@needs(*STAFF)
def show_conversation(ticket: int) -> str:
    """A ticket with its list beside it."""
    return conversation_page(ticket)


@needs(*STAFF)
def fresh_conversation(ticket: int) -> str:
    """A conversation as it is now."""
    return conversation_page(ticket, partial=True)


@needs("owner", "agent", "auditor")
def settings() -> str:
    """What everybody chooses for themselves."""
    return render_template("desk/settings.html")
