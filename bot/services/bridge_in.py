"""What people say at another help desk, into our inbox: verified, stored in one transaction, then answered."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from bot.core.consent import Draft, Refused
from bot.core.flow import Book
from bot.core.incoming import StaffSaid
from bot.core.outgoing import MAX_TEXT, Text
from bot.errors import BadPayload, BadSignature, StoreError
from bot.ports import Clock, Reply, Request, Store, Tx
from bot.ports.telling import BridgeRow, Crossed, HelpDesk, Said
from bot.services import gate
from bot.services.bridge_acts import ref
from bot.services.counters import Counters

log = logging.getLogger("askfirst.bridge")

MAX_BODY = 1024 * 1024
MOST = 10 * MAX_TEXT
"""Characters of one answer; longer ones are refused rather than cut."""


class BridgeDoor:
    """The door through which one help desk's webhooks come. Threads share it."""

    def __init__(
        self, store: Store, book: Callable[[], Book], clock: Clock, counters: Counters, desk: HelpDesk
    ) -> None:  # fmt: skip
        self._store, self._book, self._clock, self._counters, self._desk = store, book, clock, counters, desk

    def receive(self, request: Request) -> Reply:
        """Store what concerns us of a signed request and answer 200; 401, 413 or 503 otherwise."""
        name = self._desk.name
        if len(request.body) > MAX_BODY:
            return Reply(413, "Too large.")
        try:
            self._desk.verify(request, self._clock.now())
        except BadSignature:
            self._counters.add(f"bridge_bad_signature_{name}")
            return Reply(401, "The request is not signed with the secret that this bot knows.")
        try:
            return self._stored(request.body)
        except StoreError as problem:
            log.error("What %s told was not stored: %s", name, problem)
            return Reply(503, "Not stored; please send it again.", headers={"Retry-After": "5"})

    def _stored(self, body: bytes) -> Reply:
        name, now_ms = self._desk.name, self._clock.now_ms()
        try:
            found = self._desk.parse(body)
        except BadPayload as problem:
            why = str(problem)
            self._store.write(lambda tx: tx.inbox.keep_raw(name, body, why, now_ms))
            return Reply(200)
        for said in found:
            self._store.write(lambda tx, said=said: self._apply(tx, said))  # type: ignore[misc]
        self._counters.add(f"bridge_heard_{name}", len(found))
        return Reply(200)

    def _apply(self, tx: Tx, said: Said) -> None:
        row = tx.bridges.at(self._desk.name, said.conversation) or self._unknown(tx, said)
        if row is None:
            self._counters.add(f"bridge_unknown_{self._desk.name}")
            return
        if said.kind == "status":
            self._status(tx, said, row)
        else:
            self._answer(tx, said, row)

    def _unknown(self, tx: Tx, said: Said) -> BridgeRow | None:
        """A conversation that an agent began with a person of ours; None where nobody of ours is meant."""
        person = said.ref.removeprefix(ref(""))
        if not said.ref.startswith(ref("")) or tx.persons.get(person) is None or tx.persons.erased(person):
            return None
        now = self._clock.now()
        row = BridgeRow(self._desk.name, said.conversation, person, status="open", updated_at=now)
        tx.bridges.put(row)
        return row

    def _answer(self, tx: Tx, said: Said, row: BridgeRow) -> None:
        """An agent answers: into the inbox where it may be sent, and back with a reason where it may not."""
        now, key = self._clock.now(), f"in:{said.key}"
        text = "\n".join(part for part in (said.text.strip(), *said.links) if part)
        if not text or tx.bridges.crossed(self._desk.name, key):
            return
        crossed = Crossed(key, row.person, row.conversation, theirs=said.number, state="there", at=now)
        draft = Draft(person=row.person, kind="reply", message=Text(text[:MAX_TEXT]))
        refused = not row.person or len(text) > MOST
        if refused or isinstance(gate.ask(tx, draft, self._book(), now=now), Refused):
            self._counters.add(f"bridge_refused_{self._desk.name}")
            tx.bridges.cross(self._desk.name, replace(crossed, state="refuse"))
            return
        number = self._put(tx, said, row, what="reply", text=text)
        tx.bridges.cross(self._desk.name, replace(crossed, inbox_id=number))

    def _status(self, tx: Tx, said: Said, row: BridgeRow) -> None:
        """A status that is news: what we asked for ourselves, and what is older than what we know, is none."""
        if said.at < row.heard_at or said.text == row.status or said.text == "snoozed" or not row.person:
            return
        tx.bridges.put(replace(row, status=said.text, heard_at=max(said.at, row.heard_at)))
        handed_over = tx.tickets.current(row.person) is not None
        if said.text == "open" and not handed_over:
            self._put(tx, said, row, what="take")
        elif said.text != "open" and handed_over:
            self._put(tx, said, row, what="close")

    def _put(self, tx: Tx, said: Said, row: BridgeRow, *, what: str, text: str = "") -> int:
        now, name = self._clock.now(), self._desk.name
        at = min(said.at, now) if said.at else now
        event = StaffSaid(
            person=row.person, at=at, by=name, text=text, what=what, name=said.by or name.capitalize()  # type: ignore[arg-type]
        )  # fmt: skip
        number = tx.inbox.put(
            f"{name}:{said.key}", event, at=at, received_ms=self._clock.now_ms(), person=row.person
        )  # fmt: skip
        return number or 0
