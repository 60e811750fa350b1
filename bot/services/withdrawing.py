"""A withdrawal that reached the business another way: by telephone, by e-mail, at the counter."""

from __future__ import annotations

from bot.core.consent import LedgerLine
from bot.core.flow import Book
from bot.errors import ProofError
from bot.ports import Tx


def withdraw(tx: Tx, person: str, book: Book, *, purpose: str, note: str, by: str, now: int) -> tuple[LedgerLine, int]:
    """Record it and block what waits, in the caller's transaction; return the line and how many messages were blocked.

    ``purpose``: one of the flow files, or "*" for all. There is no such way to say yes: nobody can for somebody else.
    """
    if purpose != "*" and purpose not in book.purposes:
        known = ", ".join(sorted(book.purposes)) or "none"
        raise ProofError(why=f"The flow files know no purpose {purpose!r} (known: {known}).")
    if not note.strip():
        raise ProofError(why="A withdrawal needs a note: when and how did the person say so?")
    blocked = tx.outbox.cancel(person, purpose, "withdrawn, told to the business", now)
    evidence = {"method": "staff", "by": by, "note": note.strip(), "source_at": now}
    return tx.ledger.append(person, "withdrawn", purpose, evidence, at=now), blocked
