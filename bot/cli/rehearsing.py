"""Rehearsals for the command line: the whole bot on a memory database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from bot import wiring
from bot.flowfiles.talks import load_talks
from bot.services.playing import as_json, begins, play
from bot.services.rehearsal import Rehearsal


def rehearsal(folder: Path, clock: wiring.WallClock, flows: wiring.Flows | None = None) -> tuple[Rehearsal, wiring.Bot]:
    """Return a customer at a pretend phone, and the whole bot behind it."""
    bot = wiring.rehearse(folder, clock, flows)
    return Rehearsal(bot.store, bot.worker, clock, bot.channel), bot


def play_talks(folder: Path) -> list[dict[str, Any]]:
    """Play every talk of a folder, each on a bot of its own; unreadable talks count as failed."""
    flows = wiring.Flows(folder)
    found = load_talks(folder, book=flows.book)
    wrong = [
        {"talk": problem.what, "path": problem.path, "passed": False, "difference": str(problem)}
        for problem in found.problems
        if problem.level == "error"
    ]
    with click.progressbar(found.talks, label="Playing", hidden=len(found.talks) < 20) as talks:
        return wrong + list(_played(folder, flows, talks))


def _played(folder: Path, flows: wiring.Flows, talks: Any) -> Iterator[dict[str, Any]]:
    for talk in talks:
        clock = wiring.SetClock(begins(talk, flows.book))
        phone, bot = rehearsal(folder, clock, flows)
        try:
            yield as_json(play(talk, phone, bot.front, clock))
        finally:
            bot.worker.stop()
            bot.store.close()
