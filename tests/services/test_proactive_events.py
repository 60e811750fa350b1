"""Events of the shop's programs: they start flows, the gate decides, the flow goes on when the person answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.core.incoming import Started
from bot.errors import BadReport, UnknownEvent
from bot.services import staff
from tests.services.shopping import DAY, Shop, at


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


def test_an_event_sends_its_template_and_the_flow_goes_on_with_the_answer(shop: Shop) -> None:
    ana = shop.agreed()
    outcome = shop.event("order_shipped", ana.phone, order="A-17", total=12)
    assert outcome.flows["shipped"].verdict == "cleared" and outcome.verdict == "cleared"
    assert shop.left() == ["order_shipped A-17"]
    assert "from 1 to 5" in ana.says("thanks, that was quick")
    assert ana.says("5") == "5 for A-17, thank you."


def test_without_a_yes_nothing_leaves_and_the_refusal_is_kept(shop: Shop) -> None:
    ana = shop.customer("351910000001")
    ana.says("hello")
    outcome = shop.event("order_shipped", ana.phone, order="A-17", total=12)
    assert (outcome.verdict, outcome.flows["shipped"].reason) == ("refused", "no_consent")
    assert shop.left() == [] and shop.refused() == ["no_consent"]
    assert "from 1 to 5" not in ana.says("hello again")


def test_nobody_known_is_refused_without_a_trace(shop: Shop) -> None:
    assert shop.event("order_shipped", "351910000009", order="A", total=1).flows["shipped"].reason == "no_consent"
    assert shop.rows("SELECT count(*) FROM persons") == [(0,)]


def test_a_stop_ends_it(shop: Shop) -> None:
    ana = shop.agreed()
    ana.says("stop")
    assert shop.event("order_shipped", ana.phone, order="A", total=1).flows["shipped"].reason == "withdrawn"
    assert shop.left() == []


def test_flows_with_a_condition_start_only_where_it_holds(shop: Shop) -> None:
    ana = shop.agreed("351910000001", "orders", "offers")
    outcome = shop.event("order_shipped", ana.phone, order="A", total=1)
    assert outcome.flows["shipped_offer"].verdict == "skipped"
    ana.says("regular")
    outcome = shop.event("order_shipped", ana.phone, order="B", total=1)
    assert outcome.flows["shipped_offer"].verdict == "cleared"
    assert "monday_offer friend" in shop.left()


def test_in_the_open_window_a_text_may_be_the_first_message(shop: Shop) -> None:
    ana = shop.agreed()
    assert shop.event("on_the_way", ana.phone, order="A-1").verdict == "cleared"
    assert shop.bot.channel.sent[-1].message.body == "A-1 is around the corner."
    shop.clock.advance(2 * DAY)
    assert shop.event("on_the_way", ana.phone, order="A-2").verdict == "skipped"


# ---- what programs send


def test_an_unknown_event_is_told_with_the_nearest_name(shop: Shop) -> None:
    with pytest.raises(UnknownEvent, match="did you mean order_shipped"):
        shop.event("order_shiped", "351910000001")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"order": "A"}, "total"),
        ({"order": "", "total": 1}, "order"),
        ({"order": "A", "total": "much"}, 'data "total" is .much.; it must be a number'),
        ({"order": ["A"], "total": 1}, "order"),
        ({"order": "A" * 300, "total": 1}, "200 characters"),
    ],
)
def test_data_that_does_not_fit_is_refused_and_named(shop: Shop, data: dict[str, object], told: str) -> None:
    ana = shop.agreed()
    with pytest.raises(BadReport, match=told):
        shop.event("order_shipped", ana.phone, **data)
    assert shop.left() == []


def test_what_no_flow_asked_for_is_not_kept(shop: Shop) -> None:
    ana = shop.agreed()
    shop.event("order_shipped", ana.phone, order="A", total=1, card="4111")
    assert shop.rows("SELECT count(*) FROM inbox WHERE instr(event, '4111')") == [(0,)]


def test_the_same_key_starts_nothing_twice_and_gives_the_same_answer(shop: Shop) -> None:
    ana = shop.agreed()
    first = shop.event("order_shipped", ana.phone, "k1", order="A", total=1)
    again = shop.event("order_shipped", ana.phone, "k1", order="A", total=1)
    assert again.as_json() == first.as_json()
    assert shop.left() == ["order_shipped A"]


def test_a_key_of_another_event_is_a_conflict(shop: Shop) -> None:
    ana = shop.agreed()
    shop.event("order_shipped", ana.phone, "k1", order="A", total=1)
    assert shop.event("order_shipped", ana.phone, "k1", order="B", total=1).verdict == "conflict"
    assert shop.left() == ["order_shipped A"]


def test_an_empty_placeholder_is_refused_and_says_which(shop: Shop) -> None:
    """A retried row of a flow that was changed since: the template now needs what nobody brings."""
    ana = shop.agreed()
    person = str(shop.bot.store.read(lambda tx: tx.persons.lookup(ana.phone)))
    event = Started(person, "shipped", shop.clock.now(), "event", "order_shipped", "old")
    shop.bot.store.write(lambda tx: tx.inbox.put("old", event, at=event.at, received_ms=1, person=person))
    shop.bot.worker.settle()
    assert shop.left() == [] and shop.refused() == ["params"]


def test_a_flow_that_is_no_more_starts_nothing(shop: Shop) -> None:
    ana = shop.agreed()
    person = str(shop.bot.store.read(lambda tx: tx.persons.lookup(ana.phone)))
    event = Started(person, "gone", shop.clock.now(), "after", "", "gone")
    shop.bot.store.write(lambda tx: tx.inbox.put("gone", event, at=event.at, received_ms=1, person=person))
    shop.bot.worker.settle()
    assert shop.rows("SELECT state, note FROM inbox WHERE key = 'gone'") == [("done", "nothing gone")]


# ---- conversations under way


def test_an_open_question_stays_open(shop: Shop) -> None:
    """The template goes out, what was under way goes on, and the flow's own slots do not get into it."""
    ana = shop.agreed()
    ana.says("book")
    shop.event("order_shipped", ana.phone, order="A", total=1)
    assert shop.left() == ["order_shipped A"]
    assert "what time" in ana.says("2026-01-09")
    assert "Booked" in ana.says("19:30")
    assert "from 1 to 5" not in ana.says("hello")


def test_a_question_of_yesterday_gives_way(shop: Shop) -> None:
    ana = shop.agreed()
    ana.says("book")
    shop.clock.at = at("2026-01-06T15:00")
    shop.event("order_shipped", ana.phone, order="A", total=1)
    assert "from 1 to 5" in ana.says("nice")


def test_while_a_person_has_the_conversation_nothing_starts(shop: Shop) -> None:
    ana = shop.agreed()
    ana.says("person")
    outcome = shop.event("order_shipped", ana.phone, order="A", total=1)
    assert outcome.flows["shipped"].reason == "handover" and shop.left() == []
    staff.say(shop.bot.store, shop.clock, ana.phone, by="Eva", key="x", text="", what="close")
    shop.bot.worker.settle()
    assert shop.event("order_shipped", ana.phone, order="B", total=1).flows["shipped"].verdict == "cleared"


def test_the_newer_proposal_takes_the_place_of_an_unanswered_one(shop: Shop) -> None:
    ana = shop.agreed()
    shop.event("order_shipped", ana.phone, order="A", total=1)
    shop.event("order_shipped", ana.phone, order="B", total=1)
    ana.says("thanks")
    assert ana.says("4") == "4 for B, thank you."


def test_who_answers_days_later_begins_something_new(shop: Shop) -> None:
    ana = shop.agreed()
    shop.event("order_shipped", ana.phone, order="A", total=1)
    shop.until("2026-01-09T12:00")
    assert "from 1 to 5" not in ana.says("hello")
    assert shop.rows("SELECT count(*) FROM timers WHERE key LIKE 'answer/%'") == [(0,)]


def test_another_wish_is_answered_and_the_proposal_is_left_behind(shop: Shop) -> None:
    ana = shop.agreed()
    shop.event("order_shipped", ana.phone, order="A", total=1)
    assert "Which day" in ana.says("book")
    ana.says("2026-01-09")
    assert "Booked" in ana.says("19:30")
    assert "from 1 to 5" not in ana.says("hello")


# ---- quiet hours


def test_at_night_it_is_put_off_until_the_morning(shop: Shop) -> None:
    ana = shop.agreed()
    shop.clock.at = at("2026-01-05T22:30")
    outcome = shop.event("order_shipped", ana.phone, order="A", total=1)
    answer = outcome.flows["shipped"]
    assert (answer.verdict, answer.until) == ("put_off", at("2026-01-06T08:00"))
    assert "put off until 2026-01-06T08:00:00Z" in answer.why and shop.left() == []
    assert shop.rows("SELECT state, not_before FROM outbox WHERE kind = 'proactive'") == [
        ("queued", at("2026-01-06T08:00"))
    ]
    assert "from 1 to 5" not in ana.says("hello")  # nothing was seen yet, so nothing is asked
    assert shop.until("2026-01-06T07:59") == []
    assert shop.until("2026-01-06T08:00") == ["order_shipped A"]
    assert "from 1 to 5" in ana.says("thanks")


def test_it_is_the_night_of_the_person_that_counts(shop: Shop) -> None:
    """One in the afternoon in Lisbon is ten at night in Tokyo."""
    yuki = shop.agreed("81312345678")
    assert shop.event("order_shipped", yuki.phone, order="A", total=1).flows["shipped"].verdict == "cleared"
    shop.clock.at = at("2026-01-05T13:00")
    answer = shop.event("order_shipped", yuki.phone, order="B", total=1).flows["shipped"]
    assert (answer.verdict, answer.until) == ("put_off", at("2026-01-06T08:00", "Asia/Tokyo"))


def test_a_stop_at_night_ends_what_was_put_off(shop: Shop) -> None:
    ana = shop.agreed()
    shop.clock.at = at("2026-01-05T22:30")
    shop.event("order_shipped", ana.phone, order="A", total=1)
    ana.says("stop")
    assert shop.until("2026-01-06T08:00") == []


def test_a_person_who_took_over_at_night_ends_what_was_put_off(shop: Shop) -> None:
    ana = shop.agreed()
    shop.clock.at = at("2026-01-05T22:30")
    shop.event("order_shipped", ana.phone, order="A", total=1)
    shop.clock.at = at("2026-01-06T07:00")
    ana.says("person")
    assert shop.until("2026-01-06T08:00") == []
    [(state, error)] = shop.rows("SELECT state, error FROM outbox WHERE kind = 'proactive'")
    assert state == "blocked" and error.startswith("handover")


def test_what_meets_the_night_as_it_leaves_is_put_off_too(shop: Shop) -> None:
    """Cleared at 20:59, and the sender comes to it at 21:01."""
    ana = shop.agreed()
    shop.clock.at = at("2026-01-05T20:59")
    from bot.services.reporting import Reported

    told = Reported(event="order_shipped", person=ana.phone, data={"order": "A", "total": 1})
    assert shop.bot.front.report(told).verdict == "cleared"
    assert shop.until("2026-01-05T21:01") == []
    assert shop.until("2026-01-06T08:00") == ["order_shipped A"]


def test_the_plain_api_refuses_at_night_unless_it_is_asked_to_wait(shop: Shop) -> None:
    from bot.services.proactive import Asked

    ana = shop.agreed()
    shop.clock.at = at("2026-01-05T22:30")
    asked = {"person": ana.phone, "purpose": "orders", "template": "how_was_it"}
    assert shop.bot.front.send(Asked(**asked)).reason == "quiet_hours"
    answer = shop.bot.front.send(Asked(**asked, later=True, key="k"))
    assert (answer.verdict, answer.as_json()["until"]) == ("put_off", "2026-01-06T08:00:00Z")
    assert shop.bot.front.send(Asked(**asked, later=True, key="k")) == answer
    assert shop.until("2026-01-06T08:00") == ["how_was_it_v2"]
