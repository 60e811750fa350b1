"""Brings handovers to another help desk: follows the desk's events with a cursor of its own, one act after another.

Before each act a row says ``trying``; after it, ``there``. Whoever finds ``trying`` after a crash looks over there first.
While the other side is down everything waits in our own table, in order; our own desk works all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.core.bridge_words import note
from bot.core.flow import Book
from bot.errors import AskFirstError
from bot.ports import Clock, DeskEvent, Store, Tx
from bot.ports.telling import Again, BridgeRow, Crossed, Done, HelpDesk, Never, Outcome
from bot.services import bridge_acts, telling
from bot.services.bridge_acts import Act, Link, View
from bot.services.counters import Counters

log = logging.getLogger("askfirst.bridge")

GIVE_UP = 86_400
"""Seconds for which an event is tried; then the next one's turn comes, and `doctor` tells."""
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0
"""Seconds before the second attempt, and at most between two."""
RECEIPTS = 2 * 86_400
"""Seconds for which receipts of an agent's message are passed on."""
SKEW = 5
"""Seconds by which clocks may differ: a status older than what we asked for ourselves is no news."""
CURSOR = "follow:"
"""Fact: ``follow:<provider>``, the last desk event that is over there."""


class Bridge:
    """One other help desk. ``step`` is called by one thread."""

    def __init__(
        self, store: Store, book: Callable[[], Book], clock: Clock, counters: Counters,
        *, desk: HelpDesk, link: Link,
    ) -> None:  # fmt: skip
        self._store, self._book, self._clock, self._counters = store, book, clock, counters
        self.desk, self._link = desk, link
        self.name = f"bridge-{desk.name}"
        self._wait_until = 0
        self._failures = 0
        self.failing = ""
        """Why nothing crosses at the moment; "": all is well."""

    def step(self) -> int:
        """Do the next thing there is to do; 0 where there is nothing, or the other side is not there."""
        if self._clock.now() < self._wait_until:
            return 0
        for work in (self._next_event, self._refuse, self._receipts, self._forget):
            outcome = work()
            if isinstance(outcome, Again):
                return self._pause(outcome)
            if outcome:
                self._failures, self.failing = 0, ""
                return 1
        return 0

    def stop(self) -> None:
        """Nothing is under way between two steps."""

    def _pause(self, outcome: Again) -> int:
        pause = outcome.after or min(FIRST_WAIT * 2.0**self._failures, LONGEST_WAIT)
        if not self._failures:
            log.warning("%s can't be reached; conversations wait here: %s", self.desk.name, outcome.why)
        self._failures, self.failing = self._failures + 1, outcome.why
        self._wait_until = self._clock.now() + max(1, round(pause))
        return 0

    # ---- events

    def _next_event(self) -> Again | bool:
        cursor, now = CURSOR + self.desk.name, self._clock.now()
        if self._store.read(lambda tx: tx.facts.get(cursor)) is None:
            self._store.write(lambda tx: tx.facts.set(cursor, telling.beginning(tx, now), now))
        events = self._store.read(lambda tx: tx.desk.events(int(tx.facts.get(cursor) or 0), 1))
        if not events:
            return False
        event = events[0]
        outcome = self._brought(event)
        if isinstance(outcome, Again) and now - event.at < GIVE_UP:
            return outcome
        self._store.write(lambda tx: self._over(tx, event, outcome, cursor, now))
        return True

    def _over(self, tx: Tx, event: DeskEvent, outcome: Outcome, cursor: str, now: int) -> None:
        """The next event's turn. What could not be brought is noted with the conversation, or with the provider."""
        tx.facts.set(cursor, event.id, now)
        if isinstance(outcome, Done):
            return
        self._counters.add(f"bridge_lost_{self.desk.name}")
        log.error("Desk event %s could not be brought to %s: %s", event.id, self.desk.name, outcome.why)
        row = tx.bridges.of(self.desk.name, event.person)
        if row is not None:
            tx.bridges.put(replace(row, error=outcome.why))
        else:
            tx.facts.set(f"bridge:{self.desk.name}", {"why": outcome.why, "ticket": event.ticket, "at": now}, now)

    def _brought(self, event: DeskEvent) -> Outcome:
        try:
            return self._bring(event)
        except AskFirstError:
            raise  # our own database: nothing goes on without it
        except Exception as problem:  # one strange conversation must not stop all others for ever
            log.exception("Bringing desk event %s to %s ended unexpectedly.", event.id, self.desk.name)
            return Again(f"the program stumbled ({type(problem).__name__})")

    def _bring(self, event: DeskEvent) -> Outcome:
        """Do all acts of one event; what was done before is not done twice."""
        now, book = self._clock.now(), self._book()

        def look(tx: Tx) -> tuple[tuple[Act, ...], BridgeRow | None]:
            view = View(tx, book, event, now, self.desk.name, self._link)
            return bridge_acts.acts(view), tx.bridges.of(self.desk.name, event.person)

        acts, row = self._store.read(look)
        if not acts and not (event.kind == "opened" and row):
            return Done()
        if row is None and event.kind in ("closed", "returned"):
            return Done()
        if row is None or (event.kind == "opened" and row.ticket != event.ticket):
            began = self._begin(event, row)
            if not isinstance(began, BridgeRow):
                return began
            row = began
        return self._all_acts(event, acts, row)

    def _all_acts(self, event: DeskEvent, acts: tuple[Act, ...], row: BridgeRow) -> Outcome:
        for act in acts:
            outcome = self._act(act, row)
            if isinstance(outcome, Never) and outcome.gone:  # somebody deleted the conversation over there
                began = self._begin(event, None)
                if not isinstance(began, BridgeRow):
                    return began
                row = began
                outcome = self._act(act, row)
            if not isinstance(outcome, Done):
                return outcome
        return Done()

    def _begin(self, event: DeskEvent, known: BridgeRow | None) -> BridgeRow | Outcome:
        """Open a conversation over there and note whose it is."""
        who = self._store.read(lambda tx: bridge_acts.who(tx, event.person))
        if who is None:
            return Done()
        outcome = self.desk.begin(who, known)
        if not isinstance(outcome, Done):
            return outcome
        now = self._clock.now()
        row = BridgeRow(
            self.desk.name, outcome.ref, event.person, outcome.also, "open", event.ticket, now, now
        )  # fmt: skip
        self._store.write(lambda tx: self._keep(tx, row, known))
        return row

    def _keep(self, tx: Tx, row: BridgeRow, known: BridgeRow | None) -> None:
        if tx.persons.erased(row.person):  # erased while we spoke with the other side
            row = replace(row, person="", ticket=0)
        heard_at = max(known.heard_at, row.updated_at - SKEW) if known else 0
        tx.bridges.put(replace(row, heard_at=heard_at))

    def _act(self, act: Act, row: BridgeRow) -> Outcome:
        return self._status(act, row) if act.status else self._words(act, row)

    def _status(self, act: Act, row: BridgeRow) -> Outcome:
        """Set a status that is not there yet; noted first, so that their answer to it is no news to us."""
        name, now = self.desk.name, self._clock.now()

        def note_first(tx: Tx) -> bool:
            found, before = tx.bridges.at(name, row.conversation), tx.bridges.crossed(name, act.key)
            if found is None or (before and before.state == "there") or (not before and found.status == act.status):
                return False
            tx.bridges.put(replace(found, status=act.status, heard_at=max(found.heard_at, now - SKEW)))
            tx.bridges.cross(name, Crossed(act.key, row.person, row.conversation, at=now))
            return True

        if not self._store.write(note_first):
            return Done()
        outcome = self.desk.set_status(row.conversation, act.status)
        if isinstance(outcome, Done):
            return self._crossed(Crossed(act.key, row.person, row.conversation, at=now), Done())
        return outcome

    def _words(self, act: Act, row: BridgeRow) -> Outcome:
        name, now = self.desk.name, self._clock.now()
        before = self._store.read(lambda tx: tx.bridges.crossed(name, act.key))
        if before and before.state in ("there", "refused"):
            return Done()
        crossing = Crossed(act.key, row.person, row.conversation, at=now)
        if before and before.conversation == row.conversation:
            found = self.desk.find(row.conversation, act.key)
            if isinstance(found, Again):
                return found
            if found is not None:
                return self._crossed(crossing, found)
        self._store.write(lambda tx: tx.bridges.cross(name, crossing))
        outcome = self.desk.add(row.conversation, act.text, key=act.key, note=act.private)
        return self._crossed(crossing, outcome) if isinstance(outcome, Done) else outcome

    def _crossed(self, crossing: Crossed, outcome: Done) -> Done:
        self._counters.add(f"bridge_there_{self.desk.name}")
        row = replace(crossing, theirs=outcome.ref, state="there")
        self._store.write(partial(self._note_crossing, row=row))
        return outcome

    def _note_crossing(self, tx: Tx, row: Crossed) -> None:
        if not tx.persons.erased(row.person):
            tx.bridges.cross(self.desk.name, row)

    # ---- what agents are told of their own messages

    def _refuse(self) -> Again | bool:
        """Tell an agent that a message was not sent: a private note, and the mark of a failed message."""
        name, book, now = self.desk.name, self._book(), self._clock.now()

        def look(tx: Tx) -> tuple[Crossed, str] | None:
            found = tx.bridges.refusals(name, 1)
            if not found:
                return None
            row = tx.bridges.at(name, found[0].conversation)
            ticket = row.ticket if row else 0
            words = bridge_acts.refusal(tx, found[0].person, book, ticket=ticket, now=now, link=self._link)
            return found[0], words

        found = self._store.read(look)
        if found is None:
            return False
        row, words = found
        return self._tell(row, "failed", words, "refused")

    def _receipts(self) -> Again | bool:
        """Pass on what became of agents' messages."""
        name, since = self.desk.name, self._clock.now() - RECEIPTS
        found = self._store.read(lambda tx: tx.bridges.awaiting(name, since, 1))
        if not found:
            return False
        row, became, error = found[0]
        language = (self._book().business.languages or ("en",))[0]
        words = note(language, "refused", why=note(language, "failed", why=error)) if became == "failed" else ""
        return self._tell(row, became, words, became)

    def _tell(self, row: Crossed, state: str, words: str, then: str) -> Again | bool:
        outcome: Outcome = Done()
        if words:
            outcome = self.desk.add(row.conversation, words, key=f"why:{row.key}", note=True)
        if not isinstance(outcome, Again):
            outcome = self.desk.receipt(row.conversation, row.theirs, state, words)
        if isinstance(outcome, Again):
            return outcome
        self._store.write(lambda tx: tx.bridges.cross(self.desk.name, replace(row, state=then)))
        return True

    # ---- people who were erased

    def _forget(self) -> Again | bool:
        """Erase over there who was erased here; where that is refused, `doctor` says what to do by hand."""
        found = self._store.read(lambda tx: tx.bridges.leavers(self.desk.name, 1))
        if not found:
            return False
        row = found[0]
        outcome = self.desk.forget(row.contact) if row.contact else Done()
        if isinstance(outcome, Again) and self._clock.now() - row.updated_at < GIVE_UP:
            return outcome

        def settle(tx: Tx) -> None:
            if isinstance(outcome, Done):
                tx.bridges.drop(self.desk.name, row.conversation)
            else:
                why = f"erased here; contact {row.contact} has to be deleted there by hand ({outcome.why})"
                tx.bridges.put(replace(row, error=why))

        self._store.write(settle)
        return True
