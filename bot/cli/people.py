"""`askfirst inbox`, `askfirst consent`, `askfirst why`: the people, their handovers and their consents."""

from __future__ import annotations

import getpass
import secrets
import sys
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


@click.group()
def consent() -> None:
    """Show and verify consents."""


@consent.command()
@click.argument("person")
@json_option
def show(person: str, as_json: bool) -> None:
    """Show what PERSON agreed to, when, and with which exact words."""
    with opened() as bot:
        book, now = bot.flows.book, bot.clock.now()
        found = bot.store.read(lambda tx: tx.persons.lookup(person))
        told = bot.store.read(lambda tx: inspecting.consent(tx, found, book, now)) if found else None
    if told is None:
        fail(f"Nobody is known as {person!r}. Give a phone number, a business-scoped user ID or a person id.")
    elif as_json:
        print_json(told)
    else:
        _print_consent(told)


def _print_consent(told: dict[str, Any]) -> None:
    known = ", ".join(f"{i['kind']} {i['value']}" for i in told["identifiers"])
    click.echo(f"Person {told['person']} ({known})\n")
    for name, purpose in told["purposes"].items():
        since = f" since {purpose['since']}" if purpose["since"] else ""
        click.echo(f"  {name:<14} {purpose['state']}{since}")
    click.echo("\nLedger")
    for event in told["events"]:
        click.echo(f"  {event['seq']:>6}  {event['at']}  {event['kind']:<11} {event['purpose']}")
        for line in _evidence_lines(event["evidence"]):
            click.echo(f"          {line}")


def _evidence_lines(evidence: dict[str, Any] | None) -> list[str]:
    if evidence is None:
        return ["(evidence erased)"]
    shown = evidence.get("shown") or {}
    lines = [f"shown (version {shown['version']}, {shown['language']}): {shown['text']}"] if shown else []
    if evidence.get("text"):
        lines.append(f"answered by {evidence.get('method', 'message')}: {evidence['text']}")
    elif evidence.get("method"):
        lines.append(f"by {evidence['method']}")
    if evidence.get("message_id"):
        lines.append(f"message {evidence['message_id']}")
    return lines


@consent.command()
@json_option
def verify(as_json: bool) -> None:
    """Check the whole ledger: every line, its order, and the evidence behind it."""
    with opened() as bot:
        told = dict(bot.store.read(lambda tx: tx.ledger.verify()))
    if as_json:
        print_json(told)
    elif told["ok"]:
        click.echo(f"The ledger is whole: {told['lines']} lines, head {told['head']}.")
    else:
        broken = told["broken"]
        click.echo(f"The ledger was changed. First broken line: {broken['seq']} ({broken['why']}).", err=True)
    sys.exit(0 if told["ok"] else 1)


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
