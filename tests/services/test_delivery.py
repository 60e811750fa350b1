"""The sender: retries, halts, unknown rows, receipts, pace. The provider is a list whose answers are planned."""

from __future__ import annotations

import pytest

from bot.core.incoming import Receipt
from bot.ports import Declined, Unsure
from bot.services.pacing import Pacing
from bot.services.sender import _rescue
from tests.world import Customer, World


def state(world: World) -> list[str]:
    return [row[0] for row in world.rows("SELECT state FROM outbox ORDER BY id")]


def receipt(world: World, status: str, *, wamid: str = "", reference: str = "", code: int = 0, key: str = "r1") -> None:
    event = Receipt("222", wamid or "console.1", status, world.clock.now(), reference=reference, code=code)  # type: ignore[arg-type]
    world.arrives(key, event)


def test_a_reply_is_accepted_then_delivered_then_read(world: World, ana: Customer) -> None:
    ana.says("hi")
    assert state(world) == ["accepted"]
    for n, status in enumerate(("sent", "delivered", "read")):
        receipt(world, status, key=f"r{n}")
    assert state(world) == ["read"]


def test_receipts_move_forwards_only(world: World, ana: Customer) -> None:
    ana.says("hi")
    for n, status in enumerate(("read", "delivered", "sent", "failed")):
        receipt(world, status, key=f"r{n}")
    assert state(world) == ["read"]


def test_a_refusal_that_passes_is_tried_again_later(world: World, ana: Customer) -> None:
    world.bot.channel.outcomes.append(Declined(130429, "throughput reached", "retry", after=7.0))
    ana.says("hi")
    assert state(world) == ["queued"]
    world.clock.advance(8)
    world.bot.worker.settle()
    assert state(world) == ["accepted"]


def test_a_refusal_for_good_is_failed_with_code_and_sentence(world: World, ana: Customer) -> None:
    world.bot.channel.outcomes.append(Declined(131026, "undeliverable", "never"))
    ana.says("hi")
    assert world.rows("SELECT state, code, error FROM outbox") == [("failed", 131026, "undeliverable")]


def test_a_refused_token_halts_the_number_and_one_message_finds_out_when_it_is_mended(
    world: World, ana: Customer
) -> None:
    world.bot.channel.outcomes.append(Declined(190, "token expired", "stop", scope="number"))
    ana.says("hi")
    ana.says("when are you open?")
    assert state(world) == ["queued", "queued"]
    world.clock.advance(130)
    world.bot.worker.settle()
    assert state(world) == ["accepted", "accepted"]


def test_131047_closes_the_window_until_the_person_writes_again(world: World, ana: Customer) -> None:
    ana.says("hi")
    receipt(world, "failed", code=131047)
    assert world.rows("SELECT window_shut FROM persons") == [(1,)]
    ana.says("hello")
    assert world.rows("SELECT window_shut FROM persons") == [(0,)]


def test_131050_withdraws_marketing_and_nothing_else(world: World, ana: Customer) -> None:
    ana.says("hi")
    receipt(world, "failed", code=131050)
    told = world.consent(ana.phone)["purposes"]
    assert told["offers"]["state"] == "withdrawn" and told["reminders"]["state"] == "unknown"


def test_an_unknown_reply_is_settled_by_a_receipt_with_our_reference(world: World, ana: Customer) -> None:
    world.bot.channel.outcomes.append(Unsure("no answer"))
    ana.says("hi")
    assert state(world) == ["unknown"]
    [(row,)] = world.rows("SELECT id FROM outbox")
    receipt(world, "delivered", wamid="wamid.X", reference=f"o:{row}:1")
    assert world.rows("SELECT state, wamid FROM outbox") == [("delivered", "wamid.X")]


def test_an_unknown_reply_is_sent_once_more_and_never_again(world: World, ana: Customer) -> None:
    world.bot.channel.outcomes.extend([Unsure("no answer"), Unsure("no answer")])
    ana.says("hi")
    for _ in range(3):
        world.clock.advance(1000)
        world.bot.sender.rescue()
        world.bot.worker.settle()
    assert world.rows("SELECT state, attempt FROM outbox") == [("unknown", 2)]


def test_an_unknown_proactive_message_is_never_sent_again(world: World, ana: Customer) -> None:
    ana.says("hi")
    ana.taps("Offers by WhatsApp")
    ana.taps("Yes, please")
    world.bot.channel.outcomes.append(Unsure("no answer"))
    assert world.send(ana.phone).verdict == "cleared"
    for _ in range(3):
        world.clock.advance(2000)
        world.bot.sender.rescue()
        world.bot.worker.settle()
    assert world.rows("SELECT state, attempt FROM outbox WHERE kind = 'proactive'") == [("unknown", 1)]


def test_what_a_dead_process_left_under_way_becomes_unknown(world: World, ana: Customer) -> None:
    world.bot.channel.outcomes.append(Declined(0, "no network", "retry", after=30.0))
    ana.says("hi")
    world.bot.store.write(lambda tx: tx.outbox.sending(1, world.clock.now(), 2))
    world.bot.store.write(lambda tx: _rescue(tx, world.clock.now(), 60, starting=True))
    assert state(world) == ["unknown"]


def test_a_stop_between_queueing_and_sending_wins(world: World, ana: Customer) -> None:
    ana.says("hi")
    ana.taps("Offers by WhatsApp")
    ana.taps("Yes, please")
    world.bot.channel.outcomes.append(Declined(0, "no network", "retry", after=30.0))
    assert world.send(ana.phone).verdict == "cleared"
    ana.says("stop")
    world.clock.advance(60)
    world.bot.worker.settle()
    assert world.rows("SELECT state FROM outbox WHERE kind = 'proactive'") == [("blocked",)]


def test_the_pair_limit_lets_45_through_and_then_one_in_six_seconds() -> None:
    pacing = Pacing(1000, 0.0)
    assert sum(pacing.may("ana", 0.0) for _ in range(100)) == 45
    assert not pacing.may("ana", 5.9) and pacing.may("ana", 6.1)
    assert pacing.may("bea", 6.1)


def test_the_number_keeps_its_pace() -> None:
    pacing = Pacing(80, 0.0)
    assert sum(pacing.may(f"p{n}", 0.0) for n in range(200)) == 80
    assert sum(pacing.may(f"q{n}", 0.5) for n in range(200)) == 40


@pytest.mark.parametrize("code", [131026, 131049])
def test_other_failures_are_no_opt_out(world: World, ana: Customer, code: int) -> None:
    ana.says("hi")
    receipt(world, "failed", code=code)
    assert {p["state"] for p in world.consent(ana.phone)["purposes"].values()} == {"unknown"}
