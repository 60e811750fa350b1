"""Plays conversations through the whole bot: the real engine, store, gate and sender; only the phone is a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.core.incoming import Content, Item, Message, Said, Sender, Tapped
from bot.core.outgoing import Button, Buttons, Menu, Outgoing, Row
from bot.core.outgoing import Text as TextOut
from bot.ports import Clock, Store
from bot.services.worker import Worker

NUMBER = "222000222000222"


@dataclass(slots=True)
class Rehearsal:
    """One person at a pretend phone. ``sent`` of the console channel grows as the bot answers."""

    store: Store
    worker: Worker
    clock: Clock
    channel: Any
    sender: Sender = field(default_factory=lambda: Sender(phone="15550100002", bsuid="US.1000000000000000001"))
    count: int = 0

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
        item = Item(key=f"{NUMBER}:{message.id}", at=message.at, event=message)
        before = len(self.channel.sent)
        self.store.write(lambda tx: tx.inbox.add(self.channel.name, [item], self.clock.now_ms()))
        self.worker.settle()
        return [sent.message for sent in self.channel.sent[before:]]

    def say(self, text: str) -> list[Outgoing]:
        """Let the person type."""
        return self.hear(Said(text))

    def tap(self, title: str) -> list[Outgoing] | None:
        """Let the person tap the newest button or list row with this title (or number); None where there is none."""
        options = tappable([sent.message for sent in self.channel.sent])
        found = [o for o in options if o.title.casefold() == title.casefold() or o.id == title]
        if not found:
            return None
        source = "list" if isinstance(found[0], Row) else "button"
        return self.hear(Tapped(found[0].id, found[0].title, source))  # type: ignore[arg-type]

    def wait(self) -> list[Outgoing]:
        """Let whatever is due happen; return what the bot says of its own."""
        before = len(self.channel.sent)
        self.worker.settle()
        return [sent.message for sent in self.channel.sent[before:]]


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
        buttons = "  ".join(f"[{button.title}]" for button in message.buttons)
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
