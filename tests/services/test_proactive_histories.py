"""Whatever happens, in any order: no message of a proactive flow leaves without a live yes at that very moment.

The model knows nothing of the ledger: it remembers what each person tapped and wrote. ``ASKFIRST_LONG=100000`` plays that
many steps.
"""

from __future__ import annotations

import os
import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.incoming import Preference, Sender
from bot.core.outgoing import Template
from bot.errors import AskFirstError
from bot.services import privacy, scheduling, staff, withdrawing
from bot.services.reporting import Reported
from tests.services.shopping import DAY, HOUR, Shop
from tests.world import Customer

LONG = int(os.environ.get("ASKFIRST_LONG", "0"))
PURPOSE = {"order_shipped": "orders", "booking_reminder": "orders", "how_was_it_v2": "orders", "monday_offer": "offers"}


class Play:
    """A shop, three persons, and an onlooker who checks each message as it leaves."""

    def __init__(self, seed: int) -> None:
        self.shop = Shop()
        self.chance = random.Random(seed)
        self.people: list[Customer] = []
        self.yes: dict[str, set[str]] = {}
        for _ in range(3):
            self.newcomer()
        self.count, self.left = 0, 0
        self.wrong: list[str] = []
        self.real = self.shop.bot.channel.send
        self.shop.bot.channel.send = self.send  # type: ignore[method-assign]

    def newcomer(self) -> None:
        person = self.shop.customer(f"351910{len(self.yes):06d}")
        self.people.append(person)
        self.yes[person.phone] = set()

    def send(self, cleared: Any, to: Any, reference: str) -> Any:
        draft = cleared.draft
        if draft.kind == "proactive":
            purpose = PURPOSE[draft.message.name] if isinstance(draft.message, Template) else "orders"
            if draft.purpose != purpose or purpose not in self.yes[to.phone]:
                self.wrong.append(f"step {self.count}: {draft.message}")  # an error would only puzzle the sender
            self.left += 1
        return self.real(cleared, to, reference)

    def step(self, name: str) -> None:
        self.count += 1
        getattr(self, "do_" + name)(self.chance.choice(self.people))
        assert not self.wrong

    def do_comes(self, person: Customer) -> None:
        """Whoever said STOP is not asked again for a while; somebody new is."""
        if len(self.people) > 5:
            self.people.pop(0)
        self.newcomer()
        self.do_agrees(self.people[-1])

    def do_agrees(self, person: Customer) -> None:
        purpose = self.chance.choice(["orders", "offers"])
        person.says(purpose)
        if any(
            f"Yes to {purpose}" in str(one.message)
            for one in self.shop.bot.channel.sent[-2:]
            if one.to.phone == person.phone
        ):
            self.yes[person.phone].add(purpose)
            person.taps(f"Yes to {purpose}")

    def do_stops(self, person: Customer) -> None:
        self.yes[person.phone].clear()
        person.says(self.chance.choice(["STOP", "stop", "no more messages please", "unsubscribe"]))

    def do_stops_offers_in_whatsapp(self, person: Customer) -> None:
        self.yes[person.phone].discard("offers")
        now = self.shop.clock.now()
        self.shop.arrives(f"p{self.count}", Preference("222", now, Sender(phone=person.phone), "stop"))

    def do_is_withdrawn_by_staff(self, person: Customer) -> None:
        found = self.shop.bot.store.read(lambda tx: tx.persons.lookup(person.phone))
        if found:
            self.yes[person.phone].clear()
            now = self.shop.clock.now()
            self.shop.bot.store.write(lambda tx: self._told(tx, found, now))

    def _told(self, tx: Any, person: str, now: int) -> None:
        book = self.shop.bot.flows.book
        withdrawing.withdraw(tx, person, book, purpose="*", note="called", by="Eva", now=now)

    def do_is_erased(self, person: Customer) -> None:
        found = self.shop.bot.store.read(lambda tx: tx.persons.lookup(person.phone))
        if found and self.chance.random() < 0.3:
            self.yes[person.phone].clear()
            self.shop.bot.store.write(lambda tx: privacy.erase(tx, found, "asked", self.shop.clock.now()))

    def do_books(self, person: Customer) -> None:
        person.says("cancel")
        person.says("book")
        person.says(str(self.chance.choice(["tomorrow", "friday", "today", "2026-03-20"])))
        person.says(self.chance.choice(["19:30", "9:00"]))

    def do_chats(self, person: Customer) -> None:
        person.says(self.chance.choice(["hello", "5", "yes", "regular", "thanks", "menu", "back"]))

    def do_taps(self, person: Customer) -> None:
        person.tap(self.chance.choice(["Yes", "No", "No, thanks", "Not now"]))

    def do_event(self, person: Customer) -> None:
        name = self.chance.choice(["order_shipped", "on_the_way"])
        data = {"order": f"A{self.count}", "total": self.count}
        told = Reported(
            event=name, person=person.phone, data=data, key=self.chance.choice(["", "k1", f"k{self.count}"])
        )
        self.shop.bot.front.report(told)
        if self.chance.random() < 0.5:  # else it waits in the queue while something else happens
            self.shop.bot.worker.settle()

    def do_handover(self, person: Customer) -> None:
        what = self.chance.choice(["take", "close"])
        try:
            staff.say(
                self.shop.bot.store, self.shop.clock, person.phone, by="E", key=f"s{self.count}", text="", what=what
            )  # type: ignore[arg-type]
        except AskFirstError:
            return  # nobody of that number
        self.shop.bot.worker.settle()

    def do_time_passes(self, person: Customer) -> None:
        end = self.shop.clock.now() + self.chance.choice([60, HOUR, 5 * HOUR, 11 * HOUR, DAY, 7 * DAY])
        awake = self.chance.random() < 0.7  # else the bot was down all the while
        book = self.shop.bot.flows.book
        while awake:
            due = self.shop.bot.store.read(lambda tx: scheduling.upcoming(tx, book, self.shop.clock.now()))
            if not self.shop.clock.now() < due < end:
                break
            self.shop.clock.at = due
            self.shop.bot.worker.settle()
        self.shop.clock.at = end
        self.shop.bot.worker.settle()


STEPS = sorted(name.removeprefix("do_") for name in vars(Play) if name.startswith("do_"))
WEIGHTED = [*STEPS, *["comes", "agrees", "event", "books", "time_passes"] * 4]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), names=st.lists(st.sampled_from(WEIGHTED), min_size=5, max_size=40))
def test_nothing_leaves_without_a_live_yes(seed: int, names: list[str]) -> None:
    play = Play(seed)
    try:
        for name in names:
            play.step(name)
    finally:
        play.shop.close()


def test_the_histories_do_send_something() -> None:
    """A property that nothing ever touches would be worth nothing."""
    play, chance = Play(7), random.Random(7)
    for _ in range(300):
        play.step(chance.choice(WEIGHTED))
    play.shop.close()
    assert play.left >= 15


def test_a_long_history() -> None:
    """ASKFIRST_LONG sets how many steps."""
    play, chance = Play(LONG), random.Random(LONG)
    for _ in range(LONG or 150):
        play.step(chance.choice(WEIGHTED))
    play.shop.close()


def test_the_onlooker_sees_what_nobody_agreed_to() -> None:
    """The check itself: a yes that is taken back behind the program's back is noticed."""
    play = Play(1)
    person = play.people[0]
    person.says("orders")
    play.yes[person.phone].add("orders")
    person.taps("Yes to orders")
    play.yes[person.phone].clear()
    play.shop.bot.front.report(Reported(event="order_shipped", person=person.phone, data={"order": "A", "total": 1}))
    play.shop.bot.worker.settle()
    play.shop.close()
    assert play.left == 1 and play.wrong
