"""`askfirst backup` and `askfirst restore`: a copy of everything, and the way back to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from bot import wiring
from bot.cli.common import fail, json_option, opened, print_json
from bot.services import privacy
from bot.services.inspecting import iso
from bot.settings import Settings
from bot.store import backups, open_store


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def backup(file: Path, as_json: bool) -> None:
    """Write a copy of the database to FILE while everything goes on, and check it.

    Keep the secret key (ASKFIRST_SECRET_KEY, or the file askfirst.db.key) apart from it: without the key a backup
    can't be used. Keep a fresh copy of askfirst.db.stops as well: from it an older backup learns who said stop since.
    """
    with opened() as bot:
        backups.room_for(backups.path_of(bot.settings.database), file.absolute().parent)
        bot.store.backup(file)
        told = _check(bot.settings, file)
    if as_json:
        print_json(told)
    else:
        _print(told, f"Saved and checked: {told['file']}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--verify", is_flag=True, help="Only read and check FILE; change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def restore(file: Path, verify: bool, yes: bool, as_json: bool) -> None:
    """Put the backup FILE in the place of the database. Stop AskFirst first.

    Stops and erasures that came after the backup are learnt from askfirst.db.stops before anything can be sent. The old
    database is kept as askfirst.db.replaced; delete that when all is well.
    """
    settings = wiring.load_settings(whatsapp=False)
    if verify:
        told = _check(settings, file)
    else:
        if not yes:
            click.confirm(f"Replace the database {settings.database} by {file}?", abort=True, err=True)
        told = _restored(settings, file)
    if as_json:
        print_json(told)
    elif verify:
        _print(told, f"Well: {told['file']}")
    else:
        _print(told, f"Restored from {told['file']}")
        _print_learnt(told)


def _check(settings: Settings, file: Path) -> Mapping[str, Any]:
    """Read a whole backup with the key that is there: nothing old could be recognised by a new one."""
    key = Path(f"{backups.path_of(settings.database)}.key")
    if not settings.secret_key and not key.exists():
        fail(f"The secret key of the backup is missing: put the file {key} back, or set ASKFIRST_SECRET_KEY.")
    return backups.check(
        file, ids=wiring.SystemIds(), pepper=wiring.pepper(settings), old_peppers=wiring.old_peppers(settings)
    )


def _restored(settings: Settings, file: Path) -> Mapping[str, Any]:
    """Put it in place and open it once: so it has learnt later stops and erasures before anything else can use it."""
    told = _check(settings, file)
    kept, learnt = backups.put_back(file, backups.path_of(settings.database))
    store = open_store(
        settings.database,
        ids=wiring.SystemIds(),
        pepper=wiring.pepper(settings),
        old_peppers=wiring.old_peppers(settings),
    )
    try:
        privacy.scrub(store, wiring.WallClock().now())
    finally:
        store.close()
    return {**told, "learnt": learnt, "kept": str(kept) if kept else None}


def _print(told: Mapping[str, Any], title: str) -> None:
    click.echo(title)
    newest = f", the newest event is of {iso(told['newest'])}" if told["newest"] else ""
    click.echo(f"  {told['persons']} people, {told['bytes'] / 1e6:.1f} MB{newest}")
    click.echo(f"  the ledger is whole: {told['lines']} lines, head {told['head']}")


def _print_learnt(told: Mapping[str, Any]) -> None:
    click.echo(f"  {told['learnt']} later stops and erasures were learnt from the list beside the database")
    if told["kept"]:
        click.echo(f"  the old database is kept as {told['kept']}; delete it when all is well")
