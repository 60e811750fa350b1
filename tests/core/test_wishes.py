"""START, HELP, where my number came from, a person, my data."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as fx
from bot.core import outgoing as out
from bot.core.flow import Say, Trigger
from bot.core.incoming import (
    Tapped,
)
from tests.core.playing import DAY, flow, notice, say
from tests.core.shop import GRANTED, is_stopped, player

# ---- START, HELP, where from, a person, my data


def test_start_asks_again_and_grants_nothing() -> None:
    here = player(consent=dict.fromkeys(GRANTED, "withdrawn"))
    here.person = replace(here.person, asked_at=dict.fromkeys(GRANTED, here.now - DAY))
    assert "May Aurora send you offers?" in here.says("START")
    assert here.ledger() == [("offers", "asked")]
    here.says("yes please")
    assert here.ledger() == [("offers", "granted")]


def test_start_asks_for_the_first_purpose_that_does_not_stand() -> None:
    here = player(consent={"offers": "granted", "orders": "refused"})
    here.says("start")
    assert here.ledger() == [("orders", "asked")]


def test_start_where_everything_stands_only_says_so() -> None:
    assert player().says("start") == "You have already agreed to this. Write STOP to end it."


def test_start_lets_go_of_a_hold() -> None:
    here = player()
    here.says("cancel")
    here.says("start")
    assert ("*", "released") in here.ledger() and not here.person.held


def test_help_says_who_we_are_what_we_do_how_to_stop_and_who_else_there_is() -> None:
    said = player().says("help")
    for part in ("Aurora", "Book a table", "STOP", "PERSON", "MENU", "https://example.com/privacy"):
        assert part in said


def test_where_did_you_get_my_number_is_answered_with_source_date_words_and_a_way_out() -> None:
    here = player(consent={"offers": "granted", "orders": "refused"}, asked_notices={"offers": notice("offers").hash})
    here.person = replace(here.person, asked_at={"offers": here.now - 3 * DAY})
    said = here.says("Where did you get my number?")
    for part in ("Aurora", "Sunday, 4 January", "On Friday, 2 January 2026 you agreed", notice("offers").text):
        assert part in said
    here.taps("Stop messages")
    assert here.ledger() == [("*", "withdrawn")]


def test_where_from_without_any_consent() -> None:
    here = player(consent=dict.fromkeys(GRANTED, "unknown"))
    assert "You have not agreed to any messages" in here.says("who gave you my number?")


def test_a_person_is_reached_from_anywhere_in_one_message() -> None:
    here = player()
    here.says("book")
    assert here.says("I want to talk to a person").startswith("I'm passing this on.")
    [ticket] = here.of(fx.HandOver)
    assert ticket.reason == "asked for a person" and ticket.text.startswith("I want to talk to a person")
    assert here.state.handover and here.state.stack == ()


def test_a_person_is_reached_by_button() -> None:
    here = player()
    here.says("xyzzy")
    here.taps("Talk to a person")
    assert here.state.handover


def test_my_data_is_asked_for_at_once_and_deleted_only_after_a_yes() -> None:
    here = player()
    here.says("send me my data")
    assert here.of(fx.DataRight) == [fx.DataRight("export")]
    assert "Shall we delete" in here.says("delete my data") and not here.of(fx.DataRight)
    here.taps("No, keep it")
    assert not here.of(fx.DataRight)
    here.says("delete my data")
    assert "being deleted" in here.taps("Yes, delete it") and here.of(fx.DataRight) == [fx.DataRight("erase")]


def test_a_number_deletes_nothing() -> None:
    here = player()
    here.says("delete my data")
    here.says("1")
    assert not here.of(fx.DataRight)


def test_an_old_delete_button_only_asks_again() -> None:
    here = player()
    here.says("delete my data")
    here.taps("No, keep it")
    assert "Shall we delete" in here.later(DAY).taps("erase:yes") and not here.of(fx.DataRight)


def test_what_is_read_is_marked_as_read() -> None:
    here = player()
    here.says("book")
    assert here.of(fx.MarkRead) == [fx.MarkRead("wamid.1")]


def test_a_stop_sign_in_another_persons_flow_file_cannot_be_configured_away() -> None:
    """A flow of the owner whose trigger is the word stop never gets it."""
    here = player(
        flow(
            "mine",
            Say(id="a", next=(), text=say("Buy now!")),
            words=["stop"],
            triggers=(Trigger("payload", ("stop",)),),
        )
    )
    here.says("stop")
    is_stopped(here)


def test_a_list_of_rows_answers_like_buttons() -> None:
    here = player()
    here.hear(Tapped("unsubscribe", "Unsubscribe", "list"))
    is_stopped(here)
    assert isinstance(here.said[-1], out.Buttons)
