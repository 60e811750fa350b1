"""Whatever happens in whatever order, no message waits or leaves without a live yes."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.core.consent import Circumstances, Cleared, Draft, clear, standing
from bot.core.incoming import Sender
from bot.core.outgoing import Text
from bot.errors import GateClosed
from bot.store import open_store
from tests.store.things import EVIDENCE, NOW, Ids, offer

PURPOSES = ("offers", "reminders")
PHONES = tuple(f"491555000{n}" for n in range(4))
people = st.sampled_from(range(4))
purposes = st.sampled_from(PURPOSES)
scopes = st.sampled_from((*PURPOSES, "*"))


class Rule:
    """What `clear` asks of a purpose."""

    cap = quiet = None
    expires = 0
    kind = "marketing"

    def __init__(self, id: str) -> None:
        self.id = id


class Histories(RuleBasedStateMachine):
    """Four people; a model that knows only the words of the promise, and the real store on a real file."""

    @initialize()
    def open(self) -> None:
        self.store = open_store("sqlite:///:memory:", ids=Ids(), pepper=b"x")
        self.write = self.store.write
        self.people = [self.write(lambda tx, p=p: tx.persons.create(Sender(p), NOW)) for p in PHONES]
        self.live: dict[tuple[str, str], int] = {}  # (person, purpose) -> the line of the yes
        self.held: set[str] = set()
        self.barred: set[str] = set()
        self.gone: dict[str, str] = {}
        self.count = 0
        self.now = NOW

    def who(self, n: int) -> str:
        person = self.people[n]
        return self.gone.get(person, person)

    def append(self, person: str, kind: str, purpose: str) -> int:
        self.now += 1
        return self.write(lambda tx: tx.ledger.append(person, kind, purpose, EVIDENCE, at=self.now)).seq

    def ended(self, person: str, scope: str) -> None:
        for purpose in PURPOSES if scope == "*" else (scope,):
            self.live.pop((person, purpose), None)

    @rule(n=people, purpose=purposes)
    def ask(self, n: int, purpose: str) -> None:
        self.append(self.who(n), "asked", purpose)

    @rule(n=people, purpose=purposes)
    def grant(self, n: int, purpose: str) -> None:
        self.live[self.who(n), purpose] = self.append(self.who(n), "granted", purpose)

    @rule(n=people, scope=scopes, kind=st.sampled_from(("withdrawn", "refused", "expired", "invalidated")))
    def end(self, n: int, scope: str, kind: str) -> None:
        self.append(self.people[n], kind, scope)  # also under an id that was merged since
        self.ended(self.who(n), scope)

    @rule(n=people, kind=st.sampled_from(("platform_unblocked", "imported", "note", "released")), scope=scopes)
    def what_grants_nothing(self, n: int, kind: str, scope: str) -> None:
        self.append(self.who(n), kind, scope)

    @rule(n=people, on=st.booleans())
    def hold(self, n: int, on: bool) -> None:
        self.write(lambda tx: tx.persons.hold(self.who(n), on))
        (self.held.add if on else self.held.discard)(self.who(n))

    @rule(n=people)
    def suppress(self, n: int) -> None:
        self.write(lambda tx: tx.persons.suppress(self.who(n), "stop", NOW))
        self.barred.add(self.who(n))

    @rule(n=people)
    def unsuppress(self, n: int) -> None:
        self.write(lambda tx: tx.persons.unsuppress(self.who(n)))
        self.barred.discard(self.who(n))

    @rule(keep=people, drop=people)
    def merge(self, keep: int, drop: int) -> None:
        one, other = self.who(keep), self.who(drop)
        if one == other:
            return
        before = {person: self.write(lambda tx, p=person: tx.ledger.of(p)) for person in (one, other)}
        self.write(lambda tx: tx.persons.merge(one, other, NOW))
        self.gone = {**{k: one if v == other else v for k, v in self.gone.items()}, other: one}
        for flags in (self.held, self.barred):
            if other in flags:
                flags.discard(other)
                flags.add(one)
        for purpose in PURPOSES:
            stands = [standing(before[person], purpose, now=self.now) for person in (one, other)]
            self.live.pop((one, purpose), None)
            self.live.pop((other, purpose), None)
            if set(stands) <= {"granted", "unknown", "asked"} and "granted" in stands:
                lines = self.write(lambda tx: tx.ledger.of(one))
                self.live[one, purpose] = max(
                    each.seq for each in lines if each.kind == "granted" and each.purpose == purpose
                )

    def may(self, person: str, purpose: str) -> bool:
        return (person, purpose) in self.live and person not in self.held | self.barred

    @rule(n=people, purpose=purposes, seq=st.integers(0, 12), honest=st.booleans())
    def queue(self, n: int, purpose: str, seq: int, honest: bool) -> None:
        """Queue with the right line, or with any other."""
        person = self.who(n)
        right = self.live.get((person, purpose))
        given = right if honest else seq
        self.count += 1
        try:
            self.write(lambda tx: tx.outbox.add(offer(person, given, f"k{self.count}", purpose=purpose)))
        except GateClosed:
            assert not (honest and self.may(person, purpose))
        else:
            assert self.may(person, purpose)

    @rule(data=st.data())
    def claim(self, data: Any) -> None:
        rows = self.store.query("SELECT id, person, purpose FROM outbox WHERE state = 'queued'")
        if rows:
            row, person, purpose = data.draw(st.sampled_from(rows))
            try:
                self.write(lambda tx: tx.outbox.sending(row, NOW, 1))
            except GateClosed:
                assert not self.may(person, purpose)
            else:
                assert self.may(person, purpose)

    @rule(data=st.data(), to=st.sampled_from(("queued", "unknown", "accepted", "failed")))
    def settle(self, data: Any, to: str) -> None:
        rows = self.store.query("SELECT id FROM outbox WHERE state = 'sending'")
        if rows:
            [row] = data.draw(st.sampled_from(rows))
            self.write(lambda tx: tx.outbox.settle(row, to, now=NOW))

    @rule()
    def reopen(self) -> None:
        """Let another connection look: nothing may live in memory only."""
        self.store._drop_connections()

    @invariant()
    def nothing_waits_without_a_live_yes(self) -> None:
        rows = self.store.query("SELECT person, purpose FROM outbox WHERE state = 'queued' AND kind = 'proactive'")
        for person, purpose in rows:
            assert (person, purpose) in self.live
            assert person not in self.barred

    @invariant()
    def the_rules_in_python_and_in_sql_agree(self) -> None:
        for person in {self.who(n) for n in range(4)}:
            lines = self.store.read(lambda tx, p=person: tx.ledger.of(p))
            for purpose in PURPOSES:
                about = Circumstances(
                    now=self.now, window_until=self.now + 9, rule=Rule(purpose),  # type: ignore[arg-type]
                    held=person in self.held, suppressed=self.store.read(lambda tx, p=person: tx.persons.suppressed(p)),
                )  # fmt: skip
                verdict = clear(Draft(person, "proactive", Text("x"), purpose), lines, about)
                assert isinstance(verdict, Cleared) == self.may(person, purpose)
                if isinstance(verdict, Cleared):
                    assert verdict.consent_seq == self.live[person, purpose]

    def teardown(self) -> None:
        if hasattr(self, "store"):
            assert self.store.read(lambda tx: tx.ledger.verify())["ok"]
            self.store.close()


Histories.TestCase.settings = settings(derandomize=True, max_examples=40, stateful_step_count=30, deadline=None)
test_histories = Histories.TestCase
