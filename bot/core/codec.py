"""Frozen dataclasses to JSON and back, exactly: what a row keeps is what the core said.

A dataclass becomes ``{"is": "ClassName", …fields that differ from their default…}``; tuples become lists.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any, TypeVar

_classes: dict[str, type] = {}
_plans: dict[type, tuple[tuple[str, object], ...]] = {}
_known: dict[type, frozenset[str]] = {}
_MISSING = dataclasses.MISSING
_NESTED = (dict, list)
_ATOMS = (str, int, float, bool, type(None))
C = TypeVar("C", bound=type)


def stored(cls: C) -> C:
    """Class decorator: let *cls* (a frozen dataclass) be written to a row and read back by its name."""
    if cls.__name__ in _classes:
        raise TypeError(f"two stored classes are called {cls.__name__}")
    _classes[cls.__name__] = cls
    _plans[cls] = tuple((f.name, f.default) for f in dataclasses.fields(cls))
    _known[cls] = frozenset(name for name, _ in _plans[cls])
    return cls


def plain(value: Any) -> Any:
    """Return *value* as JSON types."""
    if type(value) in _ATOMS:
        return value
    plan = _plans.get(type(value))
    if plan is not None:
        out: dict[str, Any] = {"is": type(value).__name__}
        for name, default in plan:
            item = getattr(value, name)
            if default is _MISSING or item != default:
                out[name] = item if type(item) in _ATOMS else plain(item)
        return out
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        inner = {key: plain(item) for key, item in value.items()}
        # a person's own data (a form's answers) must never be taken for one of our classes
        return {"is": "dict", "items": inner} if "is" in inner else inner
    return value


def rebuilt(value: Any) -> Any:
    """Return what ``plain`` was given. Unknown fields of a known class are left out (newer file, older program)."""
    if isinstance(value, dict):
        name = value.get("is")
        if name == "dict" and isinstance(value.get("items"), dict):
            return {key: rebuilt(item) for key, item in value["items"].items()}
        cls = _classes.get(name) if isinstance(name, str) else None
        if cls is not None:
            known = _known[cls]
            return cls(**{k: rebuilt(v) if type(v) in _NESTED else v for k, v in value.items() if k in known})
        return {key: rebuilt(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(rebuilt(item) for item in value)
    return value


_compact: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dumps(value: Any) -> str:
    """Return *value* as one line of JSON text."""
    return _compact(plain(value))


def loads(text: str) -> Any:
    """Read what ``dumps`` wrote."""
    return rebuilt(json.loads(text))
