"""Tickets, notices, timers, notes and questions without an answer."""

from __future__ import annotations

import pytest

from bot.errors import StoreError
from bot.store import SqliteStore
from tests.store.things import NOW, someone

NOTICE = {
    "hash": "h1",
    "purpose": "offers",
    "version": 1,
    "language": "en",
    "text": "May we?",
    "yes": "Yes",
    "no": "No",
}


def test_a_person_has_one_open_ticket(store: SqliteStore) -> None:
    person = someone(store)
    first = store.write(lambda tx: tx.tickets.open(person, "asked", "team", "help", NOW))
    again = store.write(lambda tx: tx.tickets.open(person, "failed", "other", "more", NOW + 5))
    assert first == again == store.read(lambda tx: tx.tickets.current(person))
    assert (first.state, first.reason, first.team, first.title, first.opened_at) == (
        "open",
        "asked",
        "team",
        "help",
        NOW,
    )


def test_a_ticket_is_taken_and_closed(store: SqliteStore) -> None:
    person = someone(store)
    ticket = store.write(lambda tx: tx.tickets.open(person, "asked", "team", "help", NOW)).id
    store.write(lambda tx: tx.tickets.take(ticket, "Rui", NOW))
    assert [(each.state, each.taken_by) for each in store.read(lambda tx: tx.tickets.waiting())] == [("taken", "Rui")]
    store.write(lambda tx: tx.tickets.close(ticket, "answered", NOW + 9))
    store.write(lambda tx: tx.tickets.take(ticket, "Ana", NOW))
    assert store.read(lambda tx: (tx.tickets.current(person), tx.tickets.waiting())) == (None, ())
    assert store.query("SELECT state, closed_at, ended, taken_by FROM tickets") == [
        ("closed", NOW + 9, "answered", "Rui")
    ]
    assert store.write(lambda tx: tx.tickets.open(person, "asked", "team", "again", NOW)).id != ticket


def test_open_tickets_come_before_taken_ones_oldest_first(store: SqliteStore) -> None:
    people = [someone(store, f"491555000{n}") for n in range(3)]
    tickets = [
        store.write(lambda tx, n=n, person=person: tx.tickets.open(person, "asked", "t", "", NOW - n)).id
        for n, person in enumerate(people)
    ]
    store.write(lambda tx: tx.tickets.take(tickets[2], "Rui", NOW))
    assert [each.id for each in store.read(lambda tx: tx.tickets.waiting())] == [tickets[1], tickets[0], tickets[2]]


def test_a_notice_is_kept_once_and_never_changed(store: SqliteStore) -> None:
    for at in (NOW, NOW + 5):
        store.write(lambda tx, at=at: tx.facts.keep_notice(NOTICE, at))
    assert store.read(lambda tx: tx.facts.notice("h1")) == {**NOTICE, "used_at": NOW}
    assert store.read(lambda tx: tx.facts.notice("h2")) is None
    changed = {**NOTICE, "hash": "h2", "text": "We will!"}
    with pytest.raises(StoreError, match=r"notice for offers, version 1 \(en\), was changed after it was shown"):
        store.write(lambda tx: tx.facts.keep_notice(changed, NOW))
    store.write(lambda tx: tx.facts.keep_notice({**changed, "version": 2}, NOW))


def test_timers_are_taken_once_earliest_first(store: SqliteStore) -> None:
    def set_all(tx: object) -> None:
        for key, at in (("late", NOW + 9), ("a", NOW), ("b", NOW - 5), ("moved", NOW - 9), ("gone", NOW)):
            tx.facts.set_timer("p", key, at)  # type: ignore[attr-defined]
        tx.facts.set_timer("p", "moved", NOW + 20)  # type: ignore[attr-defined]
        tx.facts.set_timer("p", "gone", 0)  # type: ignore[attr-defined]

    store.write(set_all)
    assert store.read(lambda tx: tx.facts.next_timer()) == NOW - 5
    assert store.write(lambda tx: tx.facts.due_timers(NOW, 1)) == (("p", "b", NOW - 5),)
    assert store.write(lambda tx: tx.facts.due_timers(NOW, 9)) == (("p", "a", NOW),)
    assert store.write(lambda tx: tx.facts.due_timers(NOW, 9)) == ()
    store.write(lambda tx: tx.facts.drop_timer("p", "late"))
    assert store.read(lambda tx: tx.facts.next_timer()) == NOW + 20
    store.write(lambda tx: tx.facts.drop_timer("p", "moved"))
    assert store.read(lambda tx: tx.facts.next_timer()) == 0


@pytest.mark.parametrize("value", ["text", 1, 1.5, True, [1, "a"], {"a": {"b": [None]}}, ""])
def test_notes_are_json(store: SqliteStore, value: object) -> None:
    store.write(lambda tx: tx.facts.set("k", value, NOW))
    assert store.read(lambda tx: tx.facts.get("k")) == value
    store.write(lambda tx: tx.facts.set("k", None, NOW))
    assert store.read(lambda tx: tx.facts.get("k")) is None


def test_notes_below_a_prefix(store: SqliteStore) -> None:
    for key in ("a:1", "a:2", "a:é", "a", "b:1", "a%", "A:1"):
        store.write(lambda tx, key=key: tx.facts.set(key, key, NOW))
    assert list(store.read(lambda tx: tx.facts.all("a:"))) == ["a:1", "a:2", "a:é"]


def test_missed_questions_are_counted_without_what_is_personal(store: SqliteStore) -> None:
    texts = (
        "Do you have  WIFI 5G?",
        "do you have wifi 4g?",
        "my number is +49 1555 0001, ana@example.com",
        "  ",
        "x" * 999,
    )
    for n, text in enumerate(texts):
        store.write(lambda tx, n=n, text=text: tx.facts.missed(text, f"guess {n}", NOW + n))
    asked = store.read(lambda tx: tx.facts.unanswered())
    assert asked[0] == ("do you have wifi #g?", "guess 1", 2, NOW + 1)
    assert {row[0] for row in asked[1:]} == {"my number is +# # #, #", "x" * 200}
    assert len(store.read(lambda tx: tx.facts.unanswered(1))) == 1
