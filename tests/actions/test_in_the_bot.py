"""The whole bot with a real action server: from the customer's message to what the server wants said."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.actions.sdk import sdk_server
from tests.world import World

ACTIONS = """
from rasa_sdk import Action
from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import ActionExecutionRejection

class Look(Action):
    def name(self):
        return "action_look"

    def run(self, dispatcher, tracker, domain):
        if tracker.get_slot("n") > 9:
            raise ActionExecutionRejection(self.name(), "too many")
        dispatcher.utter_message(response="utter_found", seats=tracker.get_slot("n") + 1)
        return [SlotSet("code", tracker.sender_id[:4])]
"""
FLOWS = """
business: {name: Aurora, languages: [en], timezone: UTC, privacy_url: https://example.com/privacy}
handover: {teams: [front], say: A person will answer you here.}
action_endpoint: {url: "%s"}
slots: {code: {type: text}, seats: {type: number}}
responses:
  utter_found: [{text: "Found {seats|some} seats."}]
flows:
  look:
    description: Look for a table
    triggers: [{words: [look]}]
    steps:
      - collect: n
        ask: How many?
        type: number
      - action: action_look
        on_fail: sorry
      - say: "Your code is {code|missing}."
        next: END
      - id: sorry
        say: That is too many for us.
"""


@pytest.fixture
def flows(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "look.py").write_text(ACTIONS, "utf-8")
    with sdk_server(tmp_path, "look") as url:
        folder = tmp_path / "flows"
        folder.mkdir()
        (folder / "all.yaml").write_text(FLOWS % url, "utf-8")
        yield folder


def test_a_servers_answer_reaches_the_customer(flows: Path) -> None:
    world = World(flows)
    ada = world.customer()
    assert ada.says("look") == "How many?"
    [person] = world.rows("SELECT id FROM persons")[0]
    assert ada.says("4") == f"Found 5 seats.\n\nYour code is {person[:4]}."


def test_a_servers_refusal_takes_the_owners_way_out(flows: Path) -> None:
    ada = World(flows).customer()
    ada.says("look")
    assert ada.says("12") == "That is too many for us."


def test_a_server_that_moves_is_found_when_the_files_say_so(flows: Path) -> None:
    world = World(flows)
    ada = world.customer()
    good = (flows / "all.yaml").read_text("utf-8")
    (flows / "all.yaml").write_text(good.replace("/webhook", "/elsewhere"), "utf-8")
    assert world.bot.flows.refresh()
    ada.says("look")
    assert "did not work" in ada.says("4")
    (flows / "all.yaml").write_text(good + "\n", "utf-8")
    assert world.bot.flows.refresh()
    assert "Found 5 seats." in ada.taps("Try again")


def test_a_missing_variable_is_told_at_the_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "all.yaml").write_text(FLOWS % "${ASKFIRST_TEST_NOWHERE}/webhook", "utf-8")
    with caplog.at_level(logging.ERROR):
        World(tmp_path)
    assert "action_endpoint needs the variable ASKFIRST_TEST_NOWHERE, and it is not set." in caplog.text
