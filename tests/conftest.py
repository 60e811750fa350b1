"""What all tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import Customer, World

os.environ.setdefault("ASKFIRST_LOG", "warning")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A machine without a browser can't run browser tests; CI installs one and says so, there nothing is left out."""
    if os.environ.get("ASKFIRST_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium here: install Debian's package chromium to run it"))


@pytest.fixture
def world() -> Iterator[World]:
    """The whole bot with the starter's flows, on a memory database, with a clock that stands still."""
    from tests.world import World

    made = World()
    yield made
    made.close()


@pytest.fixture
def ana(world: World) -> Customer:
    """A customer with a phone number."""
    return world.customer(name="Ana")
