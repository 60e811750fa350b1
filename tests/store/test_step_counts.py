"""Counts of steps: by day, summed, forgotten when old; a whole turn is counted with it."""

from __future__ import annotations

from bot.services import retention
from bot.store import SqliteStore
from tests.store.things import NOW
from tests.world import World

DAY = 86_400


def test_visits_are_counted_by_day_and_summed(store: SqliteStore) -> None:
    n = ("step", "table", "n")
    store.write(lambda tx: tx.step_counts.add([n, ("cancel", "table", "n"), n], NOW))
    store.write(lambda tx: tx.step_counts.add([n], NOW + DAY))
    assert store.read(lambda tx: tx.step_counts.since(NOW)) == {n: 3, ("cancel", "table", "n"): 1}
    assert store.read(lambda tx: tx.step_counts.since(NOW + DAY)) == {n: 1}
    assert store.read(lambda tx: tx.step_counts.first()) == NOW // DAY * DAY


def test_nothing_is_written_for_a_turn_without_visits(store: SqliteStore) -> None:
    store.write(lambda tx: tx.step_counts.add([], NOW))
    assert store.read(lambda tx: (tx.step_counts.since(0), tx.step_counts.first())) == ({}, 0)


def test_old_days_are_dropped_in_pieces(store: SqliteStore) -> None:
    for day in range(5):
        store.write(lambda tx, at=NOW + day * DAY: tx.step_counts.add([("step", "a", "b")], at))
    assert store.write(lambda tx: tx.step_counts.drop(NOW + 4 * DAY, 3)) == 3
    assert store.write(lambda tx: tx.step_counts.drop(NOW + 4 * DAY, 3)) == 1
    assert store.read(lambda tx: tx.step_counts.since(0)) == {("step", "a", "b"): 1}


def test_a_conversation_is_counted_and_its_person_is_not() -> None:
    world = World()
    ada = world.customer(phone="4915550100007", name="Ada Lovelace")
    ada.says("book a table")
    ada.says("4")
    ada.says("cancel")
    rows = world.rows("SELECT what, flow, step, n FROM step_counts")
    world.close()
    assert set(rows) == {
        ("step", "book_table", "collect_party_size", 1),
        ("on", "book_table", "collect_party_size", 1),
        ("step", "book_table", "collect_day", 1),
        ("cancel", "book_table", "collect_day", 1),
    }


def test_the_daily_sweep_forgets_old_counts(store: SqliteStore) -> None:
    for at in (NOW - 500 * DAY, NOW):
        store.write(lambda tx, at=at: tx.step_counts.add([("step", "a", "b")], at))
    assert retention.sweep(store, retention.Keep(), NOW)["step counts"] == 1
    assert store.read(lambda tx: tx.step_counts.since(0)) == {("step", "a", "b"): 1}
