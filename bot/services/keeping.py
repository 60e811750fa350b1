"""Keeps a conversation that took place as a talk: what was said stands in the database already."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.core import contents
from bot.core.flow import Book
from bot.core.incoming import ActionResult, Echo, Message, StaffSaid, Started
from bot.core.languages import language_of
from bot.core.outgoing import Template
from bot.core.talk import Bot, Customer, InLedger, Later, Line, Reports, Send, Sends, Staff, Talk, Tap, Verdict
from bot.core.talk_diff import Difference
from bot.core.talk_text import shortened, written
from bot.errors import KeepProblem
from bot.ports import InboxRow, OutRow, PersonRow, Store, Tx
from bot.services.playing import play
from bot.services.suites import Make
from bot.services.suites_actions import Recorded

MOST = 300
"""Messages of a conversation that are kept; the newest ones."""
PAUSE = 300
"""Seconds without a word that are written down as time that goes by."""
_LEDGER = ("granted", "refused", "withdrawn", "expired", "invalidated", "held", "released")


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation as a talk. ``differences``: what did not come true when it was played at once."""

    talk: Talk
    differences: tuple[Difference, ...] = ()
    left_out: tuple[str, ...] = ()  # what a talk has no words for, a sentence each

    @property
    def text(self) -> str:
        """The file's text."""
        return written(self.talk)

    @property
    def file(self) -> str:
        """A name for the file, from the title."""
        return f"{slug(self.talk.title)}.yaml"


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps conversations of a running bot in its own folder of flow files."""

    folder: Path
    make: Make
    book: Callable[[], Book]

    def look(self, store: Store, who: str, title: str) -> dict[str, Any]:
        """Return the conversation as a talk, for a page to show."""
        one = kept(store, who, self.book(), self.make, title=title)
        wrong = [{"line": place(one, difference), "text": difference.text} for difference in one.differences]
        folder = f"{self.folder.resolve().name}/talks"
        told = {"title": one.talk.title, "file": one.file, "folder": folder, "yaml": one.text}
        return {**told, "passes": not wrong, "differences": wrong, "left_out": list(one.left_out)}

    def save(self, store: Store, who: str, title: str) -> str:
        """Write it into the folder; return the file's path."""
        return save(kept(store, who, self.book(), self.make, title=title), self.folder).as_posix()


def place(one: Kept, difference: Difference) -> int:
    """Return the line of the text that a difference is about; 0: none."""
    wanted = difference.rows[0].text if difference.rows else ""
    lines = [line.replace('"', "") for line in one.text.splitlines()]
    return next((n for n, line in enumerate(lines, 1) if line == f"- {wanted}"), 0)


def kept(store: Store, who: str, book: Book, make: Make, *, title: str = "") -> Kept:
    """Return the conversation of *who* as a talk, played once on a fresh bot. Raise KeepProblem where there is none."""
    talk, left_out = store.read(lambda tx: _talk(tx, who, book, title))
    forms = [replace(talk, language=""), *([talk] if talk.language else [])]  # perhaps they changed it on the way
    tries: list[Kept] = []
    for form in forms:
        with make(form, Recorded()) as stage:
            tries.append(Kept(form, play(form, stage).differences, left_out))
        if not tries[-1].differences:
            break
    return min(tries, key=lambda one: len(one.differences))


def save(one: Kept, folder: Path) -> Path:
    """Write the talk into ``folder/talks``, never over a file that is there; return where."""
    below = folder / "talks"
    below.mkdir(parents=True, exist_ok=True)
    names = [f"{slug(one.talk.title)}{f'-{n}' if n > 1 else ''}.yaml" for n in range(1, 1000)]
    for name in names:
        try:
            with (below / name).open("x", encoding="utf-8") as file:
                file.write(one.text)
        except FileExistsError:
            continue
        return below / name
    raise KeepProblem(why=f"There are a thousand talks of that name in {below}. Choose another title.")


def slug(title: str) -> str:
    """Return a title as a file's name.

    >>> slug("A new customer: sim!"), slug("مرحبا")
    ('a-new-customer-sim', 'talk')
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "talk"


# ---- from rows to lines


@dataclass(frozen=True, slots=True)
class _Moment:
    """One thing that happened: an event with what the bot answered, or a proactive message that was asked for."""

    at: int
    order: int
    row: InboxRow | None
    out: tuple[OutRow, ...]


def _talk(tx: Tx, who: str, book: Book, title: str) -> tuple[Talk, tuple[str, ...]]:
    person = tx.persons.lookup(who)
    row = tx.persons.get(person) if person else None
    moments = _moments(tx, person) if person else []
    acts = [moment for moment in moments if _act(moment) is not None]
    if row is None or not acts:
        raise KeepProblem(why="There is no conversation yet. Write something first.")
    zone = ZoneInfo(book.business.timezone)
    begins = datetime.fromtimestamp(acts[0].at, zone).replace(second=0)
    left_out: list[str] = []
    lines = list(_lines(tx, row, moments[moments.index(acts[0]) :], int(begins.timestamp()), left_out))
    title = " ".join(title.split()) or _title(lines)
    usual = language_of("US", book.business.languages) or book.business.languages[0]
    language = row.state.language if row.state.language not in ("", usual) else ""
    talk = Talk(title, tuple(_named(line, book) for line in lines), begins.strftime("%Y-%m-%d %H:%M"), language)
    return talk, tuple(dict.fromkeys(left_out))


def _moments(tx: Tx, person: str) -> list[_Moment]:
    answers: dict[int, list[OutRow]] = {}
    found: list[_Moment] = []
    for out in sorted(tx.outbox.of(person, MOST), key=lambda one: one.id):
        if out.inbox_id is not None:
            answers.setdefault(out.inbox_id, []).append(out)
        elif out.kind == "proactive":
            found.append(_Moment(out.at, out.id, None, (out,)))
    last = 0
    reported: dict[tuple[str, int], tuple[OutRow, ...]] = {}
    for row in sorted(tx.inbox.of(person, MOST), key=lambda one: one.id):
        said = tuple(out for out in answers.get(row.id, ()) if out.state != "blocked")
        if isinstance(row.event, Started) and row.event.rule == "event":
            about = (row.event.detail, row.event.at)
            if about in reported:
                continue  # several flows wait for the same event: it was reported once
            said = reported[about] = tuple(one.out[0] for one in found if _of_event(one, *about))
            found = [one for one in found if not _of_event(one, *about)]
        last = said[0].id if said else last
        found.append(_Moment(row.received_ms // 1000, last, row, said))
    return sorted(found, key=lambda moment: (moment.at, moment.order))


def _of_event(moment: _Moment, name: str, at: int) -> bool:
    """Whether this is a proactive message that an event of the shop caused."""
    why = moment.out[0].why if moment.row is None else {}
    return why.get("rule") == "event" and why.get("detail") == name and moment.at == at


def _lines(tx: Tx, person: PersonRow, moments: Sequence[_Moment], now: int, left_out: list[str]) -> Iterator[Line]:
    """Yield acts, each with what came of it; ``now``: the talk's own clock, which follows the real one."""
    spare = [person.name, *_by_actions(moments)]
    ledger = {line.seq: line for line in tx.ledger.of(person.id) if line.kind in _LEDGER}
    for number, moment in enumerate(moments):
        act = _act(moment)
        if act is None and not moment.out:
            left_out += _missing(moment)
            continue
        waits = moment.at - now if act else -(-(moment.at - now) // 60) * 60  # a timer has rung by then
        if waits >= PAUSE or (act is None and waits > 0):
            seconds = waits // 60 * 60
            now += seconds
            yield Later(seconds)
        if act is not None:
            yield act
        yield from _answers(moment, spare)
        until = moments[number + 1].at if number + 1 < len(moments) else moment.at + 1
        for seq in [seq for seq, line in ledger.items() if line.at < max(until, moment.at + 1)]:
            if _belongs(ledger[seq].evidence, moment, moments):
                yield InLedger(ledger[seq].purpose, ledger[seq].kind)
                del ledger[seq]


def _by_actions(moments: Sequence[_Moment]) -> Iterator[str]:
    """Yield what actions returned: booking codes and the like are others the next time."""
    for moment in moments:
        event = moment.row.event if moment.row else None
        yield from map(str, event.slots.values()) if isinstance(event, ActionResult) else ()


def _belongs(evidence: Mapping[str, Any] | None, moment: _Moment, moments: Sequence[_Moment]) -> bool:
    """Whether a ledger line came of this moment; one that names no message came of the moment before it."""
    wanted = str((evidence or {}).get("message_id", ""))
    ids = [_message_id(one) for one in moments]
    return _message_id(moment) == wanted if wanted in ids and wanted else True


def _message_id(moment: _Moment) -> str:
    event = moment.row.event if moment.row else None
    return event.id if isinstance(event, Message) else ""


def _answers(moment: _Moment, spare: Sequence[str]) -> Iterator[Line]:
    asked = moment.row is None or isinstance(moment.row.event, Started)
    if not asked:
        yield from shortened([out.message for out in moment.out], spare=spare)
        return
    verdicts = {str(out.verdict.get("refused", "")) for out in moment.out if out.why.get("rule") in ("asked", "event")}
    if len(verdicts) == 1:
        yield Verdict(verdicts.pop())
    for out in moment.out:
        if out.state != "blocked" and isinstance(out.message, Template):
            yield Bot(f"template {out.message.name}")


def _act(moment: _Moment) -> Line | None:
    if moment.row is None:
        out = moment.out[0]
        if not isinstance(out.message, Template) or out.why.get("rule") != "asked":
            return None
        return Send(out.message.name, out.purpose, dict(out.message.params))
    event = moment.row.event
    if isinstance(event, Message):
        write = _CONTENTS.get(type(event.content))
        return write(event.content) if write and not event.group else None
    if isinstance(event, StaffSaid):
        return Staff(event.text, event.what)
    if isinstance(event, Started):
        return Reports(event.detail, event.data) if event.rule == "event" else None
    return Staff(what="take") if isinstance(event, Echo) else None


def _missing(moment: _Moment) -> list[str]:
    event = moment.row.event if moment.row else None
    if isinstance(event, Message):
        return [f"A talk has no words for this kind of message: {type(event.content).__name__.lower()}."]
    return []


_CONTENTS: Mapping[type, Callable[[Any], Line | None]] = {
    contents.Said: lambda said: Customer(said.text),
    contents.Tapped: lambda tapped: Tap(tapped.title),
    contents.Sent: lambda sent: Sends("voice" if sent.voice else sent.media, sent.caption),
    contents.Place: lambda place: Sends("location"),
    contents.Cards: lambda cards: Sends("contacts"),
}


def _title(lines: Sequence[Line]) -> str:
    """Return what the customer did first, as a title."""
    told = [one.text if isinstance(one, Customer) else one.title for one in lines if isinstance(one, Customer | Tap)]
    return ", ".join(" ".join(text.split())[:30] for text in told[:3]) or "A conversation"


def _named(line: Line, book: Book) -> Line:
    spec = book.templates.get(line.template) if isinstance(line, Send) else None
    if not isinstance(line, Send) or spec is None or spec.named:
        return line
    names = dict(zip(map(str, range(1, len(spec.params) + 1)), spec.params, strict=True))
    return replace(line, params={names.get(key, key): value for key, value in line.params.items()})
