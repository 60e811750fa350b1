"""A webhook body as JSON, and single values out of it: whatever is of the wrong kind reads as "not there".

Meta leaves fields out, sends "" or null instead, and switches between numbers and strings; all of these read alike.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from typing import Any

from bot.errors import BadPayload

MAX_DEPTH = 64  # Meta's bodies are about ten deep; what we keep is walked recursively later
FIRST_SECOND, LAST_SECOND = 1_000_000_000, 4_000_000_000  # 2001 to 2096: milliseconds and rubbish are outside
MAX_CODE = 2**31
_PAIRS_AND_HALVES = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(\\u[dD][89a-fA-F]..)")

_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def decoded(body: bytes) -> dict[str, Any]:
    """Return the JSON object in *body*. Raise BadPayload for anything else, whatever it is."""
    try:
        value = strictly(body.decode())
    except ValueError as error:
        why = str(error) if type(error) is ValueError else type(error).__name__
        raise BadPayload(why=f"its body is not readable JSON ({why})") from None
    if not isinstance(value, dict):
        raise BadPayload(why="its body is not a JSON object")
    return value


def strictly(given: str) -> Any:
    """Return the JSON value in *given*; ValueError for doubled keys, NaN, endless numbers and bottomless nesting.

    Half an emoji (a name cut in its middle) becomes U+FFFD: no database takes it, and the message must not be lost.
    """
    try:
        value = _decoder.decode(given)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if given.count("{") + given.count("[") > MAX_DEPTH and _too_deep(value):
        raise ValueError(f"it is nested more than {MAX_DEPTH} deep")
    return _mended(value) if _has_half(given) else value


def text(value: Any) -> str:
    """Return a string, or a whole number as a string (Meta's ids are now one, now the other); else ""."""
    if type(value) is str:
        return value
    return str(value) if type(value) is int else ""


def mapping(value: Any) -> dict[str, Any]:
    """Return a JSON object; else an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """Return a JSON list; a single object counts as a list of one; else an empty list."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) else []


def second(value: Any) -> int:
    """Return Unix seconds from a number or digits; 0 for milliseconds, dates far off and rubbish: not known."""
    at = whole(value)
    return at if FIRST_SECOND <= at <= LAST_SECOND else 0


def code(value: Any) -> int:
    """Return an error code; 0 where there is none."""
    number = whole(value)
    return number if abs(number) < MAX_CODE else 0


def error_code(raw: dict[str, Any]) -> int:
    """Return the code of the first error in ``errors``; 0 where there is none."""
    errors = sequence(raw.get("errors"))
    return code(mapping(errors[0]).get("code")) if errors else 0


def number(value: Any) -> float | None:
    """Return a finite number; None for anything else."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    plain = type(value) in (int, float) and abs(value) < 1e9  # also false for nan
    return float(value) if plain else None


def yes(value: Any) -> bool:
    """Whether a flag is set."""
    return value is True or value == "true"


def digest(*parts: Any) -> str:
    """Return a short hash of JSON values, the same for equal values: the key of events that have no id."""
    return hashlib.sha256(_canonical(parts).encode()).hexdigest()[:32]


def whole(value: Any) -> int:
    """Return a whole number from a number or up to 18 ASCII digits; else 0."""
    if type(value) is str:
        return int(value) if len(value) <= 18 and value.isascii() and value.isdigit() else 0
    if type(value) is int:
        return value
    return int(value) if type(value) is float and value.is_integer() else 0


# ---- reading strictly


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _number(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise ValueError("a number is too large")
    return value


def _constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_float=_number, parse_constant=_constant)


def _too_deep(value: Any) -> bool:
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        if not below:
            return False
        level = below
    return True


def _has_half(given: str) -> bool:
    if "\\ud" not in given and "\\uD" not in given:
        return False
    return any(found[1] for found in _PAIRS_AND_HALVES.finditer(given))


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return value
