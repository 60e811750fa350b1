"""Neighbouring texts leave as one message, up to WhatsApp's limits, and notices stand alone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import outgoing as out
from bot.core.effects import Say, Why
from bot.core.limits import length
from bot.core.merge import GAP, merged, pieces

WHY = Why("step", "f.a")
BUTTONS = out.Buttons("Sure?", (out.Button("y", "Yes"),))


def say(text: str, **rest) -> Say:
    return Say(out.Text(text), rest.pop("why", WHY), **rest)


def test_texts_join_and_keep_both_reasons() -> None:
    [one] = merged([say("A"), say("B", why=Why("faq", "hours"))])
    assert one.message == out.Text("A\n\nB") and one.why == Why("step", "f.a", "then faq hours")


def test_a_text_joins_the_question_below_it() -> None:
    [one] = merged([say("A"), Say(BUTTONS, WHY)])
    assert one.message == out.Buttons("A\n\nSure?", BUTTONS.buttons)


def test_nothing_is_put_below_buttons() -> None:
    assert len(merged([Say(BUTTONS, WHY), say("B")])) == 2


def test_a_notice_stands_alone() -> None:
    assert len(merged([say("A"), Say(BUTTONS, WHY, notice="abc"), say("B")])) == 3


def test_priorities_do_not_mix() -> None:
    assert len(merged([say("A", priority=0), say("B")])) == 2


def test_a_header_keeps_its_message_alone() -> None:
    assert len(merged([say("A"), Say(out.Buttons("Sure?", BUTTONS.buttons, header="Head"), WHY)])) == 2


def test_what_would_be_too_long_stays_apart() -> None:
    assert len(merged([say("A" * 1020), Say(BUTTONS, WHY)])) == 2
    assert len(merged([say("A" * 4000), say("B" * 100)])) == 2


def test_pictures_are_left_as_they_are() -> None:
    picture = Say(out.Media("image", link="https://example.com/a.jpg"), WHY)
    assert [type(one.message) for one in merged([say("A"), picture, say("B")])] == [out.Text, out.Media, out.Text]


@given(st.lists(st.text(alphabet="ab \n😀é", min_size=1, max_size=3000), max_size=6))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_no_message_is_too_long_and_no_word_is_lost(texts: list[str]) -> None:
    messages = [one.message for one in merged([say(text) for text in texts])]
    assert all(length(message.body) <= out.MAX_TEXT for message in messages)
    assert "".join("".join(message.body.split()) for message in messages) == "".join(
        "".join(text.split()) for text in texts
    )


def test_a_long_text_is_cut_between_paragraphs() -> None:
    text = "a" * 3000 + GAP + "b" * 3000
    assert list(pieces(text, 4096)) == ["a" * 3000, "b" * 3000]
