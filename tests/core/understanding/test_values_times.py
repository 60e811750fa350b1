"""Times of day, and whole moments. It is Monday, 5 January 2026, 09:00 UTC."""

from __future__ import annotations

import pytest

from tests.core.understanding.values_cases import outcome, read, table

TIMES = """
en | 10:30 | "10:30"
en | the time is 10:30 ok | "10:30"
en | 10:30 pm | "22:30"
en | 10:30:45 PM | "22:30"
en | 6pm | "18:00"
en | 6 p.m. | "18:00"
en | 12am | "00:00"
en | 12pm | "12:00"
en | 730pm | "19:30"
en | 7.30pm | "19:30"
en | 1830 | "18:30"
en | 1830 hrs | "18:30"
en | 0:30 | "00:30"
en | noon | "12:00"
en | midnight | "00:00"
en | 18 | "18:00"
en | half past six pm | "18:30"
en | five past 6 pm | "18:05"
en | ten thirty am | "10:30"
en | 3:30p | "15:30"
en | twenty past 4 in the afternoon | "16:20"
en | 7 in the evening | "19:00"
en | tonight at 8 | "20:00"
en | tomorrow morning at 7 | "07:00"
en | at 9 tonight | "21:00"
en | in 2 hours | "11:00"
en | in half an hour | "09:30"
en | now | "09:00"
en | half past six | ? 06:30, 18:30
en | quarter to seven | ? 06:45, 18:45
en | half six | ? 06:30, 18:30
en | six thirty | ? 06:30, 18:30
en | at 7 | ? 07:00, 19:00
en | 7 | ? 07:00, 19:00
en | 12 | ? 12:00, 00:00
en | 5 o'clock | ? 05:00, 17:00
en | good morning, at 7 | ? 07:00, 19:00
en | 6-7pm | ? 18:00, 19:00
en | from 9am to 5pm | ? 09:00, 17:00
en | 10:00 or 11:00 | ? 10:00, 11:00
en | 24:00 | none
en | 25:00 | none
en | 10:75 | none
en | at 25 | none
en | I have 3 kids | none
en | there is no time here, just the number 25 | none
en | 12.50 euro | none
en | in the evening | none
en | lOO | none
fr | 18h | "18:00"
fr | 18h30 | "18:30"
fr | 18 h 30 | "18:30"
fr | midi | "12:00"
fr | minuit | "00:00"
fr | midi et demi | "12:30"
fr | 8 heures du soir | "20:00"
fr | six heures et demie | ? 06:30, 18:30
fr | sept heures moins le quart du matin | "06:45"
de | 18 Uhr | "18:00"
de | 18 Uhr 30 | "18:30"
de | 18.30 Uhr | "18:30"
de | um 19 | "19:00"
de | 7 Uhr abends | "19:00"
de | gegen acht abends | "20:00"
de | halb sieben abends | "18:30"
de | halb sieben | ? 06:30, 18:30
de | Viertel nach sechs | ? 06:15, 18:15
de | dreiviertel acht | ? 07:45, 19:45
de | fünf vor halb sieben | ? 06:25, 18:25
de | morgen um 7 | ? 07:00, 19:00
pt | 19h | "19:00"
pt | às 20 horas | "20:00"
pt | meio-dia | "12:00"
pt | meio dia e meia | "12:30"
pt | 7 da noite | "19:00"
pt | uma da tarde | "13:00"
pt | 7 e meia da noite | "19:30"
pt | daqui a 2 horas | "11:00"
pt | 7 e meia | ? 07:30, 19:30
pt | às 7 | ? 07:00, 19:00
pt | quinze para as oito | ? 07:45, 19:45
pt | boa noite, às 7 | ? 07:00, 19:00
es | a las 6 de la tarde | "18:00"
es | a las 7 de la mañana | "07:00"
es | mediodía | "12:00"
es | a las siete y media | ? 07:30, 19:30
es | las 8 menos cuarto | ? 07:45, 19:45
es | mañana a las 7 | ? 07:00, 19:00
it | alle 18 | "18:00"
it | alle 8 di sera | "20:00"
it | mezzogiorno | "12:00"
it | alle sette e mezza | ? 07:30, 19:30
ar | الساعة ٦ مساء | "18:00"
ar | ٦:٣٠ م | "18:30"
ar | منتصف الليل | "00:00"
ar | الساعة السابعة إلا ربع صباحا | "06:45"
ar | الساعة ثمانية ونص مساء | "20:30"
ar | الساعة الحادية عشرة صباحا | "11:00"
ar | الساعة السادسة والنصف | ? 06:30, 18:30
en | 18h30 | "18:30"
en | meio-dia | "12:00"
"""

MOMENTS = """
en | tomorrow at 7pm | "2026-01-06T19:00"
en | tomorrow at 7 | ? 2026-01-06T07:00, 2026-01-06T19:00
en | today at 7 | "2026-01-05T19:00"
en | tonight at 8 | "2026-01-05T20:00"
en | next friday noon | "2026-01-09T12:00"
en | May 5th, 6pm | "2026-05-05T18:00"
en | 6pm on may 5th 2027 | "2027-05-05T18:00"
en | 2026-12-31 18:30 | "2026-12-31T18:30"
en | 2026-12-31T18:30 | "2026-12-31T18:30"
en-US | 05/12 at 10:30 am | "2026-05-12T10:30"
en | in 2 hours | "2026-01-05T11:00"
en | now | "2026-01-05T09:00"
en | friday or saturday at 8pm | ? 2026-01-09T20:00, 2026-01-10T20:00
en | monday 10am | ? 2026-01-05T10:00, 2026-01-12T10:00
en | 6pm | ? 2026-01-05T18:00
en | 8am | ? 2026-01-06T08:00
pt-BR | amanhã às 7 da noite | "2026-01-06T19:00"
pt-BR | 12/05 18h | "2026-05-12T18:00"
pt-BR | sexta às 19h30 | "2026-01-09T19:30"
pt-BR | dia 12 às 15h | "2026-01-12T15:00"
de-DE | morgen um 18 Uhr | "2026-01-06T18:00"
de-DE | Freitag, 9.1., 18.30 Uhr | "2026-01-09T18:30"
de-DE | 12.5. 18:00 | "2026-05-12T18:00"
fr-FR | demain à 18h | "2026-01-06T18:00"
es-ES | mañana por la mañana a las 7 | "2026-01-06T07:00"
it-IT | domani alle 8 di sera | "2026-01-06T20:00"
ar-EG | غدا الساعة ٦ مساء | "2026-01-06T18:00"
en | tomorrow | none
en | tomorrow 25:00 | none
en | 31/02/2026 10:00 | none
en | hello | none
"""


@pytest.mark.parametrize(("who", "typed", "expected"), table(TIMES))
def test_a_time_of_day_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("time", who, typed)) == expected


@pytest.mark.parametrize(("who", "typed", "expected"), table(MOMENTS))
def test_a_day_and_its_time_are_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("datetime", who, typed)) == expected


def test_a_moment_with_its_offset_is_moved_to_the_person_s_clock() -> None:
    moved = read("datetime", "en-US", "2026-12-31T18:30:00Z", timezone="America/New_York")
    assert moved.value == "2026-12-31T13:30"


def test_now_is_now_on_the_person_s_clock() -> None:
    assert read("time", "pt-BR", "agora", timezone="America/Sao_Paulo").value == "06:00"


def test_a_time_on_today_that_has_passed_is_not_offered() -> None:
    evening = 1767603600 + 5 * 3600  # 14:00
    assert outcome(read("datetime", "en", "today at 3", now=evening)) == '"2026-01-05T15:00"'
