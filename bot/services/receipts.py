"""WhatsApp's word on what we sent: forwards only, also before the send's own answer is known."""

from __future__ import annotations

from bot.core.flow import Book
from bot.core.incoming import Receipt
from bot.core.outgoing import Text
from bot.ports import OutRow, Tx
from bot.services import account, expiry, launching, people

EMPTIED = Text("")
"""What is left of a message to somebody who was erased."""
STATES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}
MARKETING_STOPPED = 131050
WINDOW_CLOSED = 131047


def reference(row: OutRow, attempt: int) -> str:
    """Return what is echoed in receipts: no personal data, at most 512 characters."""
    return f"o:{row.id}:{attempt}"


def apply(tx: Tx, receipt: Receipt, book: Book, now: int) -> tuple[str, str]:
    """Record one receipt; return (person, note) for the inbox row. A message that nobody knows is only noted."""
    row = _row(tx, receipt)
    if row is None or row.message == EMPTIED:
        return "", "receipt for a message that is not ours, or not any more"
    state = STATES.get(receipt.status)
    if state is None:
        return row.person, f"unknown status {receipt.status}"
    if receipt.recipient.phone or receipt.recipient.bsuid:
        _learn(tx, row.person, receipt, book, now)
    changed = tx.outbox.raise_to(row.id, state, now=now, wamid=receipt.id, code=receipt.code, error=receipt.error)
    if state == "failed":
        account.refused(tx, row, receipt.scope, receipt.verdict, receipt.error, now=now)
        failed(tx, row.person, receipt.code, book, now)
    elif changed:
        launching.left(tx, row, now)  # it was not known to have left; the same news twice is one
    tx.facts.set("receipt_at", now, now)
    return row.person, state if changed else f"{state}, known already"


def _row(tx: Tx, receipt: Receipt) -> OutRow | None:
    kind, _, rest = receipt.reference.partition(":")
    number = rest.partition(":")[0]
    if kind == "o" and number.isdigit():
        row = tx.outbox.get(int(number))
        if row is not None and (not row.wamid or row.wamid == receipt.id):
            return row
    return tx.outbox.by_wamid(receipt.id)


def _learn(tx: Tx, person: str, receipt: Receipt, book: Book, now: int) -> None:
    """A receipt carries phone and BSUID together: link them before the phone disappears behind a username."""
    if set(tx.persons.find(receipt.recipient)) <= {person}:
        tx.persons.learn(person, receipt.recipient, now)
    else:
        people.resolve(tx, receipt.recipient, now, meeting=expiry.watcher(tx, book, now))


def failed(tx: Tx, person: str, code: int, book: Book, now: int) -> None:
    """Draw the consequences of a failure that is about the person: a marketing stop, a closed window."""
    if code == MARKETING_STOPPED:
        for purpose in book.purposes.values():
            if purpose.kind == "marketing":
                evidence = {"method": "platform_error_131050"}
                tx.ledger.append(person, "withdrawn", purpose.id, evidence, at=now)
                tx.outbox.cancel(person, purpose.id, "the person stopped marketing in WhatsApp", now)
    elif code == WINDOW_CLOSED:
        tx.persons.shut_window(person)
