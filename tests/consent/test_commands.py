"""`askfirst consent …` as a person and a script meet it, on a real database file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot import settings, wiring
from bot.channels.console import Console
from bot.core.incoming import Sender
from bot.services.rehearsal import Rehearsal
from tests.cli.test_commands import agreed, environ, run  # noqa: F401  (environ is a fixture)

LINE = "phone;purpose;source;date;words;evidence id\n+15550100009;offers;fair;2025-05-01;yes;scan-1\n+15550100002;offers;fair;2025-05-01;yes;scan-2\nx;offers;fair;2025-05-01;yes;scan-3\n"


def another(environ: dict[str, str]) -> None:  # noqa: F811
    """Let a second person agree."""
    bot = wiring.build(settings.load(environ, whatsapp=False), Console())
    play = Rehearsal(bot.store, bot.worker, bot.clock, bot.channel, Sender(phone="15550100003"), count=500)
    play.say("offers")
    play.tap("Yes, please")
    bot.worker.stop()
    bot.store.close()


def test_show_as_json_keeps_its_shape(environ: dict[str, str]) -> None:  # noqa: F811
    """Scripts rely on these keys; more may come."""
    agreed(environ)
    told = json.loads(run("consent", "show", "15550100002", "--json").output)
    assert {"person", "identifiers", "purposes", "events"} <= set(told)
    assert set(told["purposes"]["offers"]) == {"state", "since"}
    assert {"seq", "at", "kind", "purpose", "evidence"} <= set(told["events"][0])
    assert told["receipt"] == f"{told['events'][-1]['seq']}:{told['events'][-1]['hash']}" == told["head"]
    text = run("consent", "show", "15550100002").output
    assert f"receipt {told['receipt']}" in text and "button consent:grant:offers" in text


def test_show_as_a_page_and_as_linked_data(environ: dict[str, str], tmp_path: Path) -> None:  # noqa: F811
    agreed(environ)
    assert run("consent", "show", "15550100002", "--html", "proof.html").exit_code == 0
    assert (tmp_path / "proof.html").read_text("utf-8").startswith("<!doctype html>")
    linked = run("consent", "show", "15550100002", "--jsonld")
    assert json.loads(linked.output)["@type"] == "dpv:ConsentReceipt" and "15550100002" not in linked.output
    assert run("consent", "show", "15550100002", "--jsonld", "--json").exit_code == 2
    assert run("consent", "show", "15550199999").exit_code == 1


@pytest.mark.parametrize("option", ["--receipt", "--anchor"])
def test_verify_against_what_was_kept_elsewhere(environ: dict[str, str], option: str) -> None:  # noqa: F811
    """0 for the true one, 1 with the first broken line for another, 2 for what is none."""
    agreed(environ)
    kept = json.loads(run("consent", "show", "15550100002", "--json").output)["receipt"]
    assert run("consent", "verify", option, kept).exit_code == 0
    wrong = run("consent", "verify", option, f"1:{'0' * 64}")
    assert wrong.exit_code == 1 and "First broken line: 1" in wrong.output
    assert run("consent", "verify", option, f"9:{'0' * 64}").exit_code == 1
    told = json.loads(run("consent", "verify", option, f"1:{'0' * 64}", "--json").output)
    assert told["broken"]["seq"] == 1 and not told["ok"]
    assert run("consent", "verify", option, "nonsense").exit_code == 2


def test_export_makes_a_bundle_that_checks_itself(environ: dict[str, str], tmp_path: Path) -> None:  # noqa: F811
    agreed(environ)
    another(environ)
    told = json.loads(run("consent", "export", "out", "--person", "15550100002", "--json").output)
    assert (told["lines"], told["evidence"], told["notices"]) == (4, 2, 1)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(tmp_path / "out/verify.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    again = run("consent", "export", "out")
    assert again.exit_code == 1 and "not empty" in again.output


def test_withdraw_records_and_says_what_it_blocked(environ: dict[str, str]) -> None:  # noqa: F811
    """Exit code 1 for somebody unknown and for an unknown purpose, 2 without a note."""
    agreed(environ)
    send = (
        "send",
        "--person",
        "15550100002",
        "--purpose",
        "offers",
        "--template",
        "spring_offer",
        "--param",
        "item=cake",
    )
    assert run(*send).exit_code == 0
    assert run("consent", "withdraw", "15550100002").exit_code == 2
    assert run("consent", "withdraw", "15550199999", "--note", "x").exit_code == 1
    assert run("consent", "withdraw", "15550100002", "--purpose", "parties", "--note", "x").exit_code == 1
    done = json.loads(run("consent", "withdraw", "15550100002", "--note", "e-mail of 3 May", "--json").output)
    assert done["blocked"] == 1
    told = json.loads(run("consent", "show", "15550100002", "--json").output)
    assert told["purposes"]["offers"]["state"] == "withdrawn"
    assert told["events"][-1]["evidence"]["note"] == "e-mail of 3 May" and told["events"][-1]["evidence"]["by"]
    assert "withdrawn" in run(*send).output


def test_import_reports_each_line_and_is_1_where_one_is_wrong(environ: dict[str, str], tmp_path: Path) -> None:  # noqa: F811
    """Semicolons as spreadsheets write them; the same file twice changes nothing."""
    agreed(environ)
    (tmp_path / "old.csv").write_text("\ufeff" + LINE, "utf-8")
    first = run("consent", "import", "old.csv")
    assert first.exit_code == 1 and "1 imported, 0 known, 1 agreed, 0 stopped, 1 problem" in first.output
    told = json.loads(
        run("consent", "import", "old.csv", "--json").output.partition("{")[1]
        + run("consent", "import", "old.csv", "--json").output.partition("{")[2]
    )
    assert [line["outcome"] for line in told["lines"]] == ["known", "agreed", "problem"]
    refused = run(
        "send", "--person", "15550100009", "--purpose", "offers", "--template", "spring_offer", "--param", "item=cake"
    )
    assert refused.exit_code == 1 and "no_consent" in refused.output


def test_link_needs_a_number_and_writes_a_picture(environ: dict[str, str], tmp_path: Path) -> None:  # noqa: F811
    assert "--number" in run("consent", "link", "offers", "--single-use").output
    made = run(
        "consent",
        "link",
        "offers",
        "--single-use",
        "--number",
        "+351 21 555 0100",
        "--qr",
        "q.svg",
        "--text",
        "Offers: {code}",
        "--json",
    )
    told = json.loads(made.output)
    assert told["link"].startswith("https://wa.me/351215550100?text=Offers%3A%20") and told["code"] in told["link"]
    assert "<svg" in (tmp_path / "q.svg").read_text("utf-8")
    assert run("consent", "link", "parties", "--single-use", "--number", "+351215550100").exit_code == 1
    assert run("consent", "link", "offers", "--code", "A", "--single-use").exit_code == 2


def test_a_proof_is_shown_whatever_is_wrong_with_the_newest_files(environ: dict[str, str]) -> None:  # noqa: F811
    """must 16: an auditor who asks today does not wait until somebody has mended a notice."""
    agreed(environ)
    path = Path(environ["ASKFIRST_FLOWS"], "consent.yaml")
    path.write_text(path.read_text("utf-8").replace("{business.privacy_url}", "here"), "utf-8")
    assert run("check", environ["ASKFIRST_FLOWS"]).exit_code == 1
    shown = run("consent", "show", "15550100002")
    assert shown.exit_code == 0 and "granted" in shown.output
