"""What a good folder becomes: every short form, checked against the core's own objects."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from bot.core.flow import END, Book, Call, Collect, HandOverTo, Link, RunAction, Say, SetSlots, Tag, Utter, Wait
from bot.core.understanding.words import Lexicon
from bot.flowfiles.book import load
from bot.flowfiles.purposes import notice_hash
from bot.flowfiles.words import lexicon
from tests.flowfiles.helpers import GOOD, booked, flow


@pytest.fixture(scope="module")
def cafe() -> Book:
    """The good folder in two languages."""
    book = load(GOOD / "cafe").book
    assert book is not None
    return book


def step(book: Book, flow_id: str, step_id: str) -> Any:
    """One step."""
    return book.flows[flow_id].steps[step_id]


def ways(book: Book, flow_id: str, step_id: str) -> list[tuple[str, str]]:
    """Where a step leads, as (condition, target)."""
    return [(branch.when.source if branch.when else "", branch.to) for branch in step(book, flow_id, step_id).next]


def test_the_business_is_read(cafe: Book) -> None:
    business = cafe.business
    assert (business.name, business.languages, business.country) == ("Café Aurora", ("en", "pt"), "BR")
    assert business.hours.text("en") == "Mon–Fri 08:00–18:00; Sat 09:00–13:00"
    assert [(day.month, day.day, day.year) for day in business.hours.holidays] == [(12, 25, 0), (12, 31, 2026)]


def test_a_notice_is_filled_and_fingerprinted(cafe: Book) -> None:
    notice = cafe.purposes["offers"].notices["en"]
    assert notice.text.startswith("May Café Aurora send you offers") and notice.text.endswith(
        "https://example.com/privacy"
    )
    assert notice.hash == notice_hash(notice.text, "Yes, please", "No, thanks") and len(notice.hash) == 64


def test_the_fingerprint_is_sha256_over_canonical_json() -> None:
    seen = '{"no":"n","text":"é","yes":"y"}'
    assert notice_hash("é", "y", "n") == hashlib.sha256(seen.encode()).hexdigest()


def test_a_purpose_has_its_limits(cafe: Book) -> None:
    offers, reminders = cafe.purposes["offers"], cafe.purposes["reminders"]
    assert (offers.kind, offers.cap, offers.quiet, offers.expires) == (
        "marketing",
        (2, 30 * 86400),
        (1260, 480),
        720 * 86400,
    )
    assert (reminders.kind, reminders.cap, reminders.quiet, reminders.expires) == ("utility", None, None, 720 * 86400)


def test_steps_get_names_that_an_edit_elsewhere_does_not_change(cafe: Book) -> None:
    assert list(cafe.flows["book_table"].steps) == [
        "collect_party_size", "collect_day", "collect_area", "tag_1", "confirm", "send", "consent_reminders",
        "utter_booked", "call_favourite_drink", "set_slots_1",
    ]  # fmt: skip


def test_without_next_the_following_step_comes_and_then_the_end(cafe: Book) -> None:
    assert ways(cafe, "book_table", "send") == [("", "consent_reminders")]
    assert ways(cafe, "book_table", "set_slots_1") == [("", END)]


def test_nested_steps_are_laid_flat(cafe: Book) -> None:
    assert ways(cafe, "book_table", "collect_day") == [("slots.party_size > 8", "collect_area"), ("", "confirm")]
    assert ways(cafe, "book_table", "tag_1") == [("", "confirm")]


def test_nested_steps_without_next_go_on_after_the_branching_step(tmp_path: Path) -> None:
    book = booked(
        tmp_path,
        flow("""
- collect: size
  ask: How many?
  type: number
  next:
    - if: slots.size > 3
      then: [{say: Many!}]
    - else: [{say: Few.}]
- say: Bye
"""),
    )
    assert ways(book, "hello", "collect_size") == [("slots.size > 3", "say_2"), ("", "say_3")]
    assert ways(book, "hello", "say_2") == ways(book, "hello", "say_3") == [("", "say_1")]


def test_an_option_that_leads_to_a_step_becomes_a_branch(cafe: Book) -> None:
    menu = step(cafe, "welcome", "menu_1")
    assert isinstance(menu, Say) and menu.save == "menu_1"
    assert [choice.then for choice in menu.choices] == ["book_table", "where_we_are", "", ""]
    assert ways(cafe, "welcome", "menu_1")[:2] == [
        ('slots.menu_1 is "A person"', "person_please"),
        ('slots.menu_1 is "Nothing"', END),
    ]


def test_a_value_with_quotes_still_makes_a_branch_that_holds(tmp_path: Path) -> None:
    book = booked(
        tmp_path,
        flow("""
- say: Which?
  buttons: [{title: 'The "big" one', then: big}, Small]
  next: END
- id: big
  say: Big!
"""),
    )
    when = step(book, "hello", "say_1").next[0].when
    assert when.holds({"slots.say_1": 'The "big" one'}.get) and not when.holds({"slots.say_1": "Small"}.get)


def test_choices_have_the_ids_that_late_taps_are_known_by(cafe: Book) -> None:
    assert [choice.id for choice in step(cafe, "book_table", "confirm").choices] == [
        "flow/book_table/confirm/1",
        "flow/book_table/confirm/2",
    ]


def test_a_button_of_a_response_starts_its_flow_whenever_it_is_tapped(tmp_path: Path) -> None:
    book = booked(
        tmp_path,
        flow("- action: utter_more")
        + """
responses:
  utter_more: {text: More?, buttons: [{title: Again, then: hello}, {title: Blue, payload: /SetSlots(colour=blue)}]}
slots: {colour: {type: text}}
""",
    )
    assert [choice.id for choice in book.responses["utter_more"][0].choices] == [
        "start:hello",
        "/SetSlots(colour=blue)",
    ]


def test_a_collect_has_all_its_parts(cafe: Book) -> None:
    asked = step(cafe, "book_table", "collect_party_size")
    assert isinstance(asked, Collect)
    assert (asked.slot, asked.type, asked.retries, asked.on_fail, asked.again) == (
        "party_size",
        "number",
        2,
        "handover",
        False,
    )
    assert asked.timeout is not None and (asked.timeout.after, asked.timeout.then) == (1800, "cancel")
    assert asked.rejections[0].when.source == "slots.party_size > 12"


def test_a_choice_slot_lends_its_values_to_the_question(cafe: Book) -> None:
    asked = step(cafe, "favourite_drink", "collect_favourite")
    assert asked.type == "choice" and [choice.value for choice in asked.choices] == ["coffee", "tea"]
    assert cafe.slots["favourite"].keep


def test_every_kind_of_step_is_built(cafe: Book) -> None:
    kinds = {type(one) for each in cafe.flows.values() for one in each.steps.values()}
    assert {Say, Collect, SetSlots, RunAction, Utter, Call, Link, HandOverTo, Tag, Wait} <= kinds


def test_set_slots_keeps_the_types_of_values(tmp_path: Path) -> None:
    book = booked(tmp_path, flow("- set_slots: [{a: 1}, {b: null}, {c: true}, {d: yes}, {e: '2'}, {f: 1.5}]"))
    assert step(book, "hello", "set_slots_1").values == (
        ("a", 1),
        ("b", None),
        ("c", True),
        ("d", "yes"),
        ("e", "2"),
        ("f", 1.5),
    )


@pytest.mark.parametrize(
    "written", ["handover: kitchen", "handover: {team: kitchen}", "{handover: true, team: kitchen}"]
)
def test_a_handover_is_written_in_three_ways(tmp_path: Path, written: str) -> None:
    head = "business: {name: Café, languages: [en]}\nhandover: {teams: {front: {}, kitchen: {tell: [a@example.com]}}}\n"
    book = booked(tmp_path, flow(f"- {written}"), business=head)
    assert step(book, "hello", "handover_1").team == "kitchen"
    assert book.handover.teams == ("front", "kitchen")


@pytest.mark.parametrize(
    ("written", "media"),
    [
        ("image: https://example.com/a.jpg", {"kind": "image", "link": "https://example.com/a.jpg"}),
        ("video: {id: '123'}", {"kind": "video", "id": "123"}),
        ("document: {link: https://example.com/a.pdf, filename: a.pdf}",
         {"kind": "document", "link": "https://example.com/a.pdf", "filename": "a.pdf"}),
        ("location: {latitude: -23.5, longitude: 10, name: Here}",
         {"kind": "location", "latitude": -23.5, "longitude": 10.0, "name": "Here"}),
        ("contact: {name: Ana, phone: '+49 30 123'}", {"kind": "contact", "name": "Ana", "phone": "+49 30 123"}),
        ("link_button: {label: Menu, url: https://example.com}",
         {"kind": "link_button", "label": "Menu", "url": "https://example.com"}),
        ("ask_location: true", {"kind": "ask_location"}),
        ("ask_number: yes", {"kind": "ask_number"}),
    ],
)  # fmt: skip
def test_a_message_can_show_more_than_text(tmp_path: Path, written: str, media: dict[str, Any]) -> None:
    assert step(booked(tmp_path, flow(f"- say: Look\n  {written}")), "hello", "say_1").media == media


def test_a_short_list_stays_a_list(tmp_path: Path) -> None:
    said = step(booked(tmp_path, flow("- say: Which?\n  list: [One, Two]\n  save: which")), "hello", "say_which")
    assert said.list_button.by_language["en"][0].source == "Choose"


@pytest.mark.parametrize("buttons", ["[Yes, No]", "[{title: Yes}, {title: No}]", "[{en: Yes}, {en: No}]"])
def test_buttons_are_written_in_three_ways(tmp_path: Path, buttons: str) -> None:
    said = step(booked(tmp_path, flow(f"- say: Well?\n  buttons: {buttons}\n  save: well")), "hello", "say_well")
    assert [choice.value for choice in said.choices] == ["Yes", "No"]


def test_a_text_may_have_variants_and_languages(cafe: Book) -> None:
    answer = cafe.faq[1].answer.by_language
    assert [text.source for text in answer["en"]] == ["Of course!", "Dogs are welcome."]
    assert [text.source for text in answer["pt"]] == ["Claro!"]


def test_variations_of_a_response_are_ranked_and_equal_ones_joined(cafe: Book) -> None:
    first, second = cafe.responses["utter_booked"]
    assert first.when is not None and second.when is None
    assert [text.source for text in second.text.by_language["en"]] == ["Booked!", "Done!"]


def test_the_faq_offers_a_flow(cafe: Book) -> None:
    assert (cafe.faq[0].id, cafe.faq[0].then, len(cafe.faq[0].ask)) == ("opening_hours", "book_table", 4)
    assert cafe.faq[1].words == ("dog", "cachorro")


def test_triggers_keep_what_the_owner_wrote(cafe: Book) -> None:
    found = [(trigger.kind, trigger.values[:1], trigger.priority) for trigger in cafe.flows["book_table"].triggers]
    assert found == [
        ("words", ("book",), 0), ("examples", ("I'd like to book a table",), 0), ("payload", ("book",), 2),
        ("pattern", ("^book for [0-9]{1,2}$",), 0),
    ]  # fmt: skip
    assert [trigger.kind for trigger in cafe.flows["birthday"].triggers] == ["event", "every"]
    assert cafe.flows["birthday"].purpose == "offers"


def test_templates_know_what_fills_them(cafe: Book) -> None:
    offer, booking = cafe.templates["spring_offer"], cafe.templates["booking_tomorrow"]
    assert (offer.params, offer.named, offer.fill) == (
        ("person.name", "code"),
        False,
        {"1": "person.name", "2": "code"},
    )
    assert (booking.params, booking.named, booking.fill["people"]) == (("day", "people"), True, "slots.party_size")


def test_words_of_the_owner_are_understood(cafe: Book) -> None:
    reader: Lexicon = lexicon(cafe.words)
    assert reader.read("barista", language="en").kind == "person"
    assert reader.read("chega de mensagem", language="pt").kind == "stop"


def test_slots_that_only_steps_fill_exist_too(cafe: Book) -> None:
    assert {name: cafe.slots[name].type for name in ("party_size", "day", "area", "confirmed")} == {
        "party_size": "number", "day": "date", "area": "choice", "confirmed": "choice",
    }  # fmt: skip


def test_a_guard_can_be_false(cafe: Book) -> None:
    guard = cafe.flows["favourite_drink"].guard
    assert guard is not None and not guard.holds(lambda name: True)


def test_a_flow_without_a_description_is_not_offered(tmp_path: Path) -> None:
    book = booked(tmp_path, "flows:\n  order_cake:\n    triggers: [{words: [cake]}]\n    steps: [{say: Hi}]\n")
    assert book.flows["order_cake"].description.by_language == {} and book.flows["order_cake"].name == "Order cake"


def test_every_place_is_known(cafe: Book) -> None:
    where = step(cafe, "book_table", "confirm").where
    line = (GOOD / "cafe/flows.yaml").read_text("utf-8").splitlines()[where.line - 1]
    assert where.path == "cafe/flows.yaml" and line[where.column - 1 :].startswith("id: confirm")


def test_our_own_sentences_can_be_worded_anew_with_their_own_names(tmp_path: Path) -> None:
    book = booked(tmp_path, "responses:\n  utter_resume: Go on with {flow}? Or write {STOP}.\n")
    assert book.responses["utter_resume"][0].text.by_language["en"][0].source.startswith("Go on")
