"""How many people reached each step and left there, from the counts of visits (``core.effects.Turn``)."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.drawing.diagram import Figures
from bot.core.effects import Visit
from bot.core.flow import AnyStep, AskConsent, Book, Collect, Say

REASONS: Mapping[str, str] = {
    "silent": "no answer yet",
    "timeout": "no answer in time",
    "cancel": "cancelled",
    "handover": "went to a person",
    "failed": "not understood",
    "stop": "said STOP",
    "other": "did something else",
}
"""Why people leave -> what it is called."""
_WENT = ("on", "back", "timeout", "cancel", "handover", "failed", "stop", "other")
COUNTED = frozenset((*_WENT, "step", "resumed", "branch", "faq"))
"""The visits that are worth counting."""


def step_figures(book: Book, counts: Mapping[Visit, int]) -> dict[tuple[str, str], Figures]:
    """Return the figures of every step of a book that somebody reached, by flow and step."""
    found = {}
    for flow in book.flows.values():
        for step in flow.steps.values():
            of = {what: counts.get((what, flow.id, step.id), 0) for what in ("step", "resumed", *_WENT)}
            if of["step"]:
                found[flow.id, step.id] = _figures(of, step)
    return found


def _figures(of: dict[str, int], step: AnyStep) -> Figures:
    reached = of["step"]
    of["other"] = max(0, of["other"] - of["resumed"])
    asks = isinstance(step, Collect | AskConsent) or (isinstance(step, Say) and bool(step.save))
    menu = isinstance(step, Say) and not step.save  # to do something else is what a menu is for
    of["silent"] = max(0, reached - sum(of[what] for what in _WENT)) if asks else 0
    if menu:
        of["other"] = 0
    left = [(reason, of[reason]) for reason in REASONS if of[reason]]
    return Figures(reached, tuple(sorted(left, key=lambda pair: -pair[1])))


def told(figures: Figures) -> str:
    r"""Write figures in one line.

    >>> told(Figures(120, (("silent", 12), ("cancel", 6))))
    '120 came, 18 left (15\xa0%)'
    """
    if not figures.gone:
        return f"{figures.reached:,} came"
    return f"{figures.reached:,} came, {figures.gone:,} left ({figures.share:.0%})".replace("%)", "\u00a0%)")


def reasons(figures: Figures) -> str:
    """Write why people left.

    >>> reasons(Figures(120, (("silent", 12), ("cancel", 6))))
    '12 no answer yet, 6 cancelled'
    """
    return ", ".join(f"{count:,} {REASONS[reason]}" for reason, count in figures.left)
