"""What a conversation remembers of somebody's words goes when the words themselves go: after a long silence."""

from __future__ import annotations

from dataclasses import replace

from bot.core.codec import dumps, loads
from bot.core.state import State
from bot.store.queries import queries
from bot.store.sqlite import Connection

SQL = queries("silence")


def forget(db: Connection, after: int, before: int, limit: int) -> tuple[int, int]:
    """Empty the conversations of people heard after one moment and before another, the longest silent first.

    Return (when the last one looked at was heard, how many were emptied). Language, tags and a "never ask" stay.
    """
    upto = db.all(SQL["upto"], after=after, before=before, limit=limit)[0][0]
    emptied = 0
    for person, text in db.all(SQL["heard"], after=after, upto=upto):
        state: State = loads(text)
        bare = replace(state, slots={}, stack=(), aside=(), question=None, trail=(), queued=())
        if bare != state:
            db.run(SQL["empty"], person=person, state=dumps(bare))
            emptied += 1
    return int(upto), emptied
