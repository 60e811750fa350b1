"""Runs rasa-sdk actions: the owner's files in this process, or an action server that speaks the same protocol.

The in-process way imports rasa_sdk when the first action is called, not before. A call has a deadline; it runs in a
thread of its own, outside any transaction. Request and answer are those of rasa-sdk's ``/webhook``, either way.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bot.actions import calls, server
from bot.actions.answers import read_answer, strangers
from bot.core.flow import Book
from bot.errors import ActionError, ActionRejected

log = logging.getLogger("askfirst.actions")


def _nobody(*_: Any) -> tuple[int, bytes]:
    raise ConnectionError("no HTTP client was given for it")


class RasaActions:
    """Actions of ``folder/*.py``, or of the server that the book names. Implements ports.Actions."""

    def __init__(
        self,
        folder: Path,
        *,
        book: Callable[[], Book] | None = None,
        exchange: server.Exchange = _nobody,
        environ: Mapping[str, str] | None = None,
        now: Callable[[], float] = lambda: 0.0,
        deadline: float = 10.0,
    ) -> None:
        """``environ``: where the ``${NAME}`` of action_endpoint are looked up; ``now``: Unix seconds."""
        self._folder, self._book, self._exchange = folder, book, exchange
        self._environ, self._now, self._deadline = environ or {}, now, deadline
        self._pool: ThreadPoolExecutor | None = None
        self._executor: Any = None
        self._lock = threading.Lock()
        self._noted: set[str] = set()

    def follow(self, book: Callable[[], Book]) -> None:
        """Take slots, responses and the action server from this book from now on, whatever it becomes."""
        self._book = book

    def missing(self) -> tuple[str, ...]:
        """Return the variables that ``action_endpoint`` needs and the environment has not."""
        book = self._book() if self._book else None
        return server.missing(book.action_server, self._environ) if book else ()

    def run(self, call: Mapping[str, Any], phone: str) -> Mapping[str, Any]:
        """Run one action (``call``: a CallAction's fields, with ``person``); return the fields of its ActionResult.

        Raises ActionError where it is unknown, fails or takes too long. One that declines is a result, too.
        """
        book = self._book() if self._book else None
        name = str(call["name"])
        body = calls.request(call, book, phone=phone, at=self._now())
        try:
            answer = self._remote(book, body) if book and book.action_server else self._local(name, book, body)
        except ActionRejected as rejected:
            log.info("%s", rejected)
            return {"rejected": True}
        fields, notes = read_answer(name, answer)
        self._tell(name, (*notes, *(strangers(fields, book) if book else ())))
        return fields

    def _tell(self, name: str, notes: tuple[str, ...]) -> None:
        """Log what was left out of an answer, each sentence once."""
        for note in notes:
            line = f"The action {name}: {note}."
            if line not in self._noted:
                self._noted.add(line)
                log.warning("%s", line)

    def _remote(self, book: Book, body: dict[str, Any]) -> Any:
        assert book.action_server is not None
        return server.called(book.action_server, self._environ, self._exchange, body, lambda: calls.domain(book))

    def _local(self, name: str, book: Book | None, body: dict[str, Any]) -> Any:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(4, thread_name_prefix="action")
            if self._executor is None:
                self._executor = _executor(self._folder)
            executor, pool = self._executor, self._pool
        if name not in executor.actions:
            known = ", ".join(sorted(executor.actions)) or "none"
            raise ActionError(name=name, why=f"no class in {self._folder} has that name (known: {known})")
        call = json.loads(json.dumps({**body, "domain": calls.domain(book, tuple(executor.actions))}))
        future: Future[Any] = pool.submit(lambda: asyncio.run(executor.run(call)))
        try:
            result = future.result(self._deadline)
        except TimeoutError:
            raise ActionError(name=name, why=f"it took longer than {self._deadline:g} seconds") from None
        except Exception as problem:
            raise _in_our_words(name, problem) from problem
        return _as_json(name, {"events": result.events, "responses": result.responses})

    def forget(self) -> None:
        """Read the files again at the next call."""
        with self._lock:
            self._executor = None


def _as_json(name: str, answer: Any) -> Any:
    """Return an answer as it would come over the wire."""
    try:
        return json.loads(json.dumps(answer))
    except (TypeError, ValueError) as problem:
        raise ActionError(name=name, why="it returned a value that JSON has not; use texts and numbers") from problem


def _in_our_words(name: str, problem: Exception) -> ActionError:
    from rasa_sdk.interfaces import ActionExecutionRejection

    if isinstance(problem, ActionExecutionRejection):
        return ActionRejected(name=name)
    return ActionError(name=name, why=f"{type(problem).__name__} in the owner's code")


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
