"""``say`` and ``utter``: texts, variants, languages, media, buttons, lists, and what a tap on them does."""

from __future__ import annotations

import pytest

from bot.core import outgoing as out
from bot.core.conditions import parse
from bot.core.flow import Business, Choice, Faq, Response, Say, Utter
from tests.core.playing import Player, book, choices, flow, say, to


def only(*steps, **rest):
    return Player(book(flow("f", *steps, words=["go"], description="The flow"), **rest))


def test_neighbouring_texts_are_one_message() -> None:
    player = only(Say(id="a", next=(), text=say("One.")), Say(id="b", next=(), text=say("Two.")))
    player.says("go")
    assert player.said == [out.Text("One.\n\nTwo.")]


def test_placeholders_are_filled_with_names_and_defaults() -> None:
    text = "Hi {person.first_name}, this is {business.name}. {slots.nothing|No} news."
    assert only(Say(id="a", next=(), text=say(text))).says("go") == "Hi Ada, this is Aurora. No news."


def test_one_variant_is_picked_by_the_number_that_is_handed_in() -> None:
    pages = book(flow("f", Say(id="a", next=(), text=say({"en": ["One", "Two", "Three"]})), words=["go"]))
    assert [Player(pages, pick=lambda n, k=k: k).says("go") for k in range(3)] == ["One", "Two", "Three"]


@pytest.mark.parametrize(("country", "text"), [("BR", "Olá"), ("DE", "Hello"), ("US", "Hello"), ("", "Hello")])
def test_a_new_person_is_addressed_in_the_language_of_their_country(country: str, text: str) -> None:
    business = Business("Aurora", ("en", "pt"))
    pages = book(
        flow("f", Say(id="a", next=(), text=say({"en": "Hello", "pt": "Olá"})), words=["go"]), business=business
    )
    assert Player(pages, country=country).says("go") == text


def test_a_text_that_lacks_the_language_is_said_in_the_default_one() -> None:
    pages = book(
        flow("f", Say(id="a", next=(), text=say({"en": "Hello"})), words=["go"]), business=Business("A", ("en", "pt"))
    )
    assert Player(pages, country="BR").says("go") == "Hello"


def test_a_step_leads_where_its_condition_holds() -> None:
    player = only(
        Say(id="a", next=to("slots.n > 3: c", "b"), text=say("A")),
        Say(id="b", next=to("END"), text=say("few")),
        Say(id="c", next=to("END"), text=say("many")),
    )
    assert player.says("go") == "A\n\nfew"
    player.person.state.slots["n"] = 9
    assert player.says("go") == "A\n\nmany"


def test_up_to_three_choices_are_buttons_and_more_are_a_list() -> None:
    few = only(Say(id="a", next=(), text=say("Pick"), choices=choices("f", "a", "One", "Two", "Three"), save="x"))
    few.says("go")
    many = only(
        Say(id="a", next=(), text=say("Pick"), choices=choices("f", "a", "One", "Two", "Three", "Four"), save="x")
    )
    many.says("go")
    assert isinstance(few.said[0], out.Buttons) and isinstance(many.said[0], out.Menu)


def test_a_list_is_a_list_where_the_owner_wants_it() -> None:
    step = Say(id="a", next=(), text=say("Pick"), choices=choices("f", "a", "One"), save="x", list_button=say("Open"))
    player = only(step)
    player.says("go")
    assert isinstance(player.said[0], out.Menu) and player.said[0].button == "Open"


PICK = Say(id="a", next=to("b"), text=say("Pick"), choices=choices("f", "a", "Garden", "Inside"), save="area")
SHOW = Say(id="b", next=to("END"), text=say("You chose {area}."))


@pytest.mark.parametrize("answer", ["Garden", "garden!", "1", " GARDEN "])
def test_a_choice_is_taken_by_title_or_number(answer: str) -> None:
    player = only(PICK, SHOW)
    player.says("go")
    assert player.says(answer) == "You chose Garden."


def test_a_choice_is_taken_by_tap() -> None:
    player = only(PICK, SHOW)
    player.says("go")
    assert player.taps("Inside") == "You chose Inside."


def test_what_is_no_choice_is_asked_again_then_a_person_is_offered_and_called() -> None:
    player = only(PICK, SHOW)
    player.says("go")
    assert player.says("xyz").startswith("Please choose one of these.")
    assert player.titles == ["Garden", "Inside"]
    assert "Shall I get a person?" in player.says("xyz again")
    assert player.says("Garden") == "You chose Garden."
    player.says("go")
    for words in ("xyz", "xyz", "xyz"):
        player.says(words)
    assert player.state.handover


def test_a_choice_can_lead_to_another_flow() -> None:
    menu = flow(
        "menu",
        Say(id="a", next=to("END"), text=say("What?"), choices=choices("menu", "a", ("Book", "booking"), "Nothing")),
        words=["go"],
    )
    player = Player(book(menu, flow("booking", Say(id="x", next=(), text=say("Booking!")))))
    player.says("go")
    assert player.taps("Book") == "Booking!"
    player.says("go")
    assert player.taps("Nothing") == "" and player.state.stack == ()


def test_a_choice_can_lead_to_another_step() -> None:
    step = Say(
        id="a",
        next=to("END"),
        text=say("What?"),
        choices=choices("f", "a", ("More", "b"), ("Stop here", "END")),
        save="x",
    )
    player = only(step, Say(id="b", next=to("END"), text=say("More!")))
    player.says("go")
    assert player.taps("More") == "More!"


def test_buttons_that_nobody_waits_for_mean_what_their_title_says() -> None:
    hours = Faq("hours", ("opening hours",), say("From 8 to 6."))
    player = only(Say(id="a", next=(), text=say("Bye!"), choices=choices("f", "a", "Opening hours")), faq=[hours])
    player.says("go")
    assert player.state.stack == ()
    assert player.taps("Opening hours") == "From 8 to 6."


def test_save_without_choices_waits_for_any_text() -> None:
    player = only(
        Say(id="a", next=(), text=say("Tell me."), save="story"), Say(id="b", next=(), text=say("Thanks: {story}"))
    )
    player.says("go")
    assert player.says("It rained") == "Thanks: It rained"


@pytest.mark.parametrize(
    ("media", "kinds"),
    [
        ({"kind": "image", "link": "https://example.com/a.jpg"}, [out.Media]),
        ({"kind": "document", "link": "https://example.com/a.pdf", "filename": "a.pdf"}, [out.Media]),
        ({"kind": "audio", "link": "https://example.com/a.ogg"}, [out.Media, out.Text]),
        ({"kind": "location", "latitude": 1.5, "longitude": 2.5, "name": "Here"}, [out.Spot, out.Text]),
        ({"kind": "contact", "name": "Aurora", "phone": "+4915550100"}, [out.ContactCard, out.Text]),
        ({"kind": "link_button", "label": "Menu", "url": "https://example.com"}, [out.LinkButton]),
        ({"kind": "ask_location"}, [out.AskPlace]),
        ({"kind": "ask_number"}, [out.AskNumber]),
    ],
)
def test_media_go_with_the_text(media: dict, kinds: list[type]) -> None:
    player = only(Say(id="a", next=(), text=say("Look!"), media=media))
    assert "Look!" in player.says("go")
    assert [type(message) for message in player.said] == kinds


def test_a_long_text_goes_below_the_picture_instead_of_being_cut() -> None:
    player = only(
        Say(id="a", next=(), text=say("word " * 400), media={"kind": "image", "link": "https://example.com/a.jpg"})
    )
    player.says("go")
    assert [type(message) for message in player.said] == [out.Media, out.Text]


def test_a_text_too_long_for_buttons_goes_above_them() -> None:
    player = only(Say(id="a", next=(), text=say("word " * 300), choices=choices("f", "a", "Yes", "No"), save="x"))
    player.says("go")
    assert [type(message) for message in player.said] == [out.Text, out.Buttons]


def test_a_title_that_outgrows_the_button_becomes_a_number() -> None:
    player = only(
        Say(
            id="a",
            next=to("END"),
            text=say("Who?"),
            choices=choices("f", "a", "{person.name} and all of the others", "Nobody"),
            save="x",
        )
    )
    assert "1. Ada Test and all of the others" in player.says("go")
    assert player.titles == ["1", "2"]
    player.says("2")
    assert player.state.stack == ()


def test_it_can_react_to_the_message() -> None:
    player = only(Say(id="a", next=(), text=say("Nice"), react="👍"))
    player.says("go")
    assert out.React("wamid.1", "👍") in player.said


def test_a_response_is_chosen_by_its_condition() -> None:
    variations = (Response(say("Welcome back!"), parse("slots.visits > 1")), Response(say("Welcome!")))
    player = only(Utter(id="a", next=(), name="utter_hello"), responses={"utter_hello": variations})
    assert player.says("go") == "Welcome!"
    player.person.state.slots["visits"] = 2
    assert player.says("go") == "Welcome back!"


def test_a_response_of_another_channel_is_not_used() -> None:
    variations = (Response(say("Call us"), channel="phone"), Response(say("Write us")))
    player = only(Utter(id="a", next=(), name="utter_x"), responses={"utter_x": variations})
    assert player.says("go") == "Write us"


def test_a_response_can_carry_buttons_that_start_flows() -> None:
    buttons = (Choice("utter_x/1/1", say("Book"), "Book", then="booking"),)
    other = flow("booking", Say(id="x", next=(), text=say("Booking!")), words=["book"])
    first = flow("f", Utter(id="a", next=(), name="utter_x"), words=["go"])
    player = Player(book(first, other, responses={"utter_x": (Response(say("Hello"), choices=buttons),)}))
    player.says("go")
    assert player.taps("Book") == "Booking!"
