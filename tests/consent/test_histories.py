"""Whatever people, WhatsApp, the staff and the owner do, in any order: nothing leaves without a live yes.

The model below knows nothing of the ledger: it remembers what each person did, and how long ago. ``ASKFIRST_LONG=300000``
plays that many steps.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.incoming import AccountNews, IdentityChange, Preference, Sender
from bot.core.outgoing import Outgoing
from bot.services import withdrawing
from bot.services.proactive import Asked
from tests.consent.acts import DAY, HOUR, MONTH, imported
from tests.world import Customer, World

LONG = int(os.environ.get("ASKFIRST_LONG", "0"))
NUMBER = "222000222000222"
EXPIRES = 24 * MONTH


@dataclass
class Shadow:
    """One person as an onlooker sees them. ``yes``: purpose -> when they last agreed to it and did not stop since."""

    customer: Customer
    yes: dict[str, int] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    heard: int = 0
    held: int = 0
    question: str = ""  # the purpose that they were last asked about

    def said_no(self, purposes: tuple[str, ...] = ("offers", "reminders")) -> None:
        for purpose in purposes:
            self.yes.pop(purpose, None)

    def pass_time(self, now: int) -> None:
        """What is too old is over for good; a doubt that nobody cleared for a day is a no."""
        for purpose, at in list(self.yes.items()):
            if now >= max(at, self.heard, self.used.get(purpose, 0)) + EXPIRES:
                del self.yes[purpose]
        if self.held and now >= self.held + DAY:
            self.held = 0
            self.said_no()


def _about(message: Outgoing) -> str:
    """Return the purpose that a message asks for, by its words."""
    body = str(getattr(message, "body", ""))
    return "offers" if body.startswith("May Café Aurora send") else "reminders" if "remind you" in body else ""


class Play:
    """A world, its people, and the checks after each step."""

    def __init__(self, seed: int) -> None:
        self.world = World()
        self.chance = random.Random(seed)
        self.people = [Shadow(self.world.customer(f"1555010000{n}")) for n in range(3)]
        self.count = 0
        self.done: set[int] = set()

    def step(self, name: str) -> None:
        self.count += 1
        person = self.chance.choice(self.people)
        getattr(self, "do_" + name)(person)
        self.look()

    # ---- what people do

    def says(self, person: Shadow, text: str) -> None:
        for each in self.people:
            each.pass_time(self.world.clock.now())
        self.shown(person, person.customer.say(text))
        self.look()  # what waited has left now, on the strength of what stood before the next thing that they do

    def tap(self, person: Shadow, title: str) -> bool:
        answers = person.customer.tap(title)
        self.shown(person, answers or [])
        self.look()
        return answers is not None

    def shown(self, person: Shadow, messages: list[Outgoing]) -> None:
        for message in messages:
            person.question = _about(message) or person.question
        person.heard = self.world.clock.now()

    def do_yes(self, person: Shadow) -> None:
        way = self.chance.choice(["start", "offers", "book a table"])
        self.says(person, way)
        person.held = 0 if way == "start" else person.held
        for title, purpose in (("Yes, please", "offers"), ("Yes, remind me", "reminders")):
            if self.chance.random() < 0.7 and self.tap(person, title):
                person.yes[purpose] = self.world.clock.now()  # at most: the button may have been another person's
                person.held = 0

    def do_no(self, person: Shadow) -> None:
        self.says(person, "start")
        person.held = 0
        self.tap(person, "No, thanks")

    def do_stop(self, person: Shadow) -> None:
        self.says(person, self.chance.choice(["STOP", "unsubscribe", "não quero mais receber mensagens", "🛑"]))
        person.said_no()
        person.held = 0

    def do_stop_offers(self, person: Shadow) -> None:
        self.says(person, "please stop sending me offers")
        person.said_no(("offers",))

    def do_doubt(self, person: Shadow) -> None:
        standing = bool(person.yes)
        self.says(person, "cancel")
        if standing and not person.held:
            person.held = self.world.clock.now()

    def do_keep(self, person: Shadow) -> None:
        if self.tap(person, "Something else"):
            person.held = 0

    def do_start(self, person: Shadow) -> None:
        self.says(person, "start")
        person.held = 0

    def do_chat(self, person: Shadow) -> None:
        text = self.chance.choice(["hi", "when are you open?", "yes", "ok", "👍", "menu", "asdf"])
        question = person.question
        self.says(person, text)
        if text in ("yes", "ok", "👍") and question:  # at most: it may answer something else
            person.yes[question] = self.world.clock.now()

    def do_wrong_number(self, person: Shadow) -> None:
        self.says(person, "wrong number")
        person.said_no()
        person.held = 0

    # ---- what WhatsApp does

    def do_platform(self, person: Shadow) -> None:
        value = self.chance.choice(["stop", "resume"])
        event = Preference(NUMBER, self.world.clock.now(), Sender(phone=person.customer.phone), value)
        self.world.arrives(f"p{self.count}", event)
        if value == "stop":
            person.said_no(("offers",))

    def do_template(self, person: Shadow) -> None:
        value = {"message_template_name": "booking_reminder", "message_template_language": "en",
                 "new_category": self.chance.choice(["MARKETING", "UTILITY"])}  # fmt: skip
        self.world.arrives(f"n{self.count}", AccountNews("template_category_update", "", self.world.clock.now(), value))

    def do_moves(self, person: Shadow) -> None:
        old, new = person.customer.phone, f"1555020{self.count % 10_000:04}"
        change = IdentityChange(
            NUMBER,
            f"c{self.count}",
            self.world.clock.now(),
            "user_changed_number",
            Sender(phone=old),
            Sender(phone=new),
        )
        self.world.arrives(f"c{self.count}", change)
        self.look()
        person.customer.sender = Sender(phone=new)
        person.customer.phone = new
        newcomer = Shadow(self.world.customer(old))
        self.says(newcomer, "hi")
        self.people = [*self.people[-3:], newcomer]
        if person not in self.people:
            self.people.append(person)

    def do_meets(self, person: Shadow) -> None:
        """Somebody known by a user id alone turns out to be this person: the stricter of the two holds."""
        bsuid = f"US.{self.count}"
        other = self.world.customer(phone="", bsuid=bsuid)
        other.says("hi")
        self.look()
        stops = self.chance.random() < 0.5
        if stops:
            other.says("stop")
            self.look()
        person.customer.sender = Sender(phone=person.customer.phone, bsuid=bsuid)
        self.says(person, "hi")
        if stops:
            person.said_no()

    # ---- what the business does

    def do_staff(self, person: Shadow) -> None:
        world = self.world
        purpose = self.chance.choice(["*", "offers", "reminders"])
        found = world.bot.store.read(lambda tx: tx.persons.lookup(person.customer.phone))
        if found:
            book, now = world.bot.flows.book, world.clock.now()
            world.bot.store.write(
                lambda tx: withdrawing.withdraw(tx, found, book, purpose=purpose, note="told", by="eva", now=now)
            )
            person.said_no(("offers", "reminders") if purpose == "*" else (purpose,))

    def do_import(self, person: Shadow) -> None:
        imported(self.world, f"+{person.customer.phone},offers,fair,2025-05-01,yes,scan-{self.count}")

    def do_time(self, person: Shadow) -> None:
        self.world.clock.advance(self.chance.choice([HOUR, 9 * HOUR, 25 * HOUR, 31 * DAY, 100 * DAY, EXPIRES + DAY]))
        for each in self.people:
            each.pass_time(self.world.clock.now())
        self.world.bot.worker.settle()

    def do_send(self, person: Shadow) -> None:
        self._ask(person)
        self.world.bot.worker.settle()

    def do_send_later(self, person: Shadow) -> None:
        """Queue it; whatever comes next happens before the worker works."""
        self._ask(person)

    def _ask(self, person: Shadow) -> None:
        now = self.world.clock.now()
        for each in self.people:
            each.pass_time(now)
        purpose, template, params = self.chance.choice(
            [("offers", "spring_offer", {"item": "x"}), ("reminders", "booking_reminder", {"day": "x", "hour": "y"})]
        )
        answer = self.world.bot.front.send(
            Asked(person=person.customer.phone, purpose=purpose, template=template, params=params)
        )
        if answer.verdict == "cleared":
            assert purpose in person.yes, f"{purpose} was cleared for somebody who never agreed to it, or stopped"
            assert not person.held, "cleared while in doubt"
            person.used[purpose] = now
        else:
            assert answer.reason and answer.why

    # ---- what must hold, whatever happened

    def look(self) -> None:
        """Each row that is under way rests on a yes that no later line has ended; each blocked one says why."""
        rows = self.world.rows(
            "SELECT id, state, person, purpose, consent_seq, verdict, error FROM outbox WHERE kind = 'proactive'"
        )
        for id, state, person, purpose, seq, verdict, error in rows:
            if id in self.done:
                continue
            if state == "blocked":
                assert error or '"refused"' in verdict, id
                self.done.add(id)
                continue
            ended = self.world.rows(
                "SELECT count(*) FROM ledger WHERE person = ? AND seq > ? AND purpose IN (?, '*')"
                " AND kind IN ('withdrawn', 'refused', 'expired', 'invalidated', 'erased')", person, seq, purpose,
            )  # fmt: skip
            granted = self.world.rows("SELECT kind, person, purpose FROM ledger WHERE seq = ?", seq)
            assert granted == [("granted", person, purpose)] and ended == [(0,)], (id, state)
            if state != "queued":
                self.done.add(id)


STEPS = sorted(name.removeprefix("do_") for name in dir(Play) if name.startswith("do_"))
MORE = ["yes", "yes", "yes", "send", "send", "send_later"]  # most of what happens is this


def play(seed: int, steps: list[str]) -> None:
    game = Play(seed)
    try:
        for name in steps:
            game.step(name)
        assert game.world.bot.store.read(lambda tx: tx.ledger.verify())["ok"]
    finally:
        game.world.close()


@settings(max_examples=25, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), steps=st.lists(st.sampled_from(STEPS + MORE), min_size=8, max_size=30))
def test_no_history_lets_anything_out_without_a_live_yes(seed: int, steps: list[str]) -> None:
    """must 1: random histories of yes, no, stop, start, doubt, merges, moves, imports, clock jumps and sends."""
    play(seed, steps)


@pytest.mark.parametrize("seed", range(3))
def test_a_long_history(seed: int) -> None:
    """must 1: the same people for a long time; ASKFIRST_LONG sets how many steps in all."""
    chance = random.Random(seed)
    for n in range(max(1, LONG // 3 // 400)):
        play(seed * 1_000_000 + n, [chance.choice(STEPS + MORE) for _ in range(400 if LONG else 120)])


def test_the_histories_reach_what_they_are_about() -> None:
    """A test of "never" that never sends proves nothing: messages do leave, and are refused for many reasons."""
    chance, reasons, left = random.Random(7), set(), 0
    for n in range(3):
        game = Play(n)
        try:
            for _ in range(80):
                game.step(chance.choice(STEPS + MORE))
            for state, verdict in game.world.rows("SELECT state, verdict FROM outbox WHERE kind = 'proactive'"):
                left += state == "accepted"
                reasons |= {word for word in verdict.split('"') if word in _REASONS}
        finally:
            game.world.close()
    assert left >= 5 and len(reasons) >= 4, (left, reasons)


_REASONS = {
    "no_consent",
    "asked",
    "refused",
    "withdrawn",
    "expired",
    "invalidated",
    "held",
    "cap",
    "quiet_hours",
    "wrong_category",
}
