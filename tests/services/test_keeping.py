"""Conversations that took place, kept as talks: what is written passes when it is played."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import wiring
from bot.core.exploring import CUSTOMER
from bot.core.incoming import Sender
from bot.core.talk import Customer, Later, Line, Reports, Send, Sends, Staff, Tap
from bot.errors import KeepProblem
from bot.flowfiles.talks import load_talks
from bot.services.keeping import Kept, kept, save, slug
from bot.services.playing import do, play, who
from bot.services.rehearsal import Stage
from bot.services.staging import phone_of
from bot.services.suites_actions import Recorded
from tests.services.shopping import FLOWS as SHOPPING
from tests.world import FLOWS, MONDAY, World

BOOKING: tuple[Line, ...] = (
    Customer("book"), Customer("2"), Customer("tomorrow"), Customer("12:30"), Tap("Garden"), Tap("Yes, book it"),
)  # fmt: skip


def conversation(
    *acts: Line, at: int = MONDAY, sender: Sender = CUSTOMER, folder: Path = FLOWS
) -> tuple[Kept, wiring.Flows]:
    """Let somebody do all that, and keep it."""
    flows = wiring.Flows(folder)
    clock = wiring.SetClock(at)
    bot = wiring.rehearse(folder, clock, flows)
    stage = Stage(phone_of(bot, clock), bot.front, clock, lambda: (stage.phone, bot.front))
    stage.phone.sender = sender
    for act in acts:
        do(act, stage)
    one = kept(bot.store, who(stage), flows.book, wiring.stages(folder, flows))
    bot.worker.stop()
    bot.store.close()
    return one, flows


def replayed(one: Kept, flows: wiring.Flows, folder: Path) -> None:
    """Save the talk, read it again and play it."""
    save(one, folder)
    found = load_talks(folder, book=flows.book)
    assert not found.problems
    for talk in found.talks:
        with wiring.stages(FLOWS, flows)(talk, Recorded()) as stage:
            assert not play(talk, stage).differences


def test_taps_time_sends_verdicts_and_consents_are_kept_and_pass(tmp_path: Path) -> None:
    one, flows = conversation(
        Customer("hi"), Tap("Offers by WhatsApp"), Tap("Yes, please"), Later(3 * 86400),
        Send("spring_offer", "offers", {"item": "espresso"}), Customer("stop"),
        Send("spring_offer", "offers", {"item": "tea"}),
    )  # fmt: skip
    assert one.text.splitlines() == [
        'talk: "hi, Offers by WhatsApp, Yes, please"',
        'at: "2026-01-05 10:00"',
        '- customer: "hi"',
        '- bot: "This is Café Aurora, answered by a bot."',
        '- tap: "Offers by WhatsApp"',
        '- bot: "May Café Aurora send you offers here on WhatsApp, at most"',
        '- tap: "Yes, please"',
        '- bot: "Thank you, noted."',
        "- ledger: offers granted",
        "- later: 3 days",
        "- send: {template: spring_offer, purpose: offers, params: {item: espresso}}",
        "- verdict: cleared",
        '- bot: "template spring_offer"',
        '- customer: "stop"',
        '- bot: "Café Aurora will send you no more messages of its own"',
        '- ledger: "* withdrawn"',
        "- send: {template: spring_offer, purpose: offers, params: {item: tea}}",
        "- verdict: withdrawn",
    ]
    assert not one.differences
    replayed(one, flows, tmp_path)


def test_media_places_and_people_of_the_business_are_kept(tmp_path: Path) -> None:
    one, flows = conversation(
        Customer("hi"), Sends("image", "our garden?"), Sends("location"), Sends("voice"), Customer("person"),
        Staff("Good morning!"), Customer("Hi!"), Staff(what="close"), Customer("are you open on sundays?"),
    )  # fmt: skip
    text = one.text
    for line in ('- sends: {kind: image, caption: "our garden?"}', "- sends: location", "- sends: voice",
                 '- staff: "Good morning!"', "- staff: close"):  # fmt: skip
        assert line in text
    assert not one.differences
    replayed(one, flows, tmp_path)


def test_what_changes_from_time_to_time_is_left_out_of_a_line(tmp_path: Path) -> None:
    one, flows = conversation(*BOOKING)
    assert "AU-" not in one.text and '- tap: "Garden"' in one.text
    assert not one.differences
    replayed(one, flows, tmp_path)


def test_what_the_business_starts_by_itself_is_no_act_of_the_talk(tmp_path: Path) -> None:
    friday = tuple(Customer("friday") if line == Customer("tomorrow") else line for line in BOOKING)
    one, flows = conversation(*friday, Tap("Yes, remind me"), Later(4 * 86400), Customer("thanks"))
    assert '- later: 3 days\n- bot: "template booking_reminder"' in one.text
    assert "- send:" not in one.text and not one.differences
    replayed(one, flows, tmp_path)


def test_an_event_of_the_shop_is_kept_with_its_verdict() -> None:
    order = Reports("order_shipped", {"order": "A-17", "total": 12})
    one, _ = conversation(Customer("hi"), order, folder=SHOPPING)
    assert "- event: {name: order_shipped, data: {order: A-17, total: 12}}\n- verdict: " in one.text
    assert not one.differences


def test_a_question_that_nobody_answers_is_kept_with_the_time_that_went_by(tmp_path: Path) -> None:
    one, flows = conversation(Customer("book"), Later(31 * 60), Later(40 * 60), Customer("2"))
    assert "- later: 30 minutes" in one.text and "let the booking rest" in one.text
    assert not one.differences
    replayed(one, flows, tmp_path)


def test_a_language_that_was_chosen_on_the_way_is_no_language_of_the_talk(tmp_path: Path) -> None:
    one, flows = conversation(Customer("hi"), Customer("português"), Customer("quero reservar uma mesa"))
    assert "language:" not in one.text and "Para quantas pessoas" in one.text
    assert not one.differences
    replayed(one, flows, tmp_path)


def test_the_language_of_somebody_from_elsewhere_is_kept(tmp_path: Path) -> None:
    one, flows = conversation(Customer("quero reservar uma mesa"), Customer("3"), sender=Sender(phone="5511987654321"))
    assert "language: pt" in one.text
    assert not one.differences
    replayed(one, flows, tmp_path)


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    one, _ = conversation(Customer("hi"))
    assert [save(one, tmp_path).name for _ in range(3)] == ["hi.yaml", "hi-2.yaml", "hi-3.yaml"]
    assert slug("../../etc/passwd") == "etc-passwd" and slug("…") == "talk"


def test_nothing_is_kept_of_somebody_who_never_wrote() -> None:
    here = World()
    with pytest.raises(KeepProblem, match="There is no conversation yet"):
        kept(here.bot.store, "+15550100009", here.bot.flows.book, wiring.stages(FLOWS, here.bot.flows))
    here.close()
