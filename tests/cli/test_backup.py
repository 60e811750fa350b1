"""`askfirst backup`, `restore` and `person`: a copy can be trusted, and an older one can't write to who said no since."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections import namedtuple
from itertools import count
from pathlib import Path

import pytest

from bot import settings, wiring
from bot.channels.console import Console
from bot.core.incoming import Sender
from bot.services.rehearsal import Rehearsal
from bot.store import backups
from tests.cli.test_commands import environ as full_environ
from tests.cli.test_commands import run

__all__ = ["full_environ"]
WHATSAPP = Console()  # it outlives our programs, and never gives an id twice
COUNT = count(1)
PHONE = "15550102233"
ASKED = [
    "send",
    "--person",
    PHONE,
    "--purpose",
    "offers",
    "--template",
    "spring_offer",
    "--param",
    "item=tea",
    "--json",
]


@pytest.fixture
def environ(full_environ: dict[str, str]) -> dict[str, str]:
    """The starter's flows without the questions: each command reads the files anew, and these tests call many."""
    Path(full_environ["ASKFIRST_FLOWS"], "faq.yaml").unlink()
    return full_environ


def write(environ: dict[str, str], *acts: str, phone: str = PHONE, name: str = "") -> None:
    """Let somebody write to the bot on the database of the environment; "[Title]" taps."""
    bot = wiring.build(settings.load(environ, whatsapp=False), WHATSAPP)
    made = Rehearsal(bot.store, bot.worker, bot.clock, WHATSAPP, Sender(phone=phone, name=name), next(COUNT) * 100)
    for act in acts:
        if act.startswith("["):
            assert made.tap(act[1:-1]) is not None
        else:
            made.say(act)
    bot.worker.stop()
    bot.store.close()


def agreed(environ: dict[str, str], phone: str = PHONE) -> None:
    write(environ, "hi", "[Offers by WhatsApp]", "[Yes, please]", phone=phone)


def refused() -> str:
    result = run(*ASKED)
    assert result.exit_code == 1, result.output
    return str(json.loads(result.output)["reason"])


def test_a_backup_is_checked_and_can_be_checked_again(environ: dict[str, str], tmp_path: Path) -> None:
    agreed(environ, PHONE)
    told = json.loads(run("backup", "copy.db", "--json").output)
    assert told["lines"] == 2 and told["persons"] == 1
    before = (tmp_path / "copy.db").read_bytes()
    assert "the ledger is whole: 2 lines" in run("restore", "copy.db", "--verify").output
    assert (tmp_path / "copy.db").read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]
    assert run("backup", "copy.db").exit_code == 1


def test_a_restored_backup_is_the_database_again(environ: dict[str, str], tmp_path: Path) -> None:
    agreed(environ, PHONE)
    run("backup", "copy.db")
    agreed(environ, "15550102299")
    result = run("restore", "copy.db", "--yes", "--json")
    told = json.loads(result.output)
    assert result.exit_code == 0 and told["learnt"] == 0
    assert run("consent", "show", PHONE).exit_code == 0
    assert run("consent", "show", "15550102299").exit_code == 1
    assert run(*ASKED).exit_code == 0
    with sqlite3.connect(tmp_path / "a.db.replaced") as old:
        assert old.execute("SELECT count(*) FROM persons").fetchone() == (2,)


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize(
    ("acts", "reason"),
    [
        (["stop"], "withdrawn"),
        (["please delete my data", "[Yes, delete it]"], "no_consent"),
        (["wrong number"], "invalidated"),
        (["cancel"], "withdrawn"),
    ],
)
def test_an_older_backup_learns_who_said_no_since(
    environ: dict[str, str], tmp_path: Path, acts: list[str], reason: str, by_hand: bool
) -> None:
    """must 39: Before the first send, also where somebody copies the file back by hand."""
    agreed(environ, PHONE)
    agreed(environ, "15550102299")
    run("backup", "old.db")
    assert run(*ASKED).exit_code == 0
    write(environ, *acts)
    assert refused() == (reason if acts != ["cancel"] else "held")
    if by_hand:
        for each in tmp_path.glob("a.db-*"):
            each.unlink()
        shutil.copy("old.db", "a.db")
    else:
        assert json.loads(run("restore", "old.db", "--yes", "--json").output)["learnt"] >= 1
    for _ in range(2):  # it learns once, and it holds
        assert refused() == reason
    other = [*ASKED]
    other[2] = "15550102299"
    assert run(*other).exit_code == 0
    assert run("consent", "verify").exit_code == 0


def test_a_doubt_that_was_cleared_up_is_no_stop_in_an_older_backup(environ: dict[str, str]) -> None:
    agreed(environ, PHONE)
    run("backup", "old.db")
    write(environ, "cancel", "[Something else]")
    assert run("restore", "old.db", "--yes").exit_code == 0
    assert run(*ASKED).exit_code == 0


def test_an_erased_person_is_erased_in_an_older_backup_too(environ: dict[str, str], tmp_path: Path) -> None:
    """must 38."""
    agreed(environ, PHONE)
    run("backup", "old.db")
    assert run("person", "erase", PHONE, "--yes").exit_code == 0
    assert PHONE.encode() in (tmp_path / "old.db").read_bytes()
    assert run("restore", "old.db", "--yes").exit_code == 0
    left = [path.name for path in tmp_path.glob("a.db*") if PHONE.encode() in path.read_bytes()]
    assert left == []


def test_a_new_yes_after_a_restore_is_a_yes(environ: dict[str, str]) -> None:
    agreed(environ, PHONE)
    run("backup", "old.db")
    write(environ, "stop")
    run("restore", "old.db", "--yes")
    assert refused() == "withdrawn"
    write(environ, "START", "[Yes, please]")
    for _ in range(2):
        assert run(*ASKED).exit_code == 0


def test_the_list_of_stops_has_no_personal_data_and_a_cut_line_does_no_harm(
    environ: dict[str, str], tmp_path: Path
) -> None:
    agreed(environ, PHONE)
    run("backup", "old.db")
    write(environ, "stop", name="Otto Wallach")
    text = (tmp_path / "a.db.stops").read_text("utf-8")
    assert "withdrawn" in text and PHONE not in text and "Otto" not in text and "wamid" not in text
    with (tmp_path / "a.db.stops").open("a") as file:
        file.write('{"kind": "withdr')
    run("restore", "old.db", "--yes")
    assert refused() == "withdrawn"
    agreed(environ, "15550102299")
    write(environ, "stop", phone="15550102299")
    lines = (tmp_path / "a.db.stops").read_text("utf-8").splitlines()
    assert json.loads(lines[-1])["kind"] == "withdrawn"


def test_a_stop_that_can_not_be_noted_is_not_done_by_half(environ: dict[str, str], tmp_path: Path) -> None:
    """Where the list can't be written, the stop waits in the inbox and nothing else is committed with it."""
    agreed(environ, PHONE)
    bot = wiring.build(settings.load(environ, whatsapp=False), WHATSAPP)
    (tmp_path / "a.db.stops").mkdir()
    play = Rehearsal(bot.store, bot.worker, bot.clock, WHATSAPP, Sender(phone=PHONE), next(COUNT) * 100)
    with pytest.raises(Exception, match="stops"):
        play.say("stop")
    assert bot.store.read(lambda tx: tx.inbox.waiting()) == 1
    (tmp_path / "a.db.stops").rmdir()
    bot.worker.settle()
    bot.worker.stop()
    bot.store.close()
    assert refused() == "withdrawn"


def test_a_damaged_or_foreign_backup_is_refused_and_nothing_changes(environ: dict[str, str], tmp_path: Path) -> None:
    agreed(environ, PHONE)
    run("backup", "copy.db")
    db = sqlite3.connect("copy.db")
    db.executescript("DROP TRIGGER evidence_no_update; UPDATE evidence SET body = replace(body, 'Yes', 'No')")
    db.close()
    result = run("restore", "copy.db", "--yes")
    assert result.exit_code == 1 and "evidence_no_update is missing" in result.output
    other = sqlite3.connect("other.db")
    other.executescript("CREATE TABLE x (y)")
    other.close()
    assert run("restore", "other.db", "--yes").exit_code == 1
    assert run("consent", "show", PHONE).exit_code == 0


def test_another_key_is_noticed(environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    agreed(environ, PHONE)
    run("backup", "copy.db")
    key = tmp_path / "a.db.key"
    kept = key.read_bytes()
    key.unlink()
    result = run("restore", "copy.db", "--yes")
    assert result.exit_code == 1 and "a.db.key" in result.output and not key.exists()
    key.write_bytes(b"another one, quite long")
    assert run("restore", "copy.db", "--yes").exit_code == 1
    key.write_bytes(kept)
    assert run("restore", "copy.db", "--yes").exit_code == 0


def test_the_secret_key_can_be_changed(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """must 40: What was sealed and hashed under the old key holds; an unnamed old key is asked for."""
    agreed(environ, PHONE)
    agreed(environ, "15550102299")
    assert run("person", "erase", "15550102299", "--yes").exit_code == 0
    run("backup", "copy.db")
    monkeypatch.setenv("ASKFIRST_SECRET_KEY", "the second key")
    assert run(*ASKED).exit_code == 0, "the made key is still beside the database"
    first = (tmp_path / "a.db.key").read_text()
    (tmp_path / "a.db.key").unlink()
    result = run("consent", "verify")
    assert result.exit_code == 1 and "ASKFIRST_OLD_SECRET_KEYS" in result.output
    monkeypatch.setenv("ASKFIRST_OLD_SECRET_KEYS", f"older still, {first}")
    assert run("consent", "verify").exit_code == 0
    assert run("restore", "copy.db", "--verify").exit_code == 0
    assert first not in run("doctor").output


def test_nothing_is_replaced_under_a_running_bot(environ: dict[str, str]) -> None:
    agreed(environ, PHONE)
    run("backup", "copy.db")
    bot = wiring.build(settings.load(environ, whatsapp=False), Console())
    result = run("restore", "copy.db", "--yes")
    assert result.exit_code == 1 and "Stop AskFirst first" in result.output
    assert bot.store.lead()
    assert "Stop it first" in run("restore", "copy.db", "--yes").output
    bot.worker.stop()
    bot.store.close()
    assert run("restore", "copy.db", "--yes").exit_code == 0


def test_a_full_disk_is_said_before_anything_is_written(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed(environ, PHONE)
    usage = namedtuple("usage", "total used free")(10, 10, 4096)
    monkeypatch.setattr(backups.shutil, "disk_usage", lambda _: usage)
    result = run("backup", "copy.db")
    assert result.exit_code == 1 and "0 MB free" in result.output and not (tmp_path / "copy.db").exists()


# ---- askfirst person


def test_a_person_is_exported_by_command(environ: dict[str, str]) -> None:
    agreed(environ, PHONE)
    told = json.loads(run("person", "export", f"+{PHONE}", "--json").output)
    assert told["identifiers"][0]["value"] == PHONE
    assert "at most two a month" in json.dumps(told["consents"])
    assert "to these words" in run("person", "export", PHONE).output


def test_a_person_is_erased_by_command_after_a_question(environ: dict[str, str], tmp_path: Path) -> None:
    agreed(environ, PHONE)
    assert run("person", "erase", PHONE, input="n\n").exit_code == 1
    assert run("person", "export", PHONE).exit_code == 0
    result = run("person", "erase", PHONE, input="y\n")
    assert result.exit_code == 0 and "1 identifiers" in result.output and "keyed code" in result.output
    assert [path.name for path in tmp_path.iterdir() if path.is_file() and PHONE.encode() in path.read_bytes()] == []
    again = run("person", "erase", PHONE, "--yes")
    assert again.exit_code == 1 and PHONE not in again.output
    assert refused() == "no_consent"


def test_the_files_with_hashes_are_for_the_owner_only(environ: dict[str, str], tmp_path: Path) -> None:
    agreed(environ, PHONE)
    write(environ, "stop")
    run("backup", "copy.db")
    for name in ("a.db.stops", "a.db.key", "copy.db"):
        assert os.stat(tmp_path / name).st_mode & 0o077 == 0
