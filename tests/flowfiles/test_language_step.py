"""The step ``language: ask``, the owner's own words for it, and the warnings around languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.flow import Book, Noop
from bot.core.state import State
from bot.flowfiles.understanding import build_mind
from tests.core.playing import Player
from tests.flowfiles.helpers import BUSINESS, booked, flow, whats, written

TWO = BUSINESS.replace("languages: [en]", "languages: [en, de]")
STEPS = """
- language: ask
- say: {en: Hello!, de: Hallo!}
"""


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return booked(tmp_path, flow(STEPS).replace("description: Hello", "description: {en: Hello, de: Hallo}"), business=TWO.replace(
        "say: A person will answer you here.", "say: {en: A person., de: Ein Mensch.}"))  # fmt: skip


@pytest.mark.parametrize("answer", ["Deutsch", "auf Deutsch bitte", "2", "tap"])
def test_the_step_asks_once_and_the_answer_holds(book: Book, answer: str) -> None:
    here = Player(book, country="")
    assert here.says("say hello") == "In which language shall we go on?\n[English]\n[Deutsch]"
    assert (here.taps("Deutsch") if answer == "tap" else here.says(answer)).endswith("Hallo!")
    assert here.state.language == "de"
    assert here.says("say hello") == "Hallo!"


def test_who_chose_a_language_before_is_not_asked(book: Book) -> None:
    here = Player(book, state=State(language="en", slots={"language": "en"}))
    assert here.says("say hello") == "Hello!"


def test_the_question_can_be_the_owners_and_can_be_put_again(tmp_path: Path) -> None:
    text = flow("- language: ask\n  ask: {en: Which?, de: Welche?}\n  again: true\n- say: {en: Hello!, de: Hallo!}")
    book = booked(tmp_path, text.replace("description: Hello", "description: {en: Hello, de: Hallo}"), business=TWO.replace(
        "say: A person will answer you here.", "say: {en: A person., de: Ein Mensch.}"))  # fmt: skip
    here = Player(book, state=State(language="de", slots={"language": "de"}))
    assert here.says("say hello").startswith("Welche?")


def test_with_one_language_there_is_nothing_to_ask(tmp_path: Path) -> None:
    loaded = written(tmp_path, flow("- language: ask\n- say: Hello!"))
    assert whats(loaded, "warning") == ["there is one language only, so there is nothing to ask"] and not whats(loaded)
    assert loaded.book is not None
    assert isinstance(next(iter(loaded.book.flows["hello"].steps.values())), Noop)
    assert Player(loaded.book).says("say hello") == "Hello!"


def test_the_step_does_nothing_else(tmp_path: Path) -> None:
    assert whats(written(tmp_path, flow("- language: de"), business=TWO)) == [
        "the step language: asks for one, and does nothing else"
    ]


def test_the_owner_adds_words_for_it(tmp_path: Path) -> None:
    book = booked(
        tmp_path,
        "words: {language: {en: [tongue twister], de: [mundart]}}\nflows: {}\n",
        business=TWO.replace("say: A person will answer you here.", "say: {en: A person., de: Ein Mensch.}"),
    )
    here = Player(book, country="")
    here.mind = build_mind(book)
    assert here.says("tongue twister").startswith("In which language shall we go on?")


def test_a_language_that_is_missing_is_a_warning_and_falls_back(tmp_path: Path) -> None:
    loaded = written(tmp_path, flow("- say: Hello!"), business=TWO)
    assert any("only in en" in what for what in whats(loaded, "warning")) and loaded.book is not None
    here = Player(loaded.book, state=State(language="de"))
    assert here.says("say hello") == "Hello!"


def test_the_default_language_must_be_there(tmp_path: Path) -> None:
    assert whats(written(tmp_path, flow("- say: {de: Hallo!}"), business=TWO))
