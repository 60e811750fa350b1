"""The owner's day in a dozen lines: what happened, what waits, what is about to end, and the ledger's head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.flow import Book
from bot.ports import Tx
from bot.services import expiry, proof

DAY = 86_400
AHEAD = 30 * DAY


@dataclass(frozen=True, slots=True)
class Summary:
    """One day. ``consents``: (purpose, kind) -> lines; ``refused``: reason -> proactive messages not sent."""

    since: int
    until: int
    people: int
    heard: int
    said: int
    proactive: int
    consents: Mapping[tuple[str, str], int]
    refused: Mapping[str, int]
    failed: int
    waiting: int
    missed: int
    ending: int
    head: str
    whole: bool

    def as_json(self) -> dict[str, Any]:
        """Return the JSON of `askfirst summary`."""
        told = {name: getattr(self, name) for name in self.__slots__ if name not in ("consents", "since", "until")}
        consents = [{"purpose": p, "kind": kind, "lines": n} for (p, kind), n in self.consents.items()]
        return {"since": _iso(self.since), "until": _iso(self.until), **told, "consents": consents}


def of(tx: Tx, book: Book, now: int, seconds: int = DAY) -> Summary:
    """Look at the last day, or so many seconds."""
    since = now - seconds
    told = tx.facts.figures(since)
    checked = proof.check(tx)
    return Summary(
        since=since,
        until=now,
        people=told["people"],
        heard=told["heard"],
        said=told["said"],
        proactive=told["proactive"],
        consents={(row[0], row[1]): row[2] for row in told["consents"]},
        refused=dict(told["refused"]),
        failed=told["failed"],
        waiting=len(tx.tickets.waiting()),
        missed=told["missed"],
        ending=len(expiry.ahead(tx, book, now, AHEAD)),
        head=checked["head"],
        whole=bool(checked["ok"]),
    )


def text(summary: Summary, book: Book) -> str:
    """Return the summary as a mail or a terminal shows it; no name and no number of anybody is in it."""
    zone = ZoneInfo(book.business.timezone)
    day = datetime.fromtimestamp(summary.until, UTC).astimezone(zone).strftime("%d %B %Y, %H:%M")
    lines = [f"{book.business.name}, until {day}", ""]
    lines.append(
        f"{_n(summary.heard, 'message')} of {_n(summary.people, 'person', 'people')}, {_n(summary.said, 'reply', 'replies')}"
    )
    lines.append(f"{_n(summary.proactive, 'message')} sent of our own accord" + _refused(summary))
    lines += [
        f"  {kind} ({purpose if purpose != '*' else 'everything'}): {n}"
        for (purpose, kind), n in sorted(summary.consents.items())
    ]
    if summary.failed:
        lines.append(f"{_n(summary.failed, 'message')} could not be delivered: askfirst doctor")
    lines.append(
        f"{_n(summary.waiting, 'conversation')} with a person of yours"
        + (": askfirst inbox" if summary.waiting else "")
    )
    if summary.missed:
        lines.append(f"{_n(summary.missed, 'question')} got no answer: askfirst missed")
    if summary.ending:
        lines.append(f"{_n(summary.ending, 'consent')} will end within 30 days: askfirst consent expiring")
    lines += ["", _ledger(summary)]
    return "\n".join(lines)


def _refused(summary: Summary) -> str:
    total = sum(summary.refused.values())
    why = ", ".join(f"{reason} {n}" for reason, n in sorted(summary.refused.items()))
    return f", {total} refused ({why})" if total else ""


def _ledger(summary: Summary) -> str:
    if not summary.whole:
        return "THE CONSENT LEDGER WAS CHANGED. Run: askfirst consent verify"
    return f"The consent ledger is whole. Keep this line, it proves the ledger later:\nhead {summary.head}"


def _n(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
