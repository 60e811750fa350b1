"""Handovers at Chatwoot, both ways: on a whole bot, with a stand-in that talks and answers as Chatwoot documents it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.http import MAX_ANSWER
from bot.core.incoming import Sent
from bot.services import desk, privacy
from bot.web import create_app
from tests.telling.chatwoot import ACCOUNT, INBOX, TOKEN, Chatwoot, signed
from tests.telling.chatwoot import SECRET as HOOK_SECRET
from tests.telling.office import SEAT, Office, flows_with
from tests.world import Customer

RULES = "handover: {teams: [front], back_after: 2 hours}\n"


class Shop(Office):
    """An office with Chatwoot; ``crosses`` brings over what waits; ``hears`` delivers a webhook."""

    def __init__(self, there: Chatwoot, folder: Path, **more: str) -> None:
        self.there = there
        super().__init__(
            flows_with(RULES), f"sqlite:///{folder / 'shop.db'}", ASKFIRST_CHATWOOT_URL=there.url,
            ASKFIRST_CHATWOOT_TOKEN=TOKEN, ASKFIRST_CHATWOOT_ACCOUNT=str(ACCOUNT), ASKFIRST_CHATWOOT_INBOX=str(INBOX),
            ASKFIRST_CHATWOOT_SECRET=HOOK_SECRET, **more,
        )  # fmt: skip

    def crosses(self) -> None:
        while self.bridge.step():
            pass

    def hears(self, payload: dict[str, Any], *, secret: str = HOOK_SECRET, path: str = "/webhook/chatwoot") -> int:
        body, headers = signed(payload, self.clock.now(), secret)
        answer = create_app(self.bot.front).test_client().post(path, data=body, headers=headers)
        self.bot.worker.settle()
        return answer.status_code

    def echoes(self) -> None:
        """Chatwoot tells of everything that we did there ourselves."""
        told, self.there.hooks = self.there.hooks, []
        for payload in told:
            assert self.hears(payload) == 200

    def later(self, seconds: int) -> None:
        self.clock.advance(seconds)
        self.there.now += seconds
        self.bot.worker.settle()

    @property
    def number(self) -> int:
        return max(self.there.conversations)

    @property
    def lines(self) -> list[tuple[str, str]]:
        return self.there.lines(self.number)

    @property
    def status(self) -> str:
        return str(self.there.conversations[self.number]["status"])

    def ticket(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT state, taken_name FROM tickets ORDER BY id")


@pytest.fixture
def there() -> Iterator[Chatwoot]:
    with Chatwoot(1_767_607_200) as made:
        yield made


@pytest.fixture
def shop(there: Chatwoot, tmp_path: Path) -> Iterator[Shop]:
    made = Shop(there, tmp_path)
    yield made
    made.close()


@pytest.fixture
def ana(shop: Shop) -> Customer:
    made = shop.customer(name="Ana")
    made.says("hi")
    return made


def to_phone(shop: Shop) -> list[str]:
    rows = shop.rows("SELECT message FROM outbox WHERE state = 'accepted' ORDER BY id")
    return [row[0] for row in rows]


def handed_over(shop: Shop, customer: Customer) -> None:
    customer.says("I want to talk to a person")
    shop.crosses()
    shop.echoes()


def test_a_handover_opens_a_conversation_with_what_was_said_before(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    assert shop.status == "open"
    (note, words), (person, asked) = shop.lines
    assert note == "note" and "https://bot.example.com/desk/1" in words and "Customer: hi" in words and "Bot: " in words
    assert (person, asked) == ("person", "I want to talk to a person")
    assert asked not in words
    contact = shop.there.contacts[shop.there.conversations[shop.number]["contact"]]
    assert contact["name"] == "Ana" and contact["phone_number"] == "+15550100002"


def test_they_talk_both_ways_and_the_customer_reads_the_agent_in_the_same_chat(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    assert shop.hears(shop.there.says(shop.number, "Good morning, Anna here")) == 200
    assert "Good morning, Anna here" in to_phone(shop)[-1]
    assert shop.ticket() == [("taken", "Anna")]
    ana.says("do you have room on Friday?")
    shop.crosses()
    assert shop.lines[-1] == ("person", "do you have room on Friday?")
    assert not any("answered in AskFirst" in words for _, words in shop.lines)


def test_nothing_that_we_put_in_comes_back_as_an_answer(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    ana.says("hello?")
    shop.crosses()
    before = to_phone(shop)
    assert shop.there.hooks
    shop.echoes()
    shop.crosses()
    assert to_phone(shop) == before and shop.ticket()[0][0] == "open"


def test_private_notes_never_leave(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    before = to_phone(shop)
    assert shop.hears(shop.there.says(shop.number, "she owes us money", private=True)) == 200
    assert to_phone(shop) == before


def test_a_webhook_that_comes_three_times_is_one_message(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    payload = shop.there.says(shop.number, "One moment")
    for _ in range(3):
        assert shop.hears(payload) == 200
    assert sum("One moment" in text for text in to_phone(shop)) == 1


def test_attachments_of_an_agent_are_links(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    shop.hears(shop.there.says(shop.number, "", files=("https://files.example.com/menu.pdf",)))
    assert "https://files.example.com/menu.pdf" in to_phone(shop)[-1]


def test_a_picture_of_the_customer_is_named_with_its_caption_and_a_link(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    ana.hear(Sent("image", "media1", "image/jpeg", caption="the broken cup"))
    shop.crosses()
    who, words = shop.lines[-1]
    assert who == "person" and "[image] the broken cup" in words and "https://bot.example.com/desk/1" in words


def test_resolved_there_is_closed_here_and_the_bot_answers_again(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    shop.hears(shop.there.marks(shop.number, "resolved"))
    assert shop.ticket()[0][0] == "closed"
    assert ana.says("menu")
    shop.crosses()
    shop.echoes()
    assert shop.status == "resolved" and len(shop.rows("SELECT id FROM tickets")) == 1
    assert not any("closed this conversation" in words for _, words in shop.lines)


def test_closed_here_is_resolved_there(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    desk.close(shop.bot.front, SEAT, 1, key="k")
    shop.bot.worker.settle()
    shop.crosses()
    shop.echoes()
    assert shop.status == "resolved" and "Bea closed this conversation" in shop.lines[-1][1]
    assert [state for state, _ in shop.ticket()] == ["closed"]


def test_an_answer_given_here_is_a_note_there(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    desk.reply(shop.bot.front, SEAT, 1, "We are on our way", key="k")
    shop.bot.worker.settle()
    shop.crosses()
    assert ("note", "Bea answered in AskFirst or on the phone: We are on our way") in shop.lines


def test_the_bot_is_back_after_a_silence_and_the_conversation_is_pending(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    shop.hears(shop.there.says(shop.number, "Hello"))
    shop.later(3 * 3600)
    shop.crosses()
    shop.echoes()
    assert shop.status == "pending" and shop.ticket()[0][0] == "closed"


def test_an_agent_who_opens_it_again_has_it_again(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    shop.hears(shop.there.marks(shop.number, "resolved"))
    shop.later(60)
    shop.hears(shop.there.marks(shop.number, "open"))
    assert [state for state, _ in shop.ticket()] == ["closed", "taken"]
    shop.crosses()
    shop.echoes()
    assert shop.status == "open" and len(shop.there.conversations) == 1


def test_an_agent_opens_again_what_was_closed_here(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    desk.close(shop.bot.front, SEAT, 1, key="k")
    shop.bot.worker.settle()
    shop.crosses()
    shop.there.hooks.clear()
    shop.later(60)
    shop.hears(shop.there.marks(shop.number, "open"))
    assert [state for state, _ in shop.ticket()] == ["closed", "taken"]


def test_what_we_asked_for_ourselves_and_hear_of_late_takes_nothing_back(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    opened = {**shop.there.shown(shop.there.conversations[shop.number]), "event": "conversation_status_changed"}
    shop.later(60)
    desk.close(shop.bot.front, SEAT, 1, key="k")
    shop.bot.worker.settle()
    shop.crosses()
    shop.hears(opened)
    assert [state for state, _ in shop.ticket()] == ["closed"]


def test_a_status_of_the_time_before_does_not_end_the_next_handover(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    resolved = shop.there.marks(shop.number, "resolved")
    shop.later(60)
    desk.close(shop.bot.front, SEAT, 1, key="k")
    shop.bot.worker.settle()
    ana.says("I want to talk to a person")
    shop.crosses()
    shop.hears(resolved)
    assert [state for state, _ in shop.ticket()] == ["closed", "open"]


def test_opened_there_while_somebody_waits_already_is_no_taking(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    shop.hears(shop.there.marks(shop.number, "resolved"))
    shop.later(60)
    ana.says("I want to talk to a person")
    shop.hears(shop.there.marks(shop.number, "open"))
    assert [state for state, _ in shop.ticket()] == ["closed", "open"]


def test_an_old_status_that_comes_late_changes_nothing(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    shop.later(10)
    opened = {**shop.there.shown(shop.there.conversations[shop.number]), "event": "conversation_status_changed"}
    shop.later(10)
    shop.hears(shop.there.marks(shop.number, "resolved"))
    shop.hears(opened)
    assert [state for state, _ in shop.ticket()] == ["closed"]


def test_a_second_handover_of_the_same_person_uses_the_same_conversation(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    shop.hears(shop.there.marks(shop.number, "resolved"))
    shop.later(60)
    handed_over(shop, ana)
    assert len(shop.there.conversations) == 1 and shop.status == "open"
    assert [state for state, _ in shop.ticket()] == ["closed", "open"]


def test_outside_the_window_the_agent_reads_why_and_the_message_is_marked_as_failed(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    shop.hears(shop.there.says(shop.number, "I'll find out"))
    shop.crosses()
    shop.later(90 * 60)
    ana.says("thanks")
    shop.crosses()
    shop.clock.advance(25 * 3600)  # the worker was down, the ticket is still open
    before = to_phone(shop)
    body, headers = signed(shop.there.says(shop.number, "Found it!"), shop.clock.now())
    client = create_app(shop.bot.front).test_client()
    for _ in range(3):
        assert client.post("/webhook/chatwoot", data=body, headers=headers).status_code == 200
        shop.crosses()
    assert to_phone(shop) == before
    assert sum("NOT sent" in words for _, words in shop.lines) == 1
    failed = [m for m in shop.there.conversations[shop.number]["messages"] if m.get("status") == "failed"]
    assert [each["content"] for each in failed] == ["Found it!"] and "24 hours" in failed[0]["external_error"]
    assert shop.lines[-1][0] == "note" and "NOT sent" in shop.lines[-1][1]


def test_stop_is_a_note_that_says_what_may_still_be_done(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    ana.says("STOP")
    shop.crosses()
    notes = [text for who, text in shop.lines if who == "note"]
    assert any("wrote STOP" in text for text in notes)


def test_chatwoot_is_down_and_everything_comes_later_in_order(shop: Shop, ana: Customer) -> None:
    shop.there.down = True
    ana.says("I want to talk to a person")
    for words in ("first", "second", "third"):
        ana.says(words)
        shop.crosses()
    assert shop.bridge.failing and not shop.there.conversations
    assert shop.ticket() == [("open", "")]
    shop.there.down = False
    shop.later(400)
    shop.crosses()
    assert [text for who, text in shop.lines if who == "person"] == [
        "I want to talk to a person", "first", "second", "third",
    ]  # fmt: skip
    assert not shop.bridge.failing


@pytest.mark.parametrize("lost", range(1, 5))
def test_an_answer_that_got_lost_makes_no_second_message_and_no_second_conversation(
    shop: Shop, ana: Customer, lost: int
) -> None:
    """The connection breaks after Chatwoot did it: contact, conversation, note, message. Then the program ends."""
    ana.says("I want to talk to a person")
    there = shop.there
    done = [0]
    original = there.answer

    def answer(method: str, *rest: Any) -> tuple[int, Any]:
        told = original(method, *rest)
        done[0] += method != "GET"
        there.forget_answer = int(method != "GET" and done[0] == lost)
        return told

    there.answer = answer  # type: ignore[method-assign]
    shop.crosses()
    assert done[0] == lost
    shop.again()
    shop.crosses()
    assert len(there.contacts) == len(there.conversations) == 1
    assert [who for who, _ in shop.lines] == ["note", "person"]


def test_a_program_that_ends_between_two_steps_goes_on_where_it_was(shop: Shop, ana: Customer) -> None:
    ana.says("I want to talk to a person")
    ana.says("hello?")
    while shop.bridge.step():
        shop.again()
    assert [text for who, text in shop.lines if who == "person"] == ["I want to talk to a person", "hello?"]


def test_receipts_of_whatsapp_reach_the_agents_message(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    payload = shop.there.says(shop.number, "Here I am")
    shop.hears(payload)
    for state in ("delivered", "read"):
        shop.rows("UPDATE outbox SET state = ? WHERE inbox_id = (SELECT max(inbox_id) FROM bridge_messages)", state)
        shop.crosses()
        (shown,) = [m for m in shop.there.conversations[shop.number]["messages"] if m["id"] == payload["id"]]
        assert shown["status"] == state


def test_a_conversation_that_was_deleted_there_is_made_again(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    shop.there.conversations.clear()
    ana.says("still there?")
    shop.crosses()
    assert shop.lines == [("person", "still there?")]


def test_a_phone_number_that_is_somebody_elses_there_hinders_nobody(shop: Shop, ana: Customer) -> None:
    shop.there.contacts[1] = {"id": 1, "name": "Old", "phone_number": "+15550100002", "identifier": "crm-9"}
    handed_over(shop, ana)
    assert len(shop.there.contacts) == 2 and shop.lines[-1][0] == "person"


@pytest.mark.parametrize(
    "answer", [{}, {"payload": [{"identifier": "askfirst-x"}]}, {"payload": {"contact": {"id": "?"}}}, {"id": None}]
)
def test_answers_that_make_no_sense_are_tried_again_and_then_left_out(shop: Shop, ana: Customer, answer: Any) -> None:
    shop.there.answer = lambda *_: (200, answer)  # type: ignore[method-assign]
    ana.says("I want to talk to a person")
    assert shop.bridge.step() == 0 and shop.bridge.failing
    shop.later(86_400)
    assert shop.bridge.step() == 1
    assert shop.rows("SELECT count(*) FROM bridge_conversations") == [(0,)]


def test_a_conversation_that_makes_the_program_stumble_stops_no_other(
    shop: Shop, ana: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana.says("I want to talk to a person")
    with monkeypatch.context() as broken:
        broken.setattr(shop.bridge.desk, "begin", None)
        assert shop.bridge.step() == 0 and "stumbled" in shop.bridge.failing
        shop.clock.advance(86_400)
        assert shop.bridge.step() == 1
    other = shop.customer(phone="15550100009")
    other.says("I want to talk to a person")
    shop.crosses()
    assert shop.lines[-1] == ("person", "I want to talk to a person")


# ---- the door


def test_a_request_that_is_not_signed_is_refused(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    payload = shop.there.says(shop.number, "I am Anna, give me your card")
    before = to_phone(shop)
    assert shop.hears(payload, secret="guessed") == 401
    shop.clock.advance(-1000)
    body, headers = signed(payload, shop.clock.now())
    shop.clock.advance(1000)
    client = create_app(shop.bot.front).test_client()
    assert client.post("/webhook/chatwoot", data=body, headers=headers).status_code == 401
    assert client.post("/webhook/chatwoot", json=payload).status_code == 401
    assert to_phone(shop) == before


def test_an_older_chatwoot_is_known_by_the_secret_in_its_address(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    payload = shop.there.says(shop.number, "Hello from long ago")
    client = create_app(shop.bot.front).test_client()
    assert client.post("/webhook/chatwoot?secret=wrong", json=payload).status_code == 401
    assert client.post(f"/webhook/chatwoot?secret={HOOK_SECRET}", json=payload).status_code == 200
    shop.bot.worker.settle()
    assert "Hello from long ago" in to_phone(shop)[-1]


def test_what_another_inbox_of_the_account_says_is_none_of_ours(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    before = to_phone(shop)
    payload = shop.there.says(shop.number, "for a customer of the web shop")
    payload["conversation"]["inbox_id"] = payload["inbox"]["id"] = 99
    assert shop.hears(payload) == 200 and to_phone(shop) == before


@pytest.mark.parametrize(
    "change",
    [
        {"message_type": "template"}, {"message_type": "incoming"}, {"message_type": "activity"},
        {"sender": {"id": 1, "type": "agent_bot", "name": "Captain"}}, {"event": "message_updated"}, {"content": "  "},
    ],
)  # fmt: skip
def test_what_no_agent_wrote_never_reaches_the_customer(shop: Shop, ana: Customer, change: dict[str, Any]) -> None:
    handed_over(shop, ana)
    before = to_phone(shop)
    assert shop.hears({**shop.there.says(shop.number, "How did we do?"), **change}) == 200
    assert to_phone(shop) == before


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b'{"event": "message_created"}', b'{"event": 5, "inbox_id": 7}']
)
def test_rubbish_is_kept_or_left_out_and_never_an_error(shop: Shop, body: bytes) -> None:
    client = create_app(shop.bot.front).test_client()
    assert client.post(f"/webhook/chatwoot?secret={HOOK_SECRET}", data=body).status_code == 200


def test_a_body_that_is_too_large_is_refused(shop: Shop) -> None:
    client = create_app(shop.bot.front).test_client()
    assert client.post(f"/webhook/chatwoot?secret={HOOK_SECRET}", data=b"x" * (MAX_ANSWER + 2)).status_code == 413


def test_half_of_the_settings_is_a_sentence_and_believes_nobody(there: Chatwoot, tmp_path: Path) -> None:
    made = Office(
        flows_with(RULES), f"sqlite:///{tmp_path / 'a.db'}", ASKFIRST_CHATWOOT_URL=there.url, ASKFIRST_CHATWOOT_SECRET=HOOK_SECRET
    )  # fmt: skip
    made.customer().says("person")
    assert made.bridge.step() == 0 and "ASKFIRST_CHATWOOT_INBOX" in made.bridge.failing
    payload = {
        "event": "message_created",
        "id": 1,
        "message_type": "outgoing",
        "content": "x",
        "conversation": {"id": 1},
    }
    client = create_app(made.bot.front).test_client()
    assert client.post(f"/webhook/chatwoot?secret={HOOK_SECRET}", json=payload).status_code == 200
    assert made.rows("SELECT count(*) FROM inbox WHERE channel = 'inside'") == [(0,)]
    made.close()


def test_without_chatwoot_there_is_no_such_door(world: Any) -> None:
    assert create_app(world.bot.front).test_client().post("/webhook/chatwoot", json={}).status_code == 404


# ---- people own their data


def test_the_export_says_where_else_a_conversation_is_kept(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    person, now = shop.rows("SELECT id FROM persons")[0][0], shop.clock.now()
    told = shop.bot.store.read(lambda tx: privacy.export(tx, person, shop.bot.flows.book, now))
    contact = str(shop.there.conversations[shop.number]["contact"])
    assert told["help_desks"] == [{"at": "chatwoot", "conversation": str(shop.number), "contact": contact}]


def test_who_is_erased_here_is_erased_there(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    person = shop.rows("SELECT id FROM persons")[0][0]
    shop.bot.store.write(lambda tx: tx.persons.erase(person, "asked", shop.clock.now()))
    shop.crosses()
    assert not shop.there.contacts and not shop.there.conversations
    assert shop.rows("SELECT count(*) FROM bridge_conversations") == [(0,)]
    assert shop.rows("SELECT count(*) FROM bridge_messages") == [(0,)]


def test_where_chatwoot_refuses_to_erase_somebody_is_told_to_do_it(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    shop.there.may_delete = False
    person = shop.rows("SELECT id FROM persons")[0][0]
    shop.bot.store.write(lambda tx: tx.persons.erase(person, "asked", shop.clock.now()))
    shop.crosses()
    (row,) = shop.bot.store.read(lambda tx: tx.bridges.problems("chatwoot"))
    assert "has to be deleted there by hand" in row.error and row.person == ""


def test_two_who_turn_out_to_be_one_keep_their_conversation(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    (person,) = shop.rows("SELECT id FROM persons")[0]
    other = shop.customer(phone="", bsuid="US.abc")
    other.says("hi")
    keep = shop.rows("SELECT id FROM persons WHERE id != ?", person)[0][0]
    shop.bot.store.write(lambda tx: tx.persons.merge(keep, person, shop.clock.now()))
    assert shop.bot.store.read(lambda tx: tx.bridges.of("chatwoot", keep)) is not None
    assert shop.rows("SELECT DISTINCT person FROM bridge_messages") == [(keep,)]


def test_what_happened_before_two_became_one_goes_to_the_one_who_is_left(shop: Shop, ana: Customer) -> None:
    ana.says("I want to talk to a person")
    (person,) = shop.rows("SELECT id FROM persons")[0]
    other = shop.customer(phone="", bsuid="US.abc")
    other.says("hi")
    keep = shop.rows("SELECT id FROM persons WHERE id != ?", person)[0][0]
    shop.bot.store.write(lambda tx: tx.persons.merge(keep, person, shop.clock.now()))
    shop.crosses()
    (contact,) = shop.there.contacts.values()
    assert contact["identifier"] == f"askfirst-{keep}"
    assert shop.bot.store.read(lambda tx: tx.bridges.of("chatwoot", keep)) is not None


def test_an_agents_answer_to_somebody_who_was_erased_goes_nowhere(shop: Shop, ana: Customer) -> None:
    handed_over(shop, ana)
    payload = shop.there.says(shop.number, "Are you there?")
    person = shop.rows("SELECT id FROM persons")[0][0]
    shop.bot.store.write(lambda tx: tx.persons.erase(person, "asked", shop.clock.now()))
    assert shop.hears(payload) == 200
    assert shop.rows("SELECT count(*) FROM inbox WHERE channel = 'inside' AND event LIKE '%Are you there%'") == [(0,)]
