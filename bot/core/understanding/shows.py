"""Values written for people: dates, times, numbers and money as each language has them.

Languages without a table of their own get forms that are read everywhere: 2026-12-31, 18:30, 1 234 567.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.core.understanding.calendar_words import MONTH_NAMES, WEEKDAY_NAMES

YES_NO: Mapping[str, tuple[str, str]] = {
    "en": ("Yes", "No"),
    "pt": ("Sim", "Não"),
    "es": ("Sí", "No"),
    "de": ("Ja", "Nein"),
    "fr": ("Oui", "Non"),
    "it": ("Sì", "No"),
    "ar": ("نعم", "لا"),
}
_DATE = {
    "en": "{weekday}, {day} {month}",
    "pt": "{weekday}, {day} de {month}",
    "es": "{weekday}, {day} de {month}",
    "de": "{weekday}, {day}. {month}",
    "fr": "{weekday} {day} {month}",
    "it": "{weekday} {day} {month}",
    "ar": "{weekday}، {day} {month}",
}
_YEAR = {"pt": " de {year}", "es": " de {year}"}
_AND = {"en": "and", "pt": "e", "es": "y", "de": "und", "fr": "et", "it": "e", "ar": "و"}
_AT = {"en": ", ", "pt": ", ", "es": ", ", "de": ", ", "fr": " à ", "it": ", ", "ar": "، "}
_MARKS = {
    **dict.fromkeys(["en", "ar"], (",", ".")),
    **dict.fromkeys(["pt", "es", "de", "it"], (".", ",")),
    "fr": ("\u202f", ","),
}
_SYMBOLS = {"EUR": "€", "GBP": "£", "BRL": "R$", "USD": "US$", "INR": "₹", "NGN": "₦", "JPY": "¥", "TRY": "₺"}
_GROUPED_FROM = 10_000  # 2026 may be a year: four digits stay together


def show_value(value: Any, type: str, language: str, *, now: int | None = None) -> str:
    """Return *value* (as ``read_value`` gives it) as a person of that language would write it.

    ``now`` (Unix seconds): a date that is not within a year from then is written with its year.
    """
    if value is None:
        return ""
    show = _SHOWS.get(type)
    try:
        return show(value, language.split("-")[0].lower(), now) if show else str(value)
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation):
        return str(value)  # a slot that an action filled with something else


def show_date(value: str, language: str, now: int | None = None) -> str:
    """Return "Friday, 31 December"; with the year where it is not within a year from *now*."""
    day = date.fromisoformat(value)
    if language not in _DATE:
        return value
    weekday, month = WEEKDAY_NAMES[language][day.weekday()], MONTH_NAMES[language][day.month - 1]
    text = _DATE[language].format(weekday=weekday, day=_first(day.day, language), month=month)
    if now is not None and not -1 <= (day - date.fromordinal(719163 + now // 86400)).days < 360:
        text += _YEAR.get(language, " {year}").format(year=day.year)
    return text


def show_time(value: str, language: str, now: int | None = None) -> str:
    """Return "6:30 pm" in English, "18:30" elsewhere."""
    hour, minute = int(value[:2]), value[3:5]
    if language != "en":
        return f"{hour:02}:{minute}"
    return f"{hour % 12 or 12}:{minute} {'am' if hour < 12 else 'pm'}"


def show_number(value: float | str | Decimal, language: str, now: int | None = None) -> str:
    """Return the number with the language's separators; thousands are grouped from 10,000 on."""
    group, mark = _MARKS.get(language, ("\u202f", "."))
    number = Decimal(str(value))
    whole, _, fraction = f"{abs(number):f}".partition(".")
    if abs(number) >= _GROUPED_FROM:
        whole = f"{int(whole):,}".replace(",", group)
    return ("-" if number < 0 else "") + whole + (mark + fraction if fraction else "")


def show_money(value: Mapping[str, str], language: str, now: int | None = None) -> str:
    """Return "€12.50", "12,50 €", "R$ 12,50"; the code where a currency has no well-known sign."""
    amount = show_number(value["amount"], language)
    code = value.get("currency", "")
    sign = "$" if code == "USD" and language == "en" else _SYMBOLS.get(code, code)
    if not code:
        return amount
    if language == "en":
        glued = not sign[-1].isalpha()
        return f"-{sign}{amount[1:]}" if amount.startswith("-") and glued else f"{sign}{'' if glued else ' '}{amount}"
    return f"{sign} {amount}" if language == "pt" else f"{amount} {sign}"


def _first(day: int, language: str) -> str:
    return {"fr": "1er", "it": "1º", "pt": "1º"}.get(language, "1") if day == 1 else str(day)


def _show_datetime(value: str, language: str, now: int | None) -> str:
    moment = datetime.fromisoformat(value)
    day = show_date(moment.date().isoformat(), language, now)
    return day + _AT.get(language, " ") + show_time(moment.strftime("%H:%M"), language)


def _show_bool(value: bool, language: str, now: int | None) -> str:
    return YES_NO.get(language, YES_NO["en"])[0 if value else 1]


def _show_list(value: list[Any], language: str, now: int | None) -> str:
    items = [str(item) for item in value]
    if len(items) < 2 or language not in _AND:
        return ", ".join(items)
    gap = "" if language == "ar" else " "
    return f"{', '.join(items[:-1])} {_AND[language]}{gap}{items[-1]}"


def _show_phone(value: str, language: str, now: int | None) -> str:
    """Return the number with the spaces of its country: +250 788 123 123."""
    import phonenumbers

    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _show_location(value: Any, language: str, now: int | None) -> str:
    if isinstance(value, str):
        return value
    named = ", ".join(str(value[key]) for key in ("name", "address") if value.get(key))
    return named or f"{value['latitude']}, {value['longitude']}"


_SHOWS: Mapping[str, Callable[[Any, str, int | None], str]] = {
    "date": show_date,
    "time": show_time,
    "datetime": _show_datetime,
    "number": show_number,
    "integer": show_number,
    "money": show_money,
    "bool": _show_bool,
    "list": _show_list,
    "phone": _show_phone,
    "location": _show_location,
}
