"""Counts of what happened in this process, for ``/metrics`` and the page."""

from __future__ import annotations

import threading
from collections import Counter


class Counters:
    """Named counts. Names are fixed words, never text of a person."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, name: str, n: int = 1) -> None:
        """Count *n* more."""
        with self._lock:
            self._counts[name] += n

    def all(self) -> dict[str, int]:
        """Return a copy."""
        with self._lock:
            return dict(self._counts)
