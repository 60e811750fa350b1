"""What people do instead of answering: each interruption, and what happens to the open question."""

from __future__ import annotations

import pytest

from bot.core.flow import Business, Choice, Collect, Faq, Flow, Say, Slot
from tests.core.playing import DAY, HOURS_FAQ, Player, book, choices, flow, purpose, say, to

TABLE = flow(
    "table",
    Collect(id="n", next=(), slot="n", type="number", ask=say("How many?")),
    Collect(id="day", next=(), slot="day", type="date", ask=say("Which day?")),
    Say(id="end", next=(), text=say("{n} on {day}.")),
    words=["table"],
    description="Book a table",
)
CAKE = flow(
    "cake",
    Collect(id="k", next=(), slot="k", ask=say("Which cake?")),
    Say(id="end", next=(), text=say("{k} it is.")),
    words=["cake"],
    description="Order a cake",
)
MENU = flow(
    "main",
    Say(id="m", next=to("END"), text=say("What?"), choices=choices("main", "m", ("Table", "table"), ("Cake", "cake"))),
    words=["hi"],
    description="Start",
)
OFFER_TABLE = Faq("area", ("do you have a garden",), say("Yes, a big one."), then="table")


def player(*flows: Flow, **rest) -> Player:
    slots = [Slot("n", "number"), Slot("day", "date")]
    return Player(
        book(TABLE, CAKE, MENU, *flows, faq=[HOURS_FAQ, OFFER_TABLE], purposes=[purpose("offers")], slots=slots, **rest)
    )


# ---- FAQ


def test_a_question_is_answered_and_the_open_one_put_again() -> None:
    here = player()
    here.says("table")
    assert here.says("opening hours") == "We are open from 8 to 6.\n\nHow many?"
    assert here.says("4") == "Which day?"


def test_questions_do_not_count_as_wrong_answers() -> None:
    here = player()
    here.says("table")
    for _ in range(5):
        here.says("opening hours")
    assert here.says("4") == "Which day?"


def test_an_answer_can_offer_a_flow() -> None:
    here = player()
    assert here.says("do you have a garden").startswith("Yes, a big one.") and here.titles == ["Book a table"]
    assert here.taps("Book a table") == "How many?"


def test_inside_a_flow_no_other_flow_is_offered() -> None:
    here = player()
    here.says("cake")
    assert here.says("do you have a garden?") != "" and here.titles == []


# ---- another flow


def test_another_flow_comes_first_and_the_first_one_is_offered_again() -> None:
    here = player()
    here.says("table")
    here.says("4")
    assert here.says("cake") == "Which cake?"
    assert here.says("chocolate") == "chocolate it is.\n\nShall we go on with “Book a table”?\n[Go on]\n[No, thanks]"
    assert here.taps("Go on") == "Which day?"
    assert here.says("tomorrow") == "4 on Tuesday, 6 January."


@pytest.mark.parametrize(
    ("answer", "said"), [("yes", "Which day?"), ("Go on", "Which day?"), ("no", "leave it"), ("No, thanks", "leave it")]
)
def test_the_offer_is_answered_by_word(answer: str, said: str) -> None:
    here = player()
    here.says("table")
    here.says("4")
    here.says("cake")
    here.says("chocolate")
    assert said in here.says(answer)


def test_who_leaves_it_leaves_it_for_good() -> None:
    here = player()
    here.says("table")
    here.says("4")
    here.says("cake")
    here.says("chocolate")
    here.taps("No, thanks")
    assert here.state.aside == () and here.state.slots == {}


def test_asking_for_the_interrupted_flow_takes_it_up_where_it_was() -> None:
    here = player()
    here.says("table")
    here.says("4")
    here.says("cake")
    assert here.says("table") == "Which day?"
    assert [frame.flow for frame in here.state.aside] == ["cake"]


def test_asking_for_the_running_flow_puts_its_question_again() -> None:
    here = player()
    here.says("table")
    assert here.says("table") == "How many?" and len(here.state.stack) == 1


def test_a_choice_is_written_in_the_language_of_now() -> None:
    titles = (
        Choice("flow/f/s/1", say({"en": "Garden", "pt": "Jardim"}), "garden"),
        Choice("flow/f/s/2", say("Inside"), "inside"),
    )
    pick = Collect(id="s", next=(), slot="area", type="choice", ask=say("Where?"), choices=titles)
    pages = book(
        flow("f", pick, Say(id="e", next=(), text=say("{area}!")), words=["go"]),
        slots=[Slot("area", "choice", choices=titles)],
        business=Business("A", ("en", "pt")),
    )
    here = Player(pages, country="BR")
    here.says("go")
    assert here.taps("Jardim") == "Jardim!"


def test_a_menu_is_not_offered_again() -> None:
    here = player()
    here.says("hi")
    here.says("cake")
    assert here.says("chocolate") == "chocolate it is."


def test_a_choice_of_a_menu_is_no_interruption() -> None:
    here = player()
    here.says("hi")
    here.taps("Cake")
    assert here.says("chocolate") == "chocolate it is." and here.state.aside == ()


def test_after_a_day_an_interrupted_flow_is_forgotten() -> None:
    here = player()
    here.says("table")
    here.says("4")
    here.says("cake")
    assert here.later(2 * DAY).says("chocolate") == "chocolate it is."
    assert here.state.aside == () and here.state.slots == {}


def test_only_the_last_few_interrupted_flows_are_kept() -> None:
    many = [
        flow(f"f{n}", Collect(id="q", next=(), slot=f"q{n}", type="number", ask=say(f"Q{n}?")), words=[f"word{n}"])
        for n in range(6)
    ]
    here = player(*many)
    for n in range(6):
        here.says(f"word{n}")
    assert [frame.flow for frame in here.state.aside] == ["f2", "f3", "f4"]


# ---- cancel, back, menu, help, language


def test_cancel_ends_the_flow_and_forgets_its_slots() -> None:
    here = player()
    here.says("table")
    here.says("4")
    assert here.says("nevermind") == "All right, we leave it at that."
    assert here.state.stack == () and here.state.slots == {} and here.state.cancelled == "table"


def test_cancel_offers_what_was_interrupted() -> None:
    here = player()
    here.says("table")
    here.says("cake")
    assert "Shall we go on with “Book a table”?" in here.says("nevermind")


def test_cancel_with_nothing_open_shows_what_can_be_done() -> None:
    assert player().says("nevermind").startswith("There is nothing under way")


def test_back_asks_for_the_last_answer_again() -> None:
    here = player()
    here.says("table")
    here.says("4")
    assert here.says("back") == "How many?" and here.state.slots == {}
    here.says("5")
    assert here.says("tomorrow") == "5 on Tuesday, 6 January."


def test_back_goes_behind_a_button_and_an_initial_value() -> None:
    steps = (
        Say(id="s", next=(), text=say("Area?"), choices=choices("f", "s", "In", "Out"), save="area"),
        Collect(id="n", next=(), slot="n", type="number", ask=say("How many?")),
    )
    here = Player(book(flow("f", *steps, words=["go"]), slots=[Slot("area", initial="In")]))
    here.says("go")
    here.taps("Out")
    assert here.says("back").startswith("Area?")


def test_back_leaves_a_called_flow() -> None:
    from bot.core.flow import Call

    child = flow("child", Collect(id="c", next=(), slot="c", type="number", ask=say("Child?")))
    main = flow(
        "f",
        Collect(id="n", next=(), slot="n", type="number", ask=say("How many?")),
        Call(id="call", next=(), flow="child"),
        words=["go"],
    )
    here = Player(book(main, child))
    here.says("go")
    assert here.says("4") == "Child?"
    assert here.says("back") == "How many?" and len(here.state.stack) == 1


def test_back_with_nothing_behind() -> None:
    here = player()
    here.says("table")
    assert here.says("back") == "There is no earlier answer to go back to.\n\nHow many?"
    assert player().says("go back") == "There is no earlier answer to go back to."


def test_menu_shows_what_can_be_done_and_the_question_stays_open() -> None:
    here = player()
    here.says("table")
    assert here.says("MENU").startswith("What can I do for you?")
    assert here.titles == ["Book a table", "Order a cake", "Start", "Talk to a person"]
    assert here.says("4") == "Which day?"


def test_menu_is_the_owners_own_flow_where_there_is_one() -> None:
    own = flow("own", Say(id="a", next=(), text=say("My menu.")), words=["menu", "start page"])
    assert player(own).says("menu") == "My menu."


def test_help_in_a_flow_puts_the_question_again() -> None:
    here = player()
    here.says("table")
    assert here.says("help").endswith("How many?")


def test_the_exact_title_of_an_open_option_is_an_answer_and_no_command() -> None:
    pick = Say(
        id="p", next=to("e"), text=say("Which desk?"), choices=choices("f", "p", "Help", "Menu", "Person"), save="desk"
    )
    here = player(flow("f", pick, Say(id="e", next=(), text=say("To {desk}.")), words=["go"]))
    for title in ("Help", "Menu", "Person"):
        here.says("go")
        assert here.says(title) == f"To {title}."


def test_a_language_can_be_asked_for_by_its_name() -> None:
    business = Business("Aurora", ("en", "pt"))
    ask = Collect(id="n", next=(), slot="n", type="number", ask=say({"en": "How many?", "pt": "Quantas?"}))
    here = Player(book(flow("f", ask, words=["go"]), business=business))
    here.says("go")
    assert here.says("Português").endswith("Quantas?") and here.state.language == "pt"
    assert here.says("english").endswith("How many?")
