"""rasa-sdk's protocol against a real `python -m rasa_sdk`: whatever an action does there, it does here as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.actions import answers
from bot.core.flow import ActionServer
from bot.errors import ActionError
from tests.actions.sdk import KINDS, PHONE, actions, call, sdk_server

STARTER = Path(__file__).parent.parent.parent / "flows/actions"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with sdk_server(KINDS, "every_kind") as url:
        yield url


def both(server: str, name: str, caplog: pytest.LogCaptureFixture) -> tuple[Mapping[str, Any], list[str]]:
    """Run an action on the server and in this process: the same result, the same lines in the log."""
    found = []
    for where in (None, server):
        caplog.clear()
        told = actions(where).run(call(name), PHONE)
        found.append((told, [record.message for record in caplog.records if record.levelname == "WARNING"]))
    assert found[0] == found[1]
    return found[1]


NOTHING = {"slots": {}, "replies": (), "follow": "", "handover": False}
DONE: dict[str, dict[str, Any]] = {
    "action_slots": {"slots": {"a": 1, "b": [1, {"c": None}], "gone": None}},
    "action_reset": {"slots": {"b": 2}, "reset": True},
    "action_follow": {"follow": "book_table"},
    "action_restarts": {"slots": {"b": 2}, "reset": True, "restart": True},
    "action_follows_restart": {"reset": True, "restart": True},
    "action_session_ended": {"reset": True, "restart": True},
    "action_pause": {"handover": True},
    "action_resume": {},
    "action_revert": {"revert": True},
    "action_loop": {"follow": "book_table"},
    "action_no_loop": {},
    "action_remind": {"reminders": ({"flow": "book_table", "name": "soon", "at": 1_767_690_000, "kill": False},)},
    "action_forget": {"reminders": ({"flow": "", "name": "soon", "at": 0},)},
    "action_bot": {
        "replies": ({"text": "Said as an event", "buttons": ({"title": "Ok", "payload": "/ok"},)},),
    },
    "action_event_rejected": {"rejected": True},
    "action_async": {"replies": ({"text": "in "}, {"text": "pieces"})},
}
TOLD = {
    "action_listens": '"action_listen" is Rasa\'s own and not needed here: the flow goes on by itself.',
    "action_session": 'the event "session_started" is not used here: a conversation has no sessions here.',
    "action_undo": 'the event "undo" is not used here: what an action did is not taken back here: '
    "set the slots as they shall be.",
    "action_remind_with": "the entities of a reminder are not used here: set slots instead.",
    "action_user": 'the event "user" is not used here: only what the person really wrote counts as their message.',
    "action_agent": 'the event "agent" is not used here: a person of the business answers in the inbox.',
    "action_executed": 'the event "action" is not used here: which action ran is known already; '
    "use a followup event for the next one.",
    "action_export": 'the event "export" is not used here: there is no story to export: `askfirst person` '
    "shows what happened.",
    "action_interrupted": 'the event "loop_interrupted" is not used here: a flow here is not interrupted by its answers.',
    "action_strange": 'the event "moonrise" is not used here.',
}


@pytest.mark.parametrize("name", DONE)
def test_an_event_does_what_it_does_in_rasa(server: str, name: str, caplog: pytest.LogCaptureFixture) -> None:
    told, lines = both(server, name, caplog)
    assert told == {**NOTHING, **DONE[name]} and not lines


@pytest.mark.parametrize("name", TOLD)
def test_an_event_without_a_meaning_here_is_told_in_one_line(
    server: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    _, lines = both(server, name, caplog)
    assert lines == [f"The action {name}: {TOLD[name]}"]


def test_every_event_of_the_sdk_is_known() -> None:
    """A new rasa-sdk with a new event makes this fail: it must be applied or get a sentence of its own."""
    from rasa_sdk import events

    made = [getattr(events, name) for name in dir(events) if name[0].isupper() and callable(getattr(events, name))]
    source = {line.split('"')[3] for line in Path(events.__file__).read_text().splitlines() if '"event": "' in line}
    assert len(made) > 15 and source <= {*answers._DO, *answers._INSTEAD}


def test_what_an_action_says_is_told_in_our_terms(server: str, caplog: pytest.LogCaptureFixture) -> None:
    told, lines = both(server, "action_says", caplog)
    assert told["replies"] == (
        {"text": "Plain"},
        {"text": "With buttons", "buttons": ({"title": "Yes", "payload": "/yes"}, {"title": "No", "payload": "No"})},
        {"text": "A picture", "media": {"kind": "image", "link": "https://example.com/a.jpg"}},
        {"media": {"kind": "document", "link": "https://example.com/menu.pdf", "filename": "menu.pdf"}},
        {"media": {"kind": "video", "link": "https://example.com/v"}},
        {"response": "utter_booked", "fill": {"code": "A1", "many": "3"}},
        {"media": {"kind": "location", "latitude": 1.5, "longitude": 2.5, "name": "Here", "address": ""}},
        {"media": {"kind": "contact", "name": "Eva", "phone": "+49 30 5550100", "email": "", "url": ""}},
        {"text": "Look", "media": {"kind": "link_button", "label": "Menu", "url": "https://example.com/m"}},
        {"media": {"kind": "document", "link": "https://example.com/x", "filename": "x.pdf"}},
        {
            "text": "Cake\nSweet",
            "buttons": ({"title": "Take it", "payload": "/cake"},),
            "media": {"kind": "image", "link": "https://example.com/c.png"},
        },
    )
    assert [line.removeprefix("The action action_says: ") for line in lines] == [
        "an attachment is a web address (https://…); this one is left out.",
        "custom JSON with blocks is left out; known: image, video, audio, document, sticker, location, contact, "
        "link_button.",
        'a button with a url is left out: write custom: {"link_button": {"label": …, "url": …}}.',
    ]


# ---- what an action is told


def test_an_action_gets_what_rasa_gives(server: str) -> None:
    """The person is a random id; the number stands in the message's metadata, for actions that need it."""
    for where in (None, server):
        told = actions(where).run(call("action_echo"), PHONE)["slots"]
        state = told["state"]
        assert state["sender_id"] == state["user_id"] == "9f8e7d6c5b4a3921"
        assert state["slots"] == {"a": None, "stars": 3, "party_size": 4}
        assert state["latest_message"]["text"] == "Yes, book it" and state["latest_message"]["entities"] == []
        assert state["latest_message"]["metadata"] == {"language": "pt", "phone": PHONE}
        assert (
            state["paused"] is False and state["active_loop"] == {} and state["latest_action_name"] == "action_listen"
        )
        assert state["latest_event_time"] == 1_767_607_200
        assert [(frame["flow_id"], frame["step_id"]) for frame in state["stack"]] == [("book_table", "send")]
        assert told["channel"] == state["latest_input_channel"] == "whatsapp"
        assert told["applied"] == ["session_started", "slot", "slot", "action", "user"] and told["candidates"] == {}


def test_a_server_that_asks_for_the_domain_gets_it(server: str) -> None:
    """The SDK answers 449 until it has the domain of this version (a hash of the files); afterwards the hash is enough."""
    fresh = actions(server).run(call("action_echo"), PHONE)["slots"]["domain"]
    assert fresh["slots"]["stars"] == {
        "type": "float",
        "initial_value": 3,
        "influence_conversation": False,
        "mappings": [{"type": "controlled"}],
    }
    said = {"text": "Booked: {code|nothing}", "translation": {"pt": "Reservado: {code|nada}"}}
    assert fresh["responses"] == {"utter_booked": [said]}
    assert {"intents", "entities", "forms", "e2e_actions", "session_config", "actions"} <= fresh.keys()


def test_the_starters_action_gives_the_same_in_process_and_on_a_server() -> None:
    slots = {"party_size": 4, "day": "2026-12-01", "hour": "12:30", "area": "garden"}
    here = actions(folder=STARTER).run(call("action_book_table", slots=slots), PHONE)
    with sdk_server(STARTER, "bookings") as url:
        assert actions(url).run(call("action_book_table", slots=slots), PHONE) == here
    assert here["slots"]["booking_code"].startswith("AU-")


# ---- what goes wrong


def test_an_action_that_declines_is_a_result(server: str) -> None:
    for where in (None, server):
        assert actions(where).run(call("action_declines"), PHONE) == {"rejected": True}


def test_an_unknown_action_names_those_that_are_known(server: str) -> None:
    with pytest.raises(ActionError, match=r"no class in .* has that name \(known: action_agent, action_async"):
        actions().run(call("action_x"), PHONE)
    with pytest.raises(ActionError, match=r"the action server does not know it \(it knows: action_agent, action_async"):
        actions(server).run(call("action_x"), PHONE)


def test_an_error_in_an_action_says_nothing_of_the_person(server: str) -> None:
    """The SDK's own answer to this holds the whole call."""
    with pytest.raises(ActionError, match=r"it failed on the action server \(500\)") as caught:
        actions(server).run(call("action_fails"), PHONE)
    assert "9f8e" not in str(caught.value)
    with pytest.raises(ActionError, match="ValueError in the owner's code"):
        actions().run(call("action_fails"), PHONE)


def test_a_value_that_json_has_not_is_an_error_on_both_sides(server: str) -> None:
    with pytest.raises(ActionError, match="a value that JSON has not"):
        actions().run(call("action_not_json"), PHONE)
    with pytest.raises(ActionError, match="failed"):
        actions(server).run(call("action_not_json"), PHONE)


def test_a_server_that_wants_the_domain_twice_is_told_no(server: str) -> None:
    with pytest.raises(ActionError, match="asks for a domain that it was given"):
        actions(server).run(call("action_wants_domain"), PHONE)


def test_a_slow_server_is_given_up(server: str) -> None:
    with pytest.raises(ActionError, match="no answer from the action server: the server did not answer in time"):
        actions(ActionServer(server, seconds=1)).run(call("action_slow"), PHONE)


def test_a_large_call_may_go_compressed(server: str) -> None:
    text = "please " * 2000
    told = actions(ActionServer(server, compress=True)).run(call("action_echo", text=text), PHONE)
    assert told["slots"]["state"]["latest_message"]["text"] == text
