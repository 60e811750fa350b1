"""A rehearsed conversation, and the comparison of what was said with what the owner expected.

The lines of a talk are acts (somebody does something) and expectations (what must follow). Playing them is a
service's work; this file only knows what they are and whether they came true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, ndiff
from typing import Any

from bot.core.compare import same
from bot.core.flow import Where
from bot.core.outgoing import Buttons, LinkButton, Menu, Outgoing, Template

_NOWHERE = Where()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What every line has: its place in the owner's file."""

    where: Where = _NOWHERE


# ---- acts


@dataclass(frozen=True, slots=True)
class Customer(Line):
    """The customer writes."""

    text: str


@dataclass(frozen=True, slots=True)
class Tap(Line):
    """The customer taps a button or a list row, by its title (or its id)."""

    title: str


@dataclass(frozen=True, slots=True)
class Sends(Line):
    """The customer sends something that is no text: image, audio, location …"""

    kind: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Staff(Line):
    """A person of the business writes, takes or closes the conversation."""

    text: str = ""
    what: str = "reply"


@dataclass(frozen=True, slots=True)
class Later(Line):
    """Time goes by, in seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Send(Line):
    """The business asks for a proactive message."""

    template: str
    purpose: str
    params: Mapping[str, str] = field(default_factory=dict)


Act = Customer | Tap | Sends | Staff | Later | Send


# ---- expectations


@dataclass(frozen=True, slots=True)
class Bot(Line):
    """The bot says this, or something that contains it; "" means: the bot says nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class Uttered(Line):
    """The bot says one of the owner's responses (Rasa's ``utter``)."""

    name: str


@dataclass(frozen=True, slots=True)
class InLedger(Line):
    """A consent line was written: ``offers granted``; purpose "*" for every purpose."""

    purpose: str
    kind: str


@dataclass(frozen=True, slots=True)
class Verdict(Line):
    """The gate's answer to the last ``send`` (or to one of this template and purpose now): cleared, or the reason."""

    reason: str = ""
    template: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Slots(Line):
    """These slots have these values (None: empty)."""

    values: Mapping[str, Any]


Expectation = Bot | Uttered | InLedger | Verdict | Slots


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that must keep working. ``at``: local time of its beginning, "2026-01-05 09:00"."""

    title: str
    lines: tuple[Act | Expectation, ...]
    at: str = ""
    language: str = ""
    where: Where = _NOWHERE


@dataclass(frozen=True, slots=True)
class Exchange:
    """An act and what is expected of it; act None: before anybody did anything."""

    act: Act | None
    expected: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """What really came of an act. ``verdict``: "cleared", a reason, or "" where nothing was asked for."""

    said: tuple[Outgoing, ...] = ()
    uttered: tuple[str, ...] = ()
    ledger: tuple[tuple[str, str], ...] = ()  # (purpose, kind)
    slots: Mapping[str, Any] = field(default_factory=dict)
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that did not come true. ``text`` shows both sides, "- " expected and "+ " what was."""

    where: Where
    text: str


def exchanges(talk: Talk) -> Iterator[Exchange]:
    """Split a talk into acts, each with the expectations that follow it."""
    act: Act | None = None
    expected: list[Expectation] = []
    for line in talk.lines:
        if isinstance(line, Bot | Uttered | InLedger | Verdict | Slots):
            expected.append(line)
            continue
        if act is not None or expected:
            yield Exchange(act, tuple(expected))
        act, expected = line, []
    if act is not None or expected:
        yield Exchange(act, tuple(expected))


def compare(expected: Sequence[Expectation], happened: Happened) -> tuple[Difference, ...]:
    """Return what did not come true. What the bot says must come in this order; anything more is allowed."""
    out = list(_spoken([line for line in expected if isinstance(line, Bot)], happened))
    for line in expected:
        if not isinstance(line, Bot) and not _came_true(line, happened):
            out.append(Difference(line.where, _differs(describe(line), _instead(line, happened))))
    return tuple(out)


def _spoken(expected: Sequence[Bot], happened: Happened) -> Iterator[Difference]:
    said = [_plain(spelled(message)) for message in happened.said]
    whole, at = "\n".join(said), 0
    for line in expected:
        wanted = _plain(line.text)
        found = whole.find(wanted, at) if wanted else -1
        if found >= 0:
            at = found + len(wanted)
        elif wanted or said:
            near = _nearest(line.text, [spelled(message) for message in happened.said])
            yield Difference(line.where, _differs(describe(line), near or "bot: (nothing)"))


def _came_true(line: Expectation, happened: Happened) -> bool:
    if isinstance(line, Uttered):
        return line.name in happened.uttered
    if isinstance(line, InLedger):
        return (line.purpose, line.kind) in happened.ledger or ("*", line.kind) in happened.ledger
    if isinstance(line, Slots):
        return all(same(happened.slots.get(name), value) for name, value in line.values.items())
    return isinstance(line, Verdict) and (line.reason or "cleared") == happened.verdict


def _instead(line: Expectation, happened: Happened) -> str:
    if isinstance(line, Uttered):
        return "utter: " + (", ".join(happened.uttered) or "(nothing)")
    if isinstance(line, InLedger):
        return "ledger: " + (", ".join(f"{purpose} {kind}" for purpose, kind in happened.ledger) or "(nothing)")
    if isinstance(line, Slots):
        return "slots: " + ", ".join(f"{name}={happened.slots.get(name)!r}" for name in line.values)
    return f"verdict: {happened.verdict or '(none)'}"


def describe(line: Expectation) -> str:
    """Return an expectation as one line of text."""
    if isinstance(line, Bot):
        return f"bot: {line.text or '(nothing)'}"
    if isinstance(line, Uttered):
        return f"utter: {line.name}"
    if isinstance(line, InLedger):
        return f"ledger: {line.purpose} {line.kind}"
    if isinstance(line, Slots):
        return "slots: " + ", ".join(f"{name}={value!r}" for name, value in line.values.items())
    return f"verdict: {line.reason or 'cleared'}"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _nearest(wanted: str, said: Sequence[str]) -> str:
    """Return all that was said, the likeliest first, so that the diff below lines up."""
    ranked = sorted(said, key=lambda text: -SequenceMatcher(None, wanted, text).ratio())
    return "\n".join(f"bot: {text}" for text in ranked)


def _differs(expected: str, actual: str) -> str:
    lines = ndiff(expected.splitlines(), actual.splitlines())
    return "\n".join(line.rstrip() for line in lines)


# ---- what a person sees


def spelled(message: Outgoing) -> str:
    """Return a message as lines of text, with what can be tapped in brackets."""
    if isinstance(message, Template):
        return f"template {message.name} ({message.language}) {', '.join(message.params.values())}".strip()
    parts = [getattr(message, name, "") for name in ("header", "body", "caption", "name", "emoji", "link", "footer")]
    return "\n".join([*(part for part in parts if part), *(f"[{title}]" for _, title in tappable(message))])


def tappable(message: Outgoing) -> tuple[tuple[str, str], ...]:
    """Return (id, title) of everything that can be tapped."""
    if isinstance(message, Buttons):
        return tuple((button.id, button.title) for button in message.buttons)
    if isinstance(message, Menu):
        return tuple((row.id, row.title) for section in message.sections for row in section.rows)
    return ((message.url, message.label),) if isinstance(message, LinkButton) else ()


def button_id(messages: Iterable[Outgoing], title: str) -> str:
    """Return the id behind a title (or the id itself), the latest message first; "" where nothing is called so."""
    wanted = _plain(title)
    for message in reversed(list(messages)):
        for id, shown in tappable(message):
            if wanted in (_plain(shown), id.casefold()):
                return id
    return ""
