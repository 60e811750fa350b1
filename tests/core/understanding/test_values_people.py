"""Addresses, phone numbers, names, places and free text."""

from __future__ import annotations

import pytest

from tests.core.understanding.values_cases import outcome, read, table

EMAILS = """
en | foo@bar.com | "foo@bar.com"
en | foo@bar.com. | "foo@bar.com"
en | my email is foo1@bar.com, please respond | "foo1@bar.com"
en | <foo@bar2.com> | "foo@bar2.com"
en | 'foo@bar.com'! | "foo@bar.com"
en | mailto:foo@bar.com | "foo@bar.com"
en | E-Mail:foo@bar.com | "foo@bar.com"
en | Foo.Bar+tag@Sub.Example.CO.UK | "Foo.Bar+tag@sub.example.co.uk"
en | joão@exämple.com.br | "joão@exämple.com.br"
en | 用户@例子.公司 | "用户@例子.公司"
en | foo@xn--bcher-kva.example | "foo@xn--bcher-kva.example"
en | foo_bar@x-y.org | "foo_bar@x-y.org"
en | a@b.co;c@d.com | "a@b.co"
pt | ana arroba gmail ponto com | "ana@gmail.com"
en | ana at gmail dot com | "ana@gmail.com"
de | ana(at)web.de | "ana@web.de"
en | ana @ gmail.com | "ana@gmail.com"
en | ana@gmail.con | ? ana@gmail.com, ana@gmail.con
en | email is foo@bar | none
en | @foo.com | none
en | foo@.com | none
en | foo@@bar.com | none
en | foo@bar..com | none
en | foo..x@bar.com | none
en | foo@bar.c | none
en | foo@x_y.org | none
en | foo@127.0.0.1 | none
en | I'm not sharing my email | none
en | see me at home | none
"""

PHONES = """
en-RW | 0788123123 | "+250788123123"
en-RW | call me at 0788 123 123 please | "+250788123123"
en-RW | 250788383383 | "+250788383383"
en-RW | +250 788 383 383 | "+250788383383"
en-RW | 0788 383 383 RW | "+250788383383"
en-RW | 0788123123 or 0788123124 | "+250788123123"
en | +49 151 12345678 | "+4915112345678"
de-DE | +49 (0)151 12345678 | "+4915112345678"
de-DE | 0151/12345678 | "+4915112345678"
de-DE | 0049 151 12345678 | "+4915112345678"
en | 0049 151 12345678 | "+4915112345678"
en | 250788123123 | "+250788123123"
en | https://wa.me/250788123123 | "+250788123123"
en-US | (206) 555-1212 | "+12065551212"
en-US | 206.555.1212 | "+12065551212"
en-US | 12067799294 | "+12067799294"
en-US | +12067799294 ext 5 | "+12067799294"
pt-BR | (11) 91234-5678 | "+5511912345678"
en-GB | 07911 123456 | "+447911123456"
fr-FR | 06.12.34.56.78 | "+33612345678"
en-IN | 98765 43210 | "+919876543210"
ar-EG | ٠١٠١٢٣٤٥٦٧٨ | "+201012345678"
en | +1 206 111 0100 | ? +12061110100
en | 07911 123456 | none
en-RW | 12345 | none
en-RW | 10000 | none
en-RW | 2026-12-31 | none
en-RW | O788123123 | none
en-US | 911 | none
de-DE | +4915 | none
en-RW | my number is none of your business | none
"""

NAMES = """
en | ana | "ana"
en | My name is Ana Maria | "Ana Maria"
en | Hello, I'm Bob | "Bob"
en | call me Al | "Al"
en | Name: Peter | "Peter"
en | John here | "John"
en | I'm Dr. John A. Smith. Nice to meet you | "Dr. John A. Smith"
en | Elizabeth II | "Elizabeth II"
en | John O’Neil | "John O'Neil"
en | Ana 😀 | "Ana"
en | My | "My"
en | 李小龙 | "李小龙"
pt | me chamo João da Silva | "João da Silva"
pt | Oi, sou o Zé | "Zé"
pt | meu nome é Ana e quero reservar | "Ana"
pt | Maria e Silva | "Maria e Silva"
es | Me llamo José, mucho gusto | "José"
es | José Ortega y Gasset | "José Ortega y Gasset"
de | ich heiße Jürgen | "Jürgen"
de | Ich bin die Anna | "Anna"
de | Mein Name ist Müller. | "Müller"
fr | je m'appelle Élodie | "Élodie"
fr | Moi c’est Jean-Luc | "Jean-Luc"
it | mi chiamo Giulia Rossi | "Giulia Rossi"
ar | اسمي محمد علي | "محمد علي"
en | 12345 | none
en | 😀 | none
en | hi | none
en | yes | none
pt | Não | none
en | stop | none
en | what? | none
en | ana@x.com | none
en | I am 24 years old | none
en | this is a very long sentence that cannot be a name at all | none
"""

PLACES = """
pt | Rua Augusta 12, São Paulo | {"address": "Rua Augusta 12, São Paulo"}
en | Berlin | {"address": "Berlin"}
en | 10115 | {"address": "10115"}
en | -23.5505, -46.6333 | {"latitude": -23.5505, "longitude": -46.6333}
en | https://maps.google.com/?q=-23.5505,-46.6333 | {"latitude": -23.5505, "longitude": -46.6333}
en | 12 | none
en | yes | none
en | 👍 | none
"""


@pytest.mark.parametrize(("who", "typed", "expected"), table(EMAILS))
def test_an_e_mail_address_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("email", who, typed)) == expected


@pytest.mark.parametrize(("who", "typed", "expected"), table(PHONES))
def test_a_phone_number_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("phone", who, typed)) == expected


@pytest.mark.parametrize(("who", "typed", "expected"), table(NAMES))
def test_a_name_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("name", who, typed)) == expected


@pytest.mark.parametrize(("who", "typed", "expected"), table(PLACES))
def test_a_typed_place_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("location", who, typed)) == expected


def test_any_text_is_a_text_without_the_space_around_it() -> None:
    assert read("text", "en", "  Two lines,\n kept as they are. ").value == "Two lines,\n kept as they are."


def test_what_shows_nothing_is_no_text() -> None:
    assert outcome(read("text", "en", " \n\u200b\u200e ")) == "none"


def test_what_cannot_be_typed_is_none() -> None:
    assert read("media", "en", "photo.jpg").why == "a media cannot be typed"
