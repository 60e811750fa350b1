"""docs/simulator.md names everything that can be done."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from bot.simulator import Options, Simulator, create_app
from bot.simulator.acts import ACTS
from bot.simulator.faults import NAMES
from bot.simulator.phone import SETTINGS

TEXT = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text("utf-8")


def test_every_act_and_every_fault_is_documented() -> None:
    names = [*ACTS, *SETTINGS, *NAMES]
    assert len(names) > 40
    assert [name for name in names if f"`{name}" not in TEXT] == []


def test_every_path_of_the_control_api_is_documented() -> None:
    app: Flask = create_app(Simulator(Options()))
    paths = {str(rule).split("/<")[0] for rule in app.url_map.iter_rules() if str(rule).startswith("/sim/")}
    assert len(paths) > 10
    assert [path for path in paths if path not in TEXT] == []
