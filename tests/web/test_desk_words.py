"""The words of the pages: every key in every language, none unused, the same placeholders; plurals, days and times."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter

import pytest

from bot.core.consent import Refused
from bot.ports.desk import DESK_EVENTS
from bot.web import desk_acts, desk_page, desk_show, words, words_when

WEB = Path(words.__file__).parent
FILES = sorted((WEB / "words").glob("*.json"))
AREAS = sorted({path.name.split(".")[0] for path in FILES})
OPEN_ENDED = (
    "event_",
    "kind_",
    "label_",
    "not_",
    "outcome_",
    "reason_",
    "refused_",
    "rule_",
    "done_",
    "stands_",
    "receipt_",
)
"""Beginnings of keys whose end comes from elsewhere: a state, a reason, a rule."""


def texts(area: str, language: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((WEB / "words" / f"{area}.{language}.json").read_text("utf-8"))
    return found


def names(text: object) -> set[str]:
    parts = text.values() if isinstance(text, dict) else text if isinstance(text, list) else [text]
    return {name for part in parts for _, name, _, _ in Formatter().parse(str(part)) if name}


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_language_has_every_key_with_the_same_placeholders(area: str, language: str) -> None:
    english, other = texts(area, "en"), texts(area, language)
    assert english.keys() == other.keys()
    for key, text in english.items():
        assert names(text) == names(other[key]), key
        assert str(other[key]).strip(), key


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_plurals_have_every_form_that_the_language_needs(language: str) -> None:
    needed = {words.plural(language, n) for n in range(200)}
    for area in AREAS:
        for key, text in texts(area, language).items():
            if isinstance(text, dict):
                assert needed <= text.keys(), key


def test_no_key_stands_in_two_files() -> None:
    seen: dict[str, str] = {}
    for area in AREAS:
        for key in texts(area, "en"):
            assert seen.setdefault(key, area) == area, key


def source() -> str:
    files = [*WEB.glob("*.py"), *WEB.glob("templates/**/*.html")]
    assert len(files) > 20
    return "\n".join(path.read_text("utf-8") for path in files)


def test_every_key_that_a_page_names_is_there() -> None:
    named = set(re.findall(r"""\bsay\(\s*["']([a-z_]+)["'][,)]""", source()))
    assert len(named) > 80
    missing = sorted(name for name in named if name not in words.catalogue("en"))
    assert not missing


def test_no_key_of_the_desk_is_unused() -> None:
    text = source()
    unused = [
        key
        for key in texts("desk", "en")
        if not key.startswith(OPEN_ENDED) and not re.search(rf"""["']{key}["']""", text) and not built(key)
    ]
    assert not unused


def built(key: str) -> bool:
    """Whether a key is made of a beginning and the name of a list or a role."""
    return any(key in (f"view_{view}", f"empty_{view}", f"empty_{view}_how") for view in desk_page.VIEWS)


def test_what_comes_from_elsewhere_has_words() -> None:
    english = words.catalogue("en")
    quiet = {"heard", "said", "note", "callback", "survey"}
    assert all(f"event_{kind}" in english for kind in DESK_EVENTS if kind not in quiet)
    assert all(f"outcome_{word}" in english for word in desk_page.OUTCOMES)
    assert all(f"done_{act}" in english for act in desk_acts.ACTS)
    assert all(f"receipt_{tone}" in english for tone, _ in desk_show.RECEIPTS.values())
    reasons = re.findall(r"[a-z_]+", str(Refused.__annotations__.get("reason", "")))
    assert all(f"refused_{reason}" in english for reason in reasons if reason not in ("str", "Literal"))


@pytest.mark.parametrize(
    ("language", "n", "category"),
    [("en", 1, "one"), ("en", 0, "other"), ("pt", 0, "one"), ("es", 2, "other"), ("de", 1, "one"), ("ar", 0, "zero"),
     ("ar", 2, "two"), ("ar", 7, "few"), ("ar", 11, "many"), ("ar", 100, "other"), ("ar", 103, "few")],
)  # fmt: skip
def test_plural_categories(language: str, n: int, category: str) -> None:
    assert words.plural(language, n) == category


def test_an_unknown_language_is_english_and_an_unknown_key_an_error() -> None:
    assert words.say_in("xx", "send") == "Send"
    with pytest.raises(KeyError):
        words.say("no_such_key")


NOON = 1_767_614_400  # Monday, 2026-01-05 12:00 UTC


@pytest.mark.parametrize(
    ("at", "day", "short"),
    [(NOON, "Today", "12:00"), (NOON - 86_400, "Yesterday", "Sun"), (NOON + 86_400, "Tomorrow", "6/1"),
     (NOON - 3 * 86_400, "Friday, 2 January", "Fri"), (NOON - 10 * 86_400, "Friday, 26 December 2025", "26/12/2025")],
)  # fmt: skip
def test_days_are_told_as_people_tell_them(at: int, day: str, short: str) -> None:
    when = words_when.When(NOON, "Europe/Lisbon")
    assert when.day(at) == day
    assert when.short(at) == short


def test_times_are_of_the_business() -> None:
    assert words_when.clock(NOON, "Asia/Kolkata") == "17:30"
    assert words_when.day(NOON + 7 * 3600, NOON, "Asia/Kolkata") == "Tomorrow"
    assert words_when.stamp(NOON, "Europe/Berlin") == "2026-01-05T13:00:00+01:00"
