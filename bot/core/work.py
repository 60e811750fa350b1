"""One turn under way: what is known, and what has been decided so far. Lives for one call of ``advance``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from bot.core.effects import Effect, Ledger, Say, Turn, Visit, Wake, Why
from bot.core.flow import AnyStep, Book, Flow, Slot
from bot.core.heard import Heard
from bot.core.languages import language_of
from bot.core.merge import merged
from bot.core.outgoing import Outgoing
from bot.core.state import Frame, HandedOver, Person, Question, State

if TYPE_CHECKING:
    from bot.core.understanding.mind import Mind, Understood

MAX_STEPS = 50  # in one turn; more is a loop in the owner's flow
MAX_STACK = 12  # flows that called each other
_FIELDS = tuple(field.name for field in fields(State))
_FRAME = {field.name: at for at, field in enumerate(fields(Frame))}
_values = attrgetter(*_FIELDS)  # a turn copies the state twice; this is the quick way
_frame_values = attrgetter(*_FRAME)


class Work:
    """A mutable copy of the person's state, and the effects decided so far."""

    language: str
    slots: dict[str, Any]
    stack: tuple[Frame, ...]
    aside: tuple[Frame, ...]
    question: Question | None
    misses: int
    greeted: bool
    handover: HandedOver | None
    trail: tuple[tuple[str, str, str], ...]
    tags: tuple[str, ...]
    last_outbound_proactive: bool
    doubt: Question | None
    queued: tuple[Any, ...]
    calls: int
    previous: str
    cancelled: str
    entry: str
    tapped: tuple[str, str, int]
    stopped_at: int
    never_ask: bool
    unreadable_at: int
    reminders: tuple[tuple[str, str, bool], ...]

    def __init__(self, book: Book, mind: Mind, person: Person, *, now: int, pick: Callable[[int], int]) -> None:
        self.book, self.mind, self.person, self.now, self.pick = book, mind, person, now, pick
        self.__dict__.update(zip(_FIELDS, _values(person.state), strict=True))
        self.language = self.language or language_of(person.country, book.business.languages)
        self.guessed = not self.language  # nothing tells the person's language yet
        self.language = self.language or book.business.languages[0]
        self.slots = dict(self.slots)
        self.consent = dict(person.consent)
        self.heard = Heard("")
        self.understood: Understood | None = None
        self.effects: list[Effect] = []
        self.says: list[Say] = []
        self.visits: list[Visit] = []
        self._left: Frame | None = None
        self.why: Why | None = None
        self.steps = 0
        self.reason = ""
        self.team = ""  # the one that is being called
        self.entry_now = ""  # how this very message came: ad:<id>, or ""

    # ---- what is so

    @property
    def top(self) -> Frame | None:
        """The running flow's frame."""
        return self.stack[-1] if self.stack else None

    @property
    def open(self) -> Question | None:
        """The question of the running flow."""
        return self.stack[-1].question if self.stack else None

    def flow(self, frame: Frame) -> Flow | None:
        """The flow of a frame, where it still exists."""
        return self.book.flows.get(frame.flow)

    def step(self, frame: Frame) -> AnyStep | None:
        """The step of a frame, where it still exists."""
        flow = self.book.flows.get(frame.flow)
        return flow.steps.get(frame.step) if flow else None

    def value(self, slot: str) -> Any:
        """A slot's value, or what it holds before anybody filled it."""
        if slot in self.slots:
            return self.slots[slot]
        known = self.book.slots.get(slot)
        return known.initial if known else None

    def slot(self, name: str) -> Slot:
        """A slot's definition; text where the owner wrote none."""
        return self.book.slots.get(name) or Slot(name)

    # ---- what is decided

    def because(self, rule: str, name: str = "", detail: str = "") -> Why:
        """Say which rule acts; the first one of the turn is the turn's own reason."""
        why = Why(rule, name, detail)
        self.why = self.why or why
        return why

    def say(self, message: Outgoing, why: Why | None = None, *, priority: int = 1, notice: str = "") -> None:
        """Answer with a message."""
        self.says.append(Say(message, why or self.why or Why("engine"), priority, notice))

    def do(self, *effects: Effect) -> None:
        """Want something done."""
        self.effects.extend(effects)

    def ledger(self, kind: str, purpose: str, evidence: dict[str, Any]) -> None:
        """Want a consent line."""
        self.effects.append(Ledger(kind, purpose, evidence))

    def wake(self, key: str, at: int) -> None:
        """Want to be woken; at=0: not any more."""
        self.effects.append(Wake(key, at))

    def put(self, **changes: Any) -> None:
        """Change the running flow's frame."""
        values = list(_frame_values(self.stack[-1]))
        for name, value in changes.items():
            values[_FRAME[name]] = value
        self.stack = (*self.stack[:-1], Frame(*values))

    def went(self, how: str) -> None:
        """Note how the person leaves the running step, where it waited; one way only."""
        top = self.stack[-1] if self.stack else None
        if top is not None and top is not self._left and (top.question or top.waits):
            self.visits.append((how, top.flow, top.step))
            self._left = top

    def skipped(self) -> None:
        """Note that the running step had nothing to do."""
        top = self.stack[-1]
        self.visits[-1] = ("skipped", top.flow, top.step)

    def fill(self, slot: str, value: Any) -> None:
        """Give a slot its value; a slot called ``language`` switches the person's language."""
        self.slots[slot] = frozen(value)
        if slot == "language" and value in self.book.business.languages:
            self.language = str(value)

    def finish(self) -> Turn:
        """Return the turn; neighbouring texts are joined."""
        effects = (*self.effects, *merged(self.says))
        return Turn(State(*_values(self)), effects, self.why or Why("silent"), tuple(self.visits))


def frozen(value: Any) -> Any:
    """Return lists as tuples, as they come back from the database."""
    if isinstance(value, (list, tuple)):
        return tuple(frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: frozen(item) for key, item in value.items()}
    return value
