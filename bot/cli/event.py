"""`askfirst event`: report something that happened; the flows that wait for it start."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from bot.cli.common import json_option, opened, print_json
from bot.services.proactive import Answer
from bot.services.reporting import Reported


@click.command()
@click.argument("name")
@click.argument("person")
@click.option("--data", "data", multiple=True, metavar="NAME=VALUE", help="What the event brings; repeat.")
@click.option("--key", default="", help="Idempotency key: the same key never starts anything twice.")
@json_option
def event(name: str, person: str, data: tuple[str, ...], key: str, as_json: bool) -> None:
    """Report the event NAME about PERSON; the flows that wait for it start, as far as the gate lets them.

    PERSON is a phone number (+49…), a business-scoped user ID or a person id. A VALUE that is JSON (12, true, a list)
    is taken as such, anything else as a text. Exit code 0: something is queued, or there was nothing to send.
    1: refused, with the reason.
    """
    with opened() as bot:
        outcome = bot.front.report(Reported(event=name, person=person, data=_named(data), key=key))
    if as_json:
        print_json(outcome.as_json())
    else:
        for flow, answer in outcome.flows.items():
            click.echo(f"{flow}: {_told(answer)}")
    sys.exit(1 if outcome.verdict in ("refused", "conflict") else 0)


def _named(pairs: tuple[str, ...]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(f"--data {pair!r} has no '='; write --data name=value.")
        named[name.strip()] = _value(value)
    return named


def _value(text: str) -> Any:
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return text if isinstance(found, (str, dict)) or found is None else found


def _told(answer: Answer) -> str:
    if answer.verdict == "cleared":
        return f"cleared; message {answer.message} is queued."
    if answer.verdict == "put_off":
        return f"put off; message {answer.message} waits. {answer.why}"
    return f"{answer.verdict} ({answer.reason}): {answer.why}"
