"""Which team answers, when it is there, and when so much of its time will have passed."""

from __future__ import annotations

from datetime import datetime

from bot.core import phrases, times
from bot.core.flow import Book, Team
from bot.core.hours import Hours
from bot.core.phrases import base
from bot.core.understanding.values import show_value
from bot.core.work import Work


def team_for(work: Work, wanted: str = "") -> str:
    """Return the team that is wanted, else the first that speaks the person's language, else the first."""
    rules = work.book.handover
    if wanted:
        return wanted
    said = [team for team in rules.teams if _speaks(rules.crew.get(team), work.language)]
    return (said or list(rules.teams))[0]


def _speaks(team: Team | None, language: str) -> bool:
    return team is None or not team.languages or base(language) in {base(each) for each in team.languages}


def hours_of(book: Book, team: str) -> tuple[Hours, str]:
    """Return a team's hours and their time zone; the business's where it has none of its own."""
    known = book.handover.crew.get(team)
    zone = (known.timezone if known else "") or book.business.timezone
    if known is None or known.hours is None:
        return book.business.hours, zone
    return known.hours, zone


def open_now(book: Book, team: str, now: int) -> bool:
    """Whether the team is there."""
    hours, zone = hours_of(book, team)
    return hours.open_at(times.local(now, zone))


def later(book: Book, team: str, now: int, seconds: int) -> int:
    """Return when that many seconds of the team's open hours will have passed; 0: never."""
    hours, zone = hours_of(book, team)
    found = hours.after(times.local(now, zone), seconds)
    return int(found.timestamp()) if found else 0


def next_opening(book: Book, team: str, now: int) -> datetime | None:
    """Return when the team is there next, in its own time; None where no hours are known or it never opens."""
    hours, zone = hours_of(book, team)
    return hours.next_opening(times.local(now, zone)) if hours.known else None


def next_opening_text(work: Work, team: str) -> str:
    """Write when the team is there next in the person's language; "" where nobody knows."""
    opens = next_opening(work.book, team, work.now)
    return str(show_value(opens.strftime("%Y-%m-%dT%H:%M"), "datetime", work.language)) if opens else ""


def name_of(book: Book, team: str) -> str:
    """Return what a team is called."""
    known = book.handover.crew.get(team)
    return (known.name if known else "") or team


def promise_text(work: Work) -> str:
    """Write how soon an answer is promised: "10 min", "2 h"; "" where nothing is."""
    seconds = work.book.handover.promise
    if not seconds:
        return ""
    whole, key = (seconds // 3600, "hours") if seconds % 3600 == 0 else (-(-seconds // 60), "minutes")
    language = work.language if phrases.spoken(work.language) else work.book.business.languages[0]
    return phrases.sentence(key, language).render({"slots.words": str(whole)}.get, str)
