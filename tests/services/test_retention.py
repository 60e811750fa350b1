"""Nothing is kept for longer than needed, each kind of data after its own time; what proves a consent stays."""

from __future__ import annotations

from bot.core.incoming import Receipt, Sender
from bot.services import retention
from bot.services.retention import DAY, Keep
from tests.world import Customer, World

KEEP = Keep(raw=14, texts=100, missed=50)


def swept(world: World, days: int) -> dict[str, int]:
    world.clock.advance(days * DAY)
    return dict(retention.sweep(world.bot.store, KEEP, world.clock.now()))


def talked(world: World, ana: Customer) -> None:
    ana.says("hi")
    ana.taps("Offers by WhatsApp")
    ana.taps("Yes, please")
    ana.says("xyzzy plugh")
    store = world.bot.store
    store.write(lambda tx: tx.inbox.keep_raw("meta", b"{odd", "odd", world.clock.now_ms()))


def test_each_kind_goes_after_its_own_time(world: World, ana: Customer) -> None:
    talked(world, ana)
    assert not any(swept(world, 13).values())
    assert swept(world, 2)["raw"] == 1
    assert swept(world, 36)["missed"] == 1
    found = swept(world, 50)
    assert found["received"] == found["keys"] == 4 and found["sent"] == 4
    assert world.rows("SELECT DISTINCT event FROM inbox") == [("",)]
    assert world.rows("SELECT DISTINCT message, why FROM outbox") == [("", "{}")]
    assert not any(swept(world, 1).values())


def test_a_consent_and_its_proof_outlive_the_texts(world: World, ana: Customer) -> None:
    talked(world, ana)
    swept(world, 101)
    told = world.consent(ana.phone)
    assert told["purposes"]["offers"]["state"] == "granted"
    assert told["events"][-1]["evidence"]["text"] == "Yes, please"
    assert world.bot.store.read(lambda tx: tx.ledger.verify())["ok"]
    assert world.send(ana.phone).verdict == "cleared"


def test_what_is_still_to_be_done_is_never_touched(world: World, ana: Customer) -> None:
    talked(world, ana)
    world.rows("UPDATE inbox SET state = 'new' WHERE id = 4")
    swept(world, 300)
    assert world.rows("SELECT count(*) FROM inbox WHERE event != ''") == [(1,)]


def test_a_sweep_goes_on_where_the_last_one_ended_in_small_pieces(world: World, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(retention, "PIECE", 3)
    ana = world.customer()
    for _ in range(5):
        ana.says("when are you open?")
    world.clock.advance(60 * DAY)
    ana.says("when are you open?")
    found = swept(world, 50)
    assert (found["received"], found["sent"]) == (5, 5)
    assert world.rows("SELECT count(*) FROM inbox WHERE event != ''") == [(1,)]
    assert swept(world, 60)["received"] == 1


def test_a_key_is_kept_while_whatsapp_may_deliver_again(world: World, ana: Customer) -> None:
    """Short texts or not: the same event twice has no effect."""
    ana.says("when are you open?")
    short = Keep(texts=1)
    world.clock.advance(2 * DAY)
    found = retention.sweep(world.bot.store, short, world.clock.now())
    assert (found["received"], found["keys"]) == (1, 0)
    ana.count -= 1
    assert ana.says("when are you open?") == ""
    world.clock.advance(13 * DAY)
    assert retention.sweep(world.bot.store, short, world.clock.now())["keys"] == 1


def test_what_was_forgotten_is_in_no_file_any_more(world: World, ana: Customer) -> None:
    talked(world, ana)
    ana.says("a secret about marzipan")
    swept(world, 101)
    path = world.bot.store.path  # type: ignore[attr-defined]
    everything = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert b"marzipan" not in everything and b"xyzzy" not in everything


def test_a_conversation_of_somebody_long_silent_remembers_no_words(world: World, ana: Customer) -> None:
    """Also an open question, answers on the way, and what waited: the words are in them too."""
    ana.says("book a table")
    ana.says("4")
    assert "party_size" in world.rows("SELECT state FROM persons")[0][0]
    assert swept(world, 99)["conversations"] == 0
    assert swept(world, 2)["conversations"] == 1 and swept(world, 1)["conversations"] == 0
    assert "party_size" not in world.rows("SELECT state FROM persons")[0][0]
    assert "What can I do" in ana.says("hi")
    ana.says("book a table")
    assert swept(world, 102)["conversations"] == 1, "each silence anew"


def test_people_of_one_second_are_all_swept(world: World, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(retention, "PIECE", 2)
    for n in range(5):
        world.customer(f"1555010010{n}").says("book a table")
    assert swept(world, 101)["conversations"] == 5


def test_the_worker_sweeps_once_a_day(world: World, ana: Customer) -> None:
    talked(world, ana)
    worker = world.bot.worker
    for days, left in ((1, 1), (14, 0)):
        world.clock.advance(days * DAY)
        worker._housekeeping()
        worker.settle()
        assert world.rows("SELECT count(*) FROM raw") == [(left,)]


def test_a_receipt_of_a_message_that_is_not_ours_is_not_kept(world: World) -> None:
    world.arrives("r1", Receipt("222", "wamid.X", "read", world.clock.now(), recipient=Sender(phone="15550104444")))
    assert world.rows("SELECT event, state FROM inbox") == [("", "done")]
