"""A bot whose people are told: the starter's flows with rows of ``tell``, real settings, a clock that stands still."""

from __future__ import annotations

import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot import settings, wiring
from bot.channels.console import Console
from bot.services.bridge import Bridge
from bot.services.desk_views import Seat
from bot.services.teller import Tellings, settle
from tests.world import FLOWS, MONDAY, World

SEAT = Seat(user="u1", name="Bea", role="agent")
EVERYTHING = """
handover:
  teams: [front, kitchen]
  promise: 10 min
  tell:
    - email: [front@example.com]
"""


@lru_cache(maxsize=16)
def flows_with(handover: str, more: str = "") -> wiring.Flows:
    """The starter with another ``handover`` section, read once."""
    folder = Path(tempfile.mkdtemp(prefix="askfirst-office-"))
    try:
        shutil.copytree(FLOWS, folder / "flows")
        (folder / "flows/handover.yaml").write_text(handover, "utf-8")
        if more:
            (folder / "flows/more.yaml").write_text(more, "utf-8")
        return wiring.Flows(folder / "flows")
    finally:
        shutil.rmtree(folder)


class Office(World):
    """``office.customer()`` writes; ``office.told()`` tells; ``again()`` ends the program and starts it anew."""

    def __init__(self, flows: wiring.Flows, database: str = "sqlite:///:memory:", **environ: str) -> None:
        self.clock = wiring.SetClock(MONDAY)
        self._flows, self._environ, self._count = flows, {"ASKFIRST_DATABASE": database, **environ}, 0
        self._channel = Console()
        self.open()

    def open(self) -> None:
        base = {"ASKFIRST_FLOWS": str(FLOWS), "ASKFIRST_PACE": "10000", "ASKFIRST_SENDERS": "1",
                "ASKFIRST_SECRET_KEY": "rehearsal", "ASKFIRST_PUBLIC_URL": "https://bot.example.com"}  # fmt: skip
        made = settings.load({**base, **self._environ}, whatsapp=False)
        self.bot = wiring.build(made, self._channel, clock=self.clock, rehearsed=self._flows)

    def again(self) -> None:
        """A restart on the same file."""
        self.close()
        self.open()

    @property
    def tellings(self) -> Tellings:
        return next(each for each in self.bot.beside.followers if isinstance(each, Tellings))

    @property
    def bridge(self) -> Bridge:
        return next(each for each in self.bot.beside.followers if isinstance(each, Bridge))

    def told(self) -> None:
        """Let everybody be told who is to be told now."""
        settle(self.tellings)

    def states(self) -> list[tuple[Any, ...]]:
        """(channel, receiver, kind, ticket, state) of every notice."""
        return self.rows("SELECT channel, receiver, kind, ticket, state FROM tellings ORDER BY id")
