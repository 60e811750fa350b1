"""The steps ``say`` and ``menu``: a text, what can be tapped below it, what is shown with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.core import conditions
from bot.core.flow import END, Branch, Choice, Say, Wording
from bot.core.outgoing import (
    MAX_BODY,
    MAX_BUTTONS,
    MAX_FOOTER,
    MAX_HEADER,
    MAX_LIST_BODY,
    MAX_LIST_BUTTON,
    MAX_TEXT,
)
from bot.core.phrases import sentence
from bot.flowfiles import slots
from bot.flowfiles.choices import Option, options
from bot.flowfiles.desk import Desk, known_or
from bot.flowfiles.fields import Fields
from bot.flowfiles.media import media_of
from bot.flowfiles.nodes import Map, Node, Text, where
from bot.flowfiles.paths import Paths, Plan
from bot.flowfiles.texts import wording


def say(paths: Paths, one: Plan, given: Fields) -> Say | None:
    """Build a say or menu step."""
    desk, node = paths.desk, given.get(one.kind)
    found = _options(paths, one, given)
    media = media_of(desk, given)
    button = _list_button(desk, given, found)
    as_list = len(found) > MAX_BUTTONS or button is not None
    if node is None:
        return None
    limit = MAX_LIST_BODY if as_list else MAX_BODY if found or media else MAX_TEXT
    text = wording(desk, node, limit=limit, what="a text with buttons or media" if limit == MAX_BODY else "a text")
    choices, branches = _lead(paths, one, found)
    save = _save(paths, given, one, [choice for choice in choices if branches or given.has("save")])
    if branches:
        save = save or one.id
        one.branches = tuple(_tapped(save, choice, to) for choice, to in branches) + one.branches
        slots.fill(desk, save, where(one.node), "choice", choices)
    return Say(
        id=one.id, next=one.branches, where=where(one.node), text=text, choices=choices, save=save, media=media,
        list_button=button,
        header=_short(desk, given, "header", MAX_HEADER), footer=_short(desk, given, "footer", MAX_FOOTER),
        react=given.text("react") if one.kind == "say" else "",
    )  # fmt: skip


def _short(desk: Desk, given: Fields, key: str, limit: int) -> Any:
    node = given.get(key)
    return wording(desk, node, limit=limit, what=f"a {key.replace('_', ' ')}") if node is not None else None


def _list_button(desk: Desk, given: Fields, found: list[Option]) -> Wording | None:
    """Return what opens the list. A short list that was asked for as one gets our own word: it would become buttons."""
    own: Wording | None = _short(desk, given, "list_button", MAX_LIST_BUTTON)
    described = any(option.choice.description for option in found)
    if own is not None or not (described or given.has("list")):
        return own
    return Wording({language: (sentence("menu_button", language),) for language in desk.languages}, where(given.node))


def _options(paths: Paths, one: Plan, given: Fields) -> list[Option]:
    keys = ("options",) if one.kind == "menu" else ("buttons", "list")
    present = [key for key in keys if given.has(key)]
    if len(present) > 1:
        paths.desk.error(
            one.node.keys["list"], "a message has buttons or a list, not both", "put all of them into list:"
        )
    nodes = [node for key in present[:1] for node in given.items(key)]
    rows = "list" in present or given.has("list_button") or any(_described(node) for node in nodes)
    return options(paths.desk, nodes, f"flow/{paths.flow}/{one.id}", rows=rows)


def _described(node: Node) -> bool:
    return isinstance(node, Map) and "description" in node.items


def _lead(paths: Paths, one: Plan, found: list[Option]) -> tuple[tuple[Choice, ...], list[tuple[Choice, str]]]:
    """Point each choice to its flow; those that lead to a step of this flow become branches."""
    choices, branches = [], []
    for option in found:
        choice, target = option.choice, option.target
        if target is not None and (target.text in paths.plans or target.text == END):
            branches.append((choice, target.text))
        elif target is not None and _flow_or_step(paths, target):
            choice = replace(choice, then=target.text)
        choices.append(choice)
    return tuple(choices), branches


def _flow_or_step(paths: Paths, target: Text) -> bool:
    names = [*paths.plans, *paths.desk.known.flows]
    return known_or(paths.desk, target, names, "flow or step")


def _save(paths: Paths, given: Fields, one: Plan, choices: list[Choice]) -> str:
    save = given.text("save")
    if save:
        slots.fill(paths.desk, save, where(one.node), "choice" if choices else "text", tuple(choices))
    return save


def _tapped(save: str, choice: Choice, to: str) -> Branch:
    quoted = choice.value.replace('"', '\\"')
    return Branch(conditions.parse(f'slots.{save} is "{quoted}"'), to)
