"""Which of the business's languages a new person probably reads, from their country."""

from __future__ import annotations

_COUNTRIES = {
    "pt": "BR PT AO MZ CV GW ST TL",
    "es": "ES MX AR CO CL PE VE EC GT CU BO DO HN PY SV NI CR PA UY PR GQ",
    "de": "DE AT CH LI LU",
    "fr": "FR BE MC LU SN CI ML BF NE TG BJ GA CG CD CM MG HT RE GP MQ GF NC PF",
    "it": "IT SM VA CH",
    "nl": "NL BE SR",
    "ar": "SA EG AE QA KW BH OM YE JO LB SY IQ PS LY TN DZ MA SD MR",
    "he": "IL",
    "tr": "TR",
    "fa": "IR AF",
    "ru": "RU BY KZ KG",
    "uk": "UA",
    "pl": "PL",
    "id": "ID",
    "ms": "MY BN",
    "hi": "IN",
    "bn": "BD",
    "ur": "PK",
    "zh": "CN TW HK MO SG",
    "ja": "JP",
    "ko": "KR",
    "th": "TH",
    "vi": "VN",
    "en": "US GB CA AU NZ IE ZA NG KE GH UG TZ ZM ZW JM TT IN PK PH SG MT HK MY",
}
_SPOKEN: dict[str, list[str]] = {}
for _language, _list in _COUNTRIES.items():
    for _country in _list.split():
        _SPOKEN.setdefault(_country, []).append(_language)


def language_of(country: str, offered: tuple[str, ...]) -> str:
    """Return the offered language that is spoken in *country*, or "".

    >>> language_of("BR", ("en", "pt-BR")), language_of("DE", ("en", "pt-BR"))
    ('pt-BR', '')
    """
    return next((found for spoken in _SPOKEN.get(country, ()) if (found := offered_form(spoken, offered))), "")


_NAMES = {
    "en": "english inglês inglés englisch anglais الإنجليزية",
    "pt": "português portugues portuguese portugués portugiesisch البرتغالية",
    "es": "español espanol spanish espanhol spanisch الإسبانية",
    "de": "deutsch german alemão alemán الألمانية",
    "fr": "français francais french francês francés französisch",
    "it": "italiano italian italienisch",
    "nl": "nederlands dutch niederländisch",
    "ar": "العربية عربي arabic árabe arabisch",
    "he": "עברית hebrew",
    "tr": "türkçe turkish türkisch",
    "ru": "русский russian russisch",
    "uk": "українська ukrainian",
    "pl": "polski polish polnisch",
    "id": "indonesia indonesian",
    "hi": "हिन्दी हिंदी hindi",
    "zh": "中文 chinese",
    "ja": "日本語 japanese",
    "ko": "한국어 korean",
}
_NAMED = {name: language for language, names in _NAMES.items() for name in names.split()}


def named(text: str, offered: tuple[str, ...]) -> str:
    """Return the offered language whose name the whole text is, or "".

    >>> named("English", ("pt", "en")), named("deutsch", ("pt", "en"))
    ('en', '')
    """
    return offered_form(_NAMED.get(text.strip(" .!?").casefold(), ""), offered)


def offered_form(language: str, offered: tuple[str, ...]) -> str:
    """Return how the business writes *language* (pt-BR for pt), or "" where it does not speak it."""
    if not language or language in offered:
        return language
    base = language.replace("_", "-").partition("-")[0].lower()
    return next((tag for tag in offered if tag.replace("_", "-").partition("-")[0].lower() == base), "")
