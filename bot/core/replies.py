"""What an action wants said: a text with what hangs on it, or one of the owner's responses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core import asking
from bot.core.flow import Response
from bot.core.limits import problems
from bot.core.present import Option, with_media
from bot.core.wording import response, text, title
from bot.core.work import Work


def reply(work: Work, told: Mapping[str, Any]) -> None:
    """Say one reply of an action. What it brings itself goes before what the owner's response has."""
    named = response(work, str(told.get("response") or ""))
    body = str(told.get("text") or "")
    media: Mapping[str, Any] = told.get("media") or {}
    options = tuple(_button(button) for button in told.get("buttons") or ())
    if named:
        fill = told.get("fill") or {}
        body = body or text(work, named.text, **{str(name): str(value) for name, value in fill.items()})
        media, options = media or named.media, (*_choices(work, named), *options)
    if media and any(problems(message) for message in with_media(media, body)[0]):
        body, media = _as_words(media, body), {}
    if body or media or options:
        asking.spoken(work, body, media, options, detail=str(told.get("response") or ""))


def _as_words(media: Mapping[str, Any], body: str) -> str:
    """Say in words what WhatsApp would not show, so that nothing is lost."""
    told = [str(media[key]) for key in ("label", "name", "address", "phone", "link", "url") if media.get(key)]
    return "\n".join(line for line in (body, *told) if line)


def utter(work: Work, name: str) -> bool:
    """Say a response with its picture and buttons; whether there is one that fits now."""
    found = response(work, name)
    if found:
        asking.spoken(work, text(work, found.text), found.media, _choices(work, found), detail=name)
    return found is not None


def _choices(work: Work, found: Response) -> tuple[Option, ...]:
    return tuple(Option(one.id, title(work, one), text(work, one.description)) for one in found.choices)


def _button(button: Mapping[str, Any]) -> Option:
    shown = str(button.get("title") or button.get("payload") or "")
    return Option(str(button.get("payload") or shown), shown)
