"""Whatever is typed: no exception, bounded work, and STOP in punctuation always stops."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.understanding.words import ORDER
from bot.flowfiles.words import lexicon, shipped

READER = lexicon()
LANGUAGES = st.sampled_from(["", "en", "pt-BR", "zh_TW", "hi-Latn", "xx", "AR"])
AROUND = st.text(
    alphabet=" .,;:!?*_~\"'()[]<>-–—/\\|#\n\t🙏✋😡🛑👍🏽\u200b\u200d\ufe0f\u2066\u2069“”«»¿¡", max_size=12
)
HOT = sorted(shipped()["starts"], key=lambda word: -len(shipped()["starts"][word]))[:80]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=300), LANGUAGES, st.sampled_from(["", "US", "br", "??"]), st.booleans())
def test_random_text_never_raises_and_always_has_a_known_meaning(
    text: str, language: str, country: str, late: bool
) -> None:
    meaning = READER.read(text, language=language, country=country, answers_proactive=late)
    assert meaning.kind in ("", *ORDER) and meaning.scope in ("all", "marketing")
    assert READER.yes_no(text, language) in (True, False, None)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    AROUND, st.sampled_from(["STOP", "stop", "Stop", "SAIR", "退订", "إيقاف", "unsubscribe", "стоп"]), AROUND, LANGUAGES
)
def test_a_stop_word_between_marks_and_emoji_always_stops(before: str, word: str, after: str, language: str) -> None:
    assert READER.read(before + word + after, language=language).kind == "stop"


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(HOT), min_size=1, max_size=120))
def test_the_words_that_begin_most_patterns_cost_a_bounded_time_in_any_order(words: list[str]) -> None:
    start = time.process_time()
    READER.read(" ".join(words)[:240])
    assert time.process_time() - start < 0.25


def test_very_long_messages_cost_a_bounded_time() -> None:
    for text in (
        "stop " * 20_000,
        "a" * 100_000,
        "no me " * 20_000,
        "别再发" * 20_000,
        "\u0301" * 50_000,
        "s t o p " * 10_000,
    ):
        start = time.process_time()
        READER.read(text)
        assert time.process_time() - start < 0.5
