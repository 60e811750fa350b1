"""What the desk's looks cost the store, with many tickets and messages.

python -m bench.desk [--tickets 10000] [--messages 1000000] [--folder .]
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.ledger import opened
from bot.core.codec import dumps
from bot.core.flow import Book, Business
from bot.core.incoming import Message, Said, Sender
from bot.core.outgoing import Text
from bot.core.state import State
from bot.ports import Tx
from bot.services import desk, desk_figures
from bot.store import SqliteStore

NOW = 1_767_607_200
NAMES = ("Ana", "Rui", "Élodie", "Jürgen", "أحمد", "Mei", "Olga", "Tiago")
_TEXT = "a table for four tomorrow evening near the window if there is one left please thank you very much"
WORDS = tuple(_TEXT.split())
LONG = 20_000
"""Messages of the one person who writes all day."""


def fill(path: Path, tickets: int, messages: int) -> None:
    """Fill a database as years of use would, by SQL: the gate's triggers are put aside meanwhile and put back."""
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA synchronous = OFF")
    gates = conn.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'outbox'"
    ).fetchall()
    conn.execute("BEGIN")
    for name, _ in gates:
        conn.execute(f"DROP TRIGGER {name}")
    state = dumps(State(language="en"))
    conn.executemany(
        "INSERT INTO persons (id, state, name, language, heard_at, created_at) VALUES (?, ?, ?, 'en', ?, ?)",
        ((f"p{n}", state, f"{NAMES[n % 8]} {n}", NOW - n, NOW - 10**7) for n in range(tickets)),
    )
    conn.executemany(
        "INSERT INTO identifiers (person, kind, match, value, first_seen, last_seen) VALUES (?, 'phone', ?, ?, 1, 1)",
        ((f"p{n}", f"3519{n:08d}", f"3519{n:08d}") for n in range(tickets)),
    )
    conn.executemany(
        "INSERT INTO tickets (person, state, reason, team, title, opened_at, last_at, last_who, last_text, unread) "
        "VALUES (?, ?, 'asked for a person', 'front', ?, ?, ?, 'person', ?, 1)",
        ((f"p{n}", "closed" if n % 20 else ("open", "taken")[n % 2], _words(n), NOW - n * 60, NOW - n * 50, _words(n + 3))
         for n in range(tickets)),
    )  # fmt: skip
    conn.executemany(
        "INSERT INTO inbox (channel, key, rank, at, received_ms, event, state, person) "
        "VALUES ('meta', ?, 0, ?, ?, ?, 'done', ?)",
        _came(tickets, messages // 2),
    )
    conn.executemany(
        "INSERT INTO outbox (key, person, kind, message, priority, state, at, inbox_id, wamid, why, verdict, updated_at)"
        " VALUES (?, ?, 'reply', ?, 1, 'read', ?, 1, ?, '{\"rule\":\"faq\",\"name\":\"hours\"}', '{}', 1)",
        _left(tickets, messages // 2),
    )
    for _, sql in gates:
        conn.execute(sql)
    conn.execute("COMMIT")
    conn.close()


def _words(n: int) -> str:
    return " ".join(WORDS[(n * 7 + k) % len(WORDS)] for k in range(9))


def _person(n: int, tickets: int) -> str:
    return "p0" if n < LONG // 2 else f"p{n % tickets}"


def _came(tickets: int, count: int) -> Iterator[tuple[Any, ...]]:
    for n in range(count):
        at = NOW - (count - n) * 20
        event = Message("1", f"wamid.{n}", at, Sender(phone="1"), Said(_words(n)))
        yield f"m{n}", at, at * 1000, dumps(event), _person(n, tickets)


def _left(tickets: int, count: int) -> Iterator[tuple[Any, ...]]:
    for n in range(count):
        yield f"o{n}", _person(n, tickets), dumps(Text(_words(n))), NOW - (count - n) * 20 + 2, f"w{n}"


def looks(tickets: int, messages: int) -> dict[str, Callable[[Tx], Any]]:
    """What a page asks for."""
    seat = desk.Seat("u1", "Eva", "agent", ("front",))
    book = Book(Business("Aurora", ("en",)), {}, {})
    middle, earlier = tickets // 2, NOW - (messages // 2 - LONG // 4) * 20
    return {
        "counts": lambda tx: desk.counts(tx, seat),
        "waiting, first 50": lambda tx: desk.tickets(tx, seat, view="waiting", now=NOW),
        "all, first 50": lambda tx: desk.tickets(tx, seat, view="all", now=NOW),
        "all, page in the middle": lambda tx: desk.tickets(tx, seat, view="all", before=(NOW - middle * 50) * 10**10, now=NOW),
        "search a name, all tickets": lambda tx: desk.tickets(tx, seat, view="all", search="élodie 1234", now=NOW),
        "search a phone, all tickets": lambda tx: desk.tickets(tx, seat, view="all", search="+351 9000 01234", now=NOW),
        "search what nobody wrote": lambda tx: desk.tickets(tx, seat, view="all", search="zebra crossing", now=NOW),
        "a conversation of 100 messages": lambda tx: desk.conversation(tx, seat, middle, book, now=NOW),
        "a conversation of 20,000 messages": lambda tx: desk.conversation(tx, seat, 1, book, now=NOW),
        "the same, 10,000 messages earlier": lambda tx: desk.conversation(tx, seat, 1, book, now=NOW, before=earlier),
        "what happened beyond an event": lambda tx: tx.desk.events(0, 100),
        "figures of 30 days": lambda tx: desk_figures.figures(tx, NOW),
    }  # fmt: skip


def timed(store: SqliteStore, look: Callable[[Tx], Any], times: int = 9) -> float:
    """Milliseconds, the best of several looks: what the look costs, not what else the machine does."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        store.read(look)
        found.append((time.perf_counter() - begun) * 1000)
    return min(found)


def main() -> None:
    """Build, look, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        path = Path(folder)
        opened(path, "desk.db").close()
        begun = time.perf_counter()
        fill(path / "desk.db", given.tickets, given.messages)
        size = (path / "desk.db").stat().st_size / 1e6
        built = time.perf_counter() - begun
        print(f"{given.tickets:,} tickets, {given.messages:,} messages: {size:,.0f} MB in {built:.0f} s")
        with opened(path, "desk.db") as store:
            for name, look in looks(given.tickets, given.messages).items():
                print(f"  {name:<36} {timed(store, look):8.2f} ms")


if __name__ == "__main__":
    main()
