"""The matcher: what it answers, asks and leaves alone, and that it never surprises."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.understanding.knowledge import Knowledge, knowledge
from bot.core.understanding.questions import Match, Matcher
from bot.core.understanding.sentence import split
from bot.core.understanding.vocabulary import one_slip
from bot.flowfiles.understanding import shipped_knowledge
from tests.core.understanding.question_cases import LANGUAGES, entries

SHOP = {
    "hours": ["When are you open?", "opening hours", "what time do you close", "are you open on sundays"],
    "address": ["Where are you?", "what is your address", "how do I get to the shop", "¿Dónde están?", "cómo llego"],
    "delivery": ["Do you deliver?", "how long does shipping take", "delivery cost", "has my order been sent"],
    "returns": ["Can I return a product?", "I want my money back", "how do refunds work", "exchange for another size"],
}


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(SHOP, knowledge=shipped_knowledge())


@pytest.fixture(scope="module")
def everywhere() -> Matcher:
    return Matcher(entries(*LANGUAGES), knowledge=shipped_knowledge())


def best(match: Match) -> str:
    return match.ranked[0][0] if match.ranked else ""


@pytest.mark.parametrize("entry", SHOP)
def test_each_phrasing_of_the_owner_is_answered_with_its_entry(matcher: Matcher, entry: str) -> None:
    for phrasing in SHOP[entry]:
        for text in (phrasing, phrasing.upper() + "!!", f"  {phrasing} 😀 "):
            match = matcher.match(text)
            assert (match.decision, best(match)) == ("answer", entry)
            assert match.why.startswith("exact")


def test_a_new_wording_is_answered(matcher: Matcher) -> None:
    match = matcher.match("how much is the delivery please?")
    assert (match.decision, best(match)) == ("answer", "delivery")


@pytest.mark.parametrize(
    ("text", "entry"),
    [("wich time do you cloose", "hours"), ("whta is your adress", "address"), ("i want my mony back", "returns"),
     ("hwo long does shiping take", "delivery")],
)  # fmt: skip
def test_slips_of_the_finger_change_nothing(matcher: Matcher, text: str, entry: str) -> None:
    match = matcher.match(text)
    assert (match.decision, best(match)) == ("answer", entry)


def test_a_slip_of_one_letter_in_a_long_word_is_as_good_as_the_word(matcher: Matcher) -> None:
    assert matcher.match("how much is shipipng").confidence == matcher.match("how much is shipping").confidence
    assert matcher.match("reufnds").confidence == matcher.match("refunds").confidence


@pytest.mark.parametrize(
    ("first", "second", "slip"),
    [("recieve", "receive", True), ("refund", "refunds", True), ("garanty", "guaranty", True), ("cart", "card", True),
     ("bikes", "bikes!?", False), ("table", "label", False), ("abcd", "badc", False)],
)  # fmt: skip
def test_what_one_slip_is(first: str, second: str, slip: bool) -> None:
    assert one_slip(first, second) == one_slip(second, first) == slip


def test_a_word_that_is_known_is_no_slip_of_another() -> None:
    """Everyday words and words for ideas stay themselves."""
    files = {"q1": ["our ticket prices"], "q2": ["opening hours"], "q3": ["where are you"]}
    known = Matcher(files, knowledge=knowledge([["packet"]], [], {"bag": ["tickey"]}))
    assert known.match("tickey").confidence < known.match("ticket").confidence


def test_accents_may_be_left_out_or_put_in(matcher: Matcher) -> None:
    assert matcher.match("donde estan") == matcher.match("¿DÓNDE ESTÁN?")
    assert best(matcher.match("como llego")) == "address"


def test_courtesies_around_a_question_change_nothing(matcher: Matcher) -> None:
    plain = matcher.match("how long is shipping")
    kind = matcher.match("Hello, good morning! How long is shipping, please? Thank you very much")
    assert kind.ranked == plain.ranked and kind.confidence == plain.confidence


def test_a_courtesy_alone_is_never_asked_back(matcher: Matcher) -> None:
    for text in ("hello, thank you", "hi", "Danke schön!", "السلام عليكم"):
        assert matcher.match(text).decision == "none"


def test_an_owner_may_answer_a_courtesy() -> None:
    greeting = Matcher(SHOP | {"hello": ["hello", "good morning"]}, knowledge=shipped_knowledge())
    assert best(greeting.match("Good morning!")) == "hello" and greeting.match("hello").decision == "answer"


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_entry_answers_in_every_language_it_is_asked_in(everywhere: Matcher, language: str) -> None:
    for entry, phrasings in entries(language).items():
        assert best(everywhere.match(phrasings[1] + " ?")) == entry


@pytest.mark.parametrize(
    ("phrasings", "question"),
    [
        (["เปิดกี่โมง", "ร้านเปิดวันอาทิตย์ไหม"], "วันอาทิตย์เปิดไหม"),
        (["दुकान कब खुलती है", "क्या रविवार को खुला है"], "दुकान रविवार को कब खुलती है"),
        (["متى تفتحون", "أوقات العمل"], "متى تفتحون المحل اليوم"),
        (["营业时间是什么", "你们几点开门"], "请问几点开门"),
        (["営業時間は何時ですか", "日曜日は開いていますか"], "日曜日の営業時間は"),
        (["몇 시에 문을 열어요", "일요일에 영업하나요"], "일요일에 몇 시에 열어요"),
        (["Во сколько вы открываетесь?", "часы работы"], "со скольки открываетесь в воскресенье"),
        (["Πότε ανοίγετε;", "ώρες λειτουργίας"], "ποτε ανοιγετε την κυριακη"),
    ],
    ids=["Thai", "Devanagari", "Arabic", "Chinese", "Japanese", "Korean", "Cyrillic", "Greek"],
)
def test_every_script_is_read(phrasings: list[str], question: str) -> None:
    matcher = Matcher(SHOP | {"here": phrasings}, knowledge=shipped_knowledge())
    assert best(matcher.match(question)) == "here"


def test_a_devanagari_mark_makes_another_word() -> None:
    """कल (tomorrow) and कला (art): dropping vowel signs would make them one."""
    matcher = Matcher({"tomorrow": ["कल"], "art": ["कला"]})
    assert best(matcher.match("कला")) == "art"


@pytest.mark.parametrize("text", ["printer cartridges", "xyzzy plugh", "قطة", "", "   ", "🎉🎉", "...", "\x00"])
def test_what_the_files_do_not_answer_is_left_alone(matcher: Matcher, text: str) -> None:
    assert matcher.match(text).decision == "none"


def test_between_two_entries_it_asks() -> None:
    matcher = Matcher({
        "blue": ["do you have the blue bicycle in stock", "is the blue bicycle available"],
        "red": ["do you have the red bicycle in stock", "is the red bicycle available"],
        "hours": ["when are you open", "opening hours"],
    })  # fmt: skip
    match = matcher.match("is the bicycle in stock")
    assert match.decision == "ask"
    assert {id for id, _ in match.ranked[:2]} == {"blue", "red"}


def test_a_phrasing_of_two_entries_is_asked_back() -> None:
    matcher = Matcher({"a": ["opening hours", "when open"], "b": ["Opening hours!", "shop times"]})
    match = matcher.match("opening hours")
    assert match.decision == "ask" and "2 entries" in match.why
    assert {(c.entry, c.rival) for c in matcher.conflicts()} >= {("a", "b"), ("b", "a")}


def test_at_most_five_are_ranked_best_first(everywhere: Matcher) -> None:
    ranked = everywhere.match("how much does it cost").ranked
    assert 1 < len(ranked) <= 5
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)


def test_the_reason_names_the_words_and_the_phrasing(matcher: Matcher) -> None:
    assert matcher.match("how long is shipping").why.startswith("“shipping”")
    assert "“how long does shipping take”" in matcher.match("how long is shipping").why
    assert matcher.match("printer cartridges").why.startswith("nothing is near enough")


def test_words_for_the_same_idea_meet() -> None:
    """The file says "cost", the customer "preço": the shipped ideas know that both are a price."""
    files = {"q1": ["how much does it cost", "the cost of it"], "q2": ["which colours are there", "is it red"],
             "q3": ["how big is it", "which sizes are there"]}  # fmt: skip
    assert best(Matcher(files, knowledge=shipped_knowledge()).match("preço")) == "q1"
    assert best(Matcher(files, knowledge=Knowledge()).match("preço")) != "q1"


def test_an_id_that_says_something_counts_as_a_phrasing() -> None:
    files = {"GiftWrapping": ["can you pack it nicely", "pretty paper"], "b": ["opening hours", "when open"]}
    assert best(Matcher(files).match("gift wrapping")) == "GiftWrapping"
    numbered = {"faq_1": files["GiftWrapping"], "faq_2": files["b"]}
    assert Matcher(numbered).match("faq").ranked == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Où est l'entrée? www.example.com", ("ou", "est", "lentree")),
        ("mail me: a.b@example.com NOW!!", ("mail", "me", "now")),
        ("营业时间 wifi密码", ("营业", "业时", "时间", "wifi", "密码")),
        ("เปิด", ("เป", "ปิ", "ิด")),
        ("दुकान २४", ("दुकान", "24")),
    ],
)
def test_a_message_is_read_as_these_words(text: str, words: tuple[str, ...]) -> None:
    assert split(text) == words


# ---- caution and the owner's own file


def test_caution_moves_the_limit() -> None:
    limits = [
        Matcher(entries("en"), caution, shipped_knowledge()).report.answer_from
        for caution in ("bold", "normal", "cautious")
    ]
    assert limits == sorted(limits) and limits[0] < limits[2]


def test_the_limit_comes_from_the_file_itself() -> None:
    """Entries that are easily mixed up make the bot more careful."""
    clear = Matcher(entries("en"), knowledge=shipped_knowledge()).report
    clean = list(entries("en").values())
    mixed = {
        f"{n}{part}": (one + other)[part::2]
        for n, (one, other) in enumerate(zip(clean[::2], clean[1::2], strict=True))
        for part in (0, 1)
    }
    assert Matcher(mixed, knowledge=shipped_knowledge()).report.answer_from > clear.answer_from


def test_the_report_tells_what_to_expect() -> None:
    report = Matcher({**entries("en"), "thin": ["a lonely phrasing"]}, knowledge=shipped_knowledge()).report
    assert report.entries == 13 and report.phrasings == 61 and report.few == ("thin",)
    assert 0.2 < report.right <= 1 and 0 <= report.wrong < 0.1
    assert report.right + report.wrong + report.asked <= 1


def test_a_phrasing_under_the_wrong_entry_is_a_conflict() -> None:
    files = entries("en")
    files["hours"].append("how do refunds for a product work")
    conflicts = Matcher(files, knowledge=shipped_knowledge()).conflicts()
    assert ("how do refunds for a product work", "hours", "returns") in [
        (c.phrasing, c.entry, c.rival) for c in conflicts
    ]


def test_solved_whole_or_near_the_decisions_hardly_differ() -> None:
    whole = Matcher(entries("en", "pt"), knowledge=shipped_knowledge(), whole_up_to=10_000)
    near = Matcher(entries("en", "pt"), knowledge=shipped_knowledge(), whole_up_to=0)
    texts = [text for phrasings in entries("en", "pt").values() for text in phrasings]
    asked = [f"{text.split(' ', 1)[-1]} tomorrow" for text in texts]
    same = sum(best(whole.match(text)) == best(near.match(text)) for text in asked)
    assert same >= 0.95 * len(asked)


# ---- promises


def test_nothing_is_needed_of_a_file() -> None:
    assert Matcher({}).match("hello").decision == "none"
    assert Matcher({"a": []}).match("a").decision == "none"
    assert Matcher({"a": ["???"], "b": ["hours"]}).match("hours").decision == "answer"
    assert Matcher({}).report.entries == 0


def test_the_same_file_gives_the_same_decisions() -> None:
    first, second = (Matcher(entries("de"), knowledge=shipped_knowledge()) for _ in range(2))
    for phrasings in entries("de").values():
        for text in phrasings:
            asked = text[3:] + " bitte heute"
            assert first.match(asked) == second.match(asked)


def test_earlier_messages_change_nothing(matcher: Matcher) -> None:
    before = matcher.match("how lnog for shiping")
    for n in range(300):
        matcher.match(f"word{n} delivry {n * 7}")
    assert matcher.match("how lnog for shiping") == before


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    match = SMALL.match(text)
    assert match.decision in ("answer", "ask", "none")
    assert 0.0 <= match.confidence <= 1.0 and match.why
    assert SMALL.match(text) == match


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=30), max_size=5), max_size=6))
def test_no_file_makes_it_fail(files: dict[str, list[str]]) -> None:
    matcher = Matcher(files)
    for phrasings in files.values():
        for text in phrasings:
            assert matcher.match(text).decision in ("answer", "ask", "none")
    assert len(matcher.conflicts()) >= 0 and matcher.report.entries == len(files)


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "how " * 30_000, "@" * 60_000, "w@" * 30_000, "دراجة" * 20_000, "เปิด" * 20_000]
)
def test_the_longest_message_costs_no_time(matcher: Matcher, text: str) -> None:
    began = time.perf_counter()
    matcher.match(text)
    assert time.perf_counter() - began < 0.5


SMALL = Matcher(SHOP, knowledge=knowledge([["the", "is"]], ["please"], {"price": ["cost", "pric*"]}))
