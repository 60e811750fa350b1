"""Makes fresh bots to play talks on: each with a memory database, a clock that stands still, and a list for a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from bot.core.flow import Book
from bot.core.talk import Talk
from bot.services.playing import begins
from bot.services.rehearsal import Rehearsal, Stage
from bot.services.suites import Make
from bot.services.suites_actions import Acting, Stubbed

Rehearse = Callable[..., Any]
"""Join a bot: (clock, acting=…, channel=…, database=…); without the last two on a database of its own."""


def stages(rehearse: Rehearse, clock: Callable[[int], Any], book: Callable[[], Book]) -> Make:
    """Return what makes a bot for each talk. ``clock(at)``: one that stands still at that time."""
    return partial(_stage, rehearse, clock, book)


@contextmanager
def _stage(
    rehearse: Rehearse, clock: Callable[[int], Any], book: Callable[[], Book], talk: Talk, acting: Acting
) -> Iterator[Stage]:
    now = clock(begins(talk, book()))
    acting = Stubbed(talk.stubs, acting) if talk.stubs else acting
    bots = [rehearse(now, acting=acting)]

    def restart() -> tuple[Rehearsal, Any]:
        old = bots[-1]
        end(old)
        again = rehearse(now, acting=acting, channel=old.channel, database=f"sqlite:///{old.store.path}")
        bots.append(again)
        return phone_of(again, now), again.front

    try:
        yield Stage(phone_of(bots[0], now), bots[0].front, now, restart)
    finally:
        end(bots[-1])


def phone_of(bot: Any, clock: Any) -> Rehearsal:
    """Return a pretend phone at a bot."""
    return Rehearsal(bot.store, bot.worker, clock, bot.channel)


def end(bot: Any) -> None:
    """End a rehearsed bot and let go of its threads."""
    bot.worker.stop()
    bot.sender.stop()
    bot.store.close()
