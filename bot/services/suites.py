"""What nobody writes down, played for every talk: messages that come twice, restarts, buttons pressed twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from bot.core.flow import Where
from bot.core.talk import (
    Again,
    Bot,
    Customer,
    Exchange,
    InLedger,
    Line,
    Restart,
    Sends,
    Talk,
    Tap,
    exchanges,
    spelled,
)
from bot.core.talk_check import NOTHING, Happened
from bot.core.talk_diff import Difference, differs
from bot.core.talk_text import shortened
from bot.services.playing import Played, play
from bot.services.rehearsal import Stage
from bot.services.suites_actions import Acting, Recorded

Make = Callable[[Talk, Acting], AbstractContextManager[Stage]]
"""Makes a fresh bot for a talk."""


@dataclass(frozen=True, slots=True)
class Result:
    """One test that was played. ``talk``: the shortest conversation that shows what is wrong, for the owner to keep."""

    suite: str
    title: str
    where: Where
    differences: tuple[Difference, ...] = ()
    talk: Talk | None = None
    played: Played | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A test to be played."""

    suite: str
    title: str
    where: Where
    run: Callable[[], Result]


@dataclass(frozen=True, slots=True)
class _Variant:
    """A way in which a conversation can go wrong outside the owner's files."""

    suite: str
    told: str  # "{n}" is the line that it happens after
    act: Line
    after: tuple[type[Line], ...]  # acts that it can follow; () for all


VARIANTS = (
    _Variant(
        "every message twice", "WhatsApp delivers every message twice", Again("delivered"), (Customer, Tap, Sends)
    ),
    _Variant("every button twice", "every button is pressed twice", Again("tapped"), (Tap,)),
    _Variant("restart between turns", "the bot is restarted between any two turns", Restart(), ()),
)


def talk_cases(talks: Sequence[Talk], make: Make, *, quick: bool) -> Iterator[Case]:
    """Yield the owner's talks as they are, and unless ``quick`` what can happen to each of them."""
    for talk in talks:
        recorded = Recorded()
        base: list[Played] = []
        yield Case("talks", talk.title, talk.where, _plain(talk, make, recorded, base))
        for variant in () if quick else VARIANTS:
            if any(_fits(variant, one) for one in exchanges(talk)):
                run = _varied(talk, variant, make, recorded, base)
                yield Case(variant.suite, f"{talk.title}: {variant.told}", talk.where, run)


def _plain(talk: Talk, make: Make, recorded: Recorded, base: list[Played]) -> Callable[[], Result]:
    def run() -> Result:
        recorded.calls.clear()
        with make(talk, recorded) as stage:
            played = play(talk, stage)
        base.append(replace(played, actions=tuple(recorded.calls)))
        return Result("talks", talk.title, talk.where, played.differences, played=base[-1])

    return run


def _varied(talk: Talk, variant: _Variant, make: Make, recorded: Recorded, base: list[Played]) -> Callable[[], Result]:
    title = f"{talk.title}: {variant.told}"

    def wrong(rows: Sequence[Exchange], spots: Sequence[int]) -> tuple[int, Difference] | None:
        """Play some exchanges with the variant after those at *spots*; the first one that differs."""
        recorded.calls.clear()
        with make(talk, recorded) as stage:
            got = play(replace(talk, lines=tuple(_acts(rows, variant, spots))), stage)
        return _compared(rows, spots, base[0], got, tuple(recorded.calls), variant)

    def run() -> Result:
        rows = tuple(exchanges(talk))
        spots = [n for n, one in enumerate(rows) if _fits(variant, one)]
        holds = base and not base[0].differences  # a talk that differs as it stands is told once, not four times
        found = wrong(rows, spots) if holds else None
        if found is None:
            return Result(variant.suite, title, talk.where)
        at = found[0]
        spots = [n for n in spots if n <= at]
        for spot in reversed(spots):  # which single one is it?
            alone = wrong(rows[: at + 1], [spot])
            if alone is not None:
                found, spots = alone, [spot]
                break
        shown = _shown(talk, variant, rows[: found[0] + 1], spots, base[0])
        return Result(variant.suite, title, found[1].where, (found[1],), shown)

    return run


def _fits(variant: _Variant, exchange: Exchange) -> bool:
    return exchange.act is not None and (not variant.after or isinstance(exchange.act, variant.after))


def _acts(rows: Sequence[Exchange], variant: _Variant, spots: Sequence[int]) -> Iterator[Line]:
    for n, one in enumerate(rows):
        if one.act is not None:
            yield one.act
        else:
            yield Bot("")
        if n in spots:
            yield variant.act


# ---- what must be the same


def _compared(
    rows: Sequence[Exchange],
    spots: Sequence[int],
    base: Played,
    got: Played,
    calls: tuple[str, ...],
    variant: _Variant,
) -> tuple[int, Difference] | None:
    came = iter(got.happened)
    for n, one in enumerate(rows):
        where = one.act.where if one.act else Where()
        found = _unlike(where, base.happened[n], next(came))
        if found is None and n in spots:
            found = _unlike(where, _nothing_more(base.happened[n]), next(came), what=variant.suite)
        if found is not None:
            return n, found
    if len(rows) == len(base.happened) and calls != base.actions:
        end = rows[-1].act.where if rows[-1].act else Where()
        return len(rows) - 1, differs(end, f"actions: {_listed(base.actions)}", [f"actions: {_listed(calls)}"])
    return None


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or NOTHING


def _nothing_more(before: Happened) -> Happened:
    return replace(before, said=(), ledger=(), verdict="")


def _unlike(where: Where, base: Happened, got: Happened, *, what: str = "") -> Difference | None:
    for name, view in _VIEWS:
        left, right = view(base), view(got)
        if left != right:
            return differs(where, f"{name}: {left}", [f"{name}: {right}"])
    return None


def _view_said(one: Happened) -> str:
    return "\n".join(spelled(message) for message in one.said) or NOTHING


def _view_ledger(one: Happened) -> str:
    return ", ".join(f"{purpose} {kind}" for purpose, kind in one.ledger) or NOTHING


def _view_slots(one: Happened) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in sorted(one.slots.items())) or NOTHING


def _view_place(one: Happened) -> str:
    place = ", ".join(f"{flow}.{step}" for flow, step in one.place)
    return place or ("with a person" if one.with_person else "no flow runs")


_VIEWS: tuple[tuple[str, Callable[[Happened], str]], ...] = (
    ("bot", _view_said),
    ("ledger", _view_ledger),
    ("verdict", lambda one: one.verdict or NOTHING),
    ("slots", _view_slots),
    ("where", _view_place),
)


# ---- the conversation that shows it


def _shown(talk: Talk, variant: _Variant, rows: Sequence[Exchange], spots: Sequence[int], base: Played) -> Talk:
    lines: list[Line] = []
    for n, one in enumerate(rows):
        if one.act is not None:
            lines.append(one.act)
        came = base.happened[n]
        lines += shortened(came.said, spare=map(str, came.slots.values()))
        lines += [InLedger(purpose, kind) for purpose, kind in came.ledger]
        if n in spots:
            lines.append(variant.act)
            lines += [] if isinstance(variant.act, Restart) else [Bot("")]
    return replace(talk, title=f"{talk.title}: {variant.told}", lines=tuple(lines), where=Where())
