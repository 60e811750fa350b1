"""Who is told what, when, and how often: on a whole bot with real servers on loopback."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import ports
from bot.ports.telling import Subscription
from bot.services import desk, telling
from bot.services.browsers import identifier
from tests.channels.peer import Peer, answer
from tests.telling.browser import Browser, PushService
from tests.telling.office import SEAT, Office, flows_with
from tests.telling.postbox import Postbox

MAIL = """
handover:
  teams: [front, kitchen]
  promise: 10 min
  unanswered: {after: 20 min}
  tell:
    - email: [front@example.com]
"""
PHONE = "15550100002"


@pytest.fixture
def box() -> Iterator[Postbox]:
    with Postbox() as made:
        yield made


def mailing(box: Postbox, handover: str = MAIL, **more: str) -> Office:
    return Office(
        flows_with(handover), ASKFIRST_SMTP_URL=f"smtp://127.0.0.1:{box.port}?tls=off",
        ASKFIRST_MAIL_FROM="bot@example.com", **more,
    )  # fmt: skip


@pytest.fixture
def office(box: Postbox) -> Iterator[Office]:
    made = mailing(box)
    yield made
    made.close()


def subjects(box: Postbox) -> list[str]:
    return [str(mail["Subject"]) for _, _, mail in box.mails]


def test_somebody_who_asks_for_a_person_is_told_at_once(office: Office, box: Postbox) -> None:
    office.customer(name="Ottilie Zwirn").says("I want to talk to a person")
    office.told()
    assert subjects(box) == ["A customer waits (front), #1"]
    assert "https://bot.example.com/desk/1" in box.mails[0][2].as_string()
    assert "Ottilie" not in box.mails[0][2].as_string() and PHONE not in box.mails[0][2].as_string()
    assert "talk to a person" not in box.mails[0][2].as_string()


def test_a_look_again_tells_nothing_twice(office: Office, box: Postbox) -> None:
    office.customer().says("person")
    for _ in range(3):
        office.told()
        office.clock.advance(120)
    assert len(box.mails) == 1


def test_ten_who_ask_within_a_minute_are_two_mails(office: Office, box: Postbox) -> None:
    office.customer(phone="15550100100").says("person")
    office.told()
    for n in range(1, 10):
        office.customer(phone=f"1555010010{n}").says("person")
        office.told()
        office.clock.advance(5)
    assert len(box.mails) == 1
    office.clock.advance(60)
    office.told()
    assert subjects(box)[1] == "9 customers wait: #2, #3, #4, #5, #6 …"


def test_a_broken_promise_and_a_ticket_that_nobody_took_are_told_as_well(office: Office, box: Postbox) -> None:
    office.customer().says("person")
    for _ in range(26):
        office.told()
        office.clock.advance(60)
        office.bot.worker.settle()
    office.told()
    assert [row[2] for row in office.states()] == ["waiting", "late", "unanswered"]
    assert [subject.split(" (")[0] for subject in subjects(box)] == [
        "A customer waits", "The promised time has passed", "Nobody has answered yet",
    ]  # fmt: skip


def test_nobody_is_told_of_somebody_who_was_taken_meanwhile(office: Office, box: Postbox) -> None:
    office.customer().says("person")
    desk.take(office.bot.front, SEAT, 1, key="k")
    office.bot.worker.settle()
    office.told()
    assert not box.mails and [row[4] for row in office.states()] == ["needless"]


def test_a_mail_server_that_is_down_is_tried_again_with_longer_and_longer_pauses(office: Office, box: Postbox) -> None:
    box.refuse = {"MAIL": "451 later"}
    office.customer().says("person")
    office.told()
    office.told()
    assert box.said.count("MAIL") == 1
    office.clock.advance(15)
    office.told()
    assert box.said.count("MAIL") == 2
    office.clock.advance(15)
    office.told()
    assert box.said.count("MAIL") == 2
    box.refuse = {}
    office.clock.advance(30)
    office.told()
    assert len(box.mails) == 1 and office.states()[0][4] == "told"


def test_what_nobody_took_for_a_day_is_given_up_and_counted(office: Office, box: Postbox) -> None:
    box.refuse = {"MAIL": "451 later"}
    office.customer().says("person")
    office.told()
    office.clock.advance(telling.GIVE_UP)
    office.told()
    dead = office.bot.store.read(lambda tx: tx.tellings.dead(0))
    assert dead == (("email", 1, "the mail server does not take the mail now (451)"),)


def test_an_address_that_does_not_exist_does_not_stop_the_others(box: Postbox) -> None:
    made = mailing(box, MAIL.replace("[front@example.com]", "[gone@example.com, front@example.com]"))
    box.refuse = {"RCPT": "550 no such user"}
    made.customer().says("person")
    made.told()
    box.refuse = {}
    made.customer(phone="15550100003").says("person")
    made.clock.advance(60)
    made.told()
    assert {receiver for _, receiver, _ in box.mails} == {"gone@example.com", "front@example.com"}
    made.close()


def test_a_restart_between_the_event_and_the_mail_loses_nothing(box: Postbox, tmp_path: Path) -> None:
    made = mailing(box, ASKFIRST_DATABASE=f"sqlite:///{tmp_path / 'a.db'}")
    made.customer().says("person")
    made.again()
    made.bot.store.write(lambda tx: telling.follow(tx, made.bot.flows.book, made.clock.now()))
    made.again()
    made.told()
    assert subjects(box) == ["A customer waits (front), #1"]
    made.close()


def test_a_bot_that_was_down_for_hours_does_not_mail_of_what_is_long_past(box: Postbox, tmp_path: Path) -> None:
    made = mailing(box, ASKFIRST_DATABASE=f"sqlite:///{tmp_path / 'a.db'}")
    made.customer().says("person")
    made.clock.advance(telling.STALE)
    made.told()
    assert not box.mails
    made.close()


def test_hundreds_of_tickets_before_the_first_look_are_all_told_of(box: Postbox) -> None:
    made = mailing(box)
    made.customer().says("person")
    person = made.rows("SELECT id FROM persons")[0][0]

    def many(tx: Any) -> None:
        for _ in range(600):
            tx.desk.happened(1, person, "opened", {}, at=made.clock.now())

    made.bot.store.write(many)
    made.told()
    assert made.rows("SELECT count(*) FROM tellings") == [(601,)]
    made.close()


def test_a_row_for_one_team_hears_of_that_team_only_and_in_its_language(box: Postbox) -> None:
    handover = """
handover:
  teams: [kitchen, front]
  tell:
    - email: front@example.com
      team: front
    - email: kueche@example.com
      team: kitchen
      language: de
"""
    made = mailing(box, handover)
    made.customer().says("person")
    made.told()
    assert [(to, str(mail["Subject"])) for _, to, mail in box.mails] == [
        ("kueche@example.com", "Jemand wartet auf Antwort (kitchen), #1")
    ]
    made.close()


def test_accounts_are_told_where_they_answer_for_the_team_and_auditors_never(box: Postbox) -> None:
    made = mailing(box, MAIL.replace("[front@example.com]", "[accounts, BEA@example.com]"))

    def hire(tx: Any) -> None:
        for user, role, teams in (
            ("bea", "agent", ("front",)), ("cid", "agent", ("kitchen",)), ("dan", "auditor", ()), ("eva", "owner", ()),
        ):  # fmt: skip
            tx.users.add(ports.UserRow(user, f"{user}@example.com", user.title(), role, teams, "en", 1))

    made.bot.store.write(hire)
    made.customer().says("person")
    made.told()
    assert sorted(to.lower() for _, to, _ in box.mails) == ["bea@example.com", "bea@example.com", "eva@example.com"]
    made.close()


# ---- webhooks


HOOKED = """
handover:
  teams: [front]
  tell:
    - webhook: {{url: "{url}", events: [opened, heard, closed]{more}}}
"""


def hooked(peer: Peer, more: str = "") -> Office:
    return Office(flows_with(HOOKED.format(url=peer.url, more=more)), ASKFIRST_HOOK_SECRET="s3cret")


def test_a_webhook_hears_what_happens_in_order_without_a_word_of_the_chat() -> None:
    with Peer(*[answer(204)] * 3) as peer:
        made = hooked(peer)
        ana = made.customer(name="Ottilie Zwirn")
        ana.says("person")
        ana.says("quibble about marzipan")
        desk.close(made.bot.front, SEAT, 1, key="k")
        made.bot.worker.settle()
        made.told()
        bodies = [json.loads(body) for _, body in peer.requests]
        assert [body["event"] for body in bodies] == ["opened", "heard", "closed"]
        assert [body["id"] for body in bodies] == sorted(body["id"] for body in bodies)
        assert {body["ticket"] for body in bodies} == {1} and bodies[0]["link"] == "https://bot.example.com/desk/1"
        everything = "".join(head + body.decode() for head, body in peer.requests)
        assert not any(word in everything for word in ("marzipan", "Ottilie", PHONE))
        made.close()


def test_the_text_goes_along_only_where_the_owner_asked_for_it() -> None:
    with Peer(*[answer(204)] * 2) as peer:
        made = hooked(peer, ", include: text")
        ana = made.customer()
        ana.says("person")
        ana.says("quibble about marzipan")
        made.told()
        assert json.loads(peer.requests[1][1])["text"] == "quibble about marzipan"
        assert "marzipan" not in str(made.rows("SELECT data FROM tellings"))
        made.close()


def test_a_webhook_that_is_down_gets_everything_later_in_order() -> None:
    with Peer(answer(503), answer(204), answer(204)) as peer:
        made = hooked(peer)
        ana = made.customer()
        ana.says("person")
        ana.says("hello?")
        made.told()
        assert len(peer.requests) == 1
        made.clock.advance(60)
        made.told()
        events = [json.loads(body)["event"] for _, body in peer.requests]
        assert events == ["opened", "opened", "heard"]
        first, again = (head.split("Delivery: ")[1].split("\r\n")[0] for head, _ in peer.requests[:2])
        assert first == again
        made.close()


def test_a_webhook_that_is_down_with_a_long_queue_holds_up_no_mail(box: Postbox) -> None:
    with Peer(answer(503)) as peer:
        row = f"webhook: {{url: '{peer.url}', events: [opened, heard]}}"
        made = mailing(
            box,
            f"handover: {{teams: [front], tell: [{row}, {{email: [front@example.com]}}]}}\n",
            ASKFIRST_HOOK_SECRET="s",
        )
        ana = made.customer()
        for words in ("person", "one", "two", "three"):
            ana.says(words)
            made.told()
        other = made.customer(phone="15550100003")
        other.says("person")
        made.clock.advance(60)
        made.told()
        assert len(box.mails) == 2
        made.close()


def test_nobody_is_told_again_while_the_first_notice_is_under_way() -> None:
    go_on = threading.Event()

    def slow(_: Peer, connection: socket.socket) -> None:
        go_on.wait(10)
        connection.sendall(answer(204))

    with Peer(slow, slow, slow) as peer:
        made = hooked(peer)
        made.customer().says("person")
        for _ in range(3):
            made.tellings.step()
        go_on.set()
        made.tellings.finish()
        made.told()
        assert len(peer.requests) == 1
        made.close()


# ---- browsers


def subscribed(made: Office, browser: Browser, user: str = "u1", teams: tuple[str, ...] = ()) -> None:
    keys = browser.json()["keys"]
    row = Subscription(identifier(browser.endpoint), user, browser.endpoint, keys["p256dh"], keys["auth"])
    known = ports.UserRow(user, f"{user}@example.com", user, "agent", teams, "de", 1)
    made.bot.store.write(lambda tx: (tx.users.add(known), tx.tellings.subscribe(row)))


@pytest.fixture
def pushing(tmp_path: Path) -> Iterator[tuple[Office, PushService]]:
    made = Office(flows_with("handover: {teams: [front]}\n"), f"sqlite:///{tmp_path / 'a.db'}", ASKFIRST_DEMO="on")
    with PushService() as service:
        yield made, service
    made.close()


def test_a_browser_is_told_in_its_users_language_without_any_row_in_the_files(
    pushing: tuple[Office, PushService],
) -> None:
    made, service = pushing
    browser = Browser(f"{service.url}/send/1")
    subscribed(made, browser)
    made.customer(name="Ottilie Zwirn").says("person")
    made.told()
    shown = browser.opens(service.taken[0][1]).decode()
    assert json.loads(shown)["title"] == "Jemand wartet auf Antwort (front), #1" and "Ottilie" not in shown


def test_a_browser_that_is_gone_is_forgotten_and_nobody_has_to_mend_it(pushing: tuple[Office, PushService]) -> None:
    made, service = pushing
    service.status = 410
    subscribed(made, Browser(f"{service.url}/send/1"))
    made.customer().says("person")
    made.told()
    assert made.rows("SELECT count(*) FROM push_subscriptions") == [(0,)]
    assert made.bot.store.read(lambda tx: tx.tellings.dead(0)) == ()


def test_who_is_not_one_of_us_any_more_is_told_nothing(pushing: tuple[Office, PushService]) -> None:
    made, service = pushing
    subscribed(made, Browser(f"{service.url}/send/1"))
    made.bot.store.write(lambda tx: tx.users.remove("u1"))
    made.customer().says("person")
    made.told()
    assert not service.taken


def test_who_is_given_a_conversation_is_told_and_nobody_else(pushing: tuple[Office, PushService]) -> None:
    made, service = pushing
    mine, other = Browser(f"{service.url}/send/1"), Browser(f"{service.url}/send/2")
    subscribed(made, mine, "u7", teams=("bar",))
    subscribed(made, other, "u8", teams=("bar",))
    made.customer().says("person")
    made.told()
    assert not service.taken
    desk.assign(made.bot.front, SEAT, 1, "u7", key="k")
    made.bot.worker.settle()
    made.told()
    assert [json.loads(mine.opens(body))["title"] for _, body in service.taken] == [
        "Du hast ein Gespräch bekommen (front), #1"
    ]


# ---- one of us on WhatsApp


STAFF = """
handover:
  teams: [front]
  tell:
    - whatsapp: {purpose: staff_alerts, template: customer_waits, every: 15 min}
"""
MORE = """
consent:
  staff_alerts:
    kind: utility
    notice:
      version: 1
      text:
        en: "May {business.name} send you alerts here when a customer waits? Write STOP to end them. {business.privacy_url}"
        pt: "O {business.name} pode enviar-lhe avisos quando um cliente espera? Escreva SAIR para parar. {business.privacy_url}"
        es: "¿Puede {business.name} enviarte avisos cuando un cliente espera? Escribe STOP para dejarlo. {business.privacy_url}"
        de: "Darf {business.name} dir Hinweise schicken, wenn jemand wartet? Mit STOPP hört es auf. {business.privacy_url}"
        ar: "هل تسمح لـ {business.name} بإرسال تنبيهات عندما ينتظر عميل؟ اكتب إيقاف للتوقف. {business.privacy_url}"
      yes: {en: "Yes", pt: "Sim", es: "Sí", de: "Ja", ar: "نعم"}
      no: {en: "No", pt: "Não", es: "No", de: "Nein", ar: "لا"}
templates:
  customer_waits:
    category: utility
    languages: [en]
    params: [waiting, team]
    body: {en: "There are {{1}} customers who wait for {{2}}. Have a look."}
flows:
  staff:
    triggers: [{words: [alerts please]}]
    steps:
      - consent: staff_alerts
      - say: {en: "Done.", pt: "Feito.", es: "Hecho.", de: "Fertig.", ar: "تم."}
"""
ALERTS = "SELECT count(*) FROM outbox WHERE template = 'customer_waits' AND state != 'blocked'"


@pytest.fixture
def staffed() -> Iterator[Office]:
    made = Office(flows_with(STAFF, MORE))
    yield made
    made.close()


def test_only_who_said_yes_themselves_gets_the_template_and_through_the_gate(staffed: Office) -> None:
    bea = staffed.customer(phone="15550100900", name="Bea")
    bea.says("hi")
    bea.says("alerts please")
    assert "Done" in bea.taps("Yes")
    staffed.customer(phone="15550100901").says("person")
    staffed.told()
    staffed.bot.worker.settle()
    rows = staffed.rows(
        "SELECT person, purpose, kind, state, consent_seq FROM outbox WHERE template = 'customer_waits'"
    )
    assert len(rows) == 1 and rows[0][1:4] == ("staff_alerts", "proactive", "accepted") and rows[0][4]


def test_a_second_template_waits_for_a_quarter_of_an_hour(staffed: Office) -> None:
    bea = staffed.customer(phone="15550100900")
    bea.says("alerts please")
    bea.taps("Yes")
    for n in range(3):
        staffed.customer(phone=f"1555010091{n}").says("person")
        staffed.told()
    assert staffed.rows(ALERTS) == [(1,)]
    staffed.clock.advance(15 * 60)
    staffed.told()
    assert staffed.rows(ALERTS) == [(2,)]


def test_one_of_us_who_says_stop_gets_none(staffed: Office) -> None:
    bea = staffed.customer(phone="15550100900")
    bea.says("alerts please")
    bea.taps("Yes")
    bea.says("STOP")
    staffed.customer(phone="15550100901").says("person")
    staffed.told()
    assert staffed.rows(ALERTS) == [(0,)]


def test_a_purpose_that_customers_agreed_to_is_no_list_of_our_own_people(
    staffed: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MOST_STAFF", 1)
    for n in range(2):
        one = staffed.customer(phone=f"1555010092{n}")
        one.says("alerts please")
        one.taps("Yes")
    staffed.customer(phone="15550100901").says("person")
    staffed.told()
    assert staffed.rows(ALERTS) == [(0,)]
    ((channel, _, why),) = staffed.bot.store.read(lambda tx: tx.tellings.dead(0))
    assert channel == "whatsapp" and "no list of your own people" in why


# ---- what is personal


def test_nothing_of_an_erased_customer_stays_in_the_queue(office: Office) -> None:
    ana = office.customer(name="Ottilie Zwirn")
    ana.says("person")
    office.told()
    assert not any(PHONE in str(row) or "Ottilie" in str(row) for row in office.rows("SELECT * FROM tellings"))


def test_what_was_told_long_ago_is_forgotten(office: Office) -> None:
    office.customer().says("person")
    office.told()
    assert office.bot.store.write(lambda tx: tx.tellings.drop(office.clock.now(), 10)) == 0
    assert office.bot.store.write(lambda tx: tx.tellings.drop(office.clock.now() + 1, 10)) == 1


def test_a_customer_is_answered_while_a_receiver_hangs() -> None:
    """Telling is beside the worker: what hangs there holds up nobody."""
    go_on = threading.Event()

    def slow(_: Peer, connection: socket.socket) -> None:
        go_on.wait(10)
        connection.sendall(answer(204))

    with Peer(slow) as peer:
        made = hooked(peer)
        made.customer().says("person")
        made.tellings.step()
        assert made.customer(phone="15550100003").says("hi")
        assert [row[4] for row in made.states()] == ["queued"]
        go_on.set()
        made.tellings.finish()
        assert [row[4] for row in made.states()] == ["told"]
        made.close()
