"""`askfirst schedule`: what the clock starts next, and what became of the last rounds."""

from __future__ import annotations

from typing import Any

import click

from bot.cli.common import json_option, opened, print_json
from bot.services import scheduling


@click.command()
@json_option
def schedule(as_json: bool) -> None:
    """Show what starts by itself: rounds with their next time and what came of the last one, and reminders."""
    with opened() as bot:
        book, now = bot.flows.book, bot.clock.now()
        told = bot.store.read(lambda tx: scheduling.overview(tx, book, now))
    if as_json:
        print_json(told)
        return
    for line in _lines(told) or ["No flow starts by itself at fixed times, and no reminder waits."]:
        click.echo(line)


def _lines(told: dict[str, Any]) -> list[str]:
    lines = []
    for one in told["rounds"]:
        state = f"under way, {one['started_for']} so far" if one["under_way"] else f"next {one['next']}"
        lines.append(
            f"{one['flow']}: every {one['every']}, {state}" + (f" (last: {one['note']})" if one["note"] else "")
        )
    for one in told["reminders"]:
        lines.append(f"{one['flow']}: {one['waiting']} wait, the first is due {one['next']}")
    return lines
