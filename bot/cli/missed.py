"""`askfirst missed`: the questions that got no answer."""

from __future__ import annotations

import click

from bot.cli.common import json_option, opened, print_json
from bot.services import missing


@click.command()
@click.option("--limit", default=100, show_default=True, help="How many questions to look at.")
@json_option
def missed(limit: int, as_json: bool) -> None:
    """Show what people asked and got no answer to, with an entry to paste into the FAQ.

    The questions are kept without names, numbers and addresses.
    """
    with opened() as bot:
        asked = bot.store.read(lambda tx: tx.facts.unanswered(limit))
    found = missing.groups(asked)
    if as_json:
        print_json({"questions": [{"texts": list(g.texts), "times": g.times, "best": g.best or None} for g in found]})
        return
    if not found:
        click.echo("Every question got an answer.")
    for group in found:
        people = "Somebody" if group.times == 1 else f"{group.times} times people"
        near = f" (nearest: {group.best})" if group.best else ""
        click.echo(f"{people} asked this and got no answer{near}:\n{missing.entry(group)}\n")
