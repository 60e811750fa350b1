"""`askfirst tell` and what `askfirst doctor` says of it, on a real database file and a real mail server."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import settings
from bot.cli import main
from bot.services.doctor import Finding, examine
from bot.services.telling_doctor import looks
from tests.channels.peer import Peer, answer
from tests.telling.chatwoot import ACCOUNT, INBOX, SECRET, TOKEN, Chatwoot
from tests.telling.office import Office, flows_with
from tests.telling.postbox import Postbox
from tests.world import FLOWS


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in [name for name, _, _ in settings.table()]:
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(FLOWS, tmp_path / "flows")
    monkeypatch.setenv("ASKFIRST_DATABASE", f"sqlite:///{tmp_path / 'a.db'}")
    return tmp_path


def rows(folder: Path, text: str) -> None:
    (folder / "flows/tell.yaml").write_text(f"handover:\n  tell:\n{text}", "utf-8")


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    with Postbox() as made:
        monkeypatch.setenv("ASKFIRST_SMTP_URL", f"smtp://127.0.0.1:{made.port}?tls=off")
        monkeypatch.setenv("ASKFIRST_MAIL_FROM", "bot@example.com")
        yield made


def test_a_test_notice_goes_out_by_every_way_and_says_that_it_is_one(
    folder: Path, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASKFIRST_HOOK_SECRET", "s3cret")
    with Peer(answer(200)) as peer:
        rows(folder, f'    - email: [front@example.com]\n    - webhook: {{url: "{peer.url}"}}\n')
        told = run("tell", "--test")
        assert told.exit_code == 0, told.output
        assert "✓ email    front@example.com: told" in told.output and f"✓ webhook  {peer.url}: told" in told.output
        assert peer.body["event"] == "test"
    assert box.mails[0][2]["Subject"] == "A test: this is how you hear that a customer waits"


def test_who_could_not_be_told_is_named_with_the_reason(folder: Path, box: Postbox) -> None:
    box.refuse = {"RCPT": "550 no"}
    rows(folder, "    - email: [front@example.com]\n")
    told = run("tell", "--test")
    assert told.exit_code == 1
    assert "✗ email    front@example.com: the mail server does not take this address (550)" in told.output


def test_without_the_test_it_shows_who_is_told(folder: Path) -> None:
    rows(folder, "    - email: [front@example.com, accounts]\n      team: front\n")
    assert run("tell").output == "email    front@example.com, accounts (front): waiting, late, unanswered\n"
    (row,) = json.loads(run("tell", "--json").output)["tell"]
    assert row["to"] == ["front@example.com", "accounts"]


def test_nobody_is_a_sentence_too(folder: Path) -> None:
    assert "nobody" in run("tell").output
    assert "Nobody is told" in run("tell", "--test").output


# ---- doctor


def examined(office: Office) -> dict[str, Finding]:
    more = looks(office.bot.store, office.bot.flows.book, office.bot.clock, office.bot.tellers, office.bot.help_desks)
    found = examine(
        office.bot.front, channel=office.bot.channel, disk=10**12, drift="", settings=office.bot.settings, more=more
    )
    return {one.name: one for one in found}


MAIL = "handover: {teams: [front], tell: [{email: [front@example.com]}, {webhook: {url: 'http://127.0.0.1:1/x'}}]}\n"


def test_doctor_signs_in_at_the_mail_server_and_names_what_is_missing() -> None:
    with Postbox() as box:
        office = Office(
            flows_with(MAIL),
            ASKFIRST_SMTP_URL=f"smtp://127.0.0.1:{box.port}?tls=off",
            ASKFIRST_MAIL_FROM="b@example.com",
        )
        found = examined(office)
        assert found["email"].well and box.said[0] == "EHLO" and not box.mails
        assert not found["webhook"].well and "ASKFIRST_HOOK_SECRET" in found["webhook"].says
        assert found["telling"].well
        office.close()
    office = Office(flows_with(MAIL))
    assert examined(office)["email"].says == "ASKFIRST_SMTP_URL is not set, so no mail can leave"
    office.close()


def test_doctor_tells_what_was_given_up() -> None:
    office = Office(flows_with(MAIL))
    office.customer().says("person")
    office.told()
    office.clock.advance(86_400)
    office.told()
    found = examined(office)["telling"]
    assert not found.well and "given up in the last week: 1 by email (ASKFIRST_SMTP_URL is not set" in found.says
    office.close()


def test_a_bot_that_tells_nobody_has_nothing_to_examine() -> None:
    office = Office(flows_with("handover: {teams: [front]}\n"))
    assert not {"email", "push", "webhook", "telling", "chatwoot"} & set(examined(office))
    office.close()


def test_doctor_looks_at_chatwoots_inbox() -> None:
    with Chatwoot(1) as there:
        base = {"ASKFIRST_CHATWOOT_URL": there.url, "ASKFIRST_CHATWOOT_TOKEN": TOKEN, "ASKFIRST_CHATWOOT_SECRET": SECRET,
                "ASKFIRST_CHATWOOT_ACCOUNT": str(ACCOUNT), "ASKFIRST_CHATWOOT_INBOX": str(INBOX)}  # fmt: skip
        says = {}
        for name, change in (
            ("well", {}), ("token", {"ASKFIRST_CHATWOOT_TOKEN": "wrong"}), ("inbox", {"ASKFIRST_CHATWOOT_INBOX": "8"}),
            ("secret", {"ASKFIRST_CHATWOOT_SECRET": ""}),
        ):  # fmt: skip
            office = Office(flows_with("handover: {teams: [front]}\n"), **{**base, **change})
            found = examined(office)["chatwoot"]
            says[name] = found.says
            assert found.well is (name == "well"), found
            office.close()
    assert "ASKFIRST_CHATWOOT_TOKEN" in says["token"] and "wrong" not in says["token"]
    assert "not an API inbox" in says["inbox"] and "ASKFIRST_CHATWOOT_SECRET" in says["secret"]
    assert re.fullmatch(r"answers; \d+ events wait", says["well"])


def test_doctor_tells_what_could_not_be_brought_to_chatwoot() -> None:
    with Chatwoot(1) as there:
        office = Office(
            flows_with("handover: {teams: [front]}\n"), ASKFIRST_CHATWOOT_URL=there.url, ASKFIRST_CHATWOOT_TOKEN=TOKEN,
            ASKFIRST_CHATWOOT_ACCOUNT=str(ACCOUNT), ASKFIRST_CHATWOOT_INBOX=str(INBOX), ASKFIRST_CHATWOOT_SECRET=SECRET,
        )  # fmt: skip
        there.down = True
        office.customer().says("person")
        assert office.bridge.step() == 0
        office.clock.advance(86_400)
        assert office.bridge.step() == 1
        there.down = False
        found = examined(office)["chatwoot"]
        assert not found.well and "could not be brought over, the last: Chatwoot answered 503" in found.says
        office.close()


def test_what_a_way_says_of_itself_is_never_a_secret() -> None:
    with Postbox(user="u", password="right") as box:
        office = Office(
            flows_with(MAIL), ASKFIRST_SMTP_URL=f"smtp://u:h1dden@127.0.0.1:{box.port}?tls=off",
            ASKFIRST_MAIL_FROM="b@example.com",
        )  # fmt: skip
        assert "h1dden" not in str(examined(office)) and "h1dden" not in repr(office.bot.settings)
        office.close()
