"""A small checker for JSON bodies that words its refusals as Meta does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Text:
    """A string of *least* to *most* characters. *called*: Meta answers 131009 with this name instead of 100."""

    most: int = 4096
    least: int = 1
    called: str = ""

    def check(self, value: Any, path: str) -> None:
        """Refuse what is no such text."""
        if not isinstance(value, str):
            raise Refusal(100, message=f"(#100) Param {path} must be a string.")
        if self.least <= len(value) <= self.most and (value.strip() or not self.least):
            return
        if self.called:
            limits = f"Min length: {self.least}, Max length: {self.most}"
            raise Refusal(131009, f"{self.called} length invalid. {limits}")
        if len(value) > self.most:
            raise Refusal(100, message=f"(#100) Param {path} must be at most {self.most} characters long.")
        raise Refusal(100, message=f"(#100) The parameter {path} is required.")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or digits in a string where *loose*."""

    loose: bool = False

    def check(self, value: Any, path: str) -> None:
        """Refuse what is no number."""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return
        if self.loose and isinstance(value, str) and value.lstrip("-").replace(".", "", 1).isdigit():
            return
        raise Refusal(100, message=f"(#100) Param {path} must be a number.")


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""

    def check(self, value: Any, path: str) -> None:
        """Refuse what is neither."""
        if not isinstance(value, bool):
            raise Refusal(100, message=f"(#100) Param {path} must be a boolean.")


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words, in small or capital letters where *any_case*."""

    words: tuple[str, ...]
    any_case: bool = False

    def check(self, value: Any, path: str) -> None:
        """Refuse any other value."""
        if (value.lower() if self.any_case and isinstance(value, str) else value) not in self.words:
            raise Refusal(
                100, message=f'(#100) Param {path} must be one of {{{", ".join(self.words)}}} - got "{value}".'
            )


@dataclass(frozen=True, slots=True)
class Free:
    """Anything: checked elsewhere, or not at all."""

    def check(self, value: Any, path: str) -> None:
        """Take it."""


@dataclass(frozen=True, slots=True)
class Each:
    """A list of *least* to *most* parts. *called*: as in Text."""

    part: Shape
    most: int = 100
    least: int = 1
    called: str = ""

    def check(self, value: Any, path: str) -> None:
        """Refuse a list that is too short or too long, or has a wrong part."""
        if not isinstance(value, list):
            raise Refusal(100, message=f"(#100) Param {path} must be an array.")
        if not self.least <= len(value) <= self.most:
            limits = f"Min allowed {self.called or path}: {self.least}, Max allowed {self.called or path}: {self.most}"
            raise Refusal(131009, f"Invalid {self.called or path} count. {limits}")
        for place, part in enumerate(value):
            self.part.check(part, f"{path}[{place}]")


@dataclass(frozen=True, slots=True)
class Keys:
    """An object: these keys, no others. *also* looks at it as a whole once its keys are right."""

    needed: Mapping[str, Shape] = field(default_factory=dict)
    allowed: Mapping[str, Shape] = field(default_factory=dict)
    also: Callable[[dict[str, Any], str], None] | None = None

    def check(self, value: Any, path: str) -> None:
        """Refuse missing keys (131008), unknown keys (100), wrong values."""
        if not isinstance(value, dict):
            raise Refusal(100, message=f"(#100) Param {path} must be a JSON object.")
        for key in self.needed:
            if value.get(key) is None:
                raise Refusal(131008, f"Parameter '{key}' is missing in {path}.")
        known = {**self.needed, **self.allowed}
        for key, part in value.items():
            if key not in known:
                raise Refusal(100, f'Unexpected key "{key}" on param "{path}".')
            if part is not None:
                known[key].check(part, f"{path}['{key}']")
        if self.also:
            self.also(value, path)


Shape = Text | Number | Flag | OneOf | Free | Each | Keys
