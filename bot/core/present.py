"""Texts with something to choose, in the richest form that WhatsApp takes: buttons, a list, or numbered lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core import outgoing as out
from bot.core.limits import problems
from bot.core.outgoing import Outgoing
from bot.core.state import Question
from bot.core.wording import sentence
from bot.core.work import Work


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to tap."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Dress:
    """What may stand around a text."""

    header: str = ""
    footer: str = ""
    list_button: str = ""
    as_list: bool = False


def shown(options: Sequence[Option]) -> tuple[tuple[str, str], ...]:
    """Return the options as a question keeps them."""
    return tuple((option.id, option.title) for option in options)


def options_of(question: Question) -> tuple[Option, ...]:
    """Return a question's options to be shown again."""
    return tuple(Option(id, title) for id, title in question.options)


def with_options(work: Work, body: str, options: Sequence[Option], dress: Dress | None = None) -> tuple[Outgoing, ...]:
    """Return the message (or two) that shows *body* and lets the person choose. A typed number always works too."""
    if not options:
        return (out.Text(body),) if body.strip() else ()
    body = body.strip() or sentence(work, "retry_choice")
    dress = dress or Dress()
    forms = _forms(work, body, options, dress)
    return next((form for form in forms if not any(problems(message) for message in form)), (_numbered(body, options),))


def _forms(work: Work, body: str, options: Sequence[Option], dress: Dress) -> Iterator[tuple[Outgoing, ...]]:
    """Yield forms from the best to the plainest; the first that breaks no limit is taken."""
    choose = sentence(work, "retry_choice")
    if len(options) <= out.MAX_BUTTONS and not dress.as_list:
        buttons = tuple(out.Button(option.id, option.title) for option in options)
        yield (out.Buttons(body, buttons, dress.header, dress.footer),)
        yield out.Text(body), out.Buttons(choose, buttons, footer=dress.footer)
    rows = tuple(out.Row(option.id, option.title, option.description) for option in options)
    button = dress.list_button or sentence(work, "menu_button")
    yield (out.Menu(body, button, (out.Section(rows),), dress.header, dress.footer),)
    bare = tuple(out.Row(option.id, option.title) for option in options)
    yield (out.Menu(body, sentence(work, "menu_button"), (out.Section(bare),)),)
    if len(options) <= out.MAX_BUTTONS:
        numbers = tuple(out.Button(option.id, str(n)) for n, option in enumerate(options, 1))
        yield (out.Buttons(_numbered(body, options).body, numbers),)


def _numbered(body: str, options: Sequence[Option]) -> out.Text:
    lines = "\n".join(f"{n}. {option.title}" for n, option in enumerate(options, 1))
    return out.Text(f"{body}\n\n{lines}")


def with_media(media: Mapping[str, Any], body: str) -> tuple[tuple[Outgoing, ...], str]:
    """Return the messages for a step's media, and the text that still has to be said."""
    kind = str(media.get("kind", ""))
    if kind in ("image", "video", "audio", "document", "sticker"):
        return _file(kind, media, body)
    made = _OTHER[kind](media, body) if kind in _OTHER else None
    if made is None:
        return (), body
    return (made,), body if kind in ("location", "contact") else ""


def _file(kind: Any, media: Mapping[str, Any], body: str) -> tuple[tuple[Outgoing, ...], str]:
    given: dict[str, Any] = {name: str(media.get(name) or "") for name in ("link", "id", "filename")}
    told = out.Media(kind, caption=body, **given)
    if kind in ("image", "video", "document") and not problems(told):
        return (told,), ""
    return (out.Media(kind, **given),), body


_OTHER: Mapping[str, Callable[[Mapping[str, Any], str], Outgoing]] = {
    "location": lambda media, body: out.Spot(
        float(media["latitude"]), float(media["longitude"]), str(media.get("name", "")), str(media.get("address", ""))
    ),
    "contact": lambda media, body: out.ContactCard(
        str(media["name"]), str(media.get("phone", "")), str(media.get("email", "")), str(media.get("url", ""))
    ),
    "link_button": lambda media, body: out.LinkButton(body, str(media["label"]), str(media["url"])),
    "ask_location": lambda media, body: out.AskPlace(body),
    "ask_number": lambda media, body: out.AskNumber(body),
}
