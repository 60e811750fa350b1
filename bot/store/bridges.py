"""bridge_conversations, bridge_messages: whose conversation is which at another help desk, and what crossed."""

from __future__ import annotations

from dataclasses import asdict

from bot.ports.telling import BridgeRow, Crossed
from bot.store.queries import queries
from bot.store.sqlite import Connection

SQL = queries("bridges")


class BridgesTable:
    """Conversations at another help desk, and what crossed."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def of(self, provider: str, person: str) -> BridgeRow | None:
        """Return the conversation of a person."""
        row = self._db.one(SQL["of"], provider=provider, person=person)
        return BridgeRow(*row) if row else None

    def of_person(self, person: str) -> tuple[BridgeRow, ...]:
        """Return every conversation of a person."""
        return tuple(BridgeRow(*row) for row in self._db.all(SQL["of_person"], person=person))

    def at(self, provider: str, conversation: str) -> BridgeRow | None:
        """Return a conversation by its number over there."""
        row = self._db.one(SQL["at"], provider=provider, conversation=conversation)
        return BridgeRow(*row) if row else None

    def put(self, row: BridgeRow) -> None:
        """Keep a conversation as it is now."""
        self._db.run(SQL["put"], **asdict(row))

    def leavers(self, provider: str, limit: int) -> tuple[BridgeRow, ...]:
        """Conversations of people who were erased here and still have to be there."""
        return tuple(BridgeRow(*row) for row in self._db.all(SQL["leavers"], provider=provider, limit=limit))

    def drop(self, provider: str, conversation: str) -> None:
        """Forget a conversation."""
        self._db.run(SQL["drop"], provider=provider, conversation=conversation)

    def problems(self, provider: str) -> tuple[BridgeRow, ...]:
        """Conversations into which something could not be brought."""
        return tuple(BridgeRow(*row) for row in self._db.all(SQL["problems"], provider=provider))

    def crossed(self, provider: str, key: str) -> Crossed | None:
        """Return what crosses, or has crossed, under a key."""
        row = self._db.one(SQL["crossed"], provider=provider, key=key)
        return Crossed(*row) if row else None

    def cross(self, provider: str, row: Crossed) -> None:
        """Note that something is crossing, or has crossed."""
        self._db.run(SQL["cross"], provider=provider, **asdict(row))

    def awaiting(self, provider: str, since: int, limit: int) -> tuple[tuple[Crossed, str, str], ...]:
        """(agent's message, state, error) where the row that sends it to the customer says something new."""
        rows = self._db.all(SQL["awaiting"], provider=provider, since=since, limit=limit)
        return tuple((Crossed(*row[:7]), row[7], row[8]) for row in rows)

    def refusals(self, provider: str, limit: int) -> tuple[Crossed, ...]:
        """Agents' messages that can't be sent, and nobody told them so."""
        return tuple(Crossed(*row) for row in self._db.all(SQL["refusals"], provider=provider, limit=limit))

    def forget(self, before: int, limit: int) -> int:
        """Forget what crossed before that time; how many rows."""
        return self._db.run(SQL["forget"], before=before, limit=limit)
