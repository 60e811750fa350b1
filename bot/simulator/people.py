"""Simulated customers and the messages between them and the business."""

from __future__ import annotations

import base64
import secrets
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from bot.simulator.countries import BY_COUNTRY, country_of

WINDOW = 24 * 3600
REMEMBERED = 30 * 24 * 3600
"""How long Meta keeps showing the phone of somebody with a username after the last exchange by phone."""
KEPT = 20_000
"""Messages kept in all; the oldest go first."""


@dataclass(slots=True)
class Customer:
    """Somebody with WhatsApp. Everybody has a phone; with a username the business does not always see it."""

    id: str
    name: str
    phone: str
    bsuid: str
    language: str = "en"
    username: str = ""
    parent_bsuid: str = ""
    heard_at: float = 0.0
    """Simulated time of the last message that opened the window."""
    by_phone_at: float = 0.0
    """Last exchange in which this number and the customer's phone number met."""
    in_contact_book: bool = False
    marketing: bool = True
    """WhatsApp's own switch "Offers and announcements" for this business."""
    blocks: bool = False
    """The customer has blocked the business."""
    blocked: bool = False
    """The business has blocked the customer (block_users)."""
    reachable: bool = True
    online: bool = True
    auto_read: bool = True
    """Reads what arrives at once; otherwise when the chat is opened."""
    typing_until: float = 0.0
    country: str = ""

    def window_until(self) -> float:
        """Return the end of the 24-hour window; 0 where it never opened."""
        return self.heard_at + WINDOW if self.heard_at else 0.0

    def shows_phone(self, now: float) -> bool:
        """Whether webhooks carry the phone: no username, met by phone within 30 days, or in the contact book."""
        if not self.username or self.in_contact_book:
            return True
        return bool(self.by_phone_at) and now - self.by_phone_at <= REMEMBERED


@dataclass(slots=True)
class Message:
    """One message. *content* is the JSON under its type; *shown* is what the phone draws."""

    wamid: str
    seq: int
    customer: str
    author: str  # "customer" | "business"
    at: float
    type: str
    content: Any
    shown: dict[str, Any]
    status: str = "pending"
    context: str = ""
    reference: str = ""
    category: str = "service"
    by_phone: bool = True
    recipient: str = ""
    error: dict[str, Any] | None = None
    reactions: dict[str, str] = field(default_factory=dict)
    edited: bool = False
    revoked: bool = False
    deleted: bool = False
    forwarded: bool = False
    billed: str = ""
    wire: dict[str, Any] = field(default_factory=dict)


def wamid() -> str:
    """Return a new message id that looks like Meta's."""
    return "wamid." + base64.b64encode(secrets.token_bytes(28)).decode()


def digits(text: str) -> str:
    """Return the digits of a phone number in any writing."""
    return "".join(character for character in text if character in "0123456789")


class People:
    """Who there is and what was said. The caller holds the simulator's lock."""

    def __init__(self) -> None:
        self.customers: dict[str, Customer] = {}
        self.messages: dict[str, Message] = {}
        self._order: deque[str] = deque()
        self._chats: dict[str, dict[str, Message]] = {}
        self._index: dict[str, str] = {}
        self._next = 1
        self.seq = 0

    def add(self, name: str, *, phone: str = "", country: str = "", hidden: bool = False, **more: Any) -> Customer:
        """Make a customer. *hidden*: has a username, so the business sees no phone until they meet by phone."""
        number = digits(phone) or self._new_phone(country or "US")
        if self.find(number):
            raise ValueError(f"The phone number +{number} belongs to another customer.")
        home = country.upper() or country_of(number)
        known = {one.name for one in fields(Customer)} - {"id", "name", "phone", "country"}
        settings = {key: value for key, value in more.items() if key in known}
        settings.setdefault("bsuid", _bsuid(home))
        customer = Customer(id=f"c{self._next}", name=name, phone=number, country=home, **settings)
        if hidden and not customer.username:
            customer.username = self._new_username(name)
        self._next += 1
        self.customers[customer.id] = customer
        self._learn(customer)
        return customer

    def find(self, key: str) -> Customer | None:
        """Find a customer by id, phone (any writing), BSUID or parent BSUID."""
        if key in self.customers:
            return self.customers[key]
        return self.customers.get(self._index.get(key if "." in key else digits(key), ""))

    def remove(self, customer: Customer) -> None:
        """Forget a customer and what was said."""
        del self.customers[customer.id]
        self._unlearn(customer)
        for wamid in self._chats.pop(customer.id, {}):
            del self.messages[wamid]

    def keep(self, message: Message) -> Message:
        """Keep a message and give it its place in the order."""
        self.seq += 1
        message.seq = self.seq
        self._file(message)
        while len(self._order) > KEPT:
            oldest = self.messages.pop(self._order.popleft(), None)
            if oldest is not None:
                del self._chats[oldest.customer][oldest.wamid]
        return message

    def _file(self, message: Message) -> None:
        self.messages[message.wamid] = message
        self._order.append(message.wamid)
        self._chats.setdefault(message.customer, {})[message.wamid] = message

    def of(self, customer: str) -> Iterator[Message]:
        """Yield the messages of one customer, oldest first."""
        return iter(self._chats.get(customer, {}).values())

    def move(self, customer: Customer, phone: str) -> tuple[str, str]:
        """Give a customer another phone, and so another BSUID; return the old (phone, BSUID)."""
        number = digits(phone) or self._new_phone(customer.country)
        if self.find(number):
            raise ValueError(f"The phone number +{number} belongs to another customer, or is the same as before.")
        old = customer.phone, customer.bsuid
        self._unlearn(customer)
        customer.phone, customer.bsuid = number, _bsuid(customer.country)
        self._learn(customer)
        return old

    def restore(self, customers: list[Customer], messages: list[Message], following: int) -> None:
        """Put back what a file kept."""
        self.customers = {one.id: one for one in customers}
        for customer in customers:
            self._learn(customer)
        for message in messages:
            self._file(message)
        self.seq = max((one.seq for one in messages), default=0)
        self._next = following

    def following(self) -> int:
        """Return the number of the next customer."""
        return self._next

    def _learn(self, customer: Customer) -> None:
        for key in (customer.phone, customer.bsuid, customer.parent_bsuid):
            if key:
                self._index[key] = customer.id

    def _unlearn(self, customer: Customer) -> None:
        for key in (customer.phone, customer.bsuid, customer.parent_bsuid):
            self._index.pop(key, None)

    def _new_phone(self, country: str) -> str:
        code = BY_COUNTRY.get(country.upper(), "1")
        while True:
            # 555 01xx are numbers that nobody has.
            number = f"{code}55501{secrets.randbelow(100_000):05d}"
            if not self.find(number):
                return number

    def _new_username(self, name: str) -> str:
        base = "".join(letter for letter in name.lower().replace(" ", ".") if letter.isascii() and letter in _HANDLE)
        base = (base.strip(".") or "someone")[:28]
        taken = {one.username for one in self.customers.values()}
        return next(
            one for one in (base, *(f"{base}{n}" for n in range(2, 10_000))) if len(one) >= 3 and one not in taken
        )


_HANDLE = "abcdefghijklmnopqrstuvwxyz0123456789._"


def _bsuid(country: str) -> str:
    return f"{country.upper()}.{10**18 + secrets.randbelow(9 * 10**18)}"
