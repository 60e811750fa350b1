"""People own their data: exported and erased from the chat, over crashes, without a trace, and the opt-out still holds."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import settings, wiring
from bot.channels.console import Console
from bot.core import phrases
from bot.core.incoming import Receipt, Said, Sender, StaffSaid
from bot.core.outgoing import MAX_TEXT, Template
from bot.ports import Declined
from bot.services import privacy, rights
from bot.services.proactive import Answer, Asked
from bot.services.rehearsal import Rehearsal
from tests.world import FLOWS, MONDAY, text_of

PHONE = "15550107788"
NAME = "Ottilie Zwirn"
WORDS = ["quibble about marzipan", "need a human for the zeppelin"]
WRITINGS = [PHONE, "5550107788", "555 010 7788", "555-010-7788", "010-7788", "0107788"]


class Shop:
    """A bot on a file, which can die and come back; people who write to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = wiring.SetClock(MONDAY)
        self.flows = wiring.Flows(FLOWS)
        self.channel = Console()  # WhatsApp does not forget when we restart
        self.count = 0
        self.open()

    def open(self) -> None:
        environ = {
            "ASKFIRST_DATABASE": f"sqlite:///{self.path}",
            "ASKFIRST_FLOWS": str(FLOWS),
            "ASKFIRST_PACE": "10000",
        }
        made = settings.load(environ, whatsapp=False)
        self.bot = wiring.build(made, self.channel, clock=self.clock, rehearsed=self.flows)

    def close(self) -> None:
        self.bot.worker.stop()
        self.bot.store.close()

    def again(self) -> None:
        """End the program and start it again on the same file."""
        self.close()
        self.open()

    @property
    def path(self) -> Path:
        return self.folder / "shop.db"

    def person(self, phone: str = PHONE, name: str = NAME, bsuid: str = "") -> Rehearsal:
        bot, sender = self.bot, Sender(phone=phone, bsuid=bsuid, name=name)
        self.count += 1000
        return Rehearsal(bot.store, bot.worker, bot.clock, bot.channel, sender, self.count)

    def agreed(self, phone: str = PHONE, name: str = NAME) -> Rehearsal:
        who = self.person(phone, name)
        who.say("hi")
        who.tap("Offers by WhatsApp")
        assert "Thank you" in text_of(who.tap("Yes, please") or [])
        return who

    def send(self, phone: str = PHONE) -> Answer:
        answer = self.bot.front.send(
            Asked(person=phone, purpose="offers", template="spring_offer", params={"item": "tea"})
        )
        self.bot.worker.settle()
        return answer

    def sent(self, kind: type) -> list[Any]:
        return [each.message for each in self.bot.channel.sent if isinstance(each.message, kind)]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.bot.store.query(sql)]

    def everything(self) -> bytes:
        """Every byte of every file in the folder."""
        return b"".join(each.read_bytes() for each in self.folder.iterdir() if each.is_file())

    def found(self, *texts: str) -> list[str]:
        everything = self.everything()
        return [text for text in texts if text.encode() in everything]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path)
    yield made
    made.close()


def erased(who: Rehearsal) -> str:
    """Ask for it, confirm it; what was said last."""
    asked = text_of(who.say("please delete my data"))
    assert "Shall we delete" in asked
    return text_of(who.tap("Yes, delete it") or [])


def talked(shop: Shop) -> Rehearsal:
    """Let somebody leave traces of every kind: messages, consents, a missed question, a ticket, failures, receipts."""
    who = shop.agreed()
    for text in WORDS:
        who.say(text)
    who.say("I want to talk to a person about the zeppelin")
    with_name = StaffSaid(person="", at=shop.clock.now(), by="rita", text=f"Hello {NAME}")
    store = shop.bot.store
    person = store.read(lambda tx: tx.persons.lookup(PHONE))
    store.write(lambda tx: tx.inbox.put("s:1", with_name, at=MONDAY, received_ms=0, person=str(person)))
    closed = StaffSaid(person=str(person), at=shop.clock.now(), by="rita", what="close")
    store.write(lambda tx: tx.inbox.put("s:2", closed, at=MONDAY, received_ms=0, person=str(person)))
    store.write(lambda tx: tx.inbox.keep_raw("x", f'{{"from": "{PHONE}", "odd"'.encode(), "odd", 0))
    store.write(lambda tx: tx.facts.set(f"call:{person}.1", {"person": person, "text": WORDS[0]}, 0))
    receipt = Receipt("222", "wamid.nobody", "read", MONDAY, recipient=Sender(phone=PHONE))
    store.write(lambda tx: tx.inbox.put("r:1", receipt, at=MONDAY, received_ms=0, person=""))
    shop.bot.worker.settle()
    return who


def test_after_an_erasure_no_byte_is_left_and_the_chain_is_whole(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    """must 38: Over the database, its log, the list of stops, the log output and a backup made afterwards."""
    caplog.set_level(logging.DEBUG)
    who = talked(shop)
    assert shop.found(PHONE, NAME, *WORDS) == [PHONE, NAME, *WORDS]
    who.say("stop")
    assert "is being deleted" in erased(who)
    shop.bot.store.backup(shop.folder / "backup.db")
    assert shop.found(*WRITINGS, NAME, "Ottilie", "zeppelin", "marzipan", "wamid.R") == []
    assert [text for text in [*WRITINGS, NAME, *WORDS] if text in caplog.text] == []
    told = shop.bot.store.read(lambda tx: tx.ledger.verify())
    assert told["ok"] and told["erased"] >= 3
    assert shop.rows("SELECT count(*) FROM suppressions") == [(1,)]
    assert shop.rows("SELECT count(*) FROM identifiers") == [(0,)]


def test_what_others_wrote_stays(shop: Shop) -> None:
    other = shop.agreed("15550109999", "Bo Other")
    who = shop.agreed()
    other.say("a question of my own")
    erased(who)
    assert shop.found("15550109999", "Bo Other", "a question of my own") == [
        "15550109999",
        "Bo Other",
        "a question of my own",
    ]
    assert shop.send("15550109999").verdict == "cleared"


def test_nobody_is_written_to_after_an_erasure_and_only_their_own_new_yes_ends_that(shop: Shop) -> None:
    """must 39."""
    who = shop.agreed()
    assert shop.send().verdict == "cleared"
    erased(who)
    shop.clock.advance(60)
    assert shop.send().reason == "no_consent"
    person = shop.bot.store.write(lambda tx: tx.persons.create(Sender(phone=f"+{PHONE}"), shop.clock.now()))
    assert shop.bot.store.read(lambda tx: tx.persons.suppressed(person))
    assert shop.send().reason == "suppressed"
    who.say("hi")
    assert shop.send().reason == "suppressed"
    who.say("START")
    assert "Thank you" in text_of(who.tap("Yes, please") or [])
    assert shop.send().verdict == "cleared"
    assert len(shop.sent(Template)) == 2


def test_receipts_and_late_answers_bring_nothing_back(shop: Shop) -> None:
    """WhatsApp tells that the goodbye was read: the number is in that, and must not stay."""
    erased(shop.agreed())
    goodbye = shop.bot.channel.sent[-1]
    for status in ("sent", "delivered", "read"):
        event = Receipt("222", goodbye.wamid, status, MONDAY, goodbye.reference, Sender(phone=PHONE))  # type: ignore[arg-type]
        row = shop.bot.store.write
        row(lambda tx, e=event, s=status: tx.inbox.put(f"{s}:{PHONE}", e, at=MONDAY, received_ms=0, person=""))
        shop.bot.worker.settle()
    shop.bot.store.scrub()
    assert shop.rows("SELECT count(*) FROM identifiers") == [(0,)]
    assert shop.found(*WRITINGS, goodbye.wamid) == []


def test_a_message_of_before_that_is_delivered_again_makes_nobody_new(shop: Shop) -> None:
    who = shop.agreed()
    shop.clock.advance(30)
    erased(who)
    shop.clock.advance(30)
    who.count -= 6  # the same ids once more
    assert who.hear(Said("hi"), at=MONDAY) == []
    assert shop.rows("SELECT count(*) FROM identifiers") == [(0,)]
    assert "Aurora" in text_of(who.say("hello again"))


@pytest.mark.parametrize(
    ("phone", "wish", "no", "kept", "yes", "done"),
    [
        (PHONE, "please delete my data", "No, keep it", "stays as it is", "Yes, delete it", "Goodbye"),
        ("351910000001", "apagar meus dados", "Não, manter", "fica tudo como está", "Sim, apagar", "Até logo"),
    ],
)
def test_a_no_changes_nothing_and_a_yes_erases(
    shop: Shop, phone: str, wish: str, no: str, kept: str, yes: str, done: str
) -> None:
    """must 42."""
    who = shop.person(phone)
    who.say("hi")
    who.say(wish)
    assert kept in text_of(who.tap(no) or [])
    shop.again()
    assert shop.rows("SELECT value FROM identifiers") == [(phone,)]
    who = shop.person(phone)
    asked = text_of(who.say(wish))
    assert asked and done not in asked
    assert done in text_of(who.tap(yes) or [])
    assert shop.rows("SELECT value FROM identifiers") == []
    assert shop.found(phone, NAME) == []


def test_a_second_delete_is_calm(shop: Shop) -> None:
    who = shop.agreed()
    erased(who)
    shop.clock.advance(60)
    assert "Goodbye" in erased(who)
    assert shop.rows("SELECT value FROM identifiers") == []
    assert shop.bot.store.read(lambda tx: tx.ledger.verify())["ok"]


# ---- crashes


def confirmed(shop: Shop, outcome: Any = None) -> None:
    """The person said yes; the goodbye can't leave, so the erasure waits."""
    who = shop.agreed()
    who.say("please delete my data")
    shop.bot.channel.outcomes.append(outcome or Declined(0, "no network", "retry", after=30.0))
    assert who.tap("Yes, delete it") == []
    assert shop.rows("SELECT value FROM identifiers") == [(PHONE,)]


def test_the_goodbye_leaves_first_also_over_a_restart(shop: Shop) -> None:
    confirmed(shop)
    assert shop.send().reason == "suppressed"
    shop.again()
    shop.bot.worker.settle()
    assert shop.rows("SELECT value FROM identifiers") == [(PHONE,)]
    shop.clock.advance(31)
    shop.bot.worker.settle()
    assert "Goodbye" in text_of([each.message for each in shop.bot.channel.sent])
    assert shop.found(*WRITINGS, NAME) == []


def test_a_goodbye_that_can_not_leave_does_not_keep_the_data(shop: Shop) -> None:
    confirmed(shop, Declined(0, "no network", "retry", after=30_000.0))
    shop.clock.advance(privacy.PATIENCE + 1)
    shop.bot.worker.settle()
    shop.clock.advance(40_000)
    shop.bot.worker.settle()
    assert shop.bot.channel.sent[-1].message != "" and "Goodbye" not in text_of([shop.bot.channel.sent[-1].message])
    assert shop.found(*WRITINGS, NAME) == []


def test_a_crash_between_erasure_and_wiping_is_made_good(shop: Shop) -> None:
    """The rows are gone, the log beside the file is not: the next start wipes it."""
    shop.agreed()
    store = shop.bot.store
    person = str(store.read(lambda tx: tx.persons.lookup(PHONE)))
    reader = store._borrow()  # type: ignore[attr-defined]  # somebody who reads an older moment
    reader.begin(write=False)
    reader.persons.get(person)
    store.write(lambda tx: privacy.erase(tx, person, "asked", MONDAY))
    store._busy_seconds = 0.1  # type: ignore[attr-defined]
    assert shop.found(NAME) == [NAME]
    reader.roll_back()
    store._give_back(reader)  # type: ignore[attr-defined]
    shop.again()
    shop.bot.worker._housekeeping()
    assert shop.found(*WRITINGS, NAME) == []
    assert shop.bot.store.read(lambda tx: tx.facts.get("scrub")) is None


def test_what_is_under_way_at_the_moment_of_erasure_leaves_no_id_behind(shop: Shop) -> None:
    """A send that ends after the erasure: its outcome is recorded, WhatsApp's id (it holds the number) is not."""
    who = shop.agreed()
    store = shop.bot.store
    person = str(store.read(lambda tx: tx.persons.lookup(PHONE)))
    shop.bot.channel.outcomes.append(Declined(0, "no network", "retry", after=30.0))
    who.say("when are you open?")
    [(row,)] = shop.rows("SELECT id FROM outbox WHERE state = 'queued'")
    store.write(lambda tx: tx.outbox.sending(row, MONDAY, 2))
    store.write(lambda tx: privacy.erase(tx, person, "asked", MONDAY))
    store.write(lambda tx: tx.outbox.settle(row, "accepted", now=MONDAY, wamid="wamid.LATE"))
    assert privacy.scrub(store, MONDAY)
    assert shop.found("wamid.LATE", *WRITINGS) == []
    assert shop.rows(f"SELECT state FROM outbox WHERE id = {row}") == [("accepted",)]


# ---- export


def test_my_data_is_answered_in_the_chat_in_ones_language(shop: Shop) -> None:
    """must 42."""
    shop.agreed("15550109999", "Bo Other").say("a question of my own")
    who = shop.agreed()
    who.say("stop")
    answers = who.say("send me my data")
    told = text_of(answers)
    assert NAME in told and f"+{PHONE}" in told and "No to offers" in told and "DELETE MY DATA" in told
    assert "Bo Other" not in told and "15550109999" not in told
    assert all(len(getattr(each, "body", "")) <= MAX_TEXT for each in answers)
    portuguese = shop.person("351910000001", "Rui")
    portuguese.say("olá")
    assert phrases.WORDS["pt"]["ERASE"] in text_of(portuguese.say("meus dados"))


def test_a_summary_names_the_words_that_were_agreed_to(shop: Shop) -> None:
    told = text_of(shop.agreed().say("send me my data"))
    assert "Yes to offers" in told and "at most two a month" in told


def test_a_long_summary_is_several_messages_and_loses_nothing() -> None:
    lines = [f"{n}: " + "x" * 900 for n in range(12)] + ["y" * 9000]
    pages = rights._pages(lines)
    assert all(0 < len(page) <= MAX_TEXT for page in pages)
    assert "".join(pages).replace("\n", "") == "".join(lines)


def test_an_export_has_what_was_written_before_two_records_became_one(shop: Shop) -> None:
    """must 42: also lines that changed nothing, such as a question that nobody answered."""
    shop.agreed("15550109999", "Bo Other")
    shop.person(PHONE).say("hi")
    shop.person("", NAME, bsuid="US.77").say("offers")  # asked under the id that goes
    shop.person(PHONE, NAME, bsuid="US.77").say("hi")
    book, store = shop.flows.book, shop.bot.store
    person = str(store.read(lambda tx: tx.persons.lookup(PHONE)))
    told = store.read(lambda tx: privacy.export(tx, person, book, MONDAY))
    lines = told["consents"] + told["consents_before_a_merge"]
    assert [line["kind"] for line in lines] == ["asked"]


def test_an_export_has_everything_of_one_person_and_nothing_of_another(shop: Shop) -> None:
    """must 42."""
    shop.agreed("15550109999", "Bo Other").say("a question of my own")
    talked(shop)
    book, store = shop.flows.book, shop.bot.store
    person = str(store.read(lambda tx: tx.persons.lookup(PHONE)))
    told = store.read(lambda tx: privacy.export(tx, person, book, MONDAY))
    assert told["name"] == NAME and [each["value"] for each in told["identifiers"]] == [PHONE]
    granted = [line for line in told["consents"] if line["kind"] == "granted"][0]
    notice = book.purposes["offers"].notices["en"]
    assert granted["evidence"]["shown"]["text"] == notice.text
    assert granted["evidence"]["message_id"] and granted["evidence"]["served"]["wamid"]
    assert set(WORDS) <= {each["text"] for each in told["received"]}
    assert any("at most two a month" in each["text"] for each in told["sent"])
    assert told["tickets"][0]["title"].startswith("I want to talk")
    assert "Bo Other" not in str(told) and "15550109999" not in str(told)
