"""One table feeds the checks, the editor's schema and the owner's guide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.flowfiles.editor import json_schema
from bot.flowfiles.guide import guide
from bot.flowfiles.lines import plain_yaml
from bot.flowfiles.schema import STEP_KINDS, TABLES, keys_of
from tests.flowfiles.helpers import GOOD, flow, whats, written

ROWS = [(table, key) for table, keys in TABLES.items() for key in keys]


@pytest.mark.parametrize(("table", "key"), ROWS, ids=lambda row: row if isinstance(row, str) else row.name)
def test_every_key_has_a_sentence_and_an_example_that_is_yaml(table: str, key: Any) -> None:
    assert key.says and (key.rasa or key.says.endswith("."))
    if key.example:
        assert plain_yaml(f"{key.name}: {key.example}\n") != {key.name: None}


@pytest.mark.parametrize("kind", STEP_KINDS)
def test_the_example_of_every_step_is_a_step_that_loads(tmp_path: Path, kind: str) -> None:
    """What the guide shows is what works: a step made of the examples of its needed keys."""
    lines = [f"{key.name}: {key.example}" for key in TABLES[f"step.{kind}"] if key.required and key.example]
    extra = {"collect": ["ask: How many?"], "menu": ["options: [One, Two]", "save: wish"], "noop": ["next: END"]}
    head = {"head": "purpose: offers\n    triggers: [{event: ready}]"} if kind == "template" else {}
    text = flow("- " + "\n  ".join([*lines, *extra.get(kind, [])]), **head) + MORE
    assert whats(written(tmp_path, text)) == []


MORE = """\
  ask_address: {steps: [{say: Where?}]}
  book_table: {steps: [{say: Hi}]}
actions: [action_book_table]
consent:
  offers:
    kind: marketing
    notice:
      {version: 1, yes: "Yes, please", no: "No, thanks",
       text: "May {business.name} send you offers? Write STOP to end it. {business.privacy_url}"}
slots: {area: {type: text}, day: {type: date}}
templates: {booking_reminder: {category: utility, language: en}}
"""


def test_every_reference_of_the_schema_is_defined() -> None:
    schema = json_schema()
    named = {found for found in _values(schema, "$ref")}
    assert named and {name.removeprefix("#/$defs/") for name in named} <= set(schema["$defs"])


def test_the_schema_is_plain_json() -> None:
    assert json.loads(json.dumps(json_schema())) == json_schema()


@pytest.mark.parametrize("path", sorted((GOOD / "cafe").glob("*.yaml")), ids=lambda path: path.name)
def test_good_files_follow_the_schema(path: Path) -> None:
    schema = json_schema()
    assert _fits(plain_yaml(path.read_text("utf-8")), schema, schema["$defs"])


@pytest.mark.parametrize(
    "text", ["flowz: {}", "flows: {a: {steps: [{sai: Hi}]}}", "faq: [{id: a, ask: [b]}]", "faq: {id: a}"]
)
def test_wrong_files_break_the_schema(text: str) -> None:
    schema = json_schema()
    assert not _fits(plain_yaml(text), schema, schema["$defs"])


def test_the_guide_names_every_key_that_owners_may_use() -> None:
    text = guide()
    for table, key in ROWS:
        if not key.rasa and not key.says.startswith("Rasa's; not used"):
            assert f"`{key.name}`" in text, (table, key.name)


def test_needed_keys_are_bold_in_the_guide() -> None:
    assert "| **`collect`** |" in guide() and keys_of("step.collect")["collect"].required


def _values(node: Any, key: str) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            if name == key and isinstance(value, str):
                yield value
            yield from _values(value, key)
    elif isinstance(node, list):
        for item in node:
            yield from _values(item, key)


_KINDS = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool}


def _fits(value: Any, schema: Any, named: Any) -> bool:
    """As much of JSON Schema as ours uses."""
    if "$ref" in schema:
        return _fits(value, named[schema["$ref"].removeprefix("#/$defs/")], named)
    if "anyOf" in schema and not any(_fits(value, one, named) for one in schema["anyOf"]):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(value, _KINDS[kind]) for kind in kinds):
        return False
    if isinstance(value, list):
        return all(_fits(item, schema.get("items", {}), named) for item in value)
    return not isinstance(value, dict) or _map_fits(value, schema, named)


def _map_fits(value: dict[str, Any], schema: Any, named: Any) -> bool:
    if set(schema.get("required", [])) - set(value):
        return False
    known, rest = schema.get("properties", {}), schema.get("additionalProperties", {})
    patterns = next(iter(schema.get("patternProperties", {}).values()), None)
    for key, item in value.items():
        inner = known.get(key, patterns if patterns is not None and len(key) in (2, 3, 5) else rest)
        if inner is False or (inner is not True and not _fits(item, inner, named)):
            return False
    return True
