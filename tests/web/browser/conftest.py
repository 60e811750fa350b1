from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ports import UserRow
from tests.web.browser.place import Customer, Desk, Shop
from tests.world import FLOWS

PERSON = "I want to talk to a person"


def at_any_hour(folder: Path) -> Path:
    """The starter's flows without quiet hours: the tests run by the real clock."""
    shutil.copytree(FLOWS, folder)
    for path in folder.rglob("*.yaml"):
        path.write_text(re.sub(r" *quiet_hours:.*\n", "", path.read_text("utf-8")), "utf-8")
    return folder


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One shop for all: a server needs seconds to start."""
    folder = tmp_path_factory.mktemp("shop")
    made = Shop(folder, at_any_hour(folder / "flows"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Desk]:
    browser = Desk()
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def rita(shop: Shop) -> UserRow:
    """Somebody who answers, in English."""
    return shop.user("Rita Gomes", "owner")


@pytest.fixture
def desk(chromium: Desk, shop: Shop, rita: UserRow) -> Iterator[Desk]:
    """Rita's browser; nothing may go wrong in it."""
    chromium.look()
    chromium.forget()
    chromium.sign_in(shop, rita)
    chromium.trouble.clear()
    yield chromium
    chromium.script(True)
    chromium.open("about:blank")
    assert not chromium.trouble


@pytest.fixture
def ana(shop: Shop) -> Iterator[Customer]:
    """A customer who has written before; her ticket is closed at the end."""
    made = shop.customer("Ana Lima")
    made.says("hi")
    yield made
    made.says("menu")
