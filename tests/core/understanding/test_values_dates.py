"""Days, as people name them. It is Monday, 5 January 2026, 09:00 UTC."""

from __future__ import annotations

import pytest

from tests.core.understanding.values_cases import outcome, read, table

BY_WORD = """
en | today | "2026-01-05"
en | Tomorrow please | "2026-01-06"
en | tmrw | "2026-01-06"
en | the day after tomorrow | "2026-01-07"
en | yesterday | "2026-01-04"
en | tonight | "2026-01-05"
en | now | "2026-01-05"
pt-BR | hoje | "2026-01-05"
pt-BR | amanhã | "2026-01-06"
pt-BR | amanha de manhã | "2026-01-06"
pt-BR | depois de amanhã | "2026-01-07"
es-ES | mañana | "2026-01-06"
es-ES | mañana por la mañana | "2026-01-06"
es-ES | pasado mañana | "2026-01-07"
es-ES | por la mañana | none
de-DE | morgen früh | "2026-01-06"
de-DE | übermorgen | "2026-01-07"
de-DE | heute morgen | "2026-01-05"
de-DE | Guten Morgen | none
fr-FR | aujourd’hui | "2026-01-05"
fr-FR | après-demain | "2026-01-07"
fr-FR | hier | "2026-01-04"
de-DE | hier | none
it-IT | dopodomani | "2026-01-07"
ar-EG | غدا | "2026-01-06"
ar-EG | بكرة | "2026-01-06"
ar-EG | بعد غد | "2026-01-07"
en | amanhã | "2026-01-06"
en | today or tomorrow | ? 2026-01-05, 2026-01-06
en | not today, tomorrow | "2026-01-06"
"""

BY_DISTANCE = """
en | in 3 days | "2026-01-08"
en | in three days | "2026-01-08"
en | in a week | "2026-01-12"
en | two weeks from now | "2026-01-19"
en | a week from today | "2026-01-12"
en | in a fortnight | "2026-01-19"
en | in 2 months | "2026-03-05"
en | 3 days ago | "2026-01-02"
en | a year ago | "2025-01-05"
en | 5 days | none
pt-BR | daqui a 3 dias | "2026-01-08"
pt-BR | em duas semanas | "2026-01-19"
es-ES | dentro de 3 días | "2026-01-08"
es-ES | hace 3 días | "2026-01-02"
de-DE | in einer Woche | "2026-01-12"
de-DE | vor 3 Tagen | "2026-01-02"
fr-FR | dans 3 jours | "2026-01-08"
it-IT | tra tre giorni | "2026-01-08"
it-IT | 3 giorni fa | "2026-01-02"
ar-EG | بعد ٣ أيام | "2026-01-08"
ar-EG | بعد يومين | "2026-01-07"
"""

BY_WEEKDAY = """
en | friday | "2026-01-09"
en | next friday | "2026-01-09"
en | this friday | "2026-01-09"
en | friday next week | "2026-01-16"
en | wednesday after next | "2026-01-14"
en | last friday | "2026-01-02"
en | Fri | "2026-01-09"
en | monday | ? 2026-01-05, 2026-01-12
en | this monday | "2026-01-05"
en | next monday | "2026-01-12"
en | friday or saturday | ? 2026-01-09, 2026-01-10
en | not friday, saturday | "2026-01-10"
en | this weekend | ? 2026-01-10, 2026-01-11
pt-BR | sexta | "2026-01-09"
pt-BR | sexta-feira que vem | "2026-01-09"
pt-BR | na próxima sexta feira | "2026-01-09"
pt-BR | 6ª feira | "2026-01-09"
pt-BR | sexta passada | "2026-01-02"
pt-BR | sexta da semana que vem | "2026-01-16"
es-ES | el próximo viernes | "2026-01-09"
es-ES | el viernes que viene | "2026-01-09"
de-DE | nächsten Freitag | "2026-01-09"
de-DE | Samstag nächste Woche | "2026-01-17"
de-DE | Sa | "2026-01-10"
fr-FR | vendredi prochain | "2026-01-09"
it-IT | venerdì prossimo | "2026-01-09"
ar-EG | يوم الجمعة | "2026-01-09"
ar-EG | الجمعة القادمة | "2026-01-09"
en | sat | "2026-01-10"
en | I sat on a chair | none
es-ES | el mar | none
"""

IN_DIGITS = """
en | 2026-12-31 | "2026-12-31"
en | 2026/12/31 | "2026-12-31"
en | 2026-12-31T18:30:00Z | "2026-12-31"
en-US | 12/05 | "2026-12-05"
en-GB | 12/05 | "2026-05-12"
pt-BR | 12/05 | "2026-05-12"
de | 12.5. | "2026-05-12"
en | 12/05 | ? 2026-05-12, 2026-12-05
en | 03/04/2026 | ? 2026-04-03, 2026-03-04
en-CA | 3/4 | ? 2026-04-03, 2026-03-04
en-RW | 03/04/2026 | "2026-04-03"
zh-CN | 3/4 | "2026-03-04"
en | 12/12 | "2026-12-12"
en | 25/12 | "2026-12-25"
en-US | 25/12/2026 | "2026-12-25"
en | 31/02/2022 | none
en-US | 02/30/2026 | none
en | 30/02 | none
en | 33.2.99 | none
en | 99/99/9999 | none
en | 1.10.99 | "1999-10-01"
en | the date is 12-12-2017 ok | "2017-12-12"
pt-BR | 31/12/26 | "2026-12-31"
pt-BR | 31 / 12 / 2026 | "2026-12-31"
pt-BR | 31 12 2026 | "2026-12-31"
pt-BR | 31122026 | "2026-12-31"
en | 20261231 | "2026-12-31"
ar-EG | ٣١/١٢/٢٠٢٦ | "2026-12-31"
de-DE | 31.12.1985 | "1985-12-31"
pt-BR | 04/01 | "2027-01-04"
pt-BR | 05/01 | "2026-01-05"
en | 29 feb | "2028-02-29"
ja-JP | 12月31日 | "2026-12-31"
en | 12.5 kg | none
en | 2017 | none
en | I am 25 | none
en | 12 | ? 2026-01-12
en | the 12th | "2026-01-12"
pt-BR | dia 12 | "2026-01-12"
de-DE | am 12. | "2026-01-12"
fr-FR | le 3 | "2026-02-03"
"""

WITH_MONTH = """
en | May 5th | "2026-05-05"
en | 5 May | "2026-05-05"
en | the 5th of May, 2027 | "2027-05-05"
en | December 31, 2026 | "2026-12-31"
en | 5-May-2020 | "2020-05-05"
en | 2017 Dec 12 | "2017-12-12"
en | Jan. 5 | "2026-01-05"
en | first of May | "2026-05-01"
en | the twenty first of june | "2026-06-21"
pt-BR | 12 de maio | "2026-05-12"
pt-BR | primeiro de maio de 2027 | "2027-05-01"
pt-BR | 12 dez | "2026-12-12"
es-ES | once de mayo | "2026-05-11"
es-MX | 5 ago | "2026-08-05"
de-DE | 5. Mai | "2026-05-05"
de-DE | am Mittwoch, den 7. Januar | "2026-01-07"
fr-FR | 1er mai | "2026-05-01"
fr-FR | 12 sept | "2026-09-12"
it-IT | 12 maggio | "2026-05-12"
ar-EG | 12 مايو | "2026-05-12"
ar-LB | 12 كانون الأول | "2026-12-12"
ru-RU | 12 мая | "2026-05-12"
en | 31 February | none
en | may 2026 | none
en | I may come | none
en | 12-15 May | ? 2026-05-12, 2026-05-15
en | 12 or 13 may | ? 2026-05-12, 2026-05-13
en | Friday 9 January | "2026-01-09"
en | Monday, December 12, 2017 | "2017-12-12"
en | Friday 10 January | ? 2026-01-10, 2026-01-09
en | hello there | none
"""


@pytest.mark.parametrize(("who", "typed", "expected"), table(BY_WORD))
def test_a_word_for_a_day_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("date", who, typed)) == expected


@pytest.mark.parametrize(("who", "typed", "expected"), table(BY_DISTANCE))
def test_a_distance_from_today_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("date", who, typed)) == expected


@pytest.mark.parametrize(("who", "typed", "expected"), table(BY_WEEKDAY))
def test_a_weekday_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("date", who, typed)) == expected


@pytest.mark.parametrize(("who", "typed", "expected"), table(IN_DIGITS))
def test_a_date_in_digits_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("date", who, typed)) == expected


@pytest.mark.parametrize(("who", "typed", "expected"), table(WITH_MONTH))
def test_a_date_with_the_name_of_its_month_is_read(who: str, typed: str, expected: str) -> None:
    assert outcome(read("date", who, typed)) == expected


def test_today_is_today_on_the_person_s_clock() -> None:
    late = 1767657600  # 2026-01-06 00:00 UTC
    assert read("date", "pt-BR", "hoje", now=late, timezone="America/Sao_Paulo").value == "2026-01-05"
    assert read("date", "en", "today", now=late, timezone="Asia/Tokyo").value == "2026-01-06"


def test_an_unknown_time_zone_counts_as_utc() -> None:
    assert read("date", "en", "today", timezone="Mars/Olympus").value == "2026-01-05"
