"""Whatever is done to good files, the owner gets sentences and never an exception."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flowfiles import lines
from bot.flowfiles.book import _built
from bot.flowfiles.rasa_talks import talks as rasa_talks
from bot.flowfiles.talks import _desk, _talks
from tests.flowfiles.helpers import GOOD

FILES = {path.name: path.read_text("utf-8") for path in sorted(GOOD.rglob("*.y*ml")) if "talks" not in str(path)}
TALKS = {path.name: path.read_text("utf-8") for path in sorted(GOOD.rglob("*.y*ml")) if "talks" in str(path)}
BAD = [path.read_bytes().decode("utf-8", "replace") for path in sorted((Path(__file__).parent / "bad").glob("*.yaml"))]
PIECES = [
    "", "{", "}", "[", "]", ":", "- ", "  ", "\t", '"', "'", "null", "~", "{}", "[]", "#", "&a ", "*a", "!x ",
    "then: END", "next: ",
    "say: x", "{slots.x}", "{{", "0", "-1", "1e9", "true",
    "\n", "\n      - say: x\n", "id: send", "type: date", "if: slots.a > 1",
    "\u202e", "é", "💥", "- else: END", "flows:", "business:", "a" * 2000, "utter_booked",
    "action: utter_booked", "link: book_table",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, texts: list[str]) -> str:
    """A good text with some pieces cut out, doubled, moved or replaced."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 1, 2, 5, 20, 80, 400])))
        piece = draw(st.sampled_from([*PIECES, text[start:end] * 2, text[end : end + 30]]))
        text = text[:start] + piece + text[end:]
    return text


@st.composite
def relined(draw: st.DrawFn, texts: list[str]) -> str:
    """A good text with lines deleted, doubled, indented or exchanged: what an owner's hand does."""
    rows = draw(st.sampled_from(texts)).splitlines()
    for _ in range(draw(st.integers(1, 5))):
        at, other = draw(st.integers(0, len(rows) - 1)), draw(st.integers(0, len(rows) - 1))
        what = draw(st.sampled_from(["drop", "double", "in", "out", "swap", "value"]))
        if what == "drop" and len(rows) > 1:
            rows.pop(at)
        elif what == "double":
            rows.insert(at, rows[at])
        elif what == "swap":
            rows[at], rows[other] = rows[other], rows[at]
        elif what == "value":
            rows[at] = rows[at].split(": ")[0] + ": " + rows[other].split(": ")[-1]
        else:
            rows[at] = "  " + rows[at] if what == "in" else rows[at].removeprefix("  ")
    return "\n".join(rows) + "\n"


def check(changed: str, name: str) -> None:
    """Build a folder in which one file was changed; a book comes out, or errors do."""
    sheets = [lines.parse(other, text, other) for other, text in FILES.items() if other != name]
    loaded = _built([*sheets, lines.parse(name, changed, "changed")], frozenset(["action_book_table"]), ())
    assert (loaded.book is None) == bool(loaded.errors)
    assert all(problem.what and problem.line for problem in loaded.problems)
    loaded.text()


@settings(max_examples=250, derandomize=True, deadline=None)
@given(changed=mutated(list(FILES.values())), name=st.sampled_from(sorted(FILES)))
def test_a_random_change_never_raises(changed: str, name: str) -> None:
    check(changed, name)


@settings(max_examples=250, derandomize=True, deadline=None)
@given(changed=relined(list(FILES.values())), name=st.sampled_from(sorted(FILES)))
def test_a_slip_of_the_hand_never_raises(changed: str, name: str) -> None:
    check(changed, name)


@settings(max_examples=120, derandomize=True, deadline=None)
@given(changed=mutated(BAD))
def test_a_wrong_file_made_worse_never_raises(changed: str) -> None:
    check(changed, "faq.yaml")


@settings(max_examples=150, derandomize=True, deadline=None)
@given(changed=mutated(list(TALKS.values())) | relined(list(TALKS.values())))
def test_a_changed_talk_never_raises(changed: str) -> None:
    sheet = lines.parse("talks/a.yaml", changed)
    for one in _talks(_desk(sheet, None), sheet):
        assert one.title is not None


def test_there_was_something_to_change() -> None:
    assert len(FILES) >= 5 and len(TALKS) == 2 and len(BAD) > 60 and rasa_talks is not None
