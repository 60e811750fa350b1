"""The desk's rows and tables: tickets as lists show them, notes, and what happened, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.ports.rows import InboxRow, OutRow, TicketRow

DESK_EVENTS = (
    "opened", "taken", "released", "assigned", "heard", "said", "note", "tagged", "callback", "late", "unanswered",
    "stopped", "closed", "returned", "survey",
)  # fmt: skip
"""What can happen to a ticket.

opened, taken, released (nobody has it any more), assigned (waits for one user or team), heard (the person wrote), said
(staff answered), note, tagged, callback (they wrote while nobody was there), late (the promised time is over),
unanswered (nobody took it in time), stopped (STOP meanwhile), closed (by staff, by "menu", by an erasure), returned (to
the bot by itself), survey (the question afterwards was answered).
"""


@dataclass(frozen=True, slots=True)
class DeskEvent:
    """A row of ``desk_events``. ``data``: who did it and numbers of rows; never what somebody wrote."""

    id: int
    at: int
    ticket: int
    person: str
    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A row of ``desk_notes``: what staff tell each other; the person never sees it, but it is their data."""

    id: int
    at: int
    ticket: int
    person: str
    user: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A ticket as a list shows it, with what the person is called."""

    ticket: TicketRow
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which tickets. ``below``: (last_at, id) of the last one that was shown; ``teams`` empty: all of them."""

    view: Literal["waiting", "mine", "all"]
    user: str
    teams: Sequence[str] = ()
    search: str = ""
    below: tuple[int, int] | None = None
    limit: int = 50


class Desk(Protocol):
    """What the people of the business look at."""

    def events(self, after: int, limit: int) -> tuple[DeskEvent, ...]:
        """What happened beyond an event, in order."""

    def last_event(self) -> int:
        """The number of the newest event; 0: none."""

    def events_of(self, person: str, *, since: int = 0, limit: int = 1000) -> tuple[DeskEvent, ...]:
        """What happened to one person's tickets since that time, oldest first."""

    def happened(self, ticket: int, person: str, kind: str, data: Mapping[str, Any], *, at: int) -> int:
        """Write an event; its number."""

    def note(self, ticket: TicketRow, *, key: str, user: str, name: str, text: str, at: int) -> int | None:
        """Write a note; None where the key is known."""

    def notes(self, person: str) -> tuple[NoteRow, ...]:
        """All notes about one person, oldest first."""

    def counts(self, user: str, teams: Sequence[str] = ()) -> Mapping[str, int]:
        """How many tickets are waiting, mine, and not closed at all ("all")."""

    def tickets(self, wanted: Wanted) -> tuple[Shown, ...]:
        """Tickets: waiting ones oldest first, others by their last message, newest first."""

    def heard(self, person: str, *, before: int, limit: int) -> tuple[InboxRow, ...]:
        """Messages, echoes and switches of one person before a time, newest first. 0: all."""

    def told(self, person: str, *, before: int, limit: int) -> tuple[OutRow, ...]:
        """Messages to one person before a time, newest first, also under ids that were merged into theirs."""

    def message(self, row: int) -> InboxRow | None:
        """One message of a person, by its row in the inbox."""

    def figures(self, since: int) -> Mapping[str, int]:
        """Tickets opened since then: opened, taken, answered, closed, promised, kept, late, surveyed."""

    def survey(self, since: int) -> Mapping[str, int]:
        """How often each answer to the question afterwards was given."""

    def fade(self, before: int, limit: int) -> int:
        """Forget notes and events of tickets that were closed earlier; how many rows."""
