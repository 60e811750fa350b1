"""What survives a fork and what must not: SQLite's file locks belong to the process that took them."""

from __future__ import annotations

import fcntl
import os
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class Forked(Protocol):
    """Something that has files open."""

    def freeze(self) -> None:
        """Before a fork."""

    def thaw(self) -> None:
        """After it, in the parent."""

    def restart(self) -> None:
        """After it, in the child."""


stores: weakref.WeakSet[Forked] = weakref.WeakSet()
left_open: list[object] = []  # closing these in a child could harm the parent's file


def _each(do: Callable[[Forked], None]) -> Callable[[], None]:
    def hook() -> None:
        for store in list(stores):
            do(store)

    return hook


os.register_at_fork(
    before=_each(lambda store: store.freeze()),
    after_in_parent=_each(lambda store: store.thaw()),
    after_in_child=_each(lambda store: store.restart()),
)


def lock_file(path: Path) -> int | None:
    """Take a file's lock without waiting; the descriptor holds it, and the operating system lets go of it."""
    found = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(found)
        return None
    return found
