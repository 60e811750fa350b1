"""What a customer changes on the phone: WhatsApp's settings, the chat, the number."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.simulator import progress, webhooks
from bot.simulator.acts import ActProblem
from bot.simulator.people import Customer, wamid

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator

Data = Mapping[str, Any]


def marketing(sim: Simulator, customer: Customer, data: Data) -> None:
    """WhatsApp's "Offers and announcements" for this business: {"on": bool}."""
    customer.marketing = _on(data)
    _tell_preference(sim, customer, "resume" if customer.marketing else "stop")


def signup(sim: Simulator, customer: Customer, data: Data) -> None:
    """Sign up by a link (In-App Signup): {"id"}."""
    customer.marketing = True
    _tell_preference(sim, customer, "signup", str(data.get("id") or "777000777"))


def block(sim: Simulator, customer: Customer, data: Data) -> None:
    """Block the business, or unblock it: {"on": bool}. The business is not told."""
    customer.blocks = _on(data)


def online(sim: Simulator, customer: Customer, data: Data) -> None:
    """Switch the phone's network on or off: {"on": bool}."""
    customer.online = _on(data)
    if customer.online:
        progress.back_online(sim, customer)


def read(sim: Simulator, customer: Customer, data: Data) -> None:
    """Open the chat: what arrived is read."""
    progress.read_all(sim, customer)


def play(sim: Simulator, customer: Customer, data: Data) -> None:
    """Play a voice note of the business: {"message"}."""
    message = sim.people.messages.get(str(data.get("message", "")))
    if message is None or message.customer != customer.id or message.type != "audio":
        raise ActProblem("There is no such voice note in this chat.")
    progress.play(sim, message)


def delete_chat(sim: Simulator, customer: Customer, data: Data) -> None:
    """Clear the chat on this phone. The business is not told, and the window stays open."""
    for message in sim.people.of(customer.id):
        message.deleted = True
    sim.hub.tell("cleared", customer=customer.id)


def change_number(sim: Simulator, customer: Customer, data: Data) -> None:
    """Take another phone number: {"phone"} (a new one without it). The business gets a system message."""
    visible = customer.shows_phone(sim.clock.now())
    old = sim.people.move(customer, str(data.get("phone", "")))
    customer.heard_at = 0.0  # the window belonged to the number
    body = webhooks.changed_number(customer, old, wamid=wamid(), at=sim.clock.second(), phone=visible)
    _post_system(sim, customer, body)


def new_device(sim: Simulator, customer: Customer, data: Data) -> None:
    """Set WhatsApp up on another device: the security code changes."""
    key = secrets.token_urlsafe(9)
    body = webhooks.changed_identity(customer, wamid=wamid(), at=sim.clock.second(), key=key)
    _post_system(sim, customer, body)


def username(sim: Simulator, customer: Customer, data: Data) -> None:
    """Choose a username: {"username"}; with one the phone is hidden from strangers; empty: give it up."""
    wanted = str(data.get("username", ""))
    good = not wanted or (
        3 <= len(wanted) <= 35 and all(one in "abcdefghijklmnopqrstuvwxyz0123456789._" for one in wanted)
    )
    if not good:
        raise ActProblem(f"{wanted!r} is no username: 3 to 35 of a-z, 0-9, dot and underscore.")
    customer.username = wanted


def contact_book(sim: Simulator, customer: Customer, data: Data) -> None:
    """Put the customer into the business's contact book, or take them out: {"on": bool}."""
    customer.in_contact_book = _on(data)


def change(sim: Simulator, customer: Customer, data: Data) -> None:
    """Change what a customer is like: {"name", "language", "reachable", "auto_read"}."""
    for key in ("name", "language"):
        if key in data:
            setattr(customer, key, str(data[key]))
    for key in ("reachable", "auto_read"):
        if key in data:
            setattr(customer, key, bool(data[key]))


def _on(data: Data) -> bool:
    wanted = data.get("on")
    if not isinstance(wanted, bool):
        raise ActProblem('Say {"on": true} or {"on": false}.')
    return wanted


def _tell_preference(sim: Simulator, customer: Customer, value: str, signup_id: str = "") -> None:
    if customer.blocked:
        return
    payload = webhooks.preference(sim.options, customer, value, now=sim.clock.now(), signup=signup_id)
    sim.deliveries.post(payload, lane=customer.id, label="preference", about=customer.id)


def _post_system(sim: Simulator, customer: Customer, body: dict[str, Any]) -> None:
    sim.deliveries.post(webhooks.system(sim.options, body), lane=customer.id, label="system", about=customer.id)


SETTINGS: dict[str, Callable[[Simulator, Customer, Data], None]] = {
    "marketing": marketing, "signup": signup, "block": block, "online": online, "read": read, "play": play,
    "delete-chat": delete_chat, "change-number": change_number, "new-device": new_device, "username": username,
    "contact-book": contact_book, "change": change,
}  # fmt: skip
