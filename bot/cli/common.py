"""What several commands share."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from bot import wiring
from bot.wiring import Bot

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def print_json(value: Any) -> None:
    """Print one JSON value, readable, as UTF-8."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def opened(*, whatsapp: bool = False, checked: bool = True) -> Iterator[Bot]:
    """The bot of the environment's settings, closed at the end. ``whatsapp``: Meta's keys are needed.

    ``checked`` False: the flow files are not looked at as a whole; for commands that only look something up.
    """
    bot = wiring.build(wiring.load_settings(whatsapp=whatsapp), checked=checked)
    try:
        yield bot
    finally:
        bot.store.close()


def flows_folder(given: str | None) -> Path:
    """Return the folder that is asked for, or the one of the settings."""
    return Path(given or wiring.load_settings(whatsapp=False).flows)


def fail(sentence: str) -> None:
    """Say what is wrong and end with exit code 1."""
    click.echo(sentence, err=True)
    sys.exit(1)


NOBODY = "Nobody is known as {!r}. Give a phone number, a business-scoped user ID or a person id."


def find_person(bot: Bot, person: str) -> str:
    """Return the id of whom *person* names, or end with a sentence."""
    found = bot.store.read(lambda tx: tx.persons.lookup(person))
    if found is None:
        fail(NOBODY.format(person))
    return str(found)


def me() -> str:
    """Return who sits at this terminal, as the audit log names them."""
    return f"terminal:{getpass.getuser()}"
