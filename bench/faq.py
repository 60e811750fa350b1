"""How fast questions are matched, and what memory it takes: `python -m bench.faq [PHRASINGS …]`.

``Matcher`` is an adapter for outside scorers: ``fit({id: [phrasing, …]})``, ``match(text)`` returns what is ranked, the
decision and the confidence.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Sequence
from itertools import product

from bot.core.understanding import questions
from bot.flowfiles.understanding import shipped_knowledge

SIZES = (100, 500, 1000, 10_000)
MESSAGES = 300

_ASKS = ("how do I", "can I", "where can I", "what does it cost to", "is it possible to", "please tell me how to")
_DOES = (
    "change", "cancel", "order", "return", "track", "repair", "rent", "sell", "exchange", "insure", "reserve", "pay for",
    "pick up", "wash", "paint", "borrow", "test", "upgrade", "lock", "register",
)  # fmt: skip
_THINGS = (
    "bicycle", "helmet", "invoice", "delivery", "battery", "child seat", "lock", "voucher", "appointment", "account",
    "subscription", "basket", "saddle", "light", "tyre", "jacket", "map", "tour", "ticket", "guarantee", "gift card",
    "chain", "pump", "trailer", "parcel", "membership", "address", "password", "course", "workshop",
)  # fmt: skip
_ENDS = ("", "today", "this week", "for my daughter", "in your shop", "online", "without a receipt", "on a sunday")


class Matcher:
    """What ships, in the shape that outside scorers expect."""

    def __init__(self, lang: str | None = None) -> None:
        del lang  # one file answers in all its languages
        self._matcher = questions.Matcher({})

    def fit(self, entries: dict[str, list[str]]) -> None:
        self._matcher = questions.Matcher(entries, knowledge=shipped_knowledge())

    def match(self, text: str) -> tuple[list[tuple[str, float]], str, float]:
        found = self._matcher.match(text)
        return list(found.ranked), found.decision, found.confidence


def made_up(count: int) -> tuple[dict[str, list[str]], list[str]]:
    """Return a file of about *count* phrasings, five an entry, and messages that are worded in new ways."""
    chance = random.Random(7)
    topics = [f"{does} a {thing}" for does, thing in product(_DOES, _THINGS)]
    chance.shuffle(topics)
    wanted = max(1, count // 5)
    topics = (topics * (1 + wanted // len(topics)))[:wanted]
    entries = {}
    for n, topic in enumerate(topics):
        number = f" {n // 600}" if n >= 600 else ""
        entries[f"n{n}"] = [f"{chance.choice(_ASKS)} {topic} {end}{number}" for end in chance.sample(_ENDS, 5)]
    messages = [
        f"{chance.choice(_ASKS)} {chance.choice(topics)} {chance.choice(_ENDS)} {chance.choice(_DOES)}ing"
        for _ in range(MESSAGES)
    ]
    return entries, messages


def main(sizes: Sequence[int]) -> None:
    print("phrasings  build s  p50 ms  p95 ms  memory MB")
    for size in sizes:
        entries, messages = made_up(size)
        began = time.process_time()
        matcher = questions.Matcher(entries, knowledge=shipped_knowledge())
        built = time.process_time() - began
        times = []
        for text in messages:
            began = time.process_time()
            matcher.match(text)
            times.append((time.process_time() - began) * 1000)
        times.sort()
        middle, slow = times[len(times) // 2], times[int(len(times) * 0.95)]
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{size:9}{built:9.2f}{middle:8.2f}{slow:8.2f}{memory:11.0f}")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
