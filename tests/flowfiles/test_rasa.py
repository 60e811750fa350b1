"""Rasa's own files load as they are; what needs a model is one line that says what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.core.flow import END, Book, HandOverTo
from bot.flowfiles.book import Loaded, load
from tests.flowfiles.helpers import GOOD, booked, flow, whats, written


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    """A project as Rasa's own examples look."""
    return load(GOOD / "rasa")


@pytest.fixture(scope="module")
def book(loaded: Loaded) -> Book:
    """Its book."""
    assert loaded.book is not None
    return loaded.book


def step(book: Book, step_id: str) -> Any:
    """One step of the one flow."""
    return book.flows["transfer_money"].steps[step_id]


def test_what_needs_a_model_is_one_warning_each(loaded: Loaded) -> None:
    assert not whats(loaded)
    assert whats(loaded, "warning") == [
        'nothing ever starts the flow "transfer_money"',
        '"nlu_trigger" is Rasa\'s and is not used here',
        '"always_include_in_prompt" is Rasa\'s and is not used here',
        '"intents" is Rasa\'s and is not used here',
        '"mappings" is Rasa\'s and is not used here',
        '"mappings" is Rasa\'s and is not used here',
    ]
    assert all(problem.cure for problem in loaded.problems)


def test_the_flow_is_the_one_that_rasa_would_run(book: Book) -> None:
    assert [(one.id, [branch.to for branch in one.next]) for one in book.flows["transfer_money"].steps.values()] == [
        ("collect_recipient", ["ask_amount"]),
        ("ask_amount", ["collect_payment_option"]),
        ("collect_payment_option", ["use_card", "utter_cancelled", "check"]),
        ("utter_cancelled", [END]),
        ("use_card", ["check"]),
        ("check", ["confirm", "utter_no_funds"]),
        ("utter_no_funds", ["link_pattern_human_handoff"]),
        ("link_pattern_human_handoff", [END]),
        ("confirm", ["action_transfer", "utter_cancelled_2"]),
        ("action_transfer", ["utter_done"]),
        ("utter_done", [END]),
        ("utter_cancelled_2", [END]),
    ]


def test_a_link_to_the_human_handoff_is_a_handover(book: Book) -> None:
    assert isinstance(step(book, "link_pattern_human_handoff"), HandOverTo)


def test_a_collect_without_a_question_asks_with_its_response(book: Book) -> None:
    assert [text.source for text in step(book, "collect_recipient").ask.by_language["en"]] == [
        "Who should get it?",
        "To whom?",
    ]
    assert step(book, "collect_recipient").again


def test_buttons_that_set_the_slot_become_its_choices(book: Book) -> None:
    choices = step(book, "collect_payment_option").choices
    assert [(choice.id, choice.value) for choice in choices] == [
        ("flow/transfer_money/collect_payment_option/1", "card"),
        ("flow/transfer_money/collect_payment_option/2", "account"),
    ]


def test_types_of_slots_are_translated(book: Book) -> None:
    kinds = {name: slot.type for name, slot in book.slots.items()}
    assert kinds["amount"] == "number" and kinds["payment_option"] == "choice" and kinds["fee"] == "text"
    assert book.slots["identity_verified"].initial is False


def test_rejections_of_a_slot_say_their_response(book: Book) -> None:
    rejection = book.slots["recipient"].rejections[0]
    assert rejection.say.by_language["en"][0].source == "Only letters."


def test_a_translation_is_another_language(book: Book) -> None:
    assert book.responses["utter_done"][1].text.by_language["pt"][0].source == "Feito."


def test_the_old_way_to_write_a_condition_is_understood(tmp_path: Path) -> None:
    found = booked(
        tmp_path,
        "slots: {in: {type: bool}, level: {type: text}}\n"
        + flow("- action: utter_hi")
        + """
responses:
  utter_hi:
    - condition: [{type: slot, name: in, value: true}, {type: slot, name: level, value: gold}]
      text: Welcome back!
    - text: Hi!
""",
    )
    when = found.responses["utter_hi"][0].when
    assert when is not None and when.source == 'slots.in is true and slots.level is "gold"'


def test_a_channel_goes_before_a_condition(tmp_path: Path) -> None:
    text = (
        flow("- action: utter_hi")
        + """
responses:
  utter_hi:
    - text: everywhere
    - {text: if open, condition: hours.open}
    - {text: here, channel: whatsapp}
    - {text: here if open, channel: whatsapp, condition: hours.open}
"""
    )
    found = booked(tmp_path, text).responses["utter_hi"]
    assert [one.text.by_language["en"][0].source for one in found] == ["here if open", "here", "if open", "everywhere"]


@pytest.mark.parametrize(
    "section",
    [
        "rules: []",
        "stories: []",
        "forms: {a: {required_slots: [b]}}",
        "session_config: {x: 1}",
        "pipeline: []",
        "e2e_actions: []",
    ],
)
def test_sections_that_need_a_model_do_not_stop_the_rest(tmp_path: Path, section: str) -> None:
    loaded = written(tmp_path, f'version: "3.1"\n{section}\n')
    assert loaded.book is not None and len(loaded.problems) == 1 and loaded.problems[0].cure


# ---- a whole CALM project: flows, domain, patterns, endpoints, credentials, tests, each in its own file


@pytest.fixture(scope="module")
def calm() -> Loaded:
    """A project in the style of Rasa's own CALM demo, with every construct that the format knows."""
    return load(GOOD / "calm")


def test_a_calm_project_loads_and_each_part_that_needs_a_model_is_one_line(calm: Loaded) -> None:
    assert not whats(calm) and calm.book is not None
    told = [
        what.removesuffix(" is Rasa's and is not used here").strip('"')
        for what in whats(calm, "warning")
        if what.endswith(("Rasa's and is not used here", "left out", "and is not here", "needs a model"))
    ]
    assert sorted(told) == sorted([
        "recipe", "language", "pipeline", "policies", "assistant_id", "rest", "nlu_trigger", "nlu_trigger",
        "always_include_in_prompt", "nlu", "intents", "entities", "session_config", "mappings", "mappings", "mappings",
        "mappings", "min_value", "max_value", "attachment", "custom", "elements", "quick_replies", "nlg", "model_groups",
        "tracker_store",
        'pattern_completed" is a pattern of Rasa and is left out', 'pattern_chitchat" is a pattern of Rasa and is left out',
        'action_ask_tariff" would be called by its name alone, and is not here',
        'validate_meter_number" would be called by its name alone, and is not here',
        'the payload "/inform{"tariff": "green"}" starts an intent, which needs a model',
    ])  # fmt: skip
    assert all(problem.cure for problem in calm.problems)


def test_a_calm_project_keeps_its_server_flows_slots_and_responses(calm: Loaded) -> None:
    found = calm.book
    assert found is not None and found.action_server is not None
    assert (found.action_server.url, found.action_server.token) == ("http://127.0.0.1:5055/webhook", "${ACTION_TOKEN}")
    assert sorted(found.flows) == ["ask_reading", "change_tariff", "greeting", "report_meter"]
    assert {name: slot.type for name, slot in found.slots.items()} == {
        "logged_in": "bool", "meter_number": "text", "reading": "number", "reading_status": "choice", "tries": "number",
        "confirm_reading": "bool", "tariff": "choice", "discount": "text", "history": "list", "form_data": "text",
        "card": "choice",
    }  # fmt: skip
    guard = found.flows["ask_reading"].guard
    assert guard is not None and guard.source == "False"


def test_a_calm_conversation_runs_as_rasa_would(calm: Loaded) -> None:
    """The guard, the call and its return, the rejection, the branch after an action, the link at the end."""
    from tests.core.playing import Player

    assert calm.book is not None
    here = Player(calm.book)
    here.taps("start:report_meter")
    assert "meter" in here.says("1234") and "Eight digits please." in here.says("99")
    assert here.says("12345678") == "What does it show?"
    assert "More than zero please." in here.says("-3")
    here.says("55")
    assert here.called()[0].name == "action_check_reading" and here.called()[0].slots["reading"] == 55
    assert "That is less than last time." in here.result(slots={"reading_status": "too_low"})
    here.says("12345678")
    here.says("77")
    assert "77 on meter 12345678: right?" in here.result(slots={"reading_status": "ok"})
    here.taps("Yes")
    assert here.called()[0].name == "action_save_reading"
    assert "Saved." in here.result() and here.titles == ["Basic", "Green"]
    assert here.taps("Green") == "Changed, 5 % off."
    assert here.state.slots["meter_number"] == "12345678"


def test_a_link_to_the_handoff_of_a_calm_project_calls_a_person(calm: Loaded) -> None:
    from tests.core.playing import Player

    assert calm.book is not None
    here = Player(calm.book)
    here.taps("start:report_meter")
    here.says("12345678")
    here.says("55")
    here.result(slots={"reading_status": "unknown"})
    assert here.state.handover
