"""Meta's pace: so many messages a second in all, and to one person one in six seconds after a burst of 45."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

PAIR_SECONDS = 6.0
PAIR_BURST = 45
REMEMBERED = 10_000
"""Buckets kept; the least recently used one goes first, and by then it is full again."""


@dataclass(slots=True)
class Bucket:
    """A token bucket in simulated time. *at* is when ``tokens`` was true."""

    size: float
    per_second: float
    tokens: float
    at: float

    def take(self, now: float) -> bool:
        """Take one token where there is one."""
        self._fill(now)
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    def _fill(self, now: float) -> None:
        # The clock can be moved back; time that has not passed fills nothing.
        self.tokens = min(self.size, self.tokens + max(0.0, now - self.at) * self.per_second)
        self.at = now


class Limits:
    """The number's throughput and the pair rates. The caller holds the simulator's lock."""

    def __init__(self, throughput: int) -> None:
        self.throughput = throughput
        self._all: Bucket | None = None
        self._pairs: OrderedDict[str, Bucket] = OrderedDict()

    def throughput_left(self, now: float) -> bool:
        """Take one message out of the number's second."""
        if self._all is None or self._all.size != self.throughput:
            self._all = Bucket(self.throughput, self.throughput, self.throughput, now)
        return self._all.take(now)

    def pair_left(self, customer: str, now: float) -> bool:
        """Take one message out of what *customer* may get."""
        bucket = self._pairs.pop(customer, None) or Bucket(PAIR_BURST, 1 / PAIR_SECONDS, PAIR_BURST, now)
        self._pairs[customer] = bucket
        while len(self._pairs) > REMEMBERED:
            self._pairs.popitem(last=False)
        return bucket.take(now)
