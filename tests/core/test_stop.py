"""STOP on every route, its confirmation, its scope; and the wrong number."""

from __future__ import annotations

import pytest

from bot.core import effects as fx
from bot.core.flow import AskConsent, Say, Wait
from bot.core.incoming import (
    Edited,
    Filled,
    Ordered,
    Reacted,
    Said,
    Sent,
    Tapped,
)
from tests.core import shop
from tests.core.playing import DAY, HOUR, Player, book, choices, flow, notice, say, to
from tests.core.shop import is_stopped, player

# ---- STOP on every route


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
    waits = flow(
        "w", Wait(id="w", next=(), seconds=HOUR), Say(id="e", next=(), text=say("How was it?")), words=["wait"]
    )
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
    here = player(
        flow("c", AskConsent(id="c", next=(), purpose="offers"), words=["c"]),
        consent={"offers": "unknown", "orders": "unknown"},
    )
    here.says("c")
    here.says("stop")
    is_stopped(here)
    assert here.says("yes") != "" and here.ledger() == []


def test_stop_of_a_stranger_is_recorded() -> None:
    here = player(consent={"offers": "unknown", "orders": "unknown"}, asked_notices={})
    here.says("stop")
    is_stopped(here)


def test_stop_without_any_purpose_in_the_book() -> None:
    here = Player(book(shop.BOOK_TABLE))
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
    assert (
        here.evidence("granted")["method"] == "stop_scope"
        and here.evidence("granted")["notice"] == notice("orders").hash
    )
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
    assert (proof["text"], proof["message_id"], proof["method"], proof["forwarded"]) == (
        "Stop it please!",
        "wamid.1",
        "typed",
        True,
    )


def test_our_own_button_called_stop_is_what_its_id_says() -> None:
    pick = Say(
        id="p", next=to("e"), text=say("Which bus stop?"), choices=choices("bus", "p", "Stop", "Park"), save="stop"
    )
    here = player(flow("bus", pick, Say(id="e", next=(), text=say("At {stop}.")), words=["bus"]))
    here.says("bus")
    assert here.taps("Stop") == "At Stop." and here.ledger() == []


# ---- wrong number


def test_a_wrong_number_voids_everything_with_one_apology() -> None:
    here = player()
    here.says("book")
    said = here.says("Wrong number")
    assert here.ledger() == [("*", "invalidated")] and fx.CancelQueued("*", "invalidated") in here.turn.effects
    assert (
        said == "We are sorry. This number will get no more messages from Aurora." and here.of(fx.Say)[0].priority == 0
    )
    assert here.says("wrong number!") == ""
    here.says("stop")
    assert set(here.person.consent.values()) <= {"invalidated", "withdrawn"}
