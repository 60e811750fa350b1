"""The desk's tables: events in order, notes once, two persons made one, and a file kept for this user only."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.ports import Wanted
from bot.store import SqliteStore
from bot.store.files import MediaFolder
from tests.store.things import NOW, someone


def test_events_are_numbered_for_ever(store: SqliteStore) -> None:
    person = someone(store)
    ticket = store.write(lambda tx: tx.tickets.open(person, "asked", "t", "", NOW)).id
    for kind in ("opened", "taken", "closed"):
        store.write(lambda tx, kind=kind: tx.desk.happened(ticket, person, kind, {"by": "u1"}, at=NOW))
    found = store.read(lambda tx: tx.desk.events(1, 10))
    assert [(event.id, event.kind, event.data) for event in found] == [
        (2, "taken", {"by": "u1"}),
        (3, "closed", {"by": "u1"}),
    ]
    store.write(lambda tx: tx.desk.fade(NOW + 1, 10))
    assert store.read(lambda tx: tx.desk.last_event()) == 3
    assert store.write(lambda tx: tx.desk.happened(ticket, person, "note", {}, at=NOW)) == 4


def test_a_note_with_a_known_key_is_no_second_note(store: SqliteStore) -> None:
    person = someone(store)
    ticket = store.write(lambda tx: tx.tickets.open(person, "asked", "t", "", NOW))
    notes = [
        store.write(lambda tx: tx.desk.note(ticket, key="k", user="u1", name="Eva", text="x", at=NOW)) for _ in "12"
    ]
    assert notes == [1, None] and len(store.read(lambda tx: tx.desk.notes(person))) == 1


def test_of_two_persons_who_are_one_the_desk_keeps_everything(store: SqliteStore) -> None:
    keep, drop = someone(store, "4915550001"), someone(store, "4915550002")
    tickets = [store.write(lambda tx, who=who: tx.tickets.open(who, "asked", "t", "", NOW)) for who in (keep, drop)]
    store.write(lambda tx: tx.desk.note(tickets[1], key="k", user="u1", name="Eva", text="x", at=NOW))
    store.write(lambda tx: tx.persons.merge(keep, drop, NOW + 1))
    assert [note.person for note in store.read(lambda tx: tx.desk.notes(keep))] == [keep]
    assert store.query("SELECT state, ended FROM tickets ORDER BY id") == [("open", ""), ("closed", "merged")]
    events = store.read(lambda tx: tx.desk.events_of(keep))
    assert [(event.ticket, event.kind, event.data) for event in events] == [
        (tickets[1].id, "closed", {"why": "merged"})
    ]


def test_tickets_of_the_same_second_are_on_one_page_or_the_next(store: SqliteStore) -> None:
    for n in range(5):
        person = someone(store, f"491555000{n}")
        store.write(lambda tx, person=person: tx.tickets.open(person, "asked", "t", "", NOW))
    first = store.read(lambda tx: tx.desk.tickets(Wanted(view="all", user="u1", limit=3)))
    below = (first[-1].ticket.last_at, first[-1].ticket.id)
    rest = store.read(lambda tx: tx.desk.tickets(Wanted(view="all", user="u1", limit=3, below=below)))
    assert [shown.ticket.id for shown in (*first, *rest)] == [5, 4, 3, 2, 1]


def test_files_are_for_this_user_only_and_go_by_person_or_age(tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path / "a.db")
    assert folder.get("p1", "7") is None and folder.persons() == () and folder.drop_before(NOW) == 0
    folder.put("p1", "7", b"one", NOW)
    folder.put("p2", "8", b"two", NOW + 10)
    place = tmp_path / "a.db.media" / "p1" / "7"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600 and stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert folder.get("p1", "7") == b"one" and set(folder.persons()) == {"p1", "p2"}
    assert folder.drop_before(NOW + 5) == 1 and folder.get("p1", "7") is None
    folder.drop("p2")
    assert folder.get("p2", "8") is None


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".", "a.b"])
def test_a_file_never_lies_outside_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        MediaFolder(tmp_path / "a.db").get("p1", name)
