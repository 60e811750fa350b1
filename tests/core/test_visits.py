"""What a turn tells of the way it took: what was reached, and how each step that waited was left."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.effects import VISITS
from bot.core.flow import AskConsent, Collect, Faq, Link, RunAction, Say, Slot, Timeout, Wait
from tests.core.playing import Player, book, choices, flow, purpose, say, to

N = Collect(
    id="n", next=(), slot="n", type="number", ask=say("How many?"), retries=1, timeout=Timeout(600, None, "cancel")
)
TABLE = flow(
    "table",
    N,
    Collect(id="day", next=(), slot="day", type="date", ask=say("Which day?")),
    Say(id="end", next=(), text=say("Done.")),
    words=["table"],
)
MENU = flow(
    "main",
    Say(id="m", next=to("END"), text=say("What?"), choices=choices("main", "m", ("Table", "table"), ("Work", "work"))),
    words=["hi"],
)
WORK = flow(
    "work", RunAction(id="do", next=(), name="action_x"), Say(id="end", next=(), text=say("Ok.")), words=["work"]
)
LATER = flow("later", Wait(id="w", next=(), seconds=60), Say(id="end", next=(), text=say("Now.")), words=["later"])
SEAT = flow(
    "seat",
    Say(id="a", next=(), text=say("Where?"), choices=choices("seat", "a", "Garden", "Inside"), save="a"),
    Collect(id="b", next=(), slot="b", ask=say("Why?")),
    words=["area"],
)
ASK = flow("ask", AskConsent(id="c", next=(), purpose="offers"), Link(id="go", next=(), flow="table"), words=["ask"])
HOURS = Faq("hours", ("opening hours", "when are you open"), say("From 8."))


def player(**person: Any) -> Player:
    slots = [Slot("n", "number"), Slot("day", "date")]
    return Player(
        book(TABLE, MENU, WORK, LATER, SEAT, ASK, faq=[HOURS], purposes=[purpose("offers")], slots=slots), **person
    )


def went(here: Player) -> list[str]:
    return [f"{what} {'.'.join(filter(None, where))}" for what, *where in here.turn.visits]


def test_steps_and_answers_are_told_in_order() -> None:
    here = player()
    here.says("table")
    assert went(here) == ["step table.n"]
    here.says("4")
    assert went(here) == ["on table.n", "step table.day"]
    here.says("opening hours")
    assert went(here) == ["faq hours"]
    here.says("tomorrow")
    assert went(here) == ["on table.day", "step table.end"]


def test_a_step_that_has_nothing_to_ask_is_skipped() -> None:
    here = player()
    here.says("ask")
    here.says("yes")
    assert went(here) == ["on ask.c", "step ask.go", "step table.n"]
    here.says("menu")
    here.says("ask")
    assert went(here) == ["other table.n", "skipped ask.c", "step ask.go", "step table.n"]


@pytest.mark.parametrize(
    ("does", "expected"),
    [
        (lambda here: here.says("cancel"), "cancel table.day"),
        (lambda here: here.says("person"), "handover table.day"),
        (lambda here: here.says("stop"), "stop table.day"),
        (lambda here: here.says("work"), "other table.day"),
        (lambda here: here.says("back"), "back table.day"),
        (lambda here: here.staff("Hello"), "handover table.day"),
    ],
)
def test_each_way_of_leaving_a_question_is_told_once(does: Any, expected: str) -> None:
    here = player(consent={"offers": "withdrawn"})
    here.says("table")
    here.says("4")
    does(here)
    assert [told for told in went(here) if not told.startswith("step")] == [expected]


def test_silence_is_a_timeout() -> None:
    here = player()
    here.says("table")
    here.later(600).timer()
    assert went(here) == ["timeout table.n"]


def test_answers_that_never_fit_are_a_failure() -> None:
    here = player()
    here.says("table")
    here.says("blue")
    assert went(here) == []
    here.says("green")
    assert went(here) == ["failed table.n"]


def test_an_interrupted_question_is_taken_up_again() -> None:
    here = player()
    here.says("table")
    here.says("work")
    assert went(here) == ["other table.n", "step work.do"]
    here.result()
    assert went(here) == ["on work.do", "step work.end"]
    here.says("yes")
    assert went(here) == ["resumed table.n"]


def test_a_wait_is_left_when_its_time_has_come() -> None:
    here = player()
    here.says("later")
    here.later(60).timer()
    assert went(here) == ["on later.w", "step later.end"]


def test_a_late_tap_counts_as_the_question_and_its_answer() -> None:
    here = player(consent={"offers": "withdrawn"})
    here.says("area")
    here.taps("Garden")
    assert went(here) == ["on seat.a", "step seat.b"]
    here.taps("Inside")
    assert went(here) == ["back seat.b", "step seat.a", "on seat.a", "step seat.b"]
    assert {what for what, *_ in here.turn.visits} <= set(VISITS)
