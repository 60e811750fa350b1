"""How fast a number may send, and how fast to one person. Seconds are monotonic and handed in."""

from __future__ import annotations

from dataclasses import dataclass

PAIR_SECONDS = 6.0
PAIR_BURST = 45
"""WhatsApp: one message in six seconds to one person, up to 45 at once borrowed from the future."""


@dataclass(slots=True)
class Bucket:
    """A token bucket: ``rate`` a second, at most ``size`` saved up."""

    rate: float
    size: float
    tokens: float
    at: float
    pause_until: float = 0.0

    def take(self, now: float) -> bool:
        """Use one token, if there is one."""
        self.tokens = min(self.size, self.tokens + max(0.0, now - self.at) * self.rate)
        self.at = max(self.at, now)
        if self.tokens < 1 or now < self.pause_until:
            return False
        self.tokens -= 1
        return True

    def wait(self, now: float) -> float:
        """Return the seconds until ``take`` can succeed."""
        saved = min(self.size, self.tokens + max(0.0, now - self.at) * self.rate)
        return max((1 - saved) / self.rate, self.pause_until - now, 0.0)


class Pacing:
    """One bucket for the number, one for each person written to lately."""

    def __init__(self, rate: float, now: float, *, pairs: bool = True) -> None:
        self._limit_pairs = pairs
        self.number = Bucket(rate, max(1.0, rate), max(1.0, rate), now)
        self._pairs: dict[str, Bucket] = {}

    def may(self, person: str, now: float) -> bool:
        """Say whether a message to this person may leave now; if so, it is counted."""
        if not self._limit_pairs:
            return self.number.take(now)
        pair = self._pairs.setdefault(person, Bucket(1 / PAIR_SECONDS, PAIR_BURST, PAIR_BURST, now))
        if pair.wait(now) > 0:
            return False
        if not self.number.take(now):
            return False
        pair.take(now)
        if len(self._pairs) > 10_000:
            self._forget(now)
        return True

    def could(self, person: str, now: float) -> bool:
        """Say whether ``may`` would say yes; nothing is counted."""
        pair = self._pairs.get(person) if self._limit_pairs else None
        return self.number.wait(now) <= 0 and (pair is None or pair.wait(now) <= 0)

    def pause(self, seconds: float, now: float) -> None:
        """Send nothing at all for a while (throughput reached)."""
        self.number.pause_until = max(self.number.pause_until, now + seconds)

    def pause_person(self, person: str, seconds: float, now: float) -> None:
        """Send nothing to one person for a while (pair rate reached)."""
        pair = self._pairs.setdefault(person, Bucket(1 / PAIR_SECONDS, PAIR_BURST, 0, now))
        pair.tokens, pair.pause_until = 0.0, max(pair.pause_until, now + seconds)

    def _forget(self, now: float) -> None:
        full = [person for person, pair in self._pairs.items() if now - pair.at > PAIR_BURST * PAIR_SECONDS]
        for person in full:
            del self._pairs[person]
