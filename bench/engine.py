"""Turns per second of the engine on one core: ``python -m bench.engine``.

One turn: a number is typed, read, checked against a condition, saved; two texts follow, joined into one message.
"""

from __future__ import annotations

import statistics
import time

from bot.core import conditions, fill
from bot.core.codec import dumps, loads
from bot.core.engine import advance
from bot.core.flow import (
    Book,
    Branch,
    Business,
    Collect,
    Faq,
    Flow,
    Rejection,
    Say,
    Slot,
    Trigger,
    Wording,
)
from bot.core.incoming import Message, Said, Sender
from bot.core.state import Frame, Person, Question, State
from bot.core.understanding.mind import Mind
from bot.flowfiles.words import lexicon

NOW = 1_767_607_200
ROUNDS, TURNS = 5, 4000
GOAL = 15_000


def say(text: str) -> Wording:
    return Wording({"en": (fill.parse(text),)})


def small_book() -> Book:
    """A flow that asks for a number, refuses large parties, and says two things."""
    end = (Branch(None, "END"),)
    too_many = Rejection(conditions.parse("slots.party_size > 12 and not consent.offers"), say("Too many."))
    ask = Collect(
        id="ask", next=(Branch(None, "noted"),), slot="party_size", type="number", ask=say("How many people?"),
        rejections=(too_many,),
    )  # fmt: skip
    noted = Say(
        id="noted", next=(Branch(None, "bye"),), text=say("A table for {party_size}, {person.first_name|dear guest}.")
    )
    bye = Say(id="bye", next=end, text=say("See you at {business.name}!"))
    steps = {step.id: step for step in (ask, noted, bye)}
    flow = Flow("book_table", "book_table", say("Book a table"), steps, (Trigger("words", ("book",)),))
    faq = tuple(Faq(f"faq{n}", (f"question number {n}",), say(f"Answer {n}.")) for n in range(30))
    return Book(Business("Aurora", ("en",)), {flow.id: flow}, {}, faq, {"party_size": Slot("party_size", "number")})


def main() -> None:
    book = small_book()
    mind = Mind(book, lexicon())
    open_question = Frame("book_table", "ask", Question("collect", NOW))
    person = Person(
        "p1", State(language="en", stack=(open_question,), entry="message", greeted=True), name="Ada", country="DE"
    )
    event = Message("222", "wamid.1", NOW, Sender(phone="4915550100"), Said("4"))
    stored = dumps(person.state)

    def turn() -> None:
        advance(book, mind, person, event, now=NOW, pick=lambda n: 0)

    def turn_with_state() -> None:
        dumps(loads(stored))
        turn()

    for name, work in (("advance", turn), ("advance + state from and to JSON", turn_with_state)):
        work()
        rates = []
        for _ in range(ROUNDS):
            started = time.process_time()  # of this process alone: what else runs on the machine does not count
            for _ in range(TURNS):
                work()
            rates.append(TURNS / (time.process_time() - started))
        print(f"{name:34} median {statistics.median(rates):8,.0f} turns/s   best {max(rates):8,.0f}   goal {GOAL:,}")


if __name__ == "__main__":
    main()
