"""Finds a way to every place of a book where a person can write, by trying sensible answers. Pure: no bot runs.

The search goes breadth first over the engine itself, so the first way to a place is a shortest one. Two situations
count as the same where the same steps wait, the same consents stand and the slots that conditions look at are equal.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

from bot.core import countries
from bot.core.contents import Card, Cards, Content, Place, Said, Sent, Tapped
from bot.core.effects import CallAction, Hold, Ledger, Turn, Visit
from bot.core.engine import advance
from bot.core.exploring_answers import Hints, answers, beginnings, hints, results
from bot.core.flow import Book, Wait
from bot.core.incoming import ActionResult, Event, Message, Sender, TimerDue
from bot.core.state import Person, Standing, State
from bot.core.talk import Customer, Later, Line, Sends, Tap

if TYPE_CHECKING:
    from bot.core.understanding.mind import Mind

MOST = 2500
"""Turns after which the search ends: a book that is larger than this is explored as far as that goes."""
CUSTOMER = Sender(phone="15550100002", bsuid="US.1000000000000000001")
"""Who writes in rehearsals."""
_STANDINGS = get_args(Standing)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a person can write: at an open question of a step; "" and "": outside any flow (``kind`` says where)."""

    flow: str
    step: str
    kind: str

    def __str__(self) -> str:
        return f"{self.flow}.{self.step}" if self.flow else {"idle": "the end of a flow"}.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class Route:
    """A shortest way to a spot: what the customer does, and what actions return meanwhile."""

    spot: Spot
    acts: tuple[Line, ...]
    results: tuple[Mapping[str, Any], ...] = ()
    granted: tuple[str, ...] = ()  # purposes with a yes when they get there


@dataclass(frozen=True, slots=True)
class Explored:
    """All that was found. ``whole`` False: the book is larger than the search was allowed to be.

    ``agreed``: the shortest way to a yes; None where nobody is asked for one.
    """

    routes: tuple[Route, ...]
    visits: frozenset[Visit]
    whole: bool
    agreed: Route | None = None


@dataclass(frozen=True, slots=True)
class _Node:
    person: Person
    route: Route
    call: str = ""  # the action that must answer next
    action: str = ""


def explore(book: Book, mind: Mind, *, now: int, most: int = MOST) -> Explored:
    """Search the whole book from a customer whom nobody knows. ``now``: Unix seconds; time stands still."""
    known, search = hints(book), _Search(book, mind, now)
    start = _Node(_somebody(book, now), Route(Spot("", "", "start"), ()))
    found: dict[tuple[Spot, bool], Route] = {}
    seen: set[object] = set()
    waiting = deque([start])
    while waiting and search.turns < most:
        for after in _next(search, waiting.popleft(), known):
            key = _key(after, known)
            if key in seen:
                continue
            seen.add(key)
            waiting.append(after)
            if not after.call:
                found.setdefault((after.route.spot, bool(after.route.granted)), after.route)
    agreed = next((route for route in found.values() if route.granted), None)
    return Explored(_shortest(found), frozenset(search.visits), not waiting, agreed)


def _shortest(found: Mapping[tuple[Spot, bool], Route]) -> tuple[Route, ...]:
    """Keep one way to each spot, and the shortest way to a yes."""
    agreed = next((route for route in found.values() if route.granted), None)
    first: dict[Spot, Route] = {}
    for route in found.values():
        first.setdefault(route.spot, route)
    routes = list(first.values())
    return tuple(routes if agreed is None or agreed in routes else [*routes, agreed])


def _somebody(book: Book, now: int) -> Person:
    return Person(
        id="explorer",
        state=State(),
        phone=CUSTOMER.phone,
        country=countries.of_sender(CUSTOMER.phone, CUSTOMER.bsuid),
        consent=dict.fromkeys(book.purposes, "unknown"),
        window_until=now + 86400,
        known_since=now,
    )


class _Search:
    """Counts the turns, and what they came by."""

    def __init__(self, book: Book, mind: Mind, now: int) -> None:
        self.book, self.mind, self.now = book, mind, now
        self.turns = 0
        self.visits: set[Visit] = set()

    def turn(self, node: _Node, event: Event, now: int) -> Turn:
        self.turns += 1
        turn = advance(self.book, self.mind, node.person, event, now=now, pick=lambda n: 0)
        self.visits.update(turn.visits)
        return turn


def _next(search: _Search, node: _Node, known: Hints) -> Iterator[_Node]:
    if node.call:
        for slots in results(search.book, node.person.state, known):
            event = ActionResult(person=node.person.id, call=node.call, at=search.now, slots=dict(slots))
            route = replace(node.route, results=(*node.route.results, slots))
            yield _after(search, node, event, route)
        return
    acts = answers(search.book, node.person.state, known) if node.route.acts else beginnings(search.book)
    for act in acts:
        route = replace(node.route, acts=(*node.route.acts, act))
        yield _after(search, node, _event(search, node, act), route)


def _event(search: _Search, node: _Node, act: Line) -> Event:
    state = node.person.state
    if isinstance(act, Later) and state.stack:
        frame = state.stack[-1]
        return TimerDue(node.person.id, f"wait/{frame.flow}/{frame.step}", search.now + act.seconds)
    content = content_of(act, options(state))
    return Message("222000222000222", f"wamid.E{search.turns}", search.now, CUSTOMER, content)


def content_of(act: Line, tappable: tuple[tuple[str, str], ...]) -> Content:
    """Return what a customer's act sends. ``tappable``: (id, title) of what can be tapped."""
    if isinstance(act, Tap):
        id = next((id for id, title in tappable if act.title in (title, id)), act.title)
        return Tapped(id, act.title)
    if isinstance(act, Sends):
        return sent(act)
    return Said(act.text if isinstance(act, Customer) else "")


def sent(act: Sends) -> Content:
    """Return what is sent where it is no text."""
    if act.kind == "location":
        return Place(38.7, -9.1)
    if act.kind == "contacts":
        return Cards((Card("Ada", ("+351912345678",)),))
    kind: Any = "audio" if act.kind == "voice" else act.kind
    return Sent(kind, "900001", caption=act.caption, voice=act.kind == "voice")


def options(state: State) -> tuple[tuple[str, str], ...]:
    """Return (id, title) of every open option of a conversation."""
    top = state.stack[-1].question if state.stack else None
    return tuple(pair for one in (state.doubt, state.question, top) if one for pair in one.options)


def _after(search: _Search, node: _Node, event: Event, route: Route) -> _Node:
    turn = search.turn(node, event, event.at if isinstance(event, TimerDue) else search.now)
    person = _changed(node.person, turn)
    call = next((effect for effect in turn.effects if isinstance(effect, CallAction)), None)
    state = turn.state
    granted = tuple(sorted(purpose for purpose, where in person.consent.items() if where == "granted"))
    route = replace(route, spot=spot_of(search.book, state), granted=granted)
    return _Node(person, route, call.call if call else "", call.name if call else "")


def spot_of(book: Book, state: State) -> Spot:
    """Return where a conversation stands."""
    if state.handover:
        return Spot("", "", "with a person")
    if state.stack:
        top = state.stack[-1]
        flow = book.flows.get(top.flow)
        step = flow.steps.get(top.step) if flow else None
        kind = "wait" if isinstance(step, Wait) else top.question.kind if top.question else "action"
        return Spot(top.flow, top.step, kind)
    return Spot("", "", state.question.kind if state.question else "idle")


def _changed(person: Person, turn: Turn) -> Person:
    """Return the person as the next turn finds them."""
    consent, asked_at, notices, held = (
        dict(person.consent),
        dict(person.asked_at),
        dict(person.asked_notices),
        person.held,
    )
    for effect in turn.effects:
        if isinstance(effect, Hold):
            held = effect.on
        if not isinstance(effect, Ledger) or effect.kind not in _STANDINGS:
            continue
        for purpose in consent if effect.purpose == "*" else (effect.purpose,):
            consent[purpose] = effect.kind  # type: ignore[assignment]
            asked_at[purpose] = person.known_since
            if effect.kind == "asked":
                notices[purpose] = str(effect.evidence.get("notice", ""))
    return replace(person, state=turn.state, consent=consent, asked_at=asked_at, asked_notices=notices, held=held)


def _key(node: _Node, known: Hints) -> object:
    state = node.person.state
    frames = tuple((f.flow, f.step, f.question.kind if f.question else f.waits[:4]) for f in state.stack)
    outside = tuple(one.kind if one else "" for one in (state.question, state.doubt))
    slots = tuple((name, repr(state.slots[name])) for name in known.decisive if name in state.slots)
    consents = tuple(sorted(node.person.consent.items()))
    aside = tuple(frame.flow for frame in state.aside)
    return frames, aside, outside, slots, consents, bool(state.handover), bool(node.call)
