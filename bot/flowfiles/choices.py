"""Buttons, list rows and options: what can be tapped, and where each leads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.core.flow import Choice
from bot.core.outgoing import (
    MAX_BUTTON_TITLE,
    MAX_BUTTONS,
    MAX_ROW_DESCRIPTION,
    MAX_ROW_TITLE,
    MAX_ROWS,
)
from bot.flowfiles.desk import Desk
from bot.flowfiles.fields import Fields, text
from bot.flowfiles.nodes import Map, Node, Text
from bot.flowfiles.texts import default_text, is_language, texts_of, wording

_MARKDOWN = re.compile(r"(?<!\w)([*_~])(?=\S)[^*_~]*[^*_~\s]\1(?!\w)|`[^`]+`")
_SET_SLOTS = re.compile(r"/?SetSlots\(\s*([\w-]+)\s*=\s*[\"']?([^\"')]*)[\"']?\s*\)\Z")


@dataclass(frozen=True, slots=True)
class Option:
    """A choice whose target is still a name in the file. ``slot``: what Rasa's /SetSlots would set."""

    choice: Choice
    target: Text | None
    slot: str = ""


def options(desk: Desk, nodes: list[Node], prefix: str, *, rows: bool = False) -> list[Option]:
    """Read choices. *prefix* begins their ids; *rows*: shown as a list even where they are few."""
    if len(nodes) > MAX_ROWS:
        cure = "split them: let the last one lead to a second menu"
        desk.error(nodes[MAX_ROWS], f"a list can have {MAX_ROWS} rows on WhatsApp (this one has {len(nodes)})", cure)
    limit = MAX_ROW_TITLE if rows or len(nodes) > MAX_BUTTONS else MAX_BUTTON_TITLE
    found = [_option(desk, node, f"{prefix}/{number}", limit) for number, node in enumerate(nodes, 1)]
    out = [option for option in found if option is not None]
    _distinct(desk, nodes, out)
    return out


def _option(desk: Desk, node: Node, number: str, limit: int) -> Option | None:
    what = "a button title" if limit == MAX_BUTTON_TITLE else "a row title"
    if not isinstance(node, Map) or (node.items and all(is_language(key) for key in node.items)):
        title = wording(desk, node, limit=limit, what=what)
        return _checked(desk, node, Option(Choice(number, title, default_text(desk, title)), None))
    given = Fields(desk, node, "choice")
    head = given.get("title")
    if head is None:
        return None
    title = wording(desk, head, limit=limit, what=what)
    below = given.get("description")
    small = wording(desk, below, limit=MAX_ROW_DESCRIPTION, what="a row's description") if below else None
    value = given.text("value") or default_text(desk, title)
    target = given.get("then")
    option = Option(Choice(number, title, value, small), target if isinstance(target, Text) else None)
    if target is not None and option.target is None:
        text(desk, target, '"then" of a button')
    return _checked(desk, node, _payload(desk, given, option))


def _payload(desk: Desk, given: Fields, option: Option) -> Option:
    """Understand what Rasa's buttons carry: /SetSlots(slot=value) or the name of a flow."""
    node = given.get("payload")
    if node is None:
        return option
    source = given.text("payload")
    found = _SET_SLOTS.match(source)
    if found:
        return replace(option, choice=replace(option.choice, value=found.group(2)), slot=found.group(1))
    if not source.startswith("/"):
        return replace(option, choice=replace(option.choice, value=source))
    name = source[1:].split("{")[0]
    if name in desk.known.flows and isinstance(node, Text):
        target = Text(node.path, node.line, node.column, name, node.plain)
        return replace(option, target=target)
    cure = "write then: and the id of a flow, or value: and what is saved"
    desk.warning(node, f'the payload "{source}" starts an intent, which needs a model', cure)
    return option


def _checked(desk: Desk, node: Node, option: Option) -> Option | None:
    if not option.choice.title.by_language:
        return None
    for _, title in texts_of(option.choice.title):
        if "\n" in title.source:
            desk.error(node, "a button title is one line", "write a shorter title; the text above can be longer")
        elif _MARKDOWN.search(title.source):
            desk.error(node, "a button title can't be bold, italic or struck", "leave out * _ ~ and `")
    return option


def _distinct(desk: Desk, nodes: list[Node], found: list[Option]) -> None:
    """Titles of one message must differ: WhatsApp asks for it, and so does an answer that is typed."""
    for kind, words in (("title", _titles(found)), ("value", (option.choice.value.casefold() for option in found))):
        twice = [word for word, times in Counter(words).items() if times > 1]
        if twice:
            told = f'two of these have the same {kind}, "{twice[0].split("=")[-1]}"'
            desk.error(nodes[0], told, f"give each its own {kind}")
            return


def _titles(found: Iterable[Option]) -> Iterable[str]:
    for option in found:
        for language, title in texts_of(option.choice.title):
            yield f"{language}={title.source.casefold()}"
