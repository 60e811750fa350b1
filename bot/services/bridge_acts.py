"""What a desk event means for another help desk: which words go there, as whose, and which status. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.bridge_words import note
from bot.core.flow import Book
from bot.core.incoming import Echo, Message, StaffSaid
from bot.ports import DeskEvent, Tx
from bot.ports.telling import Who
from bot.services.desk_conversation import offers
from bot.services.desk_lines import lines, said

BEFORE = 12
"""Lines of the conversation with the bot that the agents see when it is handed over."""
Link = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do over there. ``key``: ours, for all time. ``status``: set instead of words."""

    key: str
    text: str = ""
    private: bool = True
    status: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What acts are made from."""

    tx: Tx
    book: Book
    event: DeskEvent
    now: int
    provider: str
    link: Link

    def note(self, key: str, **values: object) -> str:
        """Return a private note in the business's language."""
        return note((self.book.business.languages or ("en",))[0], key, **values)

    @property
    def by(self) -> str:
        """Who did it: the name, else the id."""
        return str(self.event.data.get("name") or self.event.data.get("by") or "AskFirst")

    @property
    def from_there(self) -> bool:
        """Whether it was done over there, and is known there."""
        return self.event.data.get("by") == self.provider


def acts(view: View) -> tuple[Act, ...]:
    """Return what to do, in order."""
    made = _ACTS.get(view.event.kind)
    return tuple(made(view)) if made else ()


def _opened(view: View) -> list[Act]:
    cause = view.tx.inbox.get(int(view.event.data.get("inbox", 0)))
    if cause is not None and isinstance(cause.event, StaffSaid) and cause.event.by == view.provider:
        return []  # an agent began it there
    ticket = view.tx.tickets.get(view.event.ticket)
    team = f" ({ticket.team})" if ticket and ticket.team else ""
    head = view.note("opened", team=team, ticket=view.event.ticket, link=view.link(view.event.ticket))
    story = _story(view)
    words = f"{head}\n\n{view.note('before')}\n{story}" if story else head
    return [Act(f"e:{view.event.id}", words), *_heard(view)]


def _story(view: View) -> str:
    """Return the last lines of what was said, without the message that asked for a person."""
    found, _ = lines(view.tx, view.event.person, now=view.now, limit=BEFORE + 1)
    asked = f"i{view.event.data.get('inbox', 0)}"
    shown = [line for line in found if line.who in ("person", "bot", "staff") and line.id != asked]
    return "\n".join(f"{view.note(line.who)}: {line.text or f'[{line.kind}]'}" for line in shown)


def _heard(view: View) -> list[Act]:
    number = int(view.event.data.get("inbox", 0))
    row = view.tx.inbox.get(number) if number else None
    if row is None or not isinstance(row.event, Message):
        return []
    kind, words = said(row.event.content)
    plain = kind in ("text", "button")
    if not plain:
        words = view.note("file", kind=kind, caption=words)
        link = view.link(view.event.ticket)
        words += "\n" + view.note("see", link=link) if link else ""
    return [Act(f"i:{number}", words, private=False)] if words else []


def _said(view: View) -> list[Act]:
    """What was answered here: the agents there see it, and the customer got it from us."""
    row = view.tx.inbox.get(int(view.event.data.get("inbox", 0)))
    event = row.event if row else None
    if isinstance(event, StaffSaid) and event.by != view.provider and event.text:
        name, words = event.name or event.by, event.text
    elif isinstance(event, Echo):
        name, words = view.by, said(event.content)[1]
    else:
        return []
    return [Act(f"e:{view.event.id}", view.note("said", name=name, text=words))]


def _told(key: str) -> Callable[[View], list[Act]]:
    def told(view: View) -> list[Act]:
        return [] if view.from_there else [Act(f"e:{view.event.id}", view.note(key, name=view.by))]

    return told


def _closed(view: View) -> list[Act]:
    if view.from_there:
        return []
    done = Act(f"s:{view.event.id}", status="resolved")
    key = "closed" if view.event.data.get("by") else "ended"
    return [Act(f"e:{view.event.id}", view.note(key, name=view.by)), done]


def _returned(view: View) -> list[Act]:
    return [Act(f"e:{view.event.id}", view.note("returned")), Act(f"s:{view.event.id}", status="pending")]


_ACTS: Mapping[str, Callable[[View], list[Act]]] = {
    "opened": _opened,
    "heard": _heard,
    "callback": _heard,
    "said": _said,
    "taken": _told("taken"),
    "late": _told("late"),
    "unanswered": _told("unanswered"),
    "stopped": _told("stopped"),
    "closed": _closed,
    "returned": _returned,
}


def who(tx: Tx, person: str) -> Who | None:
    """Return whom a conversation over there is with; None where they are not here any more."""
    row = tx.persons.get(person)
    if row is None or tx.persons.erased(person):
        return None
    phone, _ = tx.persons.address(person)
    return Who(ref=ref(person), name=row.name, phone=f"+{phone}" if phone else "")


def ref(person: str) -> str:
    """Our lasting name of a person over there: an id that says nothing."""
    return f"askfirst-{person}"


def refusal(tx: Tx, person: str, book: Book, *, ticket: int, now: int, link: Link) -> str:
    """Say why an agent's message was not sent, and what can be done."""
    language = (book.business.languages or ("en",))[0]
    row = tx.persons.get(person) if person else None
    if row is None or tx.persons.erased(person):
        return note(language, "refused", why=note(language, "gone"))
    names = ", ".join(f"{one.template} ({one.purpose})" for one in offers(tx, row, book, now) if one.allowed)
    possible = note(language, "offers", names=names) if names else note(language, "no_offers")
    why = note(language, "window", offers=possible, link=link(ticket) if names else "")
    return note(language, "refused", why=why)
