"""The command line as a person and as a script meet it, on a real database file."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot import settings, wiring
from bot.channels.console import Console
from bot.cli import COMMANDS, main
from bot.core.incoming import Sender
from bot.services.rehearsal import Rehearsal
from tests.world import FLOWS


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.chdir(tmp_path)
    for name in [name for name, _, _ in settings.table()]:
        monkeypatch.delenv(name, raising=False)
    flows = tmp_path / "flows"
    shutil.copytree(FLOWS, flows)
    consent = (flows / "consent.yaml").read_text("utf-8")
    (flows / "consent.yaml").write_text(re.sub(r"quiet_hours: .*", "", consent), "utf-8")  # these tests run at any hour
    values = {"ASKFIRST_DATABASE": f"sqlite:///{tmp_path / 'a.db'}", "ASKFIRST_FLOWS": str(flows)}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


def run(*arguments: str, input: str | None = None) -> Result:
    result = CliRunner().invoke(main, list(arguments), input=input)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def agreed(environ: dict[str, str], phone: str = "15550100002") -> None:
    """Let somebody say hi and yes to offers, through the whole bot, on the database of the environment."""
    bot = wiring.build(settings.load(environ, whatsapp=False), Console())
    play = Rehearsal(bot.store, bot.worker, bot.clock, bot.channel, Sender(phone=phone))
    play.say("hi")
    play.tap("Offers by WhatsApp")
    play.tap("Yes, please")
    bot.worker.stop()
    bot.store.close()


def test_every_command_has_help() -> None:
    for name in COMMANDS:
        result = run(name, "--help")
        assert result.exit_code == 0 and len(result.output.splitlines()) > 3


def test_missing_settings_are_a_sentence_each_all_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name, _, _ in settings.table()]:
        monkeypatch.delenv(name, raising=False)
    result = run("serve")
    assert result.exit_code == 2
    for name in ("ACCESS_TOKEN", "APP_SECRET", "VERIFY_TOKEN", "PHONE_NUMBER_ID"):
        assert f"WHATSAPP_{name} is not set." in result.output


def test_a_wrong_setting_is_named_with_its_value_and_cure(environ: dict[str, str], monkeypatch: Any) -> None:
    monkeypatch.setenv("ASKFIRST_DATABASE", "mysql://x")
    result = run("consent", "verify")
    assert result.exit_code == 2 and "'mysql://x'" in result.output and "sqlite:///askfirst.db" in result.output


def test_send_refuses_whom_nobody_knows_with_exit_code_1(environ: dict[str, str]) -> None:
    asked = ["--person", "+15550100002", "--purpose", "offers", "--template", "spring_offer", "--param", "item=tea"]
    result = run("send", *asked, "--json")
    told = json.loads(result.output)
    assert result.exit_code == 1
    assert told["verdict"] == "refused" and told["reason"] == "no_consent" and told["message"] is None


def test_send_clears_and_queues_after_a_yes_and_the_same_key_sends_once(environ: dict[str, str]) -> None:
    agreed(environ)
    asked = ["--person", "+1 (555) 010-0002", "--purpose", "offers", "--template", "spring_offer", "--key", "k1"]
    first = run("send", *asked, "--param", "item=tea", "--json")
    again = run("send", *asked, "--param", "item=tea", "--json")
    other = run("send", *asked, "--param", "item=cake", "--json")
    assert first.exit_code == again.exit_code == 0
    assert json.loads(first.output) == json.loads(again.output)
    assert json.loads(first.output)["verdict"] == "cleared"
    assert other.exit_code == 1 and json.loads(other.output)["verdict"] == "conflict"


def test_consent_show_tells_the_exact_words(environ: dict[str, str]) -> None:
    agreed(environ)
    told = json.loads(run("consent", "show", "15550100002", "--json").output)
    assert told["purposes"]["offers"]["state"] == "granted"
    kinds = [event["kind"] for event in told["events"]]
    assert kinds == ["asked", "granted"]
    assert "May Café Aurora send you offers" in told["events"][1]["evidence"]["shown"]["text"]
    assert "answered by tap: Yes, please" in run("consent", "show", "15550100002").output


def test_consent_verify_is_0_on_a_whole_ledger(environ: dict[str, str]) -> None:
    agreed(environ)
    result = run("consent", "verify", "--json")
    assert result.exit_code == 0 and json.loads(result.output)["lines"] == 2


def test_check_prints_problems_as_json_and_exits_1(environ: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "wrong"
    folder.mkdir()
    (folder / "a.yaml").write_text("flows:\n  x:\n    steps:\n      - sayy: hello\n", "utf-8")
    result = run("check", str(folder), "--json")
    problems = json.loads(result.output)["problems"]
    assert result.exit_code == 1
    assert {"path", "line", "column", "level", "what", "cure"} == set(problems[0])
    assert any(p["line"] == 4 and "say" in p["cure"] for p in problems)


def test_the_starter_has_no_problems_and_its_talks_pass(environ: dict[str, str]) -> None:
    assert json.loads(run("check", str(FLOWS), "--json").output) == {"problems": []}
    result = run("test", str(FLOWS), "--json")
    assert result.exit_code == 0 and all(talk["passed"] for talk in json.loads(result.output)["talks"])


def test_understand_reads_lines_of_text_and_of_json(environ: dict[str, str]) -> None:
    lines = 'STOP\n{"text": "cancelar", "lang": "pt"}\nwhen are you open?\nI want to talk to a person\nxyzzy\n'
    told = [json.loads(line) for line in run("understand", "-", input=lines).output.splitlines()]
    assert [line["meaning"] for line in told] == ["stop", "stop_ambiguous", "faq", "person", "none"]
    assert told[2]["id"] == "opening_hours" and told[2]["candidates"][0][0] == "opening_hours"
    assert all(set(line) == {"text", "meaning", "id", "candidates", "why"} for line in told)


def test_understand_reads_values(environ: dict[str, str]) -> None:
    told = json.loads(run("understand", "--as", "number", "--lang", "fr", "24ans").output)
    assert told["value"] == 24
    told = json.loads(run("understand", "--as", "date", "--at", "2026-11-21T10:00:00Z", "tomorrow").output)
    assert told["value"] == "2026-11-22"


def test_a_handover_is_seen_answered_and_closed(environ: dict[str, str]) -> None:
    bot = wiring.build(settings.load(environ, whatsapp=False), Console())
    play = Rehearsal(bot.store, bot.worker, bot.clock, bot.channel, Sender(phone="15550100002", name="Ana"))
    play.say("I want to talk to a person")
    bot.store.close()
    assert "#1" in run("inbox").output and "Ana" in run("inbox").output
    assert run("inbox", "reply", "1", "Hello Ana, it's Rita").exit_code == 0
    assert run("inbox", "reply", "99", "nobody").exit_code == 1
    assert run("inbox", "close", "1").exit_code == 0
    bot = wiring.build(settings.load(environ, whatsapp=False), Console())
    bot.worker.settle()
    assert [sent.message.body for sent in bot.channel.sent] == ["Hello Ana, it's Rita", "Did we help you?"]
    bot.worker.stop()
    bot.store.close()
    assert "Nobody waits" in run("inbox").output


def test_talk_plays_in_the_terminal_and_keeps_the_conversation(environ: dict[str, str], tmp_path: Path) -> None:
    kept = tmp_path / "kept.yaml"
    result = run("talk", "--keep", str(kept), input="hi\n2\n1\n\n")
    assert "May Café Aurora send you offers" in result.output
    text = kept.read_text("utf-8")
    assert '- customer: "hi"' in text and '- tap: "Yes, please"' in text


@pytest.mark.parametrize("command", [["inbox"], ["consent", "verify"], ["check"], ["understand", "hi"]])
def test_no_command_for_the_owner_needs_metas_keys(environ: dict[str, str], command: list[str]) -> None:
    assert run(*command).exit_code == 0
