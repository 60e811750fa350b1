"""What comes before any flow: one test per guard, and one per route on which a STOP can come."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core import effects as fx
from bot.core import outgoing as out
from bot.core.flow import AskConsent, Collect, Flow, Say, Timeout, Trigger, Wait
from bot.core.incoming import (
    CallPermission,
    Edited,
    Filled,
    IdentityChange,
    Ignored,
    Ordered,
    Preference,
    Reacted,
    Receipt,
    Revoked,
    Said,
    Sender,
    Sent,
    Tapped,
    Unreadable,
)
from tests.core.playing import DAY, HOUR, HOURS_FAQ, Player, book, choices, flow, notice, purpose, say, to

ASK = Collect(id="n", next=(), slot="n", type="number", ask=say("How many?"), timeout=Timeout(600, say("Still there?")))
BOOK_TABLE = flow("book_table", ASK, Say(id="end", next=(), text=say("Done.")), words=["book"], description="Book a table")
OFFERS, ORDERS = purpose("offers"), purpose("orders", "utility")
GRANTED = {"offers": "granted", "orders": "granted"}


def player(*flows: Flow, **person: Any) -> Player:
    pages = book(BOOK_TABLE, *flows, purposes=[OFFERS, ORDERS], faq=[HOURS_FAQ])
    person = {"consent": GRANTED, "asked_notices": {"orders": notice("orders").hash}, **person}
    return Player(pages, **person)


# ---- what starts nothing


@pytest.mark.parametrize("content", [Reacted("wamid.x", "👍"), Reacted("wamid.x"), Revoked("wamid.x"), CallPermission("accept")])
def test_reactions_and_their_like_start_nothing(content: Any) -> None:
    here = player()
    before = here.state
    assert here.hear(content) == "" and not here.turn.effects
    assert replace(here.state, entry="", language=before.language) == before


@pytest.mark.parametrize(
    "event",
    [Receipt("222", "wamid.1", "read", 1), IdentityChange("222", "x", 1, "user_changed_number", Sender(), Sender()), Ignored("history", "", {})],
)
def test_news_that_are_no_messages_start_nothing(event: Any) -> None:
    here = player()
    assert here.event(event) == [] and not here.turn.effects


def test_a_group_is_never_answered() -> None:
    assert player().says("stop", group="g1") == ""


def test_what_cannot_be_read_is_told_once_a_day() -> None:
    here = player()
    assert here.hear(Unreadable("poll_creation")).startswith("WhatsApp does not let me see")
    assert here.hear(Unreadable("poll_creation")) == ""
    assert here.later(DAY).hear(Unreadable("poll_creation")) != ""


def test_what_cannot_be_read_is_left_to_the_person_who_has_the_conversation() -> None:
    here = player()
    here.says("I want to talk to a person")
    assert here.hear(Unreadable("poll_creation")) == ""


# ---- STOP on every route


def is_stopped(here: Player) -> None:
    assert ("*", "withdrawn") in here.ledger()
    assert fx.CancelQueued("*", "withdrawn") in here.turn.effects
    [confirmation] = here.of(fx.Say)
    assert confirmation.priority == 0 and "START" in confirmation.message.body
    assert set(here.person.consent.values()) == {"withdrawn"}


ROUTES = {
    "text": lambda here: here.says("STOP"),
    "sentence": lambda here: here.says("please stop sending me messages"),
    "other language": lambda here: here.says("não quero mais receber mensagens"),
    "sign": lambda here: here.says("🛑"),
    "caption": lambda here: here.hear(Sent("image", "900", caption="stop")),
    "template button": lambda here: here.hear(Tapped("Stop promotions now", "stop", "template")),
    "button without id": lambda here: here.hear(Tapped("STOP", "Bye", "template")),
    "payload": lambda here: here.hear(Tapped("consent:withdraw:all", "Whatever", "template")),
    "form": lambda here: here.hear(Filled("flow", "Sent", {"comment": "stop messaging me", "flow_token": "t"})),
    "order": lambda here: here.hear(Ordered("333", "stop")),
    "edited": lambda here: here.hear(Edited("wamid.0", Said("stop"))),
    "edited caption": lambda here: here.hear(Edited("wamid.0", Sent("image", "900", caption="stop"))),
    "forwarded": lambda here: here.says("STOP", forwarded=True),
    "reaction": lambda here: here.hear(Reacted("wamid.0", "🛑")),
}


@pytest.mark.parametrize("route", ROUTES)
def test_stop_comes_through_on(route: str) -> None:
    here = player()
    ROUTES[route](here)
    is_stopped(here)


def test_stop_in_the_middle_of_a_question_ends_it_and_its_timer() -> None:
    here = player()
    here.says("book")
    here.says("stop")
    is_stopped(here)
    assert here.state.stack == () and fx.Wake("timeout/book_table/n", 0) in here.turn.effects


def test_stop_ends_waits_and_interrupted_flows_too() -> None:
    waits = flow("w", Wait(id="w", next=(), seconds=HOUR), Say(id="e", next=(), text=say("How was it?")), words=["wait"])
    here = player(waits)
    here.says("wait")
    here.says("book")
    here.says("stop")
    assert fx.Wake("wait/w/w", 0) in here.turn.effects and here.state.aside == ()


def test_stop_while_a_person_has_the_conversation_works_and_leaves_the_ticket() -> None:
    here = player()
    here.says("I want to talk to a person")
    here.says("stop")
    is_stopped(here)
    assert here.state.handover and not here.of(fx.HandBack)


def test_stop_while_an_action_runs() -> None:
    from bot.core.flow import RunAction

    here = player(flow("a", RunAction(id="a", next=(), name="action_x"), words=["act"]))
    here.says("act")
    here.says("stop")
    is_stopped(here)
    assert here.result(call="p1:1") == ""


def test_stop_at_a_consent_question_closes_it() -> None:
    here = player(flow("c", AskConsent(id="c", next=(), purpose="offers"), words=["c"]), consent={"offers": "unknown", "orders": "unknown"})
    here.says("c")
    here.says("stop")
    is_stopped(here)
    assert here.says("yes") != "" and here.ledger() == []


def test_stop_of_a_stranger_is_recorded() -> None:
    here = player(consent={"offers": "unknown", "orders": "unknown"}, asked_notices={})
    here.says("stop")
    is_stopped(here)


def test_stop_without_any_purpose_in_the_book() -> None:
    here = Player(book(BOOK_TABLE))
    assert "no more messages" in here.says("stop") and here.ledger() == [("*", "withdrawn")]
    assert here.says("stop") == ""
    assert here.later(DAY).says("stop") != ""


def test_a_second_stop_is_recorded_and_silent() -> None:
    here = player()
    here.says("stop")
    assert here.later(60).says("STOP!!!") == "" and here.ledger() == [("*", "withdrawn")]


def test_a_stop_of_offers_leaves_the_rest_alone() -> None:
    here = player()
    here.says("book")
    said = here.says("please no more promotions")
    assert said.startswith("Done. Aurora will send you no more offers.") and here.ledger() == [("offers", "withdrawn")]
    assert here.person.consent["orders"] == "granted" and here.state.stack
    assert here.says("4") == "Done."


def test_the_confirmation_offers_the_narrower_stop_where_something_useful_would_go_too() -> None:
    here = player()
    assert "Or should only the offers stop?" in here.says("stop")
    assert here.titles == ["Only the offers", "Everything"]
    assert "You will still get: orders." in here.taps("Only the offers")
    assert here.ledger() == [("orders", "granted")]
    assert here.evidence("granted")["method"] == "stop_scope" and here.evidence("granted")["notice"] == notice("orders").hash
    assert here.person.consent == {"offers": "withdrawn", "orders": "granted"}


@pytest.mark.parametrize("answer", ["Everything", "2"])
def test_the_wider_answer_changes_nothing(answer: str) -> None:
    here = player()
    here.says("stop")
    assert here.says(answer) == "All right, everything stays stopped." and here.ledger() == []


def test_an_old_answer_to_the_scope_question_allows_nothing() -> None:
    here = player()
    here.says("stop")
    here.later(2 * DAY).taps("Only the offers")
    assert set(here.person.consent.values()) == {"withdrawn"}
    assert "granted" not in [kind for _, kind in here.ledger()]


def test_without_anything_useful_no_scope_is_asked_for() -> None:
    here = player(consent={"offers": "granted", "orders": "unknown"})
    here.says("stop")
    assert here.titles == []


def test_what_the_confirmation_says_has_no_advertising_and_no_link() -> None:
    here = player()
    said = here.says("stop")
    assert "http" not in said and "Book" not in said


def test_one_purpose_can_be_withdrawn_by_its_own_button() -> None:
    here = player()
    here.hear(Tapped("consent:withdraw:offers", "Stop offers", "template"))
    assert here.ledger() == [("offers", "withdrawn")] and here.evidence("withdrawn")["method"] == "tap"
    here = player()
    here.hear(Tapped("consent:withdraw:marketing", "Stop offers", "template"))
    assert here.ledger() == [("offers", "withdrawn")]


def test_the_evidence_of_a_stop() -> None:
    here = player()
    here.says("Stop it please!", forwarded=True)
    proof = here.evidence("withdrawn")
    assert (proof["text"], proof["message_id"], proof["method"], proof["forwarded"]) == ("Stop it please!", "wamid.1", "typed", True)


def test_our_own_button_called_stop_is_what_its_id_says() -> None:
    pick = Say(id="p", next=to("e"), text=say("Which bus stop?"), choices=choices("bus", "p", "Stop", "Park"), save="stop")
    here = player(flow("bus", pick, Say(id="e", next=(), text=say("At {stop}.")), words=["bus"]))
    here.says("bus")
    assert here.taps("Stop") == "At Stop." and here.ledger() == []


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


# ---- wrong number


def test_a_wrong_number_voids_everything_with_one_apology() -> None:
    here = player()
    here.says("book")
    said = here.says("Wrong number")
    assert here.ledger() == [("*", "invalidated")] and fx.CancelQueued("*", "invalidated") in here.turn.effects
    assert said == "We are sorry. This number will get no more messages from Aurora." and here.of(fx.Say)[0].priority == 0
    assert here.says("wrong number!") == ""
    here.says("stop")
    assert set(here.person.consent.values()) <= {"invalidated", "withdrawn"}


# ---- WhatsApp's own switch


def test_whatsapps_stop_withdraws_advertising_without_a_word() -> None:
    here = player()
    assert here.event(Preference("222", here.now, Sender(phone="1"), "stop")) == []
    assert here.ledger() == [("offers", "withdrawn")] and here.evidence("withdrawn")["method"] == "platform_preference"
    assert fx.CancelQueued("offers", "stopped in WhatsApp") in here.turn.effects
    assert here.person.consent["orders"] == "granted"


def test_whatsapps_resume_allows_nothing() -> None:
    here = player(consent=dict.fromkeys(GRANTED, "withdrawn"))
    assert here.event(Preference("222", here.now, Sender(phone="1"), "resume")) == []
    assert here.ledger() == [("*", "platform_unblocked")]
    assert set(here.person.consent.values()) == {"withdrawn"}


def test_whatsapps_signup_counts_for_advertising_and_only_with_its_id() -> None:
    here = player(consent=dict.fromkeys(GRANTED, "unknown"))
    here.event(Preference("222", here.now, Sender(phone="1"), "signup"))
    assert here.ledger() == []
    here.event(Preference("222", here.now, Sender(phone="1"), "signup", signup="su1"))
    assert here.ledger() == [("offers", "granted")]
    assert (here.evidence("granted")["method"], here.evidence("granted")["signup"]) == ("platform_signup", "su1")


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
    for part in ("Aurora", "Sunday, 4 January", "On Friday, 2 January you agreed", notice("offers").text):
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
    here = player(flow("mine", Say(id="a", next=(), text=say("Buy now!")), words=["stop"], triggers=(Trigger("payload", ("stop",)),)))
    here.says("stop")
    is_stopped(here)


def test_a_list_of_rows_answers_like_buttons() -> None:
    here = player()
    here.hear(Tapped("unsubscribe", "Unsubscribe", "list"))
    is_stopped(here)
    assert isinstance(here.said[-1], out.Buttons)
