"""`askfirst doctor`: whether everything is well."""

from __future__ import annotations

import sys

import click

from bot import wiring
from bot.cli.common import json_option, print_json
from bot.services import telling_doctor
from bot.services.doctor import examine


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Say whether everything is well: settings, flows, database, ledger, clock, disk, WhatsApp, stuck messages."""
    settings = wiring.load_settings()
    bot = wiring.build(settings)
    findings = examine(
        bot.front, channel=bot.channel, disk=wiring.free_disk(settings), drift=wiring.clock_drift(), settings=settings,
        more=telling_doctor.looks(bot.store, bot.flows.book, bot.clock, bot.tellers, bot.help_desks),
    )  # fmt: skip
    bot.store.close()
    if as_json:
        print_json({"well": all(f.well for f in findings), "findings": [f.as_json() for f in findings]})
    else:
        for finding in findings:
            mark = click.style("✓", fg="green") if finding.well else click.style("✗", fg="red")
            click.echo(f"{mark} {finding.name:<10} {finding.says}")
    sys.exit(0 if all(f.well for f in findings) else 1)
