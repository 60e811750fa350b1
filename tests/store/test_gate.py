"""A raw SQL client tries to get a message out that nobody agreed to. One trick a test; each must fail."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from bot.store import SqliteStore
from tests.store.things import DAY, NOW, Raw, line, someone, wrote

GATE = pytest.raises(sqlite3.IntegrityError, match=r"^gate: ")
VERBS = ("INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE", "INSERT OR FAIL", "INSERT OR ROLLBACK", "REPLACE")


def test_with_a_live_grant_of_the_same_person_and_purpose_it_may(store: SqliteStore, raw: Raw) -> None:
    """The gate is no wall: it opens for whoever has the right line."""
    person = someone(store)
    raw.insert(person=person, consent_seq=line(store, person).seq)
    assert raw.run("SELECT state, consent_kind FROM outbox") == [("queued", "granted")]


@pytest.mark.parametrize("verb", VERBS)
def test_no_way_of_inserting_gets_round_it(store: SqliteStore, raw: Raw, verb: str) -> None:
    person = someone(store)
    with GATE:
        raw.insert(verb, person=person, consent_seq=1)
    assert raw.run("SELECT count(*) FROM outbox") == [(0,)]


@pytest.mark.parametrize("seq", [None, 0, 99, "1", "granted"])
def test_a_line_that_does_not_exist(store: SqliteStore, raw: Raw, seq: Any) -> None:
    with GATE:
        raw.insert(person=someone(store), consent_seq=seq)


def test_insert_from_select(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    with GATE:
        raw.run(
            "INSERT INTO outbox (key, person, kind, message, priority, state, at, purpose, updated_at)"
            " SELECT 'x', id, 'proactive', '{}', 1, 'queued', 1, 'offers', 1 FROM persons WHERE id = ?",
            (person,),
        )


def test_somebody_elses_yes(store: SqliteStore, raw: Raw) -> None:
    theirs = line(store, someone(store)).seq
    with GATE:
        raw.insert(person=someone(store, "4915550002"), consent_seq=theirs)


def test_a_yes_to_another_purpose(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    with GATE:
        raw.insert(person=person, consent_seq=line(store, person, purpose="reminders").seq)


@pytest.mark.parametrize("purpose", ["*", "", None, "OFFERS", b"offers"])
def test_a_purpose_that_is_none(store: SqliteStore, raw: Raw, purpose: Any) -> None:
    person = someone(store)
    for seq in (line(store, person).seq, line(store, person, purpose="*").seq):
        with pytest.raises(sqlite3.IntegrityError):
            raw.insert(person=person, consent_seq=seq, purpose=purpose)


@pytest.mark.parametrize("kind", ["asked", "refused", "withdrawn", "imported", "note", "platform_unblocked", "held"])
def test_a_line_that_is_no_yes(store: SqliteStore, raw: Raw, kind: str) -> None:
    person = someone(store)
    with GATE:
        raw.insert(person=person, consent_seq=line(store, person, kind).seq)


@pytest.mark.parametrize("kind", ["withdrawn", "refused", "expired", "invalidated", "erased"])
@pytest.mark.parametrize("purpose", ["offers", "*"])
def test_a_yes_that_was_ended_later(store: SqliteStore, raw: Raw, kind: str, purpose: str) -> None:
    person = someone(store)
    seq = line(store, person).seq
    line(store, person, kind, purpose)
    with GATE:
        raw.insert(person=person, consent_seq=seq)


def test_the_end_of_another_purpose_or_of_another_person_ends_nothing(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    seq = line(store, person).seq
    line(store, person, "withdrawn", "reminders")
    line(store, someone(store, "4915550002"), "withdrawn", "*")
    raw.insert(person=person, consent_seq=seq)
    assert raw.run("SELECT count(*) FROM outbox") == [(1,)]


def test_a_new_yes_after_the_end_counts_and_the_old_one_stays_dead(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    old = line(store, person).seq
    line(store, person, "withdrawn", "*")
    new = line(store, person).seq
    with GATE:
        raw.insert(person=person, consent_seq=old)
    raw.insert(person=person, consent_seq=new)


def test_a_held_person(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    seq = line(store, person).seq
    store.write(lambda tx: tx.persons.hold(person, True))
    with GATE:
        raw.insert(person=person, consent_seq=seq)


def test_a_suppressed_person(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    seq = line(store, person).seq
    store.write(lambda tx: tx.persons.suppress(person, "wrong number", NOW))
    with GATE:
        raw.insert(person=person, consent_seq=seq)


def test_a_person_who_was_merged_into_another(store: SqliteStore, raw: Raw) -> None:
    person, other = someone(store), someone(store, "4915550002")
    seq = line(store, person).seq
    store.write(lambda tx: tx.persons.merge(other, person, NOW))
    with GATE:
        raw.insert(person=person, consent_seq=seq)


@pytest.mark.parametrize("found", ["sending", "accepted", "sent", "unknown", "failed"])
def test_a_row_that_claims_to_be_under_way_already(store: SqliteStore, raw: Raw, found: str) -> None:
    person = someone(store)
    with GATE:
        raw.insert(person=person, consent_seq=line(store, person).seq, state=found)


@pytest.mark.parametrize("kind", ["other", "Reply", "reply ", b"reply", None])
def test_a_kind_that_is_neither_with_checks_switched_off(store: SqliteStore, raw: Raw, kind: Any) -> None:
    person = someone(store)
    inbox = wrote(store, person)
    raw.run("PRAGMA ignore_check_constraints = ON")
    with pytest.raises(sqlite3.IntegrityError):
        raw.insert(person=person, kind=kind, inbox_id=inbox)


@pytest.mark.parametrize("given", ["Queued", b"queued", "blocked ", b"blocked", None])
def test_a_state_that_is_none_with_checks_switched_off(store: SqliteStore, raw: Raw, given: Any) -> None:
    raw.run("PRAGMA ignore_check_constraints = ON")
    with pytest.raises(sqlite3.IntegrityError):
        raw.insert(person=someone(store), state=given)


@pytest.mark.parametrize("inbox", [None, 99])
def test_a_reply_to_nothing(store: SqliteStore, raw: Raw, inbox: Any) -> None:
    person = someone(store)
    wrote(store, person)
    with pytest.raises(sqlite3.IntegrityError):
        raw.insert(person=person, kind="reply", purpose=None, inbox_id=inbox)


def test_a_reply_to_somebody_elses_message(store: SqliteStore, raw: Raw) -> None:
    person, other = someone(store), someone(store, "4915550002")
    wrote(store, other, "wamid.2")
    inbox = wrote(store, person)
    with GATE:
        raw.insert(person=other, kind="reply", purpose=None, inbox_id=inbox)


def test_a_reply_to_a_message_that_nobody_looked_at_yet(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    inbox = wrote(store, person)
    raw.run("UPDATE inbox SET person = NULL")
    with GATE:
        raw.insert(person=person, kind="reply", purpose=None, inbox_id=inbox)


def test_a_reply_after_the_window(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    inbox = wrote(store, person)
    raw.insert(person=person, kind="reply", purpose=None, inbox_id=inbox, at=NOW + DAY - 1)
    with GATE:
        raw.insert(person=person, kind="reply", purpose=None, inbox_id=inbox, at=NOW + DAY, key="late")


def test_a_reply_after_whatsapp_said_that_the_window_is_shut(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    inbox = wrote(store, person)
    store.write(lambda tx: tx.persons.shut_window(person))
    with GATE:
        raw.insert(person=person, kind="reply", purpose=None, inbox_id=inbox)


def test_a_reply_to_somebody_who_never_wrote(store: SqliteStore, raw: Raw) -> None:
    person = someone(store)
    raw.run(
        "INSERT INTO inbox (channel, key, rank, at, received_ms, event, person) VALUES ('m','k',0,1,1,'{}',?)",
        (person,),
    )
    with GATE:
        raw.insert(person=person, kind="reply", purpose=None, inbox_id=1, at=5)
