"""Every named statement has a sentence, compiles, and is used; every one that is used exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.store import SqliteStore
from bot.store.queries import FOLDER, queries

STORE = FOLDER.parent
FILES = sorted(FOLDER.glob("*.sql"))


def test_there_are_statements_to_look_at() -> None:
    assert len(FILES) >= 8


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_statement_compiles(store: SqliteStore, path: Path) -> None:
    for name, sql in queries(path.stem).items():
        values = dict.fromkeys(re.findall(r":(\w+)", sql))
        store.read(lambda tx, sql=sql, values=values: tx.db.all(f"EXPLAIN {sql}", **values))  # type: ignore[attr-defined]
        assert name == name.lower()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_statement_has_a_sentence(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(re.findall(r"^-- \w+: [A-Z].+\.$", text, re.M)) == len(queries(path.stem)) == text.count(";\n")


def test_what_is_used_exists_and_what_exists_is_used() -> None:
    used: set[tuple[str, str]] = set()
    for path in STORE.glob("*.py"):
        text = path.read_text("utf-8")
        tables = re.findall(r'^SQL = queries\("(\w+)"\)', text, re.M)
        used |= {(table, name) for table in tables for name in re.findall(r'SQL\["(\w+)"\]', text)}
        used |= set(re.findall(r'queries\("(\w+)"\)\["(\w+)"\]', text))
    erased = re.search(r"for name in \((.+?)\)", (STORE / "erasure.py").read_text("utf-8"), re.S)
    assert erased
    used |= {("erasure", name) for name in re.findall(r'"(\w+)"', erased[1])}
    there = {(path.stem, name) for path in FILES for name in queries(path.stem)}
    rows = {(path.stem, "row") for path in FILES}
    assert used - there == set()
    assert there - used - rows == set()


LOOKS_AT_ALL = {
    "count_waiting",
    "count_mine",
    "count_all",
    "depth",
    "queued",
    "waiting",
    "pending",
    "due",
    "ready",
    "set_aside",
    "receivers",
}  # walk an index of what is open, no more
ON_DEMAND = {
    "unanswered",
    "by_flow",
    "rounds",
    "all_users",
    "invitations",
    "newest_of",
    "subscriptions",
    "search",
    "fade_notes",
    "fade_events",
    "peppers",
    "erasures",
    "mentions",
    "lines",
    "head",
    "row",
    "facts",
    "everybody",
    "raw",
    "drop_raw",
    "fade",
    "drop_missed",
    "inside",
    "quiet",
    "figures",
    "consents_since",
    "refused_since",
}  # small, or asked for


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_statement_reads_a_whole_table(store: SqliteStore, path: Path) -> None:
    """At five million people a forgotten index is a bot that stands still."""
    for name, sql in queries(path.stem).items():
        values = dict.fromkeys(re.findall(r":(\w+)", sql))
        rows = store.read(lambda tx, s=sql, v=values: tx.db.all(f"EXPLAIN QUERY PLAN {s}", **v))  # type: ignore[attr-defined]
        scans = [row[3] for row in rows if row[3].startswith("SCAN") and "CONSTANT" not in row[3]]
        if name in LOOKS_AT_ALL:
            scans = [scan for scan in scans if "USING" not in scan]
        assert name in ON_DEMAND or not scans, (name, scans)
