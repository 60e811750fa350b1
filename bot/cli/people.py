"""`askfirst inbox`, `askfirst why`: the people and their handovers, and the reason of each message."""

from __future__ import annotations

import getpass
import secrets
from typing import Any, Literal

import click

from bot.cli.common import fail, json_option, opened, print_json
from bot.services import inspecting, staff


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def inbox(ctx: click.Context, as_json: bool) -> None:
    """Show who waits for a person; answer, take and close."""
    if ctx.invoked_subcommand is not None:
        return
    with opened() as bot:
        tickets = bot.store.read(staff.waiting)
    if as_json:
        print_json({"tickets": tickets})
        return
    if not tickets:
        click.echo("Nobody waits for a person.")
    for ticket in tickets:
        who = ticket["name"] or ticket["person"]
        click.echo(f"#{ticket['ticket']}  {ticket['since']}  {ticket['state']:<5}  {who}: {ticket['title']}")
    if tickets:
        click.echo('\nAnswer with: askfirst inbox reply NUMBER "text"     Give back with: askfirst inbox close NUMBER')


@inbox.command("show")
@click.argument("who")
@json_option
def show_conversation(who: str, as_json: bool) -> None:
    """Show the last messages of a conversation."""
    with opened() as bot:
        person = bot.store.read(lambda tx: staff.find(tx, who))
        lines = bot.store.read(lambda tx: staff.history(tx, person)) if person else []
    if person is None:
        fail(f"Nobody is known as {who!r}.")
    if as_json:
        print_json({"person": person, "messages": lines})
        return
    for line in lines:
        click.echo(f"{inspecting.iso(line['at'])}  {line['who']:>6}: {line['text']}")


@inbox.command()
@click.argument("who")
@click.argument("text")
def reply(who: str, text: str) -> None:
    """Answer WHO (a ticket number or a phone) with TEXT; the ticket becomes yours."""
    _staff(who, "reply", text)
    click.echo("Queued. The worker sends it.")


@inbox.command()
@click.argument("who")
def take(who: str) -> None:
    """Take the ticket of WHO; the bot is silent for that person."""
    _staff(who, "take")
    click.echo("Yours.")


@inbox.command()
@click.argument("who")
def close(who: str) -> None:
    """Close the ticket of WHO; the bot answers again."""
    _staff(who, "close")
    click.echo("Closed. The bot answers again.")


def _staff(who: str, what: Literal["reply", "take", "close"], text: str = "") -> None:
    with opened() as bot:
        key = f"staff:{secrets.token_hex(8)}"
        found = staff.say(bot.store, bot.clock, who, by=getpass.getuser(), key=key, text=text, what=what)
    if not found:
        fail(f"Nobody is known as {who!r}. `askfirst inbox` shows who waits.")


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
