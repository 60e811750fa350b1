"""Values written for people, language by language; and what is promised for any text at all."""

from __future__ import annotations

import datetime
import json
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.understanding.values import TYPES, read_value, show_value
from tests.core.understanding.values_cases import NOW, outcome, read

LANGUAGES = ("en", "pt", "es", "de", "fr", "it", "ar")
SHOWN = [
    ("date", "2027-12-31", "en", "Friday, 31 December"),
    ("date", "2027-12-31", "pt", "sexta-feira, 31 de dezembro"),
    ("date", "2027-12-31", "pt-BR", "sexta-feira, 31 de dezembro"),
    ("date", "2027-12-31", "es", "viernes, 31 de diciembre"),
    ("date", "2027-12-31", "de", "Freitag, 31. Dezember"),
    ("date", "2027-12-31", "fr", "vendredi 31 décembre"),
    ("date", "2026-05-01", "fr", "vendredi 1er mai"),
    ("date", "2027-12-31", "it", "venerdì 31 dicembre"),
    ("date", "2027-12-31", "ar", "الجمعة، 31 ديسمبر"),
    ("date", "2027-12-31", "nl", "2027-12-31"),
    ("time", "18:30", "en", "6:30 pm"),
    ("time", "00:05", "en", "12:05 am"),
    ("time", "18:30", "pt", "18:30"),
    ("time", "18:30", "de", "18:30"),
    ("datetime", "2027-12-31T18:30", "en", "Friday, 31 December, 6:30 pm"),
    ("datetime", "2027-12-31T18:30", "fr", "vendredi 31 décembre à 18:30"),
    ("number", 1234567.5, "en", "1,234,567.5"),
    ("number", 1234567.5, "pt", "1.234.567,5"),
    ("number", 1234567.5, "fr", "1\u202f234\u202f567,5"),
    ("number", 12, "de", "12"),
    ("number", 2026, "en", "2026"),
    ("number", -12000, "de", "-12.000"),
    ("money", {"amount": "12.50", "currency": "EUR"}, "en", "€12.50"),
    ("money", {"amount": "12.50", "currency": "EUR"}, "de", "12,50 €"),
    ("money", {"amount": "12.50", "currency": "BRL"}, "pt", "R$ 12,50"),
    ("money", {"amount": "-12.50", "currency": "USD"}, "en", "-$12.50"),
    ("money", {"amount": "12500.00", "currency": "CHF"}, "fr", "12\u202f500,00 CHF"),
    ("money", {"amount": "5000", "currency": "RWF"}, "en", "RWF 5000"),
    ("money", {"amount": "12.50", "currency": ""}, "es", "12,50"),
    ("bool", True, "ar", "نعم"),
    ("bool", False, "pt", "Não"),
    ("phone", "+250788123123", "en", "+250 788 123 123"),
    ("list", ["eggs", "milk", "bread"], "en", "eggs, milk and bread"),
    ("list", ["ovos", "leite"], "pt", "ovos e leite"),
    ("list", ["eggs"], "en", "eggs"),
    ("location", {"address": "Rua Augusta 12"}, "pt", "Rua Augusta 12"),
    ("location", {"latitude": 1.5, "longitude": 2.5}, "en", "1.5, 2.5"),
    ("name", "Ana", "en", "Ana"),
    ("choice", "pizza", "en", "pizza"),
    ("date", "soon", "en", "soon"),
    ("number", None, "en", ""),
]


@pytest.mark.parametrize(("type", "value", "language", "expected"), SHOWN, ids=lambda cell: str(cell))
def test_a_value_is_written_in_the_person_s_language(type: str, value: Any, language: str, expected: str) -> None:
    assert show_value(value, type, language) == expected


def test_a_date_far_from_now_has_its_year() -> None:
    assert show_value("1999-10-01", "date", "en", now=NOW) == "Friday, 1 October 1999"
    assert show_value("1999-10-01", "date", "pt", now=NOW) == "sexta-feira, 1º de outubro de 1999"
    assert show_value("2026-10-01", "date", "en", now=NOW) == "Thursday, 1 October"


soon = st.dates(datetime.date(2026, 1, 5), datetime.date(2026, 12, 25)).map(datetime.date.isoformat)
any_day = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)).map(datetime.date.isoformat)
clock = st.times().map(lambda each: each.strftime("%H:%M"))
spoken = st.sampled_from(LANGUAGES)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(soon | any_day, spoken)
def test_a_date_as_shown_is_read_as_the_same_date(day: str, language: str) -> None:
    shown = show_value(day, "date", language, now=NOW)
    assert read("date", language, shown).value == day


@settings(max_examples=150, derandomize=True, deadline=None)
@given(clock, spoken)
def test_a_time_as_shown_is_read_as_the_same_time(time: str, language: str) -> None:
    assert read("time", language, show_value(time, "time", language)).value == time


@settings(max_examples=150, derandomize=True, deadline=None)
@given(soon | any_day, clock, spoken)
def test_a_moment_as_shown_is_read_as_the_same_moment(day: str, time: str, language: str) -> None:
    shown = show_value(f"{day}T{time}", "datetime", language, now=NOW)
    assert read("datetime", language, shown).value == f"{day}T{time}"


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.integers(-(10**12), 10**12) | st.decimals(-(10**9), 10**9, places=2).map(float), spoken)
def test_a_number_as_shown_is_read_as_the_same_number(number: float, language: str) -> None:
    assert read("number", language, show_value(number, "number", language)).value == number


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.decimals(0, 10**9, places=2), st.sampled_from(["EUR", "BRL", "USD", "GBP", "CHF", "MXN", "INR"]), spoken)
def test_an_amount_as_shown_is_read_as_the_same_amount(amount: Any, code: str, language: str) -> None:
    value = {"amount": str(amount), "currency": code}
    assert read("money", language, show_value(value, "money", language)).value == value


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.booleans(), spoken)
def test_a_yes_as_shown_is_read_as_a_yes(value: bool, language: str) -> None:
    assert read("bool", language, show_value(value, "bool", language)).value is value


def test_a_phone_number_as_shown_is_read_as_the_same_number() -> None:
    for number in ("+250788123123", "+4915112345678", "+12065551212", "+5511912345678"):
        assert read("phone", "en", show_value(number, "phone", "en")).value == number


PIECES = """at um às halb meia next friday sexta 12 05 / . : - , 7 h pm € $ R$ @ x.com +49 ٣ غدا morgen may 31 feb
2 or 3 und e y yes no 👍 half past dozen mil cento 99 00 1e9 l0 ( ) ! ? hundred million tausend quatre vingt"""
words = st.sampled_from(PIECES.split())
typed = (
    st.text(max_size=60)
    | st.lists(words, max_size=12).map(" ".join)
    | st.lists(words, max_size=12).map("".join)
    | st.text(string.digits + "./-: ,hH€", max_size=20)
)


@settings(max_examples=600, derandomize=True, deadline=None)
@given(
    st.sampled_from(TYPES),
    typed,
    st.sampled_from([*LANGUAGES, "nl", "zh", "xx", ""]),
    st.sampled_from(["", "US", "RW", "ZZ"]),
)
def test_no_text_makes_reading_fail(type: str, text: str, language: str, country: str) -> None:
    """Whatever is typed: a JSON value or none, always with a reason; options never stand beside a value."""
    choices = [("a", "Small"), ("b", "Smart one"), ("c", "3 people")]
    reading = read_value(type, text, language=language, country=country, now=NOW, choices=choices)
    assert reading.why
    assert reading.value is None or not reading.options
    assert json.loads(json.dumps(reading.value)) == reading.value
    assert isinstance(show_value(reading.value, type, language), str)


@settings(max_examples=600, derandomize=True, deadline=None)
@given(st.sampled_from(["number", "money", "bool", "date", "time", "datetime", "email", "phone"]), typed, spoken)
def test_every_option_is_read_back_as_one_value(type: str, text: str, language: str) -> None:
    for value, label in read(type, language, text).options:
        assert label
        again = read(type, language, value)
        assert again.value is not None or type in ("email", "phone")
        assert again.value is None or not again.options


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.sampled_from([t for t in TYPES if t not in ("text", "list", "name", "location")]), st.integers(0, 10**6))
def test_rubbish_is_nothing(type: str, seed: int) -> None:
    """Words that mean nothing in any language we read are no value of any type."""
    syllables = ["blor", "grik", "snuf", "wemp", "zlat", "quorn"]
    text = " ".join(syllables[seed // 6**n % 6] + syllables[seed // 6 ** (n + 1) % 6] for n in range(4))
    assert outcome(read(type, "en", text, choices=[("a", "Small"), ("b", "Large")])) == "none"


@pytest.mark.parametrize("now", [-(10**18), 0, 4102444800, 10**18])
def test_a_strange_clock_does_no_harm(now: int) -> None:
    for type in ("date", "time", "datetime"):
        read(type, "en", "in 3 days at 7pm", now=now)


def test_a_very_long_text_is_read_quickly() -> None:
    for text in (
        "9" * 4096,
        "1." * 2048,
        "a@" * 2048,
        "1 000 " * 600,
        "12/05/" * 700,
        "ha" * 2048,
        "(" * 4096,
        "yes " * 1000,
    ):
        for type in TYPES:
            read_value(type, text, now=NOW, choices=[("a", "Small")])
