"""The ``askfirst`` command. Exit codes: 0 well, 1 a problem in what was asked, 2 wrong usage or settings.

A command's module is loaded when the command is called: `serve` stays small, `--help` is quick.
"""

from __future__ import annotations

import importlib
import sys

import click

from bot import __version__
from bot.errors import AskFirstError, SettingsError

COMMANDS = {
    "backup": "backup:backup",
    "check": "flows:check",
    "consent": "consent:consent",
    "demo": "demo:demo",
    "doctor": "doctor:doctor",
    "event": "event:event",
    "inbox": "inbox:inbox",
    "missed": "missed:missed",
    "new": "new:new",
    "person": "person:person",
    "restore": "backup:restore",
    "schedule": "schedule:schedule",
    "schema": "flows:schema",
    "send": "send:send",
    "serve": "server:serve",
    "show": "show:show",
    "simulator": "simulator:simulator",
    "summary": "summary:summary",
    "talk": "talking:talk",
    "tell": "tell:tell",
    "test": "testing:test",
    "understand": "understand:understand",
    "user": "user:user",
    "why": "people:why",
    "work": "work:work",
}
"""Name -> module below bot.cli, and the command in it."""


class _Group(click.Group):
    """Errors of ours are sentences, not tracebacks."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        found = getattr(importlib.import_module(f"bot.cli.{module}"), attribute)
        return found if isinstance(found, click.Command) else None

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except SettingsError as problem:
            click.echo(f"The settings need a look:\n\n{_bulleted(str(problem))}", err=True)
            sys.exit(2)
        except AskFirstError as problem:
            click.echo(str(problem), err=True)
            sys.exit(1)


def _bulleted(text: str) -> str:
    return "\n".join(f"  • {line}" for line in text.splitlines())


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="askfirst")
def main() -> None:
    """The WhatsApp bot that asks first.

    Start with `askfirst demo`. Settings come from the environment and from .env (see docs/settings.md).
    """
