"""Who wins, in which language a word counts, what takes its force, what only offers are meant by."""

from __future__ import annotations

import doctest
from typing import Any

import pytest

from bot.core.understanding import homes, near, templates
from bot.core.understanding.templates import Compiler, TemplateProblem, expand
from bot.core.understanding.words import Lexicon, Meaning
from bot.flowfiles.words import lexicon, shipped

READER = lexicon()
OPT_OUT = {"stop", "stop_ambiguous", "wrong_number"}


def read(text: str, **known: Any) -> Meaning:
    return READER.read(text, **known)


@pytest.mark.parametrize("module", [templates, near, homes])
def test_the_examples_in_the_modules_are_true(module: Any) -> None:
    tried = doctest.testmod(module)
    assert tried.attempted and not tried.failed


# ---- precedence


@pytest.mark.parametrize(
    ("text", "kind"),
    [("wrong number, stop texting me", "wrong_number"), ("stop messaging me, I want to talk to a person", "stop"),
     ("stop the bot, I want a human", "person"), ("stop this robot", "person"), ("who is this? stop texting me", "stop"),
     ("let me talk to a person about deleting my data", "person"), ("delete my number", "stop"), ("delete my data", "erase"),
     ("how did you get my number? please start sending me the offers again", "source"), ("para o robô, quero atendente", "person"),
     ("Stop den Bot, ich will einen Menschen sprechen", "person"), ("Stop the bot messages", "stop")],
)  # fmt: skip
def test_the_stronger_wish_wins(text: str, kind: str) -> None:
    assert read(text, language="en").kind == kind


def test_a_second_meaning_of_the_same_words_is_told() -> None:
    assert (read("cancel", language="en").kind, read("cancel", language="en").also) == ("stop_ambiguous", "cancel")


# ---- languages and countries


@pytest.mark.parametrize(
    ("word", "own", "elsewhere"),
    [("ret", "tr", "da"), ("baja", "es", "id"), ("td", "zh", "fr"), ("tc", "vi", "en"), ("unreg", "id", "en")],
)
def test_a_local_word_stops_at_home_holds_where_nothing_is_known_and_means_nothing_abroad(
    word: str, own: str, elsewhere: str
) -> None:
    assert read(word, language=own).kind == "stop"
    assert read(word).kind == "stop_ambiguous"
    assert read(word, language=elsewhere).kind not in OPT_OUT


def test_the_country_counts_like_the_language() -> None:
    assert read("baja", language="en").kind not in OPT_OUT
    assert read("baja", language="en", country="MX").kind == "stop"
    assert read("cancelar", language="en", country="br").kind == "stop_ambiguous"


@pytest.mark.parametrize(
    ("text", "language"), [("fin", "sv"), ("fine", "en"), ("Fine!", ""), ("dur", "fr"), ("band", "de"), ("basta", "sv")]
)
def test_a_word_that_is_ordinary_in_the_persons_language_is_no_opt_out(text: str, language: str) -> None:
    assert read(text, language=language).kind not in OPT_OUT


@pytest.mark.parametrize(
    "text", ["cancelar", "annuler", "iptal", "отмена", "取消", "キャンセル", "취소", "إلغاء", "end", "quit"]
)
def test_an_ambiguous_word_of_any_language_holds_where_the_language_is_not_known(text: str) -> None:
    assert read(text).kind == "stop_ambiguous"


@pytest.mark.parametrize("text", ["отмена", "取消", "إلغاء", "ביטול", "취소"])
def test_an_ambiguous_word_holds_in_a_chat_whose_script_it_cannot_belong_to(text: str) -> None:
    assert read(text, language="en").kind == "stop_ambiguous"


def test_the_listed_words_are_definite_where_a_us_number_answers_a_proactive_message() -> None:
    for word in ("cancel", "END", "quit!", "revoke"):
        assert read(word, language="en", country="US", answers_proactive=True).kind == "stop"
    assert read("cancel", language="en", country="US").kind == "stop_ambiguous"
    assert read("cancel", language="en", country="GB", answers_proactive=True).kind == "stop_ambiguous"


def test_start_words_count_in_their_own_language_only_but_for_the_five_that_everybody_knows() -> None:
    assert read("alta", language="es").kind == "start" and read("alta", language="de").kind == ""
    assert all(
        read(word, language="de").kind == "start" for word in ("start", "unstop", "subscribe", "resume", "resubscribe")
    )


def test_vietnamese_marks_tell_stop_from_right() -> None:
    """ "dừng" is stop, "đúng" is "that's right"; folded they are one key."""
    assert read("dừng", language="vi").kind == "stop_ambiguous"
    assert read("đúng", language="vi").kind == ""


# ---- vetoes


@pytest.mark.parametrize(
    ("text", "language"),
    [("please don't stop sending me the menu", "en"), ("why did you stop sending me the offers?", "en"), ("what happens if I reply STOP?", "en"),
     ("Fwd: Flash sale! Reply STOP to opt out of these messages", "en"), ("To stop receiving these messages, text STOP", "en"),
     ("If you no longer wish to receive these messages reply STOP. Is that real?", "en"), ("does the 42 bus stop near you", "en"),
     ("please cancel my order", "en"), ("stop, o Zé não vem", "pt"), ("Stop! Hammer time 😂", "en"), ("stop order 88 please", "en"),
     ("não parem de mandar o cardápio", "pt"), ("por que vocês pararam de mandar?", "pt"), ("se não quiser mais receber responda SAIR", "pt"),
     ("quiero cancelar mi cita", "es"), ("¿por qué dejaron de mandarme mensajes?", "es"), ("Hört bitte nicht auf mit den Angeboten", "de"),
     ("warum bekomme ich keine Nachrichten mehr?", "de"), ("pourquoi je ne reçois plus vos messages ?", "fr"), ("ليش ما عاد توصلني رسائلكم؟", "ar"),
     ("почему перестали присылать меню?", "ru"), ("别停，优惠很好！", "zh"), ("为什么停发菜单了？", "zh"), ("取消订单", "zh"), ("예약 취소하고 싶어요", "ko"),
     ("予約をキャンセルしたい", "ja"), ("वह दुकान कब बंद होती है", "hi"), ("dukaan kab band hoti hai", "hi-Latn"), ("I didn't get any messages", "en"),
     ("don't message me before 9 please", "en"), ("no more onions please", "en"), ("Wo ist die Bushaltestelle?", "de")],
)  # fmt: skip
def test_negations_questions_footers_orders_and_vehicles_are_no_opt_outs(text: str, language: str) -> None:
    for chat in (language, ""):
        assert read(text, language=chat).kind not in OPT_OUT


def test_a_veto_does_not_reach_over_a_comma_or_a_sentence() -> None:
    assert read("why did you stop the menu? please stop messaging me", language="en").kind == "stop"
    assert read("I don't care, stop sending me messages", language="en").kind == "stop"


# ---- shapes


@pytest.mark.parametrize(
    "text",
    ["STOP - Maria", "Stop. Kind regards, Linda", "STOP 36111", "stop au 36111", "STOPSTOPSTOP", "stop stop STOP", "un subscribe", "🛑🛑🛑", "🚫🙏",
     "🛑 messages please", "st0p", "stpo", "tsop", "stopp", "unsubscibe", "abmedlen", "отписатся", "Ok, stop", "no thanks. STOP", "stop full stop",
     "please stop thank you", "stop por favor", "please parem", "STOP SENDING ME THIS SHIT", "STOP!!!!!1!", "STOP (from Maria)", "STOP / ARRET", "if you don't stop I'll report you"],
)  # fmt: skip
def test_signatures_numbers_doubles_signs_slips_and_mixtures_stop(text: str) -> None:
    assert read(text).kind == "stop"


@pytest.mark.parametrize(
    "word",
    ["shop", "step", "stol", "quite", "subscribe", "anmelden", "подписаться", "aanmelden", "inschrijven", "registrera", "beiratkozni", "reddit",
     "опишите", "stopfen", "сто", "стол", "start", "parent"],
)  # fmt: skip
def test_a_word_of_its_own_is_no_slip_of_a_stop_word(word: str) -> None:
    assert read(word).kind not in OPT_OUT


def test_a_phrase_in_a_long_message_holds_and_asks() -> None:
    """A forwarded page of text may say anything; who means it is asked, and nothing is sent meanwhile."""
    tale = "I have been coming to your place for years and I always liked the people and the coffee there. " * 3
    assert read(tale + "Please stop sending me messages.", language="en").kind == "stop_ambiguous"
    assert read(tale, language="en").kind == ""


# ---- scope


@pytest.mark.parametrize(
    ("text", "language", "scope"),
    [("stop the offers only", "en", "marketing"), ("no more promotions please", "en", "marketing"), ("stop promotions", "en", "marketing"),
     ("just stop the marketing, order updates are fine", "en", "marketing"), ("stop sending me messages", "en", "all"), ("STOP", "en", "all"),
     ("stop sending me messages and offers", "en", "all"), ("no more ads and delete my number", "en", "all"), ("keine Werbung mehr", "de", "marketing"),
     ("bitte keine Angebote mehr, nur noch Terminerinnerungen", "de", "marketing"), ("não quero mais promoções", "pt", "marketing"),
     ("no quiero más mensajes", "es", "all"), ("ya no quiero ofertas, solo avisos de mi pedido", "es", "marketing"), ("stop pub", "fr", "marketing"),
     ("не присылайте мне рекламу", "ru", "marketing"), ("别再发广告了", "zh", "marketing"), ("promotional messages: please stop sending them", "en", "all")],
)  # fmt: skip
def test_only_a_wish_that_names_nothing_but_offers_is_about_offers(text: str, language: str, scope: str) -> None:
    meaning = read(text, language=language)
    assert (meaning.kind, meaning.scope) == ("stop", scope)


# ---- the owner's words


def test_the_owner_can_add_words_to_every_meaning() -> None:
    reader = lexicon(
        {
            "stop": {"en": ["basta pizza"], "*": ["pizzafreez"]},
            "MY DATA": {"en": ["dossier"]},
            "person": {"de": ["Uschi"]},
        }
    )
    assert reader.read("Basta, PIZZA!", language="fr").kind == "stop" and reader.read("pizzafreez").kind == "stop"
    assert (
        reader.read("dossier", language="en").kind == "export"
        and reader.read("Uschi bitte", language="de").kind == "person"
    )
    assert read("pizzafreez").kind == ""


def test_the_owner_can_take_words_away_but_never_a_stop_word() -> None:
    reader = lexicon({"help": {"*": ["-info"]}, "stop": {"en": ["-stop", "-unsubscribe"]}})
    assert reader.read("info", language="en").kind != "help" and read("info", language="en").kind == "help"
    assert reader.read("stop", language="en").kind == "stop" == reader.read("unsubscribe", language="en").kind


def test_an_added_word_never_beats_a_stop_word() -> None:
    reader = lexicon({"menu": {"en": ["stop"]}, "help": {"en": ["stop"]}, "cancel": {"*": ["stop"]}})
    assert reader.read("stop", language="en").kind == "stop"


# ---- the language of the word files


@pytest.mark.parametrize(
    "template",
    [
        "~2 stop",
        "[stop] [now]",
        "stop <things>",
        "stop (now",
        "stop " + "(a|b) " * 14,
        "(a|b|c|d)(a|b|c|d)(a|b|c|d)(a|b|c|d)(a|b|c|d)",
    ],
)
def test_a_template_that_cannot_work_is_refused_with_a_sentence(template: str) -> None:
    with pytest.raises(TemplateProblem, match="“"):
        Compiler().pattern(template, {})


def test_groups_may_stand_in_words_and_may_be_left_out() -> None:
    assert expand("st(o|oo)p[s]") == ["stops", "stop", "stoops", "stoop"]


def test_a_lexicon_is_the_same_from_word_files_and_from_their_compiled_tables() -> None:
    words = {
        "global": shipped()["global"],
        "languages": {"xx": {"name": "Test", "script": "Latn", "stop": ["zzz"], "stop_phrases": ["no more (<thing>|$)"], "classes": {"thing": ["bing(s|)"]}}},
    }  # fmt: skip
    reader = Lexicon(words)
    assert reader.read("zzz").kind == "stop" and reader.read("please no more bings").kind == "stop"
    assert reader.read("no more").kind == "stop" and reader.read("no more tea").kind == ""
