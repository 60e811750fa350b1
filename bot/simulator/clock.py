"""The simulated clock: real time plus an offset that the page and /sim/clock can move."""

from __future__ import annotations

import time
from collections.abc import Callable


def _wall() -> float:
    return time.time()


class Clock:
    """Seconds since 1970 as the simulated world sees them."""

    def __init__(self, real: Callable[[], float] | None = None) -> None:
        """*real* is the clock below the offset; tests hand in one that stands still."""
        self._real = real or _wall
        self.offset = 0.0

    def now(self) -> float:
        """Return the simulated time in seconds."""
        return self._real() + self.offset

    def second(self) -> int:
        """Return the simulated time in whole seconds, as WhatsApp writes it."""
        return int(self.now())

    def move(self, *, offset: float | None = None, advance: float = 0.0) -> float:
        """Set the offset, or add to it; return the new one."""
        self.offset = (self.offset if offset is None else offset) + advance
        return self.offset
