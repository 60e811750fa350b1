"""``action``: called outside the turn, waited for, with messages kept meanwhile and failures told kindly."""

from __future__ import annotations

import pytest

from bot.core import effects as fx
from bot.core.flow import Collect, Response, RunAction, Say, Slot
from bot.core.steps import ACTION_LIMIT
from tests.core.playing import HOURS_FAQ, Player, book, flow, say, to


def player(*after, **rest) -> Player:
    ask = Collect(id="q", next=(), slot="n", type="number", ask=say("How many?"))
    act = RunAction(id="act", next=(), name="action_book")
    last = after or (Say(id="end", next=(), text=say("Booked under {ref|nothing}.")),)
    made = Player(book(flow("f", ask, act, *last, words=["go"]), slots=[Slot("n", "number")], **rest))
    made.says("go")
    return made


def test_an_action_is_called_with_the_slots_and_waited_for() -> None:
    here = player()
    assert here.says("4") == ""
    [call] = here.called()
    assert (call.name, call.slots, call.text, call.language) == ("action_book", {"n": 4}, "4", "en")
    assert here.state.stack[-1].waits == call.call
    assert here.result(slots={"ref": "A1"}) == "Booked under A1."


def test_every_call_has_an_id_of_its_own() -> None:
    here = player()
    ids = []
    for _ in range(3):
        here.says("4")
        ids.append(here.called()[0].call)
        here.result()
        here.says("go")
    assert len(set(ids)) == 3


def test_what_an_action_says_is_said() -> None:
    here = player(Say(id="end", next=(), text=say("Bye.")), responses={"utter_x": (Response(say("From the owner.")),)})
    here.says("4")
    replies = (
        {"text": "Done!"},
        {"response": "utter_x"},
        {"text": "Look", "image": "https://example.com/a.jpg"},
        {"text": "More?", "buttons": [{"title": "Book again", "payload": "/f"}]},
    )
    said = here.result(replies=replies)
    assert said.startswith("Done!\n\nFrom the owner.") and "Look" in said and "More?" in said and said.endswith("Bye.")
    assert here.taps("Book again") == "How many?"


def test_buttons_of_an_action_can_set_slots() -> None:
    area = Collect(id="area", next=(), slot="area", ask=say("Where?"))
    here = player(area, Say(id="end", next=(), text=say("In the {area}.")))
    here.says("4")
    here.result(replies=({"text": "Where?", "buttons": [{"title": "Outside", "payload": "/SetSlots(area=garden)"}]},))
    assert here.taps("Outside") == "In the garden."


def test_messages_meanwhile_are_kept_and_answered_afterwards() -> None:
    here = player(
        Collect(id="day", next=(), slot="day", ask=say("Which day?")),
        Say(id="end", next=(), text=say("{day}!")),
        faq=[HOURS_FAQ],
    )
    here.says("4")
    call = here.called()[0].call
    assert here.says("Monday") == "" and here.why.rule == "queued"
    assert here.result(call=call) == "Which day?\n\nMonday!"


def test_a_person_can_be_called_while_an_action_runs() -> None:
    here = player()
    here.says("4")
    assert "person" in here.says("I want to talk to a person") and here.state.handover
    assert here.result(call="p1:1") == ""


def test_a_result_that_nobody_waits_for_is_left_alone() -> None:
    here = player()
    here.says("4")
    call = here.called()[0].call
    here.result(slots={"ref": "A1"})
    before = here.state
    assert here.result(call=call, slots={"ref": "B2"}) == "" and here.state == before


def test_the_first_failure_asks_and_the_second_calls_a_person() -> None:
    here = player()
    here.says("4")
    assert here.result(error="time-out").startswith("Sorry, that did not work just now. Shall I try again?")
    assert here.titles == ["Try again", "Talk to a person"]
    assert here.taps("Try again") == "" and here.called()[0].name == "action_book"
    assert "went wrong on our side" in here.result(error="time-out")
    assert here.of(fx.HandOver)[0].reason == "an action failed"


@pytest.mark.parametrize("answer", ["yes", "try again", "1"])
def test_a_failed_action_is_tried_again_by_word(answer: str) -> None:
    here = player()
    here.says("4")
    here.result(error="time-out")
    here.says(answer)
    assert here.called()
    assert here.result(slots={"ref": "A1"}) == "Booked under A1."


def test_an_action_that_never_returns_counts_as_failed() -> None:
    here = player()
    here.says("4")
    key, at = here.wakes()[0]
    assert (key, at) == ("action/p1:1", here.now + ACTION_LIMIT)
    assert "did not work" in here.later(ACTION_LIMIT).timer(key)


def test_an_action_can_hand_over() -> None:
    here = player()
    here.says("4")
    here.result(handover=True)
    assert here.state.handover


def test_an_action_can_be_followed_by_another_or_by_a_flow() -> None:
    here = player(faq=[])
    here.says("4")
    here.result(follow="action_more")
    assert here.called()[0].name == "action_more"
    assert here.result() == "Booked under nothing."


def test_a_flow_that_follows_an_action_comes_back() -> None:
    ask = RunAction(id="act", next=(), name="action_x")
    pages = book(
        flow("f", ask, Say(id="end", next=(), text=say("End.")), words=["go"]),
        flow("g", Say(id="a", next=(), text=say("Between."))),
    )
    here = Player(pages)
    here.says("go")
    assert here.result(follow="g") == "Between.\n\nEnd."


def test_the_flow_branches_on_what_the_action_found() -> None:
    here = player(
        Say(id="a", next=to("slots.ok: b", "END"), text=say("Looked.")), Say(id="b", next=(), text=say("Free!"))
    )
    here.says("4")
    assert here.result(slots={"ok": True}) == "Looked.\n\nFree!"


def test_a_double_tap_does_not_run_the_action_twice() -> None:
    from tests.core.playing import choices

    sure = Say(
        id="s",
        next=to("slots.ok is Yes: act", "END"),
        text=say("Sure?"),
        choices=choices("f", "s", "Yes", "No"),
        save="ok",
    )
    pages = book(
        flow(
            "f",
            sure,
            RunAction(id="act", next=(), name="action_x"),
            Say(id="e", next=(), text=say("Done.")),
            words=["go"],
        )
    )
    here = Player(pages)
    here.says("go")
    here.taps("Yes", reply_to="wamid.out")
    assert here.called()
    call = here.called()[0].call
    assert here.taps("Yes", reply_to="wamid.out") == "" and not here.called()
    assert here.result(call=call) == "Done." and not here.called()
    assert here.later(10).taps("Yes", reply_to="wamid.out") == "" and here.state.stack == ()


def test_after_an_action_there_is_no_way_back_behind_it() -> None:
    here = player(Collect(id="day", next=(), slot="day", ask=say("Which day?")))
    here.says("4")
    here.result()
    assert here.says("back") == "There is no earlier answer to go back to.\n\nWhich day?"
