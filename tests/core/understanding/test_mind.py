"""What a message means for a business: the bot's own words, the owner's rules, the owner's questions, in this order."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.flow import Book, Business, Faq, Flow, Noop, Trigger, Wording
from bot.core.understanding.mind import Mind, Understood
from bot.flowfiles.understanding import build_mind, shipped_knowledge

TEXT = Wording({})


def flow(id: str, *triggers: Trigger) -> Flow:
    return Flow(id, id, TEXT, {"only": Noop(id="only", next=())}, triggers)


BOOK = Book(
    Business("Café Aurora", ("en", "pt")),
    {
        each.id: each
        for each in (
            flow(
                "book_table",
                Trigger("words", ("book", "reserve")),
                Trigger("examples", ("I'd like to book a table", "table for two tonight", "quero reservar uma mesa")),
                Trigger("payload", ("book", "start:book")),
            ),
            flow(
                "order_status",
                Trigger("pattern", (r"^order \d{4}$",), priority=5),
                Trigger("phrases", ("where is my order",)),
            ),
            flow("menu_of_the_day", Trigger("words", ("menu",))),
            flow("urgent", Trigger("phrases", ("allergic reaction", "预订桌子"), priority=10)),
            flow("plain_order", Trigger("phrases", ("my order",))),
        )
    },
    {},
    (
        Faq("hours", ("When are you open?", "opening hours", "are you open on sundays", "Que horas abrem?"), TEXT),
        Faq("parking", ("Where can I park?", "is there parking", "parking near you"), TEXT, words=("garage",)),
        Faq("your_data", ("what do you store about me", "how do you treat my data", "MY DATA"), TEXT),
        Faq("stopping", ("STOP", "how long can I stop by for a coffee", "do you stop serving at noon"), TEXT),
        Faq("cancelling", ("how do I cancel a reservation", "can I cancel my table", "cancelling a booking"), TEXT),
    ),
)


@pytest.fixture(scope="module")
def mind() -> Mind:
    return build_mind(BOOK)


def meant(found: Understood) -> tuple[str, str]:
    return found.meaning, found.id


@pytest.mark.parametrize("text", ["STOP", "stop!!", "Stop.", "unsubscribe me", "please stop!"])
def test_stop_comes_before_everything_the_owner_writes(mind: Mind, text: str) -> None:
    """Even before an entry whose phrasing it is."""
    assert mind.understand(text, language="en").meaning == "stop"


@pytest.mark.parametrize(
    ("text", "meaning"), [("I want to talk to a person", "person"), ("help", "help"), ("START", "start")]
)
def test_the_bots_own_words_come_before_the_owners(mind: Mind, text: str, meaning: str) -> None:
    found = mind.understand(text, language="en")
    assert found.meaning == meaning == found.word.kind and found.why == found.word.why


@pytest.mark.parametrize("text", ["book", "Book!", "RESERVE", "book please", "Hello, book"])
def test_a_word_is_the_whole_message(mind: Mind, text: str) -> None:
    found = mind.understand(text)
    assert meant(found) == ("trigger", "book_table")
    assert found.why == f"words: the message is “{'reserve' if 'RES' in text else 'book'}”"


def test_a_word_inside_a_message_is_no_trigger(mind: Mind) -> None:
    assert mind.understand("I read a book about trains").why[:5] != "words"


def test_words_of_an_entry_answer_it(mind: Mind) -> None:
    assert meant(mind.understand("Garage?")) == ("faq", "parking")


@pytest.mark.parametrize("text", ["hey, where is my order???", "tell me WHERE IS my   order now"])
def test_a_phrase_stands_anywhere_and_the_longer_one_wins(mind: Mind, text: str) -> None:
    assert meant(mind.understand(text)) == ("trigger", "order_status")


def test_a_phrase_is_whole_words(mind: Mind) -> None:
    assert mind.understand("my orderly room").id != "plain_order"


def test_a_phrase_is_found_where_no_spaces_are_written(mind: Mind) -> None:
    assert meant(mind.understand("我想预订桌子吗")) == ("trigger", "urgent")


def test_a_pattern_fits_the_text_as_it_was_typed(mind: Mind) -> None:
    assert meant(mind.understand("Order 1234")) == ("trigger", "order_status")
    assert mind.understand("order 12345").id != "order_status"


def test_priority_decides_between_rules(mind: Mind) -> None:
    assert meant(mind.understand("I had an allergic reaction to my order")) == ("trigger", "urgent")


def test_an_owners_word_takes_menu_for_itself(mind: Mind) -> None:
    assert meant(mind.understand("menu")) == ("trigger", "menu_of_the_day")
    assert meant(build_mind(Book(BOOK.business, {}, {})).understand("menu", language="en")) == ("trigger", "menu")


def test_examples_start_a_flow_and_questions_are_answered(mind: Mind) -> None:
    assert meant(mind.understand("could I book a table for two people")) == ("trigger", "book_table")
    assert meant(mind.understand("are you open sundays?")) == ("faq", "hours")
    assert meant(mind.understand("abrem a que horas?")) == ("faq", "hours")


def test_asking_for_ones_data_is_a_right_unless_the_owner_answers_those_very_words(mind: Mind) -> None:
    assert meant(mind.understand("send me my data", language="en")) == ("trigger", "export")
    assert meant(mind.understand("MY DATA", language="en")) == ("faq", "your_data")


def test_what_is_near_nothing_is_none(mind: Mind) -> None:
    found = mind.understand("xyzzy")
    assert meant(found) == ("none", "") and found.why


def test_where_it_is_not_sure_it_asks_with_candidates(mind: Mind) -> None:
    found = mind.understand("can I open a table")
    assert found.meaning == "ask" and found.id == ""
    assert {id for id, _ in found.candidates[:2]} == {"hours", "book_table"}


def test_candidates_are_the_owners_ids_with_rounded_chances_best_first(mind: Mind) -> None:
    found = mind.understand("can i park at your place")
    assert found.candidates[0][0] == "parking" and not any(":" in id for id, _ in found.candidates)
    chances = [chance for _, chance in found.candidates]
    assert chances == sorted(chances, reverse=True) and all(chance == round(chance, 3) for chance in chances)
    assert all(0 <= chance <= 1 for chance in chances)


def test_the_reason_says_where_the_message_is_word_for_word_the_owners(mind: Mind) -> None:
    """The engine lets such a message interrupt an open question."""
    assert mind.understand("opening hours").why.startswith("exact")
    assert mind.understand("your opening hours").why[:5] not in ("exact", "words")


def test_a_button_starts_its_flow(mind: Mind) -> None:
    assert mind.payload("start:book") == "book_table"
    assert mind.payload("other") is None


def test_a_warmed_text_is_cheap(mind: Mind) -> None:
    text = "is there some parking for my lorry " * 8
    began = time.perf_counter()
    mind.warm(text)
    first = time.perf_counter() - began
    began = time.perf_counter()
    for _ in range(50):
        mind.warm(text)
    assert (time.perf_counter() - began) / 50 < first


def test_warming_changes_nothing() -> None:
    cold, warm = build_mind(BOOK), build_mind(BOOK)
    warm.warm("where do i park")
    assert cold.understand("where do i park") == warm.understand("where do i park")


def test_shipped_knowledge_is_read_once() -> None:
    assert shipped_knowledge() is shipped_knowledge()
    assert shipped_knowledge().weight("the") < shipped_knowledge().weight("bicycle") == 1.0


def test_a_mind_is_built_fast_enough_to_start() -> None:
    entries = tuple(
        Faq(f"n{n}", (f"question number {n} about thing{n * 7}", f"thing{n * 7} please tell"), TEXT) for n in range(250)
    )
    began = time.perf_counter()
    build_mind(Book(BOOK.business, {}, {}, entries))
    assert time.perf_counter() - began < 3.0


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.text(max_size=200), st.sampled_from(["", "en", "pt", "xx"]))
def test_no_message_makes_it_fail(text: str, language: str) -> None:
    found = MIND.understand(text, language=language)
    assert found.meaning in MEANINGS
    assert (found.id != "") == (found.meaning in ("faq", "trigger"))
    assert found == build_again(text, language)


MEANINGS = ["stop", "stop_ambiguous", "wrong_number", "start", "help", "person", "faq", "trigger", "ask", "none"]
MIND, AGAIN = build_mind(BOOK), build_mind(BOOK)


def build_again(text: str, language: str) -> Understood:
    return AGAIN.understand(text, language=language)


def test_where_the_number_came_from_is_told_whatever_the_owners_questions_are_near() -> None:
    """The law wants a true answer; a question that shares a word with it must not swallow the message."""
    near = Faq("where", ("where did you get your coffee from", "where did you get my favourite cup"), TEXT)
    made = build_mind(Book(Business("Café", ("en",)), {}, {}, (near,)))
    assert meant(made.understand("where did you get my favourite cup?", language="en")) == ("faq", "where")
    assert meant(made.understand("hello, where did you get my number from?", language="en")) == ("trigger", "source")
