"""YAML 1.2 with places; what could expand or construct something is refused."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.errors import FlowsError
from bot.flowfiles.lines import MAX_BYTES, parse, plain_yaml, read
from bot.flowfiles.nodes import Items, Map, Text, plain
from tests.flowfiles.helpers import GOOD

LETTERS = st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp"))
NAMES = st.text("abcxyz_", min_size=1, max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(LETTERS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)
HOSTILE = {
    "brackets": "[" * 300_000,
    "braces": "{a: " * 100_000,
    "dashes": "- " * 300_000,
    "aliases": "a: &a [" + "*a, " * 100_000,
    "keys": "? " * 100_000,
    "duplicates": "a: 1\n" * 100_000,
    "quote": '"' + "x\n" * 200_000,
    "anchors": "&a " * 200_000,
}


@pytest.mark.parametrize(
    "word", ["yes", "no", "on", "off", "Yes", "NO", "y", "n", "08:00", "12-25", "1_000", "0x1F", "1e3"]
)
def test_words_that_other_yaml_takes_for_values_stay_text(word: str) -> None:
    assert plain_yaml(f"a: {word}\n") == {"a": word}


def test_numbers_booleans_and_null_are_values() -> None:
    assert plain_yaml("[1, -2, 1.5, true, False, null, ~, '1', \"true\"]") == [
        1,
        -2,
        1.5,
        True,
        False,
        None,
        None,
        "1",
        "true",
    ]


def test_an_empty_text_is_nothing() -> None:
    assert plain_yaml("") is None
    assert plain_yaml("# only a comment\n") is None


def test_keys_and_values_know_their_place() -> None:
    root = parse("a.yaml", "one:\n  - two: three\n    four: [5, six]\n").root
    assert isinstance(root, Map)
    items = root.items["one"]
    assert isinstance(items, Items)
    inner = items.items[0]
    assert isinstance(inner, Map)
    assert [(key.text, key.line, key.column) for key in inner.keys.values()] == [("two", 2, 5), ("four", 3, 5)]
    six = inner.items["four"]
    assert isinstance(six, Items) and isinstance(six.items[1], Text)
    assert (six.items[1].line, six.items[1].column) == (3, 15)


@pytest.mark.parametrize(
    "path", sorted(p for p in GOOD.rglob("*.y*ml") if "talks" not in p.parts), ids=lambda p: p.name
)
def test_good_files_are_read_as_the_library_reads_them(path: Any) -> None:
    """Our descent over tokens and ruamel's own parser must agree."""
    text = path.read_text("utf-8")
    theirs = YAML(typ="safe", pure=True).load(text)
    ours = plain(parse("x.yaml", text).root)
    assert json.loads(json.dumps(ours, default=str)) == json.loads(json.dumps(theirs, default=str))


SHAPES = [
    "a:\n- b\n- c\n",
    "a:\n  - b: 1\n    c: 2\n  -\n  - d\n",
    "- - a\n  - b\n- c\n",
    "a: {b: [c, {d: e}], f: }\n",
    "[a: b, c]\n",
    "? a\n: b\n",
    "a: |\n  x\n  y\nb: >-\n  x\n  y\n",
    "a: 'it''s'\nb: \"x\\ty\"\n",
    "a:\n  b:\n  c:\nd:\n",
    "{a, b: c, }\n",
    "--- \na: 1\n...\n",
    "a: b\n  c\n  d\ne: f\n",
    "- a:\n  - b\n",
    "a: [b,\n  c]\n",
    "\n\n# hi\na: 1 # there\n",
]


@pytest.mark.parametrize("text", SHAPES)
def test_every_shape_is_read_as_the_library_reads_it(text: str) -> None:
    assert plain_yaml(text) == YAML(typ="safe", pure=True).load(text)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(JSON)
def test_what_json_says_yaml_says(value: Any) -> None:
    assert plain_yaml(json.dumps(value, ensure_ascii=False)) == value


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(alphabet=" \n\t-:?[]{},#&*!|>'\"%@`abc1~=<\\", max_size=60))
def test_no_text_raises_anything_but_a_sentence_of_ours(text: str) -> None:
    try:
        plain_yaml(text)
    except FlowsError as error:
        assert "ruamel" not in str(error) and "<" not in str(error).replace("<<", "").split("\n")[0].replace(text, "")


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.binary(max_size=80))
def test_no_bytes_raise_anything(raw: bytes) -> None:
    sheet = read("a.yaml", raw)
    assert sheet.root is not None or sheet.problems or not raw.strip()


def test_a_file_over_two_megabytes_is_refused_with_both_figures() -> None:
    problem = read("a.yaml", b"#" * (MAX_BYTES + 1)).problems[0]
    assert problem.what == "this file has 2,000,001 bytes; the limit is 2,000,000"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_quickly(name: str) -> None:
    start = time.process_time()
    assert parse("a.yaml", HOSTILE[name]).problems
    assert time.process_time() - start < 5


def test_line_ends_of_every_system_count_alike() -> None:
    found = parse("a.yaml", "a: 1\r\nb: 2\rc: \u2028x\nd: 4\n").root
    assert isinstance(found, Map)
    assert [key.line for key in found.keys.values()] == [1, 2, 3, 4]


def test_a_byte_order_mark_at_the_beginning_is_told_and_read_over() -> None:
    sheet = read("a.yaml", b"\xef\xbb\xbfa: 1\n")
    assert plain(sheet.root) == {"a": 1} and sheet.problems[0].level == "warning"


def test_a_duplicate_key_keeps_the_first_value() -> None:
    sheet = parse("a.yaml", "a: 1\nb: 2\na: 3\n")
    assert plain(sheet.root) == {"a": 1, "b": 2}
    assert sheet.problems[0].what == '"a" stands here twice: also in line 1'
