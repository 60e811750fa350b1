"""The page and its files: strict policy, nothing from elsewhere, small files; and the package stands alone."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

import bot.simulator
from bot.simulator import samples
from bot.simulator.suggestions import CAST, SUGGESTIONS
from tests.simulator.peer import Town

HOME = Path(bot.simulator.__file__).parent
STATIC = sorted((HOME / "static").iterdir())
CODE = sorted(HOME.glob("*.py"))


def test_the_page_comes_with_a_strict_policy(town: Town) -> None:
    status, body, headers = town.call("GET", "/")
    assert status == 200
    assert "Café Aurora" in body.decode()
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_page_has_no_inline_code_and_no_foreign_address(town: Town) -> None:
    html = town.call("GET", "/")[1].decode()
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", html)
    addresses = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert addresses
    assert all(one.startswith(("/static/", "#")) for one in addresses)


def test_every_file_that_the_page_names_is_there(town: Town) -> None:
    html = town.call("GET", "/")[1].decode()
    for address in {one for one in re.findall(r'(?:src|href)="([^"#]+)"', html)}:
        assert town.call("GET", address)[0] == 200, address
    names = {one.name for one in STATIC}
    for file in STATIC:
        for imported in re.findall(r'from "\./([^"]+)"', file.read_text("utf-8")):
            assert imported in names
    icons = set(re.findall(r'id="i-([a-z]+)"', html))
    used = set(re.findall(r'href="#i-([a-z]+)"', html))
    assert used <= icons


@pytest.mark.parametrize("file", STATIC, ids=lambda file: file.name)
def test_no_file_reaches_out_or_reads_text_as_html(file: Path) -> None:
    text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|@import", text)
    assert not re.search(r"""(?:src|href|fetch\(|import|url\()\s*[=(]?\s*["'`]?(?:https?:)?//""", text)


@pytest.mark.parametrize("file", [*CODE, *STATIC], ids=lambda file: file.name)
def test_files_are_short(file: Path) -> None:
    limit = 400 if file.suffix == ".css" else 300
    assert len(file.read_text("utf-8").splitlines()) <= limit


def test_the_simulator_needs_only_flask_and_the_standard_library() -> None:
    assert CODE
    allowed = {*sys.stdlib_module_names, "flask", "werkzeug"}
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert name.split(".")[0] in allowed or name.startswith("bot.simulator"), (file.name, name)


def test_the_state_has_what_the_page_needs(town: Town) -> None:
    town.friend()
    state = town.sim_get("/state")
    assert {"business", "customers", "messages", "faults", "clock", "inspect", "suggestions", "waiting"} <= set(state)
    assert state["business"] == {"name": "Café Aurora", "number": "+15550100001"}
    assert state["inspect"] is False


def test_every_first_customer_has_suggestions_in_their_language(town: Town) -> None:
    for one in CAST:
        assert SUGGESTIONS[one["language"]]
        town.sim.add_customer(**one)


def test_samples_are_what_they_say() -> None:
    starts = {"image": b"\x89PNG", "audio": b"OggS", "document": b"%PDF-1.4", "sticker": b"RIFF"}
    for kind, start in starts.items():
        assert samples.SAMPLES[kind][2]().startswith(start)
    assert samples.SAMPLES["video"][2]()[4:8] == b"ftyp"
