"""Talks in the short form and as Rasa's test cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import wiring
from bot.core import talk
from bot.flowfiles.book import load
from bot.flowfiles.talks import Talks, load_talks
from bot.services.playing import play
from bot.services.suites_actions import Recorded
from tests.flowfiles.helpers import GOOD
from tests.world import FLOWS


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
        "Customer", "Uttered", "Customer", "Slots", "Said", "Flowed",
    ]  # fmt: skip
    assert case.slots == {"membership": "premium"} and not found.problems


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
        ("test_cases: []\nstub_custom_actions: {a: b}\n", 2, "the stub of a is a map with events: and responses:"),
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


def test_a_message_that_comes_twice_and_a_restart_are_lines_too(tmp_path: Path) -> None:
    found = written(tmp_path, "talk: x\n- customer: hi\n- again: delivered\n- again: tapped\n- restart: true\n")
    assert not found.problems
    assert [getattr(line, "what", "") for line in found.talks[0].lines] == ["", "delivered", "tapped", ""]


@pytest.mark.parametrize(
    ("line", "what"),
    [("again: thrice", '"thrice" is not what can come twice'), ("restart: false", "a restart is true or is left out")],
)
def test_a_wrong_disturbance_is_told(tmp_path: Path, line: str, what: str) -> None:
    (problem,) = written(tmp_path, f"talk: x\n- {line}\n").problems
    assert problem.what == what and problem.cure


# ---- Rasa's own files

RASA = """fixtures:
  - morning: [{mocked_datetime: "2026-01-05T10:00:00+00:00"}]
metadata:
  - wa: {input_channel: whatsapp}
stub_custom_actions:
  action_book_table:
    events: [{event: slot, name: booking_code, value: AU-1}]
    responses: [{text: Booked by the stub}]
  other::action_book_table: {events: [{event: restart}], responses: []}
test_cases:
  - test_case: booking
    fixtures: [morning, kept]
    metadata: wa
    steps:
      - user: book
        assertion_order_enabled: false
        assertions:
          - flow_started: book_table
          - bot_uttered: {text_matches: "^How many"}
          - bot_did_not_utter: {text_matches: Goodbye}
          - slot_was_not_set: [{name: day}]
      - bot: this is not looked at after assertions
      - user: "4"
        metadata: wa
      - slot_was_set: [party_size, {party_size: 4}]
      - user: tomorrow
      - user: "12:30"
        assertions:
          - bot_uttered: {buttons: [{title: Garden}, {title: Inside}]}
      - user: Garden
      - user: Yes, book it
        assertions:
          - action_executed: action_book_table
          - slot_was_set: [{name: booking_code, value: AU-1}, {name: day}]
          - bot_uttered: {text_matches: "Booked by the stub"}
      - user: no
        assertions:
          - flow_completed: {flow_id: book_table, flow_step_id: consent_reminders}
          - flow_started: {operator: any, flow_ids: [book_table, welcome]}
"""


def rasa(folder: Path, text: str = RASA) -> Talks:
    (folder / "talks/deep").mkdir(parents=True)
    (folder / "talks/conftest.yml").write_text("fixtures:\n  - kept: [{area: garden}]\n", "utf-8")
    (folder / "talks/deep/e2e.yml").write_text(text, "utf-8")
    return load_talks(folder, book=load(FLOWS).book)


def test_a_whole_rasa_file_loads_with_shared_fixtures_stubs_and_assertions(tmp_path: Path) -> None:
    found = rasa(tmp_path)
    assert [problem.what for problem in found.problems] == ['a stub\'s event "restart" is not played']
    (case,) = found.talks
    assert case.at == "2026-01-05T10:00:00+00:00" and case.slots == {"area": "garden"}
    assert case.stubs["action_book_table"]["slots"] == {"booking_code": "AU-1"}
    kinds = [type(line).__name__ for line in case.lines]
    assert kinds == [
        "Customer", "Flowed", "Said", "Said", "Slots", "Customer", "Slots", "Filled", "Customer", "Customer", "Said",
        "Customer", "Customer", "Ran", "Slots", "Filled", "Said", "Customer", "Flowed", "Flowed",
    ]  # fmt: skip


def test_it_is_played_and_what_is_wrong_is_told(tmp_path: Path) -> None:
    flows = wiring.Flows(FLOWS)
    # the fixture fills "area", so the bot does not ask for it: without it the case holds
    whole = rasa(tmp_path, RASA.replace("[morning, kept]", "[morning]")).talks[0]
    with wiring.stages(FLOWS, flows)(whole, Recorded()) as stage:
        played = play(whole, stage)
    shown = [[f"{row.sign} {row.text}" for row in one.rows] for one in played.differences]
    assert shown == [["- flow: started book_table or started welcome", "+ flow: completed book_table"]]


@pytest.mark.parametrize(
    ("assertion", "what"),
    [
        (
            "generative_response_is_grounded: {threshold: 0.9}",
            'the assertion "generative_response_is_grounded" is not checked',
        ),
        ("flow_started: book_tabel", 'there is no flow called "book_tabel"'),
        ("bot_uttered: {utter_name: utter_nothing}", 'there is no response called "utter_nothing"'),
        ('bot_uttered: {text_matches: "(a+)+$"}', "text_matches: this pattern could take for ever on some texts"),
        ("bot_uttered: hi", "bot_uttered is a map"),
        ("flow_begun: x", 'the assertion "flow_begun" is not checked'),
    ],
)
def test_an_assertion_that_cannot_be_checked_is_one_line(tmp_path: Path, assertion: str, what: str) -> None:
    text = (
        f"test_cases:\n  - test_case: a\n    steps:\n      - user: hi\n        assertions:\n          - {assertion}\n"
    )
    (problem,) = rasa(tmp_path, text).problems
    assert problem.what == what and problem.cure and problem.line == 6


def test_a_fixture_that_nobody_defined_is_told(tmp_path: Path) -> None:
    text = "test_cases:\n  - test_case: a\n    fixtures: [kep]\n    steps: [{user: hi}]\n"
    (problem,) = rasa(tmp_path, text).problems
    assert problem.what == 'there is no fixture called "kep"' and problem.cure == 'did you mean "kept"?'


@pytest.mark.parametrize(
    "odd",
    [
        "fixtures:\n  - a: 3\ntest_cases:\n  - test_case: x\n    fixtures: [a]\n    steps: [{user: hi}]\n",
        "stub_custom_actions:\n  action_x: {events: 3, responses: hi}\ntest_cases: []\n",
        "test_cases:\n  - test_case: x\n    steps: [{user: hi, assertions: [{flow_started: {flow_ids: 3}}, {slot_was_set: 3}]}]\n",
        "test_cases:\n  - test_case: x\n    steps: [{user: hi, assertions: [{bot_uttered: {buttons: 3}}, {flow_completed: []}]}]\n",
    ],
)
def test_odd_values_are_no_traceback(tmp_path: Path, odd: str) -> None:
    assert rasa(tmp_path, odd).files == 2
