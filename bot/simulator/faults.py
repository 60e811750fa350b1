"""What goes wrong on purpose: each fault has a probability, or hits the next n times."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

NAMES: Mapping[str, str] = {
    "error_500": "The API answers 500 and nothing was sent",
    "rate_429": "The API answers 429 with Retry-After (seconds)",
    "timeout": "The API holds the request for (seconds) and sends nothing",
    "slow": "The API answers late, after (seconds)",
    "lost_answer": "The message is accepted, but the connection is cut before the answer",
    "refuse": "The API refuses with Meta's (code)",
    "fail": "The message is accepted, and fails later with Meta's (code)",
    "hold": "Templates are held for a quality check for (seconds)",
    "duplicate": "The webhook is delivered twice, one after the other",
    "parallel": "The webhook is delivered twice at the same time",
    "reorder": "The webhook is overtaken by the next one",
    "delay": "The webhook comes (seconds) late",
    "forge": "The webhook has a wrong signature, and is repeated with the right one",
    "drop_status": "A status (only: sent, delivered, read) never arrives",
}
DEFAULT_SECONDS: Mapping[str, float] = {"rate_429": 2, "timeout": 30, "slow": 3, "hold": 60, "delay": 5}
DEFAULT_CODE: Mapping[str, int] = {"refuse": 131049, "fail": 131049}


class UnknownFault(ValueError):
    """A fault or a setting of one that does not exist."""


@dataclass(slots=True)
class Fault:
    """One fault: *next* counts down first, then *chance* decides."""

    chance: float = 0.0
    next: int = 0
    seconds: float = 0.0
    code: int = 0
    only: str = ""
    fired: int = 0


class Faults:
    """The switched-on faults. Thread-safe."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._faults = {name: _fresh(name) for name in NAMES}

    def set(self, wanted: Mapping[str, Any]) -> None:
        """Change faults: ``{"error_500": {"next": 2}, "delay": {"chance": 0.5, "seconds": 3}}``."""
        fresh = {name: _read(name, settings) for name, settings in wanted.items()}
        with self._lock:
            for name, fault in fresh.items():
                fault.fired = self._faults[name].fired
                self._faults[name] = fault

    def clear(self) -> None:
        """Everything works again."""
        with self._lock:
            self._faults = {name: _fresh(name) for name in NAMES}

    def strike(self, name: str, about: str = "") -> Fault | None:
        """Return the fault where it hits now; *about* is compared with its ``only``."""
        with self._lock:
            fault = self._faults[name]
            if fault.only and fault.only != about:
                return None
            if fault.next > 0:
                fault.next -= 1
            elif not (fault.chance > 0 and self._random.random() < fault.chance):
                return None
            fault.fired += 1
            return Fault(**asdict(fault))

    def show(self) -> dict[str, dict[str, Any]]:
        """Return every fault with its explanation, for the page."""
        with self._lock:
            return {name: {**asdict(fault), "about": NAMES[name]} for name, fault in self._faults.items()}


def _fresh(name: str) -> Fault:
    return Fault(seconds=DEFAULT_SECONDS.get(name, 0.0), code=DEFAULT_CODE.get(name, 0))


def _read(name: str, settings: Any) -> Fault:
    if name not in NAMES:
        raise UnknownFault(f"There is no fault {name!r}. There are: {', '.join(NAMES)}.")
    if not isinstance(settings, Mapping):
        raise UnknownFault(f'The fault {name!r} needs settings like {{"next": 1}} or {{"chance": 0.2}}.')
    fault = _fresh(name)
    for key, kind in (("chance", float), ("next", int), ("seconds", float), ("code", int), ("only", str)):
        if key in settings:
            setattr(fault, key, _value(name, key, kind, settings[key]))
    unknown = set(settings) - {"chance", "next", "seconds", "code", "only", "fired", "about"}
    if unknown:
        raise UnknownFault(f"The fault {name!r} has no setting {sorted(unknown)[0]!r}.")
    return fault


def _value(name: str, key: str, kind: type, given: Any) -> Any:
    try:
        value = kind(given)
    except (TypeError, ValueError):
        raise UnknownFault(f"{key} of the fault {name!r} is {given!r}, which is no {kind.__name__}.") from None
    top = {"chance": 1.0, "next": 1_000_000, "seconds": 3600.0, "code": 10_000_000}.get(key)
    if top is not None and not 0 <= value <= top:
        raise UnknownFault(f"{key} of the fault {name!r} is {value}; it must be between 0 and {top:g}.")
    return value
