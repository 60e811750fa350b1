"""Files that change under a running bot: read by another process, taken over in pieces, or left alone and told."""

from __future__ import annotations

import logging
import shutil
import sys
import threading
from pathlib import Path

import pytest

from bot.flowfiles import apart, book
from bot.flowfiles.living import Flows
from bot.flowfiles.understanding import build_mind, phrasings_key
from tests.flowfiles.helpers import GOOD
from tests.world import FLOWS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FLOWS, tmp_path / "flows"))


@pytest.fixture
def flows(folder: Path) -> Flows:
    return Flows(folder)


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def settled(flows: Flows) -> None:
    """Wait until the reading beside is done."""
    for thread in threading.enumerate():
        if thread.name == "reading flows":
            thread.join(60)
    assert not flows._reading.locked()


@pytest.mark.parametrize("good", ["flows", "cafe", "rasa", "calm"])
def test_another_process_reads_the_very_same(good: str) -> None:
    where = FLOWS if good == "flows" else GOOD / good
    here, there = book.load(where), apart.read(where)
    assert there.loaded.problems == here.problems and there.loaded.files == here.files
    assert there.loaded.book == here.book and here.book is not None
    assert there.matcher is not None
    mind = build_mind(here.book)
    for text in ("when are you open", "do you have parking", "quero reservar", "xyzzy"):
        assert there.matcher.match(text) == mind.matcher.match(text)


def test_phrasings_that_are_known_are_not_indexed_again(flows: Flows, folder: Path) -> None:
    assert apart.read(folder, phrasings_key(flows.book)).matcher is None


def test_many_entries_come_in_pieces(tmp_path: Path) -> None:
    from bench import check

    check.write(tmp_path, questions=60, flows=30)
    here, there = book.load(tmp_path), apart.read(tmp_path)
    assert here.book is not None and there.loaded.book == here.book and len(here.book.faq) == 60
    assert list(there.loaded.book.flows) == list(here.book.flows)


def test_a_change_is_in_force_soon_and_the_index_of_the_phrasings_is_kept(flows: Flows, folder: Path) -> None:
    _, before = flows.both()
    edit(folder, "business.yaml", "name:", "name: The New Name #")
    flows.refresh_beside()
    settled(flows)
    found, mind = flows.both()
    assert found.business.name.startswith("The New Name") and mind is not before
    assert mind.matcher is before.matcher and mind.lexicon is before.lexicon
    flows.refresh_beside()
    assert not flows._reading.locked(), "nothing changed, so nothing is read"


def test_new_phrasings_are_understood(flows: Flows, folder: Path) -> None:
    flows.both()
    with (folder / "faq.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "  - id: zeppelin\n    ask: [where do I land my zeppelin, zeppelin parking]\n    answer: On the roof.\n"
        )
    flows.refresh_beside()
    settled(flows)
    _, mind = flows.both()
    assert mind.understand("zeppelin parking").id == "zeppelin"


def test_wrong_files_change_nothing_and_are_told_once(
    flows: Flows, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = flows.both()
    edit(folder, "business.yaml", "languages:", "langages:")
    for _ in range(2):
        flows.refresh_beside()
        settled(flows)
    assert flows.both() == before and flows.problems
    [told] = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert told.startswith("The changed flow files are not used, the last good ones go on: flows/business.yaml:")
    edit(folder, "business.yaml", "langages:", "languages:")
    flows.refresh_beside()
    settled(flows)
    assert not [problem for problem in flows.problems if problem.level == "error"]


def test_a_folder_that_vanishes_changes_nothing(flows: Flows, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = flows.both()
    shutil.rmtree(folder)
    flows.refresh_beside()
    settled(flows)
    assert flows.both() == before and "There is no folder" in caplog.text


def test_without_another_process_the_files_are_read_here(
    flows: Flows, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(folder / "no-python"))
    edit(folder, "business.yaml", "name:", "name: The New Name #")
    flows.refresh_beside()
    settled(flows)
    assert flows.book.business.name.startswith("The New Name")


def test_what_the_child_writes_must_be_whole(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "python"
    for script in ("exit 1", "echo nonsense", "true", "kill -9 $$"):
        fake.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        fake.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(fake))
        with pytest.raises(apart.NotRead):
            apart.read(folder)


def test_an_old_mind_is_gone_without_the_collector(flows: Flows, folder: Path) -> None:
    """The collector is told to leave the book alone, so nothing of it may hold itself."""
    import gc
    import weakref

    _, mind = flows.both()
    mind.understand("when are you open")
    old = [weakref.ref(mind), weakref.ref(mind.matcher)]
    del mind
    gc.disable()
    try:
        edit(folder, "faq.yaml", "ask: [", "ask: [tell me about the old zeppelin, ")
        assert flows.refresh()
        assert [ref() for ref in old] == [None, None]
    finally:
        gc.enable()
