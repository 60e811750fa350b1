"""What the services need from the world, as protocols. Concrete classes are known to ``bot.wiring`` alone."""

from bot.ports.http import Accepted, Address, Channel, Declined, Reply, Request, Unsure
from bot.ports.rows import Identifier, InboxRow, NewOut, OutRow, PersonRow, TicketRow
from bot.ports.store import SCRUB, Actions, Clock, Facts, Ids, Inbox, Ledger, Outbox, Persons, Store, Tickets, Tx

__all__ = [
    "SCRUB",
    "Accepted",
    "Actions",
    "Address",
    "Channel",
    "Clock",
    "Declined",
    "Facts",
    "Identifier",
    "Ids",
    "Inbox",
    "InboxRow",
    "Ledger",
    "NewOut",
    "OutRow",
    "Outbox",
    "PersonRow",
    "Persons",
    "Reply",
    "Request",
    "Store",
    "TicketRow",
    "Tickets",
    "Tx",
    "Unsure",
]
