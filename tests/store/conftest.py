"""A store on a real file, and a stranger who has the same file open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store import SqliteStore
from tests.store.things import Raw, opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "askfirst.db"


@pytest.fixture
def store(file: Path) -> Iterator[SqliteStore]:
    with opened(file) as made:
        yield made


@pytest.fixture
def raw(store: SqliteStore) -> Iterator[Raw]:
    client = Raw(store.path)
    yield client
    client.close()
