"""Erasing a person: everything that says something about them goes; the chain of bare lines stays whole."""

from __future__ import annotations

from typing import Final

from bot.core.codec import dumps
from bot.core.state import State
from bot.ports import SCRUB
from bot.store.ledger import LedgerTable
from bot.store.queries import queries
from bot.store.sqlite import Connection

SQL = queries("erasure")
_ALL_OF = queries("persons")["all_of"]
_NOTE = queries("facts")["set"]
_TOLD: Final = (
    queries("telling")["erase_receiver"],
    queries("bridges")["erase_messages"],
    queries("bridges")["erase_conversations"],
)
_TELLING: Final = 6  # letters of an identifier below which it would be found in everything


def erase(db: Connection, ledger: LedgerTable, person: str, *, why: str, now: int) -> None:
    """Erase a person and everybody merged into them. The caller has put their identifiers on the suppression list.

    Traces in the file's free pages and log are wiped by ``Store.scrub`` afterwards.
    """
    known = {text for row in db.all(SQL["known_by"], person=person) for text in row if len(text) >= _TELLING}
    for (each,) in db.all(_ALL_OF, person=person):
        ledger.append_as(each, "erased", "*", {"why": why}, at=now)
        db.run(SQL["stop_queue"], person=each, now=now)
        for name in (
            "evidence",
            "identifiers",
            "outbox",
            "attempts",
            "inbox",
            "tickets",
            "notes",
            "desk_events",
            "timers",
            "schedules",
            "facts",
        ):
            db.run(SQL[name], person=each)
        for statement in _TOLD:
            db.run(statement, person=each, now=now)
        for text in sorted(known):
            db.run(SQL["keys"], person=each, text=text)
        db.run(SQL["person"], person=each, state=dumps(State()))
    for text in sorted(known):  # what came before anybody knew whose it was
        db.run(SQL["strays"], text=text)
        db.run(SQL["raw"], text=text)
    db.run(_NOTE, key=SCRUB, value=str(now), now=now)
