"""The step ``template``: the first message of a proactive flow."""

from __future__ import annotations

from typing import Any

from bot.core.flow import AnyStep, SendTemplate, Wording
from bot.core.outgoing import MAX_BODY
from bot.flowfiles.desk import known_or
from bot.flowfiles.fields import Fields
from bot.flowfiles.nodes import Map, Text, kind_of, where
from bot.flowfiles.paths import Plan
from bot.flowfiles.texts import wording


def template(place: Any, one: Plan, given: Fields) -> AnyStep | None:
    """Build a template step; that each placeholder is filled is seen when all files are read."""
    desk, node = given.desk, given.get("template")
    params = _params(given)
    if not isinstance(node, Text):
        given.text("template")
        return None
    if not known_or(desk, node, desk.known.templates, "template", "add it below templates: as WhatsApp approved it"):
        return None
    return SendTemplate(id=one.id, next=one.branches, where=where(one.node), template=node.text, params=params)


def _params(given: Fields) -> dict[str, Wording]:
    node = given.get("params")
    if node is None:
        return {}
    if not isinstance(node, Map):
        given.desk.error(node, f'"params" is a map of texts, and here is {kind_of(node)}', 'write {day: "{day}"}')
        return {}
    what = "what fills a placeholder"
    return {name: wording(given.desk, item, limit=MAX_BODY, what=what) for name, item in node.items.items()}
