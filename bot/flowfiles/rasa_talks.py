"""Rasa's test cases (``test_cases:``) as talks. What needs a model, or our engine does not have, is a warning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.talk import Act, Bot, Customer, Expectation, Slots, Talk, Uttered
from bot.flowfiles.desk import Desk, known_or
from bot.flowfiles.nodes import Items, Map, Node, Text, kind_of, plain, where
from bot.flowfiles.problems import did_you_mean

_LINES = ("user", "bot", "utter", "slot_was_set", "slot_was_not_set", "assertions")
_QUIET = ("assertion_order_enabled", "metadata")
_TOP = ("test_cases", "fixtures", "metadata", "version", "stub_custom_actions")


def talks(desk: Desk, root: Map) -> Iterator[Talk]:
    """Read a file of test cases."""
    for name, key in root.keys.items():
        if name not in _TOP:
            desk.error(key, f'"{name}" is not a key of a file of talks', did_you_mean(name, ["talk", *_TOP]))
    if "stub_custom_actions" in root.items:
        cure = "let the action look at what it is given, or write the talk without it"
        desk.warning(root.keys["stub_custom_actions"], "stubbed actions are not played", cure)
    fixtures = _fixtures(root)
    cases = root.items.get("test_cases")
    for node in cases.items if isinstance(cases, Items) else []:
        made = _case(desk, node, fixtures)
        if made is not None:
            yield made


def _fixtures(root: Map) -> dict[str, Any]:
    found = plain(root.items.get("fixtures"))
    entries = [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
    return {name: values for entry in entries for name, values in entry.items()}


def _case(desk: Desk, node: Node, fixtures: Mapping[str, Any]) -> Talk | None:
    if not isinstance(node, Map):
        desk.error(
            node, f"a test case is a map (key: value), and here is {kind_of(node)}", "write - test_case: its name"
        )
        return None
    name, steps = node.items.get("test_case"), node.items.get("steps")
    if not isinstance(name, Text) or not isinstance(steps, Items):
        desk.error(node, "a test case needs test_case: and steps:", "write - test_case: its name, and steps: below it")
        return None
    said = [line for step in steps.items for line in _lines(desk, step)]
    return Talk(name.text, tuple(said), _time(desk, node, fixtures), where=where(node))


def _time(desk: Desk, node: Map, fixtures: Mapping[str, Any]) -> str:
    """Return the mocked time; a fixture that sets slots can't be played."""
    used = node.items.get("fixtures")
    at = ""
    for item in used.items if isinstance(used, Items) else []:
        for entry in fixtures.get(item.text if isinstance(item, Text) else "", []):
            if isinstance(entry, dict) and "mocked_datetime" in entry:
                at = str(entry["mocked_datetime"])
            elif isinstance(entry, dict):
                cure = "let the customer say it: a talk begins with nothing remembered"
                desk.warning(item, f"the fixture sets {', '.join(map(str, entry))}, which is not played", cure)
    return at


def _lines(desk: Desk, node: Node) -> Iterator[Act | Expectation]:
    if not isinstance(node, Map):
        desk.error(node, f"a step of a test is a map (key: value), and here is {kind_of(node)}", "write - user: hi")
        return
    for key, item in node.items.items():
        if key == "assertions" and isinstance(item, Items):
            for inner in item.items:
                yield from _assertion(desk, inner)
        elif key in _LINES:
            yield from _line(desk, key, item, node)
        elif key not in _QUIET:
            desk.error(node.keys[key], f'"{key}" is not a step of a test', did_you_mean(key, _LINES))


def _line(desk: Desk, key: str, item: Node, node: Map) -> Iterator[Act | Expectation]:
    at = where(node)
    if key in ("slot_was_set", "slot_was_not_set"):
        yield from _slots(desk, item, cleared=key == "slot_was_not_set")
    elif not isinstance(item, Text):
        desk.error(item, f'"{key}" is a text, and here is {kind_of(item)}', "write it on one line")
    elif key == "user":
        yield Customer(item.text, where=at)
    elif key == "bot":
        yield Bot(item.text, where=at)
    elif not desk.whole or known_or(desk, item, desk.known.responses, "response"):
        yield Uttered(item.text, where=at)


def _slots(desk: Desk, node: Node, *, cleared: bool) -> Iterator[Expectation]:
    values: dict[str, Any] = {}
    for item in node.items if isinstance(node, Items) else [node]:
        found = plain(item)
        if isinstance(found, dict):
            pair = {str(found["name"]): found.get("value")} if "name" in found else found
            values |= dict.fromkeys(pair) if cleared else pair
        elif cleared:
            values[str(found)] = None
        else:
            desk.warning(
                item, f"only the value of {found} can be expected, not that it has any", f"write - {found}: its value"
            )
    if values:
        yield Slots(values, where=where(node))


def _assertion(desk: Desk, node: Node) -> Iterator[Expectation]:
    for key, item in node.items.items() if isinstance(node, Map) else ():
        if key in ("slot_was_set", "slot_was_not_set"):
            yield from _slots(desk, item, cleared=key == "slot_was_not_set")
        elif key == "bot_uttered" and isinstance(item, Map):
            name = item.items.get("utter_name")
            if isinstance(name, Text):
                yield Uttered(name.text, where=where(item))
        else:
            assert isinstance(node, Map)
            cure = "expect what the bot says (bot:, utter:) or remembers (slot_was_set:)"
            desk.warning(node.keys[key], f'the assertion "{key}" is not checked', cure)
