"""The ``faq`` section: questions with one answer each."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.flow import Faq
from bot.core.outgoing import MAX_BODY, MAX_TEXT
from bot.flowfiles.desk import MAX_ID, Desk, check_id, known_or
from bot.flowfiles.fields import Fields, fields
from bot.flowfiles.nodes import Node, Text, where
from bot.flowfiles.texts import wording


def faq(desk: Desk, nodes: Sequence[Node]) -> tuple[Faq, ...]:
    """Build all entries, in the order of the files."""
    first: dict[str, Text] = {}
    out = []
    for node in nodes:
        given = fields(desk, node, "faq")
        if given is not None and _unique(desk, given, first):
            entry = _entry(desk, given)
            if entry is not None:
                out.append(entry)
    return tuple(out)


def _unique(desk: Desk, given: Fields, first: dict[str, Text]) -> bool:
    key = given.get("id")
    if not isinstance(key, Text) or not (_plain(key.text) or check_id(desk, key, "question")):
        return False
    if key.text in first:
        place = first[key.text]
        desk.error(key, f'there is already a question "{key.text}" in {place.path}:{place.line}', "give one another id")
        return False
    first[key.text] = key
    return True


def _plain(id: str) -> bool:
    """Whether an id can be shown and sent: entries may be called by what they are about, in any script."""
    return 0 < len(id.strip()) == len(id) <= MAX_ID and id.isprintable() and ":" not in id


def _entry(desk: Desk, given: Fields) -> Faq | None:
    answer, ask = given.get("answer"), given.texts("ask")
    if answer is None:
        return None
    limit = MAX_BODY if given.has("then") else MAX_TEXT
    what = "an answer with a button" if given.has("then") else "an answer"
    return Faq(
        id=given.text("id"),
        ask=tuple(item.text for item in ask),
        answer=wording(desk, answer, limit=limit, what=what),
        then=_then(desk, given),
        words=tuple(item.text for item in given.texts("words")),
        where=where(given.node),
        hands_over=_hands_over(given),
        team=_team(desk, given),
    )


def _hands_over(given: Fields) -> bool:
    return given.text("handover").lower() not in ("", "false", "no")


def _team(desk: Desk, given: Fields) -> str:
    node = given.get("handover")
    if not isinstance(node, Text) or node.text.lower() in ("true", "yes", "false", "no"):
        return ""
    return node.text if known_or(desk, node, desk.known.teams, "team", "name it in handover: teams:") else ""


def _then(desk: Desk, given: Fields) -> str:
    """Return the flow that is offered; the question mark of the old form (``book_table?``) may stay."""
    node = given.get("then")
    if not isinstance(node, Text):
        return given.text("then")
    name = Text(node.path, node.line, node.column, node.text.removesuffix("?"), node.plain)
    return name.text if known_or(desk, name, desk.known.flows, "flow") else ""
