"""The desk: what the people of the business see and do. Pages, terminal, notifications and bridges use this file.

Reading takes a transaction (``front.store.read(lambda tx: desk.tickets(tx, seat, …))``); acting takes the front, and
answers ``Done`` or ``NotDone`` with a sentence. What a role may not see is left out here, not only on a page.
"""

from __future__ import annotations

from bot.services.desk_acting import assign, close, note, offer, release, reply, tag, take
from bot.services.desk_conversation import conversation
from bot.services.desk_lists import counts, tickets
from bot.services.desk_media import File, media
from bot.services.desk_views import (
    About,
    Card,
    Conversation,
    Done,
    Line,
    MediaRef,
    NotDone,
    Offer,
    Page,
    QuickReply,
    Result,
    Seat,
)
from bot.services.desk_withdrawing import withdraw

__all__ = [
    "About",
    "Card",
    "Conversation",
    "Done",
    "File",
    "Line",
    "MediaRef",
    "NotDone",
    "Offer",
    "Page",
    "QuickReply",
    "Result",
    "Seat",
    "assign",
    "close",
    "conversation",
    "counts",
    "media",
    "note",
    "offer",
    "release",
    "reply",
    "tag",
    "take",
    "tickets",
    "withdraw",
]
