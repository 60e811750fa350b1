"""Rehearsals: splitting a talk into acts, finding buttons, and telling what did not come true."""

from __future__ import annotations

from bot.core import outgoing as out
from bot.core.flow import Where
from bot.core.talk import (
    Bot,
    Customer,
    InLedger,
    Later,
    Send,
    Slots,
    Talk,
    Tap,
    Uttered,
    Verdict,
    button_id,
    exchanges,
    spelled,
)
from bot.core.talk_check import Happened, compare

NOTICE = out.Buttons(
    "May Aurora send\nyou offers?", (out.Button("g", "Yes, please"), out.Button("r", "No, thanks")), footer="Free"
)
MENU = out.Menu("Pick", "Open", (out.Section((out.Row("a", "Garden", "Outside"),)),))
TALK = Talk(
    "a yes",
    (Customer("hi"), Bot("May Aurora send you offers"), Tap("Yes, please"), Bot("Thank you"), InLedger("offers", "granted"),
     Later(3 * 86400), Send("spring", "offers"), Verdict()),
)  # fmt: skip


def test_a_talk_is_a_row_of_acts_with_what_must_follow() -> None:
    found = [(type(one.act).__name__, len(one.expected)) for one in exchanges(TALK)]
    assert found == [("Customer", 1), ("Tap", 2), ("Later", 0), ("Send", 1)]


def test_expectations_before_any_act_are_kept() -> None:
    [first] = exchanges(Talk("t", (Slots({"a": None}),)))
    assert first.act is None and first.expected == (Slots({"a": None}),)


def test_what_is_contained_comes_true_whatever_its_spaces_and_case() -> None:
    assert compare([Bot("may aurora send you OFFERS?"), Bot("[Yes, please]")], Happened(said=(NOTICE,))) == ()


def test_lines_must_come_in_order() -> None:
    said = Happened(said=(out.Text("One"), out.Text("Two")))
    assert compare([Bot("One"), Bot("Two")], said) == ()
    assert len(compare([Bot("Two"), Bot("One")], said)) == 1


def test_a_difference_shows_both_sides_and_its_place() -> None:
    [found] = compare([Bot("Thank you", where=Where("a.yaml", 7))], Happened(said=(out.Text("Sorry, what?"),)))
    assert found.where.line == 7 and "- bot: Thank you" in found.text and "+ bot: Sorry, what?" in found.text


def test_silence_can_be_expected() -> None:
    assert compare([Bot("")], Happened()) == ()
    assert "+ bot: Hello" in compare([Bot("")], Happened(said=(out.Text("Hello"),)))[0].text
    assert "(nothing)" in compare([Bot("Hello")], Happened())[0].text


def test_ledger_slots_verdict_and_responses() -> None:
    happened = Happened(
        ledger=(("*", "withdrawn"), ("offers", "asked")),
        slots={"n": 4, "day": None},
        verdict="withdrawn",
        uttered=("utter_hi",),
    )
    right = [
        InLedger("offers", "withdrawn"),
        InLedger("offers", "asked"),
        Slots({"n": "4", "day": None}),
        Verdict("withdrawn"),
        Uttered("utter_hi"),
    ]
    assert compare(right, happened) == ()
    wrong = [InLedger("offers", "granted"), Slots({"n": 5}), Verdict(), Uttered("utter_bye")]
    texts = [one.text for one in compare(wrong, happened)]
    assert len(texts) == 4
    assert "- ledger: offers granted" in texts[0] and "* withdrawn, offers asked" in texts[0]
    assert "- slots: n=5" in texts[1] and "+ slots: n=4" in texts[1]
    assert "- verdict: cleared" in texts[2] and "utter: utter_hi" in texts[3]


def test_messages_are_spelled_as_people_see_them() -> None:
    assert spelled(NOTICE) == "May Aurora send\nyou offers?\nFree\n[Yes, please]\n[No, thanks]"
    assert spelled(MENU) == "Pick\n[Garden]"
    assert spelled(out.Template("spring", "en", {"1": "Ada"})) == "template spring (en) Ada"
    assert spelled(out.React("w", "👍")) == "👍"


def test_a_button_is_found_by_title_or_id_in_the_latest_message() -> None:
    older = out.Buttons("x", (out.Button("old", "Yes, please"),))
    assert button_id([older, NOTICE], "yes,  PLEASE") == "g" and button_id([NOTICE, MENU], "a") == "a"
    assert button_id([NOTICE], "Maybe") == ""
