"""Languages: which of the business's a new person probably reads, by their country, and what each calls itself."""

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


_OWN = {
    "en": "English", "pt": "Português", "es": "Español", "de": "Deutsch", "ar": "العربية", "fr": "Français",
    "it": "Italiano", "nl": "Nederlands", "he": "עברית", "tr": "Türkçe", "fa": "فارسی", "ru": "Русский",
    "uk": "Українська", "pl": "Polski", "id": "Bahasa Indonesia", "ms": "Bahasa Melayu", "hi": "हिन्दी", "bn": "বাংলা",
    "ur": "اردو", "zh": "中文", "ja": "日本語", "ko": "한국어", "th": "ไทย", "vi": "Tiếng Việt", "ca": "Català", "gl": "Galego",
    "eu": "Euskara", "cs": "Čeština", "sk": "Slovenčina", "ro": "Română", "hu": "Magyar", "bg": "Български",
    "el": "Ελληνικά", "da": "Dansk", "sv": "Svenska", "nb": "Norsk", "no": "Norsk", "fi": "Suomi", "hr": "Hrvatski",
    "sr": "Srpski", "sw": "Kiswahili", "af": "Afrikaans", "ta": "தமிழ்", "te": "తెలుగు", "mr": "मराठी", "gu": "ગુજરાતી",
}  # fmt: skip


def own_name(tag: str, among: tuple[str, ...] = ()) -> str:
    """Return what a language calls itself, with its region where another of *among* has the same name.

    >>> own_name("pt-BR"), own_name("pt-BR", ("pt-BR", "pt-PT")), own_name("tlh")
    ('Português', 'Português (BR)', 'tlh')
    """
    base, _, region = tag.replace("_", "-").partition("-")
    same = [other for other in among if other.replace("_", "-").partition("-")[0].lower() == base.lower()]
    name = _OWN.get(base.lower(), tag)
    return f"{name} ({region})" if region and len(same) > 1 else name


def offered_form(language: str, offered: tuple[str, ...]) -> str:
    """Return how the business writes *language* (pt-BR for pt), or "" where it does not speak it."""
    if not language or language in offered:
        return language
    base = language.replace("_", "-").partition("-")[0].lower()
    return next((tag for tag in offered if tag.replace("_", "-").partition("-")[0].lower() == base), "")
