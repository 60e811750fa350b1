"""What the people of the business do at the desk. It goes through the inbox like everything else; notes are written.

``key``: the caller's own for one act, so that a form that is sent twice acts once. Each act is checked and put into the
inbox in one transaction; the worker then does it, in order with what the person writes meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.core.consent import Draft
from bot.core.flow import Book
from bot.core.incoming import StaffSaid
from bot.core.names import nearest
from bot.core.outgoing import MAX_TEXT
from bot.ports import PersonRow, TicketRow, Tx
from bot.services import people, proactive
from bot.services.accounts import may_open
from bot.services.desk_conversation import offers
from bot.services.desk_views import Done, NotDone, Result, Seat
from bot.services.front import Front

MAX_NOTE = 4000
MAX_WORDS = 10 * MAX_TEXT
MAX_TAG = 40
MAX_OUTCOME = 80


def reply(front: Front, seat: Seat, ticket: int, text: str, *, key: str) -> Result:
    """Answer the person; who answers has the ticket from then on, unless somebody else has."""

    def check(tx: Tx, row: TicketRow, person: PersonRow) -> NotDone | None:
        return _too_long(text, MAX_WORDS) or _open(tx, row) or _in_window(tx, person, front)

    return _put(front, seat, ticket, key, check, text=text.strip(), what="reply")


def take(front: Front, seat: Seat, ticket: int, *, key: str) -> Result:
    """Take the conversation; of a closed ticket, a new one is opened."""
    return _put(front, seat, ticket, key, _nothing, what="take")


def release(front: Front, seat: Seat, ticket: int, *, key: str) -> Result:
    """Let it wait again for whoever takes it."""
    return _put(front, seat, ticket, key, lambda tx, row, _: _open(tx, row), what="release")


def assign(front: Front, seat: Seat, ticket: int, to: str, *, key: str) -> Result:
    """Let it wait for one user (their id) or for a team ("team:kitchen")."""

    def check(tx: Tx, row: TicketRow, person: PersonRow) -> NotDone | None:
        return _open(tx, row) or _somebody(tx, to, front.flows.book)

    return _put(front, seat, ticket, key, check, what="assign", to=to)


def close(front: Front, seat: Seat, ticket: int, outcome: str = "", *, key: str) -> Result:
    """Give the conversation back to the bot. ``outcome``: what came of it, in the desk's own words."""
    words = outcome.strip()

    def check(tx: Tx, row: TicketRow, person: PersonRow) -> NotDone | None:
        if len(words) > MAX_OUTCOME:
            return NotDone("too_long", f"An outcome can have {MAX_OUTCOME} characters.", {"limit": str(MAX_OUTCOME)})
        return _open(tx, row)

    return _put(front, seat, ticket, key, check, what="close", outcome=words)


def tag(
    front: Front, seat: Seat, ticket: int, *, add: Sequence[str] = (), remove: Sequence[str] = (), key: str
) -> Result:
    """Put tags on the person, and take others off."""
    tags = (*(_tag(word) for word in add), *(f"-{_tag(word)}" for word in remove))

    def check(tx: Tx, row: TicketRow, person: PersonRow) -> NotDone | None:
        if not tags or any(not word.removeprefix("-") for word in tags):
            return NotDone("empty", "Write a tag.")
        if any(len(word) > MAX_TAG for word in tags):
            return NotDone("too_long", f"A tag can have {MAX_TAG} characters.", {"limit": str(MAX_TAG)})
        return None

    return _put(front, seat, ticket, key, check, what="tag", tags=tags)


def _tag(word: str) -> str:
    return " ".join(word.split()).lstrip("-")


def note(front: Front, seat: Seat, ticket: int, text: str, *, key: str) -> Result:
    """Write a note for the others; the person never sees it, but their data export holds it."""
    now, words = front.clock.now(), text.strip()

    def write(tx: Tx) -> Result:
        found = acting_on(tx, seat, ticket)
        if isinstance(found, NotDone):
            return found
        wrong = _too_long(text, MAX_NOTE)
        if wrong:
            return wrong
        row = tx.desk.note(found[0], key=_key(seat, key), user=seat.user, name=seat.name, text=words, at=now)
        if row is not None:
            told = {"by": seat.user, "name": seat.name, "note": row}
            tx.desk.happened(ticket, found[0].person, "note", told, at=now)
            tx.audit.add(seat.user, "noted", f"#{ticket}", now)
        return Done(ticket, row or 0)

    return front.store.write(write)


def offer(
    front: Front, seat: Seat, ticket: int, template: str, *, purpose: str, params: Mapping[str, str], key: str
) -> Result:
    """Send a template where the gate allows it: the person's own yes decides, not the desk."""
    book, now = front.flows.book, front.clock.now()

    def write(tx: Tx) -> Result:
        found = acting_on(tx, seat, ticket)
        if isinstance(found, NotDone):
            return found
        spec = book.templates.get(template)
        if spec is None:
            return NotDone("refused_template_unknown", f'There is no template "{template}".', {"template": template})
        missing = proactive.lacking(spec, params)
        if missing:
            return NotDone("refused_params", missing.why, {"template": template})
        message = proactive.message(tx, found[0].person, spec, params, book)
        draft = Draft(person=found[0].person, kind="proactive", message=message, purpose=purpose)
        terms = proactive.Terms(why={"rule": "asked", "name": purpose, "by": seat.user, "called": seat.name})
        answer = proactive.decide(tx, draft, book, now=now, key=_key(seat, key), terms=terms)
        if answer.verdict == "cleared":
            tx.audit.add(seat.user, "offered", f"#{ticket}", now)
            return Done(ticket, answer.message or 0)
        return NotDone(f"refused_{answer.reason}", answer.why, {"purpose": purpose, "template": template})

    return front.store.write(write)


# ---- what they share

_DID = {"reply": "replied", "take": "took", "release": "released", "assign": "assigned", "close": "closed",
        "tag": "tagged"}  # fmt: skip
"""What the audit log calls each act."""
_Check = Callable[[Tx, TicketRow, PersonRow], NotDone | None]


def _put(front: Front, seat: Seat, ticket: int, key: str, check: _Check, **act: Any) -> Result:
    now = front.clock.now()

    def write(tx: Tx) -> Result:
        found = acting_on(tx, seat, ticket)
        if isinstance(found, NotDone):
            return found
        known = tx.inbox.inside(_key(seat, key))
        if known is not None:
            return Done(ticket, known.id)
        wrong = check(tx, *found)
        if wrong:
            return wrong
        event = StaffSaid(person=found[0].person, at=now, by=seat.user, name=seat.name, **act)
        row = tx.inbox.put(
            _key(seat, key), event, at=now, received_ms=front.clock.now_ms(), person=found[0].person
        )  # fmt: skip
        tx.audit.add(seat.user, _DID[act["what"]], f"#{ticket}", now)
        return Done(ticket, row or 0)

    return front.store.write(write)


def _key(seat: Seat, key: str) -> str:
    return f"desk:{seat.user}:{key}"


def acting_on(tx: Tx, seat: Seat, ticket: int) -> tuple[TicketRow, PersonRow] | NotDone:
    """Return the ticket and its person, where this seat may act at all."""
    if not seat.reads:
        return NotDone("role", "An auditor looks at consents and can't act on conversations.")
    row = tx.tickets.get(ticket)
    person = tx.persons.get(row.person) if row else None
    current = tx.tickets.current(person.id) if person else None  # what is done to an old one may touch it
    if row is None or person is None or not all(may_open(seat, each) for each in (row, current or row)):
        return NotDone("no_ticket", f"There is no conversation #{ticket}.", {"ticket": str(ticket)})
    if tx.persons.erased(person.id):
        return NotDone("erased", "This person's data was deleted; nothing is left to do here.")
    return row, person


def _nothing(tx: Tx, row: TicketRow, person: PersonRow) -> NotDone | None:
    return None


def _open(tx: Tx, row: TicketRow) -> NotDone | None:
    if row.state == "closed":
        why = f"Conversation #{row.id} is closed. Take it again first."
        return NotDone("closed", why, {"ticket": str(row.id)})
    return None


def _too_long(text: str, most: int) -> NotDone | None:
    if not text.strip():
        return NotDone("empty", "Write something first.")
    if len(text.strip()) > most:
        why = f"That is too long: {len(text.strip())} characters, and {most} are possible."
        return NotDone("too_long", why, {"limit": str(most)})
    return None


def _in_window(tx: Tx, person: PersonRow, front: Front) -> NotDone | None:
    """Outside the 24 hours WhatsApp takes templates only: say so, and what the gate says of each."""
    now, book = front.clock.now(), front.flows.book
    if people.window_until(person) > now:
        return None
    hours = (now - person.heard_at) // 3600
    who = person.name or "This person"
    wrote = f"{who} wrote last {hours} hours ago" if person.heard_at else f"{who} never wrote to us"
    found = offers(tx, person, book, now)
    allowed = [f"{one.template} ({one.purpose})" for one in found if one.allowed]
    refused = [f"{one.template}: {one.why}" for one in found if not one.allowed]
    lines = [f"{wrote}; WhatsApp lets you send a template only."]
    lines += ["Possible now: " + ", ".join(allowed) + "."] if allowed else []
    return NotDone("window_closed", "\n".join([*lines, *refused]), {"name": who, "hours": str(hours)})


def _somebody(tx: Tx, to: str, book: Book) -> NotDone | None:
    if to.startswith("team:"):
        team = to.removeprefix("team:")
        if team in book.handover.teams:
            return None
        near = nearest(team, book.handover.teams)
        hint = f"did you mean {near}?" if near else f"known are {', '.join(book.handover.teams)}"
        return NotDone("no_team", f'There is no team "{team}": {hint}', {"team": team})
    if not to.strip():
        return NotDone("empty", "Say for whom it is: a user, or team: and the team's name.")
    return None
