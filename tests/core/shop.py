"""A small shop for tests of guards: one flow, offers and order updates that both stand, one question of the FAQ."""

from __future__ import annotations

from typing import Any

from bot.core import effects as fx
from bot.core.flow import Collect, Flow, Say, Timeout
from tests.core.playing import HOURS_FAQ, Player, book, flow, notice, purpose, say

ASK = Collect(id="n", next=(), slot="n", type="number", ask=say("How many?"), timeout=Timeout(600, say("Still there?")))
BOOK_TABLE = flow(
    "book_table", ASK, Say(id="end", next=(), text=say("Done.")), words=["book"], description="Book a table"
)
OFFERS, ORDERS = purpose("offers"), purpose("orders", "utility")
GRANTED = {"offers": "granted", "orders": "granted"}


def player(*flows: Flow, **person: Any) -> Player:
    pages = book(BOOK_TABLE, *flows, purposes=[OFFERS, ORDERS], faq=[HOURS_FAQ])
    person = {"consent": GRANTED, "asked_notices": {"orders": notice("orders").hash}, **person}
    return Player(pages, **person)


def is_stopped(here: Player) -> None:
    assert ("*", "withdrawn") in here.ledger()
    assert fx.CancelQueued("*", "withdrawn") in here.turn.effects
    [confirmation] = here.of(fx.Say)
    assert confirmation.priority == 0 and "START" in confirmation.message.body
    assert set(here.person.consent.values()) == {"withdrawn"}
