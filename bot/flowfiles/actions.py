"""Which actions the owner's Python files offer. The files are only read, never run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.flowfiles.problems import Problem

FOLDER = "actions"


def listed(folder: Path) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Return the names of the actions in ``<folder>/actions/*.py``, and what can't be read there."""
    names: set[str] = set()
    problems: list[Problem] = []
    for path in sorted((folder / FOLDER).glob("*.py")):
        shown = f"{folder.name}/{FOLDER}/{path.name}"
        try:
            names.update(_names(ast.parse(path.read_bytes())))
        except SyntaxError as error:
            cure = "start it with python to see more"
            problems.append(_problem(shown, error.lineno, error.offset, f"this is not Python: {error.msg}", cure))
        except (OSError, ValueError, RecursionError, MemoryError) as error:
            problems.append(_problem(shown, 1, 1, f"this file can't be read: {error}", "save it again as UTF-8"))
    return frozenset(names), tuple(problems)


def _problem(path: str, line: int | None, column: int | None, what: str, cure: str) -> Problem:
    return Problem(path, line or 1, column or 1, "error", what, cure)


def _names(tree: ast.Module) -> Iterator[str]:
    """The text that ``def name(self)`` of each class returns, as rasa-sdk asks for it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and part.name == "name":
                    yield from _returned(part)


def _returned(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value
