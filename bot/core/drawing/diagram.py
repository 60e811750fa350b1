"""What a drawing of a flow is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "start",
    "say",
    "ask",
    "menu",
    "consent",
    "action",
    "set",
    "call",
    "link",
    "choice",
    "handover",
    "wait",
    "tag",
    "end",
]
WayOut = Literal["timeout", "failed", "flow", "handover", "cancel", "end", "again"]


@dataclass(frozen=True, slots=True)
class Figures:
    """How many came to a step and how many went no further. ``left``: (reason, how many), the most frequent first."""

    reached: int = 0
    left: tuple[tuple[str, int], ...] = ()

    @property
    def gone(self) -> int:
        """How many left here, for any reason."""
        return sum(count for _, count in self.left)

    @property
    def share(self) -> float:
        """The part of those who came that left here."""
        return min(1.0, self.gone / self.reached) if self.reached else 0.0


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out of a step that is no step of the same flow. ``flow``: the id of the flow that it leads to."""

    kind: WayOut
    label: str
    flow: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One step (or the start, or an end). ``notes``: small lines, such as rules; ``buttons``: what can be tapped."""

    id: str
    kind: Kind
    head: str
    text: str = ""
    buttons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    exits: tuple[Exit, ...] = ()
    figures: Figures | None = None
    flow: str = ""
    """The flow that a call or link leads to."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one box to another. ``dashed``: not by an answer, but by silence or too many wrong ones."""

    source: str
    target: str
    label: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Diagram:
    """One flow. Boxes in the order of the file, the start first."""

    id: str
    title: str
    description: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    callers: tuple[str, ...] = ()
    """Flows from which this one is reached."""
