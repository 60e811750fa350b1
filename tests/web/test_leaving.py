"""The page that ends messages without WhatsApp, over HTTP, on a real database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from bot.services.leaving import Links
from bot.web import create_app
from tests.consent.acts import agreed, kinds, last, state, waits
from tests.world import Customer, World

LINKS = Links("https://bot.example.com/", b"a secret key")


@pytest.fixture
def client(world: World) -> Iterator[FlaskClient]:
    with create_app(replace(world.bot.front, links=LINKS)).test_client() as made:
        yield made


def path(world: World, customer: Customer) -> str:
    person = world.bot.store.read(lambda tx: tx.persons.lookup(customer.phone))
    return LINKS.of(str(person)).removeprefix("https://bot.example.com")


def test_one_tap_ends_everything_and_blocks_what_waits(world: World, ana: Customer, client: FlaskClient) -> None:
    """must 26: the page writes the same event as a STOP, with its own method."""
    agreed(ana)
    row = waits(world, ana)
    shown = client.get(path(world, ana)).get_data(as_text=True)
    assert "May Café Aurora send you offers" in shown and "Stop all messages" in shown
    answer = client.post(path(world, ana), data={"purpose": "*"})
    assert answer.status_code == 303 and "Done." in client.get(answer.location).get_data(as_text=True)
    assert state(world, ana) == "withdrawn" and last(world, ana)["evidence"]["method"] == "web"
    assert world.rows("SELECT state FROM outbox WHERE id = ?", row) == [("blocked",)]
    client.post(path(world, ana), data={"purpose": "*"})
    assert [kind for _, kind in kinds(world, ana)].count("withdrawn") == 1, "twice is once"


def test_one_purpose_alone(world: World, ana: Customer, client: FlaskClient) -> None:
    agreed(ana)
    agreed(ana, "reminders")
    assert "Only stop these" in client.get(path(world, ana)).get_data(as_text=True)
    client.post(path(world, ana), data={"purpose": "offers"})
    assert (state(world, ana), state(world, ana, "reminders")) == ("withdrawn", "granted")


def test_looking_ends_nothing(world: World, ana: Customer, client: FlaskClient) -> None:
    """Mail programs and previews open every link."""
    agreed(ana)
    client.get(path(world, ana))
    client.get(path(world, ana) + "?done")
    client.head(path(world, ana))
    assert state(world, ana) == "granted"


@pytest.mark.parametrize("change", [lambda code: code[:-1] + ("0" if code[-1] != "0" else "1"), lambda code: code.partition(".")[0],
                                    lambda code: "x" * 40, lambda code: "é." + "0" * 24])  # fmt: skip
def test_a_code_that_is_not_ours_tells_and_ends_nothing(
    world: World, ana: Customer, client: FlaskClient, change
) -> None:  # type: ignore[no-untyped-def]
    agreed(ana)
    wrong = "/stop/" + change(path(world, ana).removeprefix("/stop/"))
    general = client.get("/stop").get_data(as_text=True)
    assert client.get(wrong).get_data(as_text=True) == general and "STOP" in general and "form" not in general
    client.post(wrong, data={"purpose": "*"})
    assert state(world, ana) == "granted"


def test_the_page_of_somebody_erased_is_the_general_one(world: World, ana: Customer, client: FlaskClient) -> None:
    agreed(ana)
    address = path(world, ana)
    person = str(world.bot.store.read(lambda tx: tx.persons.lookup(ana.phone)))
    world.bot.store.write(lambda tx: tx.persons.erase(person, "asked", world.clock.now()))
    lines = world.rows("SELECT count(*) FROM ledger")
    assert "May Café Aurora" not in client.get(address).get_data(as_text=True)
    client.post(address, data={"purpose": "*"})
    assert world.rows("SELECT count(*) FROM ledger") == lines


def test_the_page_speaks_the_persons_language_and_holds_nothing_foreign(world: World, client: FlaskClient) -> None:
    ana = world.customer("351911222333")
    ana.says("olá, quero ofertas")
    answer = client.get(path(world, ana))
    assert 'lang="pt"' in answer.get_data(as_text=True) and "Parar todas as mensagens" in answer.get_data(as_text=True)
    assert (
        "default-src 'none'" in answer.headers["Content-Security-Policy"]
        and answer.headers["Cache-Control"] == "no-store"
    )
    assert not re.search(r"<script|style=|onclick|351911222333", answer.get_data(as_text=True))


def test_my_data_names_the_page_and_the_receipt(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """must 17: the receipt is in the person's hands; must 26: and so is the way out."""
    from bot import settings, wiring
    from bot.channels.console import Console
    from bot.services.rehearsal import Rehearsal
    from tests.world import FLOWS

    environ = {"ASKFIRST_DATABASE": f"sqlite:///{tmp_path / 'a.db'}", "ASKFIRST_FLOWS": str(FLOWS),
               "ASKFIRST_SECRET_KEY": "k", "ASKFIRST_PUBLIC_URL": "https://bot.example.com"}  # fmt: skip
    bot = wiring.build(settings.load(environ, whatsapp=False), Console())
    ana = Rehearsal(bot.store, bot.worker, bot.clock, bot.channel)
    ana.say("offers")
    ana.tap("Yes, please")
    said = "\n".join(str(getattr(message, "body", "")) for message in ana.say("my data"))
    [receipt] = re.findall(r"receipt for all this: (\d+:[0-9a-f]{64})", said)
    count, head = bot.store.read(lambda tx: tx.ledger.head())
    assert receipt == f"{count}:{head}" and "https://bot.example.com/stop/" in said
    bot.worker.stop()
    bot.store.close()
