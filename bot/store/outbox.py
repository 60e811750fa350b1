"""outbox: what is to leave, and what became of it. The rules of who may be written to are the table's own triggers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from bot.core.codec import dumps, loads
from bot.core.outgoing import Text
from bot.errors import GateClosed
from bot.ports import NewOut, OutRow
from bot.store.ledger import LedgerTable
from bot.store.persons import PersonsTable
from bot.store.queries import queries
from bot.store.sqlite import Connection, Row

SQL = queries("outbox")
# How far a message has come. A receipt moves it forwards only; a failure stands unless it was delivered after all.
_RANK: Final = {
    "queued": 0, "sending": 1, "unknown": 1, "accepted": 2, "sent": 3, "failed": 4, "delivered": 5, "read": 6,
    "blocked": 9,
}  # fmt: skip


class OutboxTable:
    """What is to leave."""

    def __init__(self, db: Connection, ledger: LedgerTable, persons: PersonsTable) -> None:
        self._db = db
        self._ledger = ledger
        self._persons = persons

    def add(self, row: NewOut) -> int | None:
        """Queue; None where the key is known. Raise GateClosed where nothing allows it."""
        if row.kind != "reply" and row.state != "blocked":
            self._allowed(row.person, row.consent_seq)
        found = self._db.one(
            SQL["add"], key=row.key, person=row.person, kind=row.kind, message=dumps(row.message),
            priority=row.priority, state=row.state, at=row.at, not_before=row.not_before, inbox_id=row.inbox_id,
            purpose=row.purpose or None, consent_seq=row.consent_seq, template=row.template, notice=row.notice,
            why=dumps(dict(row.why)), verdict=dumps(dict(row.verdict)),
        )  # fmt: skip
        return int(found[0]) if found else None

    def by_key(self, key: str) -> OutRow | None:
        """Return the message that was queued under this key."""
        return _maybe(self._db.one(SQL["by_key"], key=key))

    def get(self, row: int) -> OutRow | None:
        """Return one message."""
        return _maybe(self._db.one(SQL["get"], row=row))

    def by_wamid(self, wamid: str) -> OutRow | None:
        """Return the message that WhatsApp calls so."""
        return _maybe(self._db.one(SQL["by_wamid"], wamid=wamid))

    def due(self, now: int, limit: int) -> tuple[OutRow, ...]:
        """Queued rows whose time has come, by priority, then age, of each person the first; those of the held wait."""
        return tuple(map(row_of, self._db.all(SQL["due"], now=now, limit=limit)))

    def ready(self, now: int, limit: int, *, doubt: int = 0) -> tuple[tuple[int, str], ...]:
        """Return (row, person) of what may leave; not behind a reply whose fate is unknown since after ``doubt``."""
        doubt = doubt or now
        return tuple((row, person) for row, person in self._db.all(SQL["ready"], now=now, limit=limit, doubt=doubt))

    def sending(self, row: int, now: int, attempt: int) -> None:
        """queued -> sending; GateClosed where it is not queued any more or its grant is gone."""
        state, kind, person, seq = self._db.one(SQL["claim"], row=row) or ("gone", "", "", 0)
        if state != "queued":
            raise GateClosed(why=f"the message does not wait any more: it is {state}")
        if kind != "reply":
            self._allowed(person, seq)
        self._db.run(SQL["sending"], row=row, now=now, attempt=attempt)
        self._db.run(SQL["begin_attempt"], row=row, now=now, attempt=attempt)

    def settle(
        self, row: int, state: str, *, now: int, wamid: str = "", code: int = 0, error: str = "", not_before: int = 0
    ) -> None:
        """Record an outcome. What was surely not sent and has lost its consent is blocked, not queued again."""
        values = {"row": row, "wamid": wamid or None, "code": code, "error": error}
        try:
            self._db.run(SQL["settle"], state=state, now=now, not_before=not_before, **values)
        except GateClosed as closed:
            if state != "queued" or self._state(row) != "sending":
                raise
            state, values["error"] = "blocked", str(closed.details["why"])
            self._db.run(SQL["settle"], state=state, now=now, not_before=0, **values)
        self._db.run(SQL["end_attempt"], state=state, **values)

    def raise_to(self, row: int, state: str, *, now: int, wamid: str = "", code: int = 0, error: str = "") -> bool:
        """Apply a receipt, forwards only; whether anything changed."""
        if _RANK[state] <= _RANK.get(self._state(row), 9):
            return False
        self._db.run(SQL["raise_to"], row=row, state=state, now=now, wamid=wamid or None, code=code, error=error)
        return True

    def orphans(self, state: str, before: int) -> tuple[OutRow, ...]:
        """Rows left in ``sending`` or ``unknown`` since before that time."""
        return tuple(map(row_of, self._db.all(SQL["orphans"], state=state, before=before)))

    def cancel(self, person: str, purpose: str, why: str, now: int) -> int:
        """Block queued proactive rows of a person ("*": all purposes); how many. The end of a consent does so too."""
        return self._db.run(SQL["cancel"], person=person, purpose=purpose, why=why, now=now)

    def of(self, person: str, limit: int = 50) -> tuple[OutRow, ...]:
        """The last messages to a person, newest first."""
        return tuple(map(row_of, self._db.all(SQL["of"], person=person, limit=limit)))

    def proactive_since(self, person: str, purpose: str, since: int) -> int:
        """How many proactive messages for this purpose left (or wait) since then: for caps."""
        row = self._db.one(SQL["proactive_since"], person=person, purpose=purpose, since=since)
        return int(row[0]) if row else 0

    def last_sent(self, person: str, purpose: str) -> int:
        """When the last proactive message for this purpose that WhatsApp took was asked for; 0: never."""
        row = self._db.one(SQL["last_sent"], person=person, purpose=purpose)
        return int(row[0]) if row else 0

    def showed(self, person: str, notice: str) -> OutRow | None:
        """The newest message that showed them the notice of this hash and left; None where none did."""
        return _maybe(self._db.one(SQL["showed"], person=person, notice=notice))

    def fade(self, after: int, before: int, limit: int) -> tuple[int, int]:
        """Empty old messages beyond a row; return (last row looked at, how many were emptied)."""
        last = after
        for row, at in self._db.all(SQL["next_rows"], after=after, limit=limit):
            if at >= before:
                break
            last = int(row)
        if last == after:
            return last, 0
        emptied = self._db.run(SQL["fade"], after=after, last=last)
        self._db.run(SQL["fade_attempts"], after=after, last=last)
        return last, emptied

    def depth(self) -> Mapping[str, int]:
        """Rows by state, all of them; ``queued`` is cheaper where only the queue matters."""
        return dict(self._db.all(SQL["depth"]))

    def queued(self) -> int:
        """How many persons wait for a reply to leave."""
        row = self._db.one(SQL["queued"])
        return int(row[0]) if row else 0

    def _allowed(self, person: str, seq: int | None) -> None:
        """Ask what SQL can't: whether the line is one that we wrote, and the keyed hashes of their identifiers."""
        if not self._ledger.sound(seq):
            raise GateClosed(why=f"line {seq} of the ledger is not a consent that AskFirst wrote down")
        if self._persons.suppressed(person):
            raise GateClosed(why="this person is held, suppressed, or now somebody else")

    def _state(self, row: int) -> str:
        found = self._db.one(SQL["state"], row=row)
        return str(found[0]) if found else "blocked"


def _maybe(row: Row | None) -> OutRow | None:
    return None if row is None else row_of(row)


def row_of(row: Row) -> OutRow:
    """Return a message; columns as in ``row`` of queries/outbox.sql."""
    id, key, person, kind, message, *rest = row
    priority, state, at, attempt, not_before, purpose, seq, template, wamid, code, error, why, verdict = rest[:13]
    return OutRow(
        id, key, person, kind, loads(message) if message else Text(""), priority, state, at, attempt, not_before,
        purpose, seq, template, wamid, code, error, _mapping(why), _mapping(verdict), *rest[13:],
    )  # fmt: skip


def _mapping(text: str) -> Mapping[str, Any]:
    return cast(Mapping[str, Any], loads(text))
