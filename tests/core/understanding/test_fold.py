"""Folding: all spellings of the same words have one key, different words have different ones."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.understanding import fold as module
from bot.core.understanding.fold import DIGITS, fold, joined, strip_marks, tokens


def test_the_examples_in_the_module_are_true() -> None:
    assert doctest.testmod(module).failed == 0 < doctest.testmod(module).attempted


@pytest.mark.parametrize(
    "text",
    ["STOP", "Stop!", "*stop*", "_stop_", "~stop~", "“Stop”", "> stop", "s t o p", "S.T.O.P.", "s-t-o-p", "sttttop", "stooooop", "ＳＴＯＰ",
     "ⓢⓣⓞⓟ", "🅢🅣🅞🅟", "🆂🆃🅾🅿", "🇸🇹🇴🇵", "𝐬𝐭𝐨𝐩", "ꜱᴛᴏᴘ", "s̷t̷o̷p̷", "st\u200bop", "\u2066stop\u2069", "stop\ufe0f", "st\u00adop", "\ufeffstop",
     "stoр", "stοp", "ѕtор", "stop\u00a0", "  stop\n", "Stóp"],
)  # fmt: skip
def test_decorated_and_disguised_letters_are_the_same_word(text: str) -> None:
    assert fold(text) == "stop"


@pytest.mark.parametrize(
    ("one", "other"),
    [("İPTAL", "ıptal"), ("Arrêtez-moi", "arretez moi"), ("désabonné", "DESABONNE"), ("إيقاف", "ايقاف"), ("إلغاء الإشتراك", "الغاء الاشتراك"),
     ("رِسَالَة", "رساله"), ("ﺇﻳﻘﺎﻑ", "إيقاف"), ("إيـــقاف", "إيقاف"), ("لغو۱۱", "لغو11"), ("می‌خوام", "میخوام"), ("ҫ", "Ҫ"), ("ёлка", "елка"), ("σταματήστε", "ΣΤΑΜΑΤΗΣΤΕ"),
     ("wypisać się", "wypisac sie"), ("zły", "zly"), ("đăng ký", "dang ky"), ("straße", "strasse"), ("don't", "dont"), ("d’accord", "daccord"), ("cancel·lar", "cancellar"),
     ("ｽﾄｯﾌﾟ", "ストップ"), ("१२३", "123"), ("cтоп", "стоп"), ("abunəlik", "abunelik"), ("הַסֵּר", "הסר"), ("مسائل", "مسايل")],
)  # fmt: skip
def test_two_ways_to_write_the_same_have_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("बंद", "बद"), ("मत", "मात"), ("কর", "করে"), ("நிறுத்து", "நிறுத்த"), ("ไม่", "ไม"), ("ไม่", "ไหม"), ("バス", "パス"), ("は", "ば"),
     ("36111", "361"), ("stop 36111", "stop 361"), ("1000", "100"), ("그만", "그마")],
)  # fmt: skip
def test_marks_that_make_other_words_and_equal_digits_are_kept(one: str, other: str) -> None:
    """Indic vowel signs, Thai tones, Japanese voicing; a short code keeps its ones."""
    assert fold(one) != fold(other)


def test_marks_go_off_alphabets_only() -> None:
    assert strip_marks("áñçü й ή שָׁ رَ") == "ancu и η ש ر"
    assert strip_marks("किताब ไม่ が") == "किताब ไม่ が"


def test_every_digit_of_other_scripts_has_its_ascii_twin() -> None:
    assert all(chr(code).isdigit() and int(chr(code)) == int(digit) for code, digit in DIGITS.items())


def test_scripts_without_spaces_are_split_into_characters_and_joined_again() -> None:
    assert tokens("请 退订 sms") == ["请", "退", "订", "sms"]
    assert tokens("수신 거부") == tokens("수신거부")
    assert joined(" ".join(tokens("退订短信 please stop"))) == "退订短信 please stop"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=200))
def test_folding_never_fails_and_a_folded_text_has_single_spaces_only(text: str) -> None:
    key = fold(text)
    assert key == " ".join(key.split()) and "".join(tokens(key)) == key.replace(" ", "")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", max_size=60))
def test_plain_words_are_left_alone_but_for_runs_and_spaced_letters(text: str) -> None:
    words = text.split()
    if all(len(word) > 1 for word in words) and not module.RUN.search(text):
        assert fold(text) == " ".join(words)


def test_a_word_all_in_disguise_is_read_and_plain_serbian_is_not_touched() -> None:
    assert fold("ЅТОР") == "stop" and fold("mеѕѕаgеѕ") == "messages"
    assert fold("ја") == "ја" and fold("ѕвезда") == "ѕвезда"
