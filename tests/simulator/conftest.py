from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.simulator.peer import Town


@pytest.fixture
def build() -> Iterator[Callable[..., Town]]:
    """Make towns with options; all are closed at the end."""
    towns: list[Town] = []

    def make(**options: Any) -> Town:
        towns.append(Town(**options))
        return towns[-1]

    yield make
    for town in towns:
        town.close()


@pytest.fixture
def town(build: Callable[..., Town]) -> Town:
    return build(templates=TEMPLATES)


TEMPLATES = (
    {"name": "promo", "language": "en", "category": "MARKETING", "body": "Hi {{first_name}}, half price!",
     "buttons": ["Stop offers"]},
    {"name": "shipped", "language": "en_US", "category": "UTILITY", "body": "{{1}}, order {{2}} is on its way.",
     "header": "Order {{1}}", "buttons": [{"type": "URL", "text": "Track", "url": "https://example.com/{{1}}"}]},
    {"name": "pictured", "language": "en", "category": "UTILITY",
     "components": [{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "Look"}]},
    {"name": "plain", "language": "en", "category": "UTILITY", "body": "Thank you."},
    {"name": "long", "language": "en", "category": "UTILITY", "body": "{{1}} " + "x" * 1000},
    {"name": "paused", "language": "en", "category": "UTILITY", "body": "x", "status": "PAUSED"},
    {"name": "disabled", "language": "en", "category": "UTILITY", "body": "x", "status": "DISABLED"},
    {"name": "code", "language": "en", "category": "AUTHENTICATION", "components": [{"type": "BODY"}]},
)  # fmt: skip
