"""Amounts of money: "R$ 12,50", "12€", "12€50", "5 reais e 50 centavos", "two hundred dollars"."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from bot.core.understanding.currencies import CENTS, currency, decimals, marks, of_country
from bot.core.understanding.numbers import MOST_DIGITS, Found, numbers
from bot.core.understanding.plain import alternatives, fold
from bot.core.understanding.reading import Context, Reading

_CENTS = re.compile(rf"\s*(?:{alternatives(CENTS)})(?![^\W\d_])")
_CENTS_AFTER = re.compile(rf"\s*(?:and|e|y|und|et|con|com|,|و)?\s*(\d{{1,2}})\s*(?:{alternatives(CENTS)})(?![^\W\d_])")
_PENCE = re.compile(r"\s?p(?![^\W_])")
_INSIDE = re.compile(r"(\d{2})(?!\d)")  # 12€50
_HUNDRED = Decimal(100)


def read_money(text: str, context: Context) -> Reading:
    """Read the first amount that has a currency, else the first number in the country's own currency."""
    line = _apart().sub(r"\1 ", fold(text))
    found = numbers(line, context, grouped=context_decimals(context, line) != 3)
    for each in found:
        code, end, mark = _currency(line, each, context)
        if mark:
            return _reading(_with_cents(line, each, end, mark), code)
    for each in found:
        if _CENTS.match(line, each.end) or (context.country == "GB" and _PENCE.match(line, each.end)):
            return _reading(each.value / _HUNDRED, of_country().get(context.country, ""))
    if not found:
        return Reading(None, "there is no amount in it")
    return _reading(found[0].value, of_country().get(context.country, ""))


def context_decimals(context: Context, line: str) -> int:
    """How many decimals the currency in sight has: with three, "1.250" is no thousand."""
    shown = next((code for code in _three() if code.lower() in line or _named(code, line)), "")
    return decimals(shown or of_country().get(context.country, ""))


@lru_cache(maxsize=1)
def _three() -> tuple[str, ...]:
    return tuple(sorted({code for code in of_country().values() if decimals(code) == 3}))


def _named(code: str, line: str) -> bool:
    return "dinar" in line and code == "KWD"


def _reading(value: Decimal, code: str) -> Reading:
    if len(value.as_tuple().digits) > MOST_DIGITS:
        return Reading(None, "the amount is too long")
    places = Decimal(1).scaleb(-decimals(code))
    amount = value.quantize(places, ROUND_HALF_EVEN)
    if amount != value:
        return Reading(None, "it has more decimals than the currency")
    return Reading({"amount": str(amount), "currency": code}, "the amount in it" if code else "no currency is named")


def _currency(line: str, found: Found, context: Context) -> tuple[str, int, str]:
    """Return (code, where the amount ends, mark) for the mark that touches the number; mark "" where there is none."""
    after = _after().match(line, found.end)
    before = _before().search(line[max(0, found.start - 16) : found.start])
    match = after or before
    if match is None:
        return "", found.end, ""
    return currency(match[1], context.country), after.end() if after else found.end, match[1]


def _with_cents(line: str, found: Found, end: int, mark: str) -> Decimal:
    """Add cents that follow the mark."""
    inside = _INSIDE.match(line, end) if end > found.end and line[end - 1 : end] != " " else None
    more = inside or _CENTS_AFTER.match(line, end)
    if more is None or found.value != found.value.to_integral_value():
        return found.value
    return found.value + Decimal(more[1]) / _HUNDRED


@lru_cache(maxsize=1)
def _names() -> str:
    return alternatives("|".join(marks()))


@lru_cache(maxsize=1)
def _after() -> re.Pattern[str]:
    return re.compile(rf"(?:,-+)?\s*(?:de )?({_names()})(?![^\W\d_])")


@lru_cache(maxsize=1)
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])({_names()})\.?\s*$")


@lru_cache(maxsize=1)
def _apart() -> re.Pattern[str]:
    """Marks made of letters that are glued to a number: EUR12, Rs500."""
    glued = "|".join(re.escape(mark) for mark in sorted(marks(), key=len, reverse=True) if mark[-1].isalpha())
    return re.compile(rf"(?<![^\W\d_])({glued}|r)(?=\d)")
