"""What a setting may be, and how a ``.env`` file is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from email.utils import parseaddr
from pathlib import Path
from typing import Any

_URL = re.compile(r"^https?://[^\s/]+")
_SMTP = re.compile(r"smtps?://(?:[^\s/@]*@)?[^\s/@:]+(?::[0-9]{1,5})?/?(?:\?tls=off)?\Z")
_MAIL = re.compile(r"[^@\s<>\"(),:;\\]+@[^@\s<>\"(),:;\\]+\.[^@\s<>\"(),:;\\]+|[^@\s<>\"(),:;\\]+@localhost")


def setting(name: str, default: str | None, sentence: str, *, check: str = "", secret: bool = False) -> Any:
    """Describe one setting. ``default`` None: needed to send and receive; ``check`` names a rule below."""
    return field(metadata={"env": name, "default": default, "says": sentence, "check": check, "secret": secret})


def _digits(value: str) -> str:
    return "" if not value or value.isdigit() else "it must be digits only"


def _maybe_url(value: str) -> str:
    return _url(value) if value else ""


def _url(value: str) -> str:
    return "" if _URL.match(value) else "it must be an address such as https://graph.facebook.com/v26.0"


def _database(value: str) -> str:
    if value.startswith("sqlite:///") and len(value) > len("sqlite:///"):
        return ""
    return "it must look like sqlite:///askfirst.db"


def _number(value: str) -> str:
    return "" if value.isdigit() and 0 < int(value) <= 10_000 else "it must be a number from 1 to 10000"


def _port(value: str) -> str:
    return "" if value.isdigit() and int(value) <= 65_535 else "it must be a port number from 0 to 65535"


def _switch(value: str) -> str:
    return "" if value in ("on", "off") else "it must be `on` or `off`"


def _log(value: str) -> str:
    return "" if value in ("error", "warning", "info", "debug") else "it must be error, warning, info or debug"


def _smtp(value: str) -> str:
    found = _SMTP.match(value)
    return "" if not value or found else "it must look like smtp://user:password@mail.example.com:587"


def _mail(value: str) -> str:
    found = parseaddr(value)[1]
    return "" if not value or _MAIL.fullmatch(found) else "it must be one e-mail address"


CHECKS: Mapping[str, Callable[[str], str]] = {
    "digits": _digits,
    "url": _url,
    "maybe_url": _maybe_url,
    "database": _database,
    "number": _number,
    "port": _port,
    "switch": _switch,
    "log": _log,
    "smtp": _smtp,
    "mail": _mail,
}


def read_env_file(path: Path) -> dict[str, str]:
    """Read NAME=value lines; comments, blank lines, `export` and quotes are understood. A missing file is empty."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and name.strip() and not name.startswith("#"):
            found[name.strip()] = _unquoted(value.strip())
    return found


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value.split(" #")[0].rstrip()
