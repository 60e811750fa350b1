"""`askfirst inbox` does what the desk's page does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot import settings, wiring
from bot.channels.console import Console
from bot.cli import main
from bot.core.incoming import Sender
from bot.services.rehearsal import Rehearsal
from tests.world import FLOWS


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    found = {
        "ASKFIRST_DATABASE": f"sqlite:///{tmp_path}/a.db",
        "ASKFIRST_FLOWS": str(FLOWS),
        "ASKFIRST_SECRET_KEY": "k" * 20,
    }
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    yield found


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def works(environ: dict[str, str], *said: str, phone: str = "15550100002") -> list[Any]:
    """Let the bot hear these and do what waits; return what it sent."""
    bot = wiring.build(settings.load(environ, whatsapp=False), Console())
    play = Rehearsal(bot.store, bot.worker, bot.clock, bot.channel, Sender(phone=phone, name="Ana"))
    for words in said:
        play.say(words)
    bot.worker.settle()
    sent = [message.message for message in bot.channel.sent]  # type: ignore[attr-defined]
    bot.worker.stop()
    bot.store.close()
    return sent


def test_a_handover_from_the_terminal(environ: dict[str, str]) -> None:
    """Whoever answers sees where the consents stand (must 43)."""
    works(environ, "I want to talk to a person")
    assert "#1" in run("inbox").output and "Ana" in run("inbox", "--view", "waiting").output
    for words in (["note", "1", "likes cake"], ["tag", "1", "vip", "no:new"], ["take", "#1"]):
        assert run("inbox", *words).exit_code == 0, words
    works(environ)
    shown = run("inbox", "show", "1").output
    assert (
        "(note) likes cake" in shown
        and "taken by" in shown
        and "Consents:  offers: unknown, reminders: unknown" in shown
    )
    assert (
        "Window:    open for 23 h" in shown and "spring_offer (offers): not now: This person was never asked" in shown
    )
    told = json.loads(run("inbox", "show", "15550100002", "--json").output)
    assert told["ticket"]["tags"] == ["vip"] and told["consent"]["offers"] == "unknown" and told["messages"]
    assert run("inbox", "close", "1", "--outcome", "solved").exit_code == 0
    works(environ)
    found = json.loads(run("inbox", "--view", "all", "--json").output)["tickets"]
    assert [(card["state"], card["outcome"], card["closed_at"] is None) for card in found] == [
        ("closed", "solved", False)
    ]
    assert "Nobody waits" in run("inbox").output
    assert "in the last 30 days: 1" in run("inbox", "figures").output
    assert json.loads(run("inbox", "--figures", "--json").output)["counts"]["closed"] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["show", "99"], "Nobody with a ticket is known as '99'"),
        (["assign", "1", "team:frnt"], "did you mean front?"),
        (["note", "1", " "], "Write something first."),
        (["offer", "1", "spring_offer", "--purpose", "offers", "--param", "item=cake"], "never asked about offers"),
        (["reply", "+49 555", "x"], "Nobody is known as '+49 555'"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(environ: dict[str, str], words: list[str], told: str) -> None:
    works(environ, "I want to talk to a person")
    result = run("inbox", *words)
    assert result.exit_code == 1 and told in result.output


def test_somebody_without_a_ticket_gets_one_with_the_first_words(environ: dict[str, str]) -> None:
    works(environ, "hi")
    assert run("inbox", "reply", "15550100002", "Hello from Rita").exit_code == 0
    assert works(environ)[-1].body == "Hello from Rita"
    assert json.loads(run("inbox", "--json").output)["tickets"][0]["reason"] == "staff"
