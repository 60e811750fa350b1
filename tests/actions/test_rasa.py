"""Actions of rasa-sdk: the same file in this process and on a real Rasa action server."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import parts
from bot.actions.rasa import RasaActions
from bot.channels.http import post_json
from bot.errors import ActionError

ACTIONS = Path(__file__).parent.parent.parent / "flows/actions"
CALL = {"person": "p1", "slots": {"party_size": 4, "day": "2026-12-01", "hour": "12:30", "area": "garden"},
        "text": "Yes, book it", "language": "en", "phone": "15550100002"}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A real `python -m rasa_sdk` with the starter's action file."""
    port = parts.free_port()
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "bookings", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ACTIONS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        parts.wait_until_up(port, process)
        yield f"http://127.0.0.1:{port}/webhook"
    finally:
        process.terminate()
        process.wait(20)


def test_the_starters_action_gives_the_same_in_process_and_on_a_server(server: str) -> None:
    here = RasaActions(ACTIONS).run("action_book_table", **CALL)
    there = RasaActions(Path("nowhere"), endpoint=server, post=post_json).run("action_book_table", **CALL)
    assert here == there
    assert here["slots"]["booking_code"].startswith("AU-")


def test_an_unknown_action_is_a_sentence_in_both(server: str) -> None:
    with pytest.raises(ActionError, match=r"action_x failed: no class in .* has that name \(known: action_book_table"):
        RasaActions(ACTIONS).run("action_x", **CALL)
    with pytest.raises(ActionError, match="the action server does not know it"):
        RasaActions(Path("nowhere"), endpoint=server, post=post_json).run("action_x", **CALL)


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(ActionError, match="did not answer"):
        RasaActions(Path("x"), endpoint=f"http://127.0.0.1:{parts.free_port()}/webhook", post=post_json).run(
            "a", **CALL
        )


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
        actions = write(tmp_path, "        builtins.askfirst_release.wait(20)\n        return []\n")
        with pytest.raises(ActionError, match="longer than 0.2 seconds"):
            actions.run("action_a", **CALL)


def test_an_error_in_the_owners_code_names_its_kind_and_no_personal_data(tmp_path: Path) -> None:
    actions = write(tmp_path, "        raise ValueError(tracker.sender_id)\n")
    with pytest.raises(ActionError, match="ValueError in the owner's code") as caught:
        actions.run("action_a", **CALL)
    assert "15550100002" not in str(caught.value)


def test_events_and_messages_become_slots_replies_and_what_follows(tmp_path: Path) -> None:
    actions = write(
        tmp_path,
        "        dispatcher.utter_message(text='Done', buttons=[{'title': 'Ok', 'payload': '/ok'}])\n"
        "        return [SlotSet('x', 1), FollowupAction('welcome')]\n",
    )
    told = actions.run("action_a", **CALL)
    assert told["slots"] == {"x": 1} and told["follow"] == "welcome"
    assert told["replies"] == [{"text": "Done", "buttons": [{"title": "Ok", "payload": "/ok"}]}]


def test_a_file_that_cannot_be_read_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_text("import nothing_like_it\n", "utf-8")
    with pytest.raises(ActionError, match=r"b\.py failed: the file could not be read \(ModuleNotFoundError"):
        RasaActions(tmp_path).run("action_a", **CALL)


def test_rasa_sdk_is_not_loaded_before_the_first_action() -> None:
    code = "import sys, bot.wiring; sys.exit('rasa_sdk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
