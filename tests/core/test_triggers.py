"""What starts a flow, who wins, and what is said where nothing is understood."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core import effects as fx
from bot.core.conditions import parse
from bot.core.flow import Business, Collect, Flow, Say, Trigger
from bot.core.hours import parse_hours
from bot.core.incoming import Card, Cards, Ordered, Place, Said, Sent, Tapped
from tests.core.playing import HOUR, HOURS_FAQ, Player, book, flow, say


def starts(id: str, kind: str, *values: str, **rest: Any) -> Flow:
    return flow(
        id,
        Say(id="a", next=(), text=say(f"This is {id}.")),
        triggers=(Trigger(kind, values, rest.pop("priority", 0)),),
        **rest,
    )


def player(*flows: Flow, **rest: Any) -> Player:
    hi = flow("hi", Say(id="a", next=(), text=say("Hello!")), words=["hi"], description="Say hello")
    return Player(book(hi, *flows, faq=[HOURS_FAQ], **rest))


def test_the_first_message_starts_its_flow_once() -> None:
    here = player(starts("welcome", "first_message"))
    assert here.says("blah") == "This is welcome."
    assert here.says("blah").startswith("Sorry, I did not understand that.")


@pytest.mark.parametrize(("words", "said"), [("opening hours", "We are open from 8 to 6."), ("hi", "Hello!")])
def test_who_asks_something_first_is_answered_and_not_greeted(words: str, said: str) -> None:
    here = player(starts("welcome", "first_message"))
    assert here.says(words) == said
    assert "welcome" not in here.says("blah")


@pytest.mark.parametrize(
    ("values", "source", "runs"),
    [((), "a1", True), (("any",), "a1", True), (("a1", "a2"), "a2", True), (("a3",), "a1", False)],
)
def test_an_ad_starts_its_flow_whatever_the_text_says(values: tuple[str, ...], source: str, runs: bool) -> None:
    here = player(starts("ad", "ad", *values))
    assert (here.comes_by_ad("opening hours", source) == "This is ad.") is runs
    assert here.state.entry == f"ad:{source}"


def test_a_link_starts_its_flow_by_its_code() -> None:
    here = player(starts("table7", "link", "table7", "T-7"))
    assert here.says("Hello! (table7)") == "This is table7." and here.state.entry == "link:table7"
    assert here.says("t-7") == "This is table7."
    assert here.says("table 7") != "This is table7."


@pytest.mark.parametrize(
    ("content", "runs"),
    [
        (Sent("image", "1"), True),
        (Sent("document", "1"), True),
        (Sent("audio", "1", voice=True), False),
        (Sent("sticker", "1"), False),
    ],
)
def test_media_start_their_flow(content: Any, runs: bool) -> None:
    here = player(starts("files", "media", "image", "document"))
    assert (here.hear(content) == "This is files.") is runs


def test_a_caption_that_is_understood_goes_before_the_picture() -> None:
    assert (
        player(starts("files", "media")).hear(Sent("image", "1", caption="opening hours")) == "We are open from 8 to 6."
    )


def test_a_place_starts_its_flow() -> None:
    assert player(starts("here", "location")).hear(Place(1.0, 2.0)) == "This is here."


def test_a_payload_starts_its_flow_at_any_time() -> None:
    here = player(
        starts("book", "payload", "book"),
        flow("q", Collect(id="q", next=(), slot="q", type="number", ask=say("How many?")), words=["q"]),
    )
    assert here.hear(Tapped("book", "Book now", "template")) == "This is book."
    here.says("q")
    assert here.hear(Tapped("book", "Book now", "template")).startswith("This is book.")


def test_out_of_hours_has_its_own_flow() -> None:
    business = Business("Aurora", ("en",), hours=parse_hours({"mon": "08:00-12:00"}))
    here = player(starts("closed", "out_of_hours"), business=business)
    assert "did not understand" in here.says("blah")
    assert here.later(3 * HOUR).says("blah") == "This is closed."
    assert here.says("opening hours") == "We are open from 8 to 6."


def test_the_owners_flow_for_the_unknown_comes_once_then_a_person_is_offered() -> None:
    here = player(starts("huh", "unknown"))
    assert here.says("blah") == "This is huh."
    assert here.says("blah").startswith("I still don't understand")


def test_the_higher_priority_wins() -> None:
    here = player(starts("low", "media"), starts("high", "media", priority=5))
    assert here.hear(Sent("image", "1")) == "This is high."


def test_a_flow_whose_condition_does_not_hold_does_not_start() -> None:
    here = player(starts("vip", "media", guard=parse("person.tags contains vip")))
    assert here.hear(Sent("image", "1")).startswith("I cannot look at pictures")
    here.person = replace(here.person, state=replace(here.state, tags=("vip",), misses=0))
    assert here.hear(Sent("image", "1")) == "This is vip."


def test_when_the_conversation_is_given_back_its_flow_starts_inside_the_window() -> None:
    here = player(starts("after", "handover_closed"))
    here.says("I want to talk to a person")
    assert here.staff(what="close") == "This is after."
    here.says("I want to talk to a person")
    assert here.later(2 * 86400).staff(what="close") == ""


# ---- nothing understood


def test_never_three_times_in_a_row_not_understood() -> None:
    here = player()
    first, second, third = here.says("blah"), here.says("blah blah"), here.says("blah blah blah")
    assert first.startswith("Sorry, I did not understand that. Here is what I can do:")
    assert "[Say hello]" in first and "[Talk to a person]" in first
    assert second.startswith("I still don't understand, sorry. Shall I get a person?") and here.state.handover
    assert third.startswith("I'm passing this on.") and here.says("blah") == ""


def test_something_understood_starts_the_count_again() -> None:
    here = player()
    here.says("blah")
    here.says("hi")
    assert here.says("blah").startswith("Sorry, I did not understand that.")


@pytest.mark.parametrize("words", ["Thanks!", "ok", "obrigado", "Vielen Dank", "شكرًا", "👍", "🙏🙏", "❤️"])
def test_what_is_only_polite_is_left_unanswered(words: str) -> None:
    here = player()
    here.says("hi")
    assert here.says(words) == "" and here.state.misses == 0
    assert player().says(words) != "", "a first message is always answered"


def test_what_nobody_understood_is_kept_for_the_owner() -> None:
    here = player()
    here.says("Blah, Blah!")
    assert [missed.text for missed in here.of(fx.Missed)] == ["blah blah"]


def test_voice_messages_pictures_and_cards_are_told_honestly() -> None:
    assert player().hear(Sent("audio", "1", voice=True)).startswith("I cannot listen to voice messages.")
    assert player().hear(Sent("image", "1")).startswith("I cannot look at pictures")
    assert player().hear(Cards((Card("Bob", ("1",)),))).startswith("I cannot look at")
    assert player().hear(Place(1, 2)).startswith("Thank you. What would you like")


def test_an_order_goes_to_a_person() -> None:
    here = player()
    assert here.hear(Ordered("333", "", ({"product_retailer_id": "SKU"},))).startswith("Thank you for your order.")
    assert here.of(fx.HandOver)[0].reason == "order"


def test_a_doubtful_question_is_asked_back() -> None:
    here = player()
    assert here.says("do you take dogs").startswith("Did you mean one of these?")
    assert here.titles == ["can i bring my dog", "can i pay by card", "Something else"]
    assert here.taps("can i pay by card") == "About cards."


@pytest.mark.parametrize("answer", ["1", "can i bring my dog", "Can I bring my dog?"])
def test_the_doubt_is_settled_by_word_or_number(answer: str) -> None:
    here = player()
    here.says("do you take dogs")
    assert here.says(answer) == "About dogs."


def test_none_of_these_offers_a_person() -> None:
    here = player()
    here.says("do you take dogs")
    assert here.says("something else").startswith("I still don't understand")


def test_with_many_main_flows_the_first_nine_are_shown() -> None:
    many = [
        flow(f"f{n}", Say(id="a", next=(), text=say("x")), words=[f"word{n}"], description=f"Flow {n}")
        for n in range(15)
    ]
    here = player(*many)
    here.says("blah")
    assert len(here.titles) == 10 and here.titles[-1] == "Talk to a person"


def test_flows_without_description_or_for_a_purpose_are_not_shown() -> None:
    hidden = flow("hidden", Say(id="a", next=(), text=say("x")), words=["x"])
    sent = flow("sent", Say(id="a", next=(), text=say("x")), words=["y"], description="Sent", purpose="offers")
    here = player(hidden, sent)
    here.says("blah")
    assert here.titles == ["Say hello", "Talk to a person"]


def test_the_empty_message_is_answered_too() -> None:
    assert player().says("   ") != ""


def test_an_edit_is_read_again_only_while_nothing_is_open() -> None:
    from bot.core.incoming import Edited

    here = player(flow("q", Collect(id="q", next=(), slot="q", ask=say("Your name?")), words=["q"]))
    assert here.hear(Edited("wamid.0", Said("opening hours"))) == "We are open from 8 to 6."
    here.says("q")
    assert here.hear(Edited("wamid.0", Said("opening hours"))) == "" and here.state.stack
