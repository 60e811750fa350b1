"""Buttons live for ever on people's phones: what they do when their question is no longer open."""

from __future__ import annotations

from dataclasses import replace

from bot.core.flow import Collect, RunAction, Say
from bot.core.incoming import Tapped
from tests.core.playing import DAY, Player, book, choices, flow, say, to

AREA = Say(id="area", next=to("n"), text=say("Where?"), choices=choices("t", "area", "Garden", "Inside"), save="area")
MANY = Collect(id="n", next=(), slot="n", type="number", ask=say("How many?"))
SURE = Collect(id="sure", next=(), slot="sure", type="bool", ask=say("Sure?"))
END = Say(id="end", next=to("END"), text=say("{n} in the {area}: {sure}."))
MENU = flow(
    "menu", Say(id="m", next=to("END"), text=say("What?"), choices=choices("menu", "m", ("Book", "t"))), words=["hi"]
)


def player(*extra) -> Player:
    return Player(book(flow("t", AREA, MANY, SURE, END, words=["go"], description="Table"), MENU, *extra))


def test_an_earlier_answer_of_the_same_conversation_can_be_changed() -> None:
    here = player()
    here.says("go")
    here.taps("Garden", reply_to="w1")
    here.says("4")
    assert here.taps("Inside", reply_to="w1") == "How many?"
    here.says("5")
    assert here.taps("Yes") == "5 in the Inside: Yes."


def test_the_same_answer_again_changes_nothing() -> None:
    here = player()
    here.says("go")
    here.taps("Garden", reply_to="w1")
    before = here.state
    assert here.later(3600).taps("Garden", reply_to="w1") == "" and here.state.stack == before.stack


def test_a_double_tap_counts_once() -> None:
    here = player()
    here.says("go")
    here.taps("Garden", reply_to="w1")
    assert (here.taps("Garden", reply_to="w1") == "" and here.why.detail != "") or here.why.name == "double tap"


def test_a_menu_of_last_week_still_starts_its_flow() -> None:
    here = player()
    here.says("hi")
    assert here.later(7 * DAY).taps("Book").startswith("Where?")


def test_the_first_question_of_an_ended_flow_starts_it_with_this_answer() -> None:
    here = player()
    here.says("go")
    here.taps("Garden")
    here.says("nevermind")
    assert here.later(DAY).taps("Inside") == "How many?"
    here.says("2")
    assert here.taps("No") == "2 in the Inside: No."


def test_a_later_question_of_an_ended_flow_starts_it_over() -> None:
    here = player()
    here.says("go")
    here.taps("Garden")
    here.says("4")
    here.says("nevermind")
    said = here.later(DAY).taps("Yes")
    assert said.startswith("That was a while ago. Let's start again.") and "Where?" in said


def test_a_button_of_a_flow_that_is_gone_shows_what_can_be_done() -> None:
    here = player()
    here.says("go")
    here.says("nevermind")
    here.book = replace(here.book, flows={"menu": MENU})
    assert here.later(DAY).taps("Garden").startswith("That was a while ago.")


def test_a_button_nobody_knows_means_its_title() -> None:
    here = player()
    assert here.hear(Tapped("whatever", "go", "template")).startswith("Where?")
    assert here.hear(Tapped("whatever", "Inside", "template")) == "How many?"


def test_a_button_that_says_nothing_at_all_is_not_understood() -> None:
    assert player().hear(Tapped("x9", "", "template")) != ""


def test_an_offer_to_go_on_that_is_old_shows_the_menu() -> None:
    assert player().hear(Tapped("resume:yes", "Go on")).startswith("What can I do for you?")


def test_an_old_try_again_button_does_not_run_anything() -> None:
    here = player(flow("a", RunAction(id="x", next=(), name="action_x"), words=["act"]))
    here.says("act")
    here.result(error="no")
    here.says("nevermind")
    here.taps("Try again")
    assert not here.called()


def test_a_late_tap_in_another_conversation_puts_that_one_aside() -> None:
    other = flow(
        "o", Collect(id="q", next=(), slot="q", type="number", ask=say("Other?")), words=["other"], description="Other"
    )
    here = player(other)
    here.says("hi")
    here.says("other")
    assert here.taps("Book").startswith("Where?") and [frame.flow for frame in here.state.aside] == ["o"]
