"""`askfirst summary`: the owner's day in a dozen lines."""

from __future__ import annotations

import click

from bot.cli.common import json_option, opened, print_json
from bot.services import summary as day


@click.command()
@click.option("--days", default=1, show_default=True, type=click.IntRange(1, 366), help="How many days back.")
@json_option
def summary(days: int, as_json: bool) -> None:
    """Tell what happened since yesterday, what waits, which consents are about to end, and the ledger's head."""
    with opened() as bot:
        book, now = bot.flows.book, bot.clock.now()
        told = bot.store.read(lambda tx: day.of(tx, book, now, days * day.DAY))
    if as_json:
        print_json(told.as_json())
    else:
        click.echo(day.text(told, book))
