"""The desk's lists: who waits, what is mine, all of them; and how many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.ports import Shown, Tx, Wanted
from bot.services.desk_views import Card, Page, Seat, View

_STEP = 10**10
"""A cursor is ``last_at * _STEP + id``: both in one number, so that no page skips a ticket of the same second."""
MOST = 200


def counts(tx: Tx, seat: Seat) -> Mapping[str, int]:
    """Return {"waiting": n, "mine": n, "all": n}; "all" are those that are not closed."""
    return tx.desk.counts(seat.user, seat.teams)


def tickets(
    tx: Tx, seat: Seat, *, view: View, search: str = "", before: int = 0, limit: int = 50, now: int
) -> Page:  # fmt: skip
    """Return a page of cards: the waiting ones oldest first, others by their last message, newest first.

    ``search``: a name, a phone number, "#12", a tag, a word of the title, the last message, the callback or a note.
    An auditor searches for nothing: what is found would tell what was written.
    """
    below = (before // _STEP, before % _STEP) if before else None
    looked = search if seat.reads else ""
    many = max(1, min(limit, MOST))
    wanted = Wanted(
        view=view, user=seat.user, teams=seat.teams, search=looked, below=below, limit=many + 1
    )  # fmt: skip
    found = tx.desk.tickets(wanted)
    cards = tuple(card(shown, seat, now) for shown in found[:many])
    last = found[many - 1].ticket if len(found) > many else None
    return Page(cards, last.last_at * _STEP + last.id if last else 0)


def card(shown: Shown, seat: Seat, now: int) -> Card:
    """Return a ticket as this seat may see it: what customers wrote only where they may read it."""
    ticket = shown.ticket
    names = ("person", "state", "team", "reason", "opened_at", "taken_by", "taken_name", "for_user", "last_at",
             "last_who", "unread", "promised_at", "answered_at", "stopped", "closed_at", "outcome", "ended")  # fmt: skip
    words = ("title", "last_text", "tags", "callback", "survey")
    values: dict[str, Any] = {name: getattr(ticket, name) for name in names}
    values |= {name: getattr(ticket, name) if seat.reads else type(getattr(ticket, name))() for name in words}
    waits = not ticket.answered_at and ticket.state != "closed"
    late = ticket.late or (waits and 0 < ticket.promised_at <= now)
    return Card(ticket=ticket.id, name=shown.name, late=late, **values)
