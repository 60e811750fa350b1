"""What the store's tests share: predictable chance, people, grants, and a raw client that knows nothing of our code."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.core.consent import LedgerLine
from bot.core.incoming import Sender, TimerDue
from bot.core.outgoing import Text
from bot.ports import NewOut
from bot.store import SqliteStore, open_store
from bot.store.chain import FIRST, commitment, line_hash

NOW = 1_767_607_200
DAY = 86_400
PEPPER = b"a pepper for tests"
EVIDENCE = {"notice": "3f" * 32, "version": 1, "language": "en", "method": "tap", "text": "Yes, please"}


class Ids:
    """Counts instead of chance; ``name`` keeps two processes apart."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.count = 0

    def person(self) -> str:
        return self._next()[:16]

    def salt(self) -> bytes:
        return bytes.fromhex(self._next())

    def pick(self, n: int) -> int:
        return 0

    def _next(self) -> str:
        self.count += 1
        return hashlib.sha256(f"{self.name}{self.count}".encode()).hexdigest()


def opened(path: Path, *, name: str = "", **more: Any) -> SqliteStore:
    return open_store(f"sqlite:///{path}", ids=Ids(name), **{"pepper": PEPPER, **more})


def someone(store: SqliteStore, phone: str = "4915550001", bsuid: str = "") -> str:
    return store.write(lambda tx: tx.persons.create(Sender(phone=phone, bsuid=bsuid), NOW))


def line(store: SqliteStore, person: str, kind: str = "granted", purpose: str = "offers", at: int = NOW) -> LedgerLine:
    return store.write(lambda tx: tx.ledger.append(person, kind, purpose, EVIDENCE, at=at))


def wrote(store: SqliteStore, person: str, key: str = "wamid.1", at: int = NOW) -> int:
    """Let the person write: an inbox row of theirs, and an open window."""

    def work(tx: Any) -> int:
        row = tx.inbox.put(key, TimerDue(person, "x", at), at=at, received_ms=at * 1000, person=person)
        tx.persons.heard(person, at)
        return row

    return store.write(work)


def offer(person: str, seq: int | None, key: str = "k1", **more: Any) -> NewOut:
    return NewOut(
        key, person, "proactive", Text("10 % off"), 2, NOW, **{"purpose": "offers", "consent_seq": seq, **more}
    )


def answer(person: str, inbox: int | None, key: str = "r1", at: int = NOW, **more: Any) -> NewOut:
    return NewOut(key, person, "reply", Text("We open at 8."), 1, at, inbox_id=inbox, **more)


def state(store: SqliteStore, row: int | None) -> str:
    found = store.read(lambda tx: tx.outbox.get(row or 0))
    return found.state if found else ""


class Raw:
    """Any other SQL client: no foreign keys, no pragmas of ours."""

    def __init__(self, path: Path) -> None:
        self.conn = sqlite3.connect(path, isolation_level=None)

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.conn.execute(sql, values).fetchall()

    def insert(self, verb: str = "INSERT", after: str = "", **columns: Any) -> list[tuple[Any, ...]]:
        """Insert an outbox row: a queued offer, but for what is given."""
        row = {
            "key": "raw", "kind": "proactive", "message": "{}", "priority": 2, "state": "queued", "at": NOW,
            "purpose": "offers", "updated_at": NOW, **columns,
        }  # fmt: skip
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        return self.run(f"{verb} INTO outbox ({names}) VALUES ({marks}) {after}", list(row.values()))

    def close(self) -> None:
        self.conn.close()


def forked(work: Callable[[], str]) -> str:
    """Run *work* in a forked child and return what it says."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(into, work().encode())
        except BaseException as error:
            os.write(into, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


def forge(raw: Raw, person: str, kind: str = "granted") -> int:
    """Append a line that fits the chain, with a right hash and evidence, as somebody could who read our code."""
    seq, prev = (raw.run("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1") or [(0, FIRST)])[0]
    bound = commitment(b"s" * 32, "{}")
    digest = line_hash(seq + 1, prev, NOW, kind, person, "offers", bound)
    values = (seq + 1, prev, NOW, kind, person, "offers", bound, digest, "0" * 64)
    raw.run("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    raw.run("INSERT INTO evidence VALUES (?, ?, '{}')", (seq + 1, (b"s" * 32).hex()))
    return int(seq) + 1
