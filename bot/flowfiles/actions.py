"""Which actions the owner's Python files offer (they are only read, never run), or the server that runs them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.core.flow import ActionServer
from bot.flowfiles.desk import Desk
from bot.flowfiles.fields import Fields, fields
from bot.flowfiles.media import address
from bot.flowfiles.nodes import Map, Node, Text, kind_of
from bot.flowfiles.problems import Problem

FOLDER = "actions"
MAX_SECONDS = 120  # after three minutes an action counts as failed anyway
_VARIABLE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")
_SECRET = re.compile(r"auth|key|secret|token|password|cookie", re.IGNORECASE)


def listed(folder: Path) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Return the names of the actions in ``<folder>/actions/*.py``, and what can't be read there."""
    names: set[str] = set()
    problems: list[Problem] = []
    for path in sorted((folder / FOLDER).glob("*.py")):
        shown = f"{folder.name}/{FOLDER}/{path.name}"
        try:
            names.update(_names(ast.parse(path.read_bytes())))
        except SyntaxError as error:
            cure = "start it with python to see more"
            problems.append(_problem(shown, error.lineno, error.offset, f"this is not Python: {error.msg}", cure))
        except (OSError, ValueError, RecursionError, MemoryError) as error:
            problems.append(_problem(shown, 1, 1, f"this file can't be read: {error}", "save it again as UTF-8"))
    return frozenset(names), tuple(problems)


def _problem(path: str, line: int | None, column: int | None, what: str, cure: str) -> Problem:
    return Problem(path, line or 1, column or 1, "error", what, cure)


def _names(tree: ast.Module) -> Iterator[str]:
    """The text that ``def name(self)`` of each class returns, as rasa-sdk asks for it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and part.name == "name":
                    yield from _returned(part)


def _returned(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def named(desk: Desk, nodes: Iterable[Node]) -> frozenset[str]:
    """Return the names below ``actions:``. Rasa calls some by their names alone, and here nobody does."""
    names: set[str] = set()
    for node in nodes:
        for name, at in ((node.text, node),) if isinstance(node, Text) else getattr(node, "keys", {}).items():
            names.add(name)
            cure = next((cure for start, cure in _BY_NAME.items() if name.startswith(start)), "")
            if cure:
                desk.warning(at, f'"{name}" would be called by its name alone, and is not here', cure)
    return frozenset(names)


_BY_NAME = {
    "validate_": "write rejections: below the slot or the collect step",
    "action_ask_": "write ask: below the collect step, or utter_ask_… below responses",
    "action_session_start": "write a flow with triggers: [{first_message: true}]",
    "action_default_fallback": "write a flow with triggers: [{unknown: true}]",
}


# ---- an action server


def server(desk: Desk, node: Node) -> ActionServer | None:
    """Read ``action_endpoint``: an address, or Rasa's map of an address and how to sign in."""
    if not isinstance(node, Map):
        return ActionServer(_address(desk, node, '"action_endpoint"'))
    given = fields(desk, node, "endpoint")
    link = given.get("url") if given else None
    if given is None or link is None:
        return None
    return ActionServer(
        url=_address(desk, link, '"url"'),
        token=_secret(desk, given.get("token"), given.text("token")),
        token_name=given.text("token_name", "token"),
        headers=_headers(desk, given),
        login=_login(desk, given),
        compress=given.yes_no("compress"),
        seconds=given.number("timeout", 10, 1, MAX_SECONDS),
    )


def _address(desk: Desk, node: Node, what: str) -> str:
    """Read a web address, of which a part may come from the environment."""
    if isinstance(node, Text) and node.text.startswith("${"):
        return _variables(desk, node)
    found = address(desk, node, what)
    return _variables(desk, node) if found and isinstance(node, Text) else found


def _variables(desk: Desk, node: Text) -> str:
    """Check that each ``${`` begins a ``${NAME}``."""
    wrong = _VARIABLE.sub("", node.text).find("${")
    if wrong >= 0:
        desk.error(node, "${ begins the name of a variable, and here is none", "write ${ACTION_TOKEN}")
    return node.text


def _secret(desk: Desk, node: Node | None, text: str) -> str:
    """Warn where a secret itself stands in a file that is mailed around and kept in a repository."""
    if isinstance(node, Text) and text:
        _variables(desk, node)
        if "${" not in text:
            cure = "write ${ACTION_TOKEN} here, and ACTION_TOKEN=… into the file .env"
            desk.warning(node, "a secret stands in a flow file", cure)
    return text


def _headers(desk: Desk, given: Fields) -> dict[str, str]:
    node = given.get("headers")
    if node is None:
        return {}
    if not isinstance(node, Map):
        desk.error(node, f"headers are a map (name: value), and here is {kind_of(node)}", "write X-Api-Key: ${API_KEY}")
        return {}
    found: dict[str, str] = {}
    for name, item in node.items.items():
        if not isinstance(item, Text) or "\n" in item.text or not re.fullmatch(r"[A-Za-z0-9_-]+", name):
            desk.error(item, f'"{name}" is no header of one line', "write X-Api-Key: ${API_KEY}")
            continue
        found[name] = _secret(desk, item, item.text) if _SECRET.search(name) else _variables(desk, item)
    return found


def _login(desk: Desk, given: Fields) -> tuple[str, str]:
    node = given.get("basic_auth")
    inner = fields(desk, node, "basic_auth") if node is not None else None
    if inner is None:
        return "", ""
    return inner.text("username"), _secret(desk, inner.get("password"), inner.text("password"))
