"""`askfirst user` as an owner meets it, on a real database file, with the pages opened on the same file."""

from __future__ import annotations

import base64
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot import settings, wiring
from bot.channels.console import Console
from bot.cli import main
from bot.core import otp
from bot.core.incoming import Sender
from bot.services.doctor import examine
from bot.services.rehearsal import Rehearsal
from bot.web import create_app
from tests.web.signing import PASSWORD, Browser
from tests.world import FLOWS


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.chdir(tmp_path)
    for name in [name for name, _, _ in settings.table()]:
        monkeypatch.delenv(name, raising=False)
    flows = tmp_path / "flows"
    shutil.copytree(FLOWS, flows)
    values = {"ASKFIRST_DATABASE": f"sqlite:///{tmp_path / 'a.db'}", "ASKFIRST_FLOWS": str(flows)}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


def run(*arguments: str, input: str | None = None) -> Result:
    result = CliRunner().invoke(main, ["user", *arguments], input=input)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def told(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").output)


def test_add_prints_a_link_that_leads_in(environ: dict[str, str]) -> None:
    """From the terminal to the page: one link, a password, an app, ten codes, signed in."""
    result = run("add", "Olga", "--email", "olga@example.com", "--role", "owner")
    assert result.exit_code == 0 and "works once, within 24 hours" in result.output
    link = re.search(r"http://127\.0\.0\.1:8000(/desk/first/\S+)", result.output)
    assert link
    bot = wiring.build(settings.load(environ, whatsapp=False), Console())
    app = create_app(bot.front)
    app.test_client_class = Browser
    made: Any = app.test_client()
    made.get(link[1])
    made.send(link[1], password=PASSWORD, again=PASSWORD)
    page = made.follow().get_data(as_text=True)
    secret = re.search(r'class="secret" dir="ltr">([A-Z2-7 ]+)<', page)
    assert secret
    code = otp.code(base64.b32decode(secret[1].replace(" ", "")), bot.clock.now() // otp.STEP)
    assert made.send("/desk/first-factor", code=code).status_code == 200
    assert made.get("/desk/users").status_code == 200
    bot.store.close()
    (one,) = told("list")["users"]
    assert one["ready"] and one["sessions"] == 1 and "signed in, last seen" in run("list").output
    assert "1 in all." in run("sessions", "Olga").output
    assert "Signed out of 1" in run("sessions", "Olga", "--end").output
    assert "not signed in" in run("list").output


def test_the_public_address_is_the_links(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASKFIRST_PUBLIC_URL", "https://bot.example.com/")
    assert told("add", "Olga", "--email", "o@example.com")["link"].startswith("https://bot.example.com/desk/first/")
    assert "ASKFIRST_PUBLIC_URL" not in run("link", "Olga").output
    monkeypatch.delenv("ASKFIRST_PUBLIC_URL")
    assert "Set ASKFIRST_PUBLIC_URL, such as" in run("link", "Olga").output


def test_no_password_is_asked_for_printed_or_made(environ: dict[str, str]) -> None:
    assert "password" not in run("add", "--help").output.replace("chooses the password", "")
    run("add", "Olga", "--email", "olga@example.com", "--role", "owner")
    bot = wiring.build(settings.load(environ, whatsapp=False), Console())
    (only,) = bot.store.read(lambda tx: tx.users.all())
    assert bot.store.read(lambda tx: tx.users.credential(only.id)) is None
    bot.store.close()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["add", "X", "--email", "nope"], "nope is no e-mail address. Write it like"),
     (["add", "X", "--email", "olga@example.com"], "olga@example.com is a user already."),
     (["add", "X", "--email", "x@example.com", "--team", "moon"], "There is no team moon."),
     (["role", "olga@example.com", "agent"], "This is the only owner."),
     (["remove", "olga@example.com", "--yes"], "This is the only owner."),
     (["link", "who"], "No one user is called 'who'."), (["sessions", "who"], "No one user is called 'who'.")],
)  # fmt: skip
def test_what_cannot_be_done_is_a_sentence_and_exit_code_1(
    environ: dict[str, str], arguments: list[str], says: str
) -> None:
    run("add", "Olga", "--email", "olga@example.com", "--role", "owner")
    result = run(*arguments)
    assert result.exit_code == 1 and says in result.output
    assert len(told("list")["users"]) == 1


def test_role_and_removal_are_in_the_audit_log_with_who_did_it(environ: dict[str, str]) -> None:
    run("add", "Olga", "--email", "olga@example.com", "--role", "owner")
    rita = told("add", "Rita", "--email", "rita@example.com", "--team", "front")["user"]
    assert run("role", "Rita", "auditor").output.startswith("Rita is auditor now.")
    assert run("remove", "Rita", input="n\n").exit_code == 1
    assert run("remove", "Rita", input="y\n").exit_code == 0
    lines = told("audit")["lines"]
    assert [line["what"] for line in lines] == [
        "user_removed",
        "teams_changed",
        "role_changed",
        "user_added",
        "user_added",
    ]
    assert all(line["user"].startswith("terminal:") for line in lines)
    assert lines[2]["about"] == f"{rita}:agent:auditor" and "rita@" not in json.dumps(lines)
    assert f"removed a user  {rita}" in run("audit").output
    assert [line["what"] for line in told("audit", "--limit", "1")["lines"]] == ["user_removed"]


def test_a_name_that_two_share_is_not_guessed(environ: dict[str, str]) -> None:
    for n in (1, 2):
        run("add", "Ana", "--email", f"ana{n}@example.com")
    assert run("link", "Ana").exit_code == 1 and run("link", "ana2@example.com").exit_code == 0


def test_the_list_says_how_to_begin(environ: dict[str, str]) -> None:
    assert "askfirst user add NAME --email ADDRESS --role owner" in run("list").output


def test_doctor_says_that_nobody_is_there_yet_and_whose_key_is_gone(environ: dict[str, str]) -> None:
    def users(**more: str) -> Any:
        values = settings.load({**environ, **more}, whatsapp=False)
        bot = wiring.build(values, Console())
        found = examine(bot.front, channel=bot.channel, disk=10**12, drift="", settings=values)
        bot.store.close()
        return next(each for each in found if each.name == "users")

    assert users().well and "nobody yet: askfirst user add" in users().says
    test_add_prints_a_link_that_leads_in(environ)
    assert users().well and users().says == "1, 1 of them owners"
    Path("a.db.key").rename("other.key")
    assert not users(ASKFIRST_SECRET_KEY="another").well
    assert "ASKFIRST_OLD_SECRET_KEYS" in users(ASKFIRST_SECRET_KEY="another").says
    assert users(ASKFIRST_SECRET_KEY="another", ASKFIRST_OLD_SECRET_KEYS=Path("other.key").read_text()).well


def test_exports_and_erasures_are_in_the_audit_log_by_id(environ: dict[str, str], tmp_path: Path) -> None:
    bot = wiring.build(settings.load(environ, whatsapp=False), Console())
    play = Rehearsal(bot.store, bot.worker, bot.clock, bot.channel, Sender(phone="15550100002"))
    play.say("hi")
    person = bot.store.read(lambda tx: tx.persons.lookup("15550100002"))
    bot.worker.stop()
    bot.store.close()
    for command in (["person", "export", "15550100002"], ["consent", "export", str(tmp_path / "bundle")],
                    ["person", "erase", "15550100002", "--yes"]):  # fmt: skip
        assert CliRunner().invoke(main, command).exit_code == 0
    lines = told("audit")["lines"]
    assert [(line["what"], line["about"]) for line in lines] == [
        ("erased", person), ("proofs_exported", ""), ("exported", person),
    ]  # fmt: skip
