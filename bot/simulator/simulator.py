"""The simulated world: customers, messages, templates, media, the clock, faults, and webhooks under way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.simulator import progress, saving
from bot.simulator.acts import ACTS, ActProblem
from bot.simulator.clock import Clock
from bot.simulator.delivery import Deliveries, Job
from bot.simulator.events import Hub
from bot.simulator.faults import Faults
from bot.simulator.limits import Limits
from bot.simulator.media import Shelf
from bot.simulator.options import Options
from bot.simulator.people import Customer, Message, People
from bot.simulator.phone import SETTINGS
from bot.simulator.post import HandshakeFailed, Outcome, handshake
from bot.simulator.shown import summary
from bot.simulator.templates import Templates


class Simulator:
    """Everything behind the endpoints. One lock guards people, templates, media, limits and counters."""

    def __init__(self, options: Options, *, real: Callable[[], float] | None = None) -> None:
        """*real* replaces the wall clock, for tests."""
        self.options = options
        self.lock = threading.RLock()
        self.clock = Clock(real)
        self.hub = Hub()
        self.faults = Faults(options.seed)
        self.people = People()
        self.media = Shelf()
        self.templates = Templates(options.templates)
        self.limits = Limits(options.throughput)
        self.deliveries = Deliveries(options, self.faults, self.clock.now)
        self.deliveries.on_step = lambda job: progress.step(self, job)
        self.deliveries.on_outcome = self._posted
        self.service_sent: dict[str, int] = {}
        self.username = ""
        self.registered = True
        self.closing = threading.Event()
        self.base_url = "http://127.0.0.1"
        self.restored = False
        self._saver = saving.Saver(self, options.state_path) if options.state_path else None

    def start(self) -> Simulator:
        """Load what a file kept, and start delivering."""
        if self.options.state_path:
            kept = saving.read(Path(self.options.state_path))
            if kept:
                with self.lock:
                    saving.load(self, kept)
                self.restored = True
        self.deliveries.start()
        if self._saver:
            self._saver.start()
        return self

    def close(self) -> None:
        """Stop delivering, save, send watchers home."""
        self.closing.set()
        self.deliveries.close()
        if self._saver:
            self._saver.close()
        self.hub.close()

    def add_customer(self, name: str, **more: Any) -> Customer:
        """Make a customer; see People.add."""
        with self.lock:
            customer = self.people.add(name, **more)
            self.tell_customer(customer)
            return customer

    def act(self, who: str, what: str, data: Mapping[str, Any] | None = None) -> Message | Customer:
        """Let a customer (id, phone or BSUID) do something; see ACTS and SETTINGS."""
        with self.lock:
            customer = self.people.find(who)
            if customer is None:
                raise ActProblem(f"There is no customer {who!r}.")
            if what in ACTS:
                return self._speak(customer, what, data or {})
            if what not in SETTINGS:
                raise ActProblem(f"A customer cannot {what!r}. There are: {', '.join([*ACTS, *SETTINGS])}.")
            SETTINGS[what](self, customer, data or {})
            self.tell_customer(customer)
            return customer

    def _speak(self, customer: Customer, what: str, data: Mapping[str, Any]) -> Message:
        message = ACTS[what](self, customer, data)
        if what != "unsupported":
            progress.read_all(self, customer)  # who writes has the chat open
        self.tell_customer(customer)
        return message

    def handshake(self) -> str:
        """Do Meta's GET on the bot's address; return why it failed, or nothing."""
        try:
            handshake(self.deliveries.url, self.options.verify_token, "1158201444")
        except HandshakeFailed as problem:
            return str(problem)
        return ""

    def idle(self, timeout: float) -> bool:
        """Wait until no webhook and no status is under way."""
        return self.deliveries.idle(timeout)

    def tell_message(self, message: Message) -> None:
        """Let the pages know of a message that is new or has changed."""
        self.changed()
        self.hub.tell("message", message=self.show_message(message))

    def tell_customer(self, customer: Customer) -> None:
        """Let the pages know of a customer who is new or has changed."""
        self.changed()
        self.hub.tell("customer", customer=self.show_customer(customer))

    def changed(self) -> None:
        """Something has to be saved."""
        if self._saver:
            self._saver.changed()

    def show_message(self, message: Message) -> dict[str, Any]:
        """Return a message as the control API shows it."""
        with self.lock:
            quoted = self.people.messages.get(message.context)
            shown = {**asdict(message), "text": summary(message.shown)}
            if quoted is not None:
                shown["quoted"] = {"author": quoted.author, "text": summary(quoted.shown)}
            return shown

    def show_customer(self, customer: Customer) -> dict[str, Any]:
        """Return a customer as the control API shows them."""
        now = self.clock.now()
        told = {"shows_phone": customer.shows_phone(now), "window_until": customer.window_until()}
        return {**asdict(customer), **told}

    def _posted(self, job: Job, outcome: Outcome) -> None:
        with self.lock:
            message = self.people.messages.get(job.about)
            if job.label == "message" and message is not None:
                _ticked(message, outcome, job.tries)
                self.tell_message(message)
        entry = {"label": job.label, "status": outcome.status, "why": outcome.why, "tries": job.tries}
        self.hub.tell("webhook", **entry, waiting=self.deliveries.waiting())


def _ticked(message: Message, outcome: Outcome, tries: int) -> None:
    """Two ticks once the bot has taken the customer's message; otherwise the reason why not."""
    if outcome.status == 200:
        message.error = None
        if message.status == "sent":
            message.status = "delivered"
    else:
        message.error = {"why": outcome.why or f"HTTP {outcome.status}", "status": outcome.status, "tries": tries}
