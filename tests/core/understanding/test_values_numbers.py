"""Numbers and amounts of money, as people type them."""

from __future__ import annotations

import pytest

from tests.core.understanding.values_cases import outcome, read, table

NUMBERS = """
en | two | 2
en | 24ans | 24
ar | ١٢٣٤ | 1234
fa | ۱۲۳۴ | 1234
hi | १२ | 12
am | ፩ | none
en | lOO | none
en | l0 | none
en | 1O0 | none
en | 5O | none
en | O.5 | none
en | 1e10 | none
en | 3x4 | none
en | H2O | none
en | covid19 | none
en | user1@x.com | none
en | 10:30 | none
en | 2017-12-12 | none
en | 12.10.2020 | none
en | 1.2.3.4 | none
en | 12345678901234567 | none
en | none of your business | none
en | one moment please | none
en | hello | none
en | 1.000,50 | 1000.5
en | 1,000.50 | 1000.5
de | 1.000,50 | 1000.5
de | 1,000.50 | 1000.5
en | 1,000 | 1000
de | 1,000 | 1
en | 1.000 | 1
de | 1.000 | 1000
pt-BR | 2.500 | 2500
es-MX | 2,500 | 2500
es-ES | 2.500 | 2500
fr | 1 000,5 | 1000.5
fr | 1 000 000 | 1000000
en-IN | 1,00,000 | 100000
de-CH | 5'000 | 5000
en | 12,5 | 12.5
en | .5 | 0.5
en | 0.125 | 0.125
pt | 0,125 | 0.125
en | -5 | -5
en | - 5 | -5
en | −5 | -5
en | minus five | -5
es | menos 5 | -5
en | +5 | 5
en | 5. | 5
en | (5) | 5
en | #5 | 5
en | x2 | 2
en | 5+ | 5
en | ~5 | 5
en | 50% | 50
en | 2nd | 2
en | third | 3
en | twenty first | 21
en | 1/2 | 0.5
en | 2½ | 2.5
en | 1 3/4 | 1.75
en | 2 and a half | 2.5
en | 5k | 5000
en | 1.2M | 1200000
en | 3 million | 3000000
pt | 5 mil | 5000
en | a dozen | 12
en | half a dozen | 6
en | two dozen eggs | 24
en | a couple | 2
pt | uma dúzia | 12
en | about 5 | 5
en | 3 people | 3
en | I am 24 years old | 24
en | the price is 42. | 42
en | 42 and 5 | 42
en | on 12/05 we are 4 | 4
en | twenty-four | 24
en | twentyfour | 24
en | forty two point five | 42.5
en | hundreds | none
en | one hundred and five | 105
en | two thousand three hundred and forty two | 2342
en | nineteen hundred | 1900
en | fifty thousand two hundred | 50200
en | I have twenty four sheep | 24
en | zero | 0
en | none | 0
en | just me | 1
en | one | 1
pt | um | 1
pt | uma pessoa | 1
pt | quero uma mesa para duas pessoas | 2
pt | vinte e um | 21
pt | mil e quinhentos | 1500
pt | duzentos e cinquenta | 250
pt | dois e meio | 2.5
pt | só eu | 1
es | treinta y uno | 31
es | veintidós | 22
es | quinientos | 500
es | docena | 12
de | zwei | 2
de | einundzwanzig | 21
de | dreihundertzwölf | 312
de | zweitausenddreihundertvierundzwanzig | 2324
de | fuenf | 5
de | anderthalb | 1.5
de | wir sind zu viert, also vier | 4
de | eine Person | 1
de | einen Moment bitte | none
fr | quatre-vingt-dix-neuf | 99
fr | soixante et onze | 71
fr | soixante-dix-sept | 77
fr | deux cents | 200
fr | dix-huit | 18
it | ventuno | 21
it | trentotto | 38
it | duemilatrecentoquarantadue | 2342
it | centotto | 108
ar | واحد | 1
ar | واحد وعشرون | 21
ar | ثلاثة عشر | 13
ar | احد عشر | 11
ar | اثنا عشر | 12
ar | مائة وخمسة وعشرون | 125
ar | خمسة آلاف | 5000
nl | twee | 2
sw | tano | 5
hi | पाँच | 5
en | zwei | 2
en | somos quatro | 4
de | twenty four years | 24
en | due | none
pt | sei | none
en | 5️⃣ | 5
en | 🔟 | 10
en | ５ | 5
en | 2 or 3 | ? 2, 3
en | 2-3 | ? 2, 3
pt | 2 ou 3 pessoas | ? 2, 3
en | between 2 and 3 | ? 2, 3
en | two or three | ? 2, 3
"""

INTEGERS = """
en | 3 | 3
en | 3.0 | 3
en | 2.5 | none
en | 1/2 | none
de | 5.000 | 5000
en | five | 5
en | 2 or 3 | ? 2, 3
"""

MONEY = """
pt-BR | R$ 12,50 | {"amount": "12.50", "currency": "BRL"}
pt-BR | R$12 | {"amount": "12.00", "currency": "BRL"}
pt-BR | 12,50 | {"amount": "12.50", "currency": "BRL"}
pt-BR | 5 reais | {"amount": "5.00", "currency": "BRL"}
pt-BR | 5 reais e 50 centavos | {"amount": "5.50", "currency": "BRL"}
pt-BR | 12 mil reais | {"amount": "12000.00", "currency": "BRL"}
pt-BR | dois mil e quinhentos reais | {"amount": "2500.00", "currency": "BRL"}
en | R$ 1.000 | {"amount": "1000.00", "currency": "BRL"}
de-DE | 12€ | {"amount": "12.00", "currency": "EUR"}
de-DE | 5,- € | {"amount": "5.00", "currency": "EUR"}
de | 1.000 € | {"amount": "1000.00", "currency": "EUR"}
de-DE | zwölf Euro | {"amount": "12.00", "currency": "EUR"}
fr-FR | 12€50 | {"amount": "12.50", "currency": "EUR"}
fr-SN | 5000 francs CFA | {"amount": "5000", "currency": "XOF"}
fr-CH | 50 francs | {"amount": "50.00", "currency": "CHF"}
it-IT | dieci euro | {"amount": "10.00", "currency": "EUR"}
en-US | $5 | {"amount": "5.00", "currency": "USD"}
en-US | $1,234,567.89 | {"amount": "1234567.89", "currency": "USD"}
en-US | five dollars | {"amount": "5.00", "currency": "USD"}
en-US | 2 pizzas for $15 | {"amount": "15.00", "currency": "USD"}
en-US | 50 cents | {"amount": "0.50", "currency": "USD"}
en-US | 12 dollars and 20 cents | {"amount": "12.20", "currency": "USD"}
en-AU | $5 | {"amount": "5.00", "currency": "AUD"}
es-MX | $20 | {"amount": "20.00", "currency": "MXN"}
es-MX | 20 pesos | {"amount": "20.00", "currency": "MXN"}
es | 20 pesos | {"amount": "20.00", "currency": ""}
en-GB | £1.50 | {"amount": "1.50", "currency": "GBP"}
en-GB | 50p | {"amount": "0.50", "currency": "GBP"}
en-IN | ₹1,50,000 | {"amount": "150000.00", "currency": "INR"}
en-IN | Rs500 | {"amount": "500.00", "currency": "INR"}
en-ZA | R50 | {"amount": "50.00", "currency": "ZAR"}
en-RW | 5000 | {"amount": "5000", "currency": "RWF"}
en-KW | 1.250 | {"amount": "1.250", "currency": "KWD"}
ar-EG | ٥٠ جنيه | {"amount": "50.00", "currency": "EGP"}
ar-SA | خمسين ريال | {"amount": "50.00", "currency": "SAR"}
en | EUR12 | {"amount": "12.00", "currency": "EUR"}
en | -5 € | {"amount": "-5.00", "currency": "EUR"}
en | 12.50 | {"amount": "12.50", "currency": ""}
en | $0.125 | none
en-US | no money | none
"""


@pytest.mark.parametrize(("who", "typed", "expected"), table(NUMBERS))
def test_a_number_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("number", who, typed)) == expected


@pytest.mark.parametrize(("who", "typed", "expected"), table(INTEGERS))
def test_a_whole_number_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("integer", who, typed)) == expected


@pytest.mark.parametrize(("who", "typed", "expected"), table(MONEY))
def test_an_amount_of_money_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("money", who, typed)) == expected
