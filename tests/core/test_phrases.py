"""Our own sentences: the same keys in each language, printed words that we understand, limits, the owner's overrides."""

from __future__ import annotations

import pytest

from bot.core import phrases
from bot.core.flow import Business, Response
from bot.core.outgoing import MAX_BUTTON_TITLE
from tests.core.playing import Player, book, say, words

LANGUAGES = list(phrases.LANGUAGES)
TITLES = "yes no person menu_title menu_button else go_on leave_it again scope_marketing scope_all doubt_stop source_stop erase_yes erase_no"
KINDS = {
    "STOP": "stop",
    "START": "consent",
    "PERSON": "handover",
    "MENU": "menu",
    "HELP": "help",
    "ERASE": "erase",
    "EXPORT": "export",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_every_sentence_and_asks_for_the_same_names(language: str) -> None:
    assert set(phrases.LANGUAGES[language]) == set(phrases.KEYS)
    for key in phrases.KEYS:
        own, english = phrases.sentence(key, language), phrases.sentence(key, "en")
        assert set(own.names) == set(english.names), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_fit_on_buttons(language: str) -> None:
    assert [key for key in TITLES.split() if len(phrases.LANGUAGES[language][key]) > MAX_BUTTON_TITLE] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", KINDS)
def test_every_word_that_we_print_is_understood(language: str, name: str) -> None:
    """Trap 7: people were told to write a word that the bot did not know."""
    here = Player(book(business=Business("Aurora", (language,))), country="")
    here.says(phrases.WORDS[language][name])
    assert here.why.rule == KINDS[name]
    if name == "STOP":
        assert words().read(phrases.WORDS[language][name]).kind == "stop"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_prints_a_command_that_is_not_in_its_table(language: str) -> None:
    words = [word for text in phrases.LANGUAGES[language].values() for word in text.split() if "{" not in word]
    printed = {word for word in words if word.isupper() and len(word.strip(".,;:")) > 3}
    assert printed == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stop_confirmation_names_the_business_and_the_way_back_and_advertises_nothing(language: str) -> None:
    here = Player(book(business=Business("Aurora", (language,), privacy_url="https://example.com")), country="")
    said = here.says("stop")
    assert "Aurora" in said and phrases.WORDS[language]["START"] in said and "http" not in said


def test_the_owners_response_goes_before_ours() -> None:
    pages = book(
        responses={"utter_fallback": (Response(say("Come again, {person.first_name|friend}? Write {MENU}.")),)}
    )
    assert Player(pages).says("blah").startswith("Come again, Ada? Write MENU.")


def test_a_region_uses_its_language() -> None:
    here = Player(book(business=Business("Aurora", ("pt-BR",))))
    assert here.says("ajuda").startswith("Você está falando com o assistente de Aurora.")


def test_a_language_that_we_do_not_speak_falls_back_with_words_and_all() -> None:
    here = Player(book(business=Business("Aurora", ("fr",))))
    assert "PERSON" in here.says("blah xyz") or "Talk to a person" in here.titles
