"""The way of a message of the business: accepted, sent, delivered, read, played; or failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.simulator import webhooks
from bot.simulator.delivery import Job
from bot.simulator.people import Customer, Message
from bot.simulator.refusals import Refusal

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator

RANK = {"pending": 0, "accepted": 0, "sent": 1, "delivered": 2, "read": 3, "played": 4, "failed": 9}
EXPIRES = 30 * 24 * 3600


def begin(sim: Simulator, message: Message, failure: Refusal | None = None, held: float = 0.0) -> None:
    """Start a message on its way; *failure*: it will come back as ``failed``. *held*: seconds of a quality check."""
    if failure:
        message.error = failure.in_status()
    _later(sim, message, "failed" if failure else "sent", held or sim.options.pace)


def step(sim: Simulator, job: Job) -> None:
    """Take one step of a message; called by a lane."""
    with sim.lock:
        message = sim.people.messages.get(job.about)
        if message is None or RANK[job.label] <= RANK[message.status]:
            return
        customer = sim.people.customers.get(message.customer)
        if job.label in ("delivered", "read") and not _arrives(sim, message, customer):
            return
        message.status = job.label
        if not sim.faults.strike("drop_status", job.label):
            payload = webhooks.status(sim.options, customer, message, job.label, sim.clock.now())
            sim.deliveries.post(payload, lane=job.lane, label=f"status {job.label}", about=message.wamid)
        _follow(sim, message, customer)
        sim.tell_message(message)


def read_all(sim: Simulator, customer: Customer) -> None:
    """The customer opens the chat: everything that has arrived is read."""
    for message in sim.people.of(customer.id):
        if message.author == "business" and message.status == "delivered":
            _later(sim, message, "read", 0.0)


def play(sim: Simulator, message: Message) -> None:
    """The customer plays a voice note."""
    _later(sim, message, "played", 0.0)


def back_online(sim: Simulator, customer: Customer) -> None:
    """The phone is on again: what waited arrives."""
    for message in sim.people.of(customer.id):
        if message.author == "business" and message.status == "sent":
            _later(sim, message, "delivered", sim.options.pace)


def _arrives(sim: Simulator, message: Message, customer: Customer | None) -> bool:
    fresh = sim.clock.now() - message.at < EXPIRES
    return customer is not None and customer.online and fresh


def _follow(sim: Simulator, message: Message, customer: Customer | None) -> None:
    if customer is None or message.type == "reaction":
        return  # a reaction of the business is only ever "sent"
    if message.status == "sent":
        _later(sim, message, "delivered", sim.options.pace)
    elif message.status == "delivered" and customer.auto_read:
        _later(sim, message, "read", sim.options.pace)


def _later(sim: Simulator, message: Message, name: str, after: float) -> None:
    sim.deliveries.step(lane=message.customer or message.recipient, about=message.wamid, label=name, after=after)
