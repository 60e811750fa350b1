"""Writes the parts of the pages that come from the code; ``python -m docs.generate``. A test says when they are stale.

A generated part stands between ``<!-- name -->`` and ``<!-- /name -->``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import click

from bot import settings
from bot.cli import main as askfirst
from bot.flowfiles import editor

ROOT = Path(__file__).parent.parent


def commands() -> str:
    """Return the table of commands."""
    rows = ["| command | what it does |", "| --- | --- |"]
    for path, command in _walk("askfirst", askfirst):
        if not isinstance(command, click.Group) or command.invoke_without_command:
            rows.append(f"| `{path}` | {command.get_short_help_str(200)} |")
    return "\n".join(rows)


def _walk(path: str, command: click.Command) -> list[tuple[str, click.Command]]:
    found = [(path, command)] if path != "askfirst" else []
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            found += _walk(f"{path} {name}", inner) if inner else []
    return found


def command_pages() -> str:
    """Return the help page of every command."""
    parts = []
    for path, command in _walk("askfirst", askfirst):
        top = click.Context(askfirst, info_name="askfirst", **askfirst.context_settings)
        name = path.removeprefix("askfirst ")
        context = click.Context(command, parent=top, info_name=name, max_content_width=100, terminal_width=100)
        parts.append(f"## {path}\n\n```text\n{command.get_help(context)}\n```")
    return "\n\n".join(parts)


def setting_rows() -> str:
    """Return the table of settings."""
    rows = ["| name | default | what it is |", "| --- | --- | --- |"]
    for name, default, says in settings.table():
        shown = "needed" if default is None else f"`{default}`" if default else ""
        rows.append(f"| `{name}` | {shown} | {says} |")
    return "\n".join(rows)


def guide() -> str:
    """Return the tables of keys for the owner's guide."""
    from bot.flowfiles.guide import guide as tables

    return tables()


PARTS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "command-pages": command_pages,
    "settings": setting_rows,
    "guide": guide,
}


def carried() -> dict[int, list[str]]:
    """Return must -> tests whose docstring says "must N"."""
    found: dict[int, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for number in re.findall(r"\bmust (\d+)\b", ast.get_docstring(node) or ""):
                    found.setdefault(int(number), []).append(f"{path.relative_to(ROOT)}::{node.name}")
    return found


def proofs(text: str) -> str:
    """Return the page of the fifty musts with the tests of each in its last column."""
    before, mark, rows = text.partition("<!-- musts -->")
    tests = carried() if mark else {}

    def fill(row: re.Match[str]) -> str:
        return row[1] + "<br>".join(f"`{test}`" for test in tests.get(int(row[2]), [])) + " |"

    return before + mark + re.sub(r"^(\| (\d+)\. .* \| )[^|]* \|$", fill, rows, flags=re.M)


def fresh(text: str) -> str:
    """Return a page with its generated parts written again."""

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        return f"<!-- {name} -->\n{PARTS[name]()}\n<!-- /{name} -->"

    names = "|".join(PARTS)
    return proofs(re.sub(rf"<!-- ({names}) -->\n.*?<!-- /\1 -->", fill, text, flags=re.S))


def pages() -> list[Path]:
    """Return every page that may have generated parts."""
    return [ROOT / "README.md", ROOT / "flows/README.md", *sorted((ROOT / "docs").glob("*.md"))]


if __name__ == "__main__":
    editor.write(ROOT / "flows")
    for page in pages():
        page.write_text(fresh(page.read_text("utf-8")), "utf-8")
