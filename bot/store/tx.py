"""One transaction as the services see it: a table each, on one connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot import ports
from bot.ports.telling import Bridges, Tellings
from bot.store.bridges import BridgesTable
from bot.store.desk import DeskTable
from bot.store.facts import FactsTable
from bot.store.inbox import InboxTable
from bot.store.keys import Keys
from bot.store.ledger import LedgerTable
from bot.store.outbox import OutboxTable
from bot.store.persons import PersonsTable
from bot.store.schedules import SchedulesTable
from bot.store.sqlite import Connection
from bot.store.step_counts import StepCountsTable
from bot.store.stoplist import FACT, StopList
from bot.store.tellings import TellingsTable
from bot.store.tickets import TicketsTable
from bot.store.users import UsersTable
from bot.store.users_sessions import AuditTable, SessionsTable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Means:
    """What the tables need besides a connection."""

    ids: ports.Ids
    keys: Keys


class Transaction:
    """The tables of one connection. Begun and ended by the store; implements ``ports.Tx``."""

    __slots__ = (
        "_ledger",
        "_persons",
        "_stops",
        "audit",
        "bridges",
        "db",
        "desk",
        "facts",
        "inbox",
        "ledger",
        "outbox",
        "persons",
        "schedules",
        "sessions",
        "step_counts",
        "tellings",
        "tickets",
        "users",
    )

    persons: ports.Persons
    ledger: ports.Ledger
    inbox: ports.Inbox
    outbox: ports.Outbox
    tickets: ports.Tickets
    facts: ports.Facts
    users: ports.Users
    sessions: ports.Sessions
    audit: ports.Audit
    step_counts: ports.StepCounts
    schedules: ports.Schedules
    desk: ports.Desk
    tellings: Tellings
    bridges: Bridges

    def __init__(self, db: Connection, means: Means) -> None:
        self._stops = stops = StopList(db, means.keys)
        ledger = LedgerTable(db, means.ids, means.keys, stops)
        persons = PersonsTable(db, means.ids, means.keys, ledger, stops)
        self.db = db
        self.persons = self._persons = persons
        self.ledger = self._ledger = ledger
        self.inbox = InboxTable(db)
        self.outbox = OutboxTable(db, ledger, persons)
        self.tickets = TicketsTable(db)
        self.facts = FactsTable(db)
        self.users = UsersTable(db)
        self.sessions = SessionsTable(db)
        self.audit = AuditTable(db)
        self.step_counts = StepCountsTable(db)
        self.schedules = SchedulesTable(db)
        self.desk = DeskTable(db)
        self.tellings = TellingsTable(db)
        self.bridges = BridgesTable(db)

    def attempt(self, work: Callable[[ports.Tx], T]) -> T:
        """Run *work* in a savepoint; what it did is undone where it raises."""
        self.step()
        try:
            result = work(self)
        except BaseException:
            self.undo_step()
            raise
        self.keep_step()
        return result

    def begin(self, *, write: bool) -> None:
        """Start: a writer takes the only pen at once, a reader a snapshot at its first look."""
        self._forget()
        self._stops.forget()
        self.db.run("BEGIN IMMEDIATE" if write else "BEGIN")

    def _forget(self) -> None:
        """Remember nothing of what was read: it may be another transaction's, or undone."""
        self._ledger.forget()
        self._persons.forget()

    def step(self) -> None:
        """Mark a place to come back to."""
        self.db.run("SAVEPOINT piece")
        self._stops.step()

    def keep_step(self) -> None:
        """Keep what was done since the mark."""
        self.db.run("RELEASE piece")
        self._stops.keep_step()

    def undo_step(self) -> bool:
        """Take back what was done since the mark; False where the database took back everything by itself."""
        self._forget()
        if not self.db.in_transaction:
            self._stops.forget()
            return False
        self._stops.undo_step()
        self.db.run("ROLLBACK TO piece")
        self.db.run("RELEASE piece")
        return True

    def commit(self) -> None:
        """Write it to the disk; what an older backup has to learn is there a moment earlier."""
        if size := self._stops.write():
            self.facts.set(FACT, size, 0)
        self.db.run("COMMIT")

    def roll_back(self) -> None:
        """Forget it all."""
        self._forget()
        self._stops.forget()
        if self.db.in_transaction:
            self.db.run("ROLLBACK")
