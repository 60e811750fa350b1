"""What the talks visit of the files: as figures, as a page, as JUnit XML."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.core.flow import Where
from bot.flowfiles.book import load
from bot.services.coverage import Coverage, listed, measure, summary
from bot.services.coverage_html import page
from bot.services.junit import Timed, report

BUSINESS = "business: {name: Shop <b>, languages: [en], timezone: UTC}\n"
FLOWS = """flows:
  main:
    description: Main
    triggers: [{words: [hi]}]
    steps:
      - id: ask
        collect: n
        type: number
        ask: How many?
        rejections:
          - if: slots.n > 9
            say: Too many.
        timeout: {after: 10 min, say: Still there?, then: END}
        on_fail: END
        next:
          - if: slots.n > 5
            then: many
          - else: END
      - id: many
        say: "That is a lot <script>."
        buttons:
          - {title: Go, then: other}
          - {title: Stay}
  other:
    description: Other
    steps:
      - id: bye
        say: Bye.
slots: {n: {type: number}}
faq:
  - id: hours
    ask: [When are you open?]
    answer: Always.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    below = tmp_path / "shop"
    below.mkdir()
    (below / "business.yaml").write_text(BUSINESS, "utf-8")
    (below / "flows.yaml").write_text(FLOWS, "utf-8")
    return below


def measured(folder: Path, *visits: tuple[str, str, str]) -> Coverage:
    loaded = load(folder)
    assert loaded.book is not None, loaded.problems
    return measure(loaded.book, [dict.fromkeys(visits, 1)])


def test_everything_that_can_be_visited_is_listed_with_its_line(folder: Path) -> None:
    found = [(item.kind, item.title, item.where.line) for item in measured(folder).items]
    assert found == [
        ("step", "main.ask", 6),
        ("way out", "main.ask: no answer fits (END)", 6),
        ("rejection", "main.ask: if slots.n > 9", 12),
        ("way out", "main.ask: nobody answers", 13),
        ("branch", "main.ask: if slots.n > 5", 16),
        ("branch", "main.ask: else", 18),
        ("step", "main.many", 19),
        ("branch", "main.many: [Go]", 22),
        ("step", "other.bye", 27),
        ("answer", "hours", 31),
    ]


@pytest.mark.parametrize(
    ("visit", "title"),
    [
        (("step", "main", "ask"), "main.ask"),
        (("branch", "main", "ask/1"), "main.ask: else"),
        (("rejected", "main", "ask/0"), "main.ask: if slots.n > 9"),
        (("timeout", "main", "ask"), "main.ask: nobody answers"),
        (("failed", "main", "ask"), "main.ask: no answer fits (END)"),
        (("chosen", "main", "flow/main/many/1"), "main.many: [Go]"),
        (("faq", "hours", ""), "hours"),
    ],
)
def test_a_visit_counts_for_one_thing(folder: Path, visit: tuple[str, str, str], title: str) -> None:
    found = measured(folder, visit)
    assert [item.title for item in found.items if item.visited] == [title]
    assert found.percent == 10.0


def test_the_summary_names_what_is_missing_and_the_list_everything(folder: Path) -> None:
    found = measured(folder, ("step", "main", "ask"))
    short = summary(found, 3)
    assert short[0].startswith("Talks visit 10% of the flow files: 1 of 3 steps, 0 of 3 branches")
    assert short[1] == "  shop/flows.yaml:6  way out main.ask: no answer fits (END)" and "6 more" in short[-1]
    whole = "\n".join(listed(found))
    assert "✓    6  step       main.ask" in whole and "✗   31  answer     hours" in whole
    assert found.as_json()["counts"]["step"] == {"visited": 1, "of": 3}


def test_the_page_stands_alone_and_believes_no_text(folder: Path) -> None:
    files = {"shop/flows.yaml": FLOWS.splitlines()}
    text = page(measured(folder, ("step", "main", "ask")), files, business="Shop <b>")
    assert "<script" not in text and "&lt;script&gt;" in text and "Shop &lt;b&gt;" in text
    assert "http" not in text.replace("http-equiv", "") and 'name="viewport"' in text and "prefers-color-scheme" in text
    assert '<tr id="f0l6" class=bad>' in text and "way out main.ask: no answer fits" in text
    assert '<span class="sr">not visited</span>' in text and 'href="#f0l31"' in text


def test_junit_counts_names_places_and_says_what_differs() -> None:
    tests = [
        Timed("talks", "a <talk>", Where("flows/talks/one.yaml", 3), 0.5),
        Timed(
            "talks", "b", Where("flows/talks/one.yaml", 9), 0.25, "  x:9\n    - bot: \x07a\n    + bot: b", "talk: b\n"
        ),
        Timed("STOP everywhere", "STOP at x.y", Where("flows/x.yaml", 2), 0.1),
    ]
    root = ElementTree.fromstring(report(tests, None).encode())
    assert (root.get("tests"), root.get("failures"), root.get("time")) == ("3", "1", "0.850")
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == ["talks", "STOP everywhere"] and suites["talks"].get("failures") == "1"
    first, second = suites["talks"].findall("testcase")
    assert (first.get("name"), first.get("file"), first.get("line")) == ("a <talk>", "flows/talks/one.yaml", "3")
    failure = second.find("failure")
    assert first.find("failure") is None and failure is not None
    assert failure.get("message") == "x:9" and failure.text and "+ bot: b" in failure.text and "talk: b" in failure.text
