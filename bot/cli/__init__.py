"""The ``askfirst`` command. Exit codes: 0 well, 1 a problem in what was asked, 2 wrong usage or settings."""

from __future__ import annotations

import sys

import click

from bot import __version__
from bot.cli import flows, people, run, send, understand
from bot.errors import AskFirstError, SettingsError


class _Group(click.Group):
    """Errors of ours are sentences, not tracebacks."""

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


for command in (
    run.demo,
    run.serve,
    run.work,
    run.simulator,
    run.doctor,
    flows.check,
    flows.test,
    flows.talk,
    flows.schema,
    understand.understand,
    people.inbox,
    people.consent,
    people.why,
    send.send,
):
    main.add_command(command)
