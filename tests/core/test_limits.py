"""WhatsApp's limits: what is exactly at a limit passes, one more is a sentence with limit and actual figure."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core import outgoing as out
from bot.core.limits import file_problems, length, problems, reference_problems
from bot.core.outgoing import Outgoing


def buttons(*titles: str, **more: Any) -> out.Buttons:
    made = tuple(out.Button(f"id{n}", title) for n, title in enumerate(titles))
    return out.Buttons(**{"body": "Book?", "buttons": made, **more})


def menu(*sections: out.Section, **more: Any) -> out.Menu:
    return out.Menu(**{"body": "Pick one", "button": "Topics", "sections": sections, **more})


def section(count: int, title: str = "", start: int = 0) -> out.Section:
    return out.Section(tuple(out.Row(f"row{n}", f"Row {n}") for n in range(start, start + count)), title)


def row(**fields: str) -> out.Menu:
    return menu(out.Section((out.Row(**{"id": "a", "title": "A", **fields}),)))


def template(**fields: Any) -> out.Template:
    return out.Template(**{"name": "offer", "language": "en", "params": {"1": "Ada"}, **fields})


def url_button(index: Any = 0, value: Any = "x", kind: str = "url") -> dict[str, Any]:
    return {"index": index, "sub_type": kind, "value": value}


GOOD: dict[str, Outgoing] = {
    "text at its limit": out.Text("x" * 4096),
    "buttons at every limit": out.Buttons(
        "x" * 1024, tuple(out.Button(f"{n}" * 256, f"{n}" * 20) for n in range(3)), "h" * 60, "f" * 60
    ),
    "list at every limit": menu(
        *(out.Section((out.Row(f"{n}" * 200, f"{n}" * 24, "d" * 72),), "t" * 24) for n in range(10)),
        body="x" * 4096,
        button="b" * 20,
        header="h" * 60,
        footer="f" * 60,
    ),
    "one section needs no title": menu(section(10)),
    "image by link": out.Media("image", link="https://example.com/a.jpg", caption="x" * 1024),
    "document by id": out.Media("document", id="9", caption="Menu", filename="menu.pdf"),
    "voice note": out.Media("audio", id="9", voice=True),
    "place": out.Spot(-90, 180, "Shop"),
    "card": out.ContactCard("Demo Shop"),
    "link button": out.LinkButton("x" * 1024, "l" * 20, "https://example.com", "h" * 60, "f" * 60),
    "ask for a place": out.AskPlace("x" * 1024),
    "ask for the number": out.AskNumber("x" * 1024),
    "reaction": out.React("wamid.1", "👍"),
    "reaction taken back": out.React("wamid.1", ""),
    "template": template(
        header=out.Media("image", id="9"), buttons=(url_button(0), url_button(1, "y" * 256, "quick_reply"))
    ),
    "template without placeholders": template(params={}),
    "template with names": template(params={"first": "Ada"}, named=True),
    "stars and bars that format nothing": buttons("5* hotel", "a_b_c", "2 * 3 * 4"),
}


@pytest.mark.parametrize("message", GOOD.values(), ids=GOOD)
def test_what_is_within_the_limits_has_no_problems(message: Outgoing) -> None:
    assert problems(message) == ()


BAD: dict[str, tuple[Outgoing, str]] = {
    "empty text": (out.Text(" \n"), "The text is empty."),
    "long text": (out.Text("x" * 4097), "can have 4,096 characters (this one has 4,097)"),
    "long text above buttons": (buttons("Yes", body="x" * 1025), "can have 1,024 characters (this one has 1,025)"),
    "long header": (buttons("Yes", header="x" * 61), "The header can have 60 characters (this one has 61)"),
    "long footer": (buttons("Yes", footer="x" * 61), "The footer can have 60 characters (this one has 61)"),
    "no buttons": (buttons(), "can have 1 to 3 buttons (this one has 0)"),
    "four buttons": (buttons("a", "b", "c", "d"), "can have 1 to 3 buttons (this one has 4)"),
    "empty title": (buttons("a", " "), "The button title is empty."),
    "long title": (buttons("x" * 21), "can have 20 characters (this one has 21)"),
    "a title of eleven emoji": (buttons("🎉" * 11), "can have 20 characters (this one has 22)"),
    "the same title twice": (buttons("Yes", "Yes"), "The button title 'Yes' is used 2 times"),
    "the same id twice": (
        out.Buttons("?", (out.Button("a", "A"), out.Button("a", "B"))),
        "The button id 'a' is used 2 times",
    ),
    "no id": (out.Buttons("?", (out.Button("", "A"),)), "The id of button 'A' is empty."),
    "long id": (out.Buttons("?", (out.Button("i" * 257, "A"),)), "can have 256 characters (this one has 257)"),
    "bold title": (buttons("*Yes*"), "cannot be formatted"),
    "italic word in a title": (buttons("say _yes_ now"), "cannot be formatted"),
    "struck title": (buttons("~No~"), "cannot be formatted"),
    "title in code": (buttons("`x`"), "cannot be formatted"),
    "title of two lines": (buttons("a\nb"), "must be one line"),
    "long list text": (menu(section(1), body="x" * 4097), "can have 4,096 characters (this one has 4,097)"),
    "long list button": (menu(section(1), button="x" * 21), "can have 20 characters (this one has 21)"),
    "no list button": (menu(section(1), button=""), "The list button is empty."),
    "eleven rows in one section": (menu(section(11)), "1 to 10 list rows in all sections together (this one has 11)"),
    "eleven rows over two sections": (menu(section(6, "a"), section(5, "b", 6)), "together (this one has 11)"),
    "no rows": (menu(section(0)), "Section 1 has no rows."),
    "no sections": (menu(), "1 to 10 list sections (this one has 0)"),
    "eleven sections": (menu(*(section(1, "t", n) for n in range(11))), "list sections (this one has 11)"),
    "a section without title": (menu(section(1, "a"), section(1, "", 1)), "The title of section 2 is missing"),
    "long section title": (menu(section(1, "x" * 25)), "can have 24 characters (this one has 25)"),
    "long row title": (row(title="x" * 25), "can have 24 characters (this one has 25)"),
    "empty row title": (row(title=""), "The row title is empty."),
    "bold row title": (row(title="*A*"), "cannot be formatted"),
    "long row id": (row(id="x" * 201), "can have 200 characters (this one has 201)"),
    "long description": (row(description="x" * 73), "can have 72 characters (this one has 73)"),
    "the same row id twice": (menu(section(1, "a"), section(1, "b")), "The row id 'row0' is used 2 times"),
    "media from nowhere": (out.Media("image"), "needs a link or an uploaded id"),
    "media from two places": (out.Media("image", link="https://example.com", id="9"), "one of the two"),
    "media link that is none": (out.Media("image", link="file:///etc/passwd"), "must begin with https://"),
    "long caption": (out.Media("image", id="9", caption="x" * 1025), "can have 1,024 characters (this one has 1,025)"),
    "caption on audio": (out.Media("audio", id="9", caption="x"), "A caption goes with image, video, document only"),
    "file name on an image": (out.Media("image", id="9", filename="a.png"), "A file name goes with document only"),
    "voice image": (out.Media("image", id="9", voice=True), "Only audio can be a voice message"),
    "north of the pole": (out.Spot(90.1, 0), "The latitude must be between -90 and 90 (this one is 90.1)"),
    "no number": (out.Spot(0, float("nan")), "The longitude must be between -180 and 180"),
    "nameless card": (out.ContactCard(" "), "The name on the contact card is empty."),
    "long link label": (
        out.LinkButton("x", "l" * 21, "https://example.com"),
        "can have 20 characters (this one has 21)",
    ),
    "link without https": (out.LinkButton("x", "Open", "example.com"), "must begin with https://"),
    "long link": (
        out.LinkButton("x", "Open", "https://" + "x" * 1993),
        "can have 2,000 characters (this one has 2,001)",
    ),
    "nothing asked": (out.AskPlace(""), "The text above the button is empty."),
    "reaction to nothing": (out.React("", "👍"), "needs the message it belongs to"),
    "template name with capitals": (template(name="Offer"), "has only a-z, 0-9 and _ (this one is 'Offer')"),
    "long template name": (template(name="x" * 513), "can have 512 characters (this one has 513)"),
    "template without language": (template(language=""), "needs a language"),
    "a gap between placeholders": (
        template(params={"1": "a", "3": "b"}),
        'are "1", "2" … without a gap (these are 1, 3)',
    ),
    "an empty placeholder": (template(params={"1": " "}), "The placeholder '1' is empty."),
    "a placeholder of two lines": (template(params={"1": "a\nb"}), "cannot hold a line break"),
    "placeholders that are too long": (template(params={"1": "x" * 600, "2": "y" * 425}), "alone have 1,025)"),
    "template header of sound": (
        template(header=out.Media("audio", id="9")),
        "A template's header can be image, video, document",
    ),
    "template header with caption": (template(header=out.Media("image", id="9", caption="x")), "header has no caption"),
    "eleven template buttons": (
        template(buttons=tuple(url_button(n) for n in range(11))),
        "can have 10 buttons (this one has 11)",
    ),
    "a template button of another kind": (
        template(buttons=(url_button(kind="flow"),)),
        "must be quick_reply or url (this is 'flow')",
    ),
    "the same button twice": (
        template(buttons=(url_button(), url_button())),
        "The template button index '0' is used 2 times",
    ),
    "a button index that is no number": (template(buttons=(url_button("0"),)), "is 0 to 9 (this is '0')"),
    "a template button without value": (
        template(buttons=(url_button(value=None),)),
        "The value of template button 0 is empty.",
    ),
    "a long payload": (template(buttons=(url_button(value="x" * 257, kind="quick_reply"),)), "can have 256 characters"),
}


@pytest.mark.parametrize(("message", "sentence"), BAD.values(), ids=BAD)
def test_what_breaks_a_limit_is_named(message: Outgoing, sentence: str) -> None:
    assert sentence in " ".join(problems(message))


def test_all_problems_are_named_at_once() -> None:
    found = problems(buttons("x" * 21, "x" * 21, "", "*b*", header="h" * 61))
    assert len(found) == 7


def test_every_kind_of_message_is_checked() -> None:
    kinds = {kind.__name__ for kind in Outgoing.__args__}
    assert {type(message).__name__ for message in GOOD.values()} == kinds
    assert {type(message).__name__ for message, _ in BAD.values()} == kinds - {"AskNumber"}


@pytest.mark.parametrize(("text", "units"), [("", 0), ("abc", 3), ("é", 1), ("🎉", 2), ("👨‍👩‍👧", 8), ("\ud83d", 1)])
def test_characters_are_counted_as_utf_16_units(text: str, units: int) -> None:
    assert length(text) == units


def test_our_reference_has_a_limit() -> None:
    assert reference_problems("x" * 512) == () == reference_problems("")
    assert reference_problems("x" * 513) == ("The reference can have 512 characters (this one has 513).",)


@pytest.mark.parametrize(
    ("mime", "size", "well"),
    [
        ("image/jpeg", 5 << 20, True),
        ("image/jpeg", (5 << 20) + 1, False),
        ("image/gif", 10, False),
        ("image/webp", 500 * 1024, True),
        ("image/webp", 500 * 1024 + 1, False),
        ("audio/ogg; codecs=opus", 16 << 20, True),
        ("video/mp4", (16 << 20) + 1, False),
        ("application/pdf", 100 << 20, True),
        ("application/pdf", (100 << 20) + 1, False),
        ("text/plain", 0, False),
    ],
)
def test_files_have_limits(mime: str, size: int, well: bool) -> None:
    assert (file_problems(mime, size) == ()) is well
