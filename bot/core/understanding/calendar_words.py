"""Months, weekdays, units and parts of the day per language, as data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bot.core.understanding.plain import fold, word_set

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
_WEEKDAYS = {  # Monday first
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "ar": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
}
MONTH_NAMES: Mapping[str, list[str]] = {language: names.split() for language, names in _MONTHS.items()}
WEEKDAY_NAMES: Mapping[str, list[str]] = {language: names.split() for language, names in _WEEKDAYS.items()}

# Other ways to write them, numbered; only what the lists above do not have.
_MORE_MONTHS = {
    "en": "1 jan|2 feb febuary|3 mar|4 apr|6 jun|7 jul|8 aug|9 sep sept|10 oct|11 nov|12 dec",
    "pt": "1 jan|2 fev|3 mar|4 abr|5 mai|6 jun|7 jul|8 ago|9 set|10 out|11 nov|12 dez",
    "es": "1 ene|2 feb|3 mar|4 abr|5 may|6 jun|7 jul|8 ago|9 sep sept setiembre|10 oct|11 nov|12 dic",
    "de": "1 jan jänner jaenner|2 feb feber|3 mär mrz maerz|4 apr|6 jun juno|7 jul julei|8 aug|9 sep sept|10 okt"
    "|11 nov|12 dez",
    "fr": "1 janv jan|2 févr fév|4 avr|7 juil|8 aout|9 sept sep|10 oct|11 nov|12 déc dec",
    "it": "1 gen|2 feb|3 mar|4 apr|5 mag|6 giu|7 lug|8 ago|9 set sett|10 ott|11 nov|12 dic",
    "ar": "1 كانون_الثاني جانفي|2 شباط فيفري|3 آذار|4 نيسان أفريل إبريل|5 أيار ماي|6 حزيران جوان|7 تموز جويلية"
    "|8 آب أوت غشت|9 أيلول شتنبر|10 تشرين_الأول|11 تشرين_الثاني نونبر|12 كانون_الأول دجنبر",
    "nl": "1 januari|2 februari|3 maart mrt|4 april|5 mei|6 juni|7 juli|8 augustus|9 september|10 oktober okt"
    "|11 november|12 december",
    "ru": "1 января|2 февраля|3 марта|4 апреля|5 мая|6 июня|7 июля|8 августа|9 сентября|10 октября|11 ноября"
    "|12 декабря",
    "pl": "1 stycznia|2 lutego|3 marca|4 kwietnia|5 maja|6 czerwca|7 lipca|8 sierpnia|9 września|10 października"
    "|11 listopada|12 grudnia",
    "tr": "1 ocak|2 şubat|3 mart|4 nisan|5 mayıs|6 haziran|7 temmuz|8 ağustos|9 eylül|10 ekim|11 kasım|12 aralık",
    "id": "1 januari|2 februari|3 maret|4 april|5 mei|6 juni|7 juli|8 agustus|9 september|10 oktober|11 november"
    "|12 desember",
}  # fmt: skip
_MORE_WEEKDAYS = {
    "en": "2 tues teusday|3 wensday wednsday|4 thurs thursdays|5 fri|6 saterday",
    "pt": "1 segunda 2ª|2 terça 3ª|3 quarta 4ª|4 quinta 5ª|5 sexta 6ª|6 sabado",
    "es": "3 miercoles|6 sabado",
    "de": "6 sonnabend",
    "it": "1 lunedi|2 martedi|3 mercoledi|4 giovedi|5 venerdi",
    "ar": "1 الإثنين اثنين الاتنين|2 ثلاثاء التلات الثلاث|3 أربعاء الأربع|4 خميس|5 جمعة|6 سبت|7 الاحد",
    "nl": "1 maandag|2 dinsdag|3 woensdag|4 donderdag|5 vrijdag|6 zaterdag|7 zondag",
    "ru": "1 понедельник|2 вторник|3 среда среду|4 четверг|5 пятница пятницу|6 суббота субботу|7 воскресенье",
    "pl": "1 poniedziałek|2 wtorek|3 środa środę|4 czwartek|5 piątek|6 sobota sobotę|7 niedziela niedzielę",
    "tr": "1 pazartesi|2 salı|3 çarşamba|4 perşembe|5 cuma|6 cumartesi|7 pazar",
    "id": "1 senin|2 selasa|3 rabu|4 kamis|5 jumat|6 sabtu|7 minggu",
}
# Short forms that are also other words: only where they are the whole answer, in the person's own language.
_SHORT_WEEKDAYS = {
    "en": "1 mon|2 tue|3 wed|4 thu thur|6 sat|7 sun",
    "pt": "1 seg|2 ter|3 qua|4 qui|5 sex|6 sáb|7 dom",
    "es": "1 lun|2 mar|3 mié|4 jue|5 vie|6 sáb|7 dom",
    "de": "1 mo|2 di|3 mi|4 do|5 fr|6 sa|7 so",
    "fr": "1 lun|2 mar|3 mer|4 jeu|5 ven|6 sam|7 dim",
    "it": "1 lun|2 mar|3 mer|4 gio|5 ven|6 sab|7 dom",
}
# Portuguese short weekdays are ordinals next door.
_ONLY_OWN = word_set("segunda quarta quinta sexta terca minggu pazar senin cuma 2a 3a 4a 5a 6a")


def numbered(text: str) -> dict[str, int]:
    """Read "1 word word|2 word" into folded word -> number; "_" is a space."""
    rows = (row.partition(" ") for row in text.split("|") if row)
    return {fold(word.replace("_", " ")): int(number) for number, _, words in rows for word in words.split()}


@lru_cache(maxsize=64)
def months(language: str) -> Mapping[str, int]:
    """Return folded month name -> 1..12: the language's own, and the longer names of all others."""
    known = {name: number for other in _MORE_MONTHS for name, number in _own_months(other).items() if len(name) > 3}
    return known | _own_months(language)


@lru_cache(maxsize=64)
def weekdays(language: str) -> Mapping[str, int]:
    """Return folded weekday name -> 0 (Monday) .. 6, of the language and of all others where they mean nothing else."""
    every = dict.fromkeys([*_WEEKDAYS, *_MORE_WEEKDAYS])
    known = {name: day for other in every for name, day in _own_weekdays(other).items() if name not in _ONLY_OWN}
    return known | _own_weekdays(language)


@lru_cache(maxsize=64)
def short_weekdays(language: str) -> Mapping[str, int]:
    """Return the two or three letters for a weekday -> 0..6."""
    return {name: day - 1 for name, day in numbered(_SHORT_WEEKDAYS.get(language, "")).items()}


def _own_months(language: str) -> dict[str, int]:
    full = {fold(name): number for number, name in enumerate(MONTH_NAMES.get(language, []), 1)}
    return full | numbered(_MORE_MONTHS.get(language, ""))


def _own_weekdays(language: str) -> dict[str, int]:
    full = {fold(name): number for number, name in enumerate(WEEKDAY_NAMES.get(language, []))}
    return full | {name: day - 1 for name, day in numbered(_MORE_WEEKDAYS.get(language, "")).items()}
