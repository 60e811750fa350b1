"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import Customer, World

os.environ.setdefault("ASKFIRST_LOG", "warning")


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
