"""``set_slots``, ``noop``, ``call``, ``link``, ``tag``, ``wait``, ``handover``, ``consent``: one truth each."""

from __future__ import annotations

import pytest

from bot.core import effects as fx
from bot.core.flow import (
    AskConsent,
    Business,
    Call,
    Collect,
    HandoverRules,
    HandOverTo,
    Link,
    Noop,
    Say,
    SetSlots,
    Slot,
    Tag,
    Wait,
)
from bot.core.hours import parse_hours
from bot.core.steps import _DO
from bot.core.work import MAX_STEPS
from tests.core.playing import DAY, HOUR, HOURS_FAQ, Player, book, flow, purpose, say, to


def end(text: str = "done") -> Say:
    return Say(id="end", next=(), text=say(text))


def test_every_kind_of_step_is_run() -> None:
    from typing import get_args

    from bot.core.flow import AnyStep

    assert set(_DO) == set(get_args(AnyStep))


# ---- set_slots, noop


def test_set_slots_sets_and_empties() -> None:
    step = SetSlots(id="a", next=(), values=(("area", "garden"), ("day", None)))
    player = Player(book(flow("f", step, end("{area} {day|any day}"), words=["go"])))
    player.person.state.slots["day"] = "Monday"
    assert player.says("go") == "garden any day"


def test_a_slot_called_language_switches_the_language() -> None:
    step = SetSlots(id="a", next=(), values=(("language", "pt"),))
    pages = book(
        flow("f", step, Say(id="b", next=(), text=say({"en": "Hello", "pt": "Olá"})), words=["go"]),
        business=Business("A", ("en", "pt")),
    )
    player = Player(pages)
    assert player.says("go") == "Olá" and player.state.language == "pt"


def test_noop_only_branches() -> None:
    steps = (
        Noop(id="a", next=to("hours.open: b", "c")),
        Say(id="b", next=to("END"), text=say("open")),
        Say(id="c", next=to("END"), text=say("closed")),
    )
    business = Business("A", ("en",), hours=parse_hours({"mon": "08:00-12:00"}))
    player = Player(book(flow("f", *steps, words=["go"]), business=business))
    assert player.says("go") == "open"
    assert player.later(4 * HOUR).says("go") == "closed"


def test_a_circle_of_steps_ends_with_a_person() -> None:
    player = Player(book(flow("f", Noop(id="a", next=to("b")), Noop(id="b", next=to("a")), words=["go"])))
    assert "went wrong on our side" in player.says("go")
    assert player.of(fx.HandOver)[0].reason == "the flow runs in a circle"


def test_flows_that_call_each_other_for_ever_end_with_a_person() -> None:
    player = Player(
        book(flow("f", Call(id="a", next=(), flow="g"), words=["go"]), flow("g", Call(id="a", next=(), flow="f")))
    )
    assert "went wrong on our side" in player.says("go")


def test_fifty_steps_in_a_turn_are_possible() -> None:
    steps = [Say(id=f"s{n}", next=(), text=say(f"{n}")) for n in range(MAX_STEPS)]
    assert Player(book(flow("f", *steps, words=["go"]))).says("go").endswith("49")


# ---- call, link


ADDRESS = flow("address", Collect(id="ask", next=(), slot="street", ask=say("Which street?")))


def test_call_runs_another_flow_and_goes_on_with_what_it_found_out() -> None:
    main = flow(
        "main",
        Call(id="c", next=to("slots.street is Elm: far", "end"), flow="address"),
        Say(id="far", next=to("end"), text=say("Far!")),
        end("To {street}."),
        words=["go"],
    )
    player = Player(book(main, ADDRESS))
    assert player.says("go") == "Which street?"
    assert player.says("Elm") == "Far!\n\nTo Elm."
    assert player.state.slots == {} and player.state.stack == ()


def test_cancel_in_a_called_flow_ends_its_caller_too() -> None:
    player = Player(book(flow("main", Call(id="c", next=(), flow="address"), end(), words=["go"]), ADDRESS))
    player.says("go")
    assert len(player.state.stack) == 2
    assert "leave it" in player.says("nevermind") and player.state.stack == ()


def test_link_ends_one_flow_and_starts_another_with_the_slots_that_both_use() -> None:
    first = flow(
        "first",
        Collect(id="n", next=(), slot="n", type="number", ask=say("How many?")),
        Collect(id="x", next=(), slot="x", ask=say("What?")),
        Link(id="l", next=(), flow="second"),
        words=["go"],
    )
    second = flow(
        "second", Collect(id="n", next=(), slot="n", type="number", ask=say("How many?")), end("{n} {x|forgotten}")
    )
    player = Player(book(first, second))
    player.says("go")
    player.says("3")
    assert player.says("tea") == "3 forgotten"
    assert player.state.previous == "second"


def test_a_flow_that_may_not_start_is_still_called() -> None:
    from bot.core.conditions import parse

    child = flow("child", Say(id="a", next=(), text=say("Child.")), guard=parse("false"), words=["child"])
    player = Player(book(flow("main", Call(id="c", next=(), flow="child"), words=["go"]), child))
    assert player.says("go") == "Child."
    assert player.says("child") == "That is not possible just now."


# ---- tag, wait


def test_tags_are_put_on_and_taken_off() -> None:
    steps = (
        Tag(id="a", next=(), tags=("new", "vip")),
        Tag(id="b", next=(), tags=("-new", "vip")),
        Noop(id="c", next=to("person.tags contains vip: end", "END")),
        end(),
    )
    player = Player(book(flow("f", *steps, words=["go"])))
    assert player.says("go") == "done" and player.state.tags == ("vip",)


WAITING = flow(
    "f",
    Say(id="a", next=(), text=say("Brewing.")),
    Wait(id="w", next=(), seconds=HOUR),
    end("How was it?"),
    words=["go"],
)


def test_wait_goes_on_when_its_time_has_come() -> None:
    player = Player(book(WAITING))
    assert player.says("go") == "Brewing." and player.wakes() == [("wait/f/w", player.now + HOUR)]
    assert player.later(HOUR).timer() == "How was it?"


def test_wait_goes_on_with_the_next_message() -> None:
    player = Player(book(WAITING))
    player.says("go")
    assert player.says("xyz") == "How was it?"
    assert player.later(HOUR).timer("wait/f/w") == ""


def test_a_question_during_a_wait_is_answered_and_the_wait_goes_on() -> None:
    player = Player(book(WAITING, faq=[HOURS_FAQ]))
    player.says("go")
    assert player.says("opening hours") == "We are open from 8 to 6."
    assert player.later(HOUR).timer("wait/f/w") == "How was it?"


def test_another_flow_during_a_wait_comes_first_and_the_wait_gets_its_word_later() -> None:
    other = flow("other", Collect(id="q", next=(), slot="q", ask=say("Why?")), words=["other"])
    player = Player(book(WAITING, other))
    player.says("go")
    assert player.says("other") == "Why?"
    assert player.later(HOUR).timer("wait/f/w") == "" and player.wakes() == [("wait/f/w", player.now + 600)]
    assert player.says("because") == ""
    assert player.later(600).timer("wait/f/w") == "How was it?"


# ---- handover


def test_a_handover_step_calls_a_team_with_what_is_known() -> None:
    ask = Collect(id="q", next=(), slot="cake", ask=say("Which cake?"))
    step = HandOverTo(id="h", next=(), team="kitchen", say=say("I'll call the kitchen."), reason="a cake")
    player = Player(book(flow("f", ask, step, end(), words=["go"]), slots=[Slot("cake")]))
    player.says("go")
    said = player.says("chocolate")
    assert said == "I'll call the kitchen.\nWrite MENU to go on with me instead."
    [ticket] = player.of(fx.HandOver)
    assert (ticket.reason, ticket.team, ticket.text) == ("a cake", "kitchen", "chocolate – cake: chocolate")
    assert player.state.handover and player.state.stack == ()


def test_out_of_hours_the_closed_text_is_said() -> None:
    business = Business("A", ("en",), hours=parse_hours({"tue": "08:00-12:00"}))
    rules = HandoverRules(closed=say("We open {business.next_opening|soon}."))
    player = Player(book(flow("f", HandOverTo(id="h", next=()), words=["go"]), business=business, handover=rules))
    assert player.says("go").startswith("We open Tuesday, 6 January")


# ---- consent


def test_a_consent_step_shows_the_exact_notice_alone_and_goes_on_after_yes() -> None:
    pages = book(
        flow(
            "f",
            Say(id="a", next=(), text=say("Hello!")),
            AskConsent(id="c", next=(), purpose="offers"),
            end(),
            words=["go"],
        ),
        purposes=[purpose("offers")],
    )
    player = Player(pages)
    player.says("go")
    notice = pages.purposes["offers"].notices["en"]
    [hello, asked] = player.of(fx.Say)
    assert asked.message.body == notice.text and asked.notice == notice.hash and hello.notice == ""
    assert [button.id for button in asked.message.buttons] == [
        f"consent:grant:offers:{notice.hash[:12]}",
        f"consent:refuse:offers:{notice.hash[:12]}",
    ]
    assert player.ledger() == [("offers", "asked")]
    assert player.taps("Yes, please").endswith("done") and player.ledger() == [("offers", "granted")]


def test_after_no_the_service_goes_on() -> None:
    player = Player(
        book(
            flow("f", AskConsent(id="c", next=(), purpose="offers"), end(), words=["go"]), purposes=[purpose("offers")]
        )
    )
    player.says("go")
    assert player.taps("No, thanks").endswith("done") and player.ledger() == [("offers", "refused")]


@pytest.mark.parametrize(
    ("standing", "age", "asks"),
    [("granted", 400, False), ("refused", 89, False), ("refused", 91, True), ("withdrawn", 10, False), ("withdrawn", 91, True),
     ("expired", 1, True), ("unknown", 1, True), ("asked", 0, False), ("asked", 2, True), ("invalidated", 900, False)],
)  # fmt: skip
def test_consent_is_asked_only_where_it_may_be(standing: str, age: int, asks: bool) -> None:
    pages = book(
        flow("f", AskConsent(id="c", next=(), purpose="offers"), end(), words=["go"]), purposes=[purpose("offers")]
    )
    player = Player(pages, consent={"offers": standing})
    player.person = player.person.__class__(
        **{
            **{f: getattr(player.person, f) for f in player.person.__slots__},
            "asked_at": {"offers": player.now - age * DAY},
        }
    )
    player.says("go")
    assert (player.ledger() == [("offers", "asked")]) is asks
