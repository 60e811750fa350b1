"""Rasa's end-to-end test cases (``test_cases:``) as talks. What needs a model is one clear line, and is not checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.talk import Bot, Customer, Line, Talk, Uttered
from bot.flowfiles.desk import Desk, known_or
from bot.flowfiles.nodes import Items, Map, Node, Text, kind_of, plain, where
from bot.flowfiles.problems import did_you_mean
from bot.flowfiles.rasa_assertions import assertions, listed, slots

_LINES = ("user", "bot", "utter", "slot_was_set", "slot_was_not_set", "assertions")
_QUIET = ("assertion_order_enabled", "metadata")
_TOP = ("test_cases", "fixtures", "metadata", "version", "stub_custom_actions")
_CASE = ("test_case", "steps", "fixtures", "metadata")


def talks(desk: Desk, root: Map, shared: Mapping[str, Any]) -> Iterator[Talk]:
    """Read a file of test cases. ``shared``: fixtures of the folders above."""
    for name, key in root.keys.items():
        if name not in _TOP:
            desk.error(key, f'"{name}" is not a key of a file of talks', did_you_mean(name, ["talk", *_TOP]))
    known = {**shared, **fixtures(root)}
    stubs = _stubs(desk, root)
    cases = root.items.get("test_cases")
    for node in cases.items if isinstance(cases, Items) else []:
        made = _case(desk, node, known, stubs)
        if made is not None:
            yield made


def fixtures(root: Map) -> dict[str, Any]:
    """Return the fixtures of a file: name -> list of one-key maps."""
    found = plain(root.items.get("fixtures"))
    entries = [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
    return {name: values for entry in entries for name, values in entry.items()}


def _case(desk: Desk, node: Node, known: Mapping[str, Any], stubs: Mapping[str, Mapping[str, Any]]) -> Talk | None:
    if not isinstance(node, Map):
        what = f"a test case is a map (key: value), and here is {kind_of(node)}"
        desk.error(node, what, "write - test_case: its name")
        return None
    name, steps = node.items.get("test_case"), node.items.get("steps")
    if not isinstance(name, Text) or not isinstance(steps, Items):
        desk.error(node, "a test case needs test_case: and steps:", "write - test_case: its name, and steps: below it")
        return None
    for key, mark in node.keys.items():
        if key not in _CASE:
            desk.error(mark, f'"{key}" is not a key of a test case', did_you_mean(key, _CASE))
    said = [line for step in _turns(steps) for line in _lines(desk, *step)]
    at, fixed = _fixed(desk, node, known)
    mine = {key.rpartition("::")[2]: stub for key, stub in stubs.items() if key.startswith(f"{name.text}::")}
    shared = {key: stub for key, stub in stubs.items() if "::" not in key}
    return Talk(name.text, tuple(said), at, where=where(node), slots=fixed, stubs={**shared, **mine})


def _fixed(desk: Desk, node: Map, known: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the mocked time and the slots that a case's fixtures set."""
    used = node.items.get("fixtures")
    slots: dict[str, Any] = {}
    for item in used.items if isinstance(used, Items) else []:
        name = item.text if isinstance(item, Text) else ""
        if name not in known:
            cure = did_you_mean(name, list(known), "define it below fixtures:, or in conftest.yml")
            desk.error(item, f'there is no fixture called "{name}"', cure)
        for entry in listed(known.get(name)):
            slots |= entry if isinstance(entry, dict) else {}
    at = str(slots.pop("mocked_datetime", ""))
    return at, slots


# ---- stubbed actions


def _stubs(desk: Desk, root: Map) -> dict[str, Mapping[str, Any]]:
    """Return what stubbed actions return: the slots that they set and what they say."""
    found = root.items.get("stub_custom_actions")
    out: dict[str, Mapping[str, Any]] = {}
    for name, node in found.items.items() if isinstance(found, Map) else ():
        given = plain(node)
        if not isinstance(given, dict):
            desk.error(node, f"the stub of {name} is a map with events: and responses:", "write events: [] below it")
            continue
        out[name] = {"slots": _set_by(desk, node, given), "replies": tuple(_said_by(given))}
    return out


def _set_by(desk: Desk, node: Node, given: Mapping[str, Any]) -> dict[str, Any]:
    events = [event for event in listed(given.get("events")) if isinstance(event, dict)]
    other = {str(event.get("event")) for event in events} - {"slot"}
    for kind in sorted(other):
        desk.warning(node, f'a stub\'s event "{kind}" is not played', "set slots, and say what is to be said")
    return {
        str(event["name"]): event.get("value") for event in events if event.get("event") == "slot" and "name" in event
    }


def _said_by(given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for reply in listed(given.get("responses")):
        if isinstance(reply, dict):
            yield reply
        elif isinstance(reply, str):
            yield {"response": reply} if reply.startswith("utter_") else {"text": reply}


# ---- steps


def _turns(steps: Items) -> Iterator[tuple[Node, bool]]:
    """Yield every step, and whether what it expects counts: after assertions Rasa looks at nothing else of a turn."""
    asserted = False
    for node in steps.items:
        if isinstance(node, Map) and "user" in node.items:
            asserted = "assertions" in node.items
        yield node, not asserted


def _lines(desk: Desk, node: Node, counts: bool) -> Iterator[Line]:
    if not isinstance(node, Map):
        desk.error(node, f"a step of a test is a map (key: value), and here is {kind_of(node)}", "write - user: hi")
        return
    for key, item in node.items.items():
        if key == "assertions" and isinstance(item, Items):
            yield from assertions(desk, item)
        elif key in _LINES:
            yield from _line(desk, key, item, node) if counts or key == "user" else ()
        elif key not in _QUIET:
            desk.error(node.keys[key], f'"{key}" is not a step of a test', did_you_mean(key, _LINES))


def _line(desk: Desk, key: str, item: Node, node: Map) -> Iterator[Line]:
    at = where(node)
    if key in ("slot_was_set", "slot_was_not_set"):
        yield from slots(item, cleared=key == "slot_was_not_set")
    elif not isinstance(item, Text):
        desk.error(item, f'"{key}" is a text, and here is {kind_of(item)}', "write it on one line")
    elif key == "user":
        yield Customer(item.text, where=at)
    elif key == "bot":
        yield Bot(item.text, where=at)
    elif not desk.whole or known_or(desk, item, desk.known.responses, "response"):
        yield Uttered(item.text, where=at)
