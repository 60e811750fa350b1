"""The demo's window keeps a conversation as a talk; only there, only from here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot import settings, wiring
from bot.channels.console import Console
from bot.services.rehearsal import Rehearsal
from bot.web import create_app
from tests.world import FLOWS

PHONE = "15550100002"


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    shutil.copytree(FLOWS, tmp_path / "flows")
    return tmp_path / "flows"


def built(flows: Path, demo: str) -> wiring.Bot:
    environ = {"ASKFIRST_DATABASE": "sqlite:///:memory:", "ASKFIRST_FLOWS": str(flows), "ASKFIRST_SECRET_KEY": "k",
               "ASKFIRST_DEMO": demo}  # fmt: skip
    return wiring.build(settings.load(environ, whatsapp=False), Console())


@pytest.fixture
def client(flows: Path) -> Iterator[FlaskClient]:
    bot = built(flows, "on")
    phone = Rehearsal(bot.store, bot.worker, bot.clock, bot.channel)
    phone.say("hi")
    phone.tap("Offers by WhatsApp")
    phone.tap("Yes, please")
    yield create_app(bot.front).test_client()
    bot.worker.stop()
    bot.store.close()


def test_the_conversation_is_shown_as_a_talk_that_passes(client: FlaskClient) -> None:
    told = client.get("/demo/talk", query_string={"person": f"+{PHONE}", "title": "A yes"}).get_json()
    assert told["passes"] and not told["differences"] and not told["left_out"]
    assert (told["title"], told["file"], told["folder"]) == ("A yes", "a-yes.yaml", "flows/talks")
    assert '- tap: "Yes, please"' in told["yaml"] and "- ledger: offers granted" in told["yaml"]


def test_it_is_saved_among_the_flow_files_never_over_another(client: FlaskClient, flows: Path) -> None:
    saved = [client.post("/demo/talk", json={"person": PHONE, "title": "A yes"}) for _ in range(2)]
    assert [one.status_code for one in saved] == [201, 201]
    assert [Path(one.get_json()["saved"]).name for one in saved] == ["a-yes.yaml", "a-yes-2.yaml"]
    assert (flows / "talks/a-yes-2.yaml").read_text("utf-8").startswith('talk: "A yes"\n')


def test_what_differs_since_the_files_changed_is_told_with_its_line(flows: Path) -> None:
    bot = built(flows, "on")
    Rehearsal(bot.store, bot.worker, bot.clock, bot.channel).say("hi")
    text = (flows / "welcome.yaml").read_text("utf-8")
    (flows / "welcome.yaml").write_text(text.replace("answered by a bot", "we are all ears"), "utf-8")
    assert bot.flows.refresh()
    told = create_app(bot.front).test_client().get("/demo/talk", query_string={"person": PHONE}).get_json()
    (difference,) = told["differences"]
    assert not told["passes"] and difference["line"] == 4 and "+ bot: Hello! This is" in difference["text"]
    bot.worker.stop()
    bot.store.close()


def test_somebody_who_never_wrote_is_a_sentence(client: FlaskClient) -> None:
    told = client.get("/demo/talk", query_string={"person": "+15550109999"})
    assert told.status_code == 400 and "There is no conversation yet" in told.get_json()["problem"]


def test_a_form_of_another_page_saves_nothing(client: FlaskClient, flows: Path) -> None:
    before = sorted(path.name for path in (flows / "talks").iterdir())
    client.post("/demo/talk", data=f'{{"person": "{PHONE}"}}', content_type="text/plain")
    client.post("/demo/talk", data={"person": PHONE})
    assert sorted(path.name for path in (flows / "talks").iterdir()) == before


def test_nobody_else_may_look(client: FlaskClient) -> None:
    assert client.get("/demo/talk", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404


def test_outside_the_demo_there_is_no_such_window(flows: Path) -> None:
    bot = built(flows, "off")
    assert create_app(bot.front).test_client().get("/demo/talk").status_code == 404
    assert bot.front.keeper is None
    bot.worker.stop()
    bot.store.close()
