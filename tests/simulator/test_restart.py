"""A second start finds everything as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.simulator import Options, Simulator
from bot.simulator.saving import StateProblem
from tests.simulator.peer import Town

PROMO = {"name": "promo", "language": "en", "category": "MARKETING", "body": "Hi"}


def test_customers_chats_files_templates_and_the_clock_come_back(build: Callable[..., Town], tmp_path: Path) -> None:
    path = str(tmp_path / "town.json")
    first = build(state_path=path, templates=[PROMO])
    ada = first.friend()
    first.act(ada, "picture", caption="see")
    first.text(ada, "Hello")
    first.act(ada, "marketing", on=False)
    first.sim_post("/clock", {"advance": 3600})
    first.sim_post("/templates/promo", {"status": "PAUSED"})
    first.idle()
    before = first.sim_get("/state")
    first.running.close()
    second = build(state_path=path, templates=[{**PROMO, "body": "Hello again"}])
    after = second.sim_get("/state")
    for key in ("customers", "messages", "clock"):
        assert after[key] == before[key]
    assert second.sim.restored
    assert second.text(ada)[0] == 200
    picture = next(one["shown"]["media"]["id"] for one in after["messages"] if one["type"] == "image")
    assert second.call("GET", f"/sim/media/{picture}")[1].startswith(b"\x89PNG")
    template = second.sim_get("/templates")[0]
    assert (template["status"], template["components"][0]["text"]) == ("PAUSED", "Hello again")
    assert second.add("Bob")["id"] not in {ada["id"]}


def test_webhooks_that_the_bot_had_not_taken_are_sent_after_the_restart(
    build: Callable[..., Town], tmp_path: Path
) -> None:
    path = str(tmp_path / "town.json")
    first = build(state_path=path, retry_base=60.0, retry_cap=60.0)
    first.ears.answers.append(500)
    wamid = first.act(first.add(), "say", text="do not lose me")["wamid"]
    first.message(wamid)
    first.running.close()
    second = build(state_path=path)
    hit = second.message(wamid)
    assert hit.message["text"]["body"] == "do not lose me"
    assert hit.signed()


def test_a_message_half_way_goes_on_after_the_restart(build: Callable[..., Town], tmp_path: Path) -> None:
    path = str(tmp_path / "town.json")
    first = build(state_path=path, pace=60.0)
    wamid = first.text(first.friend())[1]["messages"][0]["id"]
    first.running.close()
    second = build(state_path=path)
    assert [one["status"] for one in second.statuses(wamid, "read")] == ["sent", "delivered", "read"]


def test_the_file_is_written_while_the_simulator_runs(build: Callable[..., Town], tmp_path: Path) -> None:
    path = tmp_path / "town.json"
    town = build(state_path=str(path))
    town.add("Ada")
    town.sim._saver._save()  # what its thread does half a second after each change
    assert [one["name"] for one in json.loads(path.read_text("utf-8"))["customers"]] == ["Ada"]
    assert not path.with_name("town.json.new").exists()


@pytest.mark.parametrize("text", ["{", "[]", '{"version": 99}'])
def test_a_file_that_is_no_state_is_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "town.json"
    path.write_text(text)
    with pytest.raises(StateProblem, match=r"state file"):
        Simulator(Options(state_path=str(path))).start()
