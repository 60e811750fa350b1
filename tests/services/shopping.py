"""What the tests of proactive flows share: a small shop, its customers, and what left."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import wiring
from bot.core.outgoing import Template
from bot.services.reporting import Outcome, Reported
from tests.world import Customer, World

FLOWS = Path(__file__).parent / "proactive_flows"
HOUR, DAY = 3600, 86_400


def at(text: str, zone: str = "Europe/Lisbon") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


class Shop(World):
    """A world with the small shop's flows; it is Monday, 2026-01-05, 10:00 in Lisbon."""

    def __init__(self) -> None:
        self.clock = wiring.SetClock(at("2026-01-05T10:00"))
        self.bot = wiring.rehearse(FLOWS, self.clock, _flows())
        self._count = 0
        self.bot.worker.settle()  # looks at the rounds for the first time

    def agreed(self, phone: str = "351910000001", *purposes: str, name: str = "") -> Customer:
        """A customer who said yes to these purposes."""
        customer = self.customer(phone, name=name)
        for purpose in purposes or ("orders",):
            customer.says(purpose)
            assert "Thank you" in customer.taps(f"Yes to {purpose}")
        return customer

    def event(self, name: str, person: str, key: str = "", **data: Any) -> Outcome:
        """Report an event; what is cleared leaves at once."""
        outcome = self.bot.front.report(Reported(event=name, person=person, data=data, key=key))
        self.bot.worker.settle()
        return outcome

    def until(self, moment: str) -> list[str]:
        """Let time pass; return the templates that left then."""
        before = len(self.left())
        self.clock.at = at(moment)
        self.bot.worker.settle()
        return self.left()[before:]

    def left(self) -> list[str]:
        """Every template that left: "name param, param"."""
        sent = [one.message for one in self.bot.channel.sent if isinstance(one.message, Template)]
        return [" ".join([one.name, *one.params.values()]) for one in sent]

    def refused(self) -> list[str]:
        """The reasons of what was refused, oldest first."""
        rows = self.rows("SELECT verdict FROM outbox WHERE kind = 'proactive' AND state = 'blocked' ORDER BY id")
        import json

        return [json.loads(row[0]).get("refused", "") for row in rows]

    def waiting(self) -> list[tuple[str, int]]:
        """(flow, at) of what is scheduled."""
        return [(str(flow), int(when)) for flow, when in self.rows("SELECT flow, at FROM schedules ORDER BY at")]

    def round(self) -> dict[str, Any]:
        [row] = self.rows("SELECT slot, note, upto, asked FROM rounds")
        return dict(zip(("slot", "note", "upto", "asked"), row, strict=True))


@lru_cache(maxsize=1)
def _flows() -> wiring.Flows:
    return wiring.Flows(FLOWS)


def booked(customer: Customer, day: str = "2026-01-09", hour: str = "19:30") -> None:
    customer.says("book")
    customer.says(day)
    assert "Booked" in customer.says(hour)
