"""How the desk does: how many asked, how soon they were answered, which promises were kept, what people said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.ports import Tx

DAYS = 30
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the tickets that were opened in the last ``days``. ``kept``: promises kept of those that are decided, 0 to 1.

    ``counts``: opened, waiting, taken, answered, closed, promised, kept, late, surveyed, stopped.
    """

    days: int
    counts: Mapping[str, int]
    kept: float | None
    survey: Mapping[str, int]


def figures(tx: Tx, now: int, days: int = DAYS) -> Figures:
    """Return the desk's figures."""
    since = now - days * DAY
    counts = tx.desk.figures(since)
    decided = counts["kept"] + counts["late"]
    return Figures(days, counts, counts["kept"] / decided if decided else None, tx.desk.survey(since))


def metrics(tx: Tx, now: int) -> list[str]:
    """Return the lines for Prometheus."""
    counts = tx.desk.counts("")
    told = tx.desk.figures(now - DAYS * DAY)
    lines = ["# TYPE askfirst_tickets gauge"]
    lines += [f'askfirst_tickets{{state="waiting"}} {counts["waiting"]}']
    lines += [f'askfirst_tickets{{state="taken"}} {counts["all"] - counts["waiting"]}']
    lines += [f"# HELP askfirst_promises Of tickets opened in the last {DAYS} days.", "# TYPE askfirst_promises gauge"]
    return lines + [f'askfirst_promises{{outcome="{name}"}} {told[name]}' for name in ("promised", "kept", "late")]
