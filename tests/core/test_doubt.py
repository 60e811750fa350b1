"""An ambiguous STOP: hold first, ask once, silence means stop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import effects as fx
from bot.core.flow import Say
from tests.core.playing import DAY, choices, flow, say, to
from tests.core.shop import GRANTED, is_stopped, player

# ---- ambiguous


def test_an_ambiguous_word_holds_first_and_then_asks() -> None:
    here = player()
    here.says("book")
    said = here.says("CANCEL")
    assert here.ledger() == [("*", "held")] and here.of(fx.Hold) == [fx.Hold(True, "an ambiguous STOP")]
    assert "should Aurora stop" in said and here.titles == ["Stop messages", "Something else"]
    assert here.wakes() == [("stop_hold", here.now + DAY)]
    assert here.person.consent == GRANTED and here.state.stack


@pytest.mark.parametrize("answer", ["Stop messages", "yes", "stop", "cancel"])
def test_who_meant_stop_is_stopped(answer: str) -> None:
    here = player()
    here.says("cancel")
    here.says(answer)
    is_stopped(here)
    assert here.person.held is False and here.state.doubt is None


def test_who_meant_something_else_goes_on_with_it() -> None:
    here = player()
    here.says("book")
    here.says("cancel")
    said = here.taps("Something else")
    assert here.ledger() == [("*", "released")] and here.person.held is False
    assert said == "All right, we leave it at that." and here.state.stack == ()
    assert fx.Wake("stop_hold", 0) in here.turn.effects


def test_an_option_of_that_name_is_then_chosen() -> None:
    sure = Say(id="s", next=to("e"), text=say("Book it?"), choices=choices("f", "s", "Book", "Cancel"), save="ok")
    here = player(flow("f", sure, Say(id="e", next=(), text=say("You said {ok}.")), words=["go"]))
    here.says("go")
    assert here.says("Cancel").startswith("Just to be sure")
    assert here.says("Something else") == "You said Cancel."


def test_no_answer_for_a_day_means_stop_without_a_word() -> None:
    here = player()
    here.says("cancel")
    assert here.later(DAY).timer() == "" and here.ledger() == [("*", "withdrawn")]
    assert here.evidence("withdrawn")["method"] == "silence" and here.person.held is False


def test_going_on_with_something_else_leaves_the_hold_and_no_later_yes_counts_for_it() -> None:
    here = player()
    here.says("cancel")
    here.later(60).says("opening hours")
    assert here.person.held
    here.later(60).says("yes")
    assert here.ledger() == []
    here.later(60).taps("Stop messages")
    is_stopped(here)


def test_where_nothing_is_left_to_stop_the_word_means_something_else() -> None:
    here = player(consent=dict.fromkeys(GRANTED, "withdrawn"))
    here.says("book")
    assert here.says("cancel") == "All right, we leave it at that." and here.ledger() == []


def test_cancel_in_answer_to_a_proactive_message_of_a_us_number_is_definite() -> None:
    here = player(country="US", phone="15550100002")
    here.person = replace(here.person, state=replace(here.state, last_outbound_proactive=True))
    here.says("cancel")
    is_stopped(here)


def test_an_ambiguous_word_to_a_person_of_the_business_is_held_too() -> None:
    here = player()
    here.says("I want to talk to a person")
    here.says("cancel")
    assert here.ledger() == [("*", "held")] and here.state.handover
