"""News for everybody who watches: a bounded queue per watcher, read as server-sent events."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from typing import Any

WATCHERS = 64
"""More watchers than this are turned away; a page that was left open holds a thread."""
WAITING = 500
"""News that may wait for one watcher; beyond that it is told to load everything again."""
HEARTBEAT = 15.0


class TooManyWatchers(Exception):
    """Too many pages are open on /sim/events. Close some of them."""


class Hub:
    """Tells every watcher what happened."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watchers: set[queue.Queue[dict[str, Any] | None]] = set()

    def tell(self, kind: str, **data: Any) -> None:
        """Pass one piece of news to every watcher; never blocks."""
        news = {"kind": kind, **data}
        with self._lock:
            watchers = tuple(self._watchers)
        for watcher in watchers:
            _offer(watcher, news)

    def watch(self) -> queue.Queue[dict[str, Any] | None]:
        """Join; None in the queue means the end."""
        watcher: queue.Queue[dict[str, Any] | None] = queue.Queue(WAITING)
        with self._lock:
            if len(self._watchers) >= WATCHERS:
                raise TooManyWatchers
            self._watchers.add(watcher)
        return watcher

    def leave(self, watcher: queue.Queue[dict[str, Any] | None]) -> None:
        """Stop watching."""
        with self._lock:
            self._watchers.discard(watcher)

    def close(self) -> None:
        """Send every watcher home."""
        with self._lock:
            watchers = tuple(self._watchers)
        for watcher in watchers:
            _empty(watcher)
            watcher.put_nowait(None)

    def stream(self, watcher: queue.Queue[dict[str, Any] | None]) -> Iterator[str]:
        """Yield *watcher*'s news as text/event-stream until it leaves or the hub closes."""
        try:
            yield "retry: 1000\n\n"
            while True:
                try:
                    news = watcher.get(timeout=HEARTBEAT)
                except queue.Empty:
                    yield ": still here\n\n"
                    continue
                if news is None:
                    return
                yield f"data: {json.dumps(news, separators=(',', ':'))}\n\n"
        finally:
            self.leave(watcher)


def _offer(watcher: queue.Queue[dict[str, Any] | None], news: dict[str, Any]) -> None:
    try:
        watcher.put_nowait(news)
    except queue.Full:
        _empty(watcher)
        watcher.put_nowait({"kind": "reload"})


def _empty(watcher: queue.Queue[dict[str, Any] | None]) -> None:
    while True:
        try:
            watcher.get_nowait()
        except queue.Empty:
            return
