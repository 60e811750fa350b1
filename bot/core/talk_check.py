"""Whether what the owner expected came true."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.compare import same
from bot.core.effects import Visit
from bot.core.outgoing import Outgoing
from bot.core.talk import Bot, Expected, InLedger, Slots, Uttered, Verdict, plainly, spelled, tappable
from bot.core.talk_diff import Difference, differs
from bot.core.talk_rasa import Filled, Flowed, Offered, Ran, Said

NOTHING = "(nothing)"


@dataclass(frozen=True, slots=True)
class Happened:
    """What really came of an act. ``verdict``: "cleared", a reason, or "" where nothing was asked for."""

    said: tuple[Outgoing, ...] = ()
    uttered: tuple[str, ...] = ()
    ledger: tuple[tuple[str, str], ...] = ()  # (purpose, kind)
    slots: Mapping[str, Any] = field(default_factory=dict)
    verdict: str = ""
    place: tuple[tuple[str, str], ...] = ()  # running (flow, step), last one on top
    with_person: bool = False  # a person of the business has the conversation
    visits: Mapping[Visit, int] = field(default_factory=dict)
    flowed: tuple[tuple[str, str], ...] = ()  # (started | completed | cancelled, flow)
    ran: tuple[str, ...] = ()  # actions


def compare(expected: Sequence[Expected], happened: Happened) -> tuple[Difference, ...]:
    """Return what did not come true. What the bot says must come in this order; anything more is allowed."""
    out = list(_spoken([line for line in expected if isinstance(line, Bot)], happened))
    for line in expected:
        if not isinstance(line, Bot) and not _TRUE[type(line)](line, happened):
            out.append(differs(line.where, describe(line), [_INSTEAD[type(line)](line, happened)]))
    return tuple(out)


def _spoken(expected: Sequence[Bot], happened: Happened) -> Iterator[Difference]:
    said = [plainly(spelled(message)) for message in happened.said]
    whole, at = "\n".join(said), 0
    for line in expected:
        wanted = plainly(line.text)
        found = whole.find(wanted, at) if wanted else -1
        if found >= 0:
            at = found + len(wanted)
        elif wanted or said:
            came = [f"bot: {spelled(message)}" for message in happened.said]
            yield differs(line.where, describe(line), came or [f"bot: {NOTHING}"])


# ---- one test for each kind


def _flowed(line: Flowed, happened: Happened) -> bool:
    seen = not line.step or any(flow in line.flows and step == line.step for _, flow, step in happened.visits)
    return seen and (any if line.one else all)((line.what, flow) in happened.flowed for flow in line.flows)


def _said(line: Said, happened: Happened) -> bool:
    found = any(_fits(line, message) for message in happened.said) and (
        not line.utter or line.utter in happened.uttered
    )
    return found is not line.never


def _fits(line: Said, message: Outgoing) -> bool:
    titles = {plainly(title) for _, title in tappable(message)}
    body = str(getattr(message, "body", "") or getattr(message, "caption", ""))
    return bool(re.search(line.matches, body)) and all(plainly(button) in titles for button in line.buttons)


def _offered(line: Offered, happened: Happened) -> bool:
    ids = {id for message in happened.said for id, _ in tappable(message)}
    return all(f"start:{flow}" in ids for flow in line.flows)


def _in_ledger(line: InLedger, happened: Happened) -> bool:
    return (line.purpose, line.kind) in happened.ledger or ("*", line.kind) in happened.ledger


_TRUE: Mapping[type, Callable[[Any, Happened], bool]] = {
    Uttered: lambda line, happened: line.name in happened.uttered,
    InLedger: _in_ledger,
    Slots: lambda line, happened: all(same(happened.slots.get(name), value) for name, value in line.values.items()),
    Verdict: lambda line, happened: (line.reason or "cleared") == happened.verdict,
    Flowed: _flowed,
    Said: _said,
    Ran: lambda line, happened: line.action in happened.ran,
    Filled: lambda line, happened: all(happened.slots.get(name) is not None for name in line.slots),
    Offered: _offered,
}


# ---- what came instead


def _slots(names: Sequence[str], happened: Happened) -> str:
    return "slots: " + ", ".join(f"{name}={happened.slots.get(name)!r}" for name in names)


def _all_said(happened: Happened) -> str:
    return "bot: " + (" / ".join(spelled(message) for message in happened.said) or NOTHING)


_INSTEAD: Mapping[type, Callable[[Any, Happened], str]] = {
    Uttered: lambda line, happened: "utter: " + (", ".join(happened.uttered) or NOTHING),
    InLedger: lambda line, happened: "ledger: " + (", ".join(f"{p} {kind}" for p, kind in happened.ledger) or NOTHING),
    Slots: lambda line, happened: _slots(list(line.values), happened),
    Verdict: lambda line, happened: f"verdict: {happened.verdict or '(none)'}",
    Flowed: lambda line, happened: "flow: " + (", ".join(f"{w} {f}" for w, f in happened.flowed) or NOTHING),
    Said: lambda line, happened: _all_said(happened),
    Ran: lambda line, happened: "action: " + (", ".join(happened.ran) or NOTHING),
    Filled: lambda line, happened: _slots(line.slots, happened),
    Offered: lambda line, happened: _all_said(happened),
}


# ---- as one line


def describe(line: Expected) -> str:
    """Return an expectation as one line of text."""
    return _DESCRIBED[type(line)](line)


def _described_said(line: Said) -> str:
    parts = [line.utter, f'matches "{line.matches}"' if line.matches else "", *(f"[{one}]" for one in line.buttons)]
    return f"bot: {'never ' if line.never else ''}" + " ".join(part for part in parts if part)


def _described_flow(line: Flowed) -> str:
    named = (" or " if line.one else ", ").join(f"{line.what} {flow}" for flow in line.flows)
    return f"flow: {named}" + (f" at {line.step}" if line.step else "")


_DESCRIBED: Mapping[type, Callable[[Any], str]] = {
    Bot: lambda line: f"bot: {line.text or NOTHING}",
    Uttered: lambda line: f"utter: {line.name}",
    InLedger: lambda line: f"ledger: {line.purpose} {line.kind}",
    Slots: lambda line: "slots: " + ", ".join(f"{name}={value!r}" for name, value in line.values.items()),
    Verdict: lambda line: f"verdict: {line.reason or 'cleared'}",
    Flowed: _described_flow,
    Said: _described_said,
    Ran: lambda line: f"action: {line.action}",
    Filled: lambda line: "slots: " + ", ".join(f"{name}=(something)" for name in line.slots),
    Offered: lambda line: "did you mean: " + ", ".join(line.flows),
}
