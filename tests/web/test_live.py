"""The stream that keeps pages live: what it tells, to how many, and when it ends."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from bot.web.live import Hub, Stream, lines
from tests.web.signing import signed_in
from tests.world import Customer, World

PERSON = "I want to talk to a person"


class Ending:
    """Whether the server stops."""

    now = False


@pytest.fixture
def ending() -> Iterator[Ending]:
    made = Ending()
    yield made
    made.now = True


@pytest.fixture
def hub(world: World, ending: Ending) -> Hub:
    return Hub(world.bot.store, world.clock.now, lambda: ending.now, lambda: 2)


def told(stream: Stream, hub: Hub, *, until: str, allowed: bool = True) -> str:
    """What a page hears until *until* comes; a stream never ends by itself."""
    heard = ""
    for part in lines(stream, hub, lambda: allowed):
        heard += part
        if until in heard:
            return heard
    return heard


def joined(hub: Hub, ticket: int = 0, after: int | None = None) -> Stream:
    stream = hub.join(ticket, after)
    assert stream is not None
    return stream


def test_a_page_hears_at_once_that_somebody_asked_for_a_person(hub: Hub, ana: Customer) -> None:
    stream = joined(hub, ticket=1)
    ana.says("hi")
    ana.says(PERSON)
    heard = told(stream, hub, until="event: lists\ndata:\n\n")
    assert "event: ticket-1\ndata:" in heard and heard.startswith("retry: 2000\n")


def test_nothing_that_anybody_wrote_is_on_the_stream(hub: Hub, ana: Customer) -> None:
    stream = joined(hub)
    ana.says(PERSON)
    heard = told(stream, hub, until="event: lists\ndata:\n\n")
    assert "Ana" not in heard and "person" not in heard


def test_a_page_that_comes_back_hears_what_it_missed_and_nothing_twice(hub: Hub, world: World, ana: Customer) -> None:
    ana.says(PERSON)
    before = world.bot.store.read(lambda tx: tx.desk.last_event())
    ana.says("hello?")
    after = world.bot.store.read(lambda tx: tx.desk.last_event())
    joined(hub)  # somebody else listens already
    heard = told(joined(hub, 1, after=before), hub, until="event: lists\ndata:\n\n")
    assert f"id: {after}\nevent: ticket-1" in heard
    late = joined(hub, after=after + 1000)
    assert late.last == after and not late.tickets


def test_a_page_that_was_away_for_long_looks_at_everything(hub: Hub, world: World, ana: Customer) -> None:
    ana.says(PERSON)
    ticket = world.bot.store.read(lambda tx: tx.tickets.current(tx.persons.lookup("15550100002") or ""))
    assert ticket is not None

    def happen(tx: object) -> None:
        for _ in range(300):
            tx.desk.happened(1, ticket.person, "tagged", {}, at=world.clock.now())  # type: ignore[attr-defined]

    world.bot.store.write(happen)
    joined(hub)
    assert "event: everything" in told(joined(hub, 1, after=1), hub, until="event: lists\ndata:\n\n")


def test_ticks_of_an_open_conversation_are_news_to_it_alone(hub: Hub, world: World, ana: Customer) -> None:
    ana.says(PERSON)
    here, elsewhere = joined(hub, ticket=1), joined(hub)
    told(here, hub, until="event: ticket-1")  # how things stand is looked at first
    here = joined(hub, ticket=1)
    sent = world.bot.channel.sent[-1]  # type: ignore[attr-defined]
    row = world.rows("SELECT id FROM outbox ORDER BY id DESC LIMIT 1")[0][0]
    world.bot.store.write(lambda tx: tx.outbox.raise_to(row, "read", now=world.clock.now()))
    assert sent is not None
    heard = told(here, hub, until="event: ticket-1")
    assert "event: lists" not in heard
    assert not elsewhere.tickets and not elsewhere.lists


def test_a_conversation_hears_nothing_of_others(hub: Hub, world: World, ana: Customer) -> None:
    ana.says(PERSON)
    other = joined(hub, ticket=7)
    ana.says("hello?")
    heard = told(other, hub, until="event: lists\ndata:\n\n")
    assert "ticket-" not in heard


def test_beyond_the_limit_there_is_no_stream_and_a_place_that_is_left_is_free_again(hub: Hub) -> None:
    first, _ = joined(hub), joined(hub)
    assert hub.join() is None
    hub.leave(first)
    assert hub.join() is not None


def test_a_page_whose_session_ended_is_told_and_let_go(hub: Hub, ana: Customer) -> None:
    stream = joined(hub)
    ana.says(PERSON)
    assert told(stream, hub, until="never", allowed=False).endswith("event: over\ndata:\n\n")
    assert len(hub) == 0


def test_a_browser_that_hung_up_gives_its_place_back(hub: Hub) -> None:
    ours, theirs = socket.socketpair()
    with ours:
        stream = hub.join(link=ours)
        assert stream is not None
        theirs.close()
        told(stream, hub, until="never")
    assert len(hub) == 0


def test_streams_end_when_the_server_stops(hub: Hub, ending: Ending) -> None:
    stream = joined(hub)
    reader = threading.Thread(target=told, args=(stream, hub), kwargs={"until": "never"})
    reader.start()
    ending.now = True
    reader.join(5)
    assert not reader.is_alive() and len(hub) == 0
    assert hub.join() is None


def test_where_nobody_gave_places_the_page_is_told_to_look_for_itself(world: World) -> None:
    assert signed_in(world).get("/desk/live?ticket=1").status_code == 204


def test_with_a_place_the_address_is_a_stream(world: World) -> None:
    world.bot.front.life.streams = 1
    with signed_in(world).get("/desk/live?ticket=x", headers={"Last-Event-ID": "x"}, buffered=False) as answer:
        assert answer.content_type.startswith("text/event-stream")
        assert next(iter(answer.response)).startswith(b"retry:")
    world.bot.front.life.ending = lambda: True
