"""Languages: found out, asked for, switched by writing it, kept."""

from __future__ import annotations

import pytest

from bot.core import effects as fx
from bot.core import outgoing as out
from bot.core.flow import AskConsent, Business, Choice, Collect, Faq, Notice, Purpose, Say, Slot
from bot.core.languages import own_name
from bot.core.phrases import WORDS
from tests.core.playing import Player, book, flow, say

FIVE = ("en", "pt", "es", "de", "ar")
ASK = {
    "en": "How many people?",
    "pt": "Quantas pessoas?",
    "es": "¿Cuántas personas?",
    "de": "Wie viele Personen?",
    "ar": "كم شخصا؟",
}
THANKS = {"en": "Thanks!", "pt": "Obrigado!", "es": "¡Gracias!", "de": "Danke!", "ar": "شكرا!"}
NOW_IN = {
    "en": "From now on in English.",
    "pt": "De agora em diante em Português.",
    "es": "Desde ahora en Español.",
    "de": "Ab jetzt auf Deutsch.",
    "ar": "اللغة من الآن: العربية.",
}


def player(languages: tuple[str, ...] = FIVE, **person: object) -> Player:
    count = Collect(id="n", next=(), slot="n", type="number", ask=say(ASK))
    end = Say(id="e", next=(), text=say(THANKS))
    pages = book(
        flow("f", count, end, words=["go", "vai"], description="Book a table"),
        business=Business("Aurora", languages),
        faq=[Faq("teachers", ("do you have english teachers", "who teaches english here"), say("Two of them."))],
    )
    return Player(pages, **{"country": "", **person})


# ---- switched by writing it, in every language, into every other


WISHES = {
    "en": "English|english please|in English please|Can we speak English?|do you speak english|I only speak English"
    "|switch to English|could you write in english|hello, english please|change the language to English|English!!"
    "|i would like to continue in English|Inglês|auf Englisch bitte|en inglés por favor|بالانجليزية|ENGLISH",
    "pt": "Português|em português|em português por favor|pode falar português?|só falo português|fala português?"
    "|prefiro em português|fale comigo em português|in Portuguese please|portugues|auf Portugiesisch|mudar para português",
    "es": "Español|en español|en español por favor|¿habla español?|solo hablo español|hablas español"
    "|prefiero en español|cambiar a español|responda en español|in Spanish please|espanol|castellano|em espanhol",
    "de": "Deutsch|auf Deutsch|auf Deutsch bitte|Bitte auf Deutsch|Sprechen Sie Deutsch?|ich spreche nur Deutsch"
    "|können wir auf Deutsch schreiben?|kannst du Deutsch|schreib mir auf deutsch|in German please|em alemão|en alemán",
    "ar": "العربية|بالعربية|بالعربي من فضلك|هل تتكلم العربية؟|أتكلم العربية فقط|اللغة العربية|in Arabic please|em árabe"
    "|auf Arabisch bitte|en árabe por favor|تكلم عربي",
}


@pytest.mark.parametrize(
    ("wanted", "text"), [(tag, text) for tag, texts in WISHES.items() for text in texts.split("|")]
)
def test_a_language_is_switched_by_writing_it_and_the_open_question_is_put_again(wanted: str, text: str) -> None:
    for current in FIVE:
        if current != wanted:
            here = player(state=_speaking(current))
            here.says("go")
            assert here.says(text) == f"{NOW_IN[wanted]}\n\n{ASK[wanted]}", current
            assert here.state.language == wanted and here.why.rule == "language"
            assert here.says("4") == THANKS[wanted]


def _speaking(language: str):
    from bot.core.state import State

    return State(language=language, greeted=True, entry="message")


LISTS = (
    "language|Language please|change language|change the language|which languages do you speak?|other languages"
    "|idioma|Idiomas|mudar idioma|mudar de idioma|quais idiomas|outro idioma|cambiar idioma|cambiar de idioma|otro idioma"
    "|¿qué idiomas hablan?|Sprache|Sprache ändern|andere Sprache|welche Sprachen gibt es|die Sprache wechseln"
    "|اللغة|تغيير اللغة|غير اللغة|اللغات|لغة أخرى"
)


@pytest.mark.parametrize("text", LISTS.split("|"))
def test_the_word_for_language_shows_all_of_them_by_their_own_names(text: str) -> None:
    here = player()
    here.says(text)
    assert here.titles == ["English", "Português", "Español", "Deutsch", "العربية"]
    [message] = [effect.message for effect in here.of(fx.Say)]
    assert isinstance(message, out.Menu)


@pytest.mark.parametrize("answer", ["Deutsch", "4", "tap", "auf deutsch"])
def test_the_list_is_answered_by_tap_name_or_number(answer: str) -> None:
    here = player()
    here.says("go")
    assert here.says("language").startswith("In which language shall we go on?")
    said = here.taps("Deutsch") if answer == "tap" else here.says(answer)
    assert said == f"{NOW_IN['de']}\n\n{ASK['de']}" and here.state.question is None
    assert here.says("4") == THANKS["de"]


def test_three_languages_are_buttons_and_regions_are_told_apart() -> None:
    here = player(("en", "pt-BR", "pt-PT"))
    here.says("language")
    assert here.titles == ["English", "Português (BR)", "Português (PT)"]
    here.taps("Português (PT)")
    assert here.state.language == "pt-PT"
    assert (own_name("pt-BR", ("en", "pt-BR")), own_name("xx")) == ("Português", "xx")


def test_without_an_open_question_the_menu_follows() -> None:
    here = player()
    here.says("hello")
    assert here.says("auf Deutsch bitte").startswith(f"{NOW_IN['de']}\n\nWas kann ich für dich tun?")


def test_a_denied_language_is_not_the_wanted_one() -> None:
    here = player(state=_speaking("pt"))
    here.says("go")
    assert here.says("Não falo português").startswith("Em que idioma continuamos?")
    here.says("I don't speak Portuguese")
    assert here.titles[0] == "English"
    assert here.says("English please").startswith(NOW_IN["en"])


def test_a_language_that_is_not_spoken_here_brings_the_list() -> None:
    here = player()
    here.says("do you speak Russian?")
    assert here.titles == ["English", "Português", "Español", "Deutsch", "العربية"]


OTHERWISE = ("an english breakfast please", "I'd like a Spanish omelette", "the German bakery", "is the menu in the language of love",
             "tortilla española", "pão francês", "deutscher Kaffee", "English tea for two")  # fmt: skip


@pytest.mark.parametrize("text", OTHERWISE)
def test_a_language_in_passing_switches_nothing(text: str) -> None:
    for tag in FIVE:
        here = player(state=_speaking(tag))
        here.says(text)
        assert here.state.language == tag and here.why.rule != "language"


def test_a_question_of_the_owners_goes_before() -> None:
    here = player()
    assert here.says("do you have english teachers?") == "Two of them."


def test_an_option_of_the_open_question_goes_before() -> None:
    pick = Collect(
        id="c", next=(), slot="course", type="choice", ask=say("Which course?"),
        choices=(Choice("f/1", say("English"), "english"), Choice("f/2", say("Deutsch"), "german")),
    )  # fmt: skip
    pages = book(
        flow("f", pick, Say(id="e", next=(), text=say("{course}!")), words=["go"]),
        business=Business("Aurora", ("en", "de")),
        slots=[Slot("course", "choice")],
    )
    here = Player(pages)
    here.says("go")
    assert here.says("English") == "english!" and here.state.language == "de"  # of the German number


@pytest.mark.parametrize("text", ["language", "English please", "auf Deutsch", "Deutsch"])
def test_a_bot_with_one_language_offers_none(text: str) -> None:
    here = player(("en",))
    here.says(text)
    assert here.why.rule != "language" and here.state.language == "en"


# ---- consent, people, stop


def notice(language: str, text: str) -> Notice:
    return Notice("offers", 1, language, text, "Yes", "No", language * 32)


def test_an_open_consent_question_is_asked_with_the_notice_of_the_new_language() -> None:
    notices = {tag: notice(tag, f"Offers? ({tag})") for tag in ("en", "de")}
    pages = book(
        flow("f", AskConsent(id="a", next=(), purpose="offers"), Say(id="e", next=(), text=say("End.")), words=["go"]),
        purposes=[Purpose("offers", "marketing", notices)],
        business=Business("Aurora", ("en", "de"), privacy_url="https://example.com"),
    )
    here = Player(pages, country="")
    here.says("go")
    assert here.says("auf Deutsch bitte").endswith("Offers? (de)") or "Offers? (de)" in here.said[-1].body
    assert here.evidence("asked")["notice"] == "de" * 32 and not [
        kind for _, kind in here.ledger() if kind == "granted"
    ]
    here.says("ja")
    assert here.evidence("granted")["notice"] == "de" * 32


def test_stop_is_stronger() -> None:
    here = player()
    here.says("language")
    here.says("STOP")
    assert ("*", "withdrawn") in here.ledger()


def test_a_person_of_the_business_is_not_interrupted() -> None:
    here = player()
    here.says("I want to talk to a person")
    assert here.says("English please") == ""


# ---- it sticks


def test_the_choice_is_not_overruled_by_later_words_or_by_the_country() -> None:
    here = player(country="BR")
    here.says("English please")
    for text in ("oi, bom dia", "quero falar com vocês", "menu", "ajuda"):
        here.later(600).says(text)
        assert here.state.language == "en", text


def test_the_choice_outlives_flows_that_forget() -> None:
    here = player()
    here.says("auf Deutsch")
    here.says("go")
    here.says("4")
    assert here.state.language == "de" and here.state.slots.get("language") == "de"


# ---- found out


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hello, I would like a table", "en"),
        ("good morning", "en"),
        ("olá, bom dia", "pt"),
        ("quero reservar uma mesa para amanhã", "pt"),
        ("hola buenas tardes", "es"),
        ("quisiera una mesa para mañana", "es"),
        ("guten Tag, ich möchte einen Tisch", "de"),
        ("Moin", "de"),
        ("السلام عليكم", "ar"),
        ("أريد حجز طاولة", "ar"),
        ("12345", "en"),
        ("👋", "en"),
    ],
)
def test_the_first_words_tell_the_language_where_nothing_else_does(text: str, language: str) -> None:
    here = player()
    here.says(text)
    assert here.state.language == language


def test_the_country_goes_before_the_first_words() -> None:
    here = player(country="BR")
    here.says("hello good morning")
    assert here.state.language == "pt"


def test_a_text_that_is_missing_falls_back_to_the_default_language() -> None:
    pages = book(
        flow("f", Say(id="a", next=(), text=say({"en": "Only English."})), words=["go"]),
        business=Business("Aurora", ("en", "de")),
    )
    here = Player(pages)
    here.says("auf Deutsch")
    assert here.says("go") == "Only English."


@pytest.mark.parametrize("language", FIVE)
def test_help_names_the_word_and_the_word_is_understood(language: str) -> None:
    here = player(state=_speaking(language))
    word = WORDS[language]["LANGUAGES"]
    assert word in here.says(WORDS[language]["HELP"])
    here.says(word)
    assert here.why.rule == "language" and len(here.titles) == 5
    here = player((language,), state=_speaking(language))
    assert word not in here.says(WORDS[language]["HELP"])
