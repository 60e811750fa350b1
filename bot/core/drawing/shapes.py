"""The outline of each kind of box, as SVG: a reader tells them apart without the colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def outline(kind: str, x: float, y: float, wide: float, high: float) -> str:
    """Return the outline of a box whose upper left corner is (x, y)."""
    return _SHAPES.get(kind, _plain)(x, y, wide, high)


def number(value: float) -> str:
    """Write a coordinate shortly.

    >>> number(12.0), number(3.14159)
    ('12', '3.1')
    """
    return f"{value:.1f}".removesuffix(".0")


def _rect(x: float, y: float, wide: float, high: float, radius: float, name: str = "af-shape") -> str:
    at = f'x="{number(x)}" y="{number(y)}" width="{number(wide)}" height="{number(high)}"'
    return f'<rect class="{name}" {at} rx="{number(radius)}"/>'


def _polygon(*points: tuple[float, float]) -> str:
    return f'<polygon class="af-shape" points="{" ".join(f"{number(x)},{number(y)}" for x, y in points)}"/>'


def _plain(x: float, y: float, wide: float, high: float) -> str:
    return _rect(x, y, wide, high, 3)


def _bubble(x: float, y: float, wide: float, high: float) -> str:
    """What the bot says: a speech bubble."""
    right, low, r = x + wide, y + high, 12.0
    corners = (
        f"M{number(x + r)} {number(y)}H{number(right - r)}q{r:g} 0 {r:g} {r:g}V{number(low - r)}q0 {r:g} -{r:g} {r:g}"
        f"H{number(x)}V{number(y + r)}q0 -{r:g} {r:g} -{r:g}z"
    )
    return f'<path class="af-shape" d="{corners}"/>'


def _slanted(x: float, y: float, wide: float, high: float) -> str:
    """A question: something is put in."""
    cut = 12.0
    return _polygon((x + cut, y), (x + wide, y), (x + wide - cut, y + high), (x, y + high))


def _pill(x: float, y: float, wide: float, high: float) -> str:
    return _rect(x, y, wide, high, min(high / 2, 22))


def _octagon(x: float, y: float, wide: float, high: float) -> str:
    """A consent: the shape of a stop sign."""
    c, right, low = 14.0, x + wide, y + high
    return _polygon(
        (x + c, y), (right - c, y), (right, y + c), (right, low - c), (right - c, low), (x + c, low), (x, low - c),
        (x, y + c),
    )  # fmt: skip


def _double(x: float, y: float, wide: float, high: float) -> str:
    """A program that runs: a second line at both sides."""
    sides = f"M{number(x + 7)} {number(y)}v{number(high)}M{number(x + wide - 7)} {number(y)}v{number(high)}"
    return _rect(x, y, wide, high, 3) + f'<path class="af-inner" d="{sides}"/>'


def _pointed(x: float, y: float, wide: float, high: float) -> str:
    """Another flow: it points there."""
    tip = min(16.0, high / 2)
    return _polygon(
        (x, y), (x + wide - tip, y), (x + wide, y + high / 2), (x + wide - tip, y + high), (x, y + high)
    )  # fmt: skip


def _diamond(x: float, y: float, wide: float, high: float) -> str:
    cut = min(28.0, high / 2)
    middle = y + high / 2
    return _polygon(
        (x, middle), (x + cut, y), (x + wide - cut, y), (x + wide, middle), (x + wide - cut, y + high), (x + cut, y + high)
    )  # fmt: skip


def _house(x: float, y: float, wide: float, high: float) -> str:
    """A person: a house with a roof."""
    return _polygon((x, y + 12), (x + wide / 2, y), (x + wide, y + 12), (x + wide, y + high), (x, y + high))


_SHAPES: Mapping[str, Callable[[float, float, float, float], str]] = {
    "start": _pill,
    "say": _bubble,
    "ask": _slanted,
    "menu": _slanted,
    "consent": _octagon,
    "action": _double,
    "call": _double,
    "link": _pointed,
    "choice": _diamond,
    "handover": _house,
    "wait": _pill,
    "end": _pill,
}
