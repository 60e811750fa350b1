"""The WSGI door: ``gunicorn webhook:app``. Settings come from the environment and from ``.env`` beside this file."""

from bot.wiring import make_app

app = make_app()
