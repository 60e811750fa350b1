"""The desk records that somebody told the business to stop: by telephone, by e-mail, at the counter."""

from __future__ import annotations

import pytest

from bot.services import desk
from tests.consent.acts import agreed, kinds, last, state, waits
from tests.services.test_desk import AUDITOR, EVA, events
from tests.world import Customer, World


@pytest.fixture
def handed(ana: Customer) -> Customer:
    agreed(ana)
    agreed(ana, "reminders")
    ana.says("I want to talk to a person")
    return ana


def test_an_agent_records_a_withdrawal_and_what_waits_is_blocked(world: World, handed: Customer) -> None:
    """must 26: the agent's button writes the same event as a STOP, with who noted it and when it was said."""
    row = waits(world, handed)
    assert isinstance(desk.withdraw(world.bot.front, EVA, 1, "called on 3 May"), desk.Done)
    assert state(world, handed) == state(world, handed, "reminders") == "withdrawn"
    proof = last(world, handed)["evidence"]
    assert (proof["method"], proof["by"], proof["note"]) == ("staff", EVA.user, "called on 3 May")
    assert world.rows("SELECT state FROM outbox WHERE id = ?", row) == [("blocked",)]
    assert events(world)[-1] == "stopped" and world.rows("SELECT stopped FROM tickets") == [(1,)]
    assert world.rows("SELECT what, about FROM audit ORDER BY id DESC LIMIT 1") == [("withdrew", "#1")]


def test_a_form_that_is_sent_twice_is_one_withdrawal(world: World, handed: Customer) -> None:
    for _ in range(2):
        assert isinstance(desk.withdraw(world.bot.front, EVA, 1, "e-mail"), desk.Done)
    assert [kind for _, kind in kinds(world, handed)].count("withdrawn") == 1


def test_one_purpose_alone(world: World, handed: Customer) -> None:
    desk.withdraw(world.bot.front, EVA, 1, "at the counter", purpose="offers")
    assert (state(world, handed), state(world, handed, "reminders")) == ("withdrawn", "granted")


@pytest.mark.parametrize(
    ("seat", "note", "purpose", "code"),
    [(AUDITOR, "told", "*", "role"), (EVA, "  ", "*", "empty"), (EVA, "told", "parties", "unknown_purpose"), (EVA, "x" * 5000, "*", "too_long")],
)  # fmt: skip
def test_what_cannot_be_recorded_changes_nothing(
    world: World, handed: Customer, seat: desk.Seat, note: str, purpose: str, code: str
) -> None:
    answer = desk.withdraw(world.bot.front, seat, 1, note, purpose=purpose)
    assert isinstance(answer, desk.NotDone) and answer.code == code
    assert state(world, handed) == "granted"
