"""`askfirst event` and `askfirst send --later` on a real database file."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import settings, wiring
from bot.channels.console import Console
from bot.cli import main
from bot.core.incoming import Sender
from bot.core.talk_text import written
from bot.flowfiles.book import load
from bot.flowfiles.talks import load_talks
from bot.services.rehearsal import Rehearsal
from tests.services.shopping import FLOWS


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.chdir(tmp_path)
    flows = tmp_path / "flows"
    flows.mkdir()
    text = (FLOWS / "shop.yaml").read_text("utf-8").replace('    quiet_hours: "21:00-08:00"\n', "")  # at any hour
    (flows / "shop.yaml").write_text(text, "utf-8")
    values = {"ASKFIRST_DATABASE": f"sqlite:///{tmp_path / 'a.db'}", "ASKFIRST_FLOWS": str(flows)}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    bot = wiring.build(settings.load(values, whatsapp=False), Console())
    play = Rehearsal(bot.store, bot.worker, bot.clock, bot.channel, Sender(phone="351910000001"))
    play.say("orders")
    play.tap("Yes to orders")
    bot.store.close()
    return values


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_an_event_is_told_flow_by_flow(environ: dict[str, str]) -> None:
    result = run("event", "order_shipped", "+351910000001", "--data", "order=A-17", "--data", "total=12", "--key", "k")
    assert result.exit_code == 0
    assert "shipped: cleared; message " in result.output and "shipped_offer: skipped (condition)" in result.output


def test_json_for_programs(environ: dict[str, str]) -> None:
    result = run("event", "on_the_way", "351910000001", "--data", "order=0017", "--json")
    assert json.loads(result.output)["flows"]["on_the_way"]["verdict"] == "cleared"


def test_refused_is_exit_code_1_with_the_reason(environ: dict[str, str]) -> None:
    result = run("event", "on_the_way", "+351910000002", "--data", "order=A")
    assert result.exit_code == 1 and "refused (no_consent)" in result.output


def test_an_unknown_event_is_a_sentence(environ: dict[str, str]) -> None:
    result = run("event", "order_ship", "+351910000001")
    assert result.exit_code == 1 and "did you mean order_shipped?" in result.output


def test_data_without_a_name_is_wrong_usage(environ: dict[str, str]) -> None:
    result = run("event", "on_the_way", "+351910000001", "--data", "A-17")
    assert result.exit_code == 2 and "write --data name=value" in result.output


def test_schedule_shows_rounds_and_reminders(environ: dict[str, str]) -> None:
    bot = wiring.build(settings.load(environ, whatsapp=False), Console())
    play = Rehearsal(bot.store, bot.worker, bot.clock, bot.channel, Sender(phone="351910000001"), 100)
    for text in ("book", "2099-01-09", "19:30"):
        play.say(text)
    bot.store.close()
    shown = run("schedule").output
    assert (
        "mondays: every monday 09:00, next " in shown
        and "remind: 1 wait, the first is due 2099-01-08T10:00:00Z" in shown
    )
    told = json.loads(run("schedule", "--json").output)
    assert [one["flow"] for one in told["reminders"]] == ["ask_after", "remind"]


def test_a_skipped_round_is_shown_with_its_note(environ: dict[str, str]) -> None:
    bot = wiring.build(settings.load(environ, whatsapp=False), Console())
    bot.worker.settle()
    [row] = bot.store.read(lambda tx: tx.schedules.rounds())
    bot.store.write(lambda tx: tx.schedules.put_round(replace(row, note="skipped 2026-01-12T09:00: nobody was there")))
    bot.store.close()
    assert "(last: skipped 2026-01-12T09:00: nobody was there)" in run("schedule").output


def test_talks_report_events_and_let_the_clock_work() -> None:
    """A verdict, a template put off for the night, a round each Monday."""
    result = run("test", str(FLOWS))
    assert result.exit_code == 0, result.output
    assert "An order is on its way" in result.output and "Mondays" in result.output


def test_an_event_that_nothing_waits_for_is_a_difference(tmp_path: Path) -> None:
    shutil.copytree(FLOWS, tmp_path / "flows")
    (tmp_path / "flows" / "talks" / "wrong.yaml").write_text(
        "talk: wrong\n- customer: hi\n- event: order_shiped\n", "utf-8"
    )
    result = run("test", str(tmp_path / "flows"))
    assert result.exit_code == 1 and "did you mean order_shipped?" in result.output


def test_an_event_in_a_talk_is_written_as_it_was_read() -> None:
    found = load_talks(FLOWS, book=load(FLOWS).book)
    talk = next(one for one in found.talks if one.title == "An order is on its way")
    assert "- event: {name: order_shipped, data: {order: A-17, total: 12}}" in written(talk)
