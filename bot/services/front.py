"""What the web and the command line may ask for: one object with the whole bot behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from bot.core.flow import Book
from bot.core.understanding.mind import Mind
from bot.ports import Clock, Files, Ids, MediaSource, Store
from bot.services import desk_figures, proactive, reporting
from bot.services.bridge_in import BridgeDoor
from bot.services.counters import Counters
from bot.services.intake import Intake
from bot.services.leaving import Links

if TYPE_CHECKING:
    from bot.services.keeping import Keeper


class FlowState(Protocol):
    """The flow files in force and what is wrong with the newer ones."""

    @property
    def book(self) -> Book: ...  # noqa: D102
    @property
    def problems(self) -> tuple[Any, ...]: ...  # noqa: D102


class Browsers(Protocol):
    """Web push, as the desk needs it."""

    @property
    def public_key(self) -> str: ...  # noqa: D102
    def accept(self, endpoint: str, p256dh: str, auth: str) -> str:
        """Return why a browser can't be told, "" where it can."""


@dataclass(slots=True)
class Life:
    """Whether the program is about to end; who serves it says how to know."""

    ending: Callable[[], bool] = bool
    """Called now and then by whatever holds a request open; true: let go."""
    streams: int = 0
    """How many open pages may hold a thread of the server each; beyond them a page looks again now and then."""


@dataclass(frozen=True, slots=True)
class Front:
    """The bot, as its two front doors see it."""

    store: Store
    intake: Intake
    flows: FlowState
    mind: Callable[[], tuple[Book, Mind]]
    clock: Clock
    counters: Counters
    new_key: Callable[[], str]
    ids: Ids
    working: Callable[[], bool]
    links: Links = Links("", b"-")
    api_token: str = ""
    demo: bool = False
    move_clock: Callable[[int], None] | None = None
    life: Life = field(default_factory=Life)
    pick: Callable[[int], int] = lambda n: 0
    """A number below n: which variant of a text."""
    account_keys: tuple[bytes, ...] = field(default=(), repr=False)
    """What sign-ins are kept under: of the secret key in force, and of those before it."""
    proxied: bool = False
    """A web server in front of us says where a request comes from, and is believed."""
    address: str = ""
    """How people reach this program from outside, without a slash at the end."""
    browsers: Browsers | None = None
    """Tells browsers of our own people; None: nothing is pushed."""
    doors: Mapping[str, BridgeDoor] = field(default_factory=dict)
    """Where other help desks come in, by name."""
    keeper: Keeper | None = None
    """Keeps conversations as talks; in the demo."""

    files: Files | None = None
    """Where files that customers sent are kept for a while."""
    media: MediaSource | None = None
    """Where they come from."""

    def send(self, asked: proactive.Asked) -> proactive.Answer:
        """Ask the gate for one proactive message and queue it where cleared."""
        book, now = self.flows.book, self.clock.now()
        key = f"api:{asked.key}" if asked.key else self.new_key()
        return self.store.write(lambda tx: proactive.ask(tx, asked, book, now=now, key=key))

    def report(self, told: reporting.Reported) -> reporting.Outcome:
        """Start the flows that wait for an event; raise UnknownEvent or BadReport."""
        known, now = self.mind(), self.clock.now()
        key = f"event:{told.key}" if told.key else self.new_key()
        return self.store.write(lambda tx: reporting.report(tx, told, known, now=now, key=key, pick=self.ids.pick))


def health(front: Front) -> tuple[bool, Mapping[str, Any]]:
    """Return whether the bot is ready, and each part's state in words."""
    now = front.clock.now()
    checks: dict[str, Any] = {}
    try:
        beat = front.store.read(lambda tx: tx.facts.get("worker")) or {}
        halt = front.store.read(lambda tx: tx.facts.get("halt")) or {}
        checks["database"] = "well"
    except Exception as problem:
        return False, {"database": str(problem)}
    wrong = [p for p in front.flows.problems if p.level == "error"]
    checks["flows"] = "well" if not wrong else f"{len(wrong)} problems in the newer files; the last good flows go on"
    at = int(beat.get("at", 0))
    alive = front.working() or now - at < 60
    checks["worker"] = "well" if alive else "no worker runs: start `askfirst work` or set ASKFIRST_WORKER=on"
    failing = int(beat.get("provider_failing") or 0)
    checks["provider"] = "well" if not failing else f"has not answered for {now - failing} seconds; messages wait"
    if halt:
        checks["provider"] = f"refuses everything ({halt.get('code')}): {halt.get('why')}; messages wait"
    return alive, checks


def metrics(front: Front) -> str:
    """Return the Prometheus text."""
    lines = ["# TYPE askfirst_events_total counter"]
    lines += [f'askfirst_events_total{{event="{name}"}} {n}' for name, n in sorted(front.counters.all().items())]

    def rows(tx: Any) -> tuple[int, Mapping[str, int], int]:
        return tx.inbox.waiting(), tx.outbox.depth(), tx.ledger.head()[0]

    waiting, depth, ledger = front.store.read(rows)
    lines += ["# TYPE askfirst_inbox_waiting gauge", f"askfirst_inbox_waiting {waiting}"]
    lines += ["# TYPE askfirst_outbox gauge"]
    lines += [f'askfirst_outbox{{state="{state}"}} {n}' for state, n in sorted(depth.items())]
    lines += ["# TYPE askfirst_ledger_lines gauge", f"askfirst_ledger_lines {ledger}"]
    lines += front.store.read(lambda tx: desk_figures.metrics(tx, front.clock.now()))
    return "\n".join(lines) + "\n"
