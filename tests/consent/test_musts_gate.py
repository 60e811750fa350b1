"""The musts about what may leave: the gate, in code, in the database and at the last moment."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.core.incoming import Preference, Sender
from bot.errors import AskFirstError
from bot.services import staff
from tests.consent.acts import DAY, HOUR, agreed, asked, changed_flows, kinds, news, row, sent, state, waits
from tests.world import Customer, World


def test_only_a_live_yes_to_this_purpose_lets_a_message_out(world: World, ana: Customer) -> None:
    """must 1: not unknown, not asked, not another purpose's yes, not an ended one."""
    ana.says("hi")
    assert world.send(ana.phone).reason == "no_consent"
    asked(ana)
    assert world.send(ana.phone).reason == "asked"
    ana.taps("Yes, please")
    assert world.send(ana.phone, purpose="reminders", template="booking_reminder").reason == "no_consent"
    assert world.send(ana.phone).verdict == "cleared"
    ana.says("stop")
    assert world.send(ana.phone).reason == "withdrawn"
    assert sent(world) == 1


@pytest.mark.parametrize("seq", ["NULL", "1", "2"])
def test_a_raw_client_gets_nothing_past_the_database(world: World, ana: Customer, seq: str) -> None:
    """must 2: the schema refuses a queued row without this person's own live grant."""
    agreed(ana)
    bea = world.customer("15550100003")
    bea.says("hi")
    [(other,)] = world.rows("SELECT person FROM identifiers WHERE value = '15550100003'")
    with pytest.raises((sqlite3.Error, AskFirstError), match="gate|grant|refused"):
        world.rows(
            "INSERT INTO outbox (key, person, kind, message, priority, state, at, purpose, consent_seq, updated_at)"
            f" VALUES ('x', ?, 'proactive', '', 9, 'queued', 1, 'offers', {seq}, 1)",
            other,
        )


def test_a_stop_between_queue_and_network_wins(world: World, ana: Customer) -> None:
    """must 3: what was cleared and waits does not leave after the withdrawal."""
    agreed(ana)
    number = waits(world, ana)
    ana.says("stop")
    assert sent(world) == 0
    assert row(world, number)[0] == "blocked"


def test_an_error_in_the_gate_lets_nothing_out(world: World, ana: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    """must 4: whatever goes wrong while judging is a refusal with a reason, also at the last moment."""
    agreed(ana)
    number = waits(world, ana)
    monkeypatch.setattr("bot.core.consent.standing", lambda *a, **b: 1 / 0)
    world.bot.worker.settle()
    assert row(world, number)[0] == "blocked" and "error" in row(world, number)[1]
    assert world.send(ana.phone).reason == "error"
    assert sent(world) == 0


def test_a_ledger_line_that_was_not_ours_lets_nothing_out(world: World, ana: Customer) -> None:
    """must 4: a grant whose evidence was tampered with is no grant any more."""
    agreed(ana)
    world.rows("DROP TRIGGER evidence_no_update")
    world.rows("UPDATE evidence SET body = replace(body, 'Yes', 'No')")
    answer = world.send(ana.phone)
    assert answer.verdict == "refused" and answer.reason == "error"
    assert sent(world) == 0


def test_writing_to_us_is_no_consent_and_lifts_no_stop(world: World, ana: Customer) -> None:
    """must 5: ten messages, before any yes and after a STOP."""
    for _ in range(10):
        ana.says("when are you open?")
    assert world.send(ana.phone).reason == "no_consent"
    agreed(ana)
    ana.says("stop")
    for _ in range(10):
        ana.says("when are you open?")
    assert world.send(ana.phone).reason == "withdrawn"


def test_replies_need_no_consent_but_carry_no_advertising(world: World, ana: Customer) -> None:
    """must 6: an answer leaves within 24 hours without any yes; an offer does not, window or not."""
    assert "open" in ana.says("when are you open?").lower()
    assert world.send(ana.phone).reason == "no_consent"
    from bot.core.consent import Circumstances, Draft, Refused, clear
    from bot.core.outgoing import Template

    offer = Draft(person="p", kind="reply", message=Template("spring_offer", "en", {"1": "x"}))
    about = Circumstances(now=100, window_until=200, template_category="marketing")
    verdict = clear(offer, (), about)
    assert isinstance(verdict, Refused) and verdict.reason == "wrong_category"


def test_a_yes_does_not_stretch_to_a_new_purpose(world: World, ana: Customer, tmp_path: Path) -> None:
    """must 35: a purpose that is added later starts at unknown for everybody."""
    flows = changed_flows(tmp_path, consent=("reminders:", "surveys:"), booking=("reminders", "surveys"))
    other = World(flows)
    try:
        bea = other.customer()
        agreed(bea)
        assert other.send(bea.phone, purpose="surveys").reason == "no_consent"
        assert other.send(bea.phone, purpose="reminders").reason == "unknown_purpose"
    finally:
        other.close()


def test_the_agents_of_the_business_cannot_write_outside_the_window(world: World, ana: Customer) -> None:
    """must 43: a person is one message away at any step; whoever answers can't get round the window."""
    agreed(ana)
    ana.says("book a table")
    assert ana.says("I want to talk to a person")
    ana.says("stop")
    world.clock.advance(25 * HOUR)
    world.bot.worker.settle()
    before = len(world.bot.channel.sent)
    staff.say(world.bot.store, world.bot.clock, ana.phone, by="eva", key="staff:1", text="Buy our cake!")
    world.bot.worker.settle()
    assert len(world.bot.channel.sent) == before
    [(verdict,)] = world.rows("SELECT verdict FROM outbox WHERE message LIKE '%cake%'")
    assert "window_closed" in verdict


# ---- caps, quiet hours, templates, the brake


def test_the_cap_of_the_notice_is_kept(world: World, ana: Customer) -> None:
    """must 44: at most two offers a month were promised; the third is refused, and one a month later is not."""
    agreed(ana)
    assert [world.send(ana.phone).verdict for _ in range(2)] == ["cleared", "cleared"]
    refused = world.send(ana.phone)
    assert (refused.reason, sent(world)) == ("cap", 2)
    world.clock.advance(31 * DAY)
    assert world.send(ana.phone).verdict == "cleared"


def test_the_cap_holds_for_what_waited_longer_than_its_time(world: World, ana: Customer) -> None:
    """must 44: a message that was put off for a month is one more, not one that is counted already."""
    agreed(ana)
    number = waits(world, ana)
    world.rows("UPDATE outbox SET not_before = ? WHERE id = ?", world.clock.now() + 31 * DAY, number)
    world.clock.advance(31 * DAY - HOUR)
    assert [world.send(ana.phone).verdict for _ in range(2)] == ["cleared", "cleared"]
    world.clock.advance(2 * HOUR)
    world.bot.worker.settle()
    assert row(world, number)[0] == "blocked" and row(world, number)[1].startswith("cap")


@pytest.mark.parametrize(
    ("phone", "hour", "verdict"),
    [
        ("351912345678", 10, "cleared"),
        ("351912345678", 22, "quiet_hours"),
        ("351912345678", 8, "quiet_hours"),
        ("819012345678", 10, "cleared"),  # Japan is nine hours ahead: 19:00
        ("819012345678", 13, "quiet_hours"),  # 22:00 there
        ("819012345678", 23, "quiet_hours"),  # 08:00 there
        ("819012345678", 1, "cleared"),  # 10:00 there, the middle of the night here
    ],
)  # fmt: skip
def test_it_is_quiet_at_night_where_the_person_is(world: World, phone: str, hour: int, verdict: str) -> None:
    """must 44: quiet hours are those of the person's own time zone, not of the business."""
    ana = world.customer(phone)
    world.clock.advance(0)
    agreed_in_english(ana)
    world.clock.at += ((hour - 10) % 24) * HOUR
    answer = world.send(ana.phone)
    assert (answer.reason or answer.verdict) == verdict


def agreed_in_english(customer: Customer) -> None:
    customer.says("english")
    agreed(customer)


def test_quiet_hours_are_looked_at_again_when_the_message_leaves(world: World) -> None:
    """must 44: queued in the evening, the worker down until night: it does not wake anybody."""
    ana = world.customer("351912345678")
    agreed_in_english(ana)
    number = waits(world, ana)
    world.clock.advance(12 * HOUR)
    world.bot.worker.settle()
    assert sent(world) == 0 and row(world, number)[0] in ("blocked", "queued")


def test_a_template_that_became_advertising_is_refused_for_reminders(world: World, ana: Customer) -> None:
    """must 6: the category is WhatsApp's latest word, read again at the moment of sending."""
    agreed(ana)
    agreed(ana, "reminders")
    assert world.send(ana.phone, purpose="reminders", template="booking_reminder").verdict == "cleared"
    value = {
        "message_template_name": "booking_reminder",
        "message_template_language": "en",
        "new_category": "MARKETING",
    }
    news(world, "template_category_update", **value)
    answer = world.send(ana.phone, purpose="reminders", template="booking_reminder")
    assert answer.reason == "wrong_category"


@pytest.mark.parametrize("status", ["PAUSED", "DISABLED", "REJECTED"])
def test_a_template_that_whatsapp_stopped_while_a_message_waited(world: World, ana: Customer, status: str) -> None:
    """must 3: the template's state is read again at dequeue."""
    agreed(ana)
    number = waits(world, ana)
    value = {"message_template_name": "spring_offer", "message_template_language": "en"}
    news(world, "message_template_status_update", status, **value)
    world.bot.worker.settle()
    assert sent(world) == 0 and row(world, number)[1].startswith("template_paused")
    assert world.send(ana.phone).reason == "template_paused"


def test_the_providers_brake_stops_everything_proactive_and_no_reply(world: World, ana: Customer) -> None:
    """must 1: while WhatsApp restricts the account nothing proactive leaves, and it ends by itself."""
    agreed(ana)
    until = world.clock.now() + DAY
    news(world, "account_update", "ACCOUNT_RESTRICTION", restriction_info=[{"expiration": until}])
    assert world.send(ana.phone).reason == "brake"
    assert "open" in ana.says("when are you open?").lower()
    world.clock.at = until + 1
    assert world.send(ana.phone).verdict == "cleared"


def test_outside_the_window_only_a_template(world: World, ana: Customer) -> None:
    """must 6: free text to somebody who agreed still needs the 24 hours after their message."""
    from bot.core.consent import Draft, Refused
    from bot.core.outgoing import Text
    from bot.services import gate

    agreed(ana)
    found = world.bot.store.read(lambda tx: tx.persons.lookup(ana.phone))
    draft = Draft(person=str(found), kind="proactive", message=Text("cake"), purpose="offers")

    def ask() -> Any:
        now, book = world.clock.now(), world.bot.flows.book
        return world.bot.store.read(lambda tx: gate.ask(tx, draft, book, now=now))

    assert not isinstance(ask(), Refused)
    world.clock.advance(24 * HOUR)
    verdict = ask()
    assert isinstance(verdict, Refused) and verdict.reason == "window_closed"


def test_somebody_in_doubt_gets_nothing(world: World, ana: Customer) -> None:
    """must 24: while it is open whether they meant STOP, everything waits or is refused."""
    agreed(ana)
    ana.says("cancel")
    assert world.send(ana.phone).reason == "held"
    assert ("*", "held") in kinds(world, ana)
    assert state(world, ana) == "granted"


def test_whatsapps_own_stop_blocks_what_waits(world: World, ana: Customer) -> None:
    """must 21: also by this way the queue is empty in the same transaction."""
    agreed(ana)
    number = waits(world, ana)
    event = Preference("222000222000222", world.clock.now(), Sender(phone=ana.phone), "stop")
    world.arrives("preference-1", event)
    assert row(world, number)[0] == "blocked" and sent(world) == 0
