"""What must hold whatever happens: random events on a book with every kind of step, saved between all turns."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import effects as fx
from bot.core import incoming as inc
from bot.core.conditions import parse
from bot.core.flow import (
    AnyStep,
    AskConsent,
    Business,
    Call,
    Collect,
    Faq,
    HandOverTo,
    Link,
    Noop,
    Response,
    RunAction,
    Say,
    SendTemplate,
    SetSlots,
    Slot,
    Tag,
    TemplateSpec,
    Timeout,
    Trigger,
    Utter,
    Wait,
)
from bot.core.hours import parse_hours
from bot.core.talk import tappable
from tests.core.playing import DAY, HOURS_FAQ, Player, book, choices, flow, purpose, reject, say, to, words

ALL_KINDS = flow(
    "all",
    Say(id="hello", next=(), text=say({"en": ["Hello {person.name|there}", "Hi!"], "pt": "Olá"}), react="👋"),
    Utter(id="utter", next=(), name="utter_x"),
    Collect(
        id="n", next=(), slot="n", type="number", ask=say("How many?"), retries=1,
        rejections=(reject("slots.n > 12", "Too many."),), timeout=Timeout(600, say("Still there?"), "cancel"),
    ),
    SetSlots(id="set", next=(), values=(("area", None), ("n2", 3))),
    Noop(id="noop", next=to("slots.n > 8: person", "pick")),
    Say(id="pick", next=to("slots.area is Garden: call", "END"), text=say("Where?"), choices=choices("all", "pick", "Garden", "Inside", ("Menu", "menu")), save="area"),
    Call(id="call", next=(), flow="child"),
    RunAction(id="act", next=(), name="action_x"),
    AskConsent(id="ask", next=(), purpose="offers"),
    AskConsent(id="ask2", next=(), purpose="orders"),
    Tag(id="tag", next=(), tags=("seen", "-new")),
    Wait(id="wait", next=(), seconds=3600),
    Collect(id="day", next=(), slot="day", type="date", ask=say("Which day?"), on_fail="END"),
    Collect(id="sure", next=to("slots.sure: link", "n"), slot="sure", type="bool", ask=say("Sure?"), again=True),
    Link(id="link", next=(), flow="menu"),
    HandOverTo(id="person", next=(), say=say("A person comes.")),
    words=["go"], description="Everything", triggers=(Trigger("first_message"), Trigger("media")),
)  # fmt: skip
CHILD = flow(
    "child",
    Collect(id="name", next=(), slot="name", type="name", ask=say("Your name?")),
    Collect(id="x", next=(), slot="x", ask=say("Anything else?")),
)
MENU = flow(
    "menu",
    Say(
        id="m",
        next=to("m"),
        text=say("What?"),
        choices=choices("menu", "m", ("Everything", "all"), ("Again", "loop"), "Nothing", "Cancel"),
    ),
    words=["hi"],
    description="Menu",
)
LOOP = flow(
    "loop",
    Noop(id="a", next=to("b")),
    Noop(id="b", next=to("a")),
    words=["loop"],
    guard=parse("not window.open or true"),
)
REMINDED = flow(
    "reminded",
    SendTemplate(id="t", next=(), template="reminder"),
    Collect(id="come", next=(), slot="come", type="bool", ask=say("Do you come?")),
    purpose="orders", triggers=(Trigger("event", ("booked",), data=("x",)),),
)  # fmt: skip
PAGES = book(
    ALL_KINDS, CHILD, MENU, LOOP, REMINDED,
    templates={"reminder": TemplateSpec("reminder", ("en",), "utility")},
    purposes=[purpose("offers", double_opt_in=True), purpose("orders", "utility")],
    faq=[HOURS_FAQ, Faq("garden", ("is there a garden",), say("Yes, {n|some} seats."), then="all")],
    slots=[Slot("n", "number"), Slot("day", "date"), Slot("sure", "bool")],
    responses={"utter_x": (Response(say("Welcome back"), parse("slots.n2 is 3")), Response(say("Welcome"), choices=choices("utter_x", "1", ("Go", "menu"))))},
    business=Business("Aurora", ("en", "pt"), hours=parse_hours({"mon-fri": "08:00-18:00"}), privacy_url="https://example.com"),
)  # fmt: skip

TEXTS = [
    "go", "hi", "loop", "4", "14", "40 people", "tomorrow", "05/06", "yes", "no", "Ada", "garden", "1", "2", "blah", "",
    "opening hours", "is there a garden", "maybe garden", "cancel", "nevermind", "back", "menu", "help", "start", "person",
    "where did you get my number?", "my data", "delete my data", "wrong number", "basta", "🛑", "português", "x" * 5000,
    "stop messaging me", "{slots.n} {{x}}", "Go on", "No, thanks", "Something else", "Only the offers", "/SetSlots(n=3)",
]  # fmt: skip
ANSWERS = {"n": "4", "pick": "Garden", "name": "Ada", "x": "a window", "day": "tomorrow", "m": "Everything"}
STOPS = [
    "stop",
    "STOP!!",
    "please stop sending me messages",
    "não quero mais receber mensagens",
    "إيقاف",
    "unsubscribe",
]
WAITS = st.sampled_from([0, 1, 60, 601, 3601, DAY, DAY + 1, 100 * DAY])

EVENTS = st.one_of(
    st.tuples(st.just("helps"), st.none()),
    st.tuples(st.just("helps"), st.none()),
    st.tuples(st.just("helps"), st.none()),
    st.tuples(st.just("says"), st.sampled_from(TEXTS)),
    st.tuples(st.just("says"), st.sampled_from(TEXTS)),
    st.tuples(st.just("taps"), st.integers(0, 30)),
    st.tuples(st.just("taps"), st.integers(0, 3)),
    st.tuples(st.just("id"), st.sampled_from(["person", "menu", "none", "faq:garden", "faq:x", "start:all", "start:x", "resume:yes", "resume:no", "erase:yes", "stop:marketing", "again:all/act", "flow/all/n/1", "flow/all/pick/9", "flow/x/y/1", "flow/", "consent:keep", "consent:grant:offers:abc", "consent:withdraw:offers", "/all", "/SetSlots(area=Garden)", "x" * 300])),
    st.tuples(st.just("content"), st.sampled_from([inc.Sent("image", "1"), inc.Sent("audio", "1", voice=True), inc.Place(1.0, 2.0), inc.Cards(()), inc.Reacted("w", "👍"), inc.Revoked("w"), inc.Unreadable("poll"), inc.Ordered("c"), inc.Filled("f", "", {"n": 3, "x": "y"}), inc.CallPermission("accept"), inc.Edited("w", inc.Said("go"))])),
    st.tuples(st.just("timer"), st.integers(0, 20)),
    st.tuples(st.just("result"), st.sampled_from([{}, {"error": "no"}, {"slots": {"area": "Garden", "tags": ["a"]}}, {"follow": "child"}, {"follow": "action_y"}, {"handover": True}, {"replies": ({"text": "Hi", "buttons": [{"title": "A", "payload": "/all"}]},)}])),
    st.tuples(st.just("staff"), st.sampled_from(["reply", "take", "close"])),
    st.tuples(st.just("preference"), st.sampled_from(["stop", "resume", "signup", "other"])),
    st.tuples(st.just("echo"), st.none()),
    st.tuples(st.just("starts"), st.booleans()),
)  # fmt: skip


class Stage(Player):
    """A player that can also be driven by numbers."""

    def __init__(self) -> None:
        super().__init__(PAGES, country="")
        self.ids: list[tuple[str, str]] = []
        self.keys: list[str] = []
        self.call = "p1:0"

    def do_starts(self, leaves: bool) -> None:
        """A proactive flow proposes, and where it leaves waits; neither says a word by itself."""
        before = self.state
        self.event(inc.Started(self.person.id, "reminded", self.now, "event", data={"x": "a table"}))
        assert (self.state.slots, self.state.stack, self.state.aside) == (before.slots, before.stack, before.aside)
        found = self.of(fx.Propose)
        assert not self.of(fx.Say) and len(found) == 1
        if leaves and not found[0].withheld:
            self.event(inc.ProposalLeft(self.person.id, "reminded", "t", self.now, {"x": "a table"}))
            assert not self.of(fx.Say)

    def act(self, kind: str, what: Any) -> None:
        getattr(self, f"do_{kind}")(what)
        self.ids += [pair for effect in self.of(fx.Say) for pair in tappable(effect.message)]
        self.keys += [key for key, _ in self.wakes()]
        self.call = self.called()[-1].call if self.called() else self.call

    def do_helps(self, _: None) -> None:
        """Do what the conversation waits for, so that random runs get deep into it."""
        top = self.state.stack[-1] if self.state.stack else None
        if top is None or self.state.handover:
            self.says("menu" if self.state.handover else "go")
        elif top.waits == "wait":
            self.timer(f"wait/{top.flow}/{top.step}")
        elif top.waits:
            self.result(call=top.waits, slots={"ref": "A1"})
        else:
            self.says(ANSWERS.get(top.step, "yes"))

    def do_says(self, text: str) -> None:
        self.says(text)

    def do_taps(self, n: int) -> None:
        id, title = self.ids[-1 - n % len(self.ids)] if self.ids else ("x", "y")
        self.hear(inc.Tapped(id, title))

    def do_id(self, id: str) -> None:
        self.hear(inc.Tapped(id, "A title"))

    def do_content(self, content: Any) -> None:
        self.hear(content)

    def do_timer(self, n: int) -> None:
        self.timer(self.keys[-1 - n % len(self.keys)] if self.keys else "wait/all/wait")

    def do_result(self, given: dict[str, Any]) -> None:
        self.result(call=self.call, **given)

    def do_staff(self, what: str) -> None:
        self.staff("Hello", what)

    def do_preference(self, value: str) -> None:
        self.event(inc.Preference("222", self.now, inc.Sender(phone="1"), value, signup="s1"))

    def do_echo(self, _: None) -> None:
        self.phone_echo()


RUNS = st.lists(st.tuples(WAITS, EVENTS), max_size=25)


@given(RUNS, st.sampled_from(STOPS), st.integers(0, 1))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_stop_wins_wherever_it_comes(run: list[Any], stop: str, forwarded: int) -> None:
    """Also shows: no event makes the engine raise, run for ever, lose its state or break a limit of WhatsApp."""
    here = Stage()
    for seconds, (kind, what) in run:
        here.later(seconds).act(kind, what)
    here.says(stop, forwarded=bool(forwarded))
    assert ("*", "withdrawn") in here.ledger()
    assert fx.CancelQueued("*", "withdrawn") in here.turn.effects
    assert [told.priority for told in here.of(fx.Say)] in ([], [0])
    assert not here.called() and "granted" not in here.person.consent.values()
    state = here.state
    assert not (state.stack or state.aside or state.queued or state.doubt)


@given(RUNS)
@settings(max_examples=150, derandomize=True, deadline=None)
def test_nobody_agrees_by_accident_and_the_bot_keeps_out_of_a_persons_way(run: list[Any]) -> None:
    here = Stage()
    for seconds, (kind, what) in run:
        handed_over, offered = here.state.handover is not None, dict(here.ids)
        here.later(seconds).act(kind, what)
        if ("offers", "granted") in here.ledger() or ("orders", "granted") in here.ledger():
            by_tap = kind == "taps" and here.evidence("granted")["button"].startswith(
                ("consent:grant:", "stop:marketing")
            )
            by_word = (kind == "says" and words().yes_no(str(what)) is True) or what in ("Only the offers", "1")
            assert by_tap or by_word or kind == "preference", (kind, what)
            assert kind == "preference" or here.evidence("granted")["notice"]
        if handed_over and kind in ("says", "content") and here.state.handover:
            rights = ("export", "erase")  # what the law gives people is theirs meanwhile, too
            assert all(told.priority == 0 or told.why.rule in rights for told in here.of(fx.Say))
        assert offered is not None


def test_every_kind_of_step_is_in_that_book() -> None:
    from typing import get_args

    found = {type(step) for one in PAGES.flows.values() for step in one.steps.values()}
    assert found == set(get_args(AnyStep))
