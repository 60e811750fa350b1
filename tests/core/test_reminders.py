"""Reminders of actions: a flow later, never around the window, a STOP or a consent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.core.flow import Collect, RunAction, Say
from tests.core.playing import DAY, HOUR, Player, book, flow, purpose, say


def player(**consent: Any) -> Player:
    pages = book(
        flow("f", RunAction(id="a", next=(), name="action_a"), words=["go"]),
        flow("still", Say(id="s", next=(), text=say("Still there?"))),
        flow("ask", Collect(id="c", next=(), slot="x", ask=say("What?")), words=["ask"]),
        flow("offer", Say(id="o", next=(), text=say("An offer!")), purpose="offers"),
        purposes=[purpose("offers")],
    )
    here = Player(pages, consent=consent or {"offers": "unknown"})
    here.says("go")
    return here


def remind(here: Player, flow: str = "still", name: str = "n", **more: Any) -> None:
    here.result(reminders=({"flow": flow, "name": name, "at": here.now + HOUR, "kill": False, **more},))


def test_a_reminder_starts_its_flow_when_it_is_due() -> None:
    here = player()
    remind(here)
    assert here.wakes() == [("reminder/n", here.now + HOUR)]
    assert here.later(HOUR).timer("reminder/n") == "Still there?" and here.state.reminders == ()


def test_a_reminder_of_the_past_is_due_at_once() -> None:
    here = player()
    remind(here, at=5)
    assert here.wakes() == [("reminder/n", here.now)]


def test_the_same_name_replaces_the_earlier_one() -> None:
    here = player()
    remind(here)
    here.says("go")
    remind(here, flow="ask")
    assert here.state.reminders == (("n", "ask", False),)


def test_a_reminder_for_silence_ends_with_the_next_message() -> None:
    here = player()
    remind(here, kill=True)
    here.says("hello")
    assert here.state.reminders == () and ("reminder/n", 0) in [(wake.key, wake.at) for wake in here.of(_wake())]
    assert here.later(HOUR).timer("reminder/n") == ""


def test_another_reminder_outlives_messages_and_is_cancelled_by_name_by_flow_or_all() -> None:
    for cancel in ({"name": "n", "flow": ""}, {"name": "", "flow": "still"}, {"name": "", "flow": ""}):
        here = player()
        remind(here)
        here.says("go")
        assert here.state.reminders
        here.result(reminders=({**cancel, "at": 0},))
        assert here.state.reminders == ()


def test_a_reminder_waits_until_nothing_else_is_open() -> None:
    here = player()
    remind(here)
    here.says("ask")
    assert here.later(HOUR).timer("reminder/n") == "" and here.wakes() == [("reminder/n", here.now + 600)]
    here.says("this")
    assert here.later(600).timer("reminder/n") == "Still there?"


def test_after_the_window_and_after_stop_nothing_is_said() -> None:
    here = player()
    remind(here)
    assert here.later(DAY + 1).timer("reminder/n") == ""
    here = player(offers="granted")
    remind(here)
    here.says("stop")
    assert here.state.reminders == () and here.later(HOUR).timer("reminder/n") == ""


def test_a_flow_with_a_purpose_needs_its_yes() -> None:
    here = player()
    remind(here, flow="offer")
    assert here.later(HOUR).timer("reminder/n") == ""
    here = player(offers="granted")
    remind(here, flow="offer")
    assert here.later(HOUR).timer("reminder/n") == "An offer!"


def test_a_flow_that_is_gone_is_left_alone() -> None:
    here = player()
    remind(here)
    here.book = replace(here.book, flows={})
    assert here.later(HOUR).timer("reminder/n") == ""


def _wake() -> type:
    from bot.core.effects import Wake

    return Wake
