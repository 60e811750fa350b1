"""The lines of a talk in the short form: one reader for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.core.flow import Where
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
    Tap,
    Uttered,
    Verdict,
)
from bot.flowfiles.amounts import duration
from bot.flowfiles.desk import Desk, known_or
from bot.flowfiles.fields import Fields, fields, text
from bot.flowfiles.nodes import Map, Node, Text, plain, where

KINDS = (
    "granted",
    "refused",
    "withdrawn",
    "asked",
    "expired",
    "invalidated",
    "held",
    "released",
    "imported",
    "erased",
    "note",
)


def read_line(desk: Desk, node: Node) -> Iterator[Line]:
    """Yield what one line says; nothing, and a problem, where it says nothing known."""
    given = fields(desk, node, "line")
    if given is None:
        return
    kinds = [kind for kind in _READERS if kind in given.node.items]
    if len(kinds) > 1:
        desk.error(
            given.node.keys[kinds[1]],
            f"a line says one thing, and this one has {' and '.join(kinds)}",
            "put - before each",
        )
    for kind in kinds[:1]:
        item = given.node.items[kind]
        made = _READERS[kind](desk, item, where(given.node))
        if made is not None:
            yield made


# ---- one reader for each kind of line


def _ledger(desk: Desk, node: Node, at: Where) -> Line | None:
    words = text(desk, node, '"ledger"').split()
    if len(words) == 2 and words[0] in KINDS:
        words.reverse()
    if len(words) != 2 or words[1] not in KINDS:
        desk.error(
            node,
            "a ledger line names a purpose and what happened",
            f"write offers granted; known are {', '.join(KINDS)}",
        )
        return None
    return InLedger(words[0], words[1], where=at)


def _verdict(desk: Desk, node: Node, at: Where) -> Line | None:
    if not isinstance(node, Map):
        word = text(desk, node, '"verdict"')
        return Verdict("" if word == "cleared" else word, where=at) if word else None
    given = fields(desk, node, "verdict")
    if given is None:
        return None
    if given.has("refused") == given.has("cleared"):
        desk.error(node, "a verdict is refused: with a reason, or cleared: true", "write refused: withdrawn")
    _names(desk, given)
    return Verdict(given.text("refused"), given.text("template"), given.text("purpose"), where=at)


def _send(desk: Desk, node: Node, at: Where) -> Line | None:
    given = fields(desk, node, "send")
    if given is None:
        return None
    _names(desk, given)
    params = plain(given.get("params"))
    filled = {str(key): str(value) for key, value in params.items()} if isinstance(params, dict) else {}
    return Send(given.text("template"), given.text("purpose"), filled, where=at)


def _event(desk: Desk, node: Node, at: Where) -> Line | None:
    if isinstance(node, Text):
        return Reports(node.text, where=at)
    given = fields(desk, node, "reports")
    if given is None:
        return None
    data = plain(given.get("data"))
    return Reports(given.text("name"), {str(key): value for key, value in (data or {}).items()}, where=at)


def _names(desk: Desk, given: Fields) -> None:
    known: Mapping[str, Mapping[str, Text]] = {"template": desk.known.templates, "purpose": desk.known.purposes}
    for key, names in known.items():
        node = given.get(key)
        if isinstance(node, Text):
            known_or(desk, node, names, key)


def _sends(desk: Desk, node: Node, at: Where) -> Line | None:
    if isinstance(node, Text):
        return Sends(node.text, where=at)
    given = fields(desk, node, "sends")
    return Sends(given.one_of("kind", "image"), given.text("caption"), where=at) if given else None


def _staff(desk: Desk, node: Node, at: Where) -> Line | None:
    word = text(desk, node, '"staff"')
    return Staff(what=word, where=at) if word in ("take", "close") else Staff(word, where=at)


def _slots(desk: Desk, node: Node, at: Where) -> Line | None:
    values: Any = plain(node)
    if not isinstance(values, dict):
        desk.error(node, '"slots" is a map of slots and values', "write slots: {party_size: 4}")
        return None
    return Slots(values, where=at)


def _bot(desk: Desk, node: Node, at: Where) -> Line | None:
    return Bot("" if isinstance(node, Text) and node.empty else text(desk, node, '"bot"'), where=at)


def _utter(desk: Desk, node: Node, at: Where) -> Line | None:
    if isinstance(node, Text) and desk.whole:
        known_or(desk, node, desk.known.responses, "response")
    return Uttered(text(desk, node, '"utter"'), where=at)


def _again(desk: Desk, node: Node, at: Where) -> Line | None:
    word = text(desk, node, '"again"')
    if word in ("delivered", "tapped"):
        return Again("tapped" if word == "tapped" else "delivered", where=at)
    desk.error(
        node, f'"{word}" is not what can come twice', "write delivered (the last message) or tapped (its button)"
    )
    return None


def _restart(desk: Desk, node: Node, at: Where) -> Line | None:
    if text(desk, node, '"restart"') == "true":
        return Restart(where=at)
    desk.error(node, "a restart is true or is left out", "write restart: true")
    return None


_READERS: Mapping[str, Callable[[Desk, Node, Where], Line | None]] = {
    "customer": lambda desk, node, at: Customer(text(desk, node, '"customer"'), where=at),
    "tap": lambda desk, node, at: Tap(text(desk, node, '"tap"'), where=at),
    "again": _again,
    "restart": _restart,
    "later": lambda desk, node, at: Later(duration(desk, node, '"later"'), where=at),
    "sends": _sends,
    "staff": _staff,
    "send": _send,
    "event": _event,
    "bot": _bot,
    "utter": _utter,
    "ledger": _ledger,
    "verdict": _verdict,
    "slots": _slots,
}
