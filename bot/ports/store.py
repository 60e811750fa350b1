"""The database and the rest of the outside world, as protocols."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bot.core.consent import LedgerLine
from bot.core.incoming import Event, Item, Sender
from bot.core.state import State
from bot.ports.desk import Desk
from bot.ports.rows import Identifier, InboxRow, NewOut, OutRow, PersonRow
from bot.ports.tables import Facts, Schedules, StepCounts, Tickets
from bot.ports.telling import Bridges, Tellings
from bot.ports.users import Audit, Sessions, Users

T = TypeVar("T")
SCRUB = "scrub"
"""Fact: since when traces of something that was erased wait in the log for ``Store.scrub``."""


class Persons(Protocol):
    """persons and identifiers."""

    def get(self, person: str) -> PersonRow | None: ...
    def find(self, sender: Sender) -> tuple[str, ...]:
        """Return the ids of everybody whose live identifier is one of the sender's, merged ones followed, distinct."""

    def seen(self, sender: Sender, now: int) -> str:
        """The one person whom all of this is known of, and lately; "" where there is something to learn."""

    def create(self, sender: Sender, now: int) -> str: ...
    def learn(self, person: str, sender: Sender, now: int) -> None:
        """Add what is new of the sender's identifiers, name; refresh last_seen."""

    def replace(self, person: str, old: Sender, new: Sender, now: int) -> None:
        """The person moved: old identifiers are kept as not live (aliases for opt-outs), new ones are live."""

    def merge(self, keep: str, drop: str, now: int) -> None:
        """Point everything of ``drop`` at ``keep`` (identifiers; the row stays with merged_into)."""

    def save(self, person: str, state: State, *, version: int, now: int) -> None:
        """Write the state where ``version`` still stands; StoreBusy otherwise."""

    def heard(self, person: str, at: int) -> None:
        """Open the window: heard_at = max(heard_at, at), window_shut = 0."""

    def window(self, person: str) -> tuple[int, bool] | None:
        """(heard_at, window_shut); None where the person is gone."""

    def shut_window(self, person: str) -> None: ...
    def hold(self, person: str, on: bool) -> None: ...
    def identifiers(self, person: str) -> tuple[Identifier, ...]: ...
    def address(self, person: str) -> tuple[str, str]:
        """Return (phone digits, bsuid) to send to; "" where not known."""

    def lookup(self, text: str) -> str | None:
        """Find one person by id, phone in any writing, BSUID, or ticket number like "#12"."""

    def suppressed(self, person: str) -> bool:
        """Whether one of the person's identifiers (also not live ones) is in ``suppressions``."""

    def suppress(self, person: str, why: str, now: int) -> None: ...
    def unsuppress(self, person: str) -> None:
        """Take a person off the list again, after a new yes of theirs."""

    def fade(self, after: int, before: int, limit: int) -> tuple[int, int]:
        """Empty the conversations of people heard in between; (when the last one was heard, how many were emptied)."""

    def erased(self, person: str) -> bool:
        """Whether nothing of the person is left; their id never comes back."""

    def erased_at(self, sender: Sender) -> int:
        """When somebody with one of these identifiers was last erased; 0: never."""

    def erase(self, person: str, why: str, now: int) -> None:
        """Delete what is known of a person; bare ledger lines and keyed hashes stay. ``Store.scrub`` wipes traces."""


class Ledger(Protocol):
    """The hash-chained, append-only consent ledger."""

    def append(self, person: str, kind: str, purpose: str, evidence: Mapping[str, Any], *, at: int) -> LedgerLine: ...
    def of(self, person: str) -> tuple[LedgerLine, ...]:
        """All lines of one person, oldest first, evidence included where it still exists."""

    def merged(self, person: str) -> tuple[LedgerLine, ...]: ...
    def quiet(self, before: int) -> tuple[tuple[str, str, int, int], ...]: ...
    def head(self) -> tuple[int, str]:
        """(count, hash of the last line)."""

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """Yield every line, oldest first, with all that anybody needs to check it: for an auditor.

        {"seq", "prev", "at", "kind", "person", "purpose", "commitment", "hash", "salt", "body"}; the last two are None
        where the evidence was erased.
        """

    def verify(self, head: tuple[int, str] | None = None) -> Mapping[str, Any]:
        """{"ok": bool, "lines": n, "erased": n, "head": "seq:hash", "broken": {"seq", "why"} | None}.

        ``head``: a (count, hash) that was kept elsewhere; finds a cut end and a ledger that was written anew.
        """


class Inbox(Protocol):
    """What arrived."""

    def add(self, channel: str, items: Sequence[Item], received_ms: int) -> int:
        """Insert those not seen before; return how many were new."""

    def put(self, key: str, event: Event, *, at: int, received_ms: int, person: str) -> int | None:
        """Insert one inside event (timer, action result, staff); None where the key is known."""

    def get(self, row: int) -> InboxRow | None:
        """One event by its number; None where it is not there or was emptied."""

    def inside(self, key: str) -> InboxRow | None:
        """The inside event that was put under this key."""

    def pending(self, limit: int) -> tuple[InboxRow, ...]:
        """The oldest unapplied rows, messages before receipts."""

    def done(self, row: int, person: str, note: str = "") -> None: ...
    def forget(self, row: int) -> None:
        """Empty an applied event: it is about somebody who is not here (any more)."""

    def failed(self, row: int, why: str) -> None:
        """Set aside after an error; kept, shown by `doctor`, tried again by `askfirst inbox retry`."""

    def keep_raw(self, channel: str, body: bytes, why: str, received_ms: int) -> None:
        """Keep a signed body that could not be read."""

    def drop_raw(self, before_ms: int, limit: int) -> int:
        """Delete kept bodies that are older; how many."""

    def fade(self, after: int, before_ms: int, limit: int) -> tuple[int, int]:
        """Empty old events beyond a row; (last row looked at, how many were emptied)."""

    def fade_keys(self, after: int, before_ms: int, limit: int) -> tuple[int, int]:
        """Forget the provider's ids of old events beyond a row; the same."""

    def waiting(self) -> int: ...
    def of(self, person: str, limit: int = 50) -> tuple[InboxRow, ...]:
        """The newest events of one person."""

    def set_aside(self, limit: int = 100) -> tuple[tuple[InboxRow, str], ...]: ...
    def retry(self, row: int) -> bool: ...


class Outbox(Protocol):
    """What is to leave."""

    def add(self, row: NewOut) -> int | None:
        """Queue; None where the key is known. Raise GateClosed where the database refuses."""

    def by_key(self, key: str) -> OutRow | None: ...
    def get(self, row: int) -> OutRow | None: ...
    def by_wamid(self, wamid: str) -> OutRow | None: ...
    def due(self, now: int, limit: int) -> tuple[OutRow, ...]:
        """Queued rows whose time has come, by priority, then age; of each person the first one only."""

    def ready(self, now: int, limit: int, *, doubt: int = 0) -> tuple[tuple[int, str], ...]:
        """(row, person) of what ``due`` returns; nothing passes a reply that is ``unknown`` since after ``doubt``."""

    def sending(self, row: int, now: int, attempt: int) -> None:
        """queued -> sending; GateClosed where a proactive row's grant is gone."""

    def settle(
        self, row: int, state: str, *, now: int, wamid: str = "", code: int = 0, error: str = "", not_before: int = 0
    ) -> None:
        """Record an outcome: accepted, failed, blocked, unknown, or queued again with not_before."""

    def raise_to(self, row: int, state: str, *, now: int, wamid: str = "", code: int = 0, error: str = "") -> bool:
        """Apply a receipt, forwards only; whether anything changed."""

    def orphans(self, state: str, before: int) -> tuple[OutRow, ...]:
        """Rows left in ``sending`` or ``unknown`` since before that time."""

    def cancel(self, person: str, purpose: str, why: str, now: int) -> int:
        """Block queued proactive rows of a person ("*": all purposes); how many."""

    def of(self, person: str, limit: int = 50) -> tuple[OutRow, ...]: ...
    def proactive_since(self, person: str, purpose: str, since: int) -> int:
        """How many proactive messages for this purpose left (or wait) since then: for caps."""

    def last_sent(self, person: str, purpose: str) -> int:
        """When the last proactive message for this purpose that WhatsApp took was asked for; 0: never."""

    def showed(self, person: str, notice: str) -> OutRow | None:
        """The newest message that showed them the notice of this hash and left; None where none did."""

    def queued(self) -> int:
        """How many persons wait for a reply to leave: one who floods us must not keep the others waiting."""

    def fade(self, after: int, before: int, limit: int) -> tuple[int, int]:
        """Empty old messages beyond a row; (last row looked at, how many were emptied)."""

    def depth(self) -> Mapping[str, int]:
        """Rows by state."""


class Tx(Protocol):
    """One transaction (or one read)."""

    persons: Persons
    ledger: Ledger
    inbox: Inbox
    outbox: Outbox
    tickets: Tickets
    facts: Facts
    users: Users
    sessions: Sessions
    audit: Audit
    step_counts: StepCounts
    schedules: Schedules
    desk: Desk
    tellings: Tellings
    bridges: Bridges

    def attempt(self, work: Callable[[Tx], T]) -> T:
        """Run *work* in a savepoint of this transaction; what it did is undone where it raises."""


class Store(Protocol):
    """The database. ``write`` groups waiting work into one commit; each piece has its own savepoint."""

    def write(self, work: Callable[[Tx], T]) -> T:
        """Run *work* in a BEGIN IMMEDIATE transaction; when this returns, it is on the disk."""

    def read(self, work: Callable[[Tx], T]) -> T:
        """Run *work* on a read snapshot."""

    def changed(self, timeout: float) -> bool:
        """Wait until somebody (also another process) wrote, at most *timeout* seconds."""

    def wake(self) -> None:
        """Let whoever waits in ``changed`` look again."""

    def lead(self) -> bool:
        """Whether this process is the one that applies and sends; ends with the process, also by kill -9."""

    def drop_files(self, before: int) -> int:
        """Delete kept files that people sent before that time; how many."""

    def scrub(self) -> None:
        """Wipe what was erased from the log beside the file."""

    def backup(self, target: Path) -> None:
        """Write a consistent copy to a new file while everything goes on."""

    def problems(self) -> tuple[str, ...]:
        """Read the whole file; what is damaged."""

    def close(self) -> None: ...


class Actions(Protocol):
    """Runs actions of the owner."""

    def run(self, call: Mapping[str, Any], phone: str) -> Mapping[str, Any]:
        """Run a CallAction (its fields, with ``person``); return the fields of its ActionResult, or raise ActionError."""


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> int: ...
    def now_ms(self) -> int: ...


class Ids(Protocol):
    """The only source of chance."""

    def person(self) -> str: ...
    def salt(self) -> bytes: ...
    def pick(self, n: int) -> int:
        """A number below n: which variant of a text."""
