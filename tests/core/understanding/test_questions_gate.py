"""Figures that may not fall: a shop's twelve questions in five languages, clean and as people really type."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.understanding.questions import Matcher
from bot.flowfiles.understanding import shipped_knowledge
from tests.core.understanding.question_cases import LANGUAGES, bare, courteous, entries, messages, mistyped


@pytest.fixture(scope="module")
def matchers() -> dict[str, Matcher]:
    return {language: Matcher(entries(language), knowledge=shipped_knowledge()) for language in LANGUAGES}


@pytest.fixture(scope="module")
def together() -> Matcher:
    return Matcher(entries(*LANGUAGES), knowledge=shipped_knowledge())


def figures(matcher: Matcher, asked: list[tuple[str, str]]) -> dict[str, float]:
    """Return shares of the questions (first, among three, answered right, answered wrong) and of strangers answered."""
    found = [(matcher.match(text), entry) for text, entry in asked]
    known = [(match, entry) for match, entry in found if entry]
    strange = [match for match, entry in found if not entry]
    answered = [(match, entry) for match, entry in known if match.decision == "answer"]
    return {
        "first": sum(match.ranked[:1] != () and match.ranked[0][0] == entry for match, entry in known) / len(known),
        "three": sum(entry in [id for id, _ in match.ranked[:3]] for match, entry in known) / len(known),
        "right": sum(match.ranked[0][0] == entry for match, entry in answered) / len(known),
        "wrong": sum(match.ranked[0][0] != entry for match, entry in answered) / len(known),
        "strangers": sum(match.decision == "answer" for match in strange) / len(strange),
    }


def test_the_set_is_there() -> None:
    for language in LANGUAGES:
        assert len(entries(language)) == 12 and all(len(five) == 5 for five in entries(language).values())
        assert len(messages(language)) == 42


@pytest.mark.parametrize("language", LANGUAGES)
def test_new_wordings_are_answered(matchers: dict[str, Matcher], language: str) -> None:
    found = figures(matchers[language], messages(language))
    assert found["first"] >= 0.94 and found["three"] >= 0.97
    assert found["right"] >= 0.8 and found["wrong"] <= 0.03 and found["strangers"] <= 0.17


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_in_five_languages_answers_as_well_as_one_in_one(together: Matcher, language: str) -> None:
    found = figures(together, messages(language))
    assert found["first"] >= 0.94 and found["right"] >= 0.8 and found["wrong"] <= 0.03


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("noise", "right"),
    [("mistyped", 0.6), ("bare", 0.8), ("courteous", 0.8)],
    ids=["typos", "no accents", "courtesies"],
)
def test_people_may_type_as_they_do(matchers: dict[str, Matcher], language: str, noise: str, right: float) -> None:
    noises: dict[str, Callable[[str], str]] = {
        "mistyped": mistyped, "bare": bare, "courteous": lambda text: courteous(text, language)
    }  # fmt: skip
    found = figures(matchers[language], [(noises[noise](text), entry) for text, entry in messages(language)])
    assert found["first"] >= 0.94 and found["right"] >= right and found["wrong"] <= 0.03


@pytest.mark.parametrize("language", ["de", "es", "pt"])
def test_english_phrasings_alone_still_show_the_right_entry_to_many(
    matchers: dict[str, Matcher], language: str
) -> None:
    """Nobody translated the file; words for the same idea carry a part of the way."""
    found = figures(matchers["en"], messages(language))
    assert found["three"] >= 0.5 and found["wrong"] <= 0.1
