"""`askfirst check`, `test`, `talk`, `schema`: working on flow files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from bot import wiring
from bot.cli.common import fail, flows_folder, json_option, print_json
from bot.cli.rehearsing import play_talks, rehearsal
from bot.core.flow import Book
from bot.core.incoming import Sender
from bot.flowfiles.book import load
from bot.flowfiles.understanding import build_mind
from bot.services.rehearsal import Rehearsal, drawn, tappable

MOST_PHRASINGS = 1000
"""A larger FAQ is not tried out by `check`: that would take longer than a moment."""


@click.command()
@click.argument("folder", required=False)
@json_option
def check(folder: str | None, as_json: bool) -> None:
    """Check the flow files in FOLDER (or of the settings) and show every problem with its cure.

    Exit code 1 where there is an error; warnings alone are well.
    """
    loaded = load(flows_folder(folder))
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
@json_option
def test(folder: str | None, as_json: bool) -> None:
    """Play the talks in FOLDER/talks through the real bot, on a memory database with a frozen clock."""
    path = flows_folder(folder)
    results = play_talks(path)
    failed = [r for r in results if not r["passed"]]
    if as_json:
        print_json({"talks": results})
    else:
        for result in results:
            mark = click.style("✓", fg="green") if result["passed"] else click.style("✗", fg="red")
            click.echo(f"{mark} {result['talk']}")
            if result["difference"]:
                click.echo(result["difference"])
        click.echo(f"\n{len(results) - len(failed)} passed, {len(failed)} failed")
    if not results and not as_json:
        fail(f"There are no talks in {path / 'talks'}. Write one, or keep one with `askfirst talk --keep FILE`.")
    sys.exit(1 if failed else 0)


@click.command()
@click.option("--flows", "folder", default=None, help="The folder with the flow files.")
@click.option("--phone", default="15550100002", show_default=True, help="The pretend phone number, digits only.")
@click.option("--name", default="", help="The pretend person's name.")
@click.option("--keep", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Keep it as a talk.")
def talk(folder: str | None, phone: str, name: str, keep: Path | None) -> None:
    """Talk to the bot in the terminal. A number taps that button; an empty line or Ctrl-D ends."""
    play, bot = rehearsal(flows_folder(folder), wiring.WallClock())
    play.sender = Sender(phone=phone, name=name)
    lines: list[str] = []
    click.echo("You are the customer. Write “hi”.")
    while (said := _prompt()) is not None:
        answers, kept = _turn(play, said)
        lines.extend(kept)
        for message in answers:
            click.echo(click.style(_indented(drawn(message)), fg="green"))
            lines.append(f"- bot: {_quoted(str(getattr(message, 'body', '')))}")
    bot.worker.stop()
    bot.store.close()
    if keep is not None and lines:
        text = f"talk: {_quoted(keep.stem.replace('_', ' '))}\n" + "\n".join(lines) + "\n"
        keep.write_text(text, encoding="utf-8")
        click.echo(f"Kept in {keep}; `askfirst test` plays it.")


def _prompt() -> str | None:
    try:
        said = click.prompt(click.style("you", bold=True), prompt_suffix=" › ", default="", show_default=False)
    except (click.Abort, EOFError):
        click.echo()
        return None
    return str(said) or None


def _turn(play: Rehearsal, said: str) -> tuple[list[Any], list[str]]:
    options = tappable([sent.message for sent in play.channel.sent][-1:])
    if said.isdigit() and 1 <= int(said) <= len(options):
        said = options[int(said) - 1].title
    if any(option.title == said for option in options):
        return play.tap(said) or [], [f"- tap: {_quoted(said)}"]
    return play.say(said), [f"- customer: {_quoted(said)}"]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


@click.command()
def schema() -> None:
    """Print the JSON Schema of the flow files, for your editor."""
    from bot.flowfiles.editor import json_schema

    print_json(json_schema())
