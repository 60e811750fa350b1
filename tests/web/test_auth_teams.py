"""An agent has the conversations of their teams, on every way to one: lists, search, the page, its parts, every act."""

from __future__ import annotations

import pytest

from bot.core.incoming import Message, Sender, Sent
from bot.services import desk
from bot.services.desk import Seat
from tests.web.signing import Browser, signed_in, user
from tests.world import World

ACTS = ("reply", "note", "take", "release", "assign", "close", "tag", "offer", "withdraw")


@pytest.fixture
def repairs(world: World) -> World:
    """A world where Ana waits for a person of the team "repairs"."""
    ana = world.customer(name="Ana")
    ana.says("I want to talk to a person")
    ana.says("my secret question")
    world.rows("UPDATE tickets SET team = 'repairs'")
    return world


def words(made: Browser, path: str) -> str:
    made.get(path)
    return made.text


def test_an_agent_of_another_team_does_not_see_it_anywhere(repairs: World) -> None:
    made = signed_in(repairs, "agent", teams=("front",))
    for path in ("/desk/waiting", "/desk/mine", "/desk/all", "/desk/all?search=Ana", "/desk/all?search=secret"):
        assert "Ana" not in words(made, path).replace("search=Ana", ""), path
    for path in ("/desk/1", "/desk/1/fresh", "/desk/1/media/1"):
        assert made.get(path).status_code == 404, path


@pytest.mark.parametrize("act", ACTS)
def test_an_agent_of_another_team_can_do_nothing_with_it(repairs: World, act: str) -> None:
    made = signed_in(repairs, "agent", teams=("front",))
    before = repairs.rows("SELECT count(*) FROM inbox") + repairs.rows("SELECT count(*) FROM desk_notes")
    made.send(f"/desk/1/{act}", key="k1", text="hello", to="u1", outcome="solved", add="x", template="spring_offer",
              purpose="offers")  # fmt: skip
    repairs.bot.worker.settle()
    assert repairs.rows("SELECT count(*) FROM inbox") + repairs.rows("SELECT count(*) FROM desk_notes") == before
    assert repairs.rows("SELECT state, taken_by FROM tickets") == [("open", "")]
    assert "my secret question" not in made.text and "Ana" not in made.text


@pytest.mark.parametrize(("role", "teams"), [("agent", ("repairs",)), ("agent", ()), ("owner", ())])
def test_whoever_has_the_team_or_all_of_them_sees_it(repairs: World, role: str, teams: tuple[str, ...]) -> None:
    row = user(repairs, role)
    if teams:
        repairs.rows("UPDATE users SET teams = '[\"repairs\"]'")
    made = signed_in(repairs, row=row)
    assert "Ana" in words(made, "/desk/waiting") and "Ana" in words(made, "/desk/all")
    assert "my secret question" in words(made, "/desk/1")


def test_what_is_in_ones_hands_is_seen_whatever_its_team(repairs: World) -> None:
    """A colleague of another team was asked to help: the conversation waits for them."""
    row = user(repairs, teams=("front",))
    repairs.rows(f"UPDATE tickets SET for_user = '{row.id}'")
    made = signed_in(repairs, row=row)
    assert "Ana" in words(made, "/desk/mine") and "my secret question" in words(made, "/desk/1")


def test_an_old_conversation_is_no_way_to_the_new_one_of_another_team(repairs: World) -> None:
    """Ana's earlier handover was of the agent's team; the one that is open now is not."""
    repairs.rows("UPDATE tickets SET state = 'closed', team = 'front'")
    now = repairs.clock.now()
    repairs.bot.store.write(
        lambda tx: tx.tickets.open(str(tx.persons.lookup("15550100002")), "asked", "repairs", "", now)
    )
    made = signed_in(repairs, "agent", teams=("front",))
    made.send("/desk/1/take", key="k1")
    repairs.bot.worker.settle()
    assert repairs.rows("SELECT state, taken_by FROM tickets WHERE team = 'repairs'") == [("open", "")]


def test_what_people_do_is_in_the_audit_log(repairs: World) -> None:
    made = signed_in(repairs, "agent")
    for act in ("take", "reply", "note", "tag", "release", "close"):
        made.send(f"/desk/1/{act}", key=f"k-{act}", text="hello", add="x", outcome="solved")
        repairs.bot.worker.settle()
    found = repairs.rows("SELECT what, about FROM audit WHERE about = '#1' ORDER BY id")
    assert found == [(what, "#1") for what in ("took", "replied", "noted", "tagged", "released", "closed")]


def test_a_file_is_for_whoever_has_the_conversation(repairs: World) -> None:
    """Files are asked for by a number of their own; that is no way around the teams either."""
    number, me = "1", Sender(phone="15550100002")
    content = Sent(media="image", id="m1", mime="image/jpeg")
    repairs.arrives("photo", Message(number=number, id="wamid.P", at=repairs.clock.now(), sender=me, content=content))
    (row,) = repairs.rows("SELECT id FROM inbox WHERE key = 'photo'")[0]
    front = repairs.bot.front
    told = [
        desk.media(front, Seat("u1", "Rita", "agent", teams), row).why  # type: ignore[union-attr]
        for teams in (("front",), ("repairs",))
    ]
    assert told[0] == "There is no such file." != told[1]
