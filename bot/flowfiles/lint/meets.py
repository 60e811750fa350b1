"""Triggers that meet the same message, and questions that are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.flow import Book, Where
from bot.core.patterns import PatternProblem, safe
from bot.core.understanding.fold import fold
from bot.flowfiles.desk import Desk
from bot.flowfiles.triggers import PROACTIVE

_ALONE = ("first_message", "location", "out_of_hours", "handover_closed", "unknown")


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody wants a message. ``kind`` groups what can meet; ``owner``: "the flow x" or "the question x"."""

    kind: str
    key: str
    shown: str
    owner: str
    priority: int
    where: Where
    guard: str = ""


def check(desk: Desk, book: Book) -> None:
    """Report claims of different owners on the same message with the same priority."""
    claims = [claim for claim in (*_of_flows(book), *_of_faq(book)) if claim.key]
    by_key: dict[tuple[str, str, int], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_key[(claim.kind, claim.key, claim.priority)].append(claim)
    for meeting in by_key.values():
        _meet(desk, meeting)
    _patterns(desk, claims)


def _of_flows(book: Book) -> Iterator[Claim]:
    for flow in book.flows.values():
        for trigger in flow.triggers:
            owner, guard = f'the flow "{flow.id}"', flow.guard.source if flow.guard else ""
            if trigger.kind in _ALONE:
                yield Claim(trigger.kind, trigger.kind, trigger.kind, owner, trigger.priority, trigger.where, guard)
            for value in trigger.values if trigger.kind not in PROACTIVE else ():
                key = value if trigger.kind in ("payload", "link", "pattern", "ad", "media") else fold(value)
                yield Claim(trigger.kind, key, value, owner, trigger.priority, trigger.where, guard)


def _of_faq(book: Book) -> Iterator[Claim]:
    for entry in book.faq:
        owner = f'the question "{entry.id}"'
        for value in entry.words:
            yield Claim("words", fold(value), value, owner, 0, entry.where)
        for value in entry.ask:
            yield Claim("examples", fold(value), value, owner, 0, entry.where)


def _meet(desk: Desk, claims: list[Claim]) -> None:
    first = claims[0]
    for later in claims[1:]:
        place = desk.find(later.where, later.shown)
        if later.owner == first.owner:
            if later.kind in ("words", "examples") and later.kind == first.kind:
                desk.warning(place, f'"{later.shown}" stands twice in {later.owner}', "take one away")
        elif not (later.guard and first.guard and later.guard != first.guard):  # else the owner says when each starts
            there = f"{first.where.path}:{first.where.line}"
            tell = desk.warning if _questions(first, later) else desk.error  # a question never answers by chance alone
            tell(
                place, f'"{later.shown}" is wanted by {later.owner} and by {first.owner} ({there})', _cure(first, later)
            )


def _questions(first: Claim, later: Claim) -> bool:
    return first.owner.startswith("the question") and later.owner.startswith("the question")


def _cure(first: Claim, later: Claim) -> str:
    if _questions(first, later):
        return "take it away from one of them, or make one entry of both"
    return "take it away from one of them, or give a trigger a higher priority:"


def _patterns(desk: Desk, claims: list[Claim]) -> None:
    """A regular expression that matches another flow's word, phrase or example."""
    others = [claim for claim in claims if claim.kind in ("words", "phrases")]
    for claim in claims:
        if claim.kind != "pattern":
            continue
        try:
            pattern = safe(claim.key, ignore_case=True)
        except PatternProblem:
            continue  # told where it stands
        for other in others:
            if other.owner != claim.owner and other.priority == claim.priority and pattern.found_in(other.shown):
                what = (
                    f'this pattern matches "{other.shown}" of {other.owner} ({other.where.path}:{other.where.line}) too'
                )
                desk.warning(desk.find(claim.where, claim.shown), what, "give one of the two a higher priority:")
                break
