"""Teams with hours of their own, promises that are measured, what happens while nobody is there, and afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core import effects as fx
from bot.core.flow import Business, Faq, HandoverRules, Survey, Team
from bot.core.hours import parse_hours
from bot.core.incoming import Echo, Preference, Said, Sender, StaffSaid
from tests.core.playing import DAY, HOUR, MONDAY, Player, book, flow, say

WEEK = parse_hours({"mon-fri": "08:00-18:00"}, [{"date": "2026-01-06", "name": "Epiphany"}])
SHOP = Business("Aurora", ("en", "de"), privacy_url="https://example.com/privacy", hours=WEEK, timezone="UTC")
EVENING = 9 * HOUR  # Monday 19:00; Tuesday is a holiday


def shop(*flows: Any, business: Business = SHOP, **rules: Any) -> Player:
    faq = rules.pop("faq", ())
    pages = book(*flows, business=business, faq=faq, handover=HandoverRules(**{"teams": ("front",), **rules}))
    return Player(pages, country="US", phone="15550100002")


def asked(here: Player) -> str:
    return here.says("I want to talk to a person")


def kinds(here: Player) -> list[str]:
    return [effect.kind for effect in here.of(fx.OnTicket)]


def act(here: Player, what: Any, **more: Any) -> str:
    here.event(StaffSaid("p1", here.now, "u1", what=what, name="Eva", **more))
    return "\n".join(told.message.body for told in here.of(fx.Say) if hasattr(told.message, "body"))


# ---- out of hours


def test_while_the_team_is_closed_people_read_when_it_is_back_in_their_own_language() -> None:
    here = shop().later(EVENING)
    assert "back here: Wednesday, 7 January, 8:00 am" in asked(here)
    there = shop().later(EVENING)
    there.person = replace(there.person, state=replace(there.person.state, language="de"))
    assert "wieder da: Mittwoch, 7. Januar, 08:00" in there.says("ich möchte mit einem menschen sprechen")


def test_the_owners_words_can_name_the_opening_the_team_and_the_promise() -> None:
    crew = {"front": Team("front", "Front desk")}
    rules = {"crew": crew, "promise": 7200, "closed": say("{handover.team}: {handover.next_opening}.")}
    rules["say"] = say("Soon, within {handover.promise}.")
    assert asked(shop(**rules)).startswith("Soon, within 2 h.\nWrite MENU")
    assert asked(shop(**rules).later(EVENING)).startswith("Front desk: Wednesday, 7 January, 8:00 am.")


def test_a_team_has_hours_and_a_time_zone_of_its_own() -> None:
    night = Team("night", hours=parse_hours({"daily": "20:00-23:00"}), timezone="America/Sao_Paulo")
    here = shop(teams=("night",), crew={"night": night}).later(EVENING)  # 16:00 over there
    assert "Monday, 5 January, 8:00 pm" in asked(here)
    assert "A person from Aurora" in asked(shop(teams=("night",), crew={"night": night}).later(14 * HOUR))


def test_the_first_team_that_speaks_the_persons_language_is_called() -> None:
    crew = {"front": Team("front", languages=("de",)), "back": Team("back", languages=("en",))}
    here = shop(teams=("front", "back"), crew=crew)
    asked(here)
    assert here.of(fx.HandOver)[0].team == "back"


def test_what_is_written_while_closed_waits_with_the_ticket_and_that_is_said_once() -> None:
    here = shop().later(EVENING)
    asked(here)
    assert "when we open: Wednesday, 7 January, 8:00 am" in here.says("it is about my wedding cake")
    assert [note.text for note in here.of(fx.OnTicket)] == ["it is about my wedding cake"] * 2
    assert here.says("for 80 people") == "" and kinds(here) == ["heard", "callback"]
    assert here.says("thanks") == "" and kinds(here) == ["heard"]


def test_who_has_been_taken_out_of_hours_talks_to_a_person() -> None:
    here = shop().later(EVENING)
    asked(here)
    act(here, "take")
    assert here.says("hello?") == "" and kinds(here) == ["heard"]


def test_a_request_of_friday_evening_is_not_given_back_before_anybody_was_there() -> None:
    """As long as nobody has answered only open hours count; afterwards all do."""
    here = shop(back_after=12 * HOUR).later(4 * DAY + EVENING)
    asked(here)
    assert here.wakes() == [("handover_quiet", MONDAY + 8 * DAY)]  # 10 hours of Monday and 2 of Tuesday
    here.later(3 * DAY).timer("handover_quiet")
    assert here.state.handover and not here.of(fx.HandBack)
    act(here, "reply", text="Good morning")
    here.later(12 * HOUR).timer("handover_quiet")
    assert here.of(fx.HandBack)[0].kind == "returned"


def test_without_any_hours_somebody_is_always_there() -> None:
    here = shop(business=Business("Aurora", ("en",)), promise=600)
    assert "within 10 min" in asked(here)


# ---- promises


def test_a_promise_is_said_kept_in_the_ticket_and_broken_when_nobody_answers() -> None:
    here = shop(promise=600)
    assert "You will have an answer within 10 min." in asked(here)
    assert here.of(fx.HandOver)[0].promised_at == MONDAY + 600 and ("handover_late", MONDAY + 600) in here.wakes()
    act(here, "take")
    here.later(600).timer("handover_late")
    assert kinds(here) == ["late"]


def test_an_answer_in_time_keeps_the_promise() -> None:
    here = shop(promise=600)
    asked(here)
    act(here, "reply", text="Hello")
    assert fx.Wake("handover_late", 0) in here.of(fx.Wake)
    here.later(600).timer("handover_late")
    assert kinds(here) == []


def test_nothing_is_promised_that_would_last_into_the_night() -> None:
    here = shop(promise=600).later(8 * HOUR - 300)  # five minutes before closing
    assert "within" not in asked(here) and here.of(fx.HandOver)[0].promised_at == 0
    assert shop(promise=600).later(EVENING).says("I want to talk to a person").count("within") == 0


def test_nobody_took_it_is_said_once_and_only_while_the_team_is_there() -> None:
    here = shop(unanswered_after=900, unanswered=say("Sorry, a moment.")).later(8 * HOUR - 300)
    asked(here)
    due = dict(here.wakes())["handover_unanswered"]
    assert due == MONDAY + 2 * DAY - 2 * HOUR + 600  # Wednesday 8:10
    here.now = due
    here.person = replace(here.person, window_until=here.now + HOUR)
    assert here.timer("handover_unanswered").startswith("Sorry, a moment.") and kinds(here) == ["unanswered"]
    assert here.wakes() == []


def test_hours_that_changed_meanwhile_are_looked_at_again() -> None:
    here = shop(unanswered_after=900)
    asked(here)
    closed = parse_hours({"thu": "08:00-18:00"})
    here.book = replace(here.book, business=replace(SHOP, hours=closed))
    assert here.later(900).timer("handover_unanswered") == "" and kinds(here) == []
    assert here.wakes() == [("handover_unanswered", MONDAY + 3 * DAY - 2 * HOUR + 1)]


def test_whoever_was_taken_is_not_told_that_nobody_is_free() -> None:
    here = shop(unanswered_after=900)
    asked(here)
    act(here, "take")
    assert here.later(900).timer("handover_unanswered") == "" and kinds(here) == []


def test_nothing_is_said_outside_the_window() -> None:
    here = shop(unanswered_after=900, back=say("I'm back."))
    asked(here)
    here.person = replace(here.person, window_until=here.now)
    assert here.later(900).timer("handover_unanswered") == "" and kinds(here) == ["unanswered"]
    assert here.later(30 * DAY).timer("handover_quiet") == "" and here.state.handover is None


def test_the_bot_says_that_it_is_back() -> None:
    here = shop(back=say("I'm back."), back_after=HOUR)
    asked(here)
    assert here.later(HOUR).timer("handover_quiet") == "I'm back."


# ---- what the person may do meanwhile


def test_stop_is_confirmed_and_the_staff_hear_of_it() -> None:
    here = shop()
    here.book = replace(here.book, purposes={})
    asked(here)
    assert "no more messages" in here.says("STOP")
    assert kinds(here) == ["heard", "stopped"] and here.of(fx.OnTicket)[1].what == "withdrawn"
    assert here.state.handover and here.state.handover.stopped


def test_whatsapps_own_switch_is_heard_too() -> None:
    from tests.core.playing import purpose

    here = Player(
        book(purposes=[purpose("offers")], handover=HandoverRules(teams=("front",))), consent={"offers": "granted"}
    )
    asked(here)
    here.event(Preference("222", here.now, Sender(phone="1"), "stop"))
    assert kinds(here) == ["stopped"]


def test_an_ambiguous_stop_is_no_stop_yet() -> None:
    from tests.core.playing import purpose

    here = Player(
        book(purposes=[purpose("offers")], handover=HandoverRules(teams=("front",))), consent={"offers": "granted"}
    )
    asked(here)
    here.says("cancel")
    found = [effect.what for effect in here.of(fx.OnTicket) if effect.kind == "stopped"]
    assert found in ([], ["held"]) and not here.state.handover.stopped  # type: ignore[union-attr]


def test_their_data_and_its_end_are_theirs_while_a_person_answers() -> None:
    here = shop()
    asked(here)
    here.says("my data")
    assert here.of(fx.DataRight)[0].what == "export" and here.state.handover
    assert "Shall we delete" in here.says("delete my data")
    assert "stays as it is" in here.says("no") and here.state.handover
    here.says("delete my data")
    assert "being deleted" in here.taps("erase:yes")
    assert here.of(fx.DataRight)[0].what == "erase" and here.state.handover is None


def test_a_stray_yes_to_the_person_deletes_nothing() -> None:
    here = shop()
    asked(here)
    here.says("delete my data")
    here.says("wait, is the table free?")
    assert here.says("yes") == "" and not here.of(fx.DataRight)


def test_menu_ends_it_also_out_of_hours() -> None:
    here = shop(flow("f", words=["x"])).later(EVENING)
    asked(here)
    here.says("menu")
    assert here.of(fx.HandBack)[0].kind == "closed" and here.state.handover is None
    assert fx.Wake("handover_quiet", 0) in here.of(fx.Wake)


# ---- what staff do


def test_a_first_answer_takes_the_ticket_and_a_second_person_does_not_take_it_away() -> None:
    here = shop()
    asked(here)
    act(here, "reply", text="Hello")
    assert kinds(here) == ["taken", "said"] and here.of(fx.OnTicket)[0].name == "Eva"
    here.staff("me too")
    assert kinds(here) == ["said"] and here.state.handover.taken == "u1"  # type: ignore[union-attr]
    here.staff(what="take")
    assert kinds(here) == ["taken"]


def test_release_and_assign_let_it_wait_again() -> None:
    here = shop(teams=("front", "kitchen"))
    asked(here)
    act(here, "take")
    act(here, "release")
    assert kinds(here) == ["released"] and here.state.handover.taken == ""  # type: ignore[union-attr]
    act(here, "assign", to="team:kitchen")
    assert here.of(fx.OnTicket)[0].to == "team:kitchen" and here.state.handover.team == "kitchen"  # type: ignore[union-attr]
    act(here, "close")
    act(here, "release")
    assert kinds(here) == [] and here.why.rule == "silent"


def test_tags_are_the_persons() -> None:
    here = shop()
    act(here, "tag", tags=("vip", "new"))
    act(here, "tag", tags=("-new",))
    assert here.state.tags == ("vip",) and here.of(fx.OnTicket)[0].tags == ("vip",)


def test_who_answers_from_the_phone_has_answered() -> None:
    here = shop(promise=600)
    asked(here)
    here.phone_echo("Hi, this is Rui")
    assert kinds(here) == ["taken", "said"] and [n.by for n in here.of(fx.OnTicket)] == ["phone", "phone"]
    assert here.state.handover.answered  # type: ignore[union-attr]


def test_where_we_wrote_first_the_answer_about_the_number_says_so() -> None:
    here = shop()
    here.event(Echo("222", "e1", here.now, Sender(phone="1"), Said("Hello, your cake is ready")))
    here.says("menu")
    told = here.says("where did you get my number?")
    assert "is one that we wrote to you" in told and "You wrote to us" not in told
    assert "You wrote to us" in shop().says("where did you get my number?")


def test_who_wrote_first_is_not_forgotten_when_the_phone_answers_later() -> None:
    here = shop()
    here.says("hi")
    here.phone_echo("Hello")
    here.says("menu")
    assert "You wrote to us" in here.says("where did you get my number?")


# ---- afterwards

ASK = Survey(
    say({"en": "Did we help?", "de": "Geholfen?"}), (say({"en": "Yes", "de": "Ja"}), say({"en": "No", "de": "Nein"}))
)


def served(**rules: Any) -> Player:
    here = shop(survey=ASK, **rules)
    asked(here)
    act(here, "reply", text="Hello")
    return here


def test_the_one_question_is_asked_after_the_last_answer_and_kept_in_one_language() -> None:
    here = served()
    here.person = replace(here.person, state=replace(here.person.state, language="de"))
    assert act(here, "close", outcome="solved").startswith("Geholfen?")
    assert here.of(fx.HandBack)[0].outcome == "solved" and all(told.priority == 2 for told in here.of(fx.Say))
    assert here.taps("Ja") == "Danke für deine Antwort!"
    assert [(n.kind, n.text) for n in here.of(fx.OnTicket)] == [("survey", "Yes")]


def test_a_typed_answer_counts_and_another_message_goes_its_way() -> None:
    here = served()
    act(here, "close")
    here.says("no")
    assert [n.text for n in here.of(fx.OnTicket)] == ["No"]
    other = served()
    act(other, "close")
    other.says("xyzzy")
    assert not other.of(fx.OnTicket) and other.state.question is None


@pytest.mark.parametrize("before", ["stop", "nobody answered", "window"])
def test_some_are_not_asked(before: str) -> None:
    here = shop(survey=ASK)
    asked(here)
    if before != "nobody answered":
        act(here, "reply", text="Hello")
    if before == "stop":
        here.says("STOP")
    if before == "window":
        here.person = replace(here.person, window_until=here.now)
    assert act(here, "close") == ""


def test_an_entry_of_the_faq_calls_a_person_below_its_answer() -> None:
    cakes = Faq("cakes", ("can you make a wedding cake",), say("We make cakes."), hands_over=True, team="kitchen")
    here = shop(faq=[cakes], teams=("front", "kitchen"))
    told = here.says("can you make a wedding cake")
    assert told.startswith("We make cakes.") and "A person from Aurora" in told
    assert here.of(fx.HandOver)[0].team == "kitchen"


def test_open_time_passes_only_while_it_is_open() -> None:
    from datetime import UTC, datetime, timedelta

    monday = datetime(2026, 1, 5, 17, 0, tzinfo=UTC)
    assert WEEK.after(monday, HOUR) == monday + timedelta(hours=1)
    assert WEEK.after(monday, HOUR + 60) == datetime(2026, 1, 7, 8, 1, tzinfo=UTC)
    night = parse_hours({"daily": "22:00-02:00"})
    assert night.after(datetime(2026, 1, 5, 1, 0, tzinfo=UTC), 2 * HOUR) == datetime(2026, 1, 5, 23, 0, tzinfo=UTC)
    assert parse_hours({"mon": "closed"}).after(monday, 60) is None
