"""How two values compare in a condition: by what people see, never by type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

_YES_NO = {"true": True, "yes": True, "false": False, "no": False}


def truth(value: Any) -> bool:
    """Whether a name alone holds: set, and not no, zero or empty.

    >>> truth("Ada"), truth(0), truth([]), truth("no")
    (True, False, False, False)
    """
    return bool(value) and value not in ("no", "false")


def text(value: Any) -> str:
    """Return *value* as a person would type it; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return str(value.get("amount", ""))
    return str(value)


def number(value: Any) -> Decimal | None:
    """Return *value* as a number where it is one (money: its amount)."""
    if value is None or isinstance(value, bool):
        return None
    try:
        found = Decimal(text(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def same(left: Any, right: Any) -> bool:
    """Whether both are the same: numbers by value, texts without case, yes and true alike."""
    if left is None or right is None:
        return left is right
    if isinstance(left, bool) or isinstance(right, bool):
        return _yes_no(left) == _yes_no(right) is not None
    first, second = number(left), number(right)
    if first is not None and second is not None:
        return first == second
    return text(left).strip().casefold() == text(right).strip().casefold()


def _yes_no(value: Any) -> bool | None:
    return value if isinstance(value, bool) else _YES_NO.get(text(value).strip().lower())


def _different(left: Any, right: Any) -> bool:
    return not same(left, right)


def contains(whole: Any, part: Any) -> bool:
    """Whether a list has the element, or a text the part."""
    if isinstance(whole, (list, tuple)):
        return any(same(item, part) for item in whole)
    found = text(part).casefold()
    return bool(found) and found in text(whole).casefold()


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(left: Any, right: Any) -> bool:
        if type(left) is int and type(right) is int:  # by far the most frequent comparison
            return test(left, right)
        first, second = number(left), number(right)
        if first is not None and second is not None:
            return test(first, second)
        if isinstance(left, str) and isinstance(right, str) and first is None and second is None:
            return test(left, right)  # dates and times are written so that texts sort
        return False

    return compare


OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": same,
    "is not": _different,
    "contains": contains,
    "<": _ordered(lambda left, right: left < right),
    ">": _ordered(lambda left, right: left > right),
    "<=": _ordered(lambda left, right: left <= right),
    ">=": _ordered(lambda left, right: left >= right),
}
