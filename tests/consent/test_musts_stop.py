"""The musts about stopping: every way of saying it, at once, and for good."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest

from bot.channels import cloud_in
from bot.core.contents import Edited, Said
from bot.core.incoming import IdentityChange, Preference, Reacted, Receipt, Sender, Sent, Tapped
from bot.core.outgoing import Buttons, Text
from bot.flowfiles.words import lexicon, sources
from bot.ports import Declined
from bot.services import withdrawing
from tests.consent.acts import DAY, HOUR, agreed, asked, imported, kinds, last, row, sent, state, waits
from tests.world import Customer, World, text_of

NUMBER = "222000222000222"


@lru_cache(maxsize=1)
def languages() -> dict[str, Any]:
    return dict(sources()["languages"])


def plain(entries: Any) -> list[str]:
    """The entries that are words and no patterns."""
    return [str(each) for each in entries or () if not set(str(each)) & set("(|)~^$…*")]


def test_every_stop_word_counts_whatever_the_chats_language() -> None:
    """must 18: each `stop` entry of each language, in capitals, with marks, in bold; read by chats of three languages."""
    reader, wrong, count = lexicon(), [], 0
    for code, tables in languages().items():
        for word in plain(tables.get("stop")):
            for written in (word.upper(), f"{word}!!", f"  *{word}* "):
                for chat in (code, "en", "ar"):
                    count += 1
                    if reader.read(written, language=chat).kind != "stop":
                        wrong.append((code, chat, written))
    assert count > 10_000 and not wrong


@pytest.mark.parametrize(
    "code", ["pt", "es", "de", "ar", "fr", "it", "nl", "pl", "tr", "ru", "hi", "id", "zh", "ja", "he"]
)
def test_a_stop_in_any_language_withdraws(world: World, code: str) -> None:
    """must 18: an English chat, a STOP in another language, through the whole bot."""
    customer = world.customer()
    agreed(customer)
    customer.says(plain(languages()[code]["stop"])[0])
    assert state(world, customer) == "withdrawn"


@pytest.mark.parametrize(
    "words",
    [
        "please stop sending me messages", "STOOOP", "stpo", "Ｓ Ｔ Ｏ Ｐ", "s.t.o.p", "𝐒𝐓𝐎𝐏", "stоp", "stop\u200b", "🛑",
        "take me off your list", "bitte schreibt mir nicht mehr", "não quero mais receber mensagens",
        "deja de mandarme mensajes", "لا أريد رسائل بعد الآن", "Stop!!! I said stop", "unsubscribe me please",
    ],
)  # fmt: skip
def test_sentences_typos_and_tricks_of_writing_count_too(world: World, ana: Customer, words: str) -> None:
    """must 19: as people really write it; what is in doubt is at least held."""
    agreed(ana)
    ana.says(words)
    assert world.send(ana.phone).reason in ("withdrawn", "held")


@pytest.mark.parametrize(
    "words", ["which bus stop is near you?", "do you ever stop serving breakfast?", "what happens if I write STOP?",
              "nonstop service?", "the rain won't stop", "Wo ist die Bushaltestelle?"],
)  # fmt: skip
def test_what_only_sounds_like_a_stop_ends_nothing(world: World, ana: Customer, words: str) -> None:
    """must 19: hard negatives."""
    agreed(ana)
    ana.says(words)
    assert state(world, ana) == "granted"


ROUTES: dict[str, Callable[[Customer], object]] = {
    "in a caption": lambda c: c.hear(Sent("image", "900001", caption="STOP")),
    "on a template's button": lambda c: c.hear(Tapped("consent:withdraw:all", "Stop promotions", "template")),
    "on a button without our id": lambda c: c.hear(Tapped("Stop promotions", "Stop promotions", "template")),
    "in a list": lambda c: c.hear(Tapped("row-7", "STOP", "list")),
    "as an edit": lambda c: c.hear(Edited("wamid.R1", Said("STOP"))),
    "as a reaction": lambda c: c.hear(Reacted("wamid.R1", "🛑")),
    "in the middle of a question": lambda c: (c.says("book a table"), c.says("stop")),
    "at the consent question itself": lambda c: (c.says("start"), c.says("stop")),
    "while a person has the chat": lambda c: (c.says("I want to talk to a person"), c.says("stop")),
    "in quotation of an old message": lambda c: c.hear(Said("stop"), reply_to="wamid.R1"),
}


@pytest.mark.parametrize("route", ROUTES)
def test_stop_goes_before_everything(world: World, ana: Customer, route: str) -> None:
    """must 20: one test a route."""
    agreed(ana)
    ROUTES[route](ana)
    assert world.send(ana.phone).reason == "withdrawn"


def test_a_stranger_can_stop_too(world: World, ana: Customer) -> None:
    """must 20: a STOP as the very first message is recorded for every purpose."""
    ana.says("stop")
    assert (state(world, ana), state(world, ana, "reminders")) == ("withdrawn", "withdrawn")


def test_stop_empties_the_queue_in_its_own_transaction(world: World, ana: Customer) -> None:
    """must 21: what waits is blocked, timers of flows are gone."""
    agreed(ana)
    ana.says("book a table")
    numbers = [waits(world, ana), waits(world, ana)]
    ana.says("stop")
    assert [row(world, number)[0] for number in numbers] == ["blocked", "blocked"]
    assert world.rows("SELECT count(*) FROM timers WHERE key NOT LIKE 'keep%'") == [(0,)]
    assert sent(world) == 0


def test_one_confirmation_with_scope_and_way_back_and_nothing_else(world: World, ana: Customer) -> None:
    """must 22: at once, no advertising, no link; a second STOP is silent, and so is one by WhatsApp's setting."""
    agreed(ana)
    before = len(world.bot.channel.sent)
    confirmation = ana.says("stop")
    assert len(world.bot.channel.sent) == before + 1
    assert "no more messages" in confirmation and "START" in confirmation
    assert "http" not in confirmation and "offer" not in confirmation.replace("offers stop", "")
    assert ana.says("stop") == ""
    bea = world.customer("15550100003")
    agreed(bea)
    before = len(world.bot.channel.sent)
    world.arrives("p-9", Preference(NUMBER, world.clock.now(), Sender(phone=bea.phone), "stop"))
    assert len(world.bot.channel.sent) == before and state(world, bea) == "withdrawn"


def test_a_confirmation_that_fails_undoes_nothing(world: World, ana: Customer) -> None:
    """must 23: the network is down; the withdrawal stands."""
    agreed(ana)
    world.bot.channel.outcomes.append(Declined(131026, "undeliverable", "never"))
    ana.says("stop")
    assert state(world, ana) == "withdrawn"
    assert world.send(ana.phone).reason == "withdrawn"


def test_in_doubt_hold_then_ask_and_silence_is_a_stop(world: World, ana: Customer) -> None:
    """must 24: "cancel" in a booking: proactive messages wait at once, one question, a day of silence withdraws."""
    agreed(ana)
    ana.says("book a table")
    assert "should Café Aurora stop" in ana.says("cancel")
    assert world.send(ana.phone).reason == "held"
    world.clock.advance(DAY + 1)
    world.bot.worker.settle()
    assert state(world, ana) == "withdrawn" and last(world, ana)["evidence"]["method"] == "silence"


def test_the_seven_words_of_a_us_number_in_answer_to_an_offer_are_a_stop(world: World, ana: Customer) -> None:
    """must 24: "cancel" from +1 after a proactive message withdraws at once."""
    agreed(ana)
    assert world.send(ana.phone).verdict == "cleared"
    ana.says("cancel")
    assert state(world, ana) == "withdrawn"
    assert world.send(ana.phone).reason == "withdrawn"


def test_a_bare_stop_is_for_everything_and_only_offers_is_for_offers(world: World, ana: Customer) -> None:
    """must 25: STOP ends every purpose; "only the offers" leaves the useful ones."""
    agreed(ana)
    agreed(ana, "reminders")
    ana.says("stop")
    assert (state(world, ana), state(world, ana, "reminders")) == ("withdrawn", "withdrawn")
    assert "You will still get" in ana.taps("Only the offers")
    assert (state(world, ana), state(world, ana, "reminders")) == ("withdrawn", "granted")
    bea = world.customer("15550100003")
    agreed(bea)
    agreed(bea, "reminders")
    bea.says("please stop sending me offers")
    assert (state(world, bea), state(world, bea, "reminders")) == ("withdrawn", "granted")


@pytest.mark.parametrize("purpose", ["offers", "*"])
def test_staff_can_record_a_withdrawal(world: World, ana: Customer, purpose: str) -> None:
    """must 26: told by telephone: the same line with its own method, and what waits is blocked with it."""
    agreed(ana)
    agreed(ana, "reminders")
    number = waits(world, ana)
    found = str(world.bot.store.read(lambda tx: tx.persons.lookup(ana.phone)))
    book, now = world.bot.flows.book, world.clock.now()
    line, blocked = world.bot.store.write(
        lambda tx: withdrawing.withdraw(tx, found, book, purpose=purpose, note="called on 5 January", by="eva", now=now)
    )
    assert (line.kind, blocked) == ("withdrawn", 1)
    assert dict(line.evidence or {}) | {"source_at": 0} == {
        "method": "staff", "by": "eva", "note": "called on 5 January", "source_at": 0
    }  # fmt: skip
    world.bot.worker.settle()
    assert row(world, number)[0] == "blocked" and sent(world) == 0
    assert state(world, ana, "reminders") == ("granted" if purpose == "offers" else "withdrawn")


def preferences(*values: tuple[str, str]) -> bytes:
    import json

    told = [{"wa_id": phone, "category": "marketing_messages", "value": value, "timestamp": 1767607200, "detail": "x"}
            for phone, value in values]  # fmt: skip
    change = {"field": "user_preferences", "value": {"metadata": {"phone_number_id": NUMBER}, "user_preferences": told}}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()


def test_whatsapps_own_switch_ends_advertising_and_only_that(world: World, ana: Customer) -> None:
    """must 27: two people in one webhook, delivered twice and late; `resume` restores nothing."""
    bea = world.customer("15550100003")
    for each in (ana, bea):
        agreed(each)
        agreed(each, "reminders")
    items = cloud_in.parse(preferences((ana.phone, "stop"), (bea.phone, "stop")))
    for _ in range(2):
        world.bot.store.write(lambda tx: tx.inbox.add("meta", items, world.clock.now_ms()))
        world.bot.worker.settle()
    for each in (ana, bea):
        assert (state(world, each), state(world, each, "reminders")) == ("withdrawn", "granted")
        assert kinds(world, each).count(("offers", "withdrawn")) == 1
    again = cloud_in.parse(preferences((ana.phone, "resume")))
    world.bot.store.write(lambda tx: tx.inbox.add("meta", again, world.clock.now_ms()))
    world.bot.worker.settle()
    assert state(world, ana) == "withdrawn" and last(world, ana)["kind"] == "platform_unblocked"


def test_131050_is_the_same_learnt_late(world: World, ana: Customer) -> None:
    """must 27: also as the answer to a send."""
    agreed(ana)
    agreed(ana, "reminders")
    world.bot.channel.outcomes.append(Declined(131050, "the user stopped marketing messages", "optout", scope="person"))
    world.send(ana.phone)
    assert (state(world, ana), state(world, ana, "reminders")) == ("withdrawn", "granted")
    withdrawn = [e for e in world.consent(ana.phone)["events"] if e["kind"] == "withdrawn"]
    assert withdrawn[0]["evidence"]["method"] == "platform_error_131050"


@pytest.mark.parametrize("code", [131026, 131047, 131049, 130472])
def test_other_failures_and_silence_are_no_opt_out(world: World, ana: Customer, code: int) -> None:
    """must 28: undeliverable, a shut window, a healthy-ecosystem limit, and a year without a word."""
    agreed(ana)
    world.send(ana.phone)
    wamid = world.bot.channel.sent[-1].wamid
    world.arrives(f"r{code}", Receipt(NUMBER, wamid, "failed", world.clock.now(), code=code))
    world.clock.advance(365 * DAY)
    world.bot.worker.settle()
    assert state(world, ana) == "granted"


def test_wrong_number_voids_everything_in_many_languages() -> None:
    """must 29: the words are understood in at least twenty languages."""
    reader = lexicon()
    understood = {
        code
        for code, tables in languages().items()
        for phrase in plain(tables.get("wrong_number"))[:1]
        if reader.read(phrase, language=code).kind == "wrong_number"
    }
    assert len(understood) >= 20


def test_after_a_wrong_number_nobody_is_written_to_and_nobody_is_asked(world: World, ana: Customer) -> None:
    """must 29: invalidated, not withdrawn; no flow asks again; a list changes nothing."""
    agreed(ana)
    ana.says("wrong number")
    assert world.send(ana.phone).reason == "invalidated"
    world.clock.advance(100 * DAY)
    assert "May Café Aurora" not in asked(ana)
    assert imported(world, f"+{ana.phone},offers,fair,2025-01-01,yes,scan")[0].outcome == "stopped"


def test_a_stop_follows_the_person_over_all_identifiers(world: World) -> None:
    """must 30: STOP by user id, then WhatsApp links the phone: an import and an old yes of that phone are void."""
    by_id = world.customer(phone="", bsuid="US.1001")
    by_id.says("stop")
    by_phone = world.customer("15550100002")
    agreed(by_phone)
    assert world.send(by_phone.phone).verdict == "cleared"
    both = world.customer("15550100002", bsuid="US.1001")
    both.says("hi")
    assert world.send("15550100002").reason == "withdrawn"
    assert imported(world, "+15550100002,offers,fair,2025-01-01,yes,scan")[0].outcome == "stopped"


def test_a_new_number_keeps_the_stop_and_its_new_owner_starts_anew(world: World, ana: Customer) -> None:
    """must 31: the person moves with their STOP; who gets the old number is somebody else, and unknown."""
    agreed(ana)
    ana.says("stop")
    change = IdentityChange(
        NUMBER, "c1", world.clock.now(), "user_changed_number", Sender(phone=ana.phone), Sender(phone="15550100077")
    )
    world.arrives("c1", change)
    moved = world.customer("15550100077")
    assert world.send(moved.phone).reason == "withdrawn"
    newcomer = world.customer(ana.phone)
    newcomer.says("hi")
    assert state(world, newcomer) == "unknown"


def test_a_yes_does_not_stay_with_a_number_that_changed_hands(world: World, ana: Customer) -> None:
    """must 31: also a yes goes with its person; the number's next owner never said it."""
    agreed(ana)
    change = IdentityChange(
        NUMBER, "c1", world.clock.now(), "user_changed_number", Sender(phone=ana.phone), Sender(phone="15550100077")
    )
    world.arrives("c1", change)
    assert world.send("15550100077").verdict == "cleared"
    newcomer = world.customer(ana.phone)
    newcomer.says("hi")
    assert world.send(newcomer.phone).reason == "no_consent"


def test_no_confirmation_comes_later_than_it_should(world: World, ana: Customer) -> None:
    """must 22: it is queued in the same transaction as the withdrawal and goes before everything that waits."""
    agreed(ana)
    ana.says("stop")
    [(priority, at)] = world.rows("SELECT priority, at FROM outbox WHERE message LIKE '%no more messages%'")
    assert (priority, at) == (0, world.clock.now())
    assert all(isinstance(m.message, Text | Buttons) for m in world.bot.channel.sent) and text_of([]) == "" and HOUR
