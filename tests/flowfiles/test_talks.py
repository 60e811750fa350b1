"""Talks in the short form and as Rasa's test cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core import talk
from bot.flowfiles.book import load
from bot.flowfiles.talks import Talks, load_talks
from tests.flowfiles.helpers import GOOD


def written(folder: Path, text: str) -> Talks:
    """Load one file of talks."""
    (folder / "talks").mkdir()
    (folder / "talks/one.yaml").write_text(text, "utf-8")
    return load_talks(folder)


def test_the_short_form_is_read_line_by_line() -> None:
    found = load_talks(GOOD / "cafe", book=load(GOOD / "cafe").book)
    assert not found.problems and len(found.talks) == 2
    first = found.talks[0]
    assert (first.title, first.at, first.language) == ("A new customer says yes to offers", "2026-01-05 09:00", "")
    where = [line.where for line in first.lines]
    assert [place.line for place in where] == list(range(4, 14))
    plain = [type(line).__name__ for line in first.lines]
    assert plain == ["Customer", "Bot", "Tap", "Bot", "InLedger", "Later", "Send", "Verdict", "Customer", "Verdict"]
    last = first.lines[-1]
    assert isinstance(last, talk.Verdict) and (last.reason, last.template, last.purpose) == (
        "withdrawn",
        "spring_offer",
        "offers",
    )


def test_every_kind_of_line_is_understood() -> None:
    second = load_talks(GOOD / "cafe").talks[1]
    values = [(type(line).__name__, *(getattr(line, name) for name in line.__slots__)) for line in second.lines]
    assert values == [
        ("Customer", "pessoa"), ("Sends", "image", "olha"), ("Staff", "", "take"), ("Staff", "Bom dia!", "reply"),
        ("Bot", ""), ("Staff", "", "close"), ("Slots", {"party_size": None}), ("Uttered", "utter_booked"),
    ]  # fmt: skip


def test_rasas_test_cases_are_read() -> None:
    found = load_talks(GOOD / "rasa", book=load(GOOD / "rasa").book)
    (case,) = found.talks
    assert (case.title, case.at) == ("transfer", "2026-11-21T10:00:00+00:00")
    assert [type(line).__name__ for line in case.lines] == [
        "Customer", "Uttered", "Customer", "Slots", "Uttered", "Slots", "Slots", "Bot",
    ]  # fmt: skip
    assert [problem.what for problem in found.problems] == [
        "the fixture sets membership, which is not played",
        'the assertion "flow_started" is not checked',
        "only the value of recipient can be expected, not that it has any",
    ]


def test_a_talk_may_be_plain_yaml_too(tmp_path: Path) -> None:
    found = written(tmp_path, "talk: x\nsteps:\n  - customer: hi\n  - bot: Hello\n")
    assert not found.problems and len(found.talks[0].lines) == 2


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("talk: x\n- custommer: hi\n", 2, '"custommer" is not a key of a line'),
        ("talk: x\nat: tomorrow\n- customer: hi\n", 2, '"tomorrow" is not a date and a time'),
        ("talk: x\n- customer: hi\n  bot: hello\n", 3, "a line says one thing, and this one has customer and bot"),
        ("talk: x\n- ledger: offers yes\n", 2, "a ledger line names a purpose and what happened"),
        ("talk: x\n- later: soon\n", 2, '"later" is a duration, and "soon" is none'),
        ("talk: x\n- send: {template: a}\n", 2, 'a send needs "purpose"'),
        ("talk: x\n- verdict: {template: a, purpose: b}\n", 2, "a verdict is refused: with a reason, or cleared: true"),
        ("talk: x\n- sends: {kind: photo}\n", 2, '"photo" is not a kind'),
        ("talk: x\n- slots: size\n", 2, '"slots" is a map of slots and values'),
        ("talk: x\n", 1, "this talk has no lines"),
        ("talk: x\n- customer: 'hi\n", 2, "this quote ' is never closed"),
        ("- customer: hi\n", 1, "here is a list, but a talk begins with talk:"),
        ("test_cases:\n  - steps: []\n", 2, "a test case needs test_case: and steps:"),
        ("test_cases:\n  - test_case: a\n    steps: [{usr: hi}]\n", 3, '"usr" is not a step of a test'),
        ("test_cases:\n  - hi\n", 2, "a test case is a map (key: value), and here is a text"),
        (
            "test_cases:\n  - test_case: a\n    steps: [hi]\n",
            3,
            "a step of a test is a map (key: value), and here is a text",
        ),
        ("test_cases:\n  - test_case: a\n    steps: [{bot: [a, b]}]\n", 3, '"bot" is a text, and here is a list'),
        ("test_cases: []\nstub_custom_actions: {a: b}\n", 2, "stubbed actions are not played"),
        ("test_cases: []\nfixture: []\n", 2, '"fixture" is not a key of a file of talks'),
    ],
)
def test_a_wrong_talk_is_told_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    (problem,) = written(tmp_path, text).problems
    assert (problem.line, problem.what) == (line, what) and problem.source and problem.cure


def test_names_are_checked_where_the_book_is_known(tmp_path: Path) -> None:
    (tmp_path / "talks").mkdir()
    text = "talk: x\n- send: {template: spring_ofer, purpose: offer}\n- utter: utter_boked\n"
    (tmp_path / "talks/one.yaml").write_text(text, "utf-8")
    found = load_talks(tmp_path, book=load(GOOD / "cafe").book)
    assert [problem.cure for problem in found.problems] == [
        'did you mean "spring_offer"?', 'did you mean "offers"?', 'did you mean "utter_booked"?',
    ]  # fmt: skip


def test_a_good_talk_beside_a_wrong_one_is_still_read(tmp_path: Path) -> None:
    found = written(tmp_path, "talk: a\n- customer: 'hi\n\ntalk: b\n- customer: hi\n")
    assert [one.title for one in found.talks] == ["b"] and len(found.problems) == 1
