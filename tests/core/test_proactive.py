"""Proactive flows in the engine: they propose, wait until it left, and leave the conversation alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.core import effects as fx
from bot.core.conditions import parse
from bot.core.flow import AskConsent, Collect, Noop, Say, SendTemplate, SetSlots, Slot, TemplateSpec, Trigger
from bot.core.incoming import ProposalLeft, Started
from bot.core.schedule import After, parse_moment
from tests.core.playing import DAY, HOUR, MONDAY, Player, book, flow, purpose, say, to

SPEC = TemplateSpec("shipped", ("en",), "utility", ("order",), fill={"1": "order"})
SHIPPED = SendTemplate(id="t", next=(), template="shipped")
RATE = Collect(id="rate", next=(), slot="rate", type="number", ask=say("How is {order}?"))
FLOW = flow(
    "shipped", SHIPPED, RATE, Say(id="end", next=(), text=say("{rate}, thanks.")), purpose="orders",
    triggers=(Trigger("event", ("order_shipped",), data=("order",)),),
)  # fmt: skip
BOOK = flow("book", Collect(id="day", next=(), slot="day", type="date", ask=say("Which day?")), words=["book"])


def player(*flows: Any, **person: Any) -> Player:
    pages = book(
        *(flows or (FLOW,)), BOOK, purposes=[purpose("orders", "utility")], templates={"shipped": SPEC},
        slots=[Slot("order"), Slot("day", "date")],
    )  # fmt: skip
    return Player(pages, **{"consent": {"orders": "granted"}, **person})


def started(here: Player, flow_id: str = "shipped", **data: Any) -> list[fx.Propose]:
    here.event(Started("p1", flow_id, here.now, "event", "order_shipped", "k", data))
    return here.of(fx.Propose)


def left(here: Player, one: fx.Propose) -> str:
    said = here.event(ProposalLeft("p1", one.flow, one.step, here.now, one.slots))
    return "".join(str(message) for message in said)


def test_a_start_proposes_and_changes_nothing() -> None:
    here = player()
    before = here.state
    [one] = started(here, order="A1")
    assert (one.template, one.params, one.purpose, one.step) == ("shipped", {"order": "A1"}, "orders", "t")
    assert replace(here.state, language="") == before and here.turn.effects == (one,)


def test_once_it_left_the_next_message_lets_it_go_on() -> None:
    here = player()
    [one] = started(here, order="A1")
    assert left(here, one) == ""
    assert "How is A1" in here.says("thanks")
    assert "4, thanks" in here.says("4")
    assert "order" not in here.state.slots


def test_what_comes_before_the_template_only_chooses() -> None:
    other = replace(SHIPPED, id="u", params={"order": say("your order")})
    steps = flow(
        "shipped", SetSlots(id="s", next=(), values=(("size", "large"),)),
        Noop(id="n", next=to("slots.size is large and slots.order is null: u", "t")), SHIPPED, replace(other, next=to("END")),
        purpose="orders",
    )  # fmt: skip
    here = player(steps)
    [one] = started(here)
    assert (one.params, one.step, one.slots) == ({"order": "your order"}, "", {"size": "large"})
    [one] = started(here, order="A1")
    assert one.params == {"order": "A1"}


def test_a_condition_sees_what_the_event_brought() -> None:
    here = player(replace(FLOW, guard=parse("slots.order is A1")))
    assert started(here, order="B1") == [] and here.why.rule == "condition"
    assert len(started(here, order="A1")) == 1


def test_a_flow_without_a_purpose_is_never_started() -> None:
    here = player(replace(FLOW, purpose=""))
    assert started(here, order="A1") == []


def test_during_a_handover_it_is_withheld() -> None:
    here = player()
    here.staff(what="take")
    [one] = started(here, order="A1")
    assert one.withheld == "handover"
    left(here, one)
    assert here.state.stack == ()


def test_what_is_open_stays_open() -> None:
    here = player()
    here.says("book")
    [one] = started(here, order="A1")
    left(here, one)
    assert here.state.stack[0].flow == "book" and "order" not in here.state.slots


def test_a_consent_question_stays_open() -> None:
    ask = flow("ask", AskConsent(id="c", next=(), purpose="orders"), words=["ask"])
    here = player(FLOW, ask, consent={"orders": "unknown"})
    here.says("ask")
    left(here, fx.Propose("shipped", "orders", step="t"))
    assert here.state.stack[0].flow == "ask"
    here.taps("Yes, please")
    assert ("orders", "granted") in here.ledger()


def test_who_answers_after_three_days_begins_anew() -> None:
    here = player()
    [one] = started(here, order="A1")
    left(here, one)
    assert here.wakes() == [("answer/shipped/t", here.now + 3 * DAY)]
    here.later(3 * DAY).timer("answer/shipped/t")
    assert here.state.stack == () and "order" not in here.state.slots


def test_another_wish_leaves_the_proposal_behind_with_all_it_knew() -> None:
    here = player()
    [one] = started(here, order="A1")
    left(here, one)
    assert "Which day" in here.says("book")
    assert here.state.aside == () and "order" not in here.state.slots


def test_the_answer_to_something_else_is_not_ended_by_that_timer() -> None:
    here = player()
    [one] = started(here, order="A1")
    left(here, one)
    here.says("nice")
    here.later(3 * DAY).timer("answer/shipped/t")
    assert here.state.stack[0].step == "rate"


def test_nothing_is_said_by_the_news_that_it_left() -> None:
    """Also not where an older conversation waits to be offered again: nobody wrote."""
    here = player()
    here.says("book")
    here.later(2 * DAY)
    [one] = started(here, order="A1")
    assert left(here, one) == "" and here.of(fx.Say) == []
    assert here.state.stack[0].flow == "shipped"


def test_a_template_in_a_conversation_says_nothing_and_goes_on() -> None:
    here = player(replace(FLOW, triggers=(Trigger("words", ("hi",)),)))
    assert "How is" in here.says("hi")


# ---- armed


def reminder(after: After) -> Any:
    return flow("remind", SHIPPED, purpose="orders", triggers=(Trigger("after", after=after),), reads=("day",))


def test_a_flow_that_ends_arms_what_comes_after_it() -> None:
    here = player(reminder(After("book", when=parse_moment("1 day before slots.day at 10:00"))))
    here.says("book")
    here.says("2026-01-09")
    [one] = here.of(fx.Arm)
    assert (one.flow, one.at, one.data) == ("remind", MONDAY + 3 * DAY, {"day": "2026-01-09"})


def test_cancelled_is_not_ended() -> None:
    here = player(reminder(After("book", wait=HOUR)))
    here.says("book")
    here.says("cancel")
    assert here.of(fx.Arm) == []


def test_the_same_wait_again_is_counted_anew() -> None:
    here = player(reminder(After("book", wait=HOUR)))
    keys = []
    for day in ("2026-01-09", "2026-01-10"):
        here.says("book")
        here.says(day)
        keys += [(one.key, one.at) for one in here.of(fx.Arm)]
        here.later(60)
    assert [key for key, _ in keys] == ["remind:wait"] * 2 and keys[1][1] == keys[0][1] + 60
