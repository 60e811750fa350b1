"""Drawings of flows: what they show, that they are the same every time, and that no text of an owner gets out of them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any, get_args
from xml.etree import ElementTree

import pytest

from bot.core.drawing import reading
from bot.core.drawing.diagram import Diagram, Figures
from bot.core.drawing.figures import step_figures
from bot.core.drawing.mermaid import mermaid
from bot.core.drawing.page import Frame, page
from bot.core.drawing.reading import diagrams
from bot.core.drawing.svg import document
from bot.core.drawing.tree import tree
from bot.core.flow import (
    AnyStep,
    AskConsent,
    Book,
    Call,
    Collect,
    HandOverTo,
    Link,
    Noop,
    RunAction,
    Say,
    SetSlots,
    Tag,
    Timeout,
    Utter,
    Wait,
)
from bot.core.flow import Response as Variation
from tests.core.playing import book, choices, flow, purpose, reject, say, to

SVG = "{http://www.w3.org/2000/svg}"
EVIL = """"]</text></svg><script>alert(1)</script><!-- --> & ]]> `x` %% ;; :::end {{ }} |"| \x00\x1b\ud800 <img src=x onerror=y>"""


def every_kind(text: str = "Hello there") -> Book:
    """One flow with a step of each kind, and one that it leads to."""
    big = flow(
        "big",
        Say(id="hello", next=(), text=say(text)),
        Collect(
            id="n", next=to("slots.n > 8: many", "menu"), slot="n", type="number", ask=say(text), on_fail="sorry",
            rejections=(reject("slots.n > 12", "No."),), timeout=Timeout(1800, None, "cancel"),
        ),
        Noop(id="many", next=to("consent.offers: menu", "ask")),
        AskConsent(id="ask", next=(), purpose="offers"),
        Say(id="menu", next=to("END"), text=say(text), choices=choices("big", "menu", (text, "other"), ("Set", "set"))),
        SetSlots(id="set", next=(), values=(("n", None), ("x", text))),
        RunAction(id="run", next=(), name="action_x", on_fail="handover"),
        Utter(id="utter", next=(), name="utter_x"),
        Tag(id="tag", next=(), tags=("regular",)),
        Wait(id="wait", next=(), seconds=3600),
        Call(id="call", next=to("slots.n is 3: hello", "end"), flow="other"),
        HandOverTo(id="sorry", next=to("END"), say=say(text), reason=text),
        Link(id="end", next=to("END"), flow="other"),
        words=[text], description=text,
    )  # fmt: skip
    other = flow("other", Say(id="s", next=(), text=say(text)), name=text)
    return book(big, other, purposes=[purpose("offers")], responses={"utter_x": (Variation(say(text)),)})


def drawn(text: str = "Hello there", **rest: Any) -> tuple[Diagram, ...]:
    return diagrams(every_kind(text), **rest)


def test_every_kind_of_step_can_be_drawn() -> None:
    assert set(get_args(AnyStep)) == set(reading._BOXES)
    kinds = {box.kind for one in drawn() for box in one.boxes}
    assert kinds >= {"start", "say", "ask", "menu", "consent", "action", "set", "call", "link", "choice", "handover",
                     "wait", "tag", "end"}  # fmt: skip


def test_branches_carry_their_conditions_and_silence_is_dashed() -> None:
    arrows = {(arrow.source, arrow.target): arrow for arrow in drawn()[0].arrows}
    assert arrows["n", "many"].label == "if slots.n > 8"
    assert arrows["n", "menu"].label == "else"
    assert arrows["n", "sorry"].dashed and arrows["n", "sorry"].label == "3 wrong answers"
    assert arrows["menu", "set"].label == "“Set”"
    assert not arrows["set", "run"].label


def test_ways_out_name_where_they_lead() -> None:
    exits = {box.id: [way.label for way in box.exits] for box in drawn()[0].boxes}
    assert exits["n"] == ["no answer for 30 min → cancelled"]
    assert exits["menu"] == ["Hello there → Hello there"]
    assert exits["run"] == ["it fails → a person"]


def test_a_flow_that_nothing_starts_says_who_leads_to_it() -> None:
    assert drawn()[1].boxes[0].notes == ("from big",)


def test_the_text_shows_every_step_once() -> None:
    told = tree(drawn()[0])
    for box in drawn()[0].boxes:
        if box.kind not in ("start", "end"):
            assert f" {box.id}: " in told


# ---- pictures


def test_a_picture_is_the_same_every_time() -> None:
    assert document(drawn()) == document(drawn())


def rectangles(svg: str) -> list[tuple[float, float, float, float]]:
    """Where the boxes with steps stand, as (left, top, right, bottom)."""
    found = []
    for shape in re.findall(r'class="af-shape" points="([^"]+)"', svg):
        points = [tuple(map(float, pair.split(","))) for pair in shape.split()]
        across, down = [x for x, _ in points], [y for _, y in points]
        found.append((min(across), min(down), max(across), max(down)))
    for x, y, wide, high in re.findall(
        r'class="af-shape" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', svg
    ):
        found.append((float(x), float(y), float(x) + float(wide), float(y) + float(high)))
    return found


def test_no_two_boxes_overlap() -> None:
    boxes = rectangles(document(drawn()[:1]))
    assert len(boxes) > 10
    for n, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[n + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_everything_stands_inside_the_picture() -> None:
    root = ElementTree.fromstring(document(drawn()))
    wide, high = float(root.get("width", 0)), float(root.get("height", 0))
    for left, top, right, bottom in rectangles(document(drawn()[:1])):
        assert 0 <= left < right <= wide and 0 <= top < bottom <= high


def test_a_large_flow_is_drawn_too() -> None:
    steps = [
        Noop(id=f"s{n}", next=to(f"slots.a is {n}: s{(n * 7) % 60}", f"slots.b is {n}: END", f"s{(n + 1) % 60}"))
        for n in range(60)
    ]
    ElementTree.fromstring(document(diagrams(book(flow("big", *steps)))))


# ---- nothing gets out


class Tags(HTMLParser):
    """Collects the elements and attributes of a page as a browser sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_no_text_becomes_markup_in_a_picture() -> None:
    root = ElementTree.fromstring(document(drawn(EVIL)))
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "style", "g", "rect", "text", "path", "polygon", "a"}
    hrefs = {value for element in root.iter() for name, value in element.attrib.items() if name.endswith("href")}
    assert hrefs and all(re.fullmatch(r"#flow-\d+", href) for href in hrefs)


def test_no_text_becomes_markup_on_the_page() -> None:
    found = Tags()
    found.feed(page(drawn(EVIL), Frame(EVIL, "en", "1 May", ((EVIL, 3),))))
    assert not found.seen & {"script", "img", "iframe", "object", "link", "base", "form"}
    assert not {name for name in found.attributes if name.startswith("on") or name == "src"}


def test_the_page_needs_nothing_from_elsewhere() -> None:
    told = page(drawn(), Frame("Aurora", "en"))
    assert "default-src 'none'" in told
    assert set(re.findall(r"https?://[^\"'\s<]+", told)) == {"http://www.w3.org/2000/svg"}


def test_no_text_becomes_mermaid() -> None:
    lines = mermaid(drawn(EVIL)).splitlines()
    assert len(lines) == len(mermaid(drawn()).splitlines())
    quoted = re.compile(r'"(?:[\w .,:;!?()\'+\-=/%#]|<br/>)*"')
    for line in lines[1:]:
        rest = quoted.sub("", line)
        assert re.fullmatch(r"[\w\s\[\](){}/\\>|.:,#-]*", rest), line


# ---- figures


COUNTS = {
    ("step", "big", "n"): 120, ("on", "big", "n"): 90, ("cancel", "big", "n"): 6, ("handover", "big", "n"): 4,
    ("timeout", "big", "n"): 10, ("other", "big", "n"): 5, ("resumed", "big", "n"): 3, ("step", "big", "menu"): 50,
    ("branch", "big", "n/0"): 71, ("other", "big", "menu"): 20, ("stop", "big", "menu"): 1, ("step", "big", "hello"): 9,
}  # fmt: skip


def test_who_left_is_counted_with_the_reason() -> None:
    found = step_figures(every_kind(), COUNTS)
    assert found["big", "n"] == Figures(
        120, (("timeout", 10), ("silent", 8), ("cancel", 6), ("handover", 4), ("other", 2))
    )
    assert found["big", "n"].gone == 30 and found["big", "n"].share == 0.25


def test_a_menu_that_is_passed_by_loses_nobody() -> None:
    assert step_figures(every_kind(), COUNTS)["big", "menu"] == Figures(50, (("stop", 1),))


def test_a_text_without_a_question_loses_nobody() -> None:
    assert step_figures(every_kind(), COUNTS)["big", "hello"] == Figures(9)


def test_a_branch_tells_how_many_took_it() -> None:
    arrows = {(arrow.source, arrow.target): arrow.label for arrow in drawn(counts=COUNTS)[0].arrows}
    assert arrows["n", "many"] == "if slots.n > 8 (71)" and arrows["n", "menu"] == "else"


def test_every_drawing_shows_the_figures() -> None:
    found = drawn(counts=COUNTS)
    for text in (tree(found[0]), document(found), page(found, Frame("Aurora", "en", "1 May"))):
        assert "120 came, 30 left (25\xa0%)" in text
    assert "120 came, 30 left" in mermaid(found)
    assert "af-many" in document(found)


@pytest.mark.parametrize("theme", ["_LIGHT", "_DARK"])
def test_letters_stand_out_from_every_ground(theme: str) -> None:
    """WCAG 2.2 AA asks for 4.5 to 1."""
    from bot.core.drawing import style

    colours = getattr(style, theme)
    grounds = [name for name in colours if name not in ("ink", "soft", "line", "link", "bad")]
    for letters in ("ink", "soft", "link", "bad"):
        for ground in grounds:
            if letters in ("link", "bad") and ground in ("consent", "action"):
                continue  # never together
            assert contrast(colours[letters], colours[ground]) >= 4.5, (theme, letters, ground)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
