"""What an action is told: the body of a call in rasa-sdk's protocol. The person is a random id, not a number.

The number and the language stand in ``tracker.latest_message["metadata"]``, for actions that need them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.flow import Book, Choice, Response, Slot, Wording

VERSION = "3.21.0"
"""The Rasa whose protocol this is; an SDK of another minor version warns in its own log."""
CHANNEL = "whatsapp"
_RASA_TYPES = {"choice": "categorical", "number": "float", "bool": "bool", "list": "list"}


def request(call: Mapping[str, Any], book: Book | None, *, phone: str = "", at: float = 0.0) -> dict[str, Any]:
    """Return the body of a call, without the domain. ``call``: a CallAction's fields, with ``person``; ``at``: now."""
    person = str(call.get("person") or "")
    slots = {**_empty(book), **dict(call.get("slots") or {})}
    message: dict[str, Any] = {
        "text": call.get("text") or "",
        "intent": {"name": None, "confidence": 0.0},
        "intent_ranking": [],
        "entities": [],
        "message_id": str(call.get("call") or ""),
        "metadata": {"language": call.get("language") or "", "phone": phone},
    }
    tracker: dict[str, Any] = {
        "sender_id": person,
        "slots": slots,
        "latest_message": message,
        "latest_event_time": at,
        "events": _events(slots, message, at),
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": "action_listen",
        "latest_input_channel": CHANNEL,
        "stack": _stack(call),
        "user_id": person,
    }
    body = {"version": VERSION, "next_action": call["name"], "sender_id": person, "tracker": tracker}
    return {**body, "domain_digest": book.version if book else ""}


def _empty(book: Book | None) -> dict[str, Any]:
    return {name: slot.initial for name, slot in book.slots.items()} if book else {}


def _events(slots: Mapping[str, Any], message: Mapping[str, Any], at: float) -> list[dict[str, Any]]:
    """What happened, as short as it can be told: what is remembered, then the message."""
    filled = [{"event": "slot", "timestamp": at, "name": name, "value": value} for name, value in slots.items()]
    user = {"event": "user", "timestamp": at, "text": message["text"], "parse_data": message, "input_channel": CHANNEL}
    listen = {"event": "action", "timestamp": at, "name": "action_listen", "policy": None, "confidence": None}
    return [
        {"event": "session_started", "timestamp": at},
        *(event for event in filled if event["value"] is not None),
        listen,
        {**user, "message_id": message["message_id"], "metadata": message["metadata"]},
    ]


def _stack(call: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The flow that runs, as CALM tells it."""
    if not call.get("flow"):
        return []
    frame = {"frame_id": str(call.get("call") or ""), "flow_id": call["flow"], "step_id": call.get("step") or ""}
    return [{**frame, "type": "flow", "frame_type": "regular"}]


# ---- the domain, sent where a server asks for it


def domain(book: Book | None, actions: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the owner's files as Rasa's domain: slots, responses, actions, flows by name only."""
    lists = ("intents", "entities", "e2e_actions")
    empty: dict[str, Any] = {"version": "3.1", "config": {"store_entities_as_slots": True}, "forms": {}}
    empty.update({key: [] for key in lists})
    empty["session_config"] = {"session_expiration_time": 0, "carry_over_slots_to_new_session": True}
    if book is None:
        return {**empty, "slots": {}, "responses": {}, "actions": list(actions)}
    slots = {name: _slot(slot) for name, slot in book.slots.items()}
    responses = {name: [_response(book, one) for one in found] for name, found in book.responses.items()}
    called = {getattr(step, "name", "") for flow in book.flows.values() for step in flow.steps.values()}
    names = {*actions, *(name for name in called if name.startswith(("action_", "validate_")))}
    return {**empty, "slots": slots, "responses": responses, "actions": [*sorted(names), *responses]}


def _slot(slot: Slot) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": _RASA_TYPES.get(slot.type, "text"),
        "initial_value": slot.initial,
        "influence_conversation": False,
        "mappings": [{"type": "controlled"}],
    }
    return told | ({"values": [choice.value for choice in slot.choices]} if slot.type == "choice" else {})


def _response(book: Book, one: Response) -> dict[str, Any]:
    told: dict[str, Any] = {"text": _said(book, one.text)}
    if one.when:
        told["condition"] = one.when.source
    if one.channel:
        told["channel"] = one.channel
    if one.choices:
        told["buttons"] = [_button(book, choice) for choice in one.choices]
    if one.media.get("kind") == "image":
        told["image"] = one.media.get("link", "")
    others = {language: _said(book, one.text, language) for language in one.text.by_language}
    others.pop(book.business.languages[0], None)
    return told | ({"translation": others} if others else {})


def _button(book: Book, choice: Choice) -> dict[str, str]:
    return {"title": _said(book, choice.title), "payload": choice.id}


def _said(book: Book, wording: Wording, language: str = "") -> str:
    found = wording.by_language.get(language or book.business.languages[0]) or next(
        iter(wording.by_language.values()), ()
    )
    return found[0].source if found else ""
