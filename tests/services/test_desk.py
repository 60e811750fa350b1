"""What the people of the business see and do: lists, conversations, acts, files, figures, and what each role may."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.channels import cloud_in
from bot.channels.meta import Meta
from bot.core.incoming import Echo, Message, Preference, Said, Sender, Sent
from bot.ports import DESK_EVENTS, UserRow
from bot.services import desk, front, privacy
from bot.services.desk_figures import figures
from bot.services.retention import Keep, sweep
from tests.channels.peer import Peer
from tests.channels.test_meta import answer, channel
from tests.simulator.peer import TOKEN, Town
from tests.world import MONDAY, Customer, World

EVA = desk.Seat("u1", "Eva", "agent")
RUI = desk.Seat("u2", "Rui", "owner")
AUDITOR = desk.Seat("u3", "Olga", "auditor")
HOUR, DAY = 3600, 86_400


def cards(world: World, view: Any = "waiting", seat: desk.Seat = EVA, **more: Any) -> desk.Page:
    return world.bot.store.read(lambda tx: desk.tickets(tx, seat, view=view, now=world.clock.now(), **more))


def look(world: World, ticket: int = 1, seat: desk.Seat = EVA, **more: Any) -> desk.Conversation:
    book, now = world.bot.flows.book, world.clock.now()
    found = world.bot.store.read(lambda tx: desk.conversation(tx, seat, ticket, book, now=now, **more))
    assert found is not None
    return found


def act(world: World, what: Any, *given: Any, seat: desk.Seat = EVA, key: str = "", **more: Any) -> desk.Result:
    world.bot.counters.add("acts")
    done: desk.Result = what(world.bot.front, seat, *given, key=key or str(world.bot.counters.all()["acts"]), **more)
    world.bot.worker.settle()
    return done


def events(world: World) -> list[str]:
    return [event.kind for event in world.bot.store.read(lambda tx: tx.desk.events(0, 1000))]


def asks(customer: Customer) -> Customer:
    customer.says("I want to talk to a person")
    return customer


@pytest.fixture
def waiting(ana: Customer) -> Customer:
    return asks(ana)


# ---- lists


def test_who_waits_is_a_card_with_what_the_desk_needs(world: World, waiting: Customer) -> None:
    waiting.says("for tomorrow please")
    [card] = cards(world).cards
    assert (card.name, card.state, card.title, card.reason) == (
        "Ana",
        "open",
        "I want to talk to a person",
        "asked for a person",
    )
    assert (card.unread, card.last_text, card.last_who) == (2, "for tomorrow please", "person")
    assert card.promised_at == MONDAY + 1800 and not card.late
    world.clock.advance(1800)
    assert cards(world).cards[0].late


def test_counts_and_views(world: World, waiting: Customer) -> None:
    others = [asks(world.customer(f"1555010001{n}", name=f"P{n}")) for n in range(3)]
    act(world, desk.take, 2)
    assert world.bot.store.read(lambda tx: desk.counts(tx, EVA)) == {"waiting": 3, "mine": 1, "all": 4}
    assert [card.ticket for card in cards(world).cards] == [1, 3, 4]
    assert [card.ticket for card in cards(world, "mine").cards] == [2]
    world.clock.advance(60)
    others[1].says("hello?")
    assert cards(world, "all").cards[0].ticket == 3
    act(world, desk.close, 2)
    assert world.bot.store.read(lambda tx: desk.counts(tx, EVA))["all"] == 3
    assert {card.ticket for card in cards(world, "all").cards} == {1, 2, 3, 4}


@pytest.mark.parametrize("view", ["waiting", "all"])
def test_pages_show_every_ticket_once(world: World, view: str) -> None:
    for n in range(7):
        asks(world.customer(f"1555010001{n}"))
    seen: list[int] = []
    before = 0
    while True:
        page = cards(world, view, before=before, limit=3)
        seen += [card.ticket for card in page.cards]
        before = page.more
        if not before:
            break
    assert sorted(seen) == list(range(1, 8)) and len(seen) == 7


def test_a_seat_of_a_team_waits_for_that_team_only(world: World, waiting: Customer) -> None:
    kitchen, front_desk = replace(EVA, teams=("kitchen",)), replace(EVA, teams=("front",))
    assert not cards(world, seat=kitchen).cards and len(cards(world, seat=front_desk).cards) == 1
    act(world, desk.assign, 1, EVA.user, seat=RUI)
    assert len(cards(world, seat=kitchen).cards) == 1, "what waits for me is shown, whatever the team"


@pytest.mark.parametrize(
    ("words", "found"),
    [("ana", 1), ("ANA", 1), ("#1", 1), ("1", 1), ("+1 555 010-0002", 1), ("person", 1), ("vip", 1), ("allergic", 1),
     ("zebra", 0), ("%", 0), ("_n_", 0), ("élodie", 0)],
)  # fmt: skip
def test_search(world: World, waiting: Customer, words: str, found: int) -> None:
    act(world, desk.tag, 1, add=["vip"])
    act(world, desk.note, 1, "allergic to nuts")
    assert len(cards(world, "all", search=words).cards) == found


def test_search_without_regard_to_case_beyond_ascii(world: World) -> None:
    asks(world.customer(name="Élodie Müller"))
    assert all(len(cards(world, "all", search=words).cards) == 1 for words in ("élodie", "ÉLODIE", "Élodie", "müller"))


# ---- one conversation


def test_a_conversation_shows_both_sides_notes_and_what_happened_in_order(world: World, waiting: Customer) -> None:
    world.clock.advance(60)
    act(world, desk.reply, 1, "Hello Ana")
    world.clock.advance(60)
    act(world, desk.note, 1, "knows us", seat=RUI)
    world.clock.advance(60)
    waiting.says("thanks")
    found = look(world)
    told = [(line.who, line.by, line.kind) for line in found.lines]
    assert told == [
        ("person", "", "text"), ("event", "", "opened"), ("bot", "", "text"), ("event", "Eva", "taken"),
        ("staff", "Eva", "text"), ("note", "Rui", "note"), ("person", "", "text"),
    ]  # fmt: skip
    assert found.lines[2].why["rule"] == "handover" and found.lines[4].state == "accepted"
    assert found.consent == {"offers": "unknown", "reminders": "unknown"}
    assert [(offer.template, offer.reason) for offer in found.offers] == [
        ("spring_offer", "no_consent"), ("booking_reminder", "no_consent")]  # fmt: skip
    assert "10 Flower Street" in found.quick[0].text and "Mon–Fri" in found.quick[1].text
    assert found.about.phone == "+15550100002" and found.window_until > world.clock.now()


def test_older_lines_come_in_pages_without_a_gap(world: World, ana: Customer) -> None:
    for n in range(30):
        ana.says(f"message {n}")
        world.clock.advance(7)
    asks(ana)
    whole = [line.id for line in look(world, limit=2000).lines]
    seen: list[str] = []
    before = 0
    while True:
        part = look(world, before=before, limit=10)
        seen = [line.id for line in part.lines] + seen
        before = part.more
        if not before:
            break
    assert seen == whole and len(whole) > 30


def test_many_lines_of_one_second_are_not_lost(world: World, ana: Customer) -> None:
    for n in range(12):
        ana.says(f"message {n}")
    asks(ana)
    found = look(world, limit=3)
    assert len([line for line in found.lines if line.who == "person"]) == 13 and found.more == 0


def test_words_from_the_phone_are_lines_of_the_staff(world: World, waiting: Customer) -> None:
    world.arrives("e1", Echo("1", "wamid.E1", world.clock.now(), Sender(phone=waiting.phone), Said("Hi, it's Rui")))
    line = look(world).lines[-2]
    assert [(x.who, x.by, x.text) for x in look(world).lines if x.who == "staff"] == [
        ("staff", "phone", "Hi, it's Rui")
    ]
    assert line and look(world).card.taken_by == "phone" and look(world).card.unread == 0
    world.clock.advance(12 * HOUR)
    world.bot.worker.settle()
    assert look(world).card.ended == "nobody wrote any more" and events(world)[-1] == "returned"
    assert waiting.says("when are you open?") != ""


def test_stop_during_a_handover_is_on_the_card_and_nothing_can_be_offered(world: World, ana: Customer) -> None:
    ana.says("offers")
    ana.taps("Yes, please")
    asks(ana)
    assert next(offer for offer in look(world).offers if offer.purpose == "offers").allowed
    ana.says("STOP")
    found = look(world)
    assert found.card.stopped and found.consent["offers"] == "withdrawn" and "stopped" in events(world)
    no = act(world, desk.offer, 1, "spring_offer", purpose="offers", params={"item": "cake"})
    assert isinstance(no, desk.NotDone) and no.code == "refused_withdrawn" and "stopped offers" in str(no)


def test_a_stop_in_doubt_is_told_and_is_no_stop_yet(world: World, ana: Customer) -> None:
    ana.says("offers")
    ana.taps("Yes, please")
    asks(ana)
    world.clock.advance(60)
    assert "stop sending you messages?" in ana.says("cancel")
    found = look(world)
    assert not found.card.stopped and found.about.held
    assert [line.data["what"] for line in found.lines if line.kind == "stopped"] == ["held"]


def test_whatsapps_own_switch_is_a_line(world: World, waiting: Customer) -> None:
    world.arrives("p1", Preference("1", world.clock.now(), Sender(phone=waiting.phone), "stop"))
    assert "preference" in [line.kind for line in look(world).lines] and look(world).card.stopped


def test_an_allowed_offer_leaves_and_says_who_sent_it(world: World, ana: Customer) -> None:
    ana.says("offers")
    ana.taps("Yes, please")
    asks(ana)
    given: dict[str, Any] = {"purpose": "offers", "params": {"item": "cake"}, "key": "k"}
    assert isinstance(act(world, desk.offer, 1, "spring_offer", **given), desk.Done)
    assert act(world, desk.offer, 1, "spring_offer", **given) == act(world, desk.offer, 1, "spring_offer", **given)
    assert world.rows("SELECT count(*) FROM outbox WHERE kind = ?", "proactive") == [(1,)]
    assert [line.by for line in look(world).lines if line.kind == "template"] == ["Eva"]
    missing = act(world, desk.offer, 1, "spring_offer", purpose="offers", params={})
    assert "also needs: item" in str(missing)


# ---- acts


def test_the_same_key_acts_once(world: World, waiting: Customer) -> None:
    for what, given in ((desk.reply, ["Hello"]), (desk.note, ["a note"])):
        first = act(world, what, 1, *given, key="same")
        assert isinstance(first, desk.Done) and isinstance(act(world, what, 1, *given, key="same"), desk.Done)
    kinds = [line.kind for line in look(world).lines if line.who in ("staff", "note")]
    assert sorted(kinds) == ["note", "text"]
    assert isinstance(act(world, desk.reply, 1, "Hello", key="same", seat=RUI), desk.Done), "keys are each user's own"


def test_outside_the_window_the_desk_is_told_why_and_what_is_possible(world: World, waiting: Customer) -> None:
    world.clock.advance(26 * HOUR)
    no = act(world, desk.reply, 1, "Hello?")
    assert str(no).startswith("Ana wrote last 26 hours ago; WhatsApp lets you send a template only.")
    assert "spring_offer: This person was never asked about offers." in str(no)
    assert isinstance(no, desk.NotDone) and no.values == {"name": "Ana", "hours": "26"}


@pytest.mark.parametrize(
    ("what", "given", "more", "code"),
    [
        (desk.reply, [1, "  "], {}, "empty"), (desk.reply, [1, "x" * 50_000], {}, "too_long"),
        (desk.note, [1, ""], {}, "empty"), (desk.tag, [1], {"add": []}, "empty"),
        (desk.tag, [1], {"add": ["x" * 41]}, "too_long"), (desk.close, [1, "x" * 81], {}, "too_long"),
        (desk.assign, [1, "team:frnt"], {}, "no_team"), (desk.assign, [1, " "], {}, "empty"),
        (desk.take, [99], {}, "no_ticket"), (desk.note, [99, "x"], {}, "no_ticket"),
        (desk.offer, [1, "nothing"], {"purpose": "offers", "params": {}}, "refused_template_unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_a_sentence(
    world: World, waiting: Customer, what: Any, given: Any, more: Any, code: str
) -> None:
    no = act(world, what, *given, **more)
    assert isinstance(no, desk.NotDone) and no.code == code and str(no)
    assert events(world) == ["opened"]


def test_a_closed_ticket_is_taken_again_as_a_new_one(world: World, waiting: Customer) -> None:
    act(world, desk.close, 1, "solved")
    assert look(world).card.outcome == "solved" and look(world).card.state == "closed"
    assert "is closed. Take it again" in str(act(world, desk.reply, 1, "one more thing"))
    act(world, desk.take, 1)
    assert look(world, 2).card.taken_name == "Eva"


def test_release_and_assign(world: World, waiting: Customer) -> None:
    act(world, desk.take, 1)
    act(world, desk.release, 1)
    assert look(world).card.state == "open" and look(world).card.taken_by == ""
    act(world, desk.assign, 1, "u9")
    assert look(world).card.for_user == "u9" and look(world).card.state == "open"
    assert len(cards(world, "mine", seat=replace(EVA, user="u9")).cards) == 1


def test_whoever_helped_them_last_is_the_first_to_be_asked(world: World, waiting: Customer) -> None:
    user = UserRow(EVA.user, "eva@example.com", "Eva", "agent", (), "en", MONDAY)
    world.bot.store.write(lambda tx: tx.users.add(user))
    act(world, desk.reply, 1, "Hello")
    act(world, desk.close, 1)
    world.clock.advance(29 * DAY)
    asks(waiting)
    assert look(world, 2).card.for_user == EVA.user
    act(world, desk.close, 2, seat=RUI)
    asks(waiting)
    assert look(world, 3).card.for_user == EVA.user, "Rui is no user any more"
    act(world, desk.close, 3)
    world.clock.advance(31 * DAY)
    asks(waiting)
    assert look(world, 4).card.for_user == ""


def test_events_tell_what_happened_and_nothing_of_what_was_said(world: World, waiting: Customer) -> None:
    waiting.says("my secret wish is 4111 1111")
    for what, given in (
        (desk.take, []),
        (desk.reply, ["secret answer"]),
        (desk.note, ["secret note"]),
        (desk.release, []),
    ):
        act(world, what, 1, *given)
    act(world, desk.tag, 1, add=["secret"])
    act(world, desk.close, 1)
    found = world.bot.store.read(lambda tx: tx.desk.events(0, 100))
    assert [event.kind for event in found] == [
        "opened", "heard", "taken", "said", "note", "released", "tagged", "closed"]  # fmt: skip
    assert {event.kind for event in found} <= set(DESK_EVENTS) and "secret" not in str(found)
    assert world.bot.store.read(lambda tx: (tx.desk.last_event(), tx.desk.events(7, 9)[0].kind)) == (8, "closed")


# ---- roles


def test_an_auditor_sees_consents_and_never_what_was_written(world: World, waiting: Customer) -> None:
    act(world, desk.note, 1, "a note")
    found = look(world, seat=AUDITOR)
    assert found.consent == {"offers": "unknown", "reminders": "unknown"}
    assert (found.lines, found.offers, found.quick, found.card.title, found.card.last_text) == ((), (), (), "", "")
    assert len(cards(world, "all", seat=AUDITOR, search="zebra").cards) == 1, "a search would tell what was written"
    for what, given in ((desk.reply, ["x"]), (desk.take, []), (desk.note, ["x"]), (desk.close, [])):
        assert "An auditor" in str(act(world, what, 1, *given, seat=AUDITOR))
    assert "An auditor" in str(desk.media(world.bot.front, AUDITOR, 1))


# ---- files


def photo(world: World, phone: str, filename: str = "", mime: str = "image/jpeg") -> int:
    content = Sent("document" if filename else "image", "media9", mime, "look", filename)
    world.arrives(f"m{filename}", Message("1", "wamid.P", world.clock.now(), Sender(phone=phone), content))
    return int(world.rows("SELECT max(id) FROM inbox")[0][0])


def test_a_file_is_fetched_once_kept_for_a_while_and_gone_with_the_person(world: World, waiting: Customer) -> None:
    row = photo(world, waiting.phone)
    [line] = [line for line in look(world).lines if line.media]
    assert line.media is not None and (line.media.row, line.media.kind, line.media.gone, line.text) == (
        row,
        "image",
        False,
        "look",
    )
    with Peer() as peer:
        peer.acts = [answer(200, {"url": f"{peer.url}/f"}), answer(200, b"jpeg")]
        here = replace(world.bot.front, media=channel(peer.url))
        assert desk.media(here, EVA, row) == desk.File(b"jpeg", "image/jpeg", f"image-{row}", True)
    world.clock.advance(8 * DAY)
    assert isinstance(desk.media(world.bot.front, EVA, row), desk.File), "kept, though WhatsApp has it no longer"
    person = str(world.bot.store.read(lambda tx: tx.persons.lookup(waiting.phone)))
    assert list(world.bot.store.path.with_name("memory.db.media").iterdir())  # type: ignore[attr-defined]
    world.bot.store.write(lambda tx: privacy.erase(tx, person, "asked", world.clock.now()))
    privacy.scrub(world.bot.store, world.clock.now())
    assert not list(world.bot.store.path.with_name("memory.db.media").iterdir())  # type: ignore[attr-defined]
    assert "no such file" in str(desk.media(world.bot.front, EVA, row))


def test_a_picture_comes_through_whatsapps_stand_in_from_end_to_end(world: World) -> None:
    """Webhook, ticket, Graph API in two steps, the very bytes."""
    town, png = Town(), b"\x89PNG\r\n\x1a\n123"
    try:
        told = town.call("POST", "/sim/media?filename=my.png", raw=png, headers={"Content-Type": "image/png"})[1]
        ada = town.add()
        for wamid in (town.act(ada, "say", text="I want to talk to a person")["wamid"],
                      town.act(ada, "picture", media=told["id"], caption="this one")["wamid"]):  # fmt: skip
            body = town.message(wamid).body
            world.bot.store.write(
                lambda tx, body=body: tx.inbox.add("console", cloud_in.parse(body), world.clock.now_ms())
            )
            world.bot.worker.settle()
        [line] = [line for line in look(world).lines if line.media]
        meta = Meta(
            api_url=f"{town.running.url}/v26.0", token=TOKEN, app_secrets=("s",), verify_token="v", phone_number_id="1"
        )
        assert line.media is not None
        found = desk.media(replace(world.bot.front, media=meta), EVA, line.media.row)
        assert isinstance(found, desk.File) and (found.data, found.mime, line.text) == (png, "image/png", "this one")
        meta.close()
    finally:
        town.close()


def test_a_file_that_a_browser_would_run_is_only_saved(world: World, waiting: Customer) -> None:
    row = photo(world, waiting.phone, "../<b>menu.html", "text/html; charset=utf-8")
    with Peer() as peer:
        peer.acts = [answer(200, {"url": f"{peer.url}/f"}), answer(200, b"<script>")]
        found = desk.media(replace(world.bot.front, media=channel(peer.url)), EVA, row)
    assert isinstance(found, desk.File) and (found.mime, found.inline) == ("application/octet-stream", False)
    assert found.filename == "_b_menu.html".lstrip("_") or "/" not in found.filename


def test_why_a_file_cannot_be_shown(world: World, waiting: Customer) -> None:
    row = photo(world, waiting.phone)
    assert "can't fetch files" in str(desk.media(world.bot.front, EVA, row))
    with Peer(answer(404)) as peer:
        assert "did not give the file" in str(desk.media(replace(world.bot.front, media=channel(peer.url)), EVA, row))
    world.clock.advance(7 * DAY)
    assert "7 days" in str(desk.media(world.bot.front, EVA, row))
    assert "no such file" in str(desk.media(world.bot.front, EVA, 1))


def test_files_of_people_who_never_asked_for_anybody_are_nobodys(world: World, ana: Customer) -> None:
    row = photo(world, ana.phone)
    world.rows("DELETE FROM desk_events")
    world.rows("DELETE FROM tickets")
    assert "no such file" in str(desk.media(world.bot.front, EVA, row))


# ---- the law


def test_notes_and_what_was_noted_are_in_the_export_and_go_with_an_erasure(world: World, waiting: Customer) -> None:
    act(world, desk.note, 1, "allergic to nuts")
    act(world, desk.reply, 1, "Hello")
    act(world, desk.close, 1, "solved")
    waiting.taps("Yes")
    person, now, book = look(world).about.person, world.clock.now(), world.bot.flows.book
    told = world.bot.store.read(lambda tx: privacy.export(tx, person, book, now))
    assert [note["text"] for note in told["notes"]] == ["allergic to nuts"] and "Eva" not in str(told["notes"])
    assert told["tickets"][0] | {"outcome": "solved", "survey": "Yes"} == told["tickets"][0]
    world.bot.store.write(lambda tx: privacy.erase(tx, person, "asked", now))
    left = world.rows("SELECT title, last_text, callback, survey, tags, outcome FROM tickets")
    assert left == [("",) * 6] and world.rows("SELECT count(*) FROM desk_notes") == [(0,)]
    assert world.rows("SELECT DISTINCT data FROM desk_events") == [("{}",)]
    assert "deleted" in str(act(world, desk.reply, 1, "Hello"))


def test_a_late_answer_to_the_question_belongs_to_the_ticket_it_was_about(world: World, waiting: Customer) -> None:
    act(world, desk.reply, 1, "Hello")
    act(world, desk.close, 1)
    world.clock.advance(60)
    asks(waiting)
    act(world, desk.close, 2)
    world.clock.advance(60)
    asks(waiting)
    waiting.taps("survey:1")
    assert [row[0] for row in world.rows("SELECT survey FROM tickets ORDER BY id")] == ["Yes", "", ""]


def test_old_notes_events_and_files_are_forgotten(world: World, waiting: Customer) -> None:
    row = photo(world, waiting.phone)
    world.bot.front.files.put(look(world).about.person, str(row), b"x", world.clock.now())  # type: ignore[union-attr]
    act(world, desk.note, 1, "old")
    act(world, desk.close, 1)
    world.clock.advance(31 * DAY)
    assert sweep(world.bot.store, Keep(), world.clock.now())["files"] == 1
    world.clock.advance(400 * DAY)
    sweep(world.bot.store, Keep(), world.clock.now())
    assert world.rows("SELECT count(*) FROM desk_notes") == [(0,)] and look(world).card.last_text == ""
    assert len(world.rows("SELECT id FROM desk_events")) <= 1, "the newest number is never given twice"


# ---- figures


def test_promises_are_counted_as_kept_or_broken(world: World) -> None:
    people = [asks(world.customer(f"1555010001{n}")) for n in range(3)]
    world.clock.advance(60)
    act(world, desk.reply, 1, "Hello")
    act(world, desk.close, 1)
    people[0].taps("Yes")
    world.clock.advance(1800)
    world.bot.worker.settle()
    act(world, desk.reply, 2, "Sorry")
    found = world.bot.store.read(lambda tx: figures(tx, world.clock.now()))
    assert found.kept == pytest.approx(1 / 3) and found.survey == {"Yes": 1}
    assert (found.counts["promised"], found.counts["kept"], found.counts["late"]) == (3, 1, 2)
    assert 'askfirst_promises{outcome="kept"} 1' in front.metrics(world.bot.front)
    assert events(world).count("late") == 2 and events(world).count("unanswered") == 2
    assert world.bot.store.read(lambda tx: figures(tx, world.clock.now() + 40 * DAY)).kept is None
