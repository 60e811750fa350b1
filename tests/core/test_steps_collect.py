"""``collect``: asked until the answer is valid, skipped where it is known, with a way out."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core import outgoing as out
from bot.core.flow import Collect, HandoverRules, Say, SetSlots, Slot, Timeout
from bot.core.incoming import Card, Cards, Filled, Place, Sent
from tests.core.playing import DAY, HOURS_FAQ, Player, book, choices, flow, reject, say, to


def asks(type: str = "text", *after, **rest: Any) -> Player:
    options = {key: rest.pop(key) for key in ("faq", "handover", "business") if key in rest}
    slot = rest.pop("slot_rules", Slot("x", type))
    step = Collect(id="ask", next=(), slot="x", type=type, ask=say("What?"), **rest)
    last = after or (Say(id="done", next=(), text=say("Got {x}.")),)
    return Player(book(flow("f", step, *last, words=["go"], description="The flow"), slots=[slot], **options))


@pytest.mark.parametrize(
    ("type", "typed", "kept", "shown"),
    [
        ("text", "by the window", "by the window", "by the window"),
        ("number", "4 people", 4, "4"),
        ("number", "four", 4, "4"),
        ("bool", "yes please", True, "Yes"),
        ("date", "tomorrow", "2026-01-06", "Tuesday, 6 January"),
        ("time", "half past six pm", "18:30", "6:30"),
        ("email", "Ada@example.com", "Ada@example.com", "Ada@example.com"),
        ("name", "ada lovelace", "ada lovelace", "ada lovelace"),
        ("money", "12.50 euros", {"amount": "12.50", "currency": "EUR"}, "12.50"),
    ],
)
def test_an_answer_is_read_as_its_type(type: str, typed: str, kept: Any, shown: str) -> None:
    player = asks(type, slot_rules=Slot("x", type, keep=True))
    assert player.says("go").startswith("What?")
    assert shown.casefold() in player.says(typed).casefold()
    value = player.state.slots["x"]
    assert value == kept or str(value).casefold() == str(kept).casefold()


def test_what_is_forgotten_at_the_end_and_what_is_kept() -> None:
    player = asks("number")
    player.says("go")
    player.says("4")
    assert player.state.slots == {}
    kept = asks("number", slot_rules=Slot("x", "number", keep=True))
    kept.says("go")
    kept.says("4")
    assert kept.state.slots == {"x": 4}


def test_persisted_slots_of_the_flow_are_kept() -> None:
    step = Collect(id="ask", next=(), slot="x", ask=say("What?"))
    player = Player(book(flow("f", step, words=["go"], persisted=("x",))))
    player.says("go")
    player.says("abc")
    assert player.state.slots == {"x": "abc"}


def test_a_filled_slot_is_not_asked_for() -> None:
    player = asks("text")
    player.person.state.slots["x"] = "known"
    assert player.says("go") == "Got known."


def test_a_filled_slot_is_asked_for_where_the_step_says_so() -> None:
    player = asks("text", again=True)
    player.person.state.slots["x"] = "known"
    assert player.says("go") == "What?"
    assert player.says("new") == "Got new."


def test_an_initial_value_counts_as_filled() -> None:
    assert asks("number", slot_rules=Slot("x", "number", initial=2)).says("go") == "Got 2."


def test_a_value_that_is_not_of_the_type_is_asked_for_again_with_a_hint() -> None:
    player = asks("number")
    player.says("go")
    assert player.says("soon") == "Please answer with a number, such as 4.\n\nWhat?"


def test_the_owners_own_hint_goes_first() -> None:
    player = asks("number", retry=say("Digits only."))
    player.says("go")
    assert player.says("soon") == "Digits only.\n\nWhat?"


def test_after_its_retries_it_hands_over() -> None:
    player = asks("number", retries=2, handover=HandoverRules(say=say("Somebody comes.")))
    player.says("go")
    player.says("soon")
    player.says("later")
    assert "Somebody comes." in player.says("never") and player.state.handover


@pytest.mark.parametrize(("on_fail", "words"), [("cancel", "we leave it"), ("done", "Got"), ("END", "")])
def test_after_its_retries_it_goes_where_the_owner_says(on_fail: str, words: str) -> None:
    player = asks("number", retries=0, on_fail=on_fail)
    player.says("go")
    assert words in player.says("soon")
    assert player.state.stack == () and not player.state.handover


def test_rejections_of_the_slot_come_before_those_of_the_step() -> None:
    slot = Slot("x", "number", rejections=(reject("slots.x > 100", "Never."),))
    player = asks("number", slot_rules=slot, rejections=(reject("slots.x > 12", "Too many here."),))
    player.says("go")
    assert player.says("500") == "Never.\n\nWhat?"
    assert player.says("50") == "Too many here.\n\nWhat?"
    assert player.state.slots == {}
    assert player.says("5") == "Got 5."


def test_a_rejection_that_asks_itself_takes_the_questions_place() -> None:
    player = asks("number", rejections=(reject("slots.x > 12", "We seat up to 12. How many are you?"),))
    player.says("go")
    assert player.says("50") == "We seat up to 12. How many are you?"
    assert player.says("5") == "Got 5."
    choosing = asks(
        "choice", choices=choices("f", "ask", "In", "Out"), rejections=(reject("slots.x is Out", "It rains. Inside?"),)
    )
    choosing.says("go")
    assert choosing.taps("Out") == "It rains. Inside?\n[In]\n[Out]"


def test_rejections_count_as_tries() -> None:
    player = asks("number", retries=1, rejections=(reject("slots.x > 12", "Too many."),))
    player.says("go")
    player.says("50")
    player.says("50")
    assert player.state.handover


def test_choices_are_shown_and_taken_by_tap_title_number_and_near_title() -> None:
    for act in ("tap", "Garden", "2", "the garden please"):
        player = asks("choice", choices=choices("f", "ask", "Inside", "Garden"))
        player.says("go")
        answer = player.taps("Garden") if act == "tap" else player.says(act)
        assert answer == "Got Garden.", act


def test_choices_can_come_from_the_slot() -> None:
    player = asks("choice", slot_rules=Slot("x", "choice", choices=choices("f", "ask", "Tea", "Coffee")))
    player.says("go")
    assert player.titles == ["Tea", "Coffee"]
    assert player.taps("Tea") == "Got Tea."


def test_a_yes_or_no_question_has_buttons() -> None:
    player = asks("bool")
    player.says("go")
    assert player.titles == ["Yes", "No"]
    assert player.taps("No") == "Got No."


def test_a_number_question_with_choices_keeps_numbers() -> None:
    player = asks("number", Say(id="d", next=to("slots.x > 2: m", "f"), text=say("ok")),
                  Say(id="m", next=to("END"), text=say("many")), Say(id="f", next=to("END"), text=say("few")),
                  choices=choices("f", "ask", "2", "4"))  # fmt: skip
    player.says("go")
    assert player.taps("4") == "ok\n\nmany"
    player.says("go")
    assert player.says("1") == "ok\n\nfew"


def test_an_ambiguous_answer_is_asked_back_with_what_it_can_mean() -> None:
    player = asks("date", slot_rules=Slot("x", "date", keep=True))
    player.person = player.person.__class__(
        **{**{f: getattr(player.person, f) for f in player.person.__slots__}, "country": ""}
    )
    player.says("go")
    said = player.says("05/12")
    assert said.startswith("Which one do you mean?") and len(player.titles) == 2
    player.says("2")
    assert player.state.slots["x"] in ("2026-05-12", "2026-12-05")


def test_a_place_a_file_and_the_own_number_answer_their_questions() -> None:
    place = asks("location")
    place.says("go")
    assert isinstance(place.said[-1], out.AskPlace)
    place.hear(Place(1.0, 2.0, "Home"))
    assert place.why.rule == "answer" and place.state.stack == ()
    file = asks("media")
    file.says("go")
    assert file.says("words").startswith("Please send a photo or a file.")
    file.hear(Sent("image", "900", "image/jpeg"))
    assert file.state.stack == ()
    number = asks("phone", slot_rules=Slot("x", "phone", keep=True))
    number.says("go")
    number.hear(Cards((Card("Ada", ("+49 151 23456789",), own=True),)))
    assert number.state.slots["x"] == "+4915123456789"


def test_somebody_elses_card_is_no_answer() -> None:
    player = asks("phone")
    player.says("go")
    assert player.hear(Cards((Card("Bob", ("+49 151 23456789",)),))).startswith(
        "That does not look like a phone number"
    )


def test_a_form_fills_the_slots_of_its_fields() -> None:
    player = asks("text")
    player.says("go")
    assert player.hear(Filled("flow", "Sent", {"x": "from a form", "flow_token": "t"})) == "Got from a form."


def test_the_flow_goes_on_as_the_answer_says() -> None:
    player = asks(
        "number", Say(id="b", next=to("slots.x > 8: c", "END"), text=say("ok")), Say(id="c", next=(), text=say("big"))
    )
    player.says("go")
    assert player.says("9") == "ok\n\nbig"


def test_silence_is_asked_about_and_then_ends_the_flow() -> None:
    player = asks("number", timeout=Timeout(1800, say("Are you still there?"), "cancel"))
    player.says("go")
    assert player.wakes() == [("timeout/f/ask", player.now + 1800)]
    assert player.later(1800).timer("timeout/f/ask") == "Are you still there?"
    assert player.later(1800).timer("timeout2/f/ask") == "" and player.state.stack == ()


def test_who_answers_after_the_reminder_goes_on() -> None:
    player = asks("number", timeout=Timeout(1800, say("Are you still there?"), "cancel"))
    player.says("go")
    player.later(1800).timer("timeout/f/ask")
    assert player.says("4") == "Got 4."
    assert player.later(1800).timer("timeout2/f/ask") == ""


def test_a_timer_of_an_earlier_question_is_too_early_for_the_one_put_again() -> None:
    player = asks("number", timeout=Timeout(1800, say("Are you still there?")))
    player.says("go")
    player.later(1700).says("hm")
    assert player.later(100).timer("timeout/f/ask") == ""


def test_a_timeout_without_words_acts_at_once() -> None:
    player = asks("number", timeout=Timeout(60, None, "done"))
    player.says("go")
    assert player.later(60).timer() == "Got."


def test_a_timeout_can_call_a_person() -> None:
    player = asks("number", timeout=Timeout(60, say("I'll get somebody."), "handover"))
    player.says("go")
    assert "I'll get somebody." in player.later(60).timer() and player.state.handover


def test_an_answer_cancels_the_timeout() -> None:
    player = asks("number", timeout=Timeout(60))
    player.says("go")
    player.says("4")
    assert ("timeout/f/ask", 0) in [(wake.key, wake.at) for wake in player.turn.effects if hasattr(wake, "key")]
    assert player.later(60).timer("timeout/f/ask") == ""


def test_a_loose_question_takes_text_but_not_a_question_of_the_faq() -> None:
    player = asks("text", faq=[HOURS_FAQ])
    player.says("go")
    assert player.says("When are you open?") == "We are open from 8 to 6.\n\nWhat?"
    assert player.says("a table outside") == "Got a table outside."


def test_set_slots_before_a_question_fill_it() -> None:
    first = SetSlots(id="s", next=(), values=(("x", "set"), ("y", None)))
    step = Collect(id="ask", next=(), slot="x", ask=say("What?"))
    player = Player(book(flow("f", first, step, Say(id="d", next=(), text=say("Got {x}.")), words=["go"])))
    assert player.says("go") == "Got set."


def test_a_question_can_wait_for_days() -> None:
    player = asks("number")
    player.says("go")
    assert player.later(3 * DAY).says("4") == "Got 4."
