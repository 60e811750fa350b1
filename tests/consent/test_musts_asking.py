"""The musts about the question: how it is asked, and what counts as an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.incoming import Message, Preference, Reacted, Said, Sender, Tapped
from bot.core.outgoing import Buttons
from bot.core.understanding.fold import fold
from bot.errors import StoreError
from bot.flowfiles.book import Library
from tests.consent.acts import DAY, HOUR, agreed, asked, changed_flows, kinds, last, sent, state
from tests.world import Customer, World


@pytest.mark.parametrize("words", ["ok", "yes", "👍", "sure, why not", "yes please"])
def test_a_yes_without_a_question_is_none(world: World, ana: Customer, words: str) -> None:
    """must 7: consent is an explicit answer to a question that was shown; silence and going on are none."""
    ana.says("hi")
    ana.says(words)
    assert state(world, ana) == "unknown"
    asked(ana)
    ana.says("when are you open?")
    ana.hear(Reacted("👍", "wamid.x"))
    world.clock.advance(3 * DAY)
    world.bot.worker.settle()
    assert state(world, ana) == "asked"


def test_a_yes_counts_for_a_day(world: World, ana: Customer) -> None:
    """must 8: after 25 hours the button only brings the question again; a typed yes is nothing."""
    asked(ana)
    world.clock.advance(25 * HOUR)
    assert "May Café Aurora send you offers" in ana.taps("Yes, please")
    assert state(world, ana) == "asked"
    assert "Thank you" in ana.taps("Yes, please")


def test_a_yes_to_another_question_is_no_consent(world: World, ana: Customer) -> None:
    """must 8: once another question is open, a typed yes answers that one."""
    asked(ana)
    ana.says("book a table")
    ana.says("yes")
    assert state(world, ana) == "asked"


def test_one_purpose_a_question_and_service_goes_on_after_a_no(world: World, ana: Customer) -> None:
    """must 9: both answers are buttons side by side, a no is as easy as a yes, and nothing is lost by it."""
    asked(ana)
    [question] = [m.message for m in world.bot.channel.sent if isinstance(m.message, Buttons)][-1:]
    assert [button.title for button in question.buttons] == ["Yes, please", "No, thanks"]
    assert "we will not" in ana.taps("No, thanks")
    assert (state(world, ana), state(world, ana, "reminders")) == ("refused", "unknown")
    assert "open" in ana.says("when are you open?").lower()
    assert "how many" in ana.says("book a table").lower()


@pytest.mark.parametrize(
    ("taken_out", "what"),
    [
        (r"{business.name}", "who asks"),
        (r"{business.privacy_url}", "no link"),
        (r"just write STOP", "how to stop"),
        (r"at most two a month", "how often"),
    ],
)
def test_the_question_says_who_what_how_often_how_to_stop_and_where_to_read_on(
    tmp_path: Path, taken_out: str, what: str
) -> None:
    """must 10: a notice with a part missing is an error of the flow files, in every language."""
    flows = changed_flows(tmp_path, consent=(taken_out, ""))
    problems = Library(flows).problems
    assert any("notice of offers" in p.what and p.level == "error" for p in problems), [p.what for p in problems]


def test_the_starters_notices_are_complete(world: World) -> None:
    """must 10: five slots in each of the five languages."""
    for rule in world.bot.flows.book.purposes.values():
        assert set(rule.notices) == {"en", "pt", "es", "de", "ar"}
        for notice in rule.notices.values():
            assert "Café Aurora" in notice.text and "https://" in notice.text and notice.yes and notice.no
            words = fold(notice.text).split()
            stops = [
                w for w in words if world.bot.flows.both()[1].lexicon.read(w, language=notice.language).kind == "stop"
            ]
            assert stops, notice.text


def test_a_used_notice_cannot_be_edited(world: World, ana: Customer) -> None:
    """must 11: its text is immutable and hashed; another text needs another version."""
    agreed(ana)
    with pytest.raises(Exception, match="never changed"):
        world.rows("UPDATE notices SET text = 'May we send you anything'")
    [(hash, version)] = world.rows("SELECT hash, version FROM notices")
    told = {
        "hash": "0" * 64,
        "purpose": "offers",
        "version": version,
        "language": "en",
        "text": "x",
        "yes": "y",
        "no": "n",
    }
    with pytest.raises(StoreError, match="new version"):
        world.bot.store.write(lambda tx: tx.facts.keep_notice(told, 1))
    assert len(hash) == 64


def test_a_new_notice_leaves_the_old_proof_alone(world: World, ana: Customer, tmp_path: Path) -> None:
    """must 11: what somebody agreed to is shown with the words of then."""
    agreed(ana)
    before = last(world, ana)["evidence"]["shown"]["text"]
    rule = world.bot.flows.book.purposes["offers"]
    assert before == rule.notices["en"].text


def test_a_yes_needs_a_message_that_showed_the_notice(world: World, ana: Customer) -> None:
    """must 12: a grant without a served message is not written, and one with it names that message."""
    asked(ana)
    world.rows("UPDATE outbox SET state = 'failed' WHERE notice != ''")
    ana.taps("Yes, please")
    assert ("offers", "granted") not in kinds(world, ana)
    assert world.send(ana.phone).verdict == "refused"
    bea = world.customer("15550100003")
    agreed(bea)
    served = last(world, bea)["evidence"]["served"]
    [(wamid,)] = world.rows("SELECT wamid FROM outbox WHERE id = ?", served["outbox"])
    assert served["wamid"] == wamid


def test_a_yes_long_after_many_messages_still_names_what_was_shown(world: World, ana: Customer) -> None:
    """must 12: also when more than fifty messages came in between."""
    asked(ana)
    question = [one.message for one in world.bot.channel.sent if isinstance(one.message, Buttons)][-1]
    for _ in range(60):
        ana.says("when are you open?")
    ana.hear(Tapped(question.buttons[0].id, question.buttons[0].title, "button"))
    assert state(world, ana) == "granted"


def test_the_evidence_has_all_six(world: World, ana: Customer) -> None:
    """must 13: inbound message id, button id, exact text, UTC time, sender number, entry point."""
    agreed(ana)
    event = last(world, ana)
    proof = event["evidence"]
    assert event["at"] == "2026-01-05T10:00:00Z"
    assert proof["message_id"].startswith("wamid.") and proof["button"].startswith("consent:grant:offers:")
    assert proof["text"] == "Yes, please" and proof["number"] == "222000222000222" and proof["entry"] == "message"
    assert proof["shown"]["text"].startswith("May Café Aurora")


def test_start_brings_the_question_and_grants_nothing(world: World, ana: Customer) -> None:
    """must 32: a start word re-opens the question with the current notice."""
    agreed(ana)
    ana.says("stop")
    assert "May Café Aurora send you offers" in ana.says("start")
    assert world.send(ana.phone).reason == "withdrawn"
    assert last(world, ana)["kind"] == "asked"


def test_whatsapps_resume_grants_nothing(world: World, ana: Customer) -> None:
    """must 32: lifting Meta's block is no yes to our notice."""
    agreed(ana)
    sender = Sender(phone=ana.phone)
    world.arrives("p-1", Preference("222000222000222", world.clock.now(), sender, "stop"))
    world.arrives("p-2", Preference("222000222000222", world.clock.now(), sender, "resume"))
    assert world.send(ana.phone).reason == "withdrawn"


def test_nobody_is_asked_again_for_90_days_after_a_no(world: World, ana: Customer, tmp_path: Path) -> None:
    """must 33: a flow skips the question; only the person themselves can bring it back; and the bot never writes first."""
    flows = changed_flows(
        tmp_path,
        welcome=(r"  ask_anything:", "  nag:\n    triggers:\n      - words: [nag]\n    steps:\n      - consent: offers\n      - say: Done.\n\n  ask_anything:"),
    )  # fmt: skip
    other = World(flows)
    try:
        bea = other.customer()
        bea.says("nag")
        bea.taps("No, thanks")
        for days, again in ((1, False), (88, False), (2, True)):
            other.clock.advance(days * DAY)
            other.bot.worker.settle()
            asked_now = "May Café Aurora" in bea.says("nag")
            assert asked_now is again, days
        assert sent(other) == 0
    finally:
        other.close()


# ---- growing old


def test_a_yes_grows_old_after_24_months_of_silence(world: World, ana: Customer) -> None:
    """must 34: neither a message of theirs nor one of ours for two years: the yes is over."""
    agreed(ana)
    world.clock.advance(24 * 30 * DAY - HOUR)
    assert state(world, ana) == "granted"
    world.clock.advance(2 * HOUR)
    assert state(world, ana) == "expired"
    answer = world.send(ana.phone)
    assert answer.reason == "expired" and "too old" in answer.why
    assert last(world, ana)["kind"] == "expired"


def test_a_message_of_theirs_keeps_a_yes_alive_but_never_wakes_it(world: World, ana: Customer) -> None:
    """must 34: a "hi" after 23 months counts; one after 25 months brings nothing back, only a new yes does."""
    agreed(ana)
    world.clock.advance(23 * 30 * DAY)
    ana.says("hi")
    world.clock.advance(23 * 30 * DAY)
    assert state(world, ana) == "granted"
    world.clock.advance(2 * 30 * DAY)
    ana.says("hi")
    assert state(world, ana) == "expired"
    assert world.send(ana.phone).reason == "expired"
    agreed(ana)
    assert world.send(ana.phone).verdict == "cleared"


def test_our_own_use_keeps_a_yes_alive_for_that_purpose_only(world: World, ana: Customer) -> None:
    """must 34: the last use is the last message for the purpose that WhatsApp took."""
    agreed(ana)
    agreed(ana, "reminders")
    world.clock.advance(23 * 30 * DAY)
    assert world.send(ana.phone).verdict == "cleared"
    world.clock.advance(23 * 30 * DAY)
    assert (state(world, ana), state(world, ana, "reminders")) == ("granted", "expired")
    assert world.send(ana.phone).verdict == "cleared"
    assert world.send(ana.phone, purpose="reminders", template="booking_reminder").reason == "expired"


def test_source_time_and_receive_time_are_both_kept(world: World, ana: Customer) -> None:
    """must 49: a webhook that is six hours late: the line has WhatsApp's time, the evidence both; numbers only grow."""
    asked(ana)
    tapped = [one.message for one in world.bot.channel.sent if isinstance(one.message, Buttons)][-1].buttons[0]
    then = world.clock.now() + 60
    world.clock.advance(6 * HOUR)
    ana.hear(Tapped(tapped.id, tapped.title, "button"), at=then)
    event = last(world, ana)
    assert event["kind"] == "granted" and event["at"] == "2026-01-05T10:01:00Z"
    assert event["evidence"]["source_at"] == then
    assert event["evidence"]["received_ms"] == world.clock.now_ms()
    seqs = [each["seq"] for each in world.consent(ana.phone)["events"]]
    assert seqs == sorted(set(seqs))


def test_events_of_one_person_are_applied_in_whatsapps_order(world: World, ana: Customer) -> None:
    """must 49: two late messages in one delivery: the earlier one goes first, whatever came first through the door."""
    from bot.core.incoming import Item

    asked(ana)
    now, sender = world.clock.now(), ana.sender
    items = [
        Item(f"k{n}", at, Message("222000222000222", f"wamid.L{n}", at, sender, Said(text)))
        for n, (text, at) in enumerate([("Yes, please", now + 20), ("No, thanks", now + 10)])
    ]
    world.clock.advance(HOUR)
    world.bot.store.write(lambda tx: tx.inbox.add(world.bot.channel.name, items, world.clock.now_ms()))
    world.bot.worker.settle()
    assert ("offers", "refused") in kinds(world, ana) and ("offers", "granted") not in kinds(world, ana)
