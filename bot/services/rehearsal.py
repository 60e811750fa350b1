"""Plays conversations through the whole bot: the real engine, store, gate and sender; only the phone is a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from bot.core.exploring import CUSTOMER
from bot.core.incoming import Content, Item, Message, Said, Sender, Tapped
from bot.core.outgoing import Button, Buttons, Menu, Outgoing, Row
from bot.core.outgoing import Text as TextOut
from bot.core.talk import plainly
from bot.ports import Clock, Store
from bot.services.front import Front
from bot.services.worker import Worker

NUMBER = "222000222000222"


@dataclass(slots=True)
class Rehearsal:
    """One person at a pretend phone. ``sent`` of the console channel grows as the bot answers."""

    store: Store
    worker: Worker
    clock: Clock
    channel: Any
    sender: Sender = CUSTOMER
    count: int = 0
    last: Item | None = None  # what the person sent last

    def hear(self, content: Content, *, at: int | None = None, **more: Any) -> list[Outgoing]:
        """Let the person send something; return what the bot answers."""
        self.count += 1
        message = Message(
            number=NUMBER,
            id=f"wamid.R{self.count}",
            at=self.clock.now() if at is None else at,
            sender=self.sender,
            content=content,
            **more,
        )
        self.last = Item(key=f"{NUMBER}:{message.id}", at=message.at, event=message)
        return self._arrives(self.last)

    def _arrives(self, item: Item) -> list[Outgoing]:
        before = len(self.channel.sent)
        self.store.write(lambda tx: tx.inbox.add(self.channel.name, [item], self.clock.now_ms()))
        self.worker.settle()
        return [sent.message for sent in self.channel.sent[before:]]

    def again(self) -> list[Outgoing]:
        """Let WhatsApp deliver the last message once more."""
        return self._arrives(self.last) if self.last else []

    def press_again(self) -> list[Outgoing]:
        """Let the person press the last button once more: a message of its own, about the same button."""
        event = self.last.event if self.last else None
        if not isinstance(event, Message):
            return []
        return self.hear(event.content, reply_to=event.reply_to)

    def say(self, text: str) -> list[Outgoing]:
        """Let the person type."""
        return self.hear(Said(text))

    def tap(self, title: str) -> list[Outgoing] | None:
        """Let the person tap the newest button or list row with this title (or number); None where there is none."""
        wanted = plainly(title)
        for sent in reversed(self.channel.sent):
            for option in tappable([sent.message]):
                if plainly(option.title) == wanted or option.id == title:
                    source: Any = "list" if isinstance(option, Row) else "button"
                    return self.hear(Tapped(option.id, option.title, source), reply_to=sent.wamid)
        return None

    def wait(self) -> list[Outgoing]:
        """Let whatever is due happen; return what the bot says of its own."""
        before = len(self.channel.sent)
        self.worker.settle()
        return [sent.message for sent in self.channel.sent[before:]]


class Timed(Protocol):
    """A clock that can be set."""

    at: int

    def advance(self, seconds: int) -> None:
        """Let time pass."""


@dataclass(slots=True)
class Stage:
    """A whole bot with one pretend customer: what a talk is played on. ``restart`` starts it anew on its database."""

    phone: Rehearsal
    front: Front
    clock: Timed
    restart: Callable[[], tuple[Rehearsal, Front]]

    def start_anew(self) -> None:
        """End the bot and start another one on the same database; the phone stays as it is."""
        before = self.phone
        self.phone, self.front = self.restart()
        self.phone.sender, self.phone.count, self.phone.last = before.sender, before.count, before.last


def tappable(messages: list[Outgoing]) -> list[Button | Row]:
    """Return what can be tapped, of the newest message first."""
    found: list[Button | Row] = []
    for message in reversed(messages):
        if isinstance(message, Buttons):
            found.extend(message.buttons)
        elif isinstance(message, Menu):
            found.extend(row for section in message.sections for row in section.rows)
    return found


def drawn(message: Outgoing) -> str:
    """Return a message as a terminal shows it."""
    if isinstance(message, TextOut):
        return message.body
    if isinstance(message, Buttons):
        buttons = "  ".join(f"{n} [{button.title}]" for n, button in enumerate(message.buttons, 1))
        return _framed(message) + f"\n{buttons}"
    if isinstance(message, Menu):
        rows = [row for section in message.sections for row in section.rows]
        lines = [
            f"  {n}. {row.title}" + (f" — {row.description}" if row.description else "")
            for n, row in enumerate(rows, 1)
        ]
        return _framed(message) + f"\n({message.button})\n" + "\n".join(lines)
    return f"({type(message).__name__}) " + " ".join(str(v) for v in _fields(message) if v)


def _framed(message: Buttons | Menu) -> str:
    return "\n".join(part for part in (message.header, message.body, message.footer) if part)


def _fields(message: Outgoing) -> list[Any]:
    return [getattr(message, name) for name in type(message).__dataclass_fields__]
