"""The smaller tables of the database, as protocols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.core.effects import Visit
from bot.ports.rows import RoundRow, ScheduleRow, TicketRow


class Tickets(Protocol):
    """Handovers."""

    def open(
        self, person: str, reason: str, team: str, title: str, now: int,
        *, text: str = "", promised_at: int = 0, tags: Sequence[str] = (),
    ) -> TicketRow:  # fmt: skip
        """``text``: what the person wrote; "" where staff began."""

    def get(self, ticket: int) -> TicketRow | None: ...
    def current(self, person: str) -> TicketRow | None: ...
    def last(self, person: str) -> TicketRow | None: ...
    def of(self, person: str) -> tuple[TicketRow, ...]: ...
    def fade(self, before: int, limit: int) -> int:
        """Forget what handovers were about that were closed earlier; how many."""

    def take(self, ticket: int, by: str, now: int, *, name: str = "") -> None: ...
    def release(self, ticket: int) -> None: ...
    def assign(self, ticket: int, *, user: str = "", team: str = "") -> None: ...
    def heard(self, ticket: int, text: str, now: int) -> None: ...
    def said(self, ticket: int, text: str, now: int) -> None: ...
    def callback(self, ticket: int, text: str) -> None: ...
    def late(self, ticket: int) -> None: ...
    def stopped(self, ticket: int) -> None: ...
    def tagged(self, ticket: int, tags: Sequence[str]) -> None: ...
    def survey(self, ticket: int, answer: str) -> None: ...
    def close(self, ticket: int, why: str, now: int, *, outcome: str = "", by: str = "") -> None: ...
    def waiting(self) -> tuple[TicketRow, ...]: ...


class Facts(Protocol):
    """Small keyed facts: notices, served notices, timers, templates, account state, counters, missed questions."""

    def keep_notice(self, notice: Mapping[str, Any], now: int) -> None:
        """Keep a notice text for ever (same purpose, version, language with another hash: StoreError)."""

    def notice(self, hash: str) -> Mapping[str, Any] | None: ...
    def set_timer(self, person: str, key: str, at: int) -> None: ...
    def drop_timer(self, person: str, key: str) -> None: ...
    def due_timers(self, now: int, limit: int) -> tuple[tuple[str, str, int], ...]:
        """(person, key, at) of due timers, removed by the call."""

    def next_timer(self) -> int: ...
    def set(self, key: str, value: Any, now: int) -> None: ...
    def get(self, key: str) -> Any: ...
    def all(self, prefix: str) -> Mapping[str, Any]: ...
    def missed(self, text: str, best: str, now: int) -> None: ...
    def unmiss(self, text: str) -> None:
        """Forget that one person asked this."""

    def drop_missed(self, before: int, limit: int) -> int:
        """Forget questions that nobody has asked since; how many."""

    def figures(self, since: int) -> Mapping[str, Any]:
        """{"people", "heard", "said", "proactive", "failed", "missed", "consents", "refused"} since then; the last two: rows."""

    def unanswered(self, limit: int = 50) -> tuple[tuple[str, str, int, int], ...]:
        """(text, best guess, times, last) of missed questions, the most frequent first."""


class StepCounts(Protocol):
    """How often steps were reached and left, by day; nothing of any person is in it."""

    def add(self, visits: Sequence[Visit], now: int) -> None:
        """Count what turns came by; see ``core.effects.Turn``."""

    def since(self, at: int) -> Mapping[Visit, int]:
        """Return (what, flow, step) -> how often, from the day of that time on."""

    def first(self) -> int:
        """When the first day began that was counted; 0: none."""

    def drop(self, before: int, limit: int) -> int:
        """Forget days that are over since before that time; how many rows."""


class Schedules(Protocol):
    """What the clock is to start: reminders of one person, rounds to everybody who agreed to a purpose."""

    def arm(self, row: ScheduleRow) -> None: ...
    def due(self, now: int, limit: int) -> tuple[ScheduleRow, ...]:
        """What is due, earliest first, removed by the call."""

    def next(self) -> int:
        """When the next one is due; 0: none."""

    def waiting(self) -> tuple[tuple[str, int, int], ...]:
        """(flow, how many persons wait for it, when the first is due)."""

    def of(self, person: str) -> tuple[ScheduleRow, ...]:
        """What waits for one person, the earliest first."""

    def rounds(self) -> tuple[RoundRow, ...]: ...
    def put_round(self, row: RoundRow) -> None: ...
    def drop_round(self, key: str) -> None: ...
    def granted(self, purpose: str, after: int, limit: int) -> tuple[tuple[int, str], ...]:
        """(line, person) of the next live yeses for a purpose beyond a line of the ledger."""
