"""Nothing is kept for longer than needed: a daily sweep, in small transactions, each kind of data after its own time.

Consents and their evidence stay until the person is erased: they are the proof. Rows stay too, emptied, so that figures
and the ledger's references still fit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from bot.core.accounts import FORGIVEN, HALF, IDLE, WHOLE
from bot.ports import SCRUB, Store, Tx
from bot.services import privacy

log = logging.getLogger("askfirst.retention")

DAY = 86_400
PIECE = 500
"""Rows a transaction: nobody waits long behind one."""
KEYS = 14
"""Days for which an event's key is kept at least: WhatsApp delivers the same one again for a week."""
NOTICES = 30
"""Days for which it is kept who of the business was told what."""
FILES = 30
"""Days for which a file that somebody looked at is kept at most."""
MARK = "swept:"
"""Fact: ``swept:<what>``, the number of the row up to which has been swept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Days for which each kind of data is kept. ``raw``: webhooks that could not be read; ``texts``: what was said."""

    raw: int = 14
    texts: int = 400
    missed: int = 180


def sweep(store: Store, keep: Keep, now: int) -> Mapping[str, int]:
    """Forget what is too old; return how many rows of each kind."""
    texts = now - keep.texts * DAY
    found = {
        "raw": _pieces(store, partial(_raw, before=now - keep.raw * DAY)),
        "received": _walk(store, "received", partial(_received, before=texts), now),
        "keys": _walk(store, "keys", partial(_keys, before=now - max(keep.texts, KEYS) * DAY), now),
        "sent": _walk(store, "sent", partial(_sent, before=texts), now),
        "conversations": _walk(store, "conversations", partial(_conversations, before=texts), now),
        "tickets": _pieces(store, partial(_tickets, before=texts)),
        "step counts": _pieces(store, partial(_steps, before=texts)),
        "desk": _pieces(store, partial(_desk, before=texts)),
        "files": store.drop_files(now - min(keep.texts, FILES) * DAY),
        "missed": _pieces(store, partial(_missed, before=now - keep.missed * DAY)),
        "notices": _pieces(store, partial(_notices, before=now - NOTICES * DAY)),
        "crossed": _pieces(store, partial(_crossed, before=texts)),
        "sessions": _pieces(store, partial(_sessions, now=now)),
        "tries": _pieces(store, partial(_tries, before=now - FORGIVEN)),
    }
    if any(found.values()):
        store.write(lambda tx: tx.facts.set(SCRUB, now, now))
        privacy.scrub(store, now)
        log.info("Forgotten because of age: %s.", ", ".join(f"{n} {what}" for what, n in found.items() if n))
    return found


def _pieces(store: Store, forget: Callable[[Tx], int]) -> int:
    """Repeat until nothing is left to forget."""
    count = 0
    while found := store.write(forget):
        count += found
    return count


def _walk(store: Store, what: str, step: Callable[[Tx, int], tuple[int, int]], now: int) -> int:
    """Go on from the row where the last sweep ended; ``step(tx, after)`` returns (last row, how many were emptied)."""
    count, key = 0, MARK + what

    def piece(tx: Tx) -> tuple[bool, int]:
        after = int(tx.facts.get(key) or 0)
        last, emptied = step(tx, after)
        if last > after:
            tx.facts.set(key, last, now)
        return last > after, emptied

    more = True
    while more:
        more, emptied = store.write(piece)
        count += emptied
    return count


def _raw(tx: Tx, *, before: int) -> int:
    return tx.inbox.drop_raw(before * 1000, PIECE)


def _received(tx: Tx, after: int, *, before: int) -> tuple[int, int]:
    return tx.inbox.fade(after, before * 1000, PIECE)


def _keys(tx: Tx, after: int, *, before: int) -> tuple[int, int]:
    return tx.inbox.fade_keys(after, before * 1000, PIECE)


def _sent(tx: Tx, after: int, *, before: int) -> tuple[int, int]:
    return tx.outbox.fade(after, before, PIECE)


def _conversations(tx: Tx, after: int, *, before: int) -> tuple[int, int]:
    return tx.persons.fade(after, before, PIECE)


def _tickets(tx: Tx, *, before: int) -> int:
    return tx.tickets.fade(before, PIECE)


def _desk(tx: Tx, *, before: int) -> int:
    return tx.desk.fade(before, PIECE)


def _steps(tx: Tx, *, before: int) -> int:
    return tx.step_counts.drop(before, PIECE)


def _notices(tx: Tx, *, before: int) -> int:
    return tx.tellings.drop(before, PIECE)


def _crossed(tx: Tx, *, before: int) -> int:
    return tx.bridges.forget(before, PIECE)


def _sessions(tx: Tx, *, now: int) -> int:
    return tx.sessions.drop(now - WHOLE, now - IDLE, now - HALF, PIECE)


def _tries(tx: Tx, *, before: int) -> int:
    return tx.sessions.drop_tries(before, PIECE)


def _missed(tx: Tx, *, before: int) -> int:
    return tx.facts.drop_missed(before, PIECE)
