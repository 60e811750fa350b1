"""`askfirst talk`: a conversation in the terminal, its commands, and the talk that it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.cli.talking_commands import COMMANDS
from tests.world import FLOWS


def talk(*lines: str, options: tuple[str, ...] = ("--at", "2026-01-05 10:00")) -> Result:
    result = CliRunner().invoke(
        main, ["talk", "--flows", str(FLOWS), *options], input="".join(f"{one}\n" for one in lines)
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_number_or_a_title_taps_and_the_ledger_is_told() -> None:
    told = talk("hi", "2", "yes, please").output
    assert "1 [Book a table]  2 [Offers by WhatsApp]" in told and "May Café Aurora send you offers" in told
    assert "ledger: offers asked" in told and "ledger: offers granted" in told


def test_time_passes_and_a_template_is_sent_and_refused() -> None:
    told = talk(
        "hi", "2", "1", "/later 3 days", "/send spring_offer offers item=tea", "stop", "/send spring_offer", "/ledger"
    ).output
    assert "— Thu 08 Jan 2026, 10:00 —" in told
    assert "Good news from Café Aurora: tea at half price" in told and "verdict: cleared" in told
    assert "verdict: withdrawn" in told and told.count("* withdrawn") == 2


def test_things_that_are_no_text_can_be_sent_and_people_of_the_business_act() -> None:
    told = talk("hi", "/image our cat", "/location", "person", "/staff Good morning!", "hi", "/close", "/twice").output
    assert "Good morning!" in told and "a person has the conversation: the bot is silent" in told


def test_why_and_state_explain() -> None:
    told = talk("book", "2", "/why", "/state").output
    assert "step · book_table.collect_day" in told and "book_table.collect_day\n  party_size = 2" in told


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/latr 3 days", "There is no /latr; did you mean later?"),
        ("/later soon", "'soon' is no duration; write it like /later 3 days"),
        ("/send", "/send needs a template; known are spring_offer"),
        ("/send spring_offer nothing", "/send spring_offer needs a purpose; known are offers"),
        ("/staff", "/staff needs what the person of the business writes"),
        ("/keep", "/keep needs a file"),
        ("/why", "The bot has said nothing yet."),
        ("/keep x.yaml", "There is no conversation yet."),
    ],
)
def test_a_wrong_command_is_a_sentence(line: str, answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert answer in talk(line).output and not list(tmp_path.iterdir())


def test_help_lists_every_command_and_quit_ends() -> None:
    told = talk("/help", "/quit", "hi").output
    assert all(f"/{name}" in told for name in COMMANDS)
    assert "What can I do for you?" not in told


def test_a_kept_talk_passes_and_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "flows/talks/offers.yaml"
    told = talk("hi", "2", "1", "/later 1 day", f"/keep {path} Yes to offers", f"/keep {path}").output
    assert f"Kept in {path}; `askfirst test` plays it, and it passes." in told and "is there already" in told
    text = path.read_text("utf-8")
    assert text.startswith('talk: "Yes to offers"\nat: "2026-01-05 10:00"\n') and "- ledger: offers granted" in text


def test_a_moment_that_is_none_is_wrong_usage() -> None:
    result = talk("hi", options=("--at", "tomorrow"))
    assert result.exit_code == 2 and "write it like 2026-01-05 09:00" in result.output
