"""Placeholders that can be empty where they stand, and have no default."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.flow import AnyStep, Book, Choice, Collect, HandOverTo, Say, SendTemplate, Utter, Wording
from bot.flowfiles.desk import Desk
from bot.flowfiles.handover import spoken as spoken_at_handover
from bot.flowfiles.lint.flowing import Slots, proved, surely_filled
from bot.flowfiles.texts import texts_of

ALWAYS = ("business.name", "business.timezone", "person.language")


def check(desk: Desk, book: Book) -> None:
    """Report every placeholder that may have nothing to show."""
    look = _Look(desk, book)
    at = surely_filled(book)
    for flow in book.flows.values():
        for key, step in flow.steps.items():
            known = at[flow.id].get(key)
            if known is not None:
                _step(look, step, known)
        look.text(flow.description, look.base)
    for entry in book.faq:
        look.text(entry.answer, look.base)
    for said in spoken_at_handover(book):
        look.text(said, look.base)
    for slot in book.slots.values():
        for rejection in slot.rejections:
            look.text(rejection.say, frozenset({slot.name}) | look.base | proved(rejection.when))
    _unsaid(look, book)


class _Look:
    """Reports each hole once."""

    def __init__(self, desk: Desk, book: Book) -> None:
        self.desk, self.book = desk, book
        self.base: Slots = frozenset(name for name, slot in book.slots.items() if slot.initial is not None)
        self.told: set[tuple[object, str]] = set()

    def text(self, said: Wording | None, known: Slots | None, by: str = "") -> None:
        """Check one wording; *known* None: no slot is looked at."""
        for _, pattern in texts_of(said):
            for name in pattern.required:
                assert said is not None
                if self.may_be_empty(name, known) and (said.where, name) not in self.told:
                    self.told.add((said.where, name))
                    self.tell(said, name, by)

    def may_be_empty(self, name: str, known: Slots | None) -> bool:
        """Whether nothing may be found for a name."""
        space, _, member = name.partition(".")
        if space == "slots":
            return known is not None and member in self.desk.slots and member not in known
        if space == "business":
            return name not in ALWAYS and not self.fact(member)
        if space == "handover":
            return not (member == "team" or self.of_handover(member))
        return name not in ALWAYS

    def of_handover(self, member: str) -> bool:
        """Whether the files say what a placeholder about the handover needs."""
        rules, known = self.book.handover, self.book.business.hours.known
        if member == "promise":
            return bool(rules.promise)
        own = [rules.crew[team].hours for team in rules.teams if team in rules.crew]
        return all(hours.known if hours else known for hours in own) if len(own) == len(rules.teams) else known

    def fact(self, member: str) -> object:
        """Return a fact of the business."""
        business = self.book.business
        if member in ("hours_text", "next_opening"):
            return business.hours.known
        return getattr(business, member, "")

    def tell(self, said: Wording, name: str, by: str) -> None:
        """Report a hole."""
        short = name.removeprefix("slots.")
        place = self.desk.find(said.where, "{" + short)
        if name.startswith("business."):
            cure = f"write {_BUSINESS.get(name, name.split('.')[1])}: in the section business, or {{{short}|…}}"
            self.desk.error(place, f"{{{short}}} is empty: the files do not say it", cure)
            return
        if name.startswith("handover."):
            cure = f"write {_HANDOVER[name]}, or {{{short}|…}}"
            self.desk.error(place, f"{{{short}}} is empty: the files do not say it", cure)
            return
        default = "there" if name.startswith("person.") else "…"
        cure = f"give it a default: {{{short}|{default}}}"
        cure += f", or ask for {short} before" if name.startswith("slots.") else ""
        self.desk.error(place, f"{{{short}}} can be empty here{by}, and has no default", cure)


_HANDOVER = {
    "handover.next_opening": "hours: in the section business",
    "handover.promise": "promise: in the section handover",
}
_BUSINESS = {"business.hours_text": "hours", "business.next_opening": "hours"}


def _step(look: _Look, step: AnyStep, known: Slots) -> None:
    for said in _said(step):
        look.text(said, known)
    if isinstance(step, Collect):
        for rejection in step.rejections:
            look.text(rejection.say, known | {step.slot} | proved(rejection.when))
    if isinstance(step, Utter):
        for one in look.book.responses.get(step.name, ()):
            by = f" (step {step.id}, {step.where.path}:{step.where.line})"
            for said in (one.text, *_titles(one.choices)):
                look.text(said, known | proved(one.when), by)


def _said(step: AnyStep) -> Iterator[Wording | None]:
    if isinstance(step, Say):
        yield from (step.text, step.header, step.footer, step.list_button, *_titles(step.choices))
    elif isinstance(step, Collect):
        yield from (step.ask, step.retry, *_titles(step.choices))
        yield step.timeout.say if step.timeout else None
    elif isinstance(step, HandOverTo):
        yield step.say
    elif isinstance(step, SendTemplate):
        yield from step.params.values()


def _titles(choices: tuple[Choice, ...]) -> Iterator[Wording | None]:
    for choice in choices:
        yield choice.title
        yield choice.description


def _unsaid(look: _Look, book: Book) -> None:
    """Responses that no step says may still be said by an action: only names of people and the business are checked."""
    for found in book.responses.values():
        for one in found:
            look.text(one.text, None)
