"""The house keeps its shape: layers, sizes, clocks. Each guard first proves that it found files."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYTHON = sorted((ROOT / "bot").rglob("*.py"))
ALL = PYTHON + sorted((ROOT / "tests").rglob("*.py")) + sorted((ROOT / "bench").rglob("*.py"))


def test_there_are_files_to_look_at() -> None:
    assert len(PYTHON) > 60


def test_no_file_of_the_program_is_longer_than_300_lines() -> None:
    long = {str(p.relative_to(ROOT)): n for p in PYTHON if (n := len(p.read_text("utf-8").splitlines())) > 300}
    assert not long


def test_no_function_of_the_program_is_longer_than_60_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert not long


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "Layers: outer knows inner, never the reverse KEPT" in done.stdout


def test_a_planted_violation_is_caught(tmp_path: Path) -> None:
    """A contract that can't fail protects nothing: the core imports a socket in a copy, and the copy is refused."""
    copy = tmp_path / "house"
    for path in [*PYTHON, ROOT / "pyproject.toml"]:
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text("utf-8"), "utf-8")
    state = copy / "bot/core/state.py"
    state.write_text(state.read_text("utf-8") + "\nimport socket\nimport bot.store\n", "utf-8")
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=copy, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(copy), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "bot.core.state -> socket" in done.stdout
    assert "bot.core.state -> bot.store" in done.stdout


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml", "Makefile", ".ci/run", "README.md"])
def test_no_registry_host_is_named(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "index-url" not in text.replace("--no-emit-index-url", "")
    assert "pythonhosted" not in text and "pypi.org" not in text


def test_every_pinned_package_has_a_hash() -> None:
    entries = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pins = [line for line in entries if "==" in line and not line.startswith((" ", "#"))]
    assert len(pins) > 30
    assert all(line.rstrip().endswith("\\") for line in pins)
