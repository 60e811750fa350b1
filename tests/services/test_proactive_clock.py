"""Reminders and rounds: each started once, at its time, or skipped with a note; they go with the person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.core.incoming import IdentityChange, Item, Message, Said, Sender
from bot.services import privacy, scheduling
from tests.services.shopping import HOUR, Shop, at, booked
from tests.world import Customer


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


# ---- after


def test_a_booking_is_reminded_of_the_day_before_and_asked_after_in_two_hours(shop: Shop) -> None:
    ana = shop.agreed()
    booked(ana)
    assert shop.waiting() == [("ask_after", at("2026-01-05T12:00")), ("remind", at("2026-01-08T10:00"))]
    assert shop.until("2026-01-05T11:59") == []
    assert shop.until("2026-01-05T12:00") == ["how_was_it_v2"]
    assert shop.until("2026-01-08T09:59") == []
    assert shop.until("2026-01-08T10:00") == ["booking_reminder Friday, 9 January 7:30 pm"]
    assert "Do you come" in ana.says("oh, right")
    assert shop.waiting() == []


def test_two_bookings_are_two_reminders_and_one_question_after_the_last(shop: Shop) -> None:
    ana = shop.agreed()
    booked(ana, "2026-01-09")
    shop.clock.advance(HOUR)
    booked(ana, "2026-01-12")
    assert [flow for flow, _ in shop.waiting()] == ["ask_after", "remind", "remind"]
    assert shop.waiting()[0][1] == at("2026-01-05T13:00")
    assert shop.until("2026-01-05T13:00") == ["how_was_it_v2"]
    assert shop.until("2026-01-08T10:00") == ["booking_reminder Friday, 9 January 7:30 pm"]
    assert shop.until("2026-01-11T10:00") == ["booking_reminder Monday, 12 January 7:30 pm"]


def test_what_was_cancelled_is_not_reminded_of(shop: Shop) -> None:
    ana = shop.agreed()
    ana.says("book")
    ana.says("2026-01-09")
    ana.says("cancel")
    assert shop.waiting() == []


def test_a_booking_for_today_needs_no_reminder(shop: Shop) -> None:
    ana = shop.agreed()
    booked(ana, "2026-01-05")
    assert [flow for flow, _ in shop.waiting()] == ["ask_after"]


def test_who_said_stop_in_between_gets_none(shop: Shop) -> None:
    ana = shop.agreed()
    booked(ana)
    ana.says("stop")
    assert shop.until("2026-01-05T12:00") + shop.until("2026-01-08T10:00") == []
    assert shop.refused() == ["withdrawn", "withdrawn"]


def test_after_a_time_down_a_reminder_is_late_until_the_day_begins(shop: Shop) -> None:
    ana = shop.agreed()
    booked(ana)
    assert len(shop.until("2026-01-08T20:30")) == 1


def test_a_reminder_for_a_day_that_has_begun_is_not_sent_and_says_why(shop: Shop) -> None:
    ana = shop.agreed()
    booked(ana)
    assert shop.until("2026-01-09T09:00") == []
    assert shop.refused() == ["too_late", "too_late"]


def test_a_reminder_whose_night_ends_after_its_moment_is_refused(shop: Shop) -> None:
    """Down from ten until half past ten at night: by the morning the day itself would have begun."""
    ana = shop.agreed()
    booked(ana)
    assert shop.until("2026-01-08T22:30") == []
    assert shop.refused()[-1] == "quiet_hours"
    assert shop.until("2026-01-09T08:00") == []


def test_the_same_schedule_row_that_comes_again_is_not_started_again(shop: Shop) -> None:
    """An inbox row is unique: what was put back by a restored backup of the table alone starts nothing."""
    ana = shop.agreed()
    booked(ana)
    [row] = [one for one in shop.rows("SELECT person, key, flow, at, until, data FROM schedules WHERE flow = 'remind'")]
    assert len(shop.until("2026-01-08T10:00")) == 1
    shop.rows("INSERT INTO schedules (person, key, flow, at, until, data) VALUES (?, ?, ?, ?, ?, ?)", *row)
    assert shop.until("2026-01-08T10:05") == []
    assert shop.waiting() == []


# ---- the person's data


def test_what_waits_for_somebody_is_exported_and_erased_with_them(shop: Shop) -> None:
    ana = shop.agreed()
    booked(ana)
    person = shop.bot.store.read(lambda tx: tx.persons.lookup(ana.phone))
    told = shop.bot.store.read(lambda tx: privacy.export(tx, str(person), shop.bot.flows.book, shop.clock.now()))
    assert [one["flow"] for one in told["scheduled"]] == ["ask_after", "remind"]
    assert told["scheduled"][1] == {
        "flow": "remind",
        "at": "2026-01-08T10:00:00Z",
        "data": {"day": "2026-01-09", "hour": "19:30"},
    }
    shop.bot.store.write(lambda tx: privacy.erase(tx, str(person), "asked", shop.clock.now()))
    assert shop.waiting() == []
    assert shop.until("2026-01-08T10:00") == []


def test_what_waits_goes_along_when_two_persons_turn_out_to_be_one(shop: Shop) -> None:
    ana = shop.agreed("351910000001")
    shop.clock.advance(60)  # who is known longest stays
    other = shop.customer("", bsuid="PT.900000000000000001")
    other.says("hello")
    booked(other, "2026-01-14")
    both = Sender(phone="351910000001", bsuid="PT.900000000000000001")
    shop.arrives("both", Message("222", "wamid.both", shop.clock.now(), both, Said("hi")))
    assert shop.rows("SELECT count(DISTINCT person) FROM schedules") == [(1,)]
    person = shop.bot.store.read(lambda tx: tx.persons.lookup(ana.phone))
    kept = shop.bot.store.read(lambda tx: [one.flow for one in tx.schedules.of(str(person))])
    assert kept == ["ask_after", "remind"]


def test_a_new_number_keeps_what_was_scheduled(shop: Shop) -> None:
    ana = shop.agreed("351910000001")
    booked(ana)
    old, new = Sender(phone="351910000001"), Sender(phone="351910000002")
    shop.arrives("moved", IdentityChange("222", "m1", shop.clock.now(), "user_changed_number", old, new))
    shop.until("2026-01-05T12:00")
    assert [one.to.phone for one in shop.bot.channel.sent][-1] == "351910000002"


# ---- every


def crowd(shop: Shop, count: int) -> list[Customer]:
    return [shop.agreed(f"3519100001{n:02d}", "offers") for n in range(count)]


def test_a_round_reaches_everybody_who_agreed_and_nobody_else_once(shop: Shop) -> None:
    agreed = crowd(shop, 3)
    agreed[1].says("regular")  # the flow's condition leaves them out
    agreed[2].says("stop")
    shop.agreed("351910000199", "orders")
    assert shop.until("2026-01-12T08:59") == []
    assert shop.until("2026-01-12T09:00") == ["monday_offer friend"]
    assert shop.until("2026-01-12T09:05") == []
    assert shop.round()["slot"] == "" and "started for" in shop.round()["note"]
    assert shop.until("2026-01-19T09:00") == ["monday_offer friend"]


def test_who_agreed_twice_is_asked_once(shop: Shop) -> None:
    ana = shop.agreed("351910000001", "offers")
    ana.says("offers")
    shop.bot.store.write(
        lambda tx: tx.ledger.append(
            str(tx.persons.lookup(ana.phone)), "granted", "offers", {"method": "again"}, at=shop.clock.now()
        )
    )
    assert shop.until("2026-01-12T09:00") == ["monday_offer friend"]


def test_a_round_goes_by_pages(shop: Shop) -> None:
    crowd(shop, 40)
    shop.clock.at = at("2026-01-12T09:00")
    seen = []
    for _ in range(2):
        shop.bot.worker._step_once()
        [(done,)] = shop.rows("SELECT count(*) FROM inbox WHERE key LIKE 'every:%'")
        seen.append(int(done))
    assert seen == [scheduling.PAGE, 2 * scheduling.PAGE]
    shop.bot.worker.settle()
    assert len(shop.left()) == 40 and len(set(_persons(shop))) == 40


def test_a_message_goes_before_the_page_that_waits(shop: Shop) -> None:
    agreed = crowd(shop, 20)
    shop.clock.at = at("2026-01-12T09:00")
    shop.bot.worker._step_once()  # a page waits in the inbox
    now = shop.clock.now()
    item = Item("m", now, Message("222", "wamid.m", now, agreed[19].sender, Said("hello")))
    shop.bot.store.write(lambda tx: tx.inbox.add("console", [item], 1))
    shop.bot.worker._step_once()
    [(reply,)] = shop.rows("SELECT max(id) FROM outbox WHERE kind = 'reply'")
    [(first,)] = shop.rows("SELECT min(id) FROM outbox WHERE kind = 'proactive'")
    assert int(reply) < int(first)


def test_no_page_is_added_while_people_wait(shop: Shop) -> None:
    crowd(shop, 20)
    shop.clock.at = now = at("2026-01-12T09:00")
    book, rota = shop.bot.flows.book, shop.bot.worker._rota
    assert shop.bot.store.read(lambda tx: rota.wants(tx, book, now))
    items = [
        Item(f"m{n}", now, Message("222", f"w{n}", now, Sender(phone="1555"), Said("hi")))
        for n in range(scheduling.PAGE)
    ]
    shop.bot.store.write(lambda tx: tx.inbox.add("console", items, 1))
    assert not shop.bot.store.read(lambda tx: rota.wants(tx, book, now))


def _persons(shop: Shop) -> list[str]:
    return [str(row[0]) for row in shop.rows("SELECT person FROM outbox WHERE kind = 'proactive'")]


def test_down_for_three_hours_the_round_is_late_down_for_a_day_it_is_skipped_with_a_note(shop: Shop) -> None:
    crowd(shop, 2)
    assert len(shop.until("2026-01-12T12:00")) == 2
    assert shop.until("2026-01-19T15:01") == []
    assert "skipped 2026-01-19T09:00" in shop.round()["note"]
    assert len(shop.until("2026-01-26T09:00")) == 2


def test_down_for_a_month_only_the_last_round_counts(shop: Shop) -> None:
    crowd(shop, 1)
    assert len(shop.until("2026-02-09T10:00")) == 1
    assert (
        "2026-02-02T09:00 and 3 before it" in shop.rows("SELECT note FROM rounds")[0][0] or shop.round()["asked"] == 1
    )


def test_a_round_that_was_broken_off_goes_on_where_it_was_or_ends_when_it_is_too_late(shop: Shop) -> None:
    crowd(shop, 40)
    shop.clock.at = at("2026-01-12T09:00")
    for _ in range(2):
        shop.bot.worker._step_once()
    shop.clock.at = at("2026-01-12T16:00")
    shop.bot.worker.settle()
    assert "broken off after" in shop.round()["note"]
    assert len(_persons(shop)) < 40


def test_a_new_round_does_not_make_up_for_the_past(shop: Shop) -> None:
    """An hour after nine on a Monday the owner writes the flow."""
    crowd(shop, 1)
    shop.rows("DELETE FROM rounds")
    shop.clock.at = at("2026-01-12T10:00")
    shop.bot.worker._rota = scheduling.Rota()
    shop.bot.worker.settle()
    assert shop.until("2026-01-12T10:05") == [] and shop.round()["slot"] == ""
    assert shop.until("2026-01-19T09:00") == ["monday_offer friend"]
