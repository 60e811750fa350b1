"""Reminders of actions: a flow that starts later, while what the person wrote still allows an answer.

A reminder is no way around consent: after the 24 hours, after a STOP, or where a flow has a purpose that was not
agreed to, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.core import flows, steps
from bot.core.work import Work

KIND = "reminder"
MAX = 10
LATER = 600  # seconds until a reminder that met another conversation tries again


def note(work: Work, wishes: Iterable[Mapping[str, Any]]) -> None:
    """Set reminders, or cancel them (``at`` 0) by name, by flow, or all."""
    for wish in wishes:
        name, flow, at = str(wish["name"]), str(wish["flow"]), int(wish["at"])
        if not at:
            _cancel(work, name, flow)
        elif flow in work.book.flows:
            kept = tuple(old for old in work.reminders if old[0] != name)
            work.reminders = (*kept, (name, flow, bool(wish.get("kill"))))[-MAX:]
            work.wake(f"{KIND}/{name}", max(at, work.now))


def _cancel(work: Work, name: str, flow: str) -> None:
    _drop(work, [old for old in work.reminders if (not name or old[0] == name) and (not flow or old[1] == flow)])


def _drop(work: Work, gone: list[tuple[str, str, bool]]) -> None:
    work.reminders = tuple(old for old in work.reminders if old not in gone)
    for name, _, _ in gone:
        work.wake(f"{KIND}/{name}", 0)


def heard(work: Work) -> None:
    """The person wrote: reminders that were only for silence end."""
    if work.reminders:
        _drop(work, [old for old in work.reminders if old[2]])


def forget(work: Work) -> None:
    """Cancel all: the person said STOP, or wants their data deleted."""
    if work.reminders:
        _drop(work, list(work.reminders))


def due(work: Work, name: str) -> None:
    """Start the flow of a reminder, beside nothing else."""
    found = next((old for old in work.reminders if old[0] == name), None)
    if found is None:
        return
    if work.stack or work.question:
        work.wake(f"{KIND}/{name}", work.now + LATER)
        return
    work.reminders = tuple(old for old in work.reminders if old != found)
    flow = work.book.flows.get(found[1])
    open_window = work.person.window_until > work.now
    if flow and open_window and (not flow.purpose or work.consent.get(flow.purpose) == "granted"):
        flows.push(work, flow)
        steps.run(work)
