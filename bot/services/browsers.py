"""Browsers of our own people that want to be told that somebody waits: on and off, each by its own user."""

from __future__ import annotations

import hashlib
from typing import Any

from bot.ports.telling import Subscription
from bot.services.desk_views import Seat
from bot.services.front import Front

MOST_EACH = 10
"""Browsers of one user; the oldest one goes where there are more."""
_LONGEST = 2000


def available(front: Front) -> str:
    """Return the public key that a browser needs; "" where nothing is pushed here."""
    return front.browsers.public_key if front.browsers else ""


def subscribe(front: Front, seat: Seat, given: Any) -> str:
    """Keep a browser as PushSubscription.toJSON describes it; return why it can't be, "" where it is kept."""
    keys = given.get("keys") if isinstance(given, dict) else None
    parts = [given.get("endpoint"), keys.get("p256dh"), keys.get("auth")] if isinstance(keys, dict) else []
    if len(parts) != 3 or not all(isinstance(part, str) and 0 < len(part) < _LONGEST for part in parts):
        return "This is no subscription of a browser."
    if front.browsers is None:
        return "Nothing is pushed here."
    endpoint, p256dh, auth = (str(part) for part in parts)
    if wrong := front.browsers.accept(endpoint, p256dh, auth):
        return f"The browser's subscription {wrong}."
    row = Subscription(identifier(endpoint), seat.user, endpoint, p256dh, auth, front.clock.now())

    def write(tx: Any) -> None:
        tx.tellings.subscribe(row)
        own = [each for each in tx.tellings.subscriptions() if each.user == seat.user]
        for old in own[:-MOST_EACH]:
            tx.tellings.unsubscribe(old.id)

    front.store.write(write)
    return ""


def unsubscribe(front: Front, seat: Seat, endpoint: str) -> bool:
    """Forget a browser of this user; whether it was there."""

    def write(tx: Any) -> bool:
        found = tx.tellings.subscription(identifier(endpoint))
        return bool(found and found.user == seat.user and tx.tellings.unsubscribe(found.id))

    return front.store.write(write)


def identifier(endpoint: str) -> str:
    """Return our own name of a browser."""
    return hashlib.sha256(endpoint.encode("utf-8", "replace")).hexdigest()
