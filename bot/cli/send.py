"""`askfirst send`: ask the gate for one proactive message."""

from __future__ import annotations

import sys

import click

from bot.cli.common import json_option, opened, print_json
from bot.services.proactive import Asked


@click.command()
@click.option("--person", required=True, help="Phone number (+49…), business-scoped user ID, or person id.")
@click.option("--purpose", required=True, help="What the message is for: a purpose of your flow files.")
@click.option("--template", required=True, help="The approved template, as in your flow files.")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A placeholder of the template; repeat.")
@click.option("--key", default="", help="Idempotency key: the same key never sends twice.")
@click.option("--later", is_flag=True, help="At night, wait for the morning instead of being refused.")
@json_option
def send(
    *, person: str, purpose: str, template: str, params: tuple[str, ...], key: str, later: bool, as_json: bool
) -> None:
    """Ask the gate for one proactive message and queue it where it is cleared.

    Exit code 0: cleared and queued, or put off until the person's quiet hours end; the worker sends it. 1: refused,
    with the reason.
    """
    named = {}
    for pair in params:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(f"--param {pair!r} has no '='; write --param name=value.")
        named[name.strip()] = value
    with opened() as bot:
        answer = bot.front.send(
            Asked(person=person, purpose=purpose, template=template, params=named, key=key, later=later)
        )
    if as_json:
        print_json(answer.as_json())
    elif answer.verdict == "cleared":
        click.echo(f"Cleared. Message {answer.message} is queued.")
    elif answer.verdict == "put_off":
        click.echo(f"Put off. Message {answer.message} waits: {answer.why}")
    else:
        click.echo(f"{answer.verdict.capitalize()} ({answer.reason}): {answer.why}", err=True)
    sys.exit(0 if answer.verdict in ("cleared", "put_off") else 1)
