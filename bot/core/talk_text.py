"""Writes a talk down in the short form, so that reading it gives the same talk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bot.core.outgoing import Outgoing
from bot.core.talk import (
    Again,
    Bot,
    Customer,
    InLedger,
    Later,
    Line,
    Reports,
    Restart,
    Send,
    Sends,
    Slots,
    Staff,
    Talk,
    Tap,
    Uttered,
    Verdict,
    spelled,
)

LONGEST = 60  # characters of what the bot said that are kept
SHORTEST = 8  # a first sentence that is shorter says too little
_SENTENCES = re.compile(r"(?<=[.!?…؟])\s+|\n+")
_UNITS = ((86400, "days"), (3600, "hours"), (60, "minutes"), (1, "seconds"))


def written(talk: Talk, *, notes: Mapping[int, str] | None = None) -> str:
    """Return the text of a file. ``notes``: comments below the lines of these numbers (from 0)."""
    head = [f"talk: {quoted(talk.title)}"]
    head += [f'at: "{talk.at}"'] if talk.at else []
    head += [f"language: {talk.language}"] if talk.language else []
    body: list[str] = []
    for number, line in enumerate(talk.lines):
        body.append(f"- {_LINES[type(line)](line)}")
        if notes and number in notes:
            body.append(f"# {notes[number]}")
    return "\n".join([*head, *body]) + "\n"


def quoted(text: str) -> str:
    """Return a text as a YAML text in quotes, on one line."""
    out = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "")
    return '"' + "".join(sign if sign.isprintable() or sign in _JOINERS else _escaped(sign) for sign in out) + '"'


_JOINERS = "\u200c\u200d"


def _escaped(sign: str) -> str:
    code = ord(sign)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def duration(seconds: int) -> str:
    """Return seconds as the talk files write them.

    >>> duration(259200), duration(90 * 60), duration(3600)
    ('3 days', '90 minutes', '1 hour')
    """
    size, name = next((size, name) for size, name in _UNITS if seconds % size == 0 or size == 1)
    count = seconds // size
    return f"{count} {name[:-1] if count == 1 else name}"


def shortened(messages: Iterable[Outgoing], *, spare: Iterable[str] = ()) -> list[Bot]:
    """Return what the bot said as lines that go on being true: the first sentence, without what changes.

    ``spare``: texts such as booking codes before which a line is cut.
    """
    changing = [text for text in spare if len(text) > 3]
    lines = [Bot(_short(_words(message), changing)) for message in messages]
    return [line for line in lines if line.text]


def _words(message: Outgoing) -> str:
    """Return what a message says, without its buttons where it says anything."""
    body = getattr(message, "body", "") or getattr(message, "caption", "")
    return str(body) or spelled(message)


def _short(text: str, changing: Sequence[str]) -> str:
    sentences = [part.strip() for part in _SENTENCES.split(text) if part.strip()]
    lasting = [one for one in sentences if not any(part in one for part in changing)]
    first = next((one for one in lasting if len(one) >= SHORTEST), "")
    if not first:
        first = next(iter(lasting or sentences), "")
        for part in changing:
            first = first.partition(part)[0].rstrip()
    if len(first) <= LONGEST:
        return first
    cut = first[: LONGEST + 1].rpartition(" ")[0]
    return cut.rstrip(" ,;:") or first[:LONGEST]


# ---- one writer for each kind of line


def _flow(values: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{name}: {_value(value)}" for name, value in values.items()) + "}"


def _value(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    return text if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", text) and text not in _WORDS else quoted(text)


_WORDS = ("true", "false", "null", "yes", "no", "on", "off", "True", "False", "Null")


def _send(line: Send) -> str:
    given: dict[str, Any] = {"template": line.template, "purpose": line.purpose}
    inner = _flow(given)[:-1]
    return f"send: {inner}" + (f", params: {_flow(line.params)}" if line.params else "") + "}"


def _reports(line: Reports) -> str:
    if not line.data:
        return f"event: {line.event}"
    return f"event: {{name: {line.event}, data: {_flow(line.data)}}}"


def _verdict(line: Verdict) -> str:
    if not line.template:
        return f"verdict: {line.reason or 'cleared'}"
    asked = {"template": line.template, "purpose": line.purpose}
    return f"verdict: {_flow(asked | ({'refused': line.reason} if line.reason else {'cleared': True}))}"


def _staff(line: Staff) -> str:
    return f"staff: {line.what}" if line.what != "reply" else f"staff: {quoted(line.text)}"


def _sends(line: Sends) -> str:
    return f"sends: {_flow({'kind': line.kind, 'caption': line.caption})}" if line.caption else f"sends: {line.kind}"


_LINES: Mapping[type[Line], Callable[[Any], str]] = {
    Customer: lambda line: f"customer: {quoted(line.text)}",
    Tap: lambda line: f"tap: {quoted(line.title)}",
    Sends: _sends,
    Staff: _staff,
    Later: lambda line: f"later: {duration(line.seconds)}",
    Send: _send,
    Reports: _reports,
    Again: lambda line: f"again: {line.what}",
    Restart: lambda line: "restart: true",
    Bot: lambda line: f"bot: {quoted(line.text)}" if line.text else "bot:",
    Uttered: lambda line: f"utter: {line.name}",
    InLedger: lambda line: f"ledger: {line.purpose} {line.kind}" if line.purpose != "*" else f'ledger: "* {line.kind}"',
    Verdict: _verdict,
    Slots: lambda line: f"slots: {_flow(line.values)}",
}
