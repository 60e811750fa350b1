"""While a person of the business has the conversation the bot keeps quiet, and it comes back by itself."""

from __future__ import annotations

from bot.core import effects as fx
from bot.core.flow import Collect, HandoverRules, Say
from bot.core.incoming import Sent
from bot.core.outgoing import Text
from tests.core.playing import HOUR, HOURS_FAQ, Player, book, flow, say

ASK = flow(
    "ask",
    Collect(id="n", next=(), slot="n", type="number", ask=say("How many?")),
    Say(id="e", next=(), text=say("ok")),
    words=["ask"],
    description="Ask",
)


def handed_over() -> Player:
    here = Player(book(ASK, faq=[HOURS_FAQ], handover=HandoverRules(teams=("front",), back_after=HOUR)))
    here.says("ask")
    here.says("I want to talk to a person")
    return here


def test_the_bot_is_silent_whatever_is_said() -> None:
    here = handed_over()
    for words in ("opening hours", "ask", "help", "start", "4", "blah", "back"):
        assert here.says(words) == "", words
        assert here.turn.effects == (fx.OnTicket("heard", text=words),), words
    assert here.hear(Sent("image", "1")) == ""


def test_asking_for_a_person_again_opens_no_second_ticket() -> None:
    here = handed_over()
    here.says("I want to talk to a person")
    assert not here.of(fx.HandOver)


def test_menu_brings_the_bot_back() -> None:
    here = handed_over()
    assert here.says("menu").startswith("What can I do for you?")
    assert here.of(fx.HandBack) and here.state.handover is None
    assert here.says("opening hours") == "We are open from 8 to 6."


def test_closing_brings_the_bot_back_silently() -> None:
    here = handed_over()
    assert here.staff(what="close") == "" and here.of(fx.HandBack)[0].why == "closed by Eva"
    assert here.says("4") != "ok"


def test_closing_twice_is_harmless() -> None:
    here = handed_over()
    here.staff(what="close")
    assert here.staff(what="close") == "" and not here.of(fx.HandBack)


def test_staff_words_are_passed_on_with_their_own_priority() -> None:
    here = handed_over()
    assert here.staff("We have a table at 8.") == "We have a table at 8."
    [told] = here.of(fx.Say)
    assert told.priority == 2 and told.why == fx.Why("staff", "Eva") and told.message == Text("We have a table at 8.")


def test_staff_words_without_a_ticket_open_one() -> None:
    here = Player(book(ASK))
    here.says("ask")
    here.staff("Hello, this is Eva.")
    assert here.of(fx.HandOver)[0].reason == "staff" and here.says("4") == ""


def test_a_very_long_staff_text_is_cut_into_messages_and_nothing_is_lost() -> None:
    here = handed_over()
    here.staff("word " * 1500)
    parts = [told.message.body for told in here.of(fx.Say)]
    assert len(parts) == 2 and " ".join(parts) == ("word " * 1500).strip()


def test_taking_is_noted() -> None:
    here = Player(book(ASK))
    here.staff(what="take")
    assert here.of(fx.HandOver)[0].reason == "taken" and here.says("ask") == ""


def test_who_answers_from_the_phone_has_taken_over() -> None:
    here = Player(book(ASK))
    here.says("ask")
    assert here.phone_echo() == "" and here.of(fx.HandOver)[0].reason == "phone"
    assert here.says("4") == "" and here.state.stack == ()
    here.phone_echo("One more thing")
    assert not here.of(fx.HandOver)


def test_after_a_long_silence_the_bot_comes_back() -> None:
    here = handed_over()
    assert here.later(HOUR).timer("handover_quiet") == "" and here.of(fx.HandBack)
    assert here.says("opening hours") == "We are open from 8 to 6."


def test_as_long_as_somebody_writes_the_bot_waits() -> None:
    here = handed_over()
    start = here.now
    here.later(1800).says("are you there?")
    here.later(600).staff("yes")
    here.now = start + HOUR
    here.timer("handover_quiet")
    assert not here.of(fx.HandBack) and here.wakes() == [("handover_quiet", start + 2400 + HOUR)]


def test_the_echo_of_the_owner_also_keeps_the_bot_away() -> None:
    here = handed_over()
    here.later(1800).phone_echo()
    here.later(1800).timer("handover_quiet")
    assert here.state.handover


def test_timers_of_flows_are_quiet_meanwhile() -> None:
    here = handed_over()
    assert here.timer("timeout/ask/n") == "" and here.timer("wait/ask/n") == "" and here.timer("unknown/x") == ""
