"""Which addresses a webhook may have: asked when files are checked, and again before anything is sent."""

from __future__ import annotations

from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def url_problem(url: str) -> str:
    """Return why a URL can't be told, "" where it can: only https, or this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "it is no web address"
    if not host or any(letter.isspace() for letter in url):
        return "it is no web address"
    if "@" in parts.netloc:
        return "a name and password in it would stand in a file; the signature is enough"
    if parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK):
        return ""
    return "it must begin with https:// (http:// only on this machine)"
