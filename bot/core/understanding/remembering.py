"""Bounded caches of an object's own methods, without a circle: an old index is gone at once, without the collector."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any, ClassVar


class Remembers:
    """Call ``_remember`` in ``__init__``. The caches stay behind when the object goes to another process."""

    CACHES: ClassVar[Mapping[str, tuple[str, int]]]
    """Name of a cache -> the method behind it, and how many results are kept."""

    def _remember(self) -> None:
        me = weakref.proxy(self)
        for name, (method, size) in self.CACHES.items():
            setattr(self, name, lru_cache(maxsize=size)(partial(getattr(type(self), method), me)))

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name not in self.CACHES}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._remember()
