"""What an action's result does to the conversation, beyond slots and texts: reset, restart, revert, decline, media."""

from __future__ import annotations

from bot.core import effects as fx
from bot.core import outgoing as out
from bot.core.flow import Choice, Collect, Response, RunAction, Say, Slot
from tests.core.playing import Player, book, choices, flow, say


def player(*after, on_fail="", **rest) -> Player:
    ask = Collect(id="q", next=(), slot="n", type="number", ask=say("How many?"))
    act = RunAction(id="act", next=(), name="action_book", on_fail=on_fail)
    last = after or (Say(id="end", next=(), text=say("Booked under {ref|nothing}.")),)
    other = flow("other", Say(id="o", next=(), text=say("Other.")), words=["other"])
    slots = [Slot("n", "number"), Slot("stars", "number", initial=3), Slot("kept", keep=True)]
    made = Player(book(flow("f", ask, act, *last, words=["go"]), other, slots=slots, **rest))
    made.says("go")
    made.says("4")
    return made


def test_the_call_says_where_it_comes_from() -> None:
    [call] = player().called()
    assert (call.flow, call.step) == ("f", "act")


def test_reset_empties_every_slot_before_the_new_ones_are_filled() -> None:
    here = player(Collect(id="more", next=(), slot="more", ask=say("More?")))
    here.result(reset=True, slots={"ref": "A1", "kept": "x"})
    assert here.state.slots == {"ref": "A1", "kept": "x"}


def test_restart_ends_all_that_is_under_way_and_says_what_the_action_said() -> None:
    here = player()
    assert here.result(restart=True, reset=True, slots={"ref": "A1"}, replies=({"text": "Let's begin again."},)) == (
        "Let's begin again."
    )
    assert here.state.stack == () and here.state.slots == {"ref": "A1"}
    assert here.says("go") == "How many?"


def test_restart_can_begin_with_a_flow_and_keeps_what_was_written_meanwhile() -> None:
    here = player()
    call = here.called()[0].call
    here.says("other")
    assert here.result(call=call, restart=True, reset=True) == "Other."
    here = player()
    assert here.result(restart=True, reset=True, follow="other") == "Other."


def test_revert_asks_the_last_question_again() -> None:
    here = player()
    assert here.result(revert=True, replies=({"text": "No table for {n}."},)).endswith("How many?")
    assert here.state.slots == {}
    here.says("2")
    assert here.called()


def test_revert_without_a_question_goes_on() -> None:
    pages = book(
        flow("f", RunAction(id="a", next=(), name="action_a"), Say(id="e", next=(), text=say("On.")), words=["go"])
    )
    here = Player(pages)
    here.says("go")
    assert here.result(revert=True) == "On."


def test_a_declining_action_lets_the_flow_go_on() -> None:
    here = player()
    assert here.result(rejected=True) == "Booked under nothing."


def test_a_declining_action_goes_where_the_owner_said() -> None:
    sorry = Say(id="sorry", next=(), text=say("Not today."))
    here = player(sorry, on_fail="sorry")
    assert here.result(rejected=True) == "Not today."
    here = player(on_fail="handover")
    here.result(rejected=True)
    assert here.of(fx.HandOver)[0].reason == "the action declined"
    assert player(on_fail="END").result(rejected=True) == ""


def test_a_failing_action_asks_first_and_then_goes_where_the_owner_said() -> None:
    here = player(Say(id="sorry", next=(), text=say("Please call us.")), on_fail="sorry")
    assert "did not work" in here.result(error="time-out")
    here.taps("Try again")
    assert here.result(error="time-out") == "Please call us." and not here.of(fx.HandOver)


# ---- replies


def said(*replies, **rest) -> list[out.Outgoing]:
    here = player(**rest)
    here.result(replies=replies)
    return [effect.message for effect in here.of(fx.Say)]


def test_a_response_is_said_with_its_picture_its_buttons_and_the_values_given_along() -> None:
    picture = {"kind": "image", "link": "https://example.com/a.jpg"}
    told = Response(say("Code {code}, {n} people."), media=picture, choices=choices("x", "y", "Fine"))
    replies = ({"response": "utter_x", "fill": {"code": "A1"}, "buttons": ({"title": "More", "payload": "/other"},)},)
    first, second, *_ = said(*replies, responses={"utter_x": (told,)})
    assert first == out.Media("image", "https://example.com/a.jpg", caption="Code A1, 4 people.")
    assert [button.title for button in second.buttons] == ["Fine", "More"]


def test_a_responses_condition_and_channel_decide() -> None:
    from bot.core import conditions

    many = Response(say("A large party!"), conditions.parse("slots.n > 10"))
    web, rest = Response(say("On the web."), channel="web"), Response(say("Welcome."))
    assert said({"response": "utter_x"}, responses={"utter_x": (many, web, rest)})[0].body.startswith("Welcome.")


def test_a_text_of_the_action_goes_before_the_responses_own() -> None:
    told = said({"response": "utter_x", "text": "Mine"}, responses={"utter_x": (Response(say("Theirs")),)})
    assert told[0].body.startswith("Mine") and "Theirs" not in told[0].body


def test_a_response_that_nobody_knows_is_passed_over() -> None:
    assert [message.body for message in said({"response": "utter_nothing"})] == ["Booked under nothing."]


def test_files_places_cards_and_links_are_shown() -> None:
    document = {"kind": "document", "link": "https://example.com/x", "filename": "x.pdf"}
    place = {"kind": "location", "latitude": 1.5, "longitude": 2.5, "name": "Here", "address": ""}
    card = {"kind": "contact", "name": "Eva", "phone": "+4930", "email": "", "url": ""}
    link = {"kind": "link_button", "label": "Menu", "url": "https://example.com/m"}
    told = said(
        {"media": document, "text": "The menu"}, {"media": place}, {"media": card}, {"media": link, "text": "Look"}
    )
    assert [type(message).__name__ for message in told] == ["Media", "Spot", "ContactCard", "LinkButton", "Text"]
    assert told[0].caption == "The menu" and told[3].body == "Look"


def test_a_long_text_of_an_action_is_cut_between_words_and_nothing_is_lost() -> None:
    words = [f"word{n}" for n in range(1500)]
    told = said({"text": " ".join(words)})
    assert len(told) > 1 and all(len(message.body) <= out.MAX_TEXT for message in told)
    assert " ".join(message.body for message in told).split()[:1500] == words


def test_what_whatsapp_would_not_show_is_said_in_words() -> None:
    link = {"kind": "link_button", "label": "A label that is far too long", "url": "https://example.com/m"}
    [text] = said({"media": link, "text": "Look"})
    assert text.body.startswith("Look\nA label that is far too long\nhttps://example.com/m")
    nowhere = {"kind": "location", "latitude": 300.0, "longitude": 2.5, "name": "Here", "address": "Way 1"}
    assert said({"media": nowhere})[0].body.startswith("Here\nWay 1")


def test_four_buttons_of_an_action_are_a_list() -> None:
    [menu, *_] = said({"text": "Which?", "buttons": tuple({"title": f"T{n}", "payload": f"/p{n}"} for n in range(4))})
    assert isinstance(menu, out.Menu)


def test_a_followup_response_is_said_whole() -> None:
    here = player(
        responses={
            "utter_x": (Response(say("And this."), choices=(Choice("start:other", say("Other"), then="other"),)),)
        }
    )
    assert here.result(follow="utter_x").startswith("And this.")
    assert here.taps("Other") == "Other."
