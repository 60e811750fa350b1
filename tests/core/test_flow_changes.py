"""The owner edits a flow while somebody is in it."""

from __future__ import annotations

from dataclasses import replace

from bot.core.flow import Collect, Faq, Flow, Say, Slot
from tests.core.playing import HOURS_FAQ, Player, book, choices, flow, purpose, say, to

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


# ---- a flow that changes under an open conversation


def test_the_conversation_goes_on_at_the_step_of_the_same_id() -> None:
    here = player()
    here.says("table")
    changed = replace(TABLE, steps={**TABLE.steps, "day": Say(id="day", next=to("END"), text=say("No more days."))})
    here.book = replace(here.book, flows={**here.book.flows, "table": changed})
    assert here.says("4") == "No more days."


def test_where_the_step_is_gone_it_says_so_and_starts_over() -> None:
    here = player()
    here.says("table")
    here.says("4")
    changed = flow("table", Collect(id="first", next=(), slot="n", type="number", ask=say("For how many?")))
    here.book = replace(here.book, flows={**here.book.flows, "table": changed})
    assert here.says("tomorrow") == "Something has changed here meanwhile. Let's start this over.\n\nFor how many?"
    assert here.state.slots == {}


def test_where_the_flow_is_gone_it_says_so() -> None:
    here = player()
    here.says("table")
    here.book = replace(here.book, flows={"cake": CAKE})
    assert here.says("4").startswith("Something has changed here meanwhile.") and here.state.stack == ()


def test_where_the_step_became_another_kind_it_starts_over() -> None:
    here = player()
    here.says("hi")
    changed = flow("main", Collect(id="m", next=(), slot="wish", ask=say("Tell me.")))
    here.book = replace(here.book, flows={**here.book.flows, "main": changed})
    assert here.taps("Cake").endswith("Tell me.")
