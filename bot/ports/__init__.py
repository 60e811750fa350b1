"""What the services need from the world, as protocols. Concrete classes are known to ``bot.wiring`` alone."""

from bot.ports.desk import DESK_EVENTS, Desk, DeskEvent, NoteRow, Shown, Wanted
from bot.ports.files import Files, MediaSource
from bot.ports.http import Accepted, Address, Channel, Declined, Reply, Request, Unsure
from bot.ports.rows import Identifier, InboxRow, NewOut, OutRow, PersonRow, RoundRow, ScheduleRow, TicketRow
from bot.ports.store import SCRUB, Actions, Clock, Ids, Inbox, Ledger, Outbox, Persons, Store, Tx
from bot.ports.tables import Facts, Schedules, StepCounts, Tickets
from bot.ports.users import Audit, AuditRow, CredentialRow, SessionRow, Sessions, UserRow, Users

__all__ = [
    "DESK_EVENTS",
    "SCRUB",
    "Accepted",
    "Actions",
    "Address",
    "Audit",
    "AuditRow",
    "Channel",
    "Clock",
    "CredentialRow",
    "Declined",
    "Desk",
    "DeskEvent",
    "Facts",
    "Files",
    "Identifier",
    "Ids",
    "Inbox",
    "InboxRow",
    "Ledger",
    "MediaSource",
    "NewOut",
    "NoteRow",
    "OutRow",
    "Outbox",
    "PersonRow",
    "Persons",
    "Reply",
    "Request",
    "RoundRow",
    "ScheduleRow",
    "Schedules",
    "SessionRow",
    "Sessions",
    "Shown",
    "StepCounts",
    "Store",
    "TicketRow",
    "Tickets",
    "Tx",
    "Unsure",
    "UserRow",
    "Users",
    "Wanted",
]
