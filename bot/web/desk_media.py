"""Files that customers sent: shown where a browser can do nothing with them but show them, else only to be saved."""

from __future__ import annotations

import io

from flask import Blueprint, Response, render_template, send_file

from bot.services import desk
from bot.services.desk import NotDone
from bot.web.auth import needs, seat, the_front
from bot.web.words import said

ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"


def add(routes: Blueprint) -> None:
    """Add the files; the ticket in the address only says on which page one looks."""
    routes.add_url_rule("/<int:ticket>/media/<int:row>", "media", media)


@needs("owner", "agent")
def media(ticket: int, row: int) -> Response:
    """One file, also in parts, so that sound and video can be wound."""
    found = desk.media(the_front(), seat(), row)
    if isinstance(found, NotDone):
        why = said(f"not_{found.code}", found.why)
        return Response(render_template("desk/no_file.html", why=why), 404)
    answer = send_file(
        io.BytesIO(found.data), mimetype=found.mime, as_attachment=not found.inline, download_name=found.filename,
        conditional=True, etag=f"{row}-{len(found.data)}",
    )  # fmt: skip
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["Cache-Control"] = "no-store"
    return answer
