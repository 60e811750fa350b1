"""Rows as the services see them. Times are whole Unix seconds unless a name ends in ``_ms``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.core.incoming import Event
from bot.core.outgoing import Outgoing
from bot.core.state import State


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row of ``persons``."""

    id: str
    state: State
    version: int
    name: str
    language: str
    country: str
    timezone: str
    heard_at: int  # WhatsApp's time of their last message that opens the window; 0: never
    window_shut: bool  # WhatsApp said 131047
    held: bool
    created_at: int
    merged_into: str = ""
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Identifier:
    """A row of ``identifiers``. kind: phone | bsuid | parent_bsuid. ``value`` as WhatsApp last wrote it."""

    person: str
    kind: str
    value: str
    first_seen: int
    last_seen: int
    live: bool = True


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A row of ``inbox``."""

    id: int
    channel: str
    key: str
    at: int
    received_ms: int
    event: Event
    person: str = ""


@dataclass(frozen=True, slots=True)
class NewOut:
    """A row to be put into ``outbox``; the database refuses it where no live grant or no recent message allows it."""

    key: str
    person: str
    kind: Literal["reply", "proactive"]
    message: Outgoing
    priority: int
    at: int
    inbox_id: int | None = None
    purpose: str = ""
    consent_seq: int | None = None
    template: str = ""
    why: Mapping[str, Any] = field(default_factory=dict)
    verdict: Mapping[str, Any] = field(default_factory=dict)
    state: Literal["queued", "blocked"] = "queued"
    not_before: int = 0
    notice: str = ""


@dataclass(frozen=True, slots=True)
class OutRow:
    """A row of ``outbox``."""

    id: int
    key: str
    person: str
    kind: Literal["reply", "proactive"]
    message: Outgoing
    priority: int
    state: str
    at: int
    attempt: int
    not_before: int
    purpose: str = ""
    consent_seq: int | None = None
    template: str = ""
    wamid: str = ""
    code: int = 0
    error: str = ""
    why: Mapping[str, Any] = field(default_factory=dict)
    verdict: Mapping[str, Any] = field(default_factory=dict)
    inbox_id: int | None = None
    notice: str = ""
    updated_at: int = 0


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A handover. state: open | taken | closed. ``unread``: the person's messages since somebody last answered.

    ``outcome``: the word that staff chose; ``ended``: why it was closed; ``tags``: the person's.
    """

    id: int
    person: str
    state: str
    reason: str
    team: str
    title: str
    opened_at: int
    taken_by: str = ""
    closed_at: int = 0
    taken_name: str = ""
    taken_at: int = 0
    for_user: str = ""
    promised_at: int = 0
    answered_at: int = 0
    late: bool = False
    stopped: bool = False
    last_at: int = 0
    last_who: str = ""
    last_text: str = ""
    unread: int = 0
    callback: str = ""
    survey: str = ""
    tags: tuple[str, ...] = ()
    outcome: str = ""
    ended: str = ""
    closed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow:
    """A proactive flow that is to start for one person: at, and not after ``until``."""

    person: str
    key: str
    flow: str
    at: int
    until: int
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoundRow:
    """An `every` of a flow: every time up to ``upto`` was looked after; ``slot``: the local time of the round under way.

    ``reached``: up to which line of the ledger people were asked for; ``asked``: how many; ``note``: what came of it.
    """

    key: str
    flow: str
    upto: int
    slot: str = ""
    until: int = 0
    reached: int = 0
    asked: int = 0
    note: str = ""
