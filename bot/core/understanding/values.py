"""What an answer is worth: a typed text read as a number, an amount, a date, a choice and so on, without a model.

``read_value`` never raises for any text. Nothing is guessed: what can mean two things comes back as options.
docs/values.md tells what is read, type by type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.core.understanding.choices import read_choice
from bot.core.understanding.contacts import read_email, read_phone
from bot.core.understanding.dates import read_date
from bot.core.understanding.lists import read_list
from bot.core.understanding.moments import read_datetime
from bot.core.understanding.money import read_money
from bot.core.understanding.names import read_location, read_name, read_text
from bot.core.understanding.numbers import read_integer, read_number
from bot.core.understanding.reading import Context, Options, Reading, context
from bot.core.understanding.shows import show_value
from bot.core.understanding.times import read_time
from bot.core.understanding.yesno import read_yes_no

__all__ = ["TYPES", "Options", "Reading", "read_value", "show_value"]

_READERS: Mapping[str, Callable[[str, Context], Reading]] = {
    "text": read_text,
    "number": read_number,
    "integer": read_integer,
    "money": read_money,
    "bool": read_yes_no,
    "choice": read_choice,
    "date": read_date,
    "time": read_time,
    "datetime": read_datetime,
    "email": read_email,
    "phone": read_phone,
    "name": read_name,
    "location": read_location,
    "list": read_list,
}
TYPES: tuple[str, ...] = tuple(_READERS)  # what a typed text can be read as; "media" cannot be typed


def read_value(
    type: str,
    text: str,
    *,
    language: str = "en",
    country: str = "",
    timezone: str = "UTC",
    now: int,
    choices: Sequence[tuple[str, str]] = (),
) -> Reading:
    """Read *text* as a value of *type* (one of ``TYPES``).

    ``country`` is ISO 3166 (order of day and month, phone numbers, currency), ``now`` Unix seconds, ``choices`` are
    (id, title) pairs in the order shown. Values are JSON: number int or float; money {"amount": "12.50", "currency":
    "EUR"}; bool; choice its id; date "2026-12-31"; time "18:30"; datetime "2026-12-31T18:30"; phone E.164; location
    {"address"} or {"latitude", "longitude"}; list of texts or choice ids. The values of options are texts that this
    function reads back as exactly one value.
    """
    reader = _READERS.get(type)
    if reader is None:
        return Reading(None, f"a {type} cannot be typed")
    return reader(text, context(language, country, timezone, now, choices))
