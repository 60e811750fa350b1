"""The word files: compiled, complete, honest about what they are."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest

from bot.core.understanding.templates import TemplateProblem
from bot.core.understanding.word_tables import compiled
from bot.flowfiles.words import COMPILED, FOLDER, compiled_text, main, shipped, sources

NEEDED = ("stop", "stop_phrases", "wrong_number", "start", "help", "person", "person_phrases", "source", "export", "erase", "cancel",
          "back", "menu", "yes", "no", "polite", "false_friends")  # fmt: skip


@lru_cache(maxsize=1)
def languages() -> dict[str, Any]:
    return dict(sources()["languages"])


def test_the_compiled_words_are_current() -> None:
    """Cure: ``python -m bot.flowfiles.words``."""
    assert COMPILED.read_text("utf-8") == compiled_text()
    assert main(["--check"]) == 0


def test_there_are_47_languages_and_each_file_is_named_for_its_own() -> None:
    assert len(languages()) == 47
    assert {path.stem for path in FOLDER.glob("*.yml")} == {*languages(), "global"}
    assert all(words["language"] == code for code, words in languages().items())


@pytest.mark.parametrize("code", sorted(languages()))
def test_each_language_has_every_kind_of_words(code: str) -> None:
    assert not [key for key in NEEDED if not languages()[code].get(key)]


@pytest.mark.parametrize("code", sorted(languages()))
def test_each_file_tells_its_confidence_and_where_its_words_come_from(code: str) -> None:
    words = languages()[code]
    assert words["confidence"] in ("A", "B", "C") and words["source_note"]
    assert (words["confidence"] == "C") == ("needs a native reader" in words["source_note"])
    assert words["confidence"] != "A" or words.get("seen_in")


def test_every_entry_is_a_text() -> None:
    """YAML reads a bare ``true`` or ``12`` as something else."""
    odd = [
        (code, key, entry)
        for code, words in languages().items()
        for key, value in words.items()
        if isinstance(value, list)
        for entry in value
        if not isinstance(entry, str)
    ]
    assert not odd


def test_no_word_both_stops_for_sure_and_is_in_doubt_in_one_language() -> None:
    tables = shipped()["whole"]
    both = [
        (key, code)
        for key, entries in tables.items()
        for code in languages()
        if {f"stop {code}", f"stop_ambiguous {code}"} <= set(entries)
    ]
    assert not both


def test_an_unknown_key_or_class_names_the_file() -> None:
    base = {"name": "Test", "script": "Latn"}
    for words in ({**base, "stopp": ["x"]}, {**base, "stop_phrases": ["stop <thing>"]}):
        with pytest.raises(TemplateProblem, match="xx.yml"):
            compiled({"global": shipped()["global"], "languages": {"xx": words}})
