"""Everything that a book can say, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.fill import Pattern
from bot.core.flow import AnyStep, Book, Choice, Collect, HandOverTo, Say, Where, Wording
from bot.core.understanding.fold import fold
from bot.flowfiles.handover import spoken
from bot.flowfiles.texts import texts_of


@dataclass(frozen=True, slots=True)
class Said:
    """One wording. ``offered``: the folded titles of what can be tapped below it."""

    texts: tuple[tuple[str, Pattern], ...]
    where: Where
    offered: frozenset[str] = frozenset()


def everything_said(book: Book) -> Iterator[Said]:
    """Every text of flows, answers, responses, notices and handover."""
    for flow in book.flows.values():
        for step in flow.steps.values():
            yield from _of_step(step)
    for entry in book.faq:
        yield from _one(entry.answer)
    for found in book.responses.values():
        for response in found:
            yield from _one(response.text, response.choices)
    yield from (said for wording in spoken(book) for said in _one(wording))
    for purpose in book.purposes.values():
        for language, notice in purpose.notices.items():
            yield Said(((language, Pattern(notice.text, parts=(notice.text,))),), purpose.where)


def _of_step(step: AnyStep) -> Iterator[Said]:
    if isinstance(step, Say):
        for said in (step.text, step.header, step.footer):
            yield from _one(said, step.choices)
    elif isinstance(step, Collect):
        for said in (step.ask, step.retry, step.timeout.say if step.timeout else None):
            yield from _one(said, step.choices)
        for rejection in step.rejections:
            yield from _one(rejection.say, step.choices)
    elif isinstance(step, HandOverTo):
        yield from _one(step.say)


def _one(said: Wording | None, choices: tuple[Choice, ...] = ()) -> Iterator[Said]:
    if said is not None:
        offered = frozenset(fold(title.source) for choice in choices for _, title in texts_of(choice.title))
        yield Said(tuple(texts_of(said)), said.where, offered)
