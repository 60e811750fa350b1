"""`askfirst check` and `schema`: working on flow files."""

from __future__ import annotations

import sys
from typing import Any

import click

from bot.cli import fixing
from bot.cli.common import flows_folder, json_option, print_json
from bot.core.flow import Book
from bot.flowfiles.book import load
from bot.flowfiles.understanding import build_mind

MOST_PHRASINGS = 1000
"""A larger FAQ is not tried out by `check`: that would take longer than a moment."""


@click.command()
@click.argument("folder", required=False)
@click.option("--fix", is_flag=True, help="Mend what cannot be meant otherwise; the changes are shown first.")
@click.option("--yes", is_flag=True, help="With --fix: write the changes without asking.")
@json_option
def check(folder: str | None, fix: bool, yes: bool, as_json: bool) -> None:
    """Check the flow files in FOLDER (or of the settings) and show every problem with its cure.

    Exit code 1 where there is an error; warnings alone are well. --fix never touches the words of a consent notice,
    and keeps each file as it was beside the new one, with the ending .bak.
    """
    path = flows_folder(folder)
    if fix:
        fixing.offer(path, yes=yes, quiet=as_json)
    loaded = load(path)
    errors = [p for p in loaded.problems if p.level == "error"]
    if as_json:
        print_json({"problems": [p.as_json() for p in loaded.problems]})
    else:
        for problem in loaded.problems:
            click.echo(f"{problem}\n")
        click.echo(_summary(loaded, len(errors)))
        if loaded.book is not None and not errors:
            click.echo("".join(f"\n{line}" for line in _questions(loaded.book)), nl=False)
    sys.exit(1 if errors else 0)


def _questions(book: Book) -> list[str]:
    """Say what to expect of the FAQ, from its own phrasings: each is left out in turn and asked for."""
    if not 0 < sum(len(entry.ask) for entry in book.faq) <= MOST_PHRASINGS:
        return []
    matcher = build_mind(book).matcher
    told = matcher.report
    shares = f"about {told.right:.0%} get the right answer, {told.asked:.0%} are asked back, {told.wrong:.0%} get a wrong one"
    lines = [f"Questions in words of their own: {shares} (caution: {book.caution})."]
    for clash in matcher.conflicts()[:10]:
        entry, rival = clash.entry.partition(":")[2], clash.rival.partition(":")[2]
        lines.append(f"  “{clash.phrasing}” ({entry}) reads like {rival}: give {entry} more ways to ask.")
    return [*lines, ""]


def _summary(loaded: Any, errors: int) -> str:
    warnings = len(loaded.problems) - errors
    counted = ", ".join(
        f"{n} {word}{'s' if n != 1 else ''}" for n, word in ((errors, "error"), (warnings, "warning")) if n
    )
    if loaded.book is None or errors:
        return f"{counted}. A running bot goes on with the flows it had."
    book = loaded.book
    content = f"{len(book.flows)} flows, {len(book.faq)} FAQ entries, {len(book.purposes)} purposes"
    return f"All is well: {content}." if not counted else f"{content}; {counted}."


@click.command()
@click.argument("folder", required=False)
@click.option("--write", is_flag=True, help="Write it beside the flow files, where their first lines look for it.")
def schema(folder: str | None, write: bool) -> None:
    """Print the JSON Schema of the flow files, for your editor; or write it into FOLDER."""
    from bot.flowfiles import editor

    if write:
        click.echo(f"Written: {editor.write(flows_folder(folder))}")
    else:
        print_json(editor.json_schema())
