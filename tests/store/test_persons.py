"""Who is who: variants of one number meet, different people do not, and a stop follows whoever said it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.core.incoming import Sender
from bot.core.state import Question, State
from bot.errors import StoreBusy, StoreError
from bot.store import SqliteStore
from tests.store.things import NOW, PEPPER, Raw, answer, line, offer, opened, someone, state, wrote


def find(store: SqliteStore, **known: str) -> tuple[str, ...]:
    return store.read(lambda tx: tx.persons.find(Sender(**known)))


def get(store: SqliteStore, person: str) -> Any:
    return store.read(lambda tx: tx.persons.get(person))


def blocked(store: SqliteStore, person: str) -> bool:
    """Whether the person is suppressed; the column that the gate sees must say the same."""
    by_hash = store.read(lambda tx: tx.persons.suppressed(person))
    [(column,)] = store.query("SELECT suppressed FROM persons WHERE id = ?", [person])
    assert by_hash == bool(column)
    return by_hash


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("5511987654321", "551187654321"), ("551187654321", "5511987654321"), ("555192345678", "555192345678"),
        ("525512345678", "5215512345678"), ("541123456789", "5491123456789"), ("4915550001", "+49 1555-0001"),
        ("4915550001", "00491555 0001"),
    ],
)  # fmt: skip
def test_variants_of_one_number_are_one_person(store: SqliteStore, first: str, second: str) -> None:
    assert find(store, phone=second) == ()
    assert find(store, phone=first) == ()
    assert (someone(store, first),) == find(store, phone=second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("551132654321", "5511932654321"),  # eight digits from 2 to 5 are a landline: no 9 before them
        ("5511987654321", "5521987654321"), ("521551234567", "52551234567"), ("54911234567", "5411234567"),
        ("15550001", "5550001"),
    ],
)  # fmt: skip
def test_other_numbers_are_other_people(store: SqliteStore, first: str, second: str) -> None:
    someone(store, first)
    assert find(store, phone=second) == ()


def test_user_ids_are_compared_exactly(store: SqliteStore) -> None:
    person = someone(store, "", "BR.aBc1")
    assert find(store, bsuid="BR.aBc1") == (person,)
    assert find(store, bsuid="BR.abc1") == find(store, bsuid="BR.aBc1 ") == find(store, parent_bsuid="BR.aBc1") == ()


def test_a_sender_can_be_two_people_until_they_are_merged(store: SqliteStore) -> None:
    older, newer = someone(store), someone(store, "", "DE.1")
    store.query("UPDATE persons SET created_at = created_at + 1 WHERE id = ?", [newer])
    assert find(store, phone="4915550001", bsuid="DE.1") == (older, newer)
    with pytest.raises(StoreError, match="belongs to somebody else"):
        store.write(lambda tx: tx.persons.learn(older, Sender(bsuid="DE.1"), NOW))
    store.write(lambda tx: tx.persons.merge(older, newer, NOW))
    assert find(store, phone="4915550001", bsuid="DE.1") == find(store, bsuid="DE.1") == (older,)


def test_a_person_needs_something_to_be_known_by(store: SqliteStore) -> None:
    with pytest.raises(StoreError, match="needs a phone number or a user id"):
        someone(store, "", "")


def test_what_is_known_at_first_sight(store: SqliteStore) -> None:
    person = store.write(lambda tx: tx.persons.create(Sender(phone="5511987654321", bsuid="BR.1", name="Ana"), NOW))
    row = get(store, person)
    assert (row.name, row.country, row.timezone, row.state, row.version) == (
        "Ana",
        "BR",
        "America/Sao_Paulo",
        State(),
        0,
    )
    assert (row.heard_at, row.window_shut, row.held, row.created_at) == (0, False, False, NOW)
    assert get(store, "nobody") is None


def test_learning_adds_and_refreshes(store: SqliteStore) -> None:
    person = someone(store)
    store.write(lambda tx: tx.persons.learn(person, Sender("4915550001", "DE.1", "DE.p", name="Bo"), NOW + 5))
    known = store.read(lambda tx: tx.persons.identifiers(person))
    assert [(each.kind, each.first_seen, each.last_seen, each.live) for each in known] == [
        ("phone", NOW, NOW + 5, True), ("bsuid", NOW + 5, NOW + 5, True), ("parent_bsuid", NOW + 5, NOW + 5, True),
    ]  # fmt: skip
    assert get(store, person).name == "Bo"
    store.write(lambda tx: tx.persons.learn(person, Sender("4915550001"), NOW + 6))
    assert get(store, person).name == "Bo", "a message without a name takes none away"


def test_the_address_is_as_whatsapp_last_wrote_it(store: SqliteStore) -> None:
    person = someone(store, "5511987654321", "BR.1")
    store.write(lambda tx: tx.persons.learn(person, Sender("551187654321"), NOW + 1))
    store.write(lambda tx: tx.persons.learn(person, Sender(parent_bsuid="BR.p"), NOW + 2))
    assert store.read(lambda tx: tx.persons.address(person)) == ("551187654321", "BR.1")
    assert store.read(lambda tx: tx.persons.address("nobody")) == ("", "")


@pytest.mark.parametrize("text", ["+49 (1555) 0001", "4915550001", " 0049 1555 0001 ", "DE.1", "#1", "id"])
def test_a_person_is_looked_up_by_anything(store: SqliteStore, text: str) -> None:
    person = someone(store, "4915550001", "DE.1")
    store.write(lambda tx: tx.tickets.open(person, "asked", "team", "help", NOW))
    assert store.read(lambda tx: tx.persons.lookup(person if text == "id" else text)) == person


@pytest.mark.parametrize("text", ["", "#2", "#", "#x", "+49", "de.1", "DE.2", "Ana", "call 4915550001"])
def test_nobody_is_found_by_something_else(store: SqliteStore, text: str) -> None:
    someone(store, "4915550001", "DE.1")
    assert store.read(lambda tx: tx.persons.lookup(text)) is None


def test_saving_a_state_twice_from_one_reading_is_noticed(store: SqliteStore) -> None:
    person = someone(store)
    first = State(language="pt", slots={"n": 2}, question=Question("menu", NOW, options=(("a", "A"),)))
    store.write(lambda tx: tx.persons.save(person, first, version=0, now=NOW))
    assert (get(store, person).state, get(store, person).version, get(store, person).language) == (first, 1, "pt")
    with pytest.raises(StoreBusy):
        store.write(lambda tx: tx.persons.save(person, State(), version=0, now=NOW))
    assert get(store, person).state == first


def test_the_window(store: SqliteStore) -> None:
    person = someone(store)
    store.write(lambda tx: tx.persons.heard(person, NOW))
    store.write(lambda tx: tx.persons.shut_window(person))
    assert get(store, person).window_shut
    store.write(lambda tx: tx.persons.heard(person, NOW - 50))
    assert (get(store, person).heard_at, get(store, person).window_shut) == (NOW, False)


def test_a_stop_follows_the_person_over_all_identifiers(store: SqliteStore) -> None:
    """STOP from a user id; later the phone becomes known; an import of that phone is refused."""
    person = someone(store, "", "DE.1")
    store.write(lambda tx: tx.persons.suppress(person, "stop", NOW))
    store.write(lambda tx: tx.persons.learn(person, Sender("4915550001", "DE.1"), NOW))
    store.write(lambda tx: tx.persons.replace(person, Sender("4915550001"), Sender("4915550002"), NOW))
    assert blocked(store, person)
    assert blocked(store, someone(store, "4915550001")), "whoever is imported under the old number"
    assert not blocked(store, someone(store, "4915550003"))


def test_somebody_with_a_number_that_was_anothers_is_somebody_else(store: SqliteStore) -> None:
    person = someone(store, "4915550001", "DE.1")
    seq = line(store, person).seq
    store.write(lambda tx: tx.persons.replace(person, Sender("4915550001", "DE.1"), Sender("4915550002", "DE.2"), NOW))
    assert find(store, phone="4915550001") == find(store, bsuid="DE.1") == ()
    assert find(store, phone="4915550002") == find(store, bsuid="DE.2") == (person,)
    stranger = someone(store, "4915550001")
    assert stranger != person
    assert store.read(lambda tx: tx.ledger.of(stranger)) == ()
    assert store.read(lambda tx: tx.persons.address(person)) == ("4915550002", "DE.2")
    store.write(lambda tx: tx.outbox.add(offer(person, seq)))


def test_moving_to_a_number_that_somebody_lost(store: SqliteStore) -> None:
    loser, mover = someone(store, "4915550001"), someone(store, "4915550002")
    store.write(lambda tx: tx.persons.replace(mover, Sender("4915550002"), Sender("4915550001"), NOW))
    assert find(store, phone="4915550001") == (mover,)
    assert store.read(lambda tx: tx.persons.address(loser)) == ("", "")


def test_coming_back_to_an_old_number(store: SqliteStore) -> None:
    person = someone(store, "4915550001")
    for old, new in (("4915550001", "4915550002"), ("4915550002", "4915550001")):
        store.write(lambda tx, old=old, new=new: tx.persons.replace(person, Sender(old), Sender(new), NOW))
    assert store.read(lambda tx: tx.persons.address(person)) == ("4915550001", "")
    assert len(store.read(lambda tx: tx.persons.identifiers(person))) == 2


def test_a_new_yes_lifts_a_stop_for_that_person_only(store: SqliteStore) -> None:
    person, other = someone(store, "4915550001"), someone(store, "4915550009")
    for each in (person, other):
        store.write(lambda tx, each=each: tx.persons.suppress(each, "stop", NOW))
    store.write(lambda tx: tx.persons.unsuppress(person))
    assert not blocked(store, person) and blocked(store, other)


def test_a_stop_of_the_number_s_new_owner_is_not_lifted_by_the_old_one(store: SqliteStore) -> None:
    person = someone(store, "4915550001")
    store.write(lambda tx: tx.persons.replace(person, Sender("4915550001"), Sender("4915550002"), NOW))
    stranger = someone(store, "4915550001")
    store.write(lambda tx: tx.persons.suppress(stranger, "stop", NOW))
    store.write(lambda tx: tx.persons.unsuppress(person))
    assert blocked(store, stranger)


def test_no_hash_can_be_made_without_the_key(store: SqliteStore, raw: Raw, file: Path) -> None:
    import hashlib

    store.write(lambda tx: tx.persons.suppress(tx.persons.create(Sender("4915550001"), NOW), "stop", NOW))
    [(found, key)] = raw.run("SELECT hash, pepper_id FROM suppressions")
    plain = [hashlib.sha256(text.encode()).hexdigest() for text in ("4915550001", "+4915550001", "phone:4915550001")]
    assert found not in plain and PEPPER.hex() not in key


def test_a_stop_under_an_old_key_holds_and_a_lost_key_is_noticed(file: Path) -> None:
    with opened(file, pepper=b"the old one") as store:
        person = someone(store)
        store.write(lambda tx: tx.persons.erase(person, "they asked", NOW))
    with opened(file, pepper=b"the new one", old_peppers=[b"the old one"], name="x") as store:
        assert blocked(store, someone(store))
    with pytest.raises(StoreError, match="ASKFIRST_SECRET_KEY is not the one"):
        opened(file, pepper=b"the new one")


def test_suppressing_blocks_what_waits(store: SqliteStore) -> None:
    person = someone(store)
    row = store.write(
        lambda tx: tx.outbox.add(offer(person, tx.ledger.append(person, "granted", "offers", {}, at=1).seq))
    )
    store.write(lambda tx: tx.persons.suppress(person, "wrong number", NOW))
    assert state(store, row) == "blocked"


def test_erasure_leaves_no_trace_in_any_file_and_a_sound_ledger(store: SqliteStore, file: Path) -> None:
    """The number, the name, what was said, and the message ids, which contain the number."""
    secrets = ["4915550001", "Ana Erased", "wamid.SECRET", "Yes, please", "We open at 8."]
    person = store.write(lambda tx: tx.persons.create(Sender("4915550001", name="Ana Erased"), NOW))
    line(store, person)
    inbox = wrote(store, person, "wamid.SECRET")
    store.write(lambda tx: tx.inbox.done(inbox, person))
    row = store.write(lambda tx: tx.outbox.add(answer(person, inbox)))
    store.write(lambda tx: tx.outbox.sending(row, NOW, 1))
    store.write(lambda tx: tx.outbox.settle(row, "accepted", now=NOW, wamid="wamid.SECRET.2"))
    store.write(lambda tx: tx.tickets.open(person, "asked", "team", "Ana Erased wants help", NOW))
    store.write(lambda tx: tx.facts.set(f"seen:{person}", "Ana Erased", NOW))
    store.scrub()
    everything = file.read_bytes()
    assert all(secret.encode() in everything for secret in secrets)
    store.write(lambda tx: tx.persons.erase(person, "they asked", NOW))
    store.scrub()
    everything = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert not [secret for secret in secrets if secret.encode() in everything]
    told = store.read(lambda tx: tx.ledger.verify())
    assert (told["ok"], told["lines"], told["erased"]) == (True, 2, 1)
    assert find(store, phone="4915550001") == ()
    assert blocked(store, person) and blocked(store, someone(store, "4915550001"))
