"""Calls of an action server: rasa-sdk's HTTP protocol with its statuses, signed in as Rasa's endpoints.yml says.

What a server writes into an error is not repeated: it can hold the whole request, and with it people's data.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any, NoReturn
from urllib.parse import quote, urlsplit, urlunsplit

from bot.core.flow import ActionServer
from bot.errors import ActionError, ActionRejected

Exchange = Callable[[str, bytes | None, float, Mapping[str, str]], tuple[int, bytes]]
"""POST to an address (GET where there is no body) within so many seconds, with headers: (status, body).

ConnectionError with a sentence where no answer came.
"""

MAX_ANSWER = 1 << 22
"""Bytes of an answer once it is unpacked."""
COMPRESSED_FROM = 1024
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def called(
    server: ActionServer, environ: Mapping[str, str], exchange: Exchange, call: dict[str, Any],
    domain: Callable[[], dict[str, Any]],
) -> Any:  # fmt: skip
    """Return the answer of a server that took the call; it gets the domain where it asks for it (449), once.

    Raises ActionRejected where the action declines, ActionError for everything else.
    """
    name = str(call["next_action"])
    address, headers = signed_in(server, environ, name)
    status, body = _post(server, name, exchange, address, headers, call)
    if status == 449:
        status, body = _post(server, name, exchange, address, headers, {**call, "domain": domain()})
    if status == 200:
        return _json(name, body)
    if status == 404:
        raise ActionError(name=name, why=_unknown(address, headers, server, exchange))
    _refused(name, status, body)


def signed_in(server: ActionServer, environ: Mapping[str, str], name: str) -> tuple[str, dict[str, str]]:
    """Return address and headers with the secrets of the environment in them. Neither is ever logged."""

    def filled(text: str) -> str:
        return _VARIABLE.sub(lambda found: _looked_up(found[1], environ, name), text)

    headers = {key: filled(value) for key, value in server.headers.items()}
    if server.login[0]:
        pair = f"{filled(server.login[0])}:{filled(server.login[1])}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    address = urlsplit(filled(server.url))
    query = address.query
    if server.token:
        token = f"{quote(server.token_name)}={quote(filled(server.token), safe='')}"
        query = f"{query}&{token}" if query else token
    return urlunsplit((address.scheme, address.netloc, address.path, query, "")), headers


def _looked_up(variable: str, environ: Mapping[str, str], name: str) -> str:
    value = environ.get(variable, "").strip()
    if not value:
        raise ActionError(name=name, why=f"action_endpoint needs the variable {variable}, and it is not set (.env)")
    return value


def missing(server: ActionServer | None, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the variables that a server needs and the environment has not."""
    texts = (server.url, server.token, *server.headers.values(), *server.login) if server else ()
    names = dict.fromkeys(name for text in texts for name in _VARIABLE.findall(text))
    return tuple(name for name in names if not environ.get(name, "").strip())


def _post(
    server: ActionServer, name: str, exchange: Exchange, address: str, headers: Mapping[str, str], call: Any,
) -> tuple[int, bytes]:  # fmt: skip
    content = json.dumps(call, ensure_ascii=False).encode()
    more = {"Content-Type": "application/json", "Accept": "application/json", **headers}
    if server.compress and len(content) >= COMPRESSED_FROM:
        content, more = zlib.compress(content), {**more, "Content-Encoding": "deflate"}
    try:
        return exchange(address, content, float(server.seconds), more)
    except ConnectionError as problem:
        raise ActionError(name=name, why=f"no answer from the action server: {problem}") from problem


# ---- answers that are no result


def _refused(name: str, status: int, body: bytes) -> NoReturn:
    """Tell a declined action (400 that names it) from a mistake."""
    if status == 400:
        told = _object(body)
        if told.get("action_name"):
            raise ActionRejected(name=name)
        raise ActionError(name=name, why="the action server did not understand the call (400); which version is it?")
    if 300 <= status < 400:
        raise ActionError(name=name, why=f"the action server sends us elsewhere ({status}); write its final address")
    raise ActionError(name=name, why=_STATUSES.get(status, f"the action server answered {status}; look at its log"))


_SIGN_IN = "the action server lets us not in ({}): look at token, headers and basic_auth of action_endpoint"
_STATUSES = {
    401: _SIGN_IN.format(401),
    403: _SIGN_IN.format(403),
    405: "the address takes no POST (405); action_endpoint must end like http://…:5055/webhook",
    413: "the call was too large for the action server (413)",
    449: "the action server asks for a domain that it was given; is it another program?",
    500: "it failed on the action server (500); the reason is in that server's log",
}


def _unknown(address: str, headers: Mapping[str, str], server: ActionServer, exchange: Exchange) -> str:
    """Say that a server does not know an action, and which ones it knows."""
    parts = urlsplit(address)
    if not parts.path.endswith("/webhook"):
        return "the action server does not know it (404), or the address is wrong: is it http://…:5055/webhook?"
    names = urlunsplit(parts._replace(path=parts.path.removesuffix("webhook") + "actions"))
    try:
        status, body = exchange(names, None, float(server.seconds), headers)
        found = json.loads(unpacked(body)) if status == 200 else None
    except (ConnectionError, ValueError):
        found = None
    if not isinstance(found, list):
        return "the action server does not know it (404)"
    known = sorted(str(one.get("name")) for one in found if isinstance(one, Mapping))
    return f"the action server does not know it (it knows: {', '.join(known[:20]) or 'none'})"


# ---- bodies


def _json(name: str, body: bytes) -> Any:
    try:
        return json.loads(unpacked(body))
    except ValueError as problem:
        raise ActionError(name=name, why="the action server's answer is no JSON; is the address right?") from problem


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(unpacked(body))
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}


def unpacked(body: bytes) -> bytes:
    """Return a body that a server (or a proxy before it) sent compressed without being asked; ValueError if it can't."""
    gzipped, deflated = body[:2] == b"\x1f\x8b", body[:1] == b"\x78"
    if not gzipped and not deflated:
        return body
    reader = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        whole = reader.decompress(body, MAX_ANSWER)
    except zlib.error as problem:
        raise ValueError("not compressed as it says") from problem
    if reader.unconsumed_tail:
        raise ValueError("too large")
    return whole
