"""The whole bot in one object: frozen clock, a real SQLite database, the starter's flows, a list for a phone."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from bot import wiring
from bot.core.incoming import Item, Sender
from bot.core.outgoing import Outgoing
from bot.services import inspecting
from bot.services.proactive import Answer, Asked
from bot.services.rehearsal import Rehearsal

FLOWS = Path(__file__).parent.parent / "flows"
MONDAY = 1_767_607_200  # 2026-01-05 10:00 UTC, a Monday; Lisbon has the same time


class World:
    """``world.customer()`` writes; ``world.clock`` moves; ``world.bot`` is everything behind."""

    def __init__(self, flows: Path = FLOWS) -> None:
        self.clock = wiring.SetClock(MONDAY)
        self.bot = wiring.rehearse(flows, self.clock, _starter() if flows == FLOWS else None)
        self._count = 0

    def customer(self, phone: str = "15550100002", bsuid: str = "", name: str = "") -> Customer:
        self._count += 1
        return Customer(self, Sender(phone=phone, bsuid=bsuid, name=name))

    def send(self, person: str, *, purpose: str = "offers", template: str = "spring_offer", **params: str) -> Answer:
        given = params or ({"item": "espresso"} if template == "spring_offer" else {"day": "Monday", "hour": "10:00"})
        answer = self.bot.front.send(Asked(person=person, purpose=purpose, template=template, params=given))
        self.bot.worker.settle()
        return answer

    def arrives(self, key: str, event: Any) -> None:
        """Put an event into the inbox as a webhook would, and let the bot work."""
        item = Item(key=key, at=self.clock.now(), event=event)
        self.bot.store.write(lambda tx: tx.inbox.add(self.bot.channel.name, [item], self.clock.now_ms()))
        self.bot.worker.settle()

    def consent(self, person: str) -> dict[str, Any]:
        """What `askfirst consent show` tells."""
        book, now = self.bot.flows.book, self.clock.now()
        found = self.bot.store.read(lambda tx: tx.persons.lookup(person))
        return self.bot.store.read(lambda tx: inspecting.consent(tx, str(found), book, now))

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Look into the tables, as an outsider would."""

        def run(tx: Any) -> list[tuple[Any, ...]]:
            named = {f"v{n}": value for n, value in enumerate(values)}
            for name in named:
                sql_ = parts.pop(0) + f":{name}"
                parts[0] = sql_ + parts[0]
            return [tuple(row) for row in tx.db.all(parts[0], **named)]

        parts = sql.split("?")
        write = not sql.lstrip().upper().startswith("SELECT")
        return self.bot.store.write(run) if write else self.bot.store.read(run)

    def close(self) -> None:
        self.bot.worker.stop()
        self.bot.store.close()


@lru_cache(maxsize=1)
def _starter() -> wiring.Flows:
    """Read the starter's flows once: a mind takes a second to build, and nobody changes these files."""
    return wiring.Flows(FLOWS)


class Customer(Rehearsal):
    """A customer of a world."""

    def __init__(self, world: World, sender: Sender) -> None:
        bot = world.bot
        super().__init__(bot.store, bot.worker, bot.clock, bot.channel, sender)
        self.count = world._count * 1000
        self.phone = sender.phone

    def says(self, text: str) -> str:
        """Type, and return what the bot answers as one text."""
        return text_of(self.say(text))

    def taps(self, title: str) -> str:
        """Tap, and return what the bot answers as one text."""
        answers = self.tap(title)
        assert answers is not None, f"nothing to tap is called {title!r}"
        return text_of(answers)


def text_of(messages: list[Outgoing]) -> str:
    return "\n".join(str(getattr(message, "body", "") or getattr(message, "name", "")) for message in messages)
