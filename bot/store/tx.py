"""One transaction as the services see it: a table each, on one connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot import ports
from bot.store.facts import FactsTable
from bot.store.inbox import InboxTable
from bot.store.keys import Keys
from bot.store.ledger import LedgerTable
from bot.store.outbox import OutboxTable
from bot.store.persons import PersonsTable
from bot.store.sqlite import Connection
from bot.store.tickets import TicketsTable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Means:
    """What the tables need besides a connection."""

    ids: ports.Ids
    keys: Keys


class Transaction:
    """The tables of one connection. Begun and ended by the store; implements ``ports.Tx``."""

    __slots__ = ("_ledger", "db", "facts", "inbox", "ledger", "outbox", "persons", "tickets")

    persons: ports.Persons
    ledger: ports.Ledger
    inbox: ports.Inbox
    outbox: ports.Outbox
    tickets: ports.Tickets
    facts: ports.Facts

    def __init__(self, db: Connection, means: Means) -> None:
        ledger = LedgerTable(db, means.ids, means.keys)
        persons = PersonsTable(db, means.ids, means.keys, ledger)
        self.db = db
        self.persons = persons
        self.ledger = self._ledger = ledger
        self.inbox = InboxTable(db)
        self.outbox = OutboxTable(db, ledger, persons)
        self.tickets = TicketsTable(db)
        self.facts = FactsTable(db)

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
        self._ledger.forget()
        self.db.run("BEGIN IMMEDIATE" if write else "BEGIN")

    def step(self) -> None:
        """Mark a place to come back to."""
        self.db.run("SAVEPOINT piece")

    def keep_step(self) -> None:
        """Keep what was done since the mark."""
        self.db.run("RELEASE piece")

    def undo_step(self) -> bool:
        """Take back what was done since the mark; False where the database took back everything by itself."""
        self._ledger.forget()
        if not self.db.in_transaction:
            return False
        self.db.run("ROLLBACK TO piece")
        self.db.run("RELEASE piece")
        return True

    def commit(self) -> None:
        """Write it to the disk."""
        self.db.run("COMMIT")

    def roll_back(self) -> None:
        """Forget it all."""
        self._ledger.forget()
        if self.db.in_transaction:
            self.db.run("ROLLBACK")
