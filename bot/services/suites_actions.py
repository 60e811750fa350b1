"""Actions in suites: what they once returned is returned again, so that playing often does nothing often."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.ports import Actions


class Acting(Protocol):
    """Stands before the owner's actions."""

    def around(self, inner: Actions) -> Actions:
        """Take the place of the owner's actions."""


class Recorded:
    """Runs an action the first time it is called with these slots, and returns the same from then on."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._inner: Actions | None = None
        self._kept: dict[str, Mapping[str, Any]] = {}

    def around(self, inner: Actions) -> Actions:
        """Stand before the owner's actions from now on."""
        self._inner = inner
        return self

    def run(self, call: Mapping[str, Any], phone: str) -> Mapping[str, Any]:
        """Return what the action returned; its errors are raised each time."""
        assert self._inner is not None
        name = str(call["name"])
        self.calls.append(name)
        key = f"{name} {json.dumps(call['slots'], sort_keys=True, default=str)}"
        if key not in self._kept:
            self._kept[key] = self._inner.run(call, phone)
        return self._kept[key]


class Stubbed:
    """Returns what a talk says that its actions return; the others are left to whoever stands behind."""

    def __init__(self, stubs: Mapping[str, Mapping[str, Any]], behind: Acting) -> None:
        self._stubs, self._behind = stubs, behind
        self._inner: Actions | None = None

    def around(self, inner: Actions) -> Actions:
        """Stand before the owner's actions."""
        self._inner = self._behind.around(inner)
        return self

    def run(self, call: Mapping[str, Any], phone: str) -> Mapping[str, Any]:
        """Return what the talk says, or run the action."""
        assert self._inner is not None
        stub = self._stubs.get(str(call["name"]))
        return self._inner.run(call, phone) if stub is None else stub


class Scripted:
    """Returns what the search for a way assumed; the owner's code does not run."""

    def __init__(self, results: Sequence[Mapping[str, Any]]) -> None:
        self._left = list(results)

    def around(self, inner: Actions) -> Actions:
        """Stand in for the owner's actions."""
        return self

    def run(self, call: Mapping[str, Any], phone: str) -> Mapping[str, Any]:
        """Return the next result."""
        found = self._left.pop(0) if self._left else {}
        return {"slots": dict(found), "replies": [], "follow": "", "handover": False}
