"""A small stage for the engine: books written in Python, one person, a clock, and the state saved between all turns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from bot.core import conditions, fill
from bot.core import effects as fx
from bot.core.codec import dumps, loads
from bot.core.engine import advance
from bot.core.flow import (
    END,
    AnyStep,
    Book,
    Branch,
    Business,
    Choice,
    Faq,
    Flow,
    HandoverRules,
    Notice,
    Purpose,
    Rejection,
    Response,
    Slot,
    Trigger,
    Wording,
)
from bot.core.incoming import (
    ActionResult,
    Content,
    Echo,
    Event,
    Message,
    Referral,
    Said,
    Sender,
    StaffSaid,
    Tapped,
    TimerDue,
)
from bot.core.limits import problems
from bot.core.outgoing import Outgoing
from bot.core.state import Person, State
from bot.core.talk import button_id, spelled
from bot.core.understanding.mind import Mind
from bot.core.understanding.words import Lexicon
from bot.flowfiles.words import lexicon as shipped

MONDAY = 1_767_607_200  # 2026-01-05 10:00 UTC
HOUR, DAY = 3600, 86400


# ---- a book in few words


def say(text: str | Mapping[str, str | Sequence[str]]) -> Wording:
    """A wording: a text, or one (or several) per language."""
    given = text if isinstance(text, Mapping) else {"en": text}
    return Wording({tag: tuple(map(fill.parse, [t] if isinstance(t, str) else t)) for tag, t in given.items()})


def to(*targets: str) -> tuple[Branch, ...]:
    """``to("a")`` or ``to("slots.x > 1: a", "b")``: where a step leads."""
    out = []
    for target in targets:
        when, _, then = target.rpartition(": ")
        out.append(Branch(conditions.parse(when) if when else None, then))
    return tuple(out)


def choices(flow: str, step: str, *titles: str | tuple[str, str]) -> tuple[Choice, ...]:
    """Choices by title, or (title, then)."""
    out = []
    for n, given in enumerate(titles, 1):
        title, then = (given, "") if isinstance(given, str) else given
        out.append(Choice(f"flow/{flow}/{step}/{n}", say(title), title, then=then))
    return tuple(out)


def reject(when: str, text: str) -> Rejection:
    return Rejection(conditions.parse(when), say(text))


def flow(id: str, *steps: AnyStep, words: Sequence[str] = (), description: str = "", **rest: Any) -> Flow:
    """A flow whose steps lead to each other where they have no ``next``."""
    chained = {}
    for n, step in enumerate(steps):
        after = steps[n + 1].id if n + 1 < len(steps) else END
        chained[step.id] = step if step.next else replace(step, next=to(after))
    triggers = (Trigger("words", tuple(words)),) if words else ()
    rest["triggers"] = (*triggers, *rest.get("triggers", ()))
    return Flow(id, rest.pop("name", id), say(description) if description else Wording({}), chained, **rest)


def notice(purpose: str, version: int = 1, language: str = "en") -> Notice:
    text = f"May Aurora send you {purpose}? Twice a month at most. Write STOP to end it."
    return Notice(
        purpose, version, language, text, "Yes, please", "No, thanks", f"{purpose}{version}{language}" + "0" * 50
    )


def purpose(id: str, kind: Any = "marketing", **rest: Any) -> Purpose:
    return Purpose(id, kind, {"en": notice(id)}, **rest)


def book(
    *flows: Flow, purposes: Iterable[Purpose] = (), faq: Iterable[Faq] = (), slots: Iterable[Slot] = (), **rest: Any
) -> Book:
    business = rest.pop("business", Business("Aurora", ("en",), privacy_url="https://example.com/privacy"))
    responses: Mapping[str, tuple[Response, ...]] = rest.pop("responses", {})
    return Book(
        business,
        {one.id: one for one in flows},
        {one.id: one for one in purposes},
        (*found, *OTHER_QUESTIONS) if (found := tuple(faq)) else (),
        {one.name: one for one in slots},
        responses,
        handover=rest.pop("handover", HandoverRules()),
        **rest,
    )


OTHER_QUESTIONS = tuple(  # a FAQ of one entry would be a poor measure for what is near enough
    Faq(id, tuple(ask), say(f"About {id}."))
    for id, *ask in (
        ("parking", "where can i park my car", "is there parking nearby"),
        ("wifi", "do you have wifi", "what is the wifi password"),
        ("dogs", "can i bring my dog", "are dogs welcome"),
        ("vegan", "is there vegan food", "what can vegans eat"),
        ("cards", "can i pay by card", "do you take credit cards"),
        ("children", "do you have a high chair for my baby", "is there a menu for children"),
        ("toilet", "where is the toilet", "is there a restroom"),
        ("job", "are you hiring", "i am looking for a job"),
    )
)
HOURS_FAQ = Faq("opening_hours", ("when are you open", "opening hours"), say("We are open from 8 to 6."))


# ---- the person on the other side


@lru_cache(1)
def words() -> Lexicon:
    return shipped()


class Player:
    """One person and the bot. Everything the bot does is kept; the state goes through JSON after each turn."""

    def __init__(self, pages: Book, *, pick: Callable[[int], int] = lambda n: 0, **person: Any) -> None:
        self.book, self.mind, self.pick = pages, Mind(pages, words()), pick
        self.now, self.count = MONDAY, 0
        consent = dict.fromkeys(pages.purposes, "unknown") | person.pop("consent", {})
        given = {"name": "Ada Test", "phone": "4915550100", "country": "DE", "known_since": MONDAY - DAY}
        self.person = Person("p1", person.pop("state", State()), consent=consent, **{**given, **person})
        self.turn = fx.Turn(self.person.state, (), fx.Why(""))
        self.said: list[Outgoing] = []

    # ---- what happens

    def event(self, event: Event) -> list[Outgoing]:
        """Apply an event, then do what the services would do to the person."""
        if isinstance(event, Message):
            self.person = replace(self.person, window_until=self.now + DAY)
        self.turn = advance(self.book, self.mind, self.person, event, now=self.now, pick=self.pick)
        state = loads(dumps(self.turn.state))
        assert state == self.turn.state, "the state must survive being saved"
        self.person = replace(self.person, state=state)
        for effect in self.turn.effects:
            self._happens(loads_effect(effect))
        said = [effect.message for effect in self.turn.effects if isinstance(effect, fx.Say)]
        assert not [found for message in said for found in problems(message)]
        self.said += said
        return said

    def _happens(self, effect: fx.Effect) -> None:
        if isinstance(effect, fx.Hold):
            self.person = replace(self.person, held=effect.on)
        if not isinstance(effect, fx.Ledger):
            return
        consent, asked = dict(self.person.consent), dict(self.person.asked_at)
        notices = dict(self.person.asked_notices)
        for id in consent if effect.purpose == "*" else (effect.purpose,):
            if effect.kind in ("asked", "granted", "refused", "withdrawn", "invalidated"):
                asked[id] = self.now
                if effect.kind != "asked" or consent[id] == "unknown":
                    consent[id] = effect.kind
            if effect.kind == "asked":
                notices[id] = effect.evidence["notice"]
        self.person = replace(self.person, consent=consent, asked_at=asked, asked_notices=notices)

    def hear(self, content: Content, **more: Any) -> str:
        """The person sends something."""
        self.count += 1
        sender = Sender(phone=self.person.phone)
        message = Message("222", f"wamid.{self.count}", self.now, sender, content, **more)
        return text_of(self.event(message))

    def says(self, text: str, **more: Any) -> str:
        return self.hear(Said(text), **more)

    def taps(self, title: str, **more: Any) -> str:
        """Tap what is called so in the latest message that has it (or tap that id)."""
        id = button_id(self.said, title)
        assert id or ":" in title or "/" in title, f"nothing to tap is called {title!r}"
        return self.hear(Tapped(id or title, title), **more)

    def comes_by_ad(self, text: str, source: str) -> str:
        return self.hear(Said(text), referral=Referral(source_id=source))

    def later(self, seconds: int) -> Player:
        self.now += seconds
        return self

    def timer(self, key: str = "") -> str:
        """The timer that an earlier turn asked for (or this one) is due."""
        return text_of(self.event(TimerDue("p1", key or self.wakes()[-1][0], self.now)))

    def result(self, **given: Any) -> str:
        """The action that was called last returns."""
        call = given.pop("call", "") or self.called()[-1].call
        return text_of(self.event(ActionResult("p1", call, self.now, given.pop("slots", {}), **given)))

    def staff(self, text: str = "", what: Any = "reply") -> str:
        return text_of(self.event(StaffSaid("p1", self.now, "Eva", text, what)))

    def phone_echo(self, text: str = "Hello from the phone") -> str:
        return text_of(self.event(Echo("222", "wamid.e", self.now, Sender(phone="1"), Said(text))))

    # ---- what the last turn did

    def of(self, kind: type) -> list[Any]:
        return [effect for effect in self.turn.effects if isinstance(effect, kind)]

    def ledger(self) -> list[tuple[str, str]]:
        return [(line.purpose, line.kind) for line in self.of(fx.Ledger)]

    def evidence(self, kind: str) -> dict[str, Any]:
        return next(line.evidence for line in self.of(fx.Ledger) if line.kind == kind)

    def wakes(self) -> list[tuple[str, int]]:
        return [(wake.key, wake.at) for wake in self.of(fx.Wake) if wake.at]

    def called(self) -> list[fx.CallAction]:
        return self.of(fx.CallAction)

    @property
    def state(self) -> State:
        return self.person.state

    @property
    def why(self) -> fx.Why:
        return self.turn.why

    @property
    def titles(self) -> list[str]:
        from bot.core.talk import tappable

        return [title for effect in self.of(fx.Say) for _, title in tappable(effect.message)]


def loads_effect(effect: fx.Effect) -> fx.Effect:
    return effect


def text_of(messages: Iterable[Outgoing]) -> str:
    """Everything that was said, as one text."""
    return "\n---\n".join(map(spelled, messages))
