"""The owner's summary, and the list of consents that are about to end."""

from __future__ import annotations

import json
import re

from bot.services import expiry, summary
from tests.cli.test_commands import environ, run
from tests.consent.acts import DAY, MONTH, agreed, asked
from tests.world import Customer, World

__all__ = ["environ"]


def told(world: World) -> summary.Summary:
    book, now = world.bot.flows.book, world.clock.now()
    return world.bot.store.read(lambda tx: summary.of(tx, book, now))


def ahead(world: World, days: int = 30) -> list[tuple[str, int]]:
    book, now = world.bot.flows.book, world.clock.now()
    return [
        (each.purpose, each.ends) for each in world.bot.store.read(lambda tx: expiry.ahead(tx, book, now, days * DAY))
    ]


def test_a_summary_counts_the_day_and_names_nobody(world: World, ana: Customer) -> None:
    """must 36: it carries count and head, so that a cut end of the ledger shows."""
    agreed(ana)
    world.send(ana.phone, item="x")
    bea = world.customer("15550100003", name="Bea Example")
    asked(bea)
    bea.taps("No, thanks")
    bea.says("what about zebras?")
    world.send(bea.phone, item="x")
    day = told(world)
    assert (day.people, day.heard, day.proactive) == (2, 5, 1) and day.missed == 1
    assert day.consents == {("offers", "granted"): 1, ("offers", "refused"): 1} and day.refused == {"refused": 1}
    text = summary.text(day, world.bot.flows.book)
    count, head = world.bot.store.read(lambda tx: tx.ledger.head())
    assert f"head {count}:{head}" in text and "offers" in text and "refused 1" in text
    assert "Bea" not in text and ana.phone not in text and "zebra" not in text


def test_a_summary_of_a_changed_ledger_says_so(world: World, ana: Customer) -> None:
    agreed(ana)
    world.rows("DROP TRIGGER ledger_no_update")
    world.rows("UPDATE ledger SET at = at - 1 WHERE seq = 1")
    assert "LEDGER WAS CHANGED" in summary.text(told(world), world.bot.flows.book)


def test_a_new_day_begins_at_nothing(world: World, ana: Customer) -> None:
    agreed(ana)
    world.clock.advance(2 * DAY)
    day = told(world)
    assert (day.people, day.heard, day.consents) == (0, 0, {}) and day.whole


def test_what_ends_soon_is_listed_and_a_message_takes_it_off(world: World, ana: Customer) -> None:
    """must 34: the owner is warned; the person is not written to about it, and whatever they write renews the time."""
    agreed(ana)
    begun = world.clock.now()
    assert ahead(world) == []
    world.clock.advance(23 * MONTH + DAY)
    before = len(world.bot.channel.sent)
    assert ahead(world) == [("offers", begun + 24 * MONTH)]
    assert told(world).ending == 1
    world.bot.worker.settle()
    assert len(world.bot.channel.sent) == before
    ana.says("hi")
    assert ahead(world) == []


def test_our_own_use_takes_it_off_too(world: World, ana: Customer) -> None:
    """must 34: for that purpose only."""
    agreed(ana)
    agreed(ana, "reminders")
    world.clock.advance(23 * MONTH + DAY)
    assert {purpose for purpose, _ in ahead(world)} == {"offers", "reminders"}
    assert world.send(ana.phone, item="x").verdict == "cleared"
    world.bot.worker.settle()
    assert [purpose for purpose, _ in ahead(world)] == ["reminders"]


def test_after_the_end_the_question_comes_only_when_they_write(world: World, ana: Customer) -> None:
    """must 34: re-confirmation is a new question inside the window that the person opened."""
    agreed(ana)
    world.clock.advance(25 * MONTH)
    sent = len(world.bot.channel.sent)
    world.bot.worker.settle()
    assert len(world.bot.channel.sent) == sent
    assert "May Café Aurora send you offers" in asked(ana)


def test_the_commands(environ: dict[str, str]) -> None:
    assert re.search(r"head 0:0{64}", run("summary").output)
    assert json.loads(run("summary", "--json").output)["whole"] is True
    assert "No consent ends within 30 days" in run("consent", "expiring").output
    assert json.loads(run("consent", "expiring", "--json").output) == {"within_days": 30, "expiring": []}
