"""What Meta's webhooks say, read from bodies written after its reference."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.cloud_in import parse
from bot.channels.cloud_place import Place, each, place
from bot.core import codec
from bot.core.incoming import Edited, Ignored, Item, Message, Said, Sent, Tapped
from bot.errors import BadPayload

CASES = Path(__file__).parent / "cases"
READ = [(path.stem, case) for path in sorted(CASES.glob("*.json")) for case in json.loads(path.read_text("utf-8"))]
IDS = [f"{name}: {case['title']}" for name, case in READ]
ENVELOPE = {"object": "whatsapp_business_account", "entry": []}


def parsed(body: Any) -> list[dict[str, Any]]:
    items = parse(json.dumps(body).encode())
    return [{"key": item.key, "at": item.at, "event": codec.plain(item.event)} for item in items]


def same_key(expected: str, key: str) -> bool:
    """A ``*`` at the end stands for a hash."""
    return key.startswith(expected[:-1]) if expected.endswith("*") else key == expected


def test_there_are_cases() -> None:
    assert {name for name, _ in READ} == {"account", "contents", "envelopes", "people", "receipts", "replies"}
    assert len(READ) > 100


@pytest.mark.parametrize("case", [case for _, case in READ], ids=IDS)
def test_a_body_is_read_as_its_case_says(case: dict[str, Any]) -> None:
    found = parsed(case["body"])
    assert [item["event"] for item in found] == [item["event"] for item in case["items"]]
    assert [item["at"] for item in found] == [item["at"] for item in case["items"]]
    assert all(same_key(want["key"], got["key"]) for want, got in zip(case["items"], found, strict=True))


@pytest.mark.parametrize("case", [case for _, case in READ], ids=IDS)
def test_the_same_body_again_has_the_same_keys(case: dict[str, Any]) -> None:
    """Meta repeats for days, perhaps with other spaces, escapes and order of keys: a key must not depend on those."""
    repeated = json.dumps(case["body"], ensure_ascii=False, sort_keys=True, indent=1).encode(errors="replace")
    assert sorted(item.key for item in parse(repeated)) == sorted(item["key"] for item in parsed(case["body"]))


@pytest.mark.parametrize("case", [case for _, case in READ], ids=IDS)
def test_what_was_read_survives_being_stored(case: dict[str, Any]) -> None:
    for item in parse(json.dumps(case["body"]).encode()):
        line = codec.dumps(item.event)
        assert codec.dumps(codec.loads(line)) == line
        line.encode()  # no half emoji is left: the database would refuse it


def test_the_keys_of_one_account_event_differ_by_time_and_account() -> None:
    def key(account: str, time: int) -> str:
        change = {"field": "account_review_update", "value": {"decision": "APPROVED"}}
        body = {**ENVELOPE, "entry": [{"id": account, "time": time, "changes": [change]}]}
        return parsed(body)[0]["key"]

    assert len({key("1", 1795300000), key("1", 1795300001), key("2", 1795300000)}) == 3


def test_a_preference_without_a_time_is_not_taken_for_an_earlier_one() -> None:
    def key(time: int) -> str:
        value = {"user_preferences": [{"wa_id": "15550100002", "value": "stop"}]}
        body = {
            **ENVELOPE,
            "entry": [{"id": "1", "time": time, "changes": [{"field": "user_preferences", "value": value}]}],
        }
        return parsed(body)[0]["key"]

    assert key(1795300000) != key(1795400000)


def test_a_batch_of_a_thousand_keeps_everybody_and_their_order() -> None:
    people = [f"1555{number:07}" for number in range(1000)]
    messages = [
        {"from": phone, "id": f"wamid.{phone}", "timestamp": "1795300000", "type": "text", "text": {"body": phone}}
        for phone in people
    ]
    contacts = [{"profile": {"name": phone}, "wa_id": phone} for phone in reversed(people)]
    value = {"metadata": {"phone_number_id": "1"}, "contacts": contacts, "messages": messages}
    items = parse(json.dumps({**ENVELOPE, "entry": [{"changes": [{"field": "messages", "value": value}]}]}).encode())
    events = [item.event for item in items if isinstance(item.event, Message)]
    assert [(event.sender.phone, event.sender.name, event.content) for event in events] == [
        (phone, phone, Said(phone)) for phone in people
    ]


# ---- what is not WhatsApp's

NOT_OURS = {
    "nothing": b"",
    "not JSON": b"<html>",
    "not UTF-8": b'{"object": "\xff"}',
    "a list": b"[]",
    "null": b"null",
    "a number": b"1",
    "another object": b'{"object": "page", "entry": []}',
    "no object": b'{"entry": []}',
    "an object that is no text": b'{"object": {}, "entry": []}',
    "no entries": b'{"object": "whatsapp_business_account"}',
    "entries that are no list": b'{"object": "whatsapp_business_account", "entry": {}}',
    "NaN": b'{"object": "whatsapp_business_account", "entry": [], "x": NaN}',
    "minus infinity": b'{"object": "whatsapp_business_account", "entry": [], "x": -Infinity}',
    "an endless float": b'{"object": "whatsapp_business_account", "entry": [], "x": 1e999}',
    "an endless integer": b'{"object": "whatsapp_business_account", "entry": [], "x": ' + b"9" * 5000 + b"}",
    "a key twice": b'{"object": "whatsapp_business_account", "entry": [], "entry": []}',
    "bottomless": b"[" * 200_000,
    "deep but finite": b'{"object": "whatsapp_business_account", "entry": ' + b"[" * 90 + b"]" * 90 + b"}",
    "something after it": b'{"object": "whatsapp_business_account", "entry": []} x',
}


@pytest.mark.parametrize("body", NOT_OURS.values(), ids=NOT_OURS)
def test_a_body_that_is_not_whatsapps_is_a_bad_payload(body: bytes) -> None:
    with pytest.raises(BadPayload):
        parse(body)


def test_the_sentence_about_a_bad_payload_holds_nothing_of_its_text() -> None:
    with pytest.raises(BadPayload) as problem:
        parse(b'{"secret 15550100002')
    assert "15550100002" not in str(problem.value)


# ---- never anything else

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
BODIES = [case["body"] for _, case in READ]


def nodes(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in below for found in nodes(item, (*path, key)))]


def replaced(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(body)
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    if path:
        parent[path[-1]] = value
    return changed if path else value


def read_or_refused(body: bytes) -> None:
    try:
        items = parse(body)
    except BadPayload:
        return
    for item in items:
        assert item.key and item.at >= 0
        codec.dumps(item.event).encode()
        # the net under our own mistakes caught nothing
        assert not (isinstance(item.event, Ignored) and item.event.why.startswith("it could not be read (")), item


@given(json_values)
@settings(max_examples=150, derandomize=True, deadline=None)
def test_any_json_is_read_or_refused(value: Any) -> None:
    read_or_refused(json.dumps(value).encode())


@given(st.binary(max_size=60))
@settings(max_examples=100, derandomize=True, deadline=None)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    read_or_refused(body)


@given(st.data())
@settings(max_examples=600, derandomize=True, deadline=None)
def test_a_real_body_with_anything_in_any_place_is_read_or_refused(data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(BODIES))
    path = data.draw(st.sampled_from(nodes(body)))
    read_or_refused(json.dumps(replaced(body, path, data.draw(json_values))).encode())


@given(st.data())
@settings(max_examples=200, derandomize=True, deadline=None)
def test_a_stop_is_heard_whatever_its_neighbours_are(data: st.DataObject) -> None:
    """A bad item, however bad, never loses the next one."""
    stop = {
        "from": "15550100002",
        "id": "wamid.STOP",
        "timestamp": "1795300000",
        "type": "text",
        "text": {"body": "stop"},
    }
    neighbour = data.draw(json_values | st.sampled_from(BODIES).map(lambda body: body["entry"]))
    value = {"contacts": data.draw(json_values), "messages": [neighbour, stop], "statuses": [data.draw(json_values)]}
    body = {**ENVELOPE, "entry": [{"changes": [{"field": "messages", "value": value}]}]}
    heard = [item.event for item in parse(json.dumps(body).encode()) if item.key == ":wamid.STOP"]
    assert [event.content for event in heard if isinstance(event, Message)] == [Said("stop")]


def test_a_mistake_of_ours_in_one_item_costs_that_item_alone() -> None:
    def read(raw: dict[str, Any], at: Place) -> Item:
        return Item(key=f"item:{1 // raw['n']}", at=0, event=Ignored(at.field, "well", raw))

    at = place("1", 0, "messages", {})
    found = list(each([{"n": 1}, {"n": 0}, {"n": 1}], read, at))
    assert [item.event.why for item in found if isinstance(item.event, Ignored)] == [
        "well", "it could not be read (ZeroDivisionError)", "well",
    ]  # fmt: skip


# ---- every text of a person is kept, wherever it stands


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"type": "text", "text": {"body": "STOP"}}, "STOP"),
        ({"type": "image", "image": {"id": "1", "caption": "STOP"}}, "STOP"),
        ({"type": "document", "document": {"id": "1", "caption": "STOP"}}, "STOP"),
        ({"type": "button", "button": {"text": "STOP"}}, "STOP"),
        ({"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"title": "STOP"}}}, "STOP"),
        (
            {
                "type": "edit",
                "edit": {"original_message_id": "x", "message": {"type": "text", "text": {"body": "STOP"}}},
            },
            "STOP",
        ),
    ],
)
def test_the_persons_words_are_found(content: dict[str, Any], words: str) -> None:
    raw = {"from_user_id": "US.1", "id": "wamid.1", "timestamp": "1795300000", **content}
    body = {**ENVELOPE, "entry": [{"changes": [{"field": "messages", "value": {"messages": [raw]}}]}]}
    (item,) = parse(json.dumps(body).encode())
    assert isinstance(item.event, Message)
    said = item.event.content.content if isinstance(item.event.content, Edited) else item.event.content
    assert words in (
        said.text if isinstance(said, Said) else "",
        said.caption if isinstance(said, Sent) else "",
        said.title if isinstance(said, Tapped) else "",
    )
