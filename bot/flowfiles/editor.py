"""The JSON Schema for editors, read from the table of keys: completion, sentences and red lines while typing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.flowfiles.schema import STEP_KINDS, TABLES, Key

Schema = dict[str, Any]
FILE = ".schema.json"
"""Beside the flow files; each of them names it in its first line."""
HEADER = f"# yaml-language-server: $schema={FILE}"
"""The first line of a flow file: VS Code, Neovim and JetBrains' editors read it."""
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_TEXTS: Schema = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_LANGUAGE = "^[a-z]{2,3}([-_][A-Za-z0-9]{2,4})?$"
_STEPS: Schema = {"type": "array", "items": {"$ref": "#/$defs/step"}}

_SIMPLE: Mapping[str, Schema] = {
    "text": _TEXT,
    "texts": _TEXTS,
    "wording": {"$ref": "#/$defs/wording"},
    "number": {"type": "integer"},
    "yes_no": {"enum": [True, False, "yes", "no"]},
    "duration": {"type": "string", "pattern": "^[0-9]+ *[A-Za-z]+$"},
    "condition": {"anyOf": [{"type": ["string", "boolean"]}, {"type": "array", "items": {"type": "object"}}]},
    "url": {"type": "string", "pattern": "^https?://"},
    "span": {"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2} *(-|–|to) *[0-9]{1,2}:[0-9]{2}$"},
    "any": {},
    "texts_map": {"type": "object", "additionalProperties": _TEXTS},
    "wordings_map": {"type": "object", "additionalProperties": {"$ref": "#/$defs/wording"}},
    "next": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#/$defs/branch"}}]},
    "values": {"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]},
    "words": {
        "type": "object",
        "additionalProperties": {"anyOf": [_TEXTS, {"type": "object", "additionalProperties": _TEXTS}]},
    },
    "media": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/media"}]},
    "endpoint": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/endpoint"}]},
    **{name: {"type": "string"} for name in ("flow_name", "target", "way_out", "purpose_name", "slot_name")},
}


def json_schema() -> Schema:
    """Return the JSON Schema of a flow file, in the draft that every editor reads (7)."""
    tables = {table: _table(keys) for table, keys in TABLES.items() if table != "file"}
    wording = {
        "anyOf": [_TEXTS, {"type": "object", "patternProperties": {_LANGUAGE: _TEXTS}, "additionalProperties": False}]
    }
    steps: Schema = {"type": "object", "anyOf": [{"$ref": f"#/$defs/step.{kind}"} for kind in STEP_KINDS]}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "AskFirst flow file",
        **_table(TABLES["file"]),
        "$defs": {**tables, "wording": wording, "step": steps},
    }


def text() -> str:
    """Return the schema as the file beside the flow files."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"


def write(folder: Path) -> Path:
    """Write the schema beside the flow files; return its path."""
    path = folder / FILE
    path.write_bytes(text().encode("utf-8"))
    return path


def _table(keys: tuple[Key, ...]) -> Schema:
    out: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: _key(key) for key in keys if not key.rasa},
    }
    out["properties"] |= {
        key.name: {"description": f"Rasa's, not used here: {key.says}", "deprecated": True} for key in keys if key.rasa
    }
    required = [key.name for key in keys if key.required]
    return {**out, "required": required} if required else out


def _key(key: Key) -> Schema:
    if key.name == "else" or (key.name == "then" and key.type == "next"):  # steps may stand in a branch
        return {"description": key.says, "anyOf": [{"type": "string"}, _STEPS]}
    found = _type(key.type)
    if key.name == "actions":  # Rasa's may carry settings
        found = {"type": ["array", "string"], "items": {"type": ["string", "object"]}}
    found = {"allOf": [found]} if "$ref" in found else found  # beside a $ref nothing else is read
    return {**found, "description": key.says}


_COMPOSED: Mapping[str, Callable[[str], Schema]] = {
    "one of ": lambda rest: {"enum": rest.split("|")},
    "list of ": lambda rest: {"type": "array", "items": _type(rest)},
    "map of ": lambda rest: {"type": "object", "additionalProperties": _type(rest)},
}
_ALSO: Mapping[str, list[Schema]] = {  # short forms of what is otherwise a map
    "choice": [_TEXT, {"$ref": "#/$defs/wording"}],
    "trigger": [{"type": "string"}],
    "timeout": [{"type": "string"}],
    "list of response": [{"$ref": "#/$defs/wording"}, {"$ref": "#/$defs/response"}],
}


def _type(name: str) -> Schema:
    found = _SIMPLE.get(name) or next(
        (make(name[len(head) :]) for head, make in _COMPOSED.items() if name.startswith(head)), None
    )
    if found is None:
        found = {} if name == "any" else {"$ref": f"#/$defs/{name}"}
    if name.startswith("one of ") and "text|number" in name:  # Rasa's words for slot types
        found = {"enum": [*found["enum"], "categorical", "strict_categorical", "float", "dict", "any"]}
    return {"anyOf": [found, *_ALSO[name]]} if name in _ALSO else dict(found)
