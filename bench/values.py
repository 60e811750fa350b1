"""How long reading an answer takes, type by type: ``python -m bench.values``. Microseconds, medians, caches emptied.

A phone number is read by the phonenumbers library; all else by our own rules. Goal: under 200 µs.
"""

from __future__ import annotations

import statistics
import time

from bot.core.understanding import plain, spoken
from bot.core.understanding.values import TYPES, read_value

NOW = 1767603600
CHOICES = [("pizza", "Pizza"), ("pasta", "Pasta"), ("salad", "Green salad"), ("steak", "Steak with fries")]
ANSWERS = {
    "text": ["Two lines,\nkept as they are."],
    "number": ["24", "I am twenty four years old", "dois mil e quinhentos", "zweitausenddreihundertvierundzwanzig"],
    "integer": ["24", "a dozen"],
    "money": ["R$ 12,50", "12€50", "two hundred dollars"],
    "bool": ["yes please", "acho que não", "👍🏾"],
    "choice": ["2", "pizzza", "the second one please", "something else"],
    "date": ["tomorrow", "sexta-feira que vem", "12/05", "the twenty first of june", "in 3 Tagen"],
    "time": ["18h30", "half past six pm", "halb sieben abends", "7 da noite"],
    "datetime": ["tomorrow at 7pm", "amanhã às 7 da noite", "Freitag, 9.1., 18.30 Uhr"],
    "email": ["my email is foo1@bar.com, please respond"],
    "phone": ["call me at 0788 123 123 please", "+49 151 12345678"],
    "name": ["my name is Ana Maria", "ich heiße Jürgen"],
    "location": ["Rua Augusta 12, São Paulo"],
    "list": ["eggs, milk and bread"],
}
RUBBISH = "this is a sentence of usual length that has no answer of the kind in it at all"
ROUNDS = 200


def measure(type: str, text: str) -> float:
    """Return the median microseconds of one reading."""
    took = []
    for _ in range(ROUNDS):
        for cache in (plain.clean, plain.fold, spoken.digitized):
            cache.cache_clear()
        start = time.perf_counter()
        read_value(type, text, language="pt", country="RW", now=NOW, choices=CHOICES)
        took.append(time.perf_counter() - start)
    return statistics.median(took) * 1e6


def main() -> None:
    """Print a line per type: the mean over its answers, the slowest one, and a text without any answer."""
    print(f"{'type':<10}{'mean':>8}{'slowest':>9}{'none':>8}  µs")
    for type in TYPES:
        figures = [measure(type, text) for text in ANSWERS[type]]
        print(f"{type:<10}{statistics.mean(figures):>8.0f}{max(figures):>9.0f}{measure(type, RUBBISH):>8.0f}")


if __name__ == "__main__":
    main()
