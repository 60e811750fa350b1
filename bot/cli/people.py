"""`askfirst why`: the reason of each message."""

from __future__ import annotations

from typing import Any

import click

from bot.cli.common import fail, json_option, opened, print_json
from bot.services import inspecting


@click.command()
@click.argument("message")
@json_option
def why(message: str, as_json: bool) -> None:
    """Tell why MESSAGE (its WhatsApp id or outbox number) was sent or refused."""

    def look(tx: Any) -> dict[str, Any] | None:
        row = tx.outbox.get(int(message)) if message.isdigit() else tx.outbox.by_wamid(message)
        if row is None:
            return None
        lines = [line for line in tx.ledger.of(row.person) if line.seq == row.consent_seq]
        return {**inspecting.outbox_line(row), "consent": [inspecting.ledger_line(tx, line) for line in lines]}

    with opened() as bot:
        told = bot.store.read(look)
    if told is None:
        fail(f"No message {message!r} was sent or queued here.")
    elif as_json:
        print_json(told)
    else:
        _print_why(told)


def _print_why(told: dict[str, Any]) -> None:
    cause = told["why"]
    click.echo(f"Message {told['id']} ({told['kind']}, {told['state']}) at {told['at']}")
    click.echo(f"  says     {told['text']}")
    click.echo(f"  because  {cause.get('rule', '')} {cause.get('name', '')} {cause.get('detail', '')}".rstrip())
    if cause.get("heard"):
        click.echo(f"  heard    {cause['heard']}")
    click.echo("  verdict  " + ", ".join(f"{k}: {v}" for k, v in told["verdict"].items()))
    for line in told["consent"]:
        click.echo(f"  consent  line {line['seq']} of {line['at']}: {line['kind']} {line['purpose']}")
    if told["error"]:
        click.echo(f"  error    {told['error']}")
