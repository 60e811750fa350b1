"""Takes over an old list of numbers, as what it is: hearsay. Nobody on it is written to before they write and agree.

Each line needs evidence of its own, so that "where did you get my number?" has a true answer. A number from a list is
no consent, whatever its columns say: a form can be filled in by anybody, only a message shows whose number it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bot.core.consent import standing
from bot.core.flow import Book
from bot.core.incoming import Sender
from bot.core.understanding.values import read_value
from bot.errors import ImportProblem
from bot.ports import Tx

COLUMNS = ("phone", "purpose", "source", "date", "words", "evidence")
LONGEST = 4096  # characters of one field
_NO = ("withdrawn", "refused", "invalidated")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file; ``number`` as an editor counts."""

    number: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line. outcome: imported | known | agreed | stopped | problem."""

    line: int
    outcome: str
    why: str

    def as_json(self) -> dict[str, Any]:
        """Return the JSON of `consent import`."""
        return {"line": self.line, "outcome": self.outcome, "why": self.why}


def read(text: str) -> tuple[list[Line], list[str]]:
    """Read a CSV file with a first line of names; return its lines, and the columns that nobody looks at."""
    text = text.lstrip("\ufeff")
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    names = {name: _name(name) for name in reader.fieldnames or ()}
    missing = [name for name in COLUMNS if name not in names.values()]
    if missing:
        raise ImportProblem(
            why=f"The first line must name the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}."
        )
    lines = [
        Line(reader.line_num, {names[key]: (value or "").strip() for key, value in row.items() if key in names})
        for row in reader
    ]
    return lines, [name for name, meant in names.items() if meant not in COLUMNS]


def _name(column: str) -> str:
    name = column.strip().casefold().replace(" ", "_")
    return {"evidence_id": "evidence", "number": "phone"}.get(name, name)


def take(tx: Tx, lines: Sequence[Line], book: Book, now: int, file: str) -> list[Outcome]:
    """Take over some lines, in the caller's transaction. The same file again changes nothing."""
    return [_one(tx, line, book, now, file) for line in lines]


class _Stopped(Exception):
    """The number is on the list of those that nobody may write to: nothing of this line is kept."""


def _one(tx: Tx, line: Line, book: Book, now: int, file: str) -> Outcome:
    problem = _problem(line, book, now)
    if problem:
        return Outcome(line.number, "problem", problem)
    phone = _phone(line.fields["phone"], book, now)
    try:
        return tx.attempt(lambda inner: _add(inner, line, Sender(phone=phone), now, file))
    except _Stopped:
        return Outcome(line.number, "stopped", "This number must never be written to; nothing of the line was kept.")


def _problem(line: Line, book: Book, now: int) -> str:
    fields = line.fields
    empty = [name for name in COLUMNS if not fields.get(name)]
    if empty:
        return f"Without evidence nothing is taken over; empty: {', '.join(empty)}."
    if any(len(value) > LONGEST for value in fields.values()):
        return f"A field is longer than {LONGEST} characters."
    if fields["purpose"] not in book.purposes:
        return f"The flow files know no purpose {fields['purpose']!r} (known: {', '.join(sorted(book.purposes))})."
    if not _phone(fields["phone"], book, now):
        return "The phone is no number that can exist; write it with its country code, +351…"
    return _wrong_date(fields["date"], now)


def _phone(written: str, book: Book, now: int) -> str:
    """Return a number with its country code; "" where it is none. One without + belongs to the business's country."""
    digits = re.sub(r"[\s()./-]", "", written)
    if re.fullmatch(r"(\+|00)[1-9]\d{6,14}", digits):
        return digits
    return str(read_value("phone", written, country=book.business.country, now=now).value or "")


def _wrong_date(written: str, now: int) -> str:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return f"The date {written!r} is not like 2025-12-31."
    return "The date lies in the future." if day > datetime.fromtimestamp(now, UTC).date() else ""


def _add(tx: Tx, line: Line, sender: Sender, now: int, file: str) -> Outcome:
    purpose = line.fields["purpose"]
    found = tx.persons.find(sender)
    person = found[0] if found else tx.persons.create(sender, now)
    if tx.persons.suppressed(person):
        raise _Stopped
    known = tx.ledger.of(person)
    where = standing(known, purpose, now=now)
    if where in _NO:
        return Outcome(line.number, "stopped", f"This person said no to {purpose} ({where}); that stays.")
    if where == "granted":
        return Outcome(line.number, "agreed", f"This person agreed to {purpose} in the chat; that is worth more.")
    evidence = {
        **{name: line.fields[name] for name in COLUMNS[2:]},
        "method": "import",
        "file": file,
        "line": line.number,
    }
    if any(
        _same(each.evidence or {}, evidence) for each in known if (each.kind, each.purpose) == ("imported", purpose)
    ):
        return Outcome(line.number, "known", "This line was taken over before.")
    tx.ledger.append(person, "imported", purpose, evidence, at=now)
    return Outcome(line.number, "imported", f"Unknown for {purpose} until they write and say yes.")


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(name) == other[name] for name in ("source", "date", "words", "evidence"))
