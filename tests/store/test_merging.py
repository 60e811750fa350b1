"""Two records turn out to be one person: whatever forbids more, holds."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from bot.core.consent import standing
from bot.core.incoming import Sender, TimerDue
from bot.errors import GateClosed, StoreError
from bot.store import SqliteStore
from tests.store.things import NOW, line, offer, someone, state

ORDER = ("invalidated", "withdrawn", "refused", "expired", "granted", "unknown")


def pair(store: SqliteStore) -> tuple[str, str]:
    return someone(store, "4915550001"), someone(store, "", "DE.1")


def stands(store: SqliteStore, person: str, purpose: str = "offers") -> str:
    return standing(store.read(lambda tx: tx.ledger.of(person)), purpose, now=NOW)


def bring_to(store: SqliteStore, person: str, wanted: str, scope: str = "offers") -> None:
    if wanted != "unknown":
        line(store, person)
    if wanted not in ("unknown", "granted"):
        line(store, person, wanted, scope)


@pytest.mark.parametrize(("mine", "theirs"), list(itertools.product(ORDER, ORDER)))
def test_the_stricter_standing_wins(store: SqliteStore, mine: str, theirs: str) -> None:
    keep, drop = pair(store)
    bring_to(store, keep, mine)
    bring_to(store, drop, theirs)
    store.write(lambda tx: tx.persons.merge(keep, drop, NOW))
    assert stands(store, keep) == min(mine, theirs, key=ORDER.index)
    assert store.read(lambda tx: tx.ledger.verify())["ok"]


@pytest.mark.parametrize("keeper", [True, False])
def test_a_stop_to_everything_stays_one_also_for_purposes_that_come_later(store: SqliteStore, keeper: bool) -> None:
    keep, drop = pair(store)
    line(store, keep if keeper else drop, "withdrawn", "*")
    line(store, drop if keeper else keep, "granted", "reminders")
    store.write(lambda tx: tx.persons.merge(keep, drop, NOW))
    assert [stands(store, keep, purpose) for purpose in ("reminders", "offers")] == ["withdrawn", "withdrawn"]


def test_what_was_granted_again_after_a_stop_to_everything_stays_granted(store: SqliteStore) -> None:
    keep, drop = pair(store)
    line(store, drop, "withdrawn", "*")
    line(store, drop, "granted", "offers")
    line(store, keep, "granted", "offers")
    store.write(lambda tx: tx.persons.merge(keep, drop, NOW))
    assert (stands(store, keep, "offers"), stands(store, keep, "reminders")) == ("granted", "withdrawn")


def test_a_question_hides_no_stop(store: SqliteStore) -> None:
    keep, drop = pair(store)
    bring_to(store, keep, "withdrawn")
    line(store, keep, "asked")
    line(store, drop)
    store.write(lambda tx: tx.persons.merge(keep, drop, NOW))
    assert stands(store, keep) == "withdrawn"


def test_a_yes_is_not_made_younger_and_names_where_it_came_from(store: SqliteStore) -> None:
    keep, drop = pair(store)
    old = line(store, drop, at=NOW - 1000)
    store.write(lambda tx: tx.persons.merge(keep, drop, NOW))
    [new] = store.read(lambda tx: tx.ledger.of(keep))
    assert (new.kind, new.at, new.person) == ("granted", NOW - 1000, keep)
    assert new.evidence is not None
    assert (new.evidence["method"], new.evidence["merged"], new.evidence["line"]) == ("merge", drop, old.seq)
    assert new.evidence["original"] == old.evidence
    assert store.write(lambda tx: tx.outbox.add(offer(keep, new.seq)))


def test_what_waited_for_the_dropped_one_never_leaves(store: SqliteStore) -> None:
    keep, drop = pair(store)
    row = store.write(lambda tx: tx.outbox.add(offer(drop, tx.ledger.append(drop, "granted", "offers", {}, at=1).seq)))
    store.write(lambda tx: tx.persons.merge(keep, drop, NOW))
    assert state(store, row) == "blocked"


@pytest.mark.parametrize("which", ["keep", "drop"])
def test_held_and_suppressed_are_united(store: SqliteStore, which: str) -> None:
    keep, drop = pair(store)
    person = keep if which == "keep" else drop
    store.write(lambda tx: tx.persons.hold(person, True))
    store.write(lambda tx: tx.persons.suppress(person, "stop", NOW))
    store.write(lambda tx: tx.persons.merge(keep, drop, NOW))
    row = store.read(lambda tx: tx.persons.get(keep))
    assert row is not None and row.held
    assert store.read(lambda tx: tx.persons.suppressed(keep))
    fresh = someone(store, "4915550077")
    store.write(lambda tx: tx.persons.merge(fresh, keep, NOW))
    assert store.read(lambda tx: tx.persons.suppressed(fresh))


def test_everything_of_the_dropped_one_leads_to_the_kept_one(store: SqliteStore) -> None:
    keep, drop = pair(store)

    def before(tx: Any) -> None:
        tx.facts.set_timer(drop, "wake", NOW + 5)
        tx.facts.set_timer(keep, "both", NOW + 6)
        tx.facts.set_timer(drop, "both", NOW + 7)
        tx.tickets.open(drop, "asked", "team", "help", NOW)
        tx.inbox.put("t1", TimerDue(drop, "x", NOW), at=NOW, received_ms=1, person=drop)
        tx.persons.heard(drop, NOW)

    store.write(before)
    store.write(lambda tx: tx.persons.merge(keep, drop, NOW))
    row = store.read(lambda tx: tx.persons.get(drop))
    assert row is not None and row.merged_into == keep
    assert store.read(lambda tx: tx.persons.find(Sender(bsuid="DE.1"))) == (keep,)
    assert store.read(lambda tx: tx.persons.lookup(drop)) == keep
    assert store.read(lambda tx: tx.persons.address(drop)) == ("4915550001", "DE.1")
    ticket = store.read(lambda tx: tx.tickets.current(keep))
    assert ticket is not None and ticket.title == "help"
    assert [row.person for row in store.read(lambda tx: tx.inbox.pending(9))] == [keep]
    assert store.write(lambda tx: tx.facts.due_timers(NOW + 9, 9)) == ((keep, "wake", NOW + 5), (keep, "both", NOW + 6))
    kept = store.read(lambda tx: tx.persons.get(keep))
    assert kept is not None and kept.heard_at == NOW


def test_two_open_tickets_become_one(store: SqliteStore) -> None:
    keep, drop = pair(store)
    for person in (keep, drop):
        store.write(lambda tx, person=person: tx.tickets.open(person, "asked", "team", person, NOW))
    store.write(lambda tx: tx.persons.merge(keep, drop, NOW))
    assert [ticket.title for ticket in store.read(lambda tx: tx.tickets.waiting())] == [keep]


def test_a_stop_under_the_old_id_is_a_stop_of_the_kept_one(store: SqliteStore) -> None:
    """A turn that was under way when the two were merged still knows the old id."""
    keep, drop = pair(store)
    seq = line(store, keep).seq
    row = store.write(lambda tx: tx.outbox.add(offer(keep, seq)))
    store.write(lambda tx: tx.persons.merge(keep, drop, NOW))
    line(store, drop, "withdrawn", "*")
    assert (stands(store, keep), state(store, row)) == ("withdrawn", "blocked")
    with pytest.raises(GateClosed):
        store.write(lambda tx: tx.outbox.add(offer(keep, seq, "k2")))


def test_the_cap_counts_what_went_to_either(store: SqliteStore) -> None:
    keep, drop = pair(store)
    seq = line(store, drop).seq
    row = store.write(lambda tx: tx.outbox.add(offer(drop, seq)))
    store.write(lambda tx: tx.outbox.sending(row, NOW, 1))
    store.write(lambda tx: tx.outbox.settle(row, "accepted", now=NOW, wamid="w"))
    store.write(lambda tx: tx.persons.merge(keep, drop, NOW))
    assert store.read(lambda tx: tx.outbox.proactive_since(keep, "offers", NOW - 9)) == 1
    assert [each.id for each in store.read(lambda tx: tx.outbox.of(keep))] == [row]


def test_merging_chains_and_repeats(store: SqliteStore) -> None:
    first, second, third = someone(store, "4915550001"), someone(store, "4915550002"), someone(store, "4915550003")
    store.write(lambda tx: tx.persons.merge(second, first, NOW))
    store.write(lambda tx: tx.persons.merge(third, second, NOW))
    store.write(lambda tx: tx.persons.merge(third, first, NOW))
    store.write(lambda tx: tx.persons.merge(third, third, NOW))
    assert store.read(lambda tx: tx.persons.find(Sender("4915550001"))) == (third,)
    with pytest.raises(StoreError, match="does not exist"):
        store.write(lambda tx: tx.persons.merge(third, "nobody", NOW))


def test_erasing_the_kept_one_erases_both(store: SqliteStore) -> None:
    keep, drop = pair(store)
    line(store, drop)
    store.write(lambda tx: tx.persons.merge(keep, drop, NOW))
    store.write(lambda tx: tx.persons.erase(drop, "they asked", NOW))
    told = store.read(lambda tx: tx.ledger.verify())
    assert (told["ok"], told["lines"], told["erased"]) == (True, 4, 2)
    assert store.read(lambda tx: tx.persons.identifiers(keep)) == ()
