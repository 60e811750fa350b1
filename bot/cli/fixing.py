"""`askfirst check --fix`: the safe mends of flow files, shown before they are written."""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path

import click

from bot.cli.common import fail
from bot.flowfiles.fixing import Change, mend

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def offer(folder: Path, *, yes: bool, quiet: bool = False) -> None:
    """Show the safe mends of a folder and write them where they are wanted. ``quiet``: nothing on standard output."""
    changes = mend(folder).changes
    for change in changes:
        click.echo(_shown(change), err=quiet)
    if not changes:
        click.echo("There is nothing that can be mended safely.\n", err=quiet)
    elif yes or (sys.stdin.isatty() and click.confirm("Write these changes?", default=True, err=quiet)):
        for change in changes:
            _write(change)
        click.echo(f"Written: {', '.join(change.path.name for change in changes)} (as they were: .bak)\n", err=quiet)
    else:
        click.echo("Nothing is written yet; add --yes to write these changes.\n", err=quiet)


def _shown(change: Change) -> str:
    """Return what a file's mends are called, and the lines that change."""
    before, after = (text.replace("\r\n", "\n").split("\n") for text in (change.before, change.after))
    lines = list(difflib.unified_diff(before, after, lineterm="", n=1))[2:]
    head = [click.style(str(change.path), bold=True), *(f"  {says}" for says in change.says)]
    drawn = [click.style(line.rstrip(), fg=_COLOURS.get(line[:1])) for line in lines]
    return "\n".join([*head, *drawn, ""])


def _write(change: Change) -> None:
    """Replace a file at once, and keep it as it was beside the new one."""
    new = change.path.with_name(f".{change.path.name}.new")
    try:
        change.path.with_name(change.path.name + ".bak").write_bytes(change.path.read_bytes())
        new.write_bytes(change.after.encode("utf-8"))
        os.replace(new, change.path)
    except OSError as problem:
        fail(f"{change.path} can't be written: {problem.strerror}. Let this user write to the folder.")
