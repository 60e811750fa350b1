"""What nobody writes down, for every flow: STOP, a person, the menu and cancel at every place where people can write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core import phrases
from bot.core.exploring import Explored, Route, spot_of
from bot.core.flow import Book, Where
from bot.core.languages import language_of
from bot.core.outgoing import Outgoing
from bot.core.state import State
from bot.core.talk import Customer, InLedger, Line, Talk, Verdict, spelled, tappable
from bot.core.talk_check import NOTHING
from bot.core.talk_diff import note
from bot.core.talk_text import shortened
from bot.core.times import local
from bot.ports import Tx
from bot.services import people, proactive
from bot.services.playing import START, ask, do, person_of, state_of, who
from bot.services.rehearsal import Stage
from bot.services.suites import Case, Make, Result
from bot.services.suites_actions import Scripted

if TYPE_CHECKING:
    from bot.core.understanding.mind import Mind

MOST = 400
"""Places that are tried; a book with more is tried as far as that goes."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A way out: what is written, and what must come of it."""

    suite: str
    word: str
    check: Callable[[_Try], list[str]]
    expected: tuple[Line, ...] = ()


@dataclass(slots=True)
class _Try:
    """One way out under way."""

    stage: Stage
    book: Book
    route: Route
    word: str
    said: list[Outgoing]

    def state(self) -> State:
        return self.stage.front.store.read(lambda tx: state_of(tx, self.stage))


def way_cases(book: Book, mind: Mind, explored: Explored, make: Make) -> Iterator[Case]:
    """Yield a case for every place and every way out of it."""
    ways = _ways(book, mind)
    for route in explored.routes[:MOST]:
        for way in ways:
            if _possible(way, route):
                title = f"{way.word} at {route.spot}" + (f" ({route.spot.kind})" if route.spot.flow else "")
                where = _where(book, route)
                yield Case(way.suite, title, where, _case(book, explored, route, way, make, title))


def _possible(way: _Way, route: Route) -> bool:
    return way.suite == "STOP everywhere" or route.spot.kind != "with a person" or way.suite == "menu everywhere"


def _ways(book: Book, mind: Mind) -> list[_Way]:
    """Return every way out, each with a word that means it in the customer's language."""
    language = language_of("US", book.business.languages) or book.business.languages[0]
    base = language.partition("-")[0]
    words = [phrases.WORDS[code] for code in sorted(phrases.WORDS, key=lambda code: code != base)]

    def word(kind: str, *known: str) -> str:
        fitting = (one for one in known if mind.understand(one, language=language, country="US").word.kind == kind)
        return next(fitting, "")

    ways = [
        _Way("STOP everywhere", "STOP", _stopped, (InLedger("*", "withdrawn"),)),
        _Way("a person everywhere", word("person", *(w["PERSON"] for w in words), *_PERSON), _with_person),
        _Way("menu everywhere", word("menu", *(w["MENU"] for w in words)), _at_menu),
        _Way("cancel everywhere", word("cancel", _CANCEL.get(base, ""), *_CANCEL.values(), "cancel"), _cancelled),
    ]
    return [way for way in ways if way.word]


_CANCEL = {"en": "never mind", "pt": "deixa pra lá", "es": "olvídalo", "de": "vergiss es", "ar": "انسى الموضوع"}
_PERSON = (
    "human",
    "un humain",
    "operatore",
    "medewerker",
    "człowiek",
    "человек",
    "temsilci",
    "人工",
    "オペレーター",
    "agent",
)
"""For the languages whose words we do not print."""


def _where(book: Book, route: Route) -> Where:
    flow = book.flows.get(route.spot.flow)
    step = flow.steps.get(route.spot.step) if flow else None
    return step.where if step else flow.where if flow else book.business.where


def _case(book: Book, explored: Explored, route: Route, way: _Way, make: Make, title: str) -> Callable[[], Result]:
    def run() -> Result:
        agreed = explored.agreed
        first = agreed if agreed and way.suite == "STOP everywhere" and not route.granted else None
        tries = [first, None] if first else [None]
        for before in tries:  # where a yes changes the way, it is tried without one
            found = _tried(book, before, route, way, make, title)
            if found is not None:
                return found
        return Result(way.suite, title, _where(book, route))

    return run


def _tried(book: Book, before: Route | None, route: Route, way: _Way, make: Make, title: str) -> Result | None:
    """Go there and try the way out; None where this is not the way there after a yes."""
    acts = (*(before.acts if before else ()), *route.acts)
    results = (*(before.results if before else ()), *route.results)
    talk = Talk(title, acts, at=START)
    lines: list[Line] = []
    with make(talk, Scripted(results)) as stage:
        for act in acts:
            came, wrong = do(act, stage)
            lines += [act, *shortened(came.said, spare=map(str, came.slots.values()))]
            if wrong is not None:
                return None if before else _lost(way, title, route, book, talk)
        state = stage.front.store.read(lambda tx: state_of(tx, stage))
        if spot_of(book, state) != route.spot:
            return None if before else _lost(way, title, route, book, talk)
        _queue(stage, book)
        attempt = _Try(stage, book, route, way.word, stage.phone.say(way.word))
        problems = way.check(attempt)
    if not problems:
        return Result(way.suite, title, _where(book, route))
    shown = replace(talk, lines=(*lines, Customer(way.word), *way.expected, *_refusals(book, way)))
    where = _where(book, route)
    return Result(way.suite, title, where, tuple(note(where, problem) for problem in problems), shown)


def _refusals(book: Book, way: _Way) -> list[Line]:
    if way.suite != "STOP everywhere":
        return []
    return [Verdict("withdrawn", template, purpose) for template, purpose in _sendable(book)]


def _lost(way: _Way, title: str, route: Route, book: Book, talk: Talk) -> Result:
    """The whole bot does not come to where the engine came: that is a failure of its own."""
    where = _where(book, route)
    sentence = f"the way to {route.spot} does not lead there in the whole bot"
    return Result(way.suite, title, where, (note(where, sentence),), talk)


# ---- STOP


def _sendable(book: Book) -> list[tuple[str, str]]:
    return [
        (id, purpose.id)
        for id, spec in book.templates.items()
        for purpose in book.purposes.values()
        if spec.category == purpose.kind
    ]


def _queue(stage: Stage, book: Book) -> None:
    """Let messages wait that the person has agreed to: a STOP must win over them."""
    for template, purpose in _sendable(book):
        params = {name: name for name in book.templates[template].params}
        stage.front.send(proactive.Asked(person=who(stage), purpose=purpose, template=template, params=params))


def _stopped(one: _Try) -> list[str]:
    state, store = one.state(), one.stage.front.store
    out: list[str] = []
    if len(one.said) != 1:
        out.append(f"STOP is confirmed once; the bot said {_all(one.said)}")
    states, queued = store.read(lambda tx: (_standings(tx, one), _waiting(tx, one)))
    left = [purpose for purpose, where in states.items() if where not in ("withdrawn", "invalidated")]
    if left:
        out.append(f"consent is withdrawn; still {', '.join(f'{p} {states[p]}' for p in left)}")
    if queued:
        out.append(f"nothing that was queued may be left; {queued} messages wait")
    if state.stack or state.aside:
        running = ", ".join(f"{frame.flow}.{frame.step}" for frame in (*state.stack, *state.aside))
        out.append(f"the flow is left; still open: {running}")
    if state.question and state.question.kind != "stop_scope":
        out.append(f"no question stays open; still open: {state.question.kind}")
    passed = [f"{t} ({p})" for t, p in _sendable(one.book) if ask(one.stage, t, p, {}) == "cleared"]
    if passed:
        out.append(f"nothing may be sent after STOP; the gate cleared {', '.join(passed)}")
    again = one.stage.phone.say("STOP")
    if again:
        out.append(f"a second STOP needs no second confirmation; the bot said {_all(again)}")
    return out


def _standings(tx: Tx, one: _Try) -> Mapping[str, str]:
    row = tx.persons.get(person_of(tx, one.stage))
    if row is None:
        return {}
    lines, now = tx.ledger.of(row.id), one.stage.clock.at
    return {p.id: people.where_stands(tx, row, lines, p, now) for p in one.book.purposes.values()}


def _waiting(tx: Tx, one: _Try) -> int:
    return sum(row.state in ("queued", "sending") for row in tx.outbox.of(person_of(tx, one.stage), 200))


def _all(said: list[Outgoing]) -> str:
    return " / ".join(f"“{' '.join(spelled(message).split())[:80]}”" for message in said) or NOTHING


# ---- the others


def _with_person(one: _Try) -> list[str]:
    if one.state().handover is None:
        return [f"“{one.word}” brings a person from anywhere; instead the bot said {_all(one.said)}"]
    if not one.said:
        return ["whoever asks for a person is told that one comes; the bot said nothing"]
    business = one.book.business
    if not business.hours.open_at(local(one.stage.clock.at, business.timezone)):
        one.stage.phone.say("Hello?")  # while nobody is there the bot says once that it waits
    more = one.stage.phone.say("Are you there?")
    return [f"the bot is silent while a person is there; it said {_all(more)}"] if more else []


def _at_menu(one: _Try) -> list[str]:
    if any(tappable(message) for message in one.said):
        return []
    return [f"“{one.word}” shows what can be chosen; the bot said {_all(one.said)}"]


def _cancelled(one: _Try) -> list[str]:
    state = one.state()
    if state.doubt is not None:  # the word can mean STOP as well: asked back first, which is right
        one.stage.phone.tap(state.doubt.options[-1][1])
        state = one.state()
    if not one.said:
        return [f"“{one.word}” is answered; the bot said nothing"]
    if one.route.spot.flow and one.route.spot.flow in [frame.flow for frame in state.stack]:
        return [f"“{one.word}” leaves the flow; {one.route.spot.flow} still runs, and the bot said {_all(one.said)}"]
    return []
