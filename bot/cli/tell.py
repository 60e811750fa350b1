"""`askfirst tell`: who of the business hears that somebody waits, and a test of it."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from bot.cli.common import json_option, opened, print_json
from bot.core.telling import Tell
from bot.services import telling_doctor
from bot.wiring_telling import link_of


@click.command()
@click.option("--test", "test", is_flag=True, help="Send a test notice to everybody, by every way.")
@json_option
def tell(test: bool, as_json: bool) -> None:
    """Show who of the business hears that somebody waits; --test sends everybody a test notice.

    Exit code 1: somebody could not be told.
    """
    with opened() as bot:
        book = bot.flows.book
        if not test:
            _show(book.tell, as_json=as_json)
            return
        link = link_of(bot.settings)
        tried = telling_doctor.try_out(bot.store, book, bot.clock, bot.tellers, link)
    if as_json:
        print_json({"tried": [asdict(one) for one in tried]})
    for one in tried if not as_json else ():
        mark = click.style("✓", fg="green") if one.well else click.style("✗", fg="red")
        click.echo(f"{mark} {one.channel:<8} {one.receiver}: {one.says}")
    if not tried and not as_json:
        click.echo(
            "Nobody is told: write handover: tell: into a flow file, or switch on notices in the desk's settings."
        )
    sys.exit(0 if all(one.well for one in tried) else 1)


def _show(rows: tuple[Tell, ...], *, as_json: bool) -> None:
    if as_json:
        print_json({"tell": [_as_json(row) for row in rows]})
        return
    for row in rows:
        team = f" ({row.team})" if row.team else ""
        when = ", ".join(row.events or row.when)
        click.echo(f"{row.channel:<8} {', '.join(row.to) or row.url or f'{row.purpose}: {row.template}'}{team}: {when}")
    if not rows:
        click.echo("The flow files name nobody; see `tell` in the guide of the flow files.")


def _as_json(row: Tell) -> dict[str, object]:
    shown = {name: value for name, value in asdict(row).items() if name != "where"}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in shown.items()}
