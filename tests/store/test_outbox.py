"""What is to leave: each message once, in order, with what became of it."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from bot.core.outgoing import Button, Buttons, Template, Text
from bot.errors import GateClosed
from bot.ports import NewOut
from bot.store import SqliteStore
from tests.store.things import NOW, answer, line, offer, someone, state, wrote


@pytest.fixture
def person(store: SqliteStore) -> str:
    return someone(store)


@pytest.fixture
def inbox(store: SqliteStore, person: str) -> int:
    return wrote(store, person)


def add(store: SqliteStore, row: NewOut) -> int:
    made = store.write(lambda tx: tx.outbox.add(row))
    assert made is not None
    return made


def get(store: SqliteStore, row: int) -> Any:
    return store.read(lambda tx: tx.outbox.get(row))


def settle(store: SqliteStore, row: int, to: str, **more: Any) -> None:
    store.write(lambda tx: tx.outbox.settle(row, to, now=NOW + 1, **more))


def sent(store: SqliteStore, row: int, attempt: int = 1) -> None:
    store.write(lambda tx: tx.outbox.sending(row, NOW, attempt))


@pytest.mark.parametrize(
    "message",
    [
        Text("olá"), Buttons("b", (Button("a", "A"),)),
        Template("spring_offer", "en", {"1": "x"}, buttons=({"index": 0, "value": "v"},)),
    ],
)  # fmt: skip
def test_a_message_comes_back_as_it_was_queued(store: SqliteStore, person: str, message: Any) -> None:
    seq = line(store, person).seq
    new = NewOut(
        "k", person, "proactive", message, 3, NOW, purpose="offers", consent_seq=seq, template="t", not_before=NOW + 5,
        why={"rule": "campaign", "list": ["a"]}, verdict={"cleared": "proactive"}, notice="n",
    )  # fmt: skip
    row = get(store, add(store, new))
    assert row.message == message
    assert (row.key, row.person, row.kind, row.priority, row.state, row.at) == (
        "k",
        person,
        "proactive",
        3,
        "queued",
        NOW,
    )
    assert (row.purpose, row.consent_seq, row.template, row.notice, row.inbox_id) == ("offers", seq, "t", "n", None)
    assert (dict(row.verdict), row.why["rule"], row.not_before) == ({"cleared": "proactive"}, "campaign", NOW + 5)
    assert (row.attempt, row.wamid, row.code, row.error, row.updated_at) == (0, "", 0, "", NOW)


def test_one_key_is_one_message(store: SqliteStore, person: str, inbox: int) -> None:
    first = add(store, answer(person, inbox))
    assert store.write(lambda tx: tx.outbox.add(answer(person, inbox))) is None
    assert store.read(lambda tx: tx.outbox.by_key("r1")) == get(store, first)
    assert store.read(lambda tx: tx.outbox.by_key("other")) is None


def test_a_known_key_is_known_also_when_the_consent_is_gone(store: SqliteStore, person: str) -> None:
    seq = line(store, person).seq
    add(store, offer(person, seq))
    line(store, person, "withdrawn", "*")
    assert store.write(lambda tx: tx.outbox.add(offer(person, seq))) is None


def test_a_refusal_is_kept_as_a_row(store: SqliteStore, person: str) -> None:
    row = get(store, add(store, offer(person, None, state="blocked", verdict={"refused": "no_consent"})))
    assert (row.state, row.verdict) == ("blocked", {"refused": "no_consent"})


def due(store: SqliteStore, at: int = NOW, limit: int = 9) -> list[str]:
    rows = store.read(lambda tx: tx.outbox.due(at, limit))
    assert store.read(lambda tx: tx.outbox.ready(at, limit)) == tuple((row.id, row.person) for row in rows)
    return [row.key for row in rows]


def test_what_is_due_comes_by_priority_then_age_when_its_time_has_come(store: SqliteStore) -> None:
    for n, (key, priority, later) in enumerate((("a", 2, 0), ("b", 1, 0), ("c", 1, 0), ("d", 0, 10), ("e", 2, 0))):
        each = someone(store, f"491555100{n}")
        row = wrote(store, each, f"wamid.{n}")
        add(store, NewOut(key, each, "reply", Text("x"), priority, NOW, inbox_id=row, not_before=NOW + later))
    assert due(store) == ["b", "c", "a", "e"]
    assert due(store, NOW + 10, 2) == ["d", "b"]
    assert store.read(lambda tx: tx.outbox.queued()) == 5
    assert store.read(lambda tx: dict(tx.outbox.depth())) == {"queued": 5}


def test_the_order_of_one_persons_answers_holds_also_while_the_first_is_put_off(
    store: SqliteStore, person: str, inbox: int
) -> None:
    first = add(store, answer(person, inbox, "r1"))
    add(store, answer(person, inbox, "r2"))
    assert due(store) == ["r1"]
    sent(store, first)
    settle(store, first, "queued", not_before=NOW + 9)
    assert (due(store, NOW + 8), due(store, NOW + 9)) == ([], ["r1"])


def test_an_offer_that_waits_for_the_morning_keeps_nothing_else_waiting(
    store: SqliteStore, person: str, inbox: int
) -> None:
    seq, orders = line(store, person).seq, line(store, person, purpose="orders").seq
    add(store, offer(person, seq, "offer", not_before=NOW + 9))
    add(store, offer(person, orders, "order", purpose="orders"))
    assert due(store) == ["order"]
    add(store, answer(person, inbox, "reply"))
    assert due(store) == ["reply"]


def test_a_send_that_is_accepted(store: SqliteStore, person: str, inbox: int) -> None:
    row = add(store, answer(person, inbox))
    sent(store, row)
    assert (get(store, row).state, get(store, row).attempt) == ("sending", 1)
    settle(store, row, "accepted", wamid="wamid.out")
    assert (get(store, row).state, get(store, row).wamid, get(store, row).updated_at) == (
        "accepted",
        "wamid.out",
        NOW + 1,
    )
    assert store.read(lambda tx: tx.outbox.by_wamid("wamid.out")) == get(store, row)
    assert store.read(lambda tx: tx.outbox.by_wamid("wamid.other")) is None
    assert store.query("SELECT attempt, outcome, wamid FROM attempts") == [(1, "accepted", "wamid.out")]


def test_what_does_not_wait_is_not_sent(store: SqliteStore, person: str, inbox: int) -> None:
    row = add(store, answer(person, inbox))
    sent(store, row)
    with pytest.raises(GateClosed, match="it is sending"):
        sent(store, row, 2)
    with pytest.raises(GateClosed, match="it is gone"):
        sent(store, 99)


def test_a_retry_waits_and_counts(store: SqliteStore, person: str, inbox: int) -> None:
    row = add(store, answer(person, inbox))
    sent(store, row)
    settle(store, row, "queued", not_before=NOW + 9, code=130429, error="too fast")
    assert store.read(lambda tx: tx.outbox.due(NOW + 8, 9)) == ()
    sent(store, row, 2)
    settle(store, row, "failed", code=131026, error="not delivered")
    found = get(store, row)
    assert (found.state, found.attempt, found.code, found.error) == ("failed", 2, 131026, "not delivered")
    assert store.query("SELECT attempt, outcome, code FROM attempts ORDER BY attempt") == [
        (1, "queued", 130429), (2, "failed", 131026),
    ]  # fmt: skip


def test_a_later_attempt_is_found_by_the_wamid_of_an_earlier_one(store: SqliteStore, person: str, inbox: int) -> None:
    row = add(store, answer(person, inbox))
    sent(store, row)
    settle(store, row, "unknown", error="time-out")
    settle(store, row, "queued")
    store.write(lambda tx: tx.outbox.raise_to(row, "sent", now=NOW, wamid="wamid.first"))
    assert state(store, row) == "sent", "what WhatsApp has sent is not sent again"
    assert store.read(lambda tx: tx.outbox.due(NOW + 99, 9)) == ()


STEPS = ("accepted", "sent", "delivered", "read", "failed")


@pytest.mark.parametrize("steps", list(itertools.permutations(("accepted", "sent", "delivered", "read"))))
def test_receipts_in_any_order_lead_to_the_furthest(
    store: SqliteStore, person: str, inbox: int, steps: tuple[str, ...]
) -> None:
    row = add(store, answer(person, inbox))
    sent(store, row)
    changed = [store.write(lambda tx, to=to: tx.outbox.raise_to(row, to, now=NOW)) for to in steps]
    assert state(store, row) == "read"
    assert sum(changed) == len(
        [s for n, s in enumerate(steps) if STEPS.index(s) >= max(map(STEPS.index, steps[: n + 1]))]
    )


@pytest.mark.parametrize(
    ("first", "then", "ends"),
    [
        ("failed", "sent", "failed"), ("failed", "delivered", "delivered"), ("delivered", "failed", "delivered"),
        ("sent", "failed", "failed"), ("blocked", "read", "blocked"), ("read", "delivered", "read"),
    ],
)  # fmt: skip
def test_a_failure_stands_unless_it_was_delivered(
    store: SqliteStore, person: str, inbox: int, first: str, then: str, ends: str
) -> None:
    row = add(store, answer(person, inbox))
    sent(store, row)
    settle(store, row, first)
    store.write(lambda tx: tx.outbox.raise_to(row, then, now=NOW))
    assert state(store, row) == ends


def test_a_receipt_that_is_faster_than_the_answer_is_not_taken_back(
    store: SqliteStore, person: str, inbox: int
) -> None:
    row = add(store, answer(person, inbox))
    sent(store, row)
    store.write(lambda tx: tx.outbox.raise_to(row, "delivered", now=NOW, wamid="wamid.out"))
    settle(store, row, "accepted", wamid="wamid.out")
    assert state(store, row) == "delivered"


def test_orphans_are_those_left_before_a_time(store: SqliteStore, person: str, inbox: int) -> None:
    row = add(store, answer(person, inbox))
    sent(store, row)
    assert store.read(lambda tx: tx.outbox.orphans("sending", NOW)) == ()
    assert [each.id for each in store.read(lambda tx: tx.outbox.orphans("sending", NOW + 1))] == [row]
    assert store.read(lambda tx: tx.outbox.orphans("unknown", NOW + 1)) == ()


def test_cancelling_blocks_what_waits_and_nothing_else(store: SqliteStore, person: str, inbox: int) -> None:
    offers, reminders = line(store, person).seq, line(store, person, purpose="reminders").seq
    rows = [
        add(store, offer(person, offers, "o1")), add(store, offer(person, offers, "o2")),
        add(store, offer(person, reminders, "m1", purpose="reminders")), add(store, answer(person, inbox)),
    ]  # fmt: skip
    sent(store, rows[0])
    assert store.write(lambda tx: tx.outbox.cancel(person, "offers", "they said stop", NOW)) == 1
    assert [state(store, row) for row in rows] == ["sending", "blocked", "queued", "queued"]
    assert get(store, rows[1]).error == "they said stop"
    assert store.write(lambda tx: tx.outbox.cancel(person, "*", "they said stop", NOW)) == 1
    assert [state(store, row) for row in rows] == ["sending", "blocked", "blocked", "queued"]


@pytest.mark.parametrize("end", ["withdrawn", "refused", "expired", "invalidated"])
def test_the_end_of_a_consent_blocks_what_waits_on_it_at_once(store: SqliteStore, person: str, end: str) -> None:
    rows = [
        add(store, offer(person, line(store, person, purpose=each).seq, each, purpose=each))
        for each in ("offers", "news")
    ]
    line(store, person, end, "offers")
    assert [state(store, row) for row in rows] == ["blocked", "queued"]
    assert get(store, rows[0]).error == f"the consent ended: {end}"


def test_the_cap_counts_what_left_or_waits(store: SqliteStore, person: str, inbox: int) -> None:
    seq = line(store, person).seq
    rows = [add(store, offer(person, seq, f"k{n}")) for n in range(4)]
    for row in rows[:3]:
        sent(store, row)
    settle(store, rows[0], "accepted", wamid="w0")
    settle(store, rows[1], "failed")
    settle(store, rows[2], "unknown")
    add(store, offer(person, None, "refused", state="blocked"))
    add(store, answer(person, inbox))

    def count(purpose: str, since: int) -> int:
        return store.read(lambda tx: tx.outbox.proactive_since(person, purpose, since))

    assert (count("offers", NOW), count("offers", NOW + 1), count("news", 0)) == (3, 0, 0)


def test_the_messages_of_a_person_are_newest_first(store: SqliteStore, person: str, inbox: int) -> None:
    rows = [add(store, answer(person, inbox, f"r{n}")) for n in range(4)]
    assert [row.id for row in store.read(lambda tx: tx.outbox.of(person, 3))] == rows[:0:-1]
