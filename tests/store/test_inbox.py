"""What arrived is kept once, in order, and nothing is lost."""

from __future__ import annotations

import pytest

from bot.core.incoming import AccountNews, Event, Item, Message, Preference, Receipt, Said, Sender, TimerDue
from bot.store import SqliteStore
from bot.store.inbox import INSIDE
from tests.store.things import NOW, someone

SENDER = Sender("4915550001")


def message(n: int, text: str = "hello") -> Item:
    return Item(f"wamid.{n}", NOW + n, Message("1", f"wamid.{n}", NOW + n, SENDER, Said(text)))


def receipt(n: int) -> Item:
    return Item(f"r.{n}", NOW, Receipt("1", f"out.{n}", "delivered", NOW))


def add(store: SqliteStore, *items: Item, channel: str = "meta") -> int:
    return store.write(lambda tx: tx.inbox.add(channel, items, NOW * 1000))


def keys(store: SqliteStore, limit: int = 99) -> list[str]:
    return [row.key for row in store.read(lambda tx: tx.inbox.pending(limit))]


def test_an_event_comes_back_as_it_arrived(store: SqliteStore) -> None:
    add(store, message(1, "olá 👋"))
    [row] = store.read(lambda tx: tx.inbox.pending(9))
    assert (row.id, row.channel, row.key, row.at, row.received_ms, row.person) == (
        1, "meta", "wamid.1", NOW + 1, NOW * 1000, "",
    )  # fmt: skip
    assert row.event == message(1, "olá 👋").event


def test_what_was_seen_before_is_not_new(store: SqliteStore) -> None:
    assert add(store, message(1), message(2), message(1)) == 2
    assert add(store, message(2), message(3)) == 1
    assert add(store, message(2), channel="other") == 1
    assert keys(store) == ["wamid.1", "wamid.2", "wamid.3", "wamid.2"]


def test_people_come_before_receipts_and_a_stop_by_whatsapps_setting_is_no_receipt(store: SqliteStore) -> None:
    news = Item("n", NOW, AccountNews("account_update", "X", NOW, {}))
    stop = Item("p", NOW, Preference("1", NOW, SENDER, "stop"))
    add(store, receipt(1), news, message(1), receipt(2), stop)
    assert keys(store) == ["wamid.1", "p", "r.1", "n", "r.2"]
    assert keys(store, 2) == ["wamid.1", "p"]


def test_inside_events_know_their_person(store: SqliteStore) -> None:
    person = someone(store)
    event = TimerDue(person, "wake", NOW)

    def put() -> int | None:
        return store.write(lambda tx: tx.inbox.put("t1", event, at=NOW, received_ms=1, person=person))

    assert put() == 1
    assert put() is None
    [row] = store.read(lambda tx: tx.inbox.pending(9))
    assert (row.channel, row.person, row.event) == (INSIDE, person, event)


def test_done_and_failed_rows_do_not_wait(store: SqliteStore) -> None:
    person = someone(store)
    add(store, message(1), message(2), message(3))
    store.write(lambda tx: tx.inbox.done(1, person, "faq opening_hours"))
    store.write(lambda tx: tx.inbox.failed(2, "ZeroDivisionError"))
    assert keys(store) == ["wamid.3"]
    assert store.read(lambda tx: tx.inbox.waiting()) == 1
    [(row, why)] = store.read(lambda tx: tx.inbox.set_aside())
    assert (row.key, why) == ("wamid.2", "ZeroDivisionError")
    assert store.write(lambda tx: tx.inbox.retry(2)) and not store.write(lambda tx: tx.inbox.retry(1))
    assert keys(store) == ["wamid.2", "wamid.3"]
    assert [row.key for row in store.read(lambda tx: tx.inbox.of(person))] == ["wamid.1"]


def test_the_events_of_a_person_are_newest_first(store: SqliteStore) -> None:
    person = someone(store)
    add(store, *(message(n) for n in range(5)))
    for row in range(1, 6):
        store.write(lambda tx, row=row: tx.inbox.done(row, person))
    assert [row.id for row in store.read(lambda tx: tx.inbox.of(person, 2))] == [5, 4]


def test_half_a_character_loses_no_message(store: SqliteStore) -> None:
    add(store, message(1, "stop \ud83d"))
    [row] = store.read(lambda tx: tx.inbox.pending(9))
    assert isinstance(row.event, Message) and row.event.content == Said("stop \ufffd")


@pytest.mark.parametrize("written", ["{", "", '{"is":"FromTheFuture","at":1}', '{"is":"Message"}'])
def test_a_row_that_cannot_be_read_stops_no_other(store: SqliteStore, written: str) -> None:
    add(store, message(1), message(2))
    store.query("UPDATE inbox SET event = ? WHERE id = 1", [written])
    rows = store.read(lambda tx: tx.inbox.pending(9))
    assert [type(row.event).__name__ for row in rows] == ["Ignored", "Message"]


def test_unreadable_bodies_are_kept(store: SqliteStore) -> None:
    store.write(lambda tx: tx.inbox.keep_raw("meta", b"\xff{", "no JSON", 5))
    assert store.query("SELECT channel, body, why, received_ms FROM raw") == [("meta", b"\xff{", "no JSON", 5)]


def test_events_of_any_kind_survive(store: SqliteStore) -> None:
    events: list[Event] = [message(1).event, receipt(1).event, TimerDue("p", "k", 1)]
    for n, event in enumerate(events):
        store.write(lambda tx, n=n, event=event: tx.inbox.put(f"k{n}", event, at=1, received_ms=1, person=""))
    found = {row.key: row.event for row in store.read(lambda tx: tx.inbox.pending(9))}
    assert [found[f"k{n}"] for n in range(3)] == events
