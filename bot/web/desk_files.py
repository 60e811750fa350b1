"""The files of the pages: served with a name that changes when they do, so that browsers may keep them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, url_for

_FOLDER = Path(__file__).parent / "static"


@lru_cache
def version(name: str) -> str:
    """Return a short checksum of a file; "" where there is none of that name."""
    path = _FOLDER / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""


def asset(name: str) -> str:
    """Return the address of a file of ours."""
    return url_for("desk_files.static", filename=name, v=version(name))


def blueprint() -> Blueprint:
    """Return the files at /desk/static; every template may ask for one with ``asset``."""
    routes = Blueprint(
        "desk_files", __name__, url_prefix="/desk", static_folder="static", static_url_path="/static",
        template_folder="templates",
    )  # fmt: skip

    @routes.after_app_request
    def keep(response: Response) -> Response:
        if request.endpoint == "desk_files.static" and response.status_code == 200:
            lasting = request.args.get("v") == version(str((request.view_args or {}).get("filename", "")))
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        return response

    @routes.app_context_processor
    def addresses() -> dict[str, Any]:
        return {"asset": asset}

    return routes
