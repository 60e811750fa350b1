"""The ledger only grows, and whoever changes it otherwise is found."""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.store import SqliteStore
from bot.store.chain import FIRST, canonical, commitment
from tests.store.things import EVIDENCE, NOW, Raw, line, opened, someone


def verified(store: SqliteStore, head: tuple[int, str] | None = None) -> Mapping[str, Any]:
    return store.read(lambda tx: tx.ledger.verify(head))


def open_up(raw: Raw) -> None:
    """Do what a person with the file and bad intentions does first."""
    for (name,) in raw.run("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        raw.run(f"DROP TRIGGER {name}")
    raw.run("PRAGMA ignore_check_constraints = ON")


def ten_lines(store: SqliteStore) -> str:
    person = someone(store)
    for n in range(10):
        line(store, person, "granted" if n % 2 else "asked", "offers", NOW + n)
    return person


def test_a_line_comes_back_as_it_was_written(store: SqliteStore) -> None:
    person = someone(store)
    written = line(store, person)
    assert store.read(lambda tx: tx.ledger.of(person)) == (written,)
    assert (written.seq, written.evidence) == (1, EVIDENCE)
    assert store.read(lambda tx: tx.ledger.head()) == (1, written.hash)


def test_an_empty_ledger_has_a_head_and_is_well(store: SqliteStore) -> None:
    assert store.read(lambda tx: tx.ledger.head()) == (0, FIRST)
    assert verified(store) == {"ok": True, "lines": 0, "erased": 0, "head": f"0:{FIRST}", "broken": None}


def test_anybody_can_redo_the_arithmetic(store: SqliteStore, raw: Raw) -> None:
    """The rules in the migration's comments, with nothing but the standard library."""
    ten_lines(store)
    prev = "0" * 64
    for seq, was, at, kind, person, purpose, bound, digest, salt, body in raw.run(
        "SELECT l.seq, prev, at, kind, person, purpose, commitment, hash, salt, body"
        " FROM ledger l JOIN evidence e ON e.seq = l.seq ORDER BY l.seq"
    ):
        assert was == prev
        assert bound == hmac.new(bytes.fromhex(salt), body.encode(), hashlib.sha256).hexdigest()
        text = json.dumps([seq, prev, at, kind, person, purpose, bound], separators=(",", ":"))
        assert digest == hashlib.sha256(text.encode()).hexdigest()
        prev = digest


def test_what_verify_tells_of_a_sound_ledger(store: SqliteStore) -> None:
    ten_lines(store)
    count, digest = store.read(lambda tx: tx.ledger.head())
    assert verified(store, (count, digest)) == {
        "ok": True, "lines": 10, "erased": 0, "head": f"10:{digest}", "broken": None,
    }  # fmt: skip


def test_it_can_be_read_without_the_evidence_being_read(store: SqliteStore, raw: Raw) -> None:
    """What somebody types may be anything: half a surrogate pair, a null, quotes."""
    person = someone(store)
    odd = {"text": 'stop "\ud83d \x00 \n', "ключ": ["é", 1, 1.5, True, None], "nested": {"b": 1, "a": ()}}
    store.write(lambda tx: tx.ledger.append(person, "withdrawn", "*", odd, at=NOW))
    [found] = store.read(lambda tx: tx.ledger.of(person))
    assert found.evidence == {**odd, "text": 'stop "\ufffd \x00 \n', "nested": {"b": 1, "a": []}}
    assert verified(store)["ok"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("prev", "'" + "1" * 64 + "'"), ("at", "at + 1"), ("at", "'yesterday'"), ("kind", "'granted'"),
        ("person", "'somebody else'"), ("purpose", "'reminders'"), ("purpose", "x'6f6666657273'"), ("purpose", "NULL"),
        ("commitment", "'" + "2" * 64 + "'"), ("hash", "'" + "3" * 64 + "'"), ("seal", "'" + "4" * 64 + "'"),
        ("seal", "'ü'"), ("seq", "500"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("at", [1, 5, 9])
def test_a_changed_column_is_found(store: SqliteStore, raw: Raw, column: str, value: str, at: int) -> None:
    ten_lines(store)
    open_up(raw)
    raw.run("PRAGMA writable_schema = ON")
    raw.run("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'ledger'")
    reopened = Raw(store.path)
    reopened.run("PRAGMA ignore_check_constraints = ON")
    reopened.run(f"UPDATE ledger SET {column} = {value} WHERE seq = ?", (at,))
    reopened.close()
    told = verified(store)
    assert not told["ok"]
    assert told["broken"]["seq"] in (at, at + 1)


@pytest.mark.parametrize(
    "change",
    [
        "body = replace(body, 'Yes', 'No')",
        "salt = salt || '00'",
        "salt = upper(salt)",
        "salt = 'no hex'",
        "body = NULL",
    ],
)
def test_changed_evidence_is_found(store: SqliteStore, raw: Raw, change: str) -> None:
    ten_lines(store)
    open_up(raw)
    raw.run("PRAGMA writable_schema = ON")
    raw.run("UPDATE sqlite_master SET sql = replace(sql, 'body TEXT NOT NULL', 'body TEXT') WHERE name = 'evidence'")
    reopened = Raw(store.path)
    reopened.run(f"UPDATE evidence SET {change} WHERE seq = 4")
    reopened.close()
    assert verified(store)["broken"]["seq"] == 4


def test_evidence_that_went_without_a_record_is_found(store: SqliteStore, raw: Raw) -> None:
    ten_lines(store)
    with pytest.raises(sqlite3.IntegrityError, match="only after the erasure is a line"):
        raw.run("DELETE FROM evidence WHERE seq = 4")
    open_up(raw)
    raw.run("DELETE FROM evidence WHERE seq = 4")
    assert verified(store)["broken"] == {"seq": 4, "why": "its evidence is gone, and no line says that it was erased"}


def test_an_old_erasure_is_no_leave_to_delete_what_came_later(store: SqliteStore, raw: Raw) -> None:
    person = ten_lines(store)
    store.write(lambda tx: tx.persons.erase(person, "they asked", NOW))
    later = line(store, person).seq
    with pytest.raises(sqlite3.IntegrityError, match="only after the erasure is a line"):
        raw.run("DELETE FROM evidence WHERE seq = ?", (later,))


def test_a_line_taken_out_or_swapped_is_found(store: SqliteStore, raw: Raw) -> None:
    ten_lines(store)
    open_up(raw)
    raw.run("DELETE FROM ledger WHERE seq = 4")
    assert verified(store)["broken"]["seq"] == 4
    raw.run("UPDATE ledger SET seq = seq - 1 WHERE seq > 4")
    assert verified(store)["broken"]["seq"] == 4


def test_a_cut_end_is_found_by_its_evidence_and_without_it_by_an_anchor(store: SqliteStore, raw: Raw) -> None:
    ten_lines(store)
    anchor = store.read(lambda tx: tx.ledger.head())
    open_up(raw)
    raw.run("DELETE FROM ledger WHERE seq > 7")
    assert "line 10: the end was cut off" in verified(store)["broken"]["why"]
    raw.run("DELETE FROM evidence WHERE seq > 7")
    assert verified(store)["ok"], "nothing in the file can tell any more"
    assert verified(store, anchor)["broken"] == {
        "seq": 8, "why": "there were 10 lines when this head was taken: the end was cut off",
    }  # fmt: skip


def test_a_cut_end_that_a_message_rests_on_is_found(store: SqliteStore, raw: Raw) -> None:
    person = ten_lines(store)
    raw.insert(person=person, consent_seq=10)
    open_up(raw)
    raw.run("DELETE FROM ledger WHERE seq > 7")
    raw.run("DELETE FROM evidence WHERE seq > 7")
    assert "line 10" in verified(store)["broken"]["why"]


def test_a_ledger_written_anew_needs_the_key_and_with_the_key_an_anchor_finds_it(
    tmp_path: Path, store: SqliteStore
) -> None:
    """Somebody replaces the whole file by one with another history, made with our own program."""
    ten_lines(store)
    anchor = store.read(lambda tx: tx.ledger.head())
    with opened(tmp_path / "without.db", pepper=b"a guess", name="x") as forged:
        ten_lines(forged)
        assert verified(forged)["ok"]
    with opened(tmp_path / "without.db") as forged:
        assert "its seal is wrong" in verified(forged)["broken"]["why"]
    with opened(tmp_path / "with.db", name="x") as forged:
        ten_lines(forged)
        line(forged, someone(forged, "4915550009"))
        assert verified(forged)["ok"]
        assert "the ledger was redone" in verified(forged, anchor)["broken"]["why"]


def test_lines_under_an_old_key_are_still_sound(file: Path) -> None:
    with opened(file, pepper=b"the old one") as store:
        person = ten_lines(store)
    with opened(file, pepper=b"the new one", old_peppers=[b"the old one"], name="later") as store:
        line(store, person)
        assert verified(store)["ok"]
    with opened(file, pepper=b"the new one") as store:
        assert verified(store)["broken"]["seq"] == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger SET kind = 'granted'", "UPDATE OR REPLACE ledger SET seq = 1", "UPDATE ledger SET rowid = 9",
        "DELETE FROM ledger", "REPLACE INTO ledger SELECT * FROM ledger WHERE seq = 1",
        "INSERT OR IGNORE INTO ledger SELECT seq + 9, prev, at, kind, person, purpose, 'x', 'x', 'x' FROM ledger",
        "INSERT INTO ledger SELECT NULL, hash, at, kind, person, purpose, 'x', 'x', 'x' FROM ledger",
        "INSERT INTO ledger SELECT 3, hash, at, kind, person, purpose, 'x', hash, 'x' FROM ledger WHERE seq = 2",
        "INSERT INTO ledger SELECT 3, later.hash, 1, 'granted', 'p', 'offers', 'x', first.hash, 'x'"
        " FROM ledger AS first, ledger AS later WHERE first.seq = 1 AND later.seq = 2",
        "INSERT INTO ledger SELECT 4, hash, 1, 'granted', 'p', 'offers', 'x', 'x', 'x' FROM ledger WHERE seq = 2",
        "INSERT INTO ledger SELECT NULL, hash, 1, 'granted', 'p', 'offers', 'x', 'x', 'x' FROM ledger WHERE seq = 2",
        "INSERT INTO ledger VALUES (3, 'unheard of', 1, 'granted', 'p', 'offers', 'x', 'x', 'x')",
        "UPDATE evidence SET body = '{}'", "REPLACE INTO evidence VALUES (2, 'x', 'y')", "DELETE FROM evidence",
        "INSERT INTO evidence VALUES (3, 'x', 'y')",
        "UPDATE notices SET text = 'x'", "DELETE FROM notices",
        "INSERT OR REPLACE INTO notices VALUES ('other', 'offers', 1, 'en', 'We may do anything', 'y', 'n', 1)",
    ],
)  # fmt: skip
def test_proof_is_not_changed_by_any_statement(store: SqliteStore, raw: Raw, sql: str) -> None:
    person = someone(store)
    line(store, person)
    line(store, person, "withdrawn", "*")
    notice = {"hash": "h", "purpose": "offers", "version": 1, "language": "en", "text": "t", "yes": "y", "no": "n"}
    store.write(lambda tx: tx.facts.keep_notice(notice, NOW))
    raw.run("PRAGMA recursive_triggers = OFF")
    before = [raw.run(f"SELECT * FROM {table}") for table in ("ledger", "evidence", "notices")]
    with pytest.raises(sqlite3.IntegrityError):
        raw.run(sql)
    assert [raw.run(f"SELECT * FROM {table}") for table in ("ledger", "evidence", "notices")] == before


def test_an_unknown_kind_of_line_is_refused(store: SqliteStore) -> None:
    with pytest.raises(StoreError):
        line(store, someone(store), "granted_by_staff")


def test_a_piece_that_fails_takes_its_lines_with_it_and_the_chain_goes_on(store: SqliteStore) -> None:
    person = someone(store)

    def both(tx: Any) -> None:
        tx.ledger.append(person, "asked", "offers", {}, at=NOW)
        with pytest.raises(ZeroDivisionError):
            tx.attempt(lambda inner: (inner.ledger.append(person, "granted", "offers", {}, at=NOW), 1 / 0))
        tx.ledger.append(person, "refused", "offers", {}, at=NOW)

    store.write(both)
    assert [each.kind for each in store.read(lambda tx: tx.ledger.of(person))] == ["asked", "refused"]
    assert verified(store)["ok"]


@pytest.mark.parametrize(
    ("value", "text"),
    [  # RFC 8785, appendix B and section 3.2.2
        (333333333.33333329, "333333333.3333333"), (1e30, "1e+30"), (4.50, "4.5"), (2e-3, "0.002"), (1e-27, "1e-27"),
        (-0.0, "0"), (5e-324, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
        (295147905179352830000.0, "295147905179352830000"), (999999999999999700000.0, "999999999999999700000"),
        (1e21, "1e+21"), (9.999999999999997e22, "9.999999999999997e+22"), (1e-6, "0.000001"), (1e-7, "1e-7"),
        (-1.5, "-1.5"), (100.0, "100"), (True, "true"), (None, "null"),
        ('€$\x0f\nA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ({"€": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "ö": 7},
         '{"\\r":2,"1":4,"\x80":6,"ö":7,"€":1,"\U0001f600":5,"\ufb33":3}'),
    ],
)  # fmt: skip
def test_canonical_json(value: Any, text: str) -> None:
    assert canonical(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1: 2}, b"x"])
def test_what_is_no_json_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.text(st.characters(exclude_categories=["Cs"])))
def test_the_commitment_is_an_hmac(salt: bytes, body: str) -> None:
    assert commitment(salt, body) == hmac.new(salt, body.encode(), hashlib.sha256).hexdigest()
