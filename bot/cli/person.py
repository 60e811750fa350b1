"""`askfirst person`: everything that is kept of one person, and its end."""

from __future__ import annotations

import time
from typing import Any

import click

from bot.cli.common import fail, json_option, me, opened, print_json
from bot.services import privacy
from bot.wiring import Bot

TRIES = 20
"""How often the log is wiped again after an erasure, where a reader is in the way for a moment."""


@click.group()
def person() -> None:
    """Export or erase what is kept of one person."""


@person.command()
@click.argument("who")
@json_option
def export(who: str, as_json: bool) -> None:
    """Show everything that is kept of WHO: a phone number, a business-scoped user ID, a person id or #ticket."""
    with opened() as bot:
        found = _find(bot, who)
        book, now = bot.flows.book, bot.clock.now()
        bot.store.write(lambda tx: tx.audit.add(me(), "exported", found, now))
        told = bot.store.read(lambda tx: privacy.export(tx, found, book, now))
    if as_json:
        print_json(told)
    else:
        _print(told)


@person.command()
@click.argument("who")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def erase(who: str, yes: bool, as_json: bool) -> None:
    """Erase everything that is kept of WHO; a keyed code stays, so that nobody writes to them again.

    Backups that were made before still hold them: they learn of the erasure when they are restored.
    """
    with opened() as bot:
        found = _find(bot, who)
        if not yes:
            click.confirm("Erase this person? It can't be undone.", abort=True, err=True)
        now = bot.clock.now()
        counts = bot.store.write(lambda tx: privacy.erase(tx, found, "the business erased the person", now))
        bot.store.write(lambda tx: tx.audit.add(me(), "erased", found, now))
        wiped = _wiped(bot)
    if as_json:
        print_json({"erased": dict(counts), "log_wiped": wiped})
        return
    click.echo("Erased: " + ", ".join(f"{count} {what}" for what, count in counts.items()) + ".")
    click.echo(
        "What stays: bare ledger lines without personal data, and one keyed code for each identifier, so that no"
    )
    click.echo("import, list or older backup can write to them again.")
    if not wiped:
        click.echo("The log beside the database is in use; the worker wipes it within seconds.")


def _find(bot: Bot, who: str) -> str:
    found = bot.store.read(lambda tx: tx.persons.lookup(who))
    if found is None or bot.store.read(lambda tx: tx.persons.erased(found)):
        fail("Nobody is known by that. Give a phone number, a business-scoped user ID or a person id.")
    return str(found)


def _wiped(bot: Bot) -> bool:
    for _ in range(TRIES):
        if privacy.scrub(bot.store, bot.clock.now()):
            return True
        time.sleep(0.1)
    return False


def _print(told: dict[str, Any]) -> None:
    known = ", ".join(f"{each['kind']} {each['value']}" for each in told["identifiers"])
    click.echo(f"Person {told['person']} ({known}) {told.get('name', '')}".rstrip())
    click.echo(f"Known since {told.get('known_since', '?')}, language {told.get('language') or '?'}\n")
    for line in told["consents"]:
        click.echo(f"  {line['at']}  {line['kind']:<11} {line['purpose']}")
        shown = (line["evidence"] or {}).get("shown")
        if shown:
            click.echo(f"      to these words: {shown['text']}")
    click.echo(f"\n{len(told['received'])} events received, {len(told['sent'])} messages sent, "
               f"{len(told['tickets'])} handovers. All of it: --json")  # fmt: skip
