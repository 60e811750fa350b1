"""The JSON Schema for editors, judged by a validator that is not ours: what loads is accepted, what does not is not."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.flowfiles import editor
from bot.flowfiles.book import APART
from bot.flowfiles.lines import plain_yaml
from tests.flowfiles.helpers import GOOD

ROOT = Path(__file__).parent.parent.parent
BAD = GOOD.parent / "bad"
FLOWS = ROOT / "flows"
STARTERS = ROOT / "bot" / "starters"


@cache
def validator() -> Draft7Validator:
    return Draft7Validator(editor.json_schema())


def files(folder: Path) -> list[Path]:
    found = [
        path
        for path in sorted(folder.rglob("*.y*ml"))
        if not {*APART, "e2e_tests"} & set(path.relative_to(folder).parts)
    ]
    return [path for path in found if b"\ntest_cases:" not in b"\n" + path.read_bytes()]


GOOD_FILES = [*files(FLOWS), *files(STARTERS), *files(GOOD)]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(editor.json_schema())


def test_there_are_files_to_look_at() -> None:
    assert len(GOOD_FILES) > 40 and len(files(BAD)) > 200


@pytest.mark.parametrize("path", GOOD_FILES, ids=shown)
def test_every_good_file_is_accepted(path: Path) -> None:
    found = [f"{list(error.path)}: {error.message}" for error in validator().iter_errors(plain(path))]
    assert found == []


def plain(path: Path) -> Any:
    return plain_yaml(path.read_text("utf-8"))


def test_many_wrong_files_are_refused_while_they_are_written() -> None:
    """What only shows across files, or in a condition or a text, is for `askfirst check`."""
    refused = {path.name for path in files(BAD) if is_refused(path)}
    assert len(refused) > 70


def is_refused(path: Path) -> bool:
    try:
        return not validator().is_valid(plain(path))
    except Exception:  # no YAML at all
        return True


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("flowz: {}", []),
        ("flows: {a: {steps: [{collect: n, asks: Hi}]}}", ["flows", "a", "steps", 0]),
        ("faq: [{id: a, ask: [b]}]", ["faq", 0]),
        (
            "consent: {offers: {kind: spam, notice: {version: 1, text: a, yes: b, no: c}}}",
            ["consent", "offers", "kind"],
        ),
        ("business: {name: A, languages: [en], privacy_url: example.com}", ["business", "privacy_url"]),
        ("flows: {a: {steps: [{say: Hi}], trigers: []}}", ["flows", "a"]),
    ],
)
def test_the_red_line_stands_where_the_mistake_is(text: str, place: list[Any]) -> None:
    assert place in [list(error.path) for error in validator().iter_errors(plain_yaml(text))]


@pytest.mark.parametrize("path", [*files(FLOWS), *files(STARTERS)], ids=shown)
def test_every_starter_file_names_the_schema_in_its_first_line(path: Path) -> None:
    assert path.read_text("utf-8").splitlines()[0] == editor.HEADER


def test_the_schema_beside_the_files_is_the_one_of_the_table_of_keys() -> None:
    """Write it again with: askfirst schema --write flows."""
    assert (FLOWS / editor.FILE).read_text("utf-8") == editor.text()


def test_hovering_tells_what_a_key_is_for() -> None:
    """A sentence beside a $ref would not be read."""
    for table in [editor.json_schema(), *editor.json_schema()["$defs"].values()]:
        for name, key in table.get("properties", {}).items():
            assert key.get("description"), name
            assert "$ref" not in key, name
