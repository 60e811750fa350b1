"""`askfirst demo` as a newcomer meets it: the phone in a real browser, Ctrl-C, and a second start."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import parts
from tests.simulator.browser import Browser
from tests.world import FLOWS


@contextlib.contextmanager
def demo(folder: Path) -> Iterator[str]:
    """The demo in its own process group; ended by Ctrl-C."""
    ports = ["--port", str(parts.free_port()), "--phone-port", str(parts.free_port())]
    command = [sys.executable, "-m", "bot", "demo", *ports, "--folder", str(folder), "--flows", str(FLOWS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            yield _address(process)
        finally:
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(30) == 0


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"Open the phone:\s+.*?(http://127\.0\.0\.1:\d+)", line):
            return found[1]
    raise AssertionError("the demo printed no address")


def test_the_demo_starts_prints_an_address_ends_on_ctrl_c_and_starts_again(tmp_path: Path) -> None:
    for _ in range(2):
        with demo(tmp_path / "demo") as address, urllib.request.urlopen(address, timeout=10) as page:
            assert b"<!doctype html>" in page.read(100).lower()
    assert (tmp_path / "demo/askfirst.db").exists()


@pytest.mark.browser
def test_a_newcomer_says_yes_and_then_stop_on_the_phone(tmp_path: Path) -> None:
    """The whole main job, seen in a browser; the ledger beside the phone tells it."""
    with demo(tmp_path / "demo") as address, contextlib.closing(Browser(1280, 860)) as page:
        page.open(address)

        def say(text: str) -> None:
            page.click("#composer-text")
            page.type(text)
            page.press("Enter")

        page.wait("document.querySelector('.person[aria-current=true]') && document.querySelector('.chip')")
        say("hi")
        page.click("button", "Offers by WhatsApp")
        page.click("button", "Yes, please")
        page.wait("document.querySelector('#consents').innerText.includes('granted')")
        say("are you open on sundays?")
        page.wait("document.querySelector('#why').innerText.includes('opening_hours')")
        say("please stop writing to me")
        page.wait("document.querySelector('#consents').innerText.includes('withdrawn')")
        page.wait("document.querySelector('#ledger').innerText.includes('granted')")
        assert not page.trouble
