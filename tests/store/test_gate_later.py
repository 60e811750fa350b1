"""A raw SQL client changes what is in the queue, or forges what allows it. One trick a test; each must fail."""

from __future__ import annotations

import sqlite3

import pytest

from bot.core.incoming import Sender
from bot.errors import GateClosed
from bot.store import SqliteStore
from tests.store.things import NOW, Raw, answer, forge, line, offer, someone, state, wrote

GATE = pytest.raises(sqlite3.IntegrityError, match=r"^gate: ")


def test_a_refusal_is_kept_and_can_never_become_a_message(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    raw.insert(person=person, state="blocked")
    line(store, person)
    for wanted in ("queued", "sending", "accepted", "unknown", "failed"):
        with pytest.raises(sqlite3.IntegrityError, match="a blocked message stays blocked"):
            raw.run("UPDATE outbox SET state = ?, consent_seq = consent_seq", (wanted,))


@pytest.mark.parametrize(
    "again",
    [
        ("INSERT OR REPLACE", ""),
        ("INSERT", "ON CONFLICT (key) DO UPDATE SET state = 'queued'"),
        ("INSERT", "ON CONFLICT (key) DO UPDATE SET consent_seq = excluded.consent_seq, state = excluded.state"),
        ("INSERT OR IGNORE", ""),
    ],
)
def test_an_upsert_on_a_known_key_changes_nothing(store: SqliteStore, raw: Raw, again: tuple[str, str]) -> None:
    person = someone(store)
    raw.insert(person=person, state="blocked", key="same")
    seq = line(store, person).seq
    raw.insert(again[0], again[1], person=person, consent_seq=seq, key="same")
    assert raw.run("SELECT id, state, consent_seq FROM outbox") == [(1, "blocked", None)]


@pytest.mark.parametrize("name", ["id", "rowid", "_rowid_", "oid"])
def test_a_row_is_never_replaced_by_its_number(store: SqliteStore, raw: Raw, name: str) -> None:
    """Else a message that was sent could be queued once more."""
    person = someone(store)
    seq = line(store, person).seq
    raw.insert(person=person, consent_seq=seq, key="first")
    with GATE:
        raw.insert("INSERT OR REPLACE", person=person, consent_seq=seq, key="second", **{name: 1})
    assert raw.run("SELECT key FROM outbox") == [("first",)]


def test_nothing_is_replaced_by_its_wamid(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    with GATE:
        raw.insert("INSERT OR REPLACE", person=person, consent_seq=line(store, person).seq, wamid="wamid.1")


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'reply'", "purpose = 'reminders'", "consent_seq = 2", "message = '{\"is\":\"Text\"}'", "template = 'x'",
        "person = (SELECT max(id) FROM persons WHERE id != person)", "key = 'y'", "inbox_id = 1", "at = 1",
        "notice = 'x'", "id = 77", "rowid = 77", "_rowid_ = 77", "oid = 77",
    ],
)  # fmt: skip
@pytest.mark.parametrize("verb", ["UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"])
def test_a_message_is_never_changed_into_another(store: SqliteStore, raw: Raw, change: str, verb: str) -> None:
    person = someone(store)
    raw.insert(person=person, consent_seq=line(store, person).seq)
    line(store, someone(store, "4915550002"))
    before = raw.run("SELECT * FROM outbox")
    with GATE:
        raw.run(f"{verb} outbox SET {change}")
    assert raw.run("SELECT * FROM outbox") == before


def test_only_erasure_may_empty_a_text(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    raw.insert(person=person, consent_seq=line(store, person).seq)
    raw.run("UPDATE outbox SET message = ''")
    assert raw.run("SELECT message FROM outbox") == [("",)]
    with GATE:
        raw.run("UPDATE outbox SET message = 'buy now'")


@pytest.mark.parametrize("end", ["withdrawn", "refused", "expired", "invalidated"])
def test_a_queued_message_does_not_leave_after_the_end(store: SqliteStore, raw: Raw, end: str) -> None:
    """The line is written by a client that knows nothing of queues: the message can't be taken up all the same."""
    person = someone(store)
    seq = line(store, person).seq
    raw.insert(person=person, consent_seq=seq)
    line(store, person, purpose="reminders")
    line(store, someone(store, "4915550002"))
    forge(raw, person, end)
    with GATE:
        raw.run("UPDATE outbox SET state = 'sending'")


def test_a_queued_message_of_a_held_person_waits(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    raw.insert(person=person, consent_seq=line(store, person).seq)
    store.write(lambda tx: tx.persons.hold(person, True))
    with GATE:
        raw.run("UPDATE outbox SET state = 'sending'")
    assert store.read(lambda tx: tx.outbox.due(NOW, 9)) == ()
    store.write(lambda tx: tx.persons.hold(person, False))
    assert len(store.read(lambda tx: tx.outbox.due(NOW, 9))) == 1


def test_what_is_under_way_is_not_tried_again_once_the_person_is_suppressed(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    raw.insert(person=person, consent_seq=line(store, person).seq)
    raw.run("UPDATE outbox SET state = 'sending'")
    store.write(lambda tx: tx.persons.suppress(person, "wrong number", NOW))
    with GATE:
        raw.run("UPDATE outbox SET state = 'queued'")


@pytest.mark.parametrize("found", ["accepted", "sent", "delivered", "read", "failed", "unknown"])
def test_a_proactive_message_is_never_sent_twice(store: SqliteStore, raw: Raw, found: str) -> None:
    person = someone(store)
    raw.insert(person=person, consent_seq=line(store, person).seq)
    raw.run("UPDATE outbox SET state = 'sending'")
    raw.run("UPDATE outbox SET state = ?", (found,))
    for again in ("queued", "sending"):
        with GATE:
            raw.run("UPDATE outbox SET state = ?", (again,))


def test_a_reply_of_unknown_fate_may_be_sent_again_and_a_sent_one_not(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    raw.insert(person=person, kind="reply", purpose=None, inbox_id=wrote(store, person))
    for each in ("sending", "unknown", "queued", "sending", "accepted"):
        raw.run("UPDATE outbox SET state = ?", (each,))
    with GATE:
        raw.run("UPDATE outbox SET state = 'queued'")


def test_a_suppression_that_a_raw_client_takes_out_of_sight_is_seen_by_its_hash(store: SqliteStore, raw: Raw) -> None:
    """The column is only what SQL can look at; the store asks the keyed hashes."""
    person = someone(store)
    seq = line(store, person).seq
    store.write(lambda tx: tx.persons.suppress(person, "wrong number", NOW))
    raw.run("UPDATE persons SET suppressed = 0")
    with pytest.raises(GateClosed):
        store.write(lambda tx: tx.outbox.add(offer(person, seq)))
    raw.insert(person=person, consent_seq=seq)
    with pytest.raises(GateClosed):
        store.write(lambda tx: tx.outbox.sending(1, NOW, 1))


def test_a_forged_yes_that_fits_the_chain_moves_nothing_and_is_found(store: SqliteStore, raw: Raw) -> None:
    """SQL can't tell it from a real one; the seal, whose key is not in the database, can."""
    person = someone(store)
    line(store, person, "asked")
    seq = forge(raw, person)
    raw.insert(person=person, consent_seq=seq)
    with pytest.raises(GateClosed, match=f"line {seq} of the ledger is not a consent that AskFirst wrote"):
        store.write(lambda tx: tx.outbox.sending(1, NOW, 1))
    with pytest.raises(GateClosed):
        store.write(lambda tx: tx.outbox.add(offer(person, seq)))
    broken = store.read(lambda tx: tx.ledger.verify())["broken"]
    assert broken["seq"] == seq and "seal" in broken["why"]


def test_a_yes_without_evidence_is_none(store: SqliteStore, raw: Raw) -> None:
    """A line that was only inserted, with nothing about what was said, opens nothing."""
    from bot.store.chain import FIRST

    person = someone(store)
    raw.run("INSERT INTO ledger VALUES (1, ?, 1, 'granted', ?, 'offers', '', ?, '')", (FIRST, person, "1" * 64))
    with GATE:
        raw.insert(person=person, consent_seq=1)


def test_the_store_says_the_same_in_its_own_words(store: SqliteStore) -> None:
    person = someone(store)
    with pytest.raises(GateClosed, match="The database refused the message: line 7 of the ledger"):
        store.write(lambda tx: tx.outbox.add(offer(person, 7)))
    asked = line(store, person, "asked").seq
    with pytest.raises(GateClosed, match="this person has no live grant for this purpose"):
        store.write(lambda tx: tx.outbox.add(offer(person, asked)))
    with pytest.raises(GateClosed, match="a reply must name an inbox row of the same person"):
        store.write(lambda tx: tx.outbox.add(answer(person, 9)))


def test_a_stop_that_comes_while_sending_keeps_a_retry_from_leaving(store: SqliteStore) -> None:
    """It surely did not leave, and may not any more: blocked, not queued again."""
    person = someone(store)
    row = store.write(
        lambda tx: tx.outbox.add(offer(person, 1)) if tx.ledger.append(person, "granted", "offers", {}, at=1) else None
    )
    store.write(lambda tx: tx.outbox.sending(row, NOW, 1))
    line(store, person, "withdrawn", "*")
    store.write(lambda tx: tx.outbox.settle(row, "queued", now=NOW, not_before=NOW + 9))
    assert state(store, row) == "blocked"


def test_a_stop_by_another_identifier_of_the_same_person_counts(store: SqliteStore) -> None:
    person = someone(store, bsuid="DE.1")
    seq = line(store, person).seq
    stranger = store.write(lambda tx: tx.persons.find(Sender(bsuid="DE.1")))[0]
    line(store, stranger, "withdrawn", "*")
    with pytest.raises(GateClosed):
        store.write(lambda tx: tx.outbox.add(offer(person, seq)))
