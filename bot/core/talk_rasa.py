"""Expectations that only Rasa's test cases spell; the owner's short form has no words for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.core.talk import Expected


@dataclass(frozen=True, slots=True)
class Flowed(Expected):
    """These flows (``one``: one of them) were started, completed or cancelled; ``step``: this step was visited."""

    what: Literal["started", "completed", "cancelled"]
    flows: tuple[str, ...]
    step: str = ""
    one: bool = False


@dataclass(frozen=True, slots=True)
class Said(Expected):
    """One message is the response ``utter``, fits the pattern ``matches`` and offers these buttons; or ``never``."""

    utter: str = ""
    matches: str = ""
    buttons: tuple[str, ...] = ()
    never: bool = False


@dataclass(frozen=True, slots=True)
class Ran(Expected):
    """An action was run."""

    action: str


@dataclass(frozen=True, slots=True)
class Filled(Expected):
    """These slots hold something, whatever it is."""

    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offered(Expected):
    """The bot asked "did you mean", and these flows were among the choices."""

    flows: tuple[str, ...]
