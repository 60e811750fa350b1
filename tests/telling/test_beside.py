"""Followers run in threads of their own, only while this process leads, and survive what stumbles."""

from __future__ import annotations

import threading
from pathlib import Path

from bot import wiring
from bot.errors import StoreError
from bot.services.beside import Beside
from tests.telling.office import Office, flows_with
from tests.telling.postbox import Postbox


class Follower:
    name = "follower"

    def __init__(self, problems: int = 0) -> None:
        self.steps, self.stopped, self.problems = 0, False, problems
        self.worked = threading.Event()

    def step(self) -> int:
        if self.problems:
            self.problems -= 1
            raise StoreError(why="the disk is full")
        self.steps += 1
        self.worked.set()
        return 0

    def stop(self) -> None:
        self.stopped = True


def test_who_does_not_lead_does_nothing() -> None:
    one, asked = Follower(), threading.Event()

    def leading() -> bool:
        asked.set()
        return False

    beside = Beside([one], leading)
    beside.start()
    assert asked.wait(5)
    beside.stop()
    assert one.steps == 0 and one.stopped


def test_one_that_stumbles_goes_on_and_holds_up_no_other() -> None:
    broken, well = Follower(problems=1), Follower()
    beside = Beside([broken, well], lambda: True)
    beside.start()
    assert well.worked.wait(5) and broken.worked.wait(10)
    beside.stop()
    assert broken.stopped and well.stopped


def test_the_whole_program_tells_by_itself_and_ends(tmp_path: Path) -> None:
    """As `askfirst serve` runs it: worker and followers in threads, until they are stopped."""
    with Postbox() as box:
        office = Office(
            flows_with("handover: {teams: [front], tell: [{email: [front@example.com]}]}\n"),
            f"sqlite:///{tmp_path / 'a.db'}", ASKFIRST_SMTP_URL=f"smtp://127.0.0.1:{box.port}?tls=off",
            ASKFIRST_MAIL_FROM="bot@example.com",
        )  # fmt: skip
        office.customer().says("person")
        thread = wiring.start_worker(office.bot)
        done = threading.Event()
        for _ in range(200):
            if box.mails or done.wait(0.05):
                break
        office.bot.worker.stop()
        thread.join(20)
        assert not thread.is_alive()
        assert [to for _, to, _ in box.mails] == ["front@example.com"]
        office.bot.store.close()
