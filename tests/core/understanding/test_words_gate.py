"""The figures that must hold on the labelled messages (``bench.words`` shows them by language)."""

from __future__ import annotations

import pytest

from bench.words import PAGE, fresh, rows, score
from bot.flowfiles.words import lexicon

LEAST = {"stop": 0.97, "exact": 1.0, "human": 0.92, "start": 0.92, "help": 0.92}
MOST_NEGATIVES_TAKEN = 0.005


@pytest.mark.parametrize("name", ["optout_dev", "optout_own"])
@pytest.mark.parametrize("chat", [None, ""], ids=["language known", "language not known"])
def test_opt_outs_are_caught_and_hard_negatives_are_not(name: str, chat: str | None) -> None:
    figures = score(lexicon(), rows(name), chat)
    assert figures["stop"][1] > 300
    for label, least in LEAST.items():
        if label in figures:
            right, whole = figures[label]
            assert right / whole >= least, label
    taken, whole = figures["neg"]
    assert whole > 150 and taken / whole <= MOST_NEGATIVES_TAKEN


def test_a_wrong_chat_language_costs_little_and_never_makes_an_opt_out() -> None:
    foreign = [row for row in rows("optout_dev") if row["lang"] != "en"]
    figures = score(lexicon(), foreign, "en")
    assert figures["stop"][0] / figures["stop"][1] >= 0.90 and figures["neg"][0] == 0


def test_the_figures_in_the_docs_are_current() -> None:
    """Cure: ``python -m bench.words --write``."""
    page = PAGE.read_text("utf-8")
    assert "<!-- word-figures -->" in page and page == fresh(page)
