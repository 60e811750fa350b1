"""The README's numbered promises, a test each. A promise without a test fails, and so does a test without a promise."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from bot.core.incoming import Preference, Sender, Sent, Tapped
from bot.core.outgoing import Template
from tests.world import FLOWS, Customer, World

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def test_every_numbered_promise_has_a_test_and_the_other_way_round() -> None:
    promised = set(re.findall(r"^(\d+)\. \*\*", README, re.M))
    tested = {match[1] for name in globals() if (match := re.match(r"test_promise_(\d+)_", name))}
    assert promised and promised == tested


def agreed(customer: Customer) -> None:
    """Let a customer say hi and yes to offers."""
    customer.says("hi")
    assert "May Café Aurora send you offers" in customer.taps("Offers by WhatsApp")
    assert "Thank you" in customer.taps("Yes, please")


def templates_sent(world: World) -> int:
    return sum(isinstance(sent.message, Template) for sent in world.bot.channel.sent)


def test_promise_1_no_yes_no_message(world: World, ana: Customer) -> None:
    """Without a yes nothing leaves; with one it does; and a raw client can't get a row past the database."""
    ana.says("hi")
    assert world.send(ana.phone).reason == "no_consent"
    agreed(ana)
    assert world.send(ana.phone).verdict == "cleared"
    assert templates_sent(world) == 1
    bea = world.customer("15550100003")
    bea.says("hi")
    [(ana_yes,)] = world.rows("SELECT seq FROM ledger WHERE kind = 'granted'")
    [(bea_id,)] = world.rows("SELECT person FROM identifiers WHERE value = '15550100003'")
    with pytest.raises((sqlite3.IntegrityError, Exception), match="grant|consent|yes"):
        world.rows(
            "INSERT INTO outbox (key, person, kind, message, priority, state, at, purpose, consent_seq, updated_at)"
            " VALUES ('x', ?, 'proactive', '{}', 9, 'queued', 1, 'offers', ?, 1)",
            bea_id,
            ana_yes,
        )


@pytest.mark.parametrize(
    "words", ["stop", "Bitte keine Nachrichten mehr", "não quero mais receber mensagens", "🛑", "إيقاف"]
)
def test_promise_2_stop_wins(world: World, words: str) -> None:
    """In words of five languages, in the middle of a question, and before what is queued leaves."""
    ana = world.customer()
    agreed(ana)
    ana.says("book a table")
    answer = ana.says(words)
    assert answer.count("\n\n") <= 2
    assert world.send(ana.phone).reason == "withdrawn"
    assert templates_sent(world) == 0


def test_promise_2_stop_wins_in_a_caption_on_a_button_with_a_person_and_by_whatsapps_setting(world: World) -> None:
    routes = {
        "caption": lambda c: c.hear(Sent("image", "900001", caption="STOP")),
        "button": lambda c: c.hear(Tapped("consent:withdraw:all", "Stop promotions", "template")),
        "person": lambda c: (c.says("I want to talk to a person"), c.says("stop")),
    }
    for n, act in enumerate(routes.values()):
        customer = world.customer(f"1555010020{n}")
        agreed(customer)
        act(customer)
        assert world.send(customer.phone).reason == "withdrawn"
    setting = world.customer("15550100300")
    agreed(setting)
    before = len(world.bot.channel.sent)
    event = Preference("222000222000222", world.clock.now(), Sender(phone="15550100300"), "stop")
    world.arrives("preference-1", event)
    assert len(world.bot.channel.sent) == before
    assert world.send(setting.phone).reason == "withdrawn"


def test_promise_3_nothing_is_done_twice(world: World, ana: Customer) -> None:
    """The same webhook twice has no effect. (Crashes and load: tests/crash.)"""
    first = ana.says("when are you open?")
    ana.count -= 1
    assert "08:00" in first or "8:00" in first
    assert ana.says("when are you open?") == ""


def test_promise_4_a_customer_reaches_a_person_in_one_message(world: World, ana: Customer) -> None:
    """From the middle of a question; then the bot is silent, and speaks again when the ticket is closed."""
    ana.says("book a table")
    assert ana.says("I want to talk to a person")
    assert ana.says("when are you open?") == ""
    assert len(world.rows("SELECT id FROM tickets WHERE state = 'open'")) == 1


def test_promise_5_everything_can_be_explained(world: World, ana: Customer) -> None:
    """The exact words that were shown, the rule of an answer, the reason of a refusal; and a changed line shows."""
    agreed(ana)
    ana.says("when are you open?")
    refused = world.send(ana.phone, purpose="reminders", template="booking_reminder")
    assert refused.reason == "no_consent" and refused.why
    told = world.consent(ana.phone)
    granted = [event for event in told["events"] if event["kind"] == "granted"][0]
    assert "at most two a month" in granted["evidence"]["shown"]["text"]
    assert granted["evidence"]["message_id"] and granted["evidence"]["served"]["wamid"]
    [(why,)] = world.rows("SELECT why FROM outbox WHERE message LIKE '%open%' ORDER BY id DESC LIMIT 1")
    assert "opening_hours" in why
    assert world.bot.store.read(lambda tx: tx.ledger.verify())["ok"]


def test_promise_7_people_own_their_data(world: World, ana: Customer) -> None:
    """MY DATA tells the exact words, DELETE removes every byte, and the opt-out holds for whoever imports the number."""
    agreed(ana)
    assert "May Café Aurora send you offers" in ana.says("my data")
    ana.says("delete my data")
    ana.taps("Yes, delete it")
    world.clock.advance(3700)
    world.bot.worker.settle()
    assert world.rows("SELECT count(*) FROM identifiers WHERE value LIKE '%5550100002%'") == [(0,)]
    assert "15550100002" not in str(world.rows("SELECT event FROM inbox")) + str(
        world.rows("SELECT message FROM outbox")
    )
    ana.says("hi")
    assert world.send(ana.phone).reason in ("no_consent", "suppressed")
    assert world.bot.store.read(lambda tx: tx.ledger.verify())["ok"]


def test_promise_6_a_wrong_file_never_takes_the_bot_down(tmp_path: Path) -> None:
    for path in FLOWS.rglob("*.*"):
        target = tmp_path / path.relative_to(FLOWS)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    world = World(tmp_path)
    try:
        (tmp_path / "faq.yaml").write_text("faq:\n  - id: x\n   ask: [broken", "utf-8")
        world.clock.advance(5)
        world.bot.flows.refresh()
        assert world.bot.flows.problems
        assert "open" in world.customer().says("when are you open?").lower()
    finally:
        world.close()
