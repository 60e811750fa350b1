"""WhatsApp's limits on what leaves. ``problems(message)`` names every limit with the actual figure; nothing is cut.

Meta does not say what it counts as a character. We count UTF-16 units (an emoji is two): never fewer than Meta can.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bot.core import outgoing as out
from bot.core.outgoing import Outgoing

MAX_TEMPLATE_NAME = 512
MAX_TEMPLATE_BUTTONS = 10
MAX_URL = 2000
MAX_DOCUMENT = 100 * 1024 * 1024

_IMAGES = ("image/jpeg", "image/png", "image/webp")
_FILES = (("image/webp", 500 * 1024), ("image/", 5 << 20), ("audio/", 16 << 20), ("video/", 16 << 20))

_CAPTIONED = ("image", "video", "document")
_MARKDOWN = re.compile(r"(?<!\w)([*_~])(?=\S)[^*_~]*[^*_~\s]\1(?!\w)|`[^`]+`")
_TEMPLATE_NAME = re.compile(r"[a-z0-9_]+")
_TEMPLATE_GAP = re.compile(r"[\n\r\t]| {5}")


def length(text: str) -> int:
    """Return how many characters *text* has for WhatsApp at most: UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def problems(message: Outgoing) -> tuple[str, ...]:
    """Return one sentence for each limit that *message* breaks; empty: it can be sent.

    >>> problems(out.Buttons("Book?", (out.Button("yes", "Yes, I would like that"),)))
    ("The button title 'Yes, I would like that' can have 20 characters (this one has 22).",)
    """
    return tuple(_CHECKS[type(message)](message))


def reference_problems(reference: str) -> tuple[str, ...]:
    """Return what is wrong with our own reference that goes along with a message."""
    return tuple(_size("The reference", reference, out.MAX_REFERENCE, needed=False))


def file_problems(mime: str, size: int) -> tuple[str, ...]:
    """Return what is wrong with a file of *size* bytes and this media type that is to be uploaded."""
    kind = mime.partition(";")[0].strip().lower()
    if kind.startswith("image/") and kind not in _IMAGES:
        return (f"WhatsApp takes image/jpeg, image/png and image/webp (this is {kind[:40]}).",)
    limit = next((limit for start, limit in _FILES if kind.startswith(start)), MAX_DOCUMENT)
    if not 0 < size <= limit:
        return (f"A file of type {kind[:40]} can have 1 to {limit:,} bytes (this one has {size:,}).",)
    return ()


# ---- parts


def _size(what: str, text: str, limit: int, *, needed: bool = True) -> Iterator[str]:
    if needed and not text.strip():
        yield f"{what} is empty."
    elif (actual := length(text)) > limit:
        yield f"{what} can have {limit:,} characters (this one has {actual:,})."


def _title(what: str, text: str, limit: int) -> Iterator[str]:
    yield from _size(f"{what} {text!r}" if text.strip() else what, text, limit)
    if _MARKDOWN.search(text):
        yield f"{what} {text!r} cannot be formatted: leave out * _ ~ and `."
    if "\n" in text:
        yield f"{what} {text!r} must be one line."


def _count(what: str, actual: int, limit: int) -> Iterator[str]:
    if not 1 <= actual <= limit:
        yield f"A message can have 1 to {limit} {what} (this one has {actual})."


def _distinct(what: str, values: Sequence[str]) -> Iterator[str]:
    for value in dict.fromkeys(values):
        if value.strip() and (times := values.count(value)) > 1:
            yield f"{what} {value!r} is used {times} times; each must be different."


def _frame(header: str, footer: str) -> Iterator[str]:
    yield from _size("The header", header, out.MAX_HEADER, needed=False)
    yield from _size("The footer", footer, out.MAX_FOOTER, needed=False)


def _web(what: str, url: str) -> Iterator[str]:
    yield from _size(what, url, MAX_URL)
    if url.strip() and not url.startswith(("https://", "http://")):
        yield f"{what} must begin with https:// (this one is {url[:60]!r})."


# ---- kinds of message


def _text(message: out.Text) -> Iterator[str]:
    yield from _size("The text", message.body, out.MAX_TEXT)


def _buttons(message: out.Buttons) -> Iterator[str]:
    yield from _size("The text above buttons", message.body, out.MAX_BODY)
    yield from _frame(message.header, message.footer)
    yield from _count("buttons", len(message.buttons), out.MAX_BUTTONS)
    for button in message.buttons:
        yield from _title("The button title", button.title, out.MAX_BUTTON_TITLE)
        yield from _size(f"The id of button {button.title!r}", button.id, out.MAX_BUTTON_ID)
    yield from _distinct("The button title", [button.title for button in message.buttons])
    yield from _distinct("The button id", [button.id for button in message.buttons])


def _menu(message: out.Menu) -> Iterator[str]:
    yield from _size("The text above a list", message.body, out.MAX_LIST_BODY)
    yield from _frame(message.header, message.footer)
    yield from _title("The list button", message.button, out.MAX_LIST_BUTTON)
    yield from _count("list sections", len(message.sections), out.MAX_SECTIONS)
    rows = [row for section in message.sections for row in section.rows]
    yield from _count("list rows in all sections together", len(rows), out.MAX_ROWS)
    for number, section in enumerate(message.sections, 1):
        yield from _section(section, number, several=len(message.sections) > 1)
    yield from _distinct("The row id", [row.id for row in rows])


def _section(section: out.Section, number: int, *, several: bool) -> Iterator[str]:
    name = f"The title of section {number}"
    if several and not section.title.strip():
        yield f"{name} is missing; it is needed where there is more than one section."
    yield from _size(name, section.title, out.MAX_SECTION_TITLE, needed=False)
    if not section.rows:
        yield f"Section {number} has no rows."
    for row in section.rows:
        yield from _title("The row title", row.title, out.MAX_ROW_TITLE)
        yield from _size(f"The id of row {row.title!r}", row.id, out.MAX_ROW_ID)
        yield from _size(
            f"The description of row {row.title!r}", row.description, out.MAX_ROW_DESCRIPTION, needed=False
        )


def _media(message: out.Media) -> Iterator[str]:
    if bool(message.link) == bool(message.id):
        yield f"The {message.kind} needs a link or an uploaded id, one of the two."
    if message.link:
        yield from _web(f"The link of the {message.kind}", message.link)
    if message.caption and message.kind not in _CAPTIONED:
        yield f"A caption goes with {', '.join(_CAPTIONED)} only (this is {message.kind})."
    yield from _size("The caption", message.caption, out.MAX_BODY, needed=False)
    if message.filename and message.kind != "document":
        yield f"A file name goes with document only (this is {message.kind})."
    if message.voice and message.kind != "audio":
        yield f"Only audio can be a voice message (this is {message.kind})."


def _spot(message: out.Spot) -> Iterator[str]:
    for name, value, limit in (("latitude", message.latitude, 90), ("longitude", message.longitude, 180)):
        if not (math.isfinite(value) and abs(value) <= limit):
            yield f"The {name} must be between -{limit} and {limit} (this one is {value})."


def _card(message: out.ContactCard) -> Iterator[str]:
    if not message.name.strip():
        yield "The name on the contact card is empty."


def _link_button(message: out.LinkButton) -> Iterator[str]:
    yield from _size("The text above a link button", message.body, out.MAX_BODY)
    yield from _frame(message.header, message.footer)
    yield from _title("The link button", message.label, out.MAX_BUTTON_TITLE)
    yield from _web("The address of the link button", message.url)


def _ask(message: out.AskPlace | out.AskNumber) -> Iterator[str]:
    yield from _size("The text above the button", message.body, out.MAX_BODY)


def _react(message: out.React) -> Iterator[str]:
    if not message.to:
        yield "A reaction needs the message it belongs to."


# ---- templates


def _template(message: out.Template) -> Iterator[str]:
    yield from _size("The template name", message.name, MAX_TEMPLATE_NAME)
    if message.name and not _TEMPLATE_NAME.fullmatch(message.name):
        yield f"A template name has only a-z, 0-9 and _ (this one is {message.name[:60]!r})."
    if not message.language:
        yield f"Template {message.name!r} needs a language."
    yield from _template_params(message)
    if message.header is not None:
        yield from _template_header(message.header)
    yield from _template_buttons(message)


def _template_params(message: out.Template) -> Iterator[str]:
    if not message.named and set(message.params) != {str(n) for n in range(1, len(message.params) + 1)}:
        yield f'Placeholders by position are "1", "2" … without a gap (these are {", ".join(message.params)}).'
    for name, value in message.params.items():
        if not value.strip():
            yield f"The placeholder {name!r} is empty."
        elif _TEMPLATE_GAP.search(value):
            yield f"The placeholder {name!r} cannot hold a line break, a tab or five spaces in a row."
    filled = sum(length(value) for value in message.params.values())
    if filled > out.MAX_BODY:
        yield f"A template's text can have {out.MAX_BODY:,} characters (its placeholders alone have {filled:,})."


def _template_header(header: out.Media) -> Iterator[str]:
    if header.kind not in _CAPTIONED:
        yield f"A template's header can be {', '.join(_CAPTIONED)} (this is {header.kind})."
    if header.caption:
        yield "A template's header has no caption."
    yield from _media(header)


def _template_buttons(message: out.Template) -> Iterator[str]:
    if len(message.buttons) > MAX_TEMPLATE_BUTTONS:
        yield f"A template can have {MAX_TEMPLATE_BUTTONS} buttons (this one has {len(message.buttons)})."
    for button in message.buttons:
        kind, index, value = button.get("sub_type"), button.get("index"), button.get("value")
        what = f"Template button {index}"
        if kind not in ("quick_reply", "url"):
            yield f"{what} must be quick_reply or url (this is {kind!r})."
        if not (isinstance(index, int) and 0 <= index < MAX_TEMPLATE_BUTTONS):
            yield f"The index of a template button is 0 to {MAX_TEMPLATE_BUTTONS - 1} (this is {index!r})."
        limit = MAX_URL if kind == "url" else out.MAX_BUTTON_ID
        yield from _size(f"The value of template button {index}", value if isinstance(value, str) else "", limit)
    yield from _distinct("The template button index", [str(button.get("index")) for button in message.buttons])


_CHECKS: dict[type, Callable[[Any], Iterator[str]]] = {
    out.Text: _text,
    out.Buttons: _buttons,
    out.Menu: _menu,
    out.Media: _media,
    out.Spot: _spot,
    out.ContactCard: _card,
    out.LinkButton: _link_button,
    out.AskPlace: _ask,
    out.AskNumber: _ask,
    out.React: _react,
    out.Template: _template,
}
