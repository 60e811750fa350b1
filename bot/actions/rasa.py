"""Runs rasa-sdk actions: the owner's files in this process, or an action server that speaks the same protocol.

The in-process way imports rasa_sdk when the first action is called, not before. A call has a deadline; it runs in a
thread of its own, outside any transaction. The request and answer are those of rasa-sdk's ``/webhook``.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bot.errors import ActionError

log = logging.getLogger("askfirst.actions")

Post = Callable[[str, Mapping[str, Any], float], tuple[int, Any]]
"""POST JSON to an address with a time-out in seconds: (status, decoded body)."""


def request(
    name: str, *, person: str, slots: Mapping[str, Any], text: str, language: str, phone: str
) -> dict[str, Any]:
    """Return the body of a rasa-sdk action call."""
    message = {
        "text": text,
        "intent": {"name": "", "confidence": 1.0},
        "entities": [],
        "metadata": {"language": language},
    }
    tracker: dict[str, Any] = {
        "sender_id": phone or person,
        "slots": dict(slots),
        "latest_message": message,
        "latest_event_time": None,
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
        "latest_input_channel": "whatsapp",
        "stack": [],
    }
    lists = ("intents", "entities", "forms", "e2e_actions")
    empty: dict[str, Any] = {"config": {}, "session_config": {}, "slots": {}, "responses": {}, "actions": [name]}
    empty.update({key: [] for key in lists})
    return {"version": "3.x", "next_action": name, "sender_id": phone or person, "tracker": tracker, "domain": empty}


def read_answer(name: str, answer: Any) -> dict[str, Any]:
    """Turn an action's events and responses into slots, replies and what follows. Unknown events are left out."""
    if not isinstance(answer, Mapping):
        raise ActionError(name=name, why="its answer is not a JSON object")
    slots: dict[str, Any] = {}
    out: dict[str, Any] = {"slots": slots, "replies": [], "follow": "", "handover": False}
    for event in answer.get("events") or ():
        _apply(event if isinstance(event, Mapping) else {}, out, slots)
    for item in answer.get("responses") or ():
        if isinstance(item, Mapping):
            out["replies"].append({k: v for k, v in item.items() if v not in (None, "", [], {})})
    return out


def _apply(event: Mapping[str, Any], out: dict[str, Any], slots: dict[str, Any]) -> None:
    kind = event.get("event")
    if kind == "slot" and isinstance(event.get("name"), str):
        slots[event["name"]] = event.get("value")
    elif kind == "followup":
        out["follow"] = str(event.get("name") or "")
    elif kind == "pause":
        out["handover"] = True
    elif kind == "bot" and event.get("text"):
        out["replies"].append({"text": str(event["text"])})
    elif kind in ("reset_slots", "restart"):
        out["reset"] = True
    elif kind == "active_loop" and event.get("name"):
        out["follow"] = str(event["name"])


class RasaActions:
    """Actions of ``folder/*.py``, or of the server at ``endpoint``. Implements ports.Actions."""

    def __init__(self, folder: Path, *, endpoint: str = "", post: Post | None = None, deadline: float = 10.0) -> None:
        self._folder, self._endpoint, self._post, self._deadline = folder, endpoint, post, deadline
        self._pool: ThreadPoolExecutor | None = None
        self._executor: Any = None
        self._lock = threading.Lock()

    def use_server(self, endpoint: str, post: Post) -> None:
        """Call an action server from now on; "" goes back to the files."""
        self._endpoint, self._post = endpoint, post

    def run(
        self, name: str, *, person: str, slots: Mapping[str, Any], text: str, language: str, phone: str
    ) -> Mapping[str, Any]:
        """Run one action. Raise ActionError where it is unknown, fails, declines or takes too long."""
        call = request(name, person=person, slots=slots, text=text, language=language, phone=phone)
        return read_answer(name, self._remote(name, call) if self._endpoint else self._local(name, call))

    def _remote(self, name: str, call: Mapping[str, Any]) -> Any:
        if self._post is None:
            raise ActionError(name=name, why="no HTTP client was given for the action server")
        try:
            status, body = self._post(self._endpoint, call, self._deadline)
        except Exception as problem:
            raise ActionError(
                name=name, why=f"the action server did not answer ({type(problem).__name__})"
            ) from problem
        if status == 200:
            return body
        known = {
            400: "it declined to run",
            404: "the action server does not know it",
            449: "the action server asks for a domain that it was given; is it another program?",
        }
        raise ActionError(name=name, why=known.get(status, f"the action server answered {status}"))

    def _local(self, name: str, call: Mapping[str, Any]) -> Any:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(4, thread_name_prefix="action")
            if self._executor is None:
                self._executor = _executor(self._folder)
        if name not in self._executor.actions:
            known = ", ".join(sorted(self._executor.actions)) or "none"
            raise ActionError(name=name, why=f"no class in {self._folder} has that name (known: {known})")
        future: Future[Any] = self._pool.submit(lambda: asyncio.run(self._executor.run(dict(call))))
        try:
            result = future.result(self._deadline)
            return {"events": result.events, "responses": result.responses}
        except TimeoutError:
            raise ActionError(name=name, why=f"it took longer than {self._deadline:g} seconds") from None
        except Exception as problem:
            raise ActionError(name=name, why=f"{type(problem).__name__} in the owner's code") from problem

    def forget(self) -> None:
        """Read the files again at the next call."""
        with self._lock:
            self._executor = None


def _executor(folder: Path) -> Any:
    from rasa_sdk import Action
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    for path in sorted(folder.glob("*.py")):
        for cls in _actions_in(path, Action):
            executor.register_action(cls)
    return executor


def _actions_in(path: Path, base: type) -> list[type]:
    spec = importlib.util.spec_from_file_location(f"askfirst_actions_{path.stem}", path)
    if spec is None or spec.loader is None:
        return []
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as problem:
        raise ActionError(
            name=path.name, why=f"the file could not be read ({type(problem).__name__}: {problem})"
        ) from problem
    return [
        item
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, base) and item is not base and item.__module__ == module.__name__
    ]
