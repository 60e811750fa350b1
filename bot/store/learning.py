"""An older backup is in use again: it learns what the list of stops knows better, before anything can be sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bot.core.consent import grant_of
from bot.errors import StoreError
from bot.store import stoplist
from bot.store.keys import Keys
from bot.store.queries import queries
from bot.store.sqlite import Connection
from bot.store.tx import Means, Transaction

SQL = queries("learning")
_SUPPRESS = queries("persons")["suppress"]
WHY = "learnt from the list of stops"


def catch_up(connection: Connection, means: Means) -> int:
    """Let a database learn the stops it does not know; return how many lines of the list were new to it."""
    size = stoplist.size_of(connection.path)
    if not size or _known(connection) == size:
        return 0
    tx = Transaction(connection, means)
    tx.begin(write=True)
    try:
        lines = _unknown(tx, means.keys)
        _learn(tx, lines, means.keys)
        last = max((int(line["at"]) for line in lines), default=0)
        tx.facts.set(stoplist.FACT, stoplist.size_of(connection.path), last)
        tx.commit()
    except BaseException:
        tx.roll_back()
        raise
    return len(lines)


def _known(connection: Connection) -> int:
    row = connection.one(SQL["known"], key=stoplist.FACT)
    return int(row[0]) if row else 0


def _unknown(tx: Transaction, keys: Keys) -> Sequence[Mapping[str, Any]]:
    """Return the lines beyond what the database knows; all of them where the list is another one than it knew."""
    known, size = int(tx.facts.get(stoplist.FACT) or 0), stoplist.size_of(tx.db.path)
    lines = stoplist.read(tx.db.path, known if known <= size else 0)
    if {line.get("pepper") for line in lines} - set(keys.ids):
        raise StoreError(
            why=f"{stoplist.beside(tx.db.path)} was written with another secret key, so the people in it could not be "
            "recognised. Put the old key back, or name it in ASKFIRST_OLD_SECRET_KEYS."
        )
    return lines


def _learn(tx: Transaction, lines: Sequence[Mapping[str, Any]], keys: Keys) -> None:
    owners = _owners(tx.db, keys, {hash for line in lines for hash in line["who"]})
    for line in settled(lines):
        people = {person for hash in line["who"] for person in owners.get(hash, ())}
        _ACT.get(str(line.get("kind")), _end)(tx, line, sorted(people))


def settled(lines: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the lines without the doubts that were cleared up; a doubt that stands is a stop.

    The question that was asked about it is not in the older backup, so nobody waits for its answer any more.
    """
    told: list[Mapping[str, Any]] = []
    cleared: set[str] = set()
    for line in reversed(lines):
        if line.get("kind") == "released":
            cleared.update(line["who"])
        elif line.get("kind") != "held":
            told.append(line)
        elif cleared.isdisjoint(line["who"]):
            told.append({**line, "kind": "withdrawn"})
        else:
            cleared.difference_update(line["who"])
    return told[::-1]


def _owners(db: Connection, keys: Keys, wanted: set[str]) -> dict[str, set[str]]:
    """Return hash -> persons who have or had that identifier."""
    found: dict[str, set[str]] = {}
    for person, kind, match in db.stream(SQL["everybody"]) if wanted else ():
        for hash in wanted.intersection(keys.hashes(kind, match)):
            found.setdefault(hash, set()).add(person)
    return found


def _suppress(tx: Transaction, line: Mapping[str, Any], people: Iterable[str]) -> None:
    why, at = str(line.get("why", WHY)), int(line["at"])
    for hash in line["who"]:
        tx.db.run(_SUPPRESS, hash=hash, pepper_id=line["pepper"], why=why, now=at)
    for person in people:
        tx.persons.suppress(person, why, at)


def _erase(tx: Transaction, line: Mapping[str, Any], people: Iterable[str]) -> None:
    for person in people:
        row = tx.persons.get(person)
        if row is not None and row.created_at <= line["at"] and not _written(tx, line):
            tx.persons.erase(person, WHY, int(line["at"]))


def _end(tx: Transaction, line: Mapping[str, Any], people: Iterable[str]) -> None:
    purpose, at = str(line.get("purpose", "*")), int(line["at"])
    for person in people:
        if not _written(tx, line) and not _agreed_since(tx, person, purpose, at):
            evidence = {"method": "stop_list", "original": line.get("line", ""), "source_at": at}
            tx.ledger.append(person, str(line["kind"]), purpose, evidence, at=at)


def _written(tx: Transaction, line: Mapping[str, Any]) -> bool:
    """Whether the ledger has the very line: then it is no older than this stop."""
    row = tx.db.one(SQL["hash_of"], seq=line.get("seq"))
    return row is not None and row[0] == line.get("line")


def _agreed_since(tx: Transaction, person: str, purpose: str, at: int) -> bool:
    lines = tx.ledger.of(person)
    asked = {line.purpose for line in lines} if purpose == "*" else {purpose}
    grants = [grant_of(lines, each) for each in asked]
    return any(grant is not None and grant.at > at for grant in grants)


_ACT: Mapping[str, Callable[[Transaction, Mapping[str, Any], Iterable[str]], None]] = {
    "suppressed": _suppress,
    "erased": _erase,
}
