"""What counts as a yes, what does not, and what is written down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core import effects as fx
from bot.core.flow import AskConsent, Business, Collect, Purpose, Say, Wait
from bot.core.incoming import Edited, Reacted, Said, Sent, Tapped
from tests.core.playing import DAY, HOUR, HOURS_FAQ, Player, book, flow, notice, purpose, say

HASH = notice("offers").hash[:12]
STEP = AskConsent(id="c", next=(), purpose="offers")
END = Say(id="end", next=(), text=say("Moving on."))


def player(*steps: Any, rule: Purpose | None = None, **person: Any) -> Player:
    other = flow(
        "other",
        Collect(id="q", next=(), slot="q", type="number", ask=say("How many?")),
        words=["other"],
        description="Other",
    )
    pages = book(
        flow("f", *(steps or (STEP, END)), words=["go"], description="The flow"),
        other,
        purposes=[rule or purpose("offers")],
        faq=[HOURS_FAQ],
    )
    return Player(pages, **person)


def asked(**person: Any) -> Player:
    here = player(**person)
    here.says("go")
    assert here.ledger() == [("offers", "asked")]
    return here


@pytest.mark.parametrize("words", ["yes", "Yes please!", "YES", "sim", "ja", "نعم", "Yes, please"])
def test_an_exact_yes_to_the_open_question_counts(words: str) -> None:
    here = asked()
    assert here.says(words).startswith("Thank you") and here.ledger() == [("offers", "granted")]


@pytest.mark.parametrize("words", ["no", "No thanks", "não", "No, thanks"])
def test_an_exact_no_counts(words: str) -> None:
    here = asked()
    assert here.says(words).endswith("Moving on.") and here.ledger() == [("offers", "refused")]


@pytest.mark.parametrize("words", ["yes but not on sundays", "maybe", "why?", "yesterday", "I would say yes to cake"])
def test_anything_else_is_no_answer(words: str) -> None:
    here = asked()
    here.says(words)
    assert here.ledger() == [] and here.person.consent["offers"] == "asked"


@pytest.mark.parametrize(
    "content",
    [Reacted("wamid.0", "👍"), Edited("wamid.0", Said("yes")), Sent("image", "900", caption="yes")],
)
def test_a_reaction_an_edit_and_a_caption_are_no_yes(content: Any) -> None:
    here = asked()
    here.hear(content)
    assert here.person.consent["offers"] == "asked"


def test_a_forwarded_yes_is_no_yes() -> None:
    here = asked()
    here.says("yes", forwarded=True)
    assert here.person.consent["offers"] == "asked"


def test_a_forwarded_tap_is_no_yes_but_the_question_comes_again() -> None:
    here = asked()
    here.hear(Tapped(f"consent:grant:offers:{HASH}", "Yes, please"), forwarded=True)
    assert here.person.consent["offers"] == "asked"


def test_yes_without_a_question_changes_nothing() -> None:
    here = player()
    here.says("yes")
    assert here.ledger() == []


def test_the_evidence_of_a_yes() -> None:
    here = asked()
    here.taps("Yes, please")
    proof = here.evidence("granted")
    assert proof == {
        "notice": notice("offers").hash, "version": 1, "language": "en", "entry": "message", "number": "222",
        "method": "tap", "button": f"consent:grant:offers:{HASH}", "text": "Yes, please", "message_id": "wamid.2",
    }  # fmt: skip


def test_the_evidence_of_a_typed_yes_has_the_exact_words() -> None:
    here = asked()
    here.says(" Yes,  PLEASE ")
    proof = here.evidence("granted")
    assert (proof["method"], proof["text"], proof["button"]) == ("typed", "Yes,  PLEASE", "")


def test_the_evidence_says_how_the_conversation_began() -> None:
    here = player()
    here.comes_by_ad("go", "ad7")
    here.taps("Yes, please")
    assert here.evidence("granted")["entry"] == "ad:ad7"


def test_a_yes_after_a_day_only_brings_the_question_again() -> None:
    here = asked()
    said = here.later(DAY + 1).taps("Yes, please")
    assert said.startswith("May Aurora send you offers?") and here.ledger() == [("offers", "asked")]
    here.taps("Yes, please")
    assert here.ledger() == [("offers", "granted")]


def test_a_typed_yes_after_a_day_is_nothing() -> None:
    here = asked()
    here.later(DAY + 1).says("yes")
    assert here.ledger() == []


def test_a_yes_to_an_older_notice_only_brings_the_current_one() -> None:
    here = asked()
    newer = Purpose("offers", "marketing", {"en": notice("offers", 2)})
    here.book = replace(here.book, purposes={"offers": newer})
    here.taps("Yes, please")
    assert here.ledger() == [("offers", "asked")] and here.of(fx.Say)[-1].notice == notice("offers", 2).hash


def test_a_button_with_a_made_up_hash_grants_nothing() -> None:
    here = asked()
    for id in (
        "consent:grant:offers:",
        "consent:grant:offers:fff",
        "consent:grant:offers",
        "consent:grant:nothing:x",
        "consent:grant",
    ):
        here.hear(Tapped(id, "Yes"))
        assert ("offers", "granted") not in here.ledger()


def test_the_question_stays_open_while_the_faq_is_asked() -> None:
    here = asked()
    assert here.says("opening hours") == "We are open from 8 to 6."
    assert here.says("yes").startswith("Thank you")


def test_no_answer_lets_the_flow_go_on_and_the_buttons_stay_good() -> None:
    here = asked()
    assert here.says("hm") == "Moving on."
    assert here.later(HOUR).taps("Yes, please").startswith("Thank you") and here.ledger() == [("offers", "granted")]


def test_after_another_question_a_typed_yes_is_its_answer_and_not_a_consent() -> None:
    here = player(STEP, Collect(id="n", next=(), slot="n", type="bool", ask=say("Is it raining?")), END)
    here.says("go")
    assert here.says("hm").startswith("Is it raining?")
    assert here.says("yes") == "Moving on." and here.ledger() == []


def test_another_flow_leaves_the_question_behind_and_nobody_is_nagged() -> None:
    here = asked()
    assert here.says("other") == "How many?"
    assert here.says("4") == "" and here.state.aside == ()
    here.says("go")
    assert here.ledger() == []


def test_a_flow_that_only_waits_for_a_consent_is_over_and_not_offered_again() -> None:
    first = Collect(id="n", next=(), slot="n", type="number", ask=say("How many?"))
    here = player(first, STEP, END)
    here.says("go")
    here.says("4")
    here.says("other")
    assert here.says("2") == "" and here.state.aside == ()


def test_a_no_after_a_yes_withdraws() -> None:
    here = asked()
    here.taps("Yes, please")
    here.later(DAY).taps("No, thanks")
    assert here.ledger() == [("offers", "withdrawn")] and here.of(fx.CancelQueued)


def test_a_second_yes_is_only_confirmed() -> None:
    here = asked()
    here.taps("Yes, please")
    assert here.later(DAY).taps("Yes, please").startswith("You have already agreed") and here.ledger() == []


def test_a_yes_while_a_person_has_the_conversation_is_left_alone_but_a_no_counts() -> None:
    here = asked()
    here.says("I want to talk to a person")
    assert here.taps("Yes, please") == "" and here.ledger() == []
    here.taps("No, thanks")
    assert here.ledger() == [("offers", "refused")]


def test_double_opt_in_needs_two_taps() -> None:
    here = player(rule=purpose("offers", double_opt_in=True))
    here.says("go")
    assert here.taps("Yes, please", reply_to="w1").startswith("One more tap")
    assert here.ledger() == [("offers", "note")] and here.of(fx.Say)[0].notice == notice("offers").hash
    here.says("yes")
    assert ("offers", "granted") not in here.ledger()
    here.taps("Yes, please", reply_to="w2")
    assert here.ledger() == [("offers", "granted")] and here.says("x") != ""


def test_double_opt_in_can_be_refused_at_the_second_tap() -> None:
    here = player(rule=purpose("offers", double_opt_in=True))
    here.says("go")
    here.taps("Yes, please", reply_to="w1")
    assert here.taps("No, thanks", reply_to="w2").endswith("Moving on.") and here.ledger() == [("offers", "refused")]


def test_the_notice_is_shown_in_the_persons_language_or_the_default_one() -> None:
    both = Purpose(
        "offers", "marketing", {"en": notice("offers"), "pt": replace(notice("offers", language="pt"), text="Podemos?")}
    )
    pages = book(flow("f", STEP, words=["go"]), purposes=[both], business=Business("A", ("en", "pt")))
    here = Player(pages, country="BR")
    assert here.says("go").startswith("Podemos?") and here.evidence("asked")["language"] == "pt"
    only = replace(pages, purposes={"offers": purpose("offers")})
    there = Player(only, country="BR")
    assert there.says("go").startswith("May Aurora")


def test_held_and_suppressed_people_are_not_asked() -> None:
    for flag in ("held", "suppressed"):
        assert player(**{flag: True}).says("go") == "Moving on."


def test_after_a_wrong_number_no_flow_asks_again_until_the_person_does() -> None:
    here = player()
    here.says("wrong number")
    here.says("stop")
    assert here.later(200 * DAY).says("go") == "Moving on."
    here.says("start")
    assert here.ledger() == [("offers", "asked")]


def test_an_expired_consent_is_asked_for_once_a_day_at_most() -> None:
    here = player(consent={"offers": "expired"})
    here.says("go")
    assert here.ledger() == [("offers", "asked")]
    here.says("hm")
    here.later(HOUR).says("go")
    assert here.ledger() == []


def test_stop_answers_an_open_question_with_a_word_even_where_nothing_stands() -> None:
    here = player()
    here.says("stop")
    here.says("start")
    assert "START" in here.says("stop") and here.ledger() == [("*", "withdrawn")]


def test_inbound_messages_alone_never_grant() -> None:
    here = player(Wait(id="w", next=(), seconds=5), END)
    for words in ("hello", "ok", "great offers!", "send me offers", "yes", "👍"):
        here.says(words)
        assert ("offers", "granted") not in here.ledger()
