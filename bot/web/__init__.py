"""The web edge: flask, and only here. Translates requests and answers; decides nothing."""

from __future__ import annotations

from flask import Flask
from flask import Request as FlaskRequest

from bot.services.front import Front
from bot.services.intake import MAX_BODY
from bot.web import api, auth, desk, health, hooks, inspect, leaving, push


def create_app(front: Front) -> Flask:
    """Return the WSGI application around *front*. Reads nothing from the environment."""
    app = Flask("askfirst", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, ASKFIRST=front)
    app.request_class = FlaskRequest
    app.register_blueprint(hooks.blueprint(front))
    app.register_blueprint(health.blueprint(front))
    app.register_blueprint(api.blueprint(front))
    auth.protect(app, front)
    app.register_blueprint(auth.blueprint(front))
    desk.install(app, front)
    app.register_blueprint(push.blueprint(front))
    app.register_blueprint(leaving.blueprint(front))
    if front.demo:
        app.register_blueprint(inspect.blueprint(front))
    return app
