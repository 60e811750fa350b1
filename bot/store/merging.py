"""Two persons turn out to be one: whatever forbids more, holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.core.consent import ENDINGS, LedgerLine, grant_of, standing
from bot.errors import StoreError
from bot.store.ledger import LedgerTable
from bot.store.queries import queries
from bot.store.sqlite import Connection

SQL = queries("merging")
_GET = queries("persons")["get"]
_CONVERSATIONS = queries("bridges")["move_conversations"]
_CROSSED = queries("bridges")["move_messages"]
_STRICTER: Final = ("invalidated", "withdrawn", "refused", "expired", "granted", "asked", "unknown")


def merge(db: Connection, ledger: LedgerTable, keep: str, drop: str, *, now: int) -> None:
    """Point everything of *drop* at *keep*, and let the stricter standing win for each purpose."""
    row = db.one(_GET, person=drop)
    if row is None or db.one(_GET, person=keep) is None:
        raise StoreError(why="one of the two persons to be merged does not exist.")
    kept, dropped = ledger.of_exactly(keep), ledger.of_exactly(drop)
    _, _, _, name, _, country, timezone, heard_at, shut, held, created_at, *_ = row
    db.run(SQL["move_identifiers"], keep=keep, drop=drop)
    db.run(
        SQL["join_person"], keep=keep, held=held, window_shut=shut, heard_at=heard_at, name=name, country=country,
        timezone=timezone, created_at=created_at,
    )  # fmt: skip
    db.run(SQL["point_at"], keep=keep, drop=drop)
    db.run(SQL["move_timers"], keep=keep, drop=drop)
    db.run(SQL["drop_timers"], drop=drop)
    db.run(SQL["move_schedules"], keep=keep, drop=drop)
    db.run(SQL["drop_schedules"], drop=drop)
    db.run(SQL["tell_second_ticket"], keep=keep, drop=drop, now=now)
    db.run(SQL["close_second_ticket"], keep=keep, drop=drop, now=now)
    db.run(SQL["move_tickets"], keep=keep, drop=drop)
    db.run(SQL["move_notes"], keep=keep, drop=drop)
    db.run(SQL["move_events"], keep=keep, drop=drop)
    db.run(SQL["move_inbox"], keep=keep, drop=drop)
    db.run(_CONVERSATIONS, keep=keep, drop=drop)
    db.run(_CROSSED, keep=keep, drop=drop)
    for kind, purpose, evidence, at in union(kept, dropped, drop, now):
        ledger.append(keep, kind, purpose, evidence, at=at)


def union(
    kept: Sequence[LedgerLine], dropped: Sequence[LedgerLine], drop: str, now: int
) -> list[tuple[str, str, dict[str, Any], int]]:
    """Return the lines (kind, purpose, evidence, at) that the kept person needs so that the stricter standing holds.

    A grant keeps its own time: joining two records does not make a yes younger.
    """
    lines: list[tuple[str, str, dict[str, Any], int]] = []
    everything = _rank(dropped, "*", now) < _rank(kept, "*", now)
    if everything:
        lines.append(_told(dropped, "*", drop, now))
    for purpose in sorted({line.purpose for line in (*kept, *dropped)} - {"*"}):
        mine, theirs = _rank(kept, purpose, now), _rank(dropped, purpose, now)
        stricter = dropped if theirs < mine else kept
        repeated = everything and min(mine, theirs) == _STRICTER.index("granted")  # "*" has just ended it
        if theirs < mine or repeated:
            lines.append(_told(stricter, purpose, drop, now))
    return lines


def _rank(lines: Sequence[LedgerLine], purpose: str, now: int) -> int:
    rank = _STRICTER.index(standing(lines, purpose, now=now))
    return min(rank, _STRICTER.index("asked"))  # asked or not: nobody has decided


def _told(lines: Sequence[LedgerLine], purpose: str, drop: str, now: int) -> tuple[str, str, dict[str, Any], int]:
    line = (
        grant_of(lines, purpose)
        or [line for line in lines if line.kind in ENDINGS and line.purpose in (purpose, "*")][-1]
    )
    kind = "withdrawn" if line.kind == "erased" else line.kind
    evidence = {
        "method": "merge", "merged": drop, "merged_at": now, "line": line.seq, "line_hash": line.hash,
        "original": dict(line.evidence or {}),
    }  # fmt: skip
    return kind, purpose, evidence, line.at if kind == "granted" else now
