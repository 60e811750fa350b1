"""Talks written down, and differences shown word by word."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core import outgoing as out
from bot.core.flow import Where
from bot.core.talk import (
    Again,
    Bot,
    Customer,
    InLedger,
    Later,
    Restart,
    Send,
    Sends,
    Slots,
    Staff,
    Talk,
    Tap,
    Uttered,
    Verdict,
)
from bot.core.talk_diff import differs
from bot.core.talk_text import duration, shortened, written
from bot.flowfiles.talks import load_talks

EVERY_LINE = (
    Customer('he said "yes"\nand: went \\ away #1'), Bot(""), Bot("- a: [b]"), Tap("Yes, please"),
    Sends("image", "this one?"), Sends("location"), Staff("Hello: you"), Staff(what="take"), Staff(what="close"),
    Later(90), Later(3 * 86400), Send("spring", "offers", {"item": "50% off", "1": "no"}), Send("spring", "offers"),
    Verdict(), Verdict("withdrawn"), Verdict("cap", "spring", "offers"), Verdict("", "spring", "offers"),
    InLedger("offers", "granted"), InLedger("*", "withdrawn"), Slots({"n": 4, "day": None, "ok": True, "w": "yes"}),
    Uttered("utter_hi"), Again("delivered"), Again("tapped"), Restart(), Customer("مرحبا 👩‍🍳\u200f"),
)  # fmt: skip


def without_places(talk: Talk) -> list[tuple[object, ...]]:
    return [(type(line), *(getattr(line, name) for name in line.__slots__ if name != "where")) for line in talk.lines]


def test_what_is_written_is_read_again_as_it_was(tmp_path: Path) -> None:
    talk = Talk('a: "b"', EVERY_LINE, at="2026-01-05 10:00", language="pt")
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks/one.yaml").write_text(written(talk), "utf-8")
    found = load_talks(tmp_path)
    assert not found.problems
    (again,) = found.talks
    assert (again.title, again.at, again.language) == (talk.title, talk.at, talk.language)
    assert without_places(again) == without_places(talk)


@pytest.mark.parametrize(
    ("seconds", "words"), [(60, "1 minute"), (5400, "90 minutes"), (7200, "2 hours"), (45, "45 seconds")]
)
def test_durations_are_written_in_the_largest_unit_that_fits(seconds: int, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Hello Ada! This is Café Aurora. What now?", "This is Café Aurora."),
        ("Your booking is AU-12345. See you then!", "See you then!"),
        ("Your code AU-12345", "Your code"),
        ("Which day?", "Which day?"),
        ("word " * 40, "word " * 11 + "word"),
        ("First line\nsecond line", "First line"),
    ],
)
def test_a_line_is_kept_short_and_without_what_changes(said: str, kept: str) -> None:
    assert shortened([out.Text(said)], spare=["Ada!", "AU-12345", "a"]) == [Bot(kept)]


def test_a_message_without_words_leaves_no_line() -> None:
    assert shortened([out.Spot(1.0, 2.0)]) == []


# ---- differences


def test_words_that_differ_are_marked_below() -> None:
    found = differs(Where("a.yaml", 3), "bot: A table for two", ["bot: A table for three."])
    assert found.text.splitlines() == [
        "- bot: A table for two",
        "                   ^^^",
        "+ bot: A table for three.",
        "                   ^^^^^^",
    ]


def test_nothing_is_marked_where_everything_differs() -> None:
    assert "^" not in differs(Where(), "bot: Hello", ["Sorry"]).text


def test_case_and_punctuation_are_no_difference() -> None:
    rows = differs(Where(), "bot: thank you. Bye", ["bot: Thank you! Now"]).rows
    assert [text for row in rows for text, mark in row.parts if mark] == ["Bye", "Now"]


def test_all_that_came_is_shown_in_its_order_and_marked_where_it_is_nearest() -> None:
    rows = differs(Where(), "bot: Which day?", ["bot: Hello there", "bot: Which hour?"]).rows
    assert [row.text for row in rows] == ["bot: Which day?", "bot: Hello there", "bot: Which hour?"]
    assert [text for row in rows for text, mark in row.parts if mark] == ["day?", "hour?"]


def test_further_lines_of_a_text_stand_below_each_other() -> None:
    text = differs(Where(), "bot: a", ["bot: one\ntwo"]).text
    assert "+ bot: one\n" in text and "+      two" in text
