"""Actions of rasa-sdk in this process: found, run, given up, explained."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.actions.rasa import RasaActions
from bot.errors import ActionError
from tests.actions.sdk import PHONE, actions, call


def write(folder: Path, body: str) -> RasaActions:
    head = (
        "import threading, builtins\nfrom rasa_sdk import Action\nfrom rasa_sdk.events import SlotSet, FollowupAction\n"
    )
    run = f"class A(Action):\n    def name(self): return 'action_a'\n    def run(self, dispatcher, tracker, domain):\n{body}"
    (folder / "a.py").write_text(head + run, "utf-8")
    return RasaActions(folder, deadline=0.2)


def test_an_action_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    """The deadline ends the wait; the conversation goes on."""
    release = threading.Event()
    with contextlib.ExitStack() as stack:
        stack.callback(release.set)
        import builtins

        builtins.askfirst_release = release  # type: ignore[attr-defined]
        stack.callback(delattr, builtins, "askfirst_release")
        here = write(tmp_path, "        builtins.askfirst_release.wait(20)\n        return []\n")
        with pytest.raises(ActionError, match="longer than 0.2 seconds"):
            here.run(call("action_a"), PHONE)


def test_an_error_in_the_owners_code_names_its_kind_and_no_personal_data(tmp_path: Path) -> None:
    here = write(tmp_path, "        raise ValueError(tracker.latest_message['metadata']['phone'])\n")
    with pytest.raises(ActionError, match="ValueError in the owner's code") as caught:
        here.run(call("action_a"), PHONE)
    assert PHONE not in str(caught.value)


def test_an_action_cannot_reach_into_the_state(tmp_path: Path) -> None:
    here = write(tmp_path, "        tracker.slots['list'].append(2)\n        return []\n")
    given = call("action_a", slots={"list": [1]})
    here.run(given, PHONE)
    assert given["slots"] == {"list": [1]}


def test_events_and_messages_become_slots_replies_and_what_follows(tmp_path: Path) -> None:
    here = write(
        tmp_path,
        "        dispatcher.utter_message(text='Done', buttons=[{'title': 'Ok', 'payload': '/ok'}])\n"
        "        return [SlotSet('x', 1), FollowupAction('welcome')]\n",
    )
    told = here.run(call("action_a"), PHONE)
    assert told["slots"] == {"x": 1} and told["follow"] == "welcome"
    assert told["replies"] == ({"text": "Done", "buttons": ({"title": "Ok", "payload": "/ok"},)},)


def test_a_file_that_cannot_be_read_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_text("import nothing_like_it\n", "utf-8")
    with pytest.raises(ActionError, match=r"b\.py failed: the file could not be read \(ModuleNotFoundError"):
        RasaActions(tmp_path).run(call("a"), PHONE)


def test_changed_files_are_read_again_when_told(tmp_path: Path) -> None:
    here = write(tmp_path, "        return [SlotSet('x', 1)]\n")
    assert here.run(call("action_a"), PHONE)["slots"] == {"x": 1}
    write(tmp_path, "        return [SlotSet('x', 2), SlotSet('y', 3)]\n")
    here.forget()
    assert here.run(call("action_a"), PHONE)["slots"] == {"x": 2, "y": 3}


def test_what_is_not_used_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    here = actions()
    here.run(call("action_undo"), PHONE)
    here.run(call("action_undo"), PHONE)
    assert [record.message for record in caplog.records if record.levelname == "WARNING"] == [
        'The action action_undo: the event "undo" is not used here: what an action did is not taken back here: '
        "set the slots as they shall be."
    ]


def test_rasa_sdk_is_not_loaded_before_the_first_action() -> None:
    code = "import sys, bot.wiring; sys.exit('rasa_sdk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
